"""Verbs over many publications and authorships."""

from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Self

from django.db import connections, models
from django.db.models import Case, F, OuterRef, Q, Value, When
from django.utils import timezone

from portal.kit.changes import WatchedQuerySet, changing, rederive
from portal.kit.models import SluggedQuerySet
from portal.kit.sql import JSONRows, Prepared
from portal.kit.text import search_words
from researchers.models import Lab, Researcher

if TYPE_CHECKING:
    from publications.models import Publication, Topic

_own_label = Case(When(label="", then=F("kind__label")), default=F("label"))
PARKED = 1_000_000  # positions wait above this while a byline is renumbered


def newest_first(prefix: str = "") -> list[str]:
    """Return the ordering by date, newest first, undated last, over a path to publications."""
    return [f"-{prefix}date_number", f"-{prefix}pk"]


class IsListed(models.Func):
    """The condition of being public: published, or scheduled for a moment that has come.

    Of the publication at the end of the path `prefix`; false where there is none.
    """

    output_field = models.BooleanField()

    def __init__(self, prefix: str = "") -> None:
        super().__init__(F(f"{prefix}status"), F(f"{prefix}publish_at"), Value(timezone.now()))

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        (status, _), (moment, _), (now, params) = map(compiler.compile, self.source_expressions)
        waited = f"{status} = 'scheduled' AND {moment} <= {now}"
        return f"(({status} = 'published' OR ({waited})) IS TRUE)", params


class IsWaiting(models.Func):
    """The condition of `publication_waiting`: SQLite knows it only by its words, not by a value."""

    output_field = models.BooleanField()
    template = "(%(expressions)s = 'scheduled')"


def is_main_version(prefix: str = "") -> models.expressions.NegatedExpression:
    """Return the condition that no other public version stands for a publication."""
    return ~IsListed(f"{prefix}preferred_version__")


def _written(**by: Any) -> models.QuerySet:
    """Return the ids of publications somebody is named on.

    A list to begin with, not a condition to test on every publication from the newest down.
    """
    from publications.models import Authorship

    return Authorship.objects.filter(**by).order_by().values("publication")


def in_years(first: int, last: int) -> Q:
    """Return the condition for these years, both included."""
    return Q(date_number__range=(first * 10_000, last * 10_000 + 9_999))


class PublicationQuerySet(SluggedQuerySet):
    def listed(self) -> Self:
        """Public publications: published, or scheduled for a moment that has come."""
        return self.filter(IsListed())

    def main_versions(self) -> Self:
        """Works once: without entries that another public version stands for."""
        return self.filter(is_main_version())

    def newest(self) -> Self:
        """By date, newest first; what has no date comes last."""
        return self.order_by(*newest_first())

    def of_years(self, first: int, last: int) -> Self:
        """Publications of these years, both included; the index of the dates serves."""
        return self.filter(in_years(first, last))

    def waiting(self) -> Self:
        """Publications that become public at a moment of their own; an index of its own serves."""
        return self.filter(IsWaiting(F("status"))).order_by("publish_at")

    def by(self, *researchers: Researcher | int) -> Self:
        """Publications every one of `researchers` is named on."""
        found = self
        for researcher in researchers:
            pk = researcher.pk if isinstance(researcher, Researcher) else researcher
            found = found.filter(pk__in=_written(researcher=pk))
        return found

    def on_shelf(self, key: str) -> Self:
        """Publications on a shelf that has placements: "researcher:", "lab:", "topic:", by slug.

        A list that was newest first, or in no order, comes in that of the placements: the same,
        kept by an index.
        """
        found = self.filter(placements__shelf=key)
        if list(self.query.order_by) in ([], newest_first()):
            found = found.order_by("-placements__date_number", "-placements__publication_id")
        return found

    def by_any(self, researchers: models.QuerySet[Researcher] | Sequence[int]) -> Self:
        """Publications at least one of `researchers` is named on."""
        return self.filter(pk__in=_written(researcher__in=researchers))

    def of_lab(self, lab: Lab) -> Self:
        """Publications of years in which one of their people was in `lab` or a unit of it.

        Newest first. What has no date counts as of the year it was entered.
        """
        return self.on_shelf(f"lab:{lab.slug}")

    def on_topic(self, topic: "Topic") -> Self:
        """Publications on `topic`, newest first."""
        return self.on_shelf(f"topic:{topic.slug}")

    def matching(self, text: str) -> Self:
        """Publications that a search for `text` finds, however many, newest first or as ordered.

        Drafts are never among them; what waits to become public is, unless `listed()` is asked.
        """
        from publications.search.lists import narrow

        found: Self = narrow(self, text)
        return found

    def holding(self, text: str) -> Self:
        """Publications, drafts too, with every word of `text` in title, venue or names.

        Parts of words do, accents aside. Every publication is looked at.
        """
        found = self
        for word in search_words(text):
            named = self._authorships().filter(
                ~Q(researcher__visibility="hidden"), researcher__sort_key__contains=word
            )
            found = found.filter(
                Q(title_key__contains=word)
                | Q(venue__name_key__contains=word)
                | Q(venue__slug__contains=word)
                | models.Exists(named)
            )
        return found

    def with_rows(self) -> Self:
        """Bring what hangs on a publication along in the same query, as lists of dicts in order."""
        rows = {
            name: JSONRows(of, **fields) for name, (of, fields) in _rows(OuterRef("pk")).items()
        }
        return self.select_related("venue").annotate(**rows)

    def _authorships(self) -> "AuthorshipQuerySet":
        from publications.models import Authorship

        return Authorship.objects.filter(publication=OuterRef("pk")).order_by()


