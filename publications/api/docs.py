"""The reference page: the OpenAPI document as a page for people, with examples from this portal."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.kit.addresses import origin_of
from portal.kit.pages import Drawn, drawn_from

from . import documents, sources
from .renderers import linked_json
from .schema import PAGE, openapi


@require_safe
@drawn_from("publications", "people", "labs", "venues", "topics", by_content=True)
def page(request: HttpRequest) -> HttpResponse:
    document = openapi()
    origin = origin_of(request)
    found = examples(request.drawn, origin)
    slugs = {f"/api/{kind.lower()}s": example["slug"] for kind, example in found.items()}
    context = {
        "origin": origin,
        "operations": list(operations(document, slugs)),
        "shapes": [
            {
                "name": name,
                "about": shape["description"],
                "members": list(keys(shape)),
                "example": linked_json(found[name]) if name in found else "",
            }
            for name, shape in document["components"]["schemas"].items()
            if not name.endswith(PAGE)
        ],
    }
    return render(request, "api/docs.html", context)


def examples(drawn: Drawn, origin: str) -> dict[str, Any]:
    """Return the first of each kind there is here, as the API gives it."""
    people = sources.researchers().order_by("-visibility", "sort_key")  # "page" sorts last
    newest = sources.publication_rows(drawn)[:1]
    found: dict[str, Any] = {}
    if written := documents.stored_json(newest, origin):
        found["Publication"] = written[0]
    firsts = {
        "Researcher": (people, documents.researcher_json),
        "Lab": (sources.labs(), documents.lab_json),
        "Venue": (sources.venues(), documents.venue_json),
        "Topic": (sources.topics(), documents.topic_json),
    }
    for kind, (rows, write) in firsts.items():
        if (row := rows.first()) is not None:
            found[kind] = write(row, origin)
    return orjson.loads(orjson.dumps(found))


def operations(document: dict[str, Any], slugs: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield each address with its parameters and what it answers; "try" is it filled in, or ""."""
    for path, methods in document["paths"].items():
        operation = methods["get"]
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        shape = _shape_name(answer)
        resource = "/".join(path.split("/")[:3])
        slug = slugs.get(resource, "")
        yield {
            "id": operation["operationId"],
            "title": operation["summary"],
            "about": operation["description"],
            "path": path,
            "try": path.replace("{slug}", slug) if slug or "{slug}" not in path else "",
            "parameters": [each for each in operation["parameters"] if each["in"] == "query"],
            "is_list": shape.endswith(PAGE),
            "shape": shape.removesuffix(PAGE),
        }


def keys(shape: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the keys of an object: name, type in words, the shape it leads to, meaning."""
    for name, schema in shape["properties"].items():
        options = schema.get("anyOf", [schema])
        inner = options[0].get("items", options[0])
        kinds = inner.get("type", "")
        words = [kinds] if isinstance(kinds, str) else kinds
        yield {
            "name": name,
            "is_list": options[0].get("type") == "array",
            "shape": _shape_name(inner),
            "type": " or ".join(word for word in words if word),
            "is_optional": len(options) > 1,
            "format": inner.get("format", ""),
            "choices": ", ".join(inner.get("enum", [])),
            "about": schema.get("description", ""),
        }


def _shape_name(schema: dict[str, Any]) -> str:
    return schema.get("$ref", "").rpartition("/")[2]
