"""Data about a page within it, as schema.org has it, in JSON-LD."""

from typing import Any

import orjson
from django.utils.safestring import SafeString, mark_safe

CONTEXT = "https://schema.org"
_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def ld_json(*nodes: dict[str, Any]) -> SafeString:
    """Return the script element that holds these nodes; no text in them can end it."""
    graph = [_filled(node) for node in nodes]
    text = orjson.dumps({"@context": CONTEXT, "@graph": graph}).decode().translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def _filled(value: Any) -> Any:
    """Return a node without what it does not say, those within it likewise."""
    if isinstance(value, list):
        return [_filled(part) for part in value]
    if isinstance(value, dict):
        return {key: _filled(part) for key, part in value.items() if part}
    return value


def breadcrumbs(origin: str, *steps: tuple[str, str]) -> dict[str, Any]:
    """Return the way to a page: (name, path) of each step, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": origin + path}
            for place, (name, path) in enumerate(steps, 1)
        ],
    }
