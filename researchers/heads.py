"""People and labs as schema.org has them, from what their pages print."""

from collections.abc import Iterable
from typing import Any

from researchers.models import Lab, Researcher

Node = dict[str, Any]


def person_node(
    researcher: Researcher, card: dict[str, Any], page: dict[str, Any], origin: str
) -> Node:
    """Return the node of a person of whom `card` and `page` are stored. Asks no database."""
    links = [link["url"] for link in page["links"]]
    return {
        "@type": "Person",
        "@id": origin + researcher.get_absolute_url(),
        "url": origin + researcher.get_absolute_url(),
        "name": card["name"],
        "alternateName": page["original_name"],
        "jobTitle": card["headline"],
        "description": page["description"],
        "image": absolute(page["portrait_url"], origin),
        "affiliation": [
            {"@type": "ResearchOrganization", "name": lab["name"], "url": origin + lab["url"]}
            for lab in card["labs"]
        ],
        "sameAs": [url for url in links if url.startswith(("http:", "https:"))],
    }


def lab_node(lab: Lab, people: Iterable[tuple[str, str]], origin: str) -> Node:
    """Return the node of a lab; `people` are (name, path of the page) of those who are there."""
    node: Node = {
        "@type": "ResearchOrganization",
        "@id": origin + lab.get_absolute_url(),
        "name": lab.name,
        "alternateName": lab.short_name,
        "description": lab.tagline,
        "url": lab.url or origin + lab.get_absolute_url(),
        "logo": absolute(lab.logo.url, origin) if lab.logo else "",
        "member": [
            {"@type": "Person", "name": name, **({"url": absolute(path, origin)} if path else {})}
            for name, path in people
        ],
    }
    if lab.parent and lab.parent.is_public:
        parent = {"@type": "ResearchOrganization", "name": lab.parent.name}
        node["parentOrganization"] = parent | {"url": origin + lab.parent.get_absolute_url()}
    elif lab.institution:
        node["parentOrganization"] = {"@type": "Organization", "name": lab.institution}
    return node


def absolute(url: str, origin: str) -> str:
    return origin + url if url.startswith("/") else url
