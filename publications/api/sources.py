"""What the API may read: only public things, with all they print brought along in one query."""

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from portal.kit.pages import Drawn
from portal.kit.sql import JSONRows
from publications.models import Authorship, Publication, Topic, Venue
from publications.querysets import PublicationQuerySet
from researchers.models import Lab, Membership, ProfileLink, Researcher
from researchers.querysets import LabQuerySet, ResearcherQuerySet

LAST = 2**31 - 1  # the place of what was given none


def _rows(papers: PublicationQuerySet) -> PublicationQuerySet:
    return papers.newest().values_list("pk", "preferred_version")


PUBLISHED = _rows(Publication.objects.filter(status="published"))


def publication_rows(drawn: Drawn) -> PublicationQuerySet:
    """Return all public publications, newest first, as (id, id of the version to prefer)."""
    return _rows(Publication.objects.listed()) if drawn.clock.is_ahead else PUBLISHED.all()


def rows_of_researcher(drawn: Drawn, researcher: Researcher) -> PublicationQuerySet:
    """Return such rows of what stands on the page of `researcher`, in the order she chose."""
    own = Authorship.objects.on_page_of(researcher)
    found = publication_rows(drawn).filter(pk__in=own.order_by().values("publication"))
    if researcher.paper_order == Researcher.PaperOrder.YEAR:
        return found
    place = own.filter(publication=OuterRef("pk")).order_by(F("order").asc(nulls_last=True))
    placed = found.annotate(place=Coalesce(Subquery(place.values("order")[:1]), LAST))
    return placed.order_by("place", *found.query.order_by)


def researchers() -> ResearcherQuerySet:
    return Researcher.objects.credited().annotate(
        link_rows=JSONRows(
            ProfileLink.objects.filter(researcher=OuterRef("pk")),
            kind="kind__key",
            label=Case(When(label="", then=F("kind__label")), default=F("label")),
            value="value",
            url_pattern="kind__url_pattern",
        ),
        lab_rows=JSONRows(
            Membership.objects.filter(researcher=OuterRef("pk"), lab__is_public=True).order_by(
                F("starts_on").desc(nulls_last=True), "pk"
            ),
            slug="lab__slug",
            name="lab__name",
            role="role",
            title="title",
            starts_on="starts_on",
            ends_on="ends_on",
        ),
    )


def labs() -> LabQuerySet:
    units = Lab.objects.public().filter(parent=OuterRef("pk"))
    return (
        Lab.objects.public()
        .select_related("parent")
        .annotate(unit_rows=JSONRows(units, slug="slug", name="name"))
    )


def labs_with_members() -> LabQuerySet:
    members = Membership.objects.filter(
        lab=OuterRef("pk"), researcher__in=Researcher.objects.credited()
    )
    return labs().annotate(
        member_rows=JSONRows(
            members.order_by("weight", "researcher__sort_key", "pk"),
            name="researcher__full_name",
            researcher="researcher_id",
            slug="researcher__slug",
            visibility="researcher__visibility",
            orcid="researcher__orcid",
            role="role",
            title="title",
            starts_on="starts_on",
            ends_on="ends_on",
            now_at="now_at",
            now_at_url="now_at_url",
        )
    )


def venues() -> QuerySet[Venue]:
    return Venue.objects.all()


def topics() -> QuerySet[Topic]:
    return Topic.objects.all()
