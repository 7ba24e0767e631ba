"""The parameters of each list."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from publications.models import Publication, Topic, Venue
from publications.querysets import PublicationQuerySet
from researchers.models import Lab, Membership, Researcher
from researchers.querysets import LabQuerySet, ResearcherQuerySet

from .filters import (
    Parameter,
    identifier,
    named_in,
    one_of,
    ordering,
    values_of,
    within,
    words_of,
)
from .problems import BadValue

ORCID = r"(?i)(https?://orcid\.org/)?([0-9]{4}-){3}[0-9]{3}[0-9X]"
CREDITED = Researcher.objects.credited()
VENUE_ROWS, LAB_ROWS, TOPIC_ROWS = Venue.objects.all(), Lab.objects.public(), Topic.objects.all()
PERSON = {
    r"[0-9]{1,18}": lambda value: Q(pk=int(value)),
    ORCID: lambda value: Q(orcid=identifier("orcid")(value)),
}


def _author(papers: PublicationQuerySet, text: str) -> PublicationQuerySet:
    people = named_in(text, CREDITED, "researcher", other=PERSON)
    if len(people) == 1:
        return papers.on_shelf(f"researcher:{people.popitem()[1]}")
    return papers.by_any(list(people))


def _venue(papers: PublicationQuerySet, text: str) -> PublicationQuerySet:
    ids = list(named_in(text, VENUE_ROWS, "venue"))
    # The only one is asked for as such: that keeps the order of an index.
    return papers.filter(venue=ids[0]) if len(ids) == 1 else papers.filter(venue__in=ids)


def _one_lab(text: str) -> tuple[int, str]:
    """Return id and slug of the lab that is named. Raises BadValue."""
    if "," in text:
        raise BadValue("One lab is taken. Leave the others out.")
    return named_in(text, LAB_ROWS, "lab").popitem()


def _lab(papers: PublicationQuerySet, text: str) -> PublicationQuerySet:
    return papers.on_shelf(f"lab:{_one_lab(text)[1]}")


def _topic(papers: PublicationQuerySet, text: str) -> PublicationQuerySet:
    topics = named_in(text, TOPIC_ROWS, "topic")
    if len(topics) == 1:
        return papers.on_shelf(f"topic:{topics.popitem()[1]}")
    tagged = Publication.topics.through.objects.filter(publication=OuterRef("pk"), topic__in=topics)
    return papers.filter(Exists(tagged))


def _types(papers: PublicationQuerySet, text: str) -> PublicationQuerySet:
    return papers.filter(
        type__in=[one_of(value, Publication.Type.values) for value in values_of(text)]
    )


def _arxiv(papers: PublicationQuerySet, text: str) -> PublicationQuerySet:
    """Without a version, every version is meant. A range, not a prefix, so that an index serves."""
    wanted = identifier("arxiv")(text)
    versions = Q(arxiv_id__gt=Value(f"{wanted}v"), arxiv_id__lt=Value(f"{wanted}w"))
    return papers.filter(Q(arxiv_id=wanted) | versions)


def _named(*fields: str) -> Any:
    """Return a narrowing to rows that hold every word of a text in one of `fields`, all folded."""

    def narrow(rows: QuerySet, text: str) -> QuerySet:
        for word in words_of(text):
            rows = rows.filter(
                Q(*((f"{field}__contains", word) for field in fields), _connector=Q.OR)
            )
        return rows

    return narrow


def _people_named(people: ResearcherQuerySet, text: str) -> ResearcherQuerySet:
    return people.named(" ".join(words_of(text)))


def _members(people: ResearcherQuerySet, text: str) -> ResearcherQuerySet:
    labs = Lab.objects.ids_within(Lab.objects.get(pk=_one_lab(text)[0]))
    return people.filter(Exists(Membership.objects.filter(researcher=OuterRef("pk"), lab__in=labs)))


def _is(true: Q) -> Any:
    """Return a narrowing to rows that are, or for "false" are not, as `true` says."""

    def narrow(rows: QuerySet, text: str) -> QuerySet:
        return rows.filter(true if one_of(text, ["true", "false"]) == "true" else ~true)

    return narrow


def _main_version(papers: PublicationQuerySet, text: str) -> PublicationQuerySet:
    main = papers.main_versions()
    if one_of(text, ["true", "false"]) == "true":
        return main
    return papers.exclude(pk__in=main.order_by().values("pk"))


def _parent(labs: LabQuerySet, text: str) -> LabQuerySet:
    return labs.filter(parent__in=list(named_in(text, LAB_ROWS, "lab")))


def _matching(papers: PublicationQuerySet, text: str) -> PublicationQuerySet:
    words_of(text)  # says what is wrong with none, or too many
    return papers.matching(text)


BOOLEAN = (("type", "boolean"),)
SEARCH = "Every word must occur, accents and case aside"

PUBLICATIONS = [
    Parameter(
        "author",
        "By any of these people, each given as slug, id or ORCID iD. Editors count.",
        "michael-luo",
        _author,
    ),
    Parameter(
        "lab",
        "Of one lab, by slug: of the years in which an author was a member of it or of a unit.",
        "skylab",
        _lab,
    ),
    Parameter(
        "venue",
        "In any of these venues, by slug.",
        "iclr",
        _venue,
    ),
    Parameter("topic", "On any of these topics, by slug.", "robotics", _topic),
    Parameter(
        "year",
        "Of a year or years: 2021, 2019..2022, 2019.. or ..2022, several by comma.",
        "2019..2022",
        lambda papers, text: papers.filter(within(text)),
    ),
    Parameter(
        "type",
        f"Of any of these types: {', '.join(Publication.Type.values)}.",
        "paper-conference,article-journal",
        _types,
    ),
    Parameter(
        "doi",
        "With this DOI, in any usual spelling.",
        "10.1145/3514221.3517885",
        lambda papers, text: papers.filter(doi=identifier("doi")(text)),
    ),
    Parameter(
        "arxiv_id",
        "With this arXiv number; without a version, any version.",
        "2201.01441",
        _arxiv,
    ),
    Parameter(
        "is_main_version",
        "true leaves out preprints and the like that another entry stands for.",
        "true",
        _main_version,
        BOOLEAN,
    ),
    Parameter(
        "q",
        'What a search for it finds: words, "phrases", -exclusion and fields such as author:luo,'
        " title:, venue:, year:2020..2022, type:, lab: and topic:.",
        "reinforcement learning",
        _matching,
    ),
    ordering(
        {
            "year": "date_number",
            "title": "title_key",
            "created_at": "created_at",
            "updated_at": "updated_at",
        },
        "Newest first if not said; one person's in the order she chose.",
    ),
]

RESEARCHERS = [
    Parameter("q", f"{SEARCH}, in the name or a known spelling of it.", "michael", _people_named),
    Parameter("lab", "Who is or was in one lab or a unit of it, by slug.", "skylab", _members),
    Parameter(
        "has_page", "true for people with a page here.", "true", _is(Q(visibility="page")), BOOLEAN
    ),
    Parameter(
        "orcid",
        "With this ORCID iD.",
        "0000-0002-1825-0097",
        lambda people, text: people.filter(orcid=identifier("orcid")(text)),
    ),
    ordering({"name": "sort_key", "updated_at": "updated_at"}, "By family name if not said."),
]

LABS = [
    Parameter("q", f"{SEARCH}, in the name.", "lab", _named("sort_key", "slug")),
    Parameter("parent", "Directly part of any of these labs, by slug.", "skylab", _parent),
    ordering({"name": "sort_key", "updated_at": "updated_at"}, "By name if not said."),
]

VENUES = [
    Parameter("q", f"{SEARCH}, in the name.", "learning", _named("name_key", "slug")),
    Parameter(
        "kind",
        f"Of any of these kinds: {', '.join(Venue.Kind.values)}.",
        "journal",
        lambda venues, text: venues.filter(
            kind__in=[one_of(value, Venue.Kind.values) for value in values_of(text)]
        ),
    ),
    ordering({"name": "name_key", "updated_at": "updated_at"}, "By name if not said."),
]

TOPICS = [
    Parameter("q", f"{SEARCH}, in the name.", "learning", _named("slug")),
    ordering({"name": "name"}, "By name if not said."),
]
