"""The OpenAPI 3.1 document, made from the views' parameters and the TypedDicts of shapes.py."""

import inspect
import types
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from . import shapes
from .problems import MEDIA_TYPE

PAGE = "Page"  # ends the names of list answers
LISTED = (
    shapes.PublicationJSON,
    shapes.ResearcherJSON,
    shapes.LabJSON,
    shapes.VenueJSON,
    shapes.TopicJSON,
)
BASIC = {str: "string", int: "integer", bool: "boolean", type(None): "null"}
PROBLEMS = {
    400: "A parameter is unknown or has a value that cannot be used.",
    404: "There is no such thing here, or no such page of the list.",
    405: "The address does not take this method.",
    406: "The answer cannot be given in a format the Accept header takes.",
}


def name_of(shape: type) -> str:
    """Return the component's name: PublicationJSON is Publication to readers."""
    return shape.__name__.removesuffix("JSON")


def reference(shape: type, suffix: str = "") -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name_of(shape)}{suffix}"}


def described(hint: Any) -> dict[str, Any]:
    """Return a type hint as JSON Schema. A text in Annotated describes, a pair is a keyword."""
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        schema = described(inner)
        for note in notes:
            keyword, value = ("description", note) if isinstance(note, str) else note
            schema = schema | {keyword: list(value) if isinstance(value, tuple) else value}
        return schema
    if is_typeddict(hint):
        return reference(hint)
    if get_origin(hint) is list:
        return {"type": "array", "items": described(get_args(hint)[0])}
    if get_origin(hint) in {Union, types.UnionType}:
        return _optional(*(arg for arg in get_args(hint) if arg is not type(None)))
    return {"type": BASIC[hint]}


def _optional(hint: Any) -> dict[str, Any]:
    schema = described(hint)
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema | {"type": [schema["type"], "null"]}


def component(shape: type) -> dict[str, Any]:
    """Return a TypedDict as a JSON Schema of an object that has all its keys."""
    hints = get_type_hints(shape, include_extras=True)
    return {
        "type": "object",
        "description": inspect.getdoc(shape),
        "properties": {key: described(hint) for key, hint in hints.items()},
        "required": list(hints),
    }


def page_of(shape: type) -> dict[str, Any]:
    """Return the schema of one page of a list of `shape`."""
    address = {"type": ["string", "null"], "format": "uri"}
    return {
        "type": "object",
        "description": "One page of a list.",
        "properties": {
            "count": {"type": "integer", "description": "How many there are on all pages."},
            "count_is_exact": {
                "type": "boolean",
                "description": "false if there are more than were counted.",
            },
            "next": address | {"description": "The next page, null on the last."},
            "previous": address | {"description": "The page before, null on the first."},
            "results": {"type": "array", "items": reference(shape)},
        },
        "required": ["count", "count_is_exact", "next", "previous", "results"],
    }


def components() -> dict[str, Any]:
    """Return every TypedDict of shapes.py by its name, and a page of each that is listed."""
    found = {
        name_of(shape): component(shape)
        for shape in vars(shapes).values()
        if is_typeddict(shape) and shape.__module__ == shapes.__name__
    }
    found |= {name_of(shape) + PAGE: page_of(shape) for shape in LISTED}
    return dict(sorted(found.items()))


class Operations(AutoSchema):
    """Describes an address by what its view says of itself."""

    @property
    def is_list(self) -> bool:
        return hasattr(self.view, "filters")

    def get_operation_id(self) -> str:
        kind = type(self.view).__name__
        return kind[0].lower() + kind[1:]

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/").split("/")[0] or "index"]

    def get_summary(self) -> str:
        return self.view.title

    def get_description(self) -> str:
        return self.view.about

    def get_override_parameters(self) -> list[OpenApiParameter]:
        found = [
            OpenApiParameter(
                parameter.name,
                dict(parameter.schema) | {"examples": [_example(parameter)]},
                description=parameter.text,
            )
            for parameter in self.view.parameters
        ]
        if "{slug}" in self.path:
            text = "The last part of its page's address. A former one redirects."
            found.insert(0, OpenApiParameter("slug", str, OpenApiParameter.PATH, description=text))
        if self.is_list:
            text = "The other pages, after RFC 8288: first, prev, next, last."
            found.append(
                OpenApiParameter(
                    "Link", str, OpenApiParameter.HEADER, response=[200], description=text
                )
            )
        return found

    def get_response_serializers(self) -> dict[Any, Any]:
        shape = self.view.shape
        body = reference(shape, PAGE if self.is_list else "")
        responses: dict[Any, Any] = {(200, "application/json"): OpenApiResponse(body, "Found.")}
        if "{slug}" in self.path:
            responses[301] = OpenApiResponse(description="It has another slug now; see Location.")
        for status, text in PROBLEMS.items():
            responses[status, MEDIA_TYPE] = OpenApiResponse(reference(shapes.Problem), text)
        return responses


def _example(parameter: Any) -> Any:
    kind = dict(parameter.schema)["type"]
    if kind == "integer":
        return int(parameter.example)
    return parameter.example == "true" if kind == "boolean" else parameter.example


def one_form_of_each(endpoints: list[tuple[str, str, str, Any]]) -> list[Any]:
    """Leave out the forms with a slash at the end (a hook of drf-spectacular)."""
    return [each for each in endpoints if each[0] == "/api/" or not each[0].endswith("/")]


def with_components(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Add the shapes (a hook of drf-spectacular)."""
    return result | {"components": {"schemas": components()}}


@cache
def openapi() -> dict[str, Any]:
    """Return the document. The same for everybody, so it is made once in a process."""
    return SchemaGenerator().get_schema(public=True)
