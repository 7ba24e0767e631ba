"""What is stored of publications, as far as imports compare it and exports tell it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from publications.models import Authorship, Award, Publication, PublicationLink, Venue

from .values import COLUMNS, Value


@dataclass(slots=True)
class Credit:
    """One authorship: whose, in which role, as printed, with its marks."""

    id: int
    researcher: int
    role: str
    credited_as: str
    parts: Mapping[str, Any]
    orcid: str
    affiliation: str
    equal_group: int | None
    is_corresponding: bool


@dataclass(slots=True)
class Stored:
    """A publication with what hangs on it and an import may change."""

    id: int
    slug: str
    made_key: str
    columns: dict[str, Value]
    venue: Venue | None
    preferred_version: int | None
    extra: dict[str, Any]
    provenance: dict[str, Any]
    updated_at: datetime
    credits: list[Credit] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    awards: list[str] = field(default_factory=list)


def stored(ids: Iterable[int]) -> dict[int, Stored]:
    """Return by id what is stored of these publications. Four queries."""
    ids = list(ids)
    if not ids:
        return {}
    papers = Publication.objects.filter(pk__in=ids).select_related("venue").order_by()
    found = {
        paper.pk: Stored(
            id=paper.pk,
            slug=paper.slug,
            made_key=paper.made_key,
            columns={name: getattr(paper, name) for name in COLUMNS},
            venue=paper.venue,
            preferred_version=paper.preferred_version_id,
            extra=paper.extra,
            provenance=paper.provenance,
            updated_at=paper.updated_at,
        )
        for paper in papers
    }
    rows = Authorship.objects.filter(publication__in=ids).order_by("role", "position")
    for publication, *row in rows.values_list(
        "publication_id", "pk", "researcher_id", "role", "credited_as", "credited_parts",
        "claimed_orcid", "affiliation", "equal_group", "is_corresponding",
    ):  # fmt: skip
        found[publication].credits.append(Credit(*row))
    links = PublicationLink.objects.filter(publication__in=ids)
    for publication, *link in links.order_by("position", "pk").values_list(
        "publication_id", "kind__key", "url", "label"
    ):
        found[publication].links.append((link[0], link[1], link[2]))
    awards = Award.objects.filter(publication__in=ids).order_by("position", "pk")
    for publication, name in awards.values_list("publication_id", "name"):
        found[publication].awards.append(name)
    return found
