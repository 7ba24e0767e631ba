"""Which shelves people, labs and what hangs on them stand on: whose pages a change makes new."""

from collections.abc import Collection
from typing import Any

from portal.kit.changes import differs, rederive, renew, watch, watch_relation
from researchers.models import (
    Activity,
    Contribution,
    Degree,
    Lab,
    Membership,
    NameVariant,
    NewsItem,
    Position,
    ProfileLink,
    ProfileLinkKind,
    Project,
    Researcher,
    Section,
    Teaching,
)

# What other pages print of a person and of a lab.
NAMING_PERSON = {
    "slug", "full_name", "sort_key", "visibility", "homepage", "orcid", "headline", "portrait",
    "portrait_alt",
}  # fmt: skip
NAMING_LAB = {
    "slug", "name", "short_name", "sort_key", "is_public", "parent_id", "logo", "tagline",
    "institution",
}  # fmt: skip

# What profiles print of labs, projects and kinds of links.
PRINTED_OF_LAB = {"slug", "name", "short_name", "sort_key", "is_public"}
PRINTED_OF_PROJECT = {
    "slug", "name", "url", "code_url", "picture", "picture_alt", "is_public",
}  # fmt: skip
PRINTED_OF_KIND = {"key", "label", "url_pattern", "position"}

PROFILES = "profiles"  # new with every profile


def shelves_of(kind: str, things: Any) -> list[str]:
    """Return the shelves of `things`, a queryset of what has addresses."""
    return [f"{kind}:{slug}" for slug in things.values_list("slug", flat=True)]


def rederive_all(**conditions: Any) -> None:
    found = Researcher.objects.with_page().filter(**conditions).order_by()
    rederive(Researcher, found.values_list("pk", flat=True))


@watch(Researcher)
def person_changed(person: Researcher, changed: Collection[str] | None) -> None:
    rederive(Researcher, [person.pk])
    renew(f"researcher:{person.slug}", PROFILES, "people")
    if differs(changed, NAMING_PERSON):
        renew(
            *shelves_of("lab", Lab.objects.filter(memberships__researcher=person)),
            *shelves_of("project", Project.objects.filter(contributions__researcher=person)),
        )


@watch(Degree, Position, Teaching, Activity, Section)
def profile_changed(row: Any, changed: Collection[str] | None) -> None:
    rederive(Researcher, [row.researcher_id])
    renew(f"researcher:{row.researcher.slug}", PROFILES)


@watch(ProfileLink)
def profile_link_changed(link: ProfileLink, changed: Collection[str] | None) -> None:
    rederive(Researcher, [link.researcher_id])
    renew(f"researcher:{link.researcher.slug}", PROFILES, "people")


@watch(ProfileLinkKind)
def profile_link_kind_changed(kind: ProfileLinkKind, changed: Collection[str] | None) -> None:
    people = Researcher.objects.filter(links__kind=kind)
    if differs(changed, PRINTED_OF_KIND):
        rederive_all(links__kind=kind)
    renew("people", PROFILES, *shelves_of("researcher", people))


@watch(NameVariant)
def name_variant_changed(variant: NameVariant, changed: Collection[str] | None) -> None:
    rederive(Researcher, [variant.researcher_id])
    renew("people")  # whose search finds spellings, too


@watch(Membership)
def membership_changed(membership: Membership, changed: Collection[str] | None) -> None:
    rederive(Researcher, [membership.researcher_id])
    renew(
        f"researcher:{membership.researcher.slug}", f"lab:{membership.lab.slug}", "people", PROFILES
    )


@watch(Lab)
def lab_changed(lab: Lab, changed: Collection[str] | None) -> None:
    rederive(Lab, [lab.pk])
    renew(f"lab:{lab.slug}", "labs")
    if differs(changed, PRINTED_OF_LAB):
        rederive_all(memberships__lab=lab)
    if differs(changed, NAMING_LAB):
        around = Lab.objects.filter(parent=lab.pk) | Lab.objects.filter(pk=lab.parent_id)
        renew(
            "people",
            PROFILES,
            *shelves_of("lab", around),
            *shelves_of("researcher", Researcher.objects.filter(memberships__lab=lab)),
            *shelves_of("project", lab.projects),
        )


@watch(Project)
def project_changed(project: Project, changed: Collection[str] | None) -> None:
    rederive(Project, [project.pk])
    if differs(changed, PRINTED_OF_PROJECT):
        rederive_all(contributions__project=project)
    renew(
        f"project:{project.slug}",
        PROFILES,
        *shelves_of("researcher", Researcher.objects.filter(contributions__project=project)),
        *shelves_of("lab", project.labs),
    )


@watch(Contribution)
def contribution_changed(contribution: Contribution, changed: Collection[str] | None) -> None:
    rederive(Researcher, [contribution.researcher_id])
    renew(
        f"researcher:{contribution.researcher.slug}",
        f"project:{contribution.project.slug}",
        PROFILES,
    )


@watch(NewsItem)
def news_changed(item: NewsItem, changed: Collection[str] | None) -> None:
    if item.researcher_id:
        rederive(Researcher, [item.researcher_id])
    owners = {"lab": item.lab, "researcher": item.researcher, "project": item.project}
    renew(PROFILES, *(f"{kind}:{owner.slug}" for kind, owner in owners.items() if owner))


def project_labs_changed(projects: set[int], labs: set[int]) -> None:
    renew(
        *shelves_of("project", Project.objects.filter(pk__in=projects)),
        *shelves_of("lab", Lab.objects.filter(pk__in=labs)),
    )


watch_relation(Project.labs, project_labs_changed)
