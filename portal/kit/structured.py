"""Data about a page within it, as schema.org has it, in JSON-LD."""

from typing import Any

import orjson
from django.utils.safestring import SafeString, mark_safe

CONTEXT = "https://schema.org"
_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def ld_json(*nodes: dict[str, Any]) -> SafeString:
    """Return the script element that holds these nodes; no text in them can end it.

    What is empty is left out, in the nodes within them, too.
    """
    told = _told(nodes)
    text = orjson.dumps({"@context": CONTEXT, "@graph": told}).decode().translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def breadcrumbs(origin: str, *steps: tuple[str, str]) -> dict[str, Any]:
    """Return the way to a page: (name, path) of each step, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": origin + path}
            for place, (name, path) in enumerate(steps, 1)
        ],
    }


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _told(part) for key, part in value.items() if part}
    return [_told(part) for part in value] if isinstance(value, list | tuple) else value
