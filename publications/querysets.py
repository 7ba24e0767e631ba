"""Verbs over many publications and authorships."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import connections, models, transaction
from django.db.models import Case, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.kit.models import SluggedQuerySet
from portal.kit.sql import JSONRows
from portal.kit.text import search_words
from researchers.models import Lab, Membership, Researcher

if TYPE_CHECKING:
    from publications.models import Publication

_own_label = Case(When(label="", then=F("kind__label")), default=F("label"))
PARKED = 1_000_000  # positions wait above this while a byline is renumbered


def newest_first(prefix: str = "") -> list[str]:
    """Return the ordering by date, newest first, undated last, over a path to publications."""
    return [f"-{prefix}date_number", f"-{prefix}pk"]


def is_listed() -> Q:
    """Return the condition of being public: published, or scheduled for a moment that has come."""
    return Q(status="published") | Q(status="scheduled", publish_at__lte=timezone.now())


class PublicationQuerySet(SluggedQuerySet):
    def listed(self) -> Self:
        """Public publications: published, or scheduled for a moment that has come."""
        return self.filter(is_listed())

    def main_versions(self) -> Self:
        """Works once: without entries that another public version stands for."""
        return self.filter(~self._is_stood_for())

    def _is_stood_for(self) -> models.Exists:
        preferred = self.model._base_manager.filter(pk=OuterRef("preferred_version"))
        return models.Exists(preferred.filter(is_listed()))

    def newest(self) -> Self:
        """By date, newest first; what has no date comes last."""
        return self.order_by(*newest_first())

    def by(self, *researchers: Researcher | int) -> Self:
        """Publications every one of `researchers` is named on."""
        found = self
        for researcher in researchers:
            pk = researcher.pk if isinstance(researcher, Researcher) else researcher
            found = found.filter(models.Exists(self._authorships().filter(researcher=pk)))
        return found

    def by_any(self, researchers: models.QuerySet[Researcher]) -> Self:
        """Publications at least one of `researchers` is named on."""
        return self.filter(models.Exists(self._authorships().filter(researcher__in=researchers)))

    def of_lab(self, lab: Lab) -> Self:
        """Publications of years in which one of their people was in `lab` or a unit of it.

        What has no date yet counts as of this year.
        """
        year = Coalesce(OuterRef(OuterRef("year")), timezone.localdate().year)
        memberships = Membership.objects.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lt=(year + 1) * 10_000),
            Q(ends_on__isnull=True) | Q(ends_on__gte=year * 10_000),
            ~Q(researcher__visibility="hidden"),
            lab__in=Lab.objects.ids_within(lab),
            researcher=OuterRef("researcher"),
        )
        return self.filter(models.Exists(self._authorships().filter(models.Exists(memberships))))

    def matching(self, text: str) -> Self:
        """Publications whose title, venue or names hold every word of `text`, accents aside."""
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
        from publications.models import Attachment, Award, PublicationLink, Topic

        of_this = {"publication": OuterRef("pk")}
        return self.select_related("venue").annotate(
            is_main_version=~self._is_stood_for(),
            author_rows=JSONRows(
                self._authorships().order_by("role", "position"),
                id="pk",
                position="position",
                role="role",
                credited_as="credited_as",
                equal_group="equal_group",
                is_corresponding="is_corresponding",
                affiliation="affiliation",
                researcher="researcher_id",
                slug="researcher__slug",
                visibility="researcher__visibility",
                homepage="researcher__homepage",
                orcid="researcher__orcid",
                given_name="researcher__given_name",
                family_name="researcher__family_name",
                is_organization="researcher__is_organization",
            ),
            link_rows=JSONRows(
                PublicationLink.objects.filter(**of_this),
                kind="kind__key",
                label=_own_label,
                url="url",
            ),
            file_rows=JSONRows(
                Attachment.objects.filter(**of_this, is_public=True),
                kind="kind__key",
                label=_own_label,
                file="file",
            ),
            award_rows=JSONRows(Award.objects.filter(**of_this), name="name", url="url"),
            topic_rows=JSONRows(
                Topic.objects.filter(publications=OuterRef("pk")), slug="slug", name="name"
            ),
        )

    def _authorships(self) -> "AuthorshipQuerySet":
        from publications.models import Authorship

        return Authorship.objects.filter(publication=OuterRef("pk")).order_by()


class AuthorshipQuerySet(models.QuerySet):
    def on_page_of(self, researcher: Researcher) -> Self:
        """What stands on the page of `researcher`: chosen places first, then newest first."""
        from publications.models import Publication

        shown = self.filter(
            researcher=researcher,
            hidden=False,
            publication__in=Publication.objects.listed().main_versions(),
        )
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

    @transaction.atomic
    def set_order(self, publication: "Publication | int", role: str, ids: Sequence[int]) -> None:
        """Give the authorships `ids` of one byline the positions 1, 2, 3 ... in this order.

        Raises ValueError unless `ids` are exactly the byline's. Costs two updates whatever its
        length: a unique position cannot be swapped in one.
        """
        key = publication if isinstance(publication, int) else publication.pk
        self.lock_bylines([key])
        byline = self.filter(publication=key, role=role)
        if sorted(ids) != sorted(byline.values_list("pk", flat=True)):
            raise ValueError("The order must name every author of the byline exactly once.")
        if not ids:
            return
        byline.update(position=F("position") + PARKED)
        places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(ids, 1)]
        byline.update(position=Case(*places, output_field=models.PositiveIntegerField()))

    @transaction.atomic
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
        with transaction.atomic():
            touched = set(self.values_list("publication_id", flat=True))
            self.lock_bylines(touched)
            deleted = super().delete()
            self.model.objects.close_gaps(touched)
        return deleted

    delete.alters_data = True
    delete.queryset_only = True


class AttachmentQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Files anyone may fetch: shown ones of public publications."""
        from publications.models import Publication

        return self.filter(is_public=True, publication__in=Publication.objects.listed())