def _rows(publication: Any) -> dict[str, tuple[models.QuerySet, dict[str, Any]]]:
    """Return by name the rows that hang on a publication, and what of each is printed."""
    from publications.models import Attachment, Authorship, Award, PublicationLink, Topic

    authors = Authorship.objects.filter(publication=publication).order_by("role", "position")
    links = PublicationLink.objects.filter(publication=publication)
    files = Attachment.objects.filter(publication=publication, is_public=True)
    kind = {"kind": "kind__key", "label": _own_label}
    person = (
        "slug", "visibility", "homepage", "orcid", "given_name", "family_name", "is_organization",
    )  # fmt: skip
    own = (
        "position", "role", "credited_as", "equal_group", "is_corresponding", "affiliation",
    )  # fmt: skip
    return {
        "author_rows": (
            authors,
            {
                "id": "pk",
                "researcher": "researcher_id",
                **{name: name for name in own},
                **{name: f"researcher__{name}" for name in person},
            },
        ),
        "link_rows": (links, {**kind, "url": "url"}),
        "file_rows": (files, {**kind, "file": "file"}),
        "award_rows": (
            Award.objects.filter(publication=publication),
            {"name": "name", "url": "url"},
        ),
        "topic_rows": (
            Topic.objects.filter(publications=publication),
            {"slug": "slug", "name": "name"},
        ),
    }


def load_rows(publication: "Publication") -> None:
    """Give one publication the rows `with_rows` brings: for one, five plain queries cost less."""
    for name, (keys, rows) in _each_rows().items():
        found = rows(publication.pk)
        setattr(publication, name, [dict(zip(keys, row, strict=True)) for row in found])


@cache
def _each_rows() -> dict[str, tuple[list[str], Prepared]]:
    def columns(name: str, pk: int) -> models.QuerySet:
        of, fields = _rows(pk)[name]
        paths = (F(path) if isinstance(path, str) else path for path in fields.values())
        return of.values_list(*paths)

    return {
        name: (list(fields), Prepared(partial(columns, name)))
        for name, (_, fields) in _rows(OuterRef("pk")).items()
    }


class AuthorshipQuerySet(WatchedQuerySet):
    def on_page_of(self, researcher: Researcher) -> Self:
        """What stands on the page of `researcher`: chosen places first, then newest first."""
        public = IsListed("publication__"), is_main_version("publication__")
        shown = self.filter(*public, researcher=researcher, hidden=False)
        return shown.order_by(F("order").asc(nulls_last=True), *newest_first("publication__"))

    def newest(self) -> Self:
        """By the publication's date, newest first."""
        return self.order_by(*newest_first("publication__"))

    def next_position(self, publication_id: int, role: str) -> int:
        """Return the position after the last one."""
        last = self.filter(publication=publication_id, role=role)
        return (last.aggregate(last=models.Max("position"))["last"] or 0) + 1

    def lock_bylines(self, publication_ids: Iterable[int]) -> None:
        """Wait until nobody else changes these bylines; within a transaction, on PostgreSQL.

        SQLite needs none of it: its transactions begin with the lock of the whole database.
        """
        from publications.models import Publication

        if connections[self.db].features.has_select_for_update:
            rows = Publication.objects.select_for_update(no_key=True).order_by("pk")
            list(rows.filter(pk__in=set(publication_ids)).values_list("pk"))

    @changing()
    def set_order(self, publication: "Publication | int", role: str, ids: Sequence[int]) -> None:
        """Give the authorships `ids` of one byline the positions 1, 2, 3 ... in this order.

        Raises ValueError unless `ids` are exactly the byline's. Costs two updates whatever its
        length: a unique position cannot be swapped in one.
        """
        from publications.models import Publication

        key = publication if isinstance(publication, int) else publication.pk
        self.lock_bylines([key])
        byline = self.filter(publication=key, role=role)
        if sorted(ids) != sorted(byline.values_list("pk", flat=True)):
            raise ValueError("The order must name every author of the byline exactly once.")
        if not ids:
            return
        # One note of the whole byline instead of one of each author.
        plain = models.QuerySet.update
        plain(byline, position=F("position") + PARKED)
        places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(ids, 1)]
        plain(byline, position=Case(*places, output_field=models.PositiveIntegerField()))
        rederive(Publication, [key])

    @changing()
    def close_gaps(self, publication_ids: Iterable[int]) -> None:
        """Make the positions of these publications dense again, their order kept."""
        publication_ids = set(publication_ids)
        self.lock_bylines(publication_ids)
        wanted = self.filter(publication__in=publication_ids).order_by("role", "position")
        bylines: dict[tuple[int, str], list[tuple[int, int]]] = {}
        for publication, role, position, pk in wanted.values_list(
            "publication_id", "role", "position", "pk"
        ):
            bylines.setdefault((publication, role), []).append((position, pk))
        for (publication, role), rows in bylines.items():
            if [position for position, _ in rows] != list(range(1, len(rows) + 1)):
                self.model.objects.set_order(publication, role, [pk for _, pk in rows])

    def delete(self) -> Any:
        """Delete the rows and close the gaps they leave."""
        with changing():
            touched = set(self.values_list("publication_id", flat=True))
            self.lock_bylines(touched)
            deleted = super().delete()
            self.model.objects.close_gaps(touched)
        return deleted

    delete.alters_data = True
    delete.queryset_only = True


class AttachmentQuerySet(WatchedQuerySet):
    def public(self) -> Self:
        """Files anyone may fetch: shown ones of public publications."""
        from publications.models import Publication

        return self.filter(is_public=True, publication__in=Publication.objects.listed())


class SuggestionQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Works and values found elsewhere that wait for a decision."""
        return self.filter(kind__in=["publication", "field"], status="open")
