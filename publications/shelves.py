"""What a change makes new among publications: which documents, and the pages beside them."""

from collections.abc import Collection
from typing import Any

from portal.kit.changes import differs, rederive, renew, watch, watch_relation
from portal.kit.pages import follows
from publications.models import (
    Attachment,
    Authorship,
    Award,
    Document,
    Publication,
    PublicationLink,
    PublicationLinkKind,
    Relation,
    Topic,
    Venue,
)
from publications.stamps import forget_lab, restamp
from researchers.models import Lab, Membership, Project, Researcher
from researchers.shelves import PROFILES, shelves_of

# What pages of other publications print of one, or take from it.
TOLD_ELSEWHERE = {"title", "slug", "year", "status", "publish_at", "preferred_version_id"}
# What only its author's page prints of an authorship.
OWN = {"selected", "order", "hidden", "blurb", "picture", "picture_alt"}
# What documents print of people, venues, topics and kinds of links.
PRINTED_OF_PERSON = {
    "slug", "visibility", "homepage", "orcid", "given_name", "family_name", "is_organization",
}  # fmt: skip
PRINTED_OF_THING = {"slug", "name", "short_name"}
PRINTED_OF_KIND = {"key", "label", "position"}
# What no document prints, but records tell: exports and harvesters.
TOLD_OF_AUTHORSHIP = {"credited_parts", "claimed_orcid"}


def rederive_all(**conditions: Any) -> None:
    found = Publication.objects.filter(**conditions).order_by()
    rederive(Publication, found.values_list("pk", flat=True))


@watch(Publication)
def publication_changed(paper: Publication, changed: Collection[str] | None) -> None:
    rederive(Publication, [paper.pk])
    if changed is not None and "extra" in changed:
        restamp([paper.pk])
    if differs(changed, TOLD_ELSEWHERE):
        renew(f"publication:{paper.slug}")
        relations = Relation.objects.filter(target=paper.pk).order_by()
        for tied in (  # one by one, each by its index
            Publication.objects.filter(preferred_version=paper.pk),
            Publication.objects.filter(pk=paper.preferred_version_id),
            Publication.objects.filter(pk__in=relations.values("publication")),
        ):
            rederive(Publication, tied.order_by().values_list("pk", flat=True))
            renew(*shelves_of("publication", tied.order_by()))
    if changed is not None and "publish_at" in changed:
        # Nothing prints the moment, but pages are kept until it comes.
        for shelves in Document.objects.filter(pk=paper.pk).values_list("shelves", flat=True):
            renew(*shelves)


@watch(Authorship)
def authorship_changed(authorship: Authorship, changed: Collection[str] | None) -> None:
    rederive(Publication, [authorship.publication_id])
    if changed is not None and differs(changed, TOLD_OF_AUTHORSHIP):
        restamp([authorship.publication_id])
    if changed is not None and differs(changed, OWN):
        renew(f"researcher:{authorship.researcher.slug}", PROFILES)


@watch(PublicationLink, Award, Attachment)
def detail_changed(row: Any, changed: Collection[str] | None) -> None:
    rederive(Publication, [row.publication_id])


@watch(Relation)
def relation_changed(relation: Relation, changed: Collection[str] | None) -> None:
    renew(f"publication:{relation.publication.slug}")


@watch(PublicationLinkKind)
def link_kind_changed(kind: PublicationLinkKind, changed: Collection[str] | None) -> None:
    if differs(changed, PRINTED_OF_KIND):
        rederive_all(links__kind=kind)
        rederive_all(attachments__kind=kind)


@watch(Venue)
def venue_changed(venue: Venue, changed: Collection[str] | None) -> None:
    rederive(Venue, [venue.pk])
    renew(f"venue:{venue.slug}", "venues")
    if differs(changed, PRINTED_OF_THING):
        rederive_all(venue=venue)
    if changed is not None and "issn" in changed:
        restamp(venue.publications.order_by().values_list("pk", flat=True))


@watch(Topic)
def topic_changed(topic: Topic, changed: Collection[str] | None) -> None:
    rederive(Topic, [topic.pk])
    renew(f"topic:{topic.slug}", "topics")
    if differs(changed, PRINTED_OF_THING):
        rederive_all(topics=topic)


@watch(Project)
def project_changed(project: Project, changed: Collection[str] | None) -> None:
    if differs(changed, {"slug", "name", "is_public"}):
        renew(*shelves_of("publication", project.publications))
        rederive_all(projects=project)


@watch(Researcher)
def person_changed(person: Researcher, changed: Collection[str] | None) -> None:
    if differs(changed, PRINTED_OF_PERSON):
        rederive_all(authorships__researcher=person)


@watch(Membership)
def membership_changed(membership: Membership, changed: Collection[str] | None) -> None:
    if differs(changed, {"researcher_id", "lab_id", "starts_on", "ends_on"}):
        rederive_all(authorships__researcher=membership.researcher_id)


@watch(Lab)
def lab_changed(lab: Lab, changed: Collection[str] | None) -> None:
    if differs(changed, {"slug", "parent_id", "is_public"}):
        units = Lab.objects.ids_within(lab)
        rederive_all(authorships__researcher__memberships__lab__in=units)
    if not lab.is_public and changed is not None and "is_public" in changed:
        forget_lab(lab.slug)


def topics_changed(papers: set[int], topics: set[int]) -> None:
    rederive(Publication, papers)


def projects_changed(papers: set[int], projects: set[int]) -> None:
    rederive(Publication, papers)
    renew(*shelves_of("publication", Publication.objects.filter(pk__in=papers)))


def moments() -> list[float]:
    """Return when publications that wait become public, as POSIX times."""
    waiting = Publication.objects.waiting().values_list("publish_at", flat=True)
    return [moment.timestamp() for moment in waiting]


follows("publications", moments)
watch_relation(Publication.topics, topics_changed)
watch_relation(Publication.projects, projects_changed)
