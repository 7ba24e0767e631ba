"""Verbs over many publications and authorships."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Case, F, OuterRef, Q, Value, When
from django.utils import timezone

from portal.kit.models import SluggedQuerySet
from portal.kit.sql import JSONRows
from portal.kit.text import fold
from researchers.models import Lab, Membership, Researcher

if TYPE_CHECKING:
    from publications.models import Publication

PARKED = 1_000_000  # positions wait above this while a byline is renumbered


class PublicationQuerySet(SluggedQuerySet):
    def listed(self) -> Self:
        """Public publications: published, or scheduled for a moment that has come."""
        return self.filter(
            Q(status="published") | Q(status="scheduled", publish_at__lte=timezone.now())
        )

    def newest(self) -> Self:
        """By date, newest first; what has no date comes last."""
        return self.order_by(
            F("year").desc(nulls_last=True),
            F("month").desc(nulls_last=True),
            F("day").desc(nulls_last=True),
            "-pk",
        )

    def by(self, *researchers: Researcher | int) -> Self:
        """Publications every one of `researchers` is named on."""
        found = self
        for researcher in researchers:
            pk = researcher.pk if isinstance(researcher, Researcher) else researcher
            found = found.filter(models.Exists(self._authorships().filter(researcher=pk)))
        return found

    def of_lab(self, lab: Lab) -> Self:
        """Publications of the years in which one of their people was a member of `lab` or a unit of it."""
        memberships = Membership.objects.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lt=(OuterRef(OuterRef("year")) + 1) * 10_000),
            Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef(OuterRef("year")) * 10_000),
            lab__in=Lab.objects.ids_within(lab),
            researcher=OuterRef("researcher"),
        )
        return self.filter(models.Exists(self._authorships().filter(models.Exists(memberships))))

    def matching(self, text: str) -> Self:
        """Publications in whose title, venue or names every word of `text` occurs, accents aside."""
        found = self
        for word in fold(text).split():
            named = self._authorships().filter(researcher__sort_key__contains=word)
            found = found.filter(
                Q(title_key__contains=word)
                | Q(venue__name_key__contains=word)
                | Q(venue__slug__contains=word)
                | models.Exists(named)
            )
        return found

    def with_rows(self) -> Self:
        """Bring authors, links and awards along in the same query, as lists of dicts in their order."""
        from publications.models import Award, PublicationLink

        of_this = {"publication": OuterRef("pk")}
        return self.select_related("venue").annotate(
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
            ),
            link_rows=JSONRows(
                PublicationLink.objects.filter(**of_this),
                kind="kind__key",
                label=Case(When(label="", then=F("kind__label")), default=F("label")),
                url="url",
            ),
            award_rows=JSONRows(Award.objects.filter(**of_this), name="name", url="url"),
        )

    def _authorships(self) -> "AuthorshipQuerySet":
        from publications.models import Authorship

        return Authorship.objects.filter(publication=OuterRef("pk")).order_by()


class AuthorshipQuerySet(models.QuerySet):
    def on_page_of(self, researcher: Researcher) -> Self:
        """What stands on the page of `researcher`, in her order: chosen places first, then by date."""
        from publications.models import Publication

        return self.filter(
            researcher=researcher,
            hidden=False,
            publication__in=Publication.objects.listed(),
            publication__preferred_version=None,
        ).order_by(
            F("order").asc(nulls_last=True),
            F("publication__year").desc(nulls_last=True),
            F("publication__month").desc(nulls_last=True),
            F("publication__day").desc(nulls_last=True),
            "-publication_id",
        )

    def next_position(self, publication_id: int, role: str) -> int:
        """Return the position after the last one."""
        last = self.filter(publication=publication_id, role=role)
        return (last.aggregate(last=models.Max("position"))["last"] or 0) + 1

    @transaction.atomic
    def set_order(self, publication: "Publication | int", role: str, ids: Sequence[int]) -> None:
        """Give the authorships `ids` of one byline the positions 1, 2, 3 ... in this order.

        Raises ValueError unless `ids` are exactly the byline's. Costs two updates whatever its
        length: a unique position cannot be swapped in one.
        """
        byline = self.filter(publication=publication, role=role)
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
        wanted = self.filter(publication__in=set(publication_ids)).order_by("role", "position")
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
            deleted = super().delete()
            self.model.objects.close_gaps(touched)
        return deleted

    delete.alters_data = True
    delete.queryset_only = True
