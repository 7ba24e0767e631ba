"""Whether pages of a person or a lab can be found, read and cited by programs, and what is missing.

Source of what is needed: "Inclusion Guidelines for Webmasters" of Google Scholar, sections
"Indexing" and "Content"; the rest helps readers, Zotero and libraries.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple

from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.fields import BooleanField

from portal.kit.robots import may_read
from portal.kit.text import fold
from publications.models import Attachment, Authorship, Publication
from publications.querysets import PublicationQuerySet
from researchers.models import Lab, Membership, NameVariant, ProfileLink, Researcher

MOST_PAPERS = 2_000  # the newest are looked at
NAMED = 5  # of those that lack something
FEWEST_WORDS, FEWEST_LINKS = 30, 2
NEEDED, HELPS, NICE = range(3)
GROUPS = (
    "Needed to be found by search engines and Google Scholar",
    "Helps to be found, cited and told apart",
    "Makes readers stay",
)


class Place(NamedTuple):
    """Where something is added: a part of a form of the admin."""

    words: str
    row: Any
    part: str


@dataclass(frozen=True)
class Check:
    """One thing to be done: what, why, whether it is, of how many, and where it is added."""

    group: int
    what: str
    why: str
    is_done: bool
    told: str = ""
    places: Sequence[Place] = field(default_factory=tuple)


def of_person(person: Researcher, read: Callable[[str], str]) -> list[Check]:
    """Return what there is to be done for a person. `read(path)` gives the HTML of a page."""
    spellings = _strange_spellings(person)
    words = len(person.bio.split())
    links = ProfileLink.objects.filter(researcher=person).count()
    papers = Publication.objects.listed().main_versions().on_shelf(f"researcher:{person.slug}")
    has_place = bool(person.headline) or Membership.objects.filter(researcher=person).exists()

    def own(what: str, why: str, done: object, place: tuple[str, str], told: str = "") -> Check:
        group, part = place
        group = {"needed": NEEDED, "helps": HELPS, "nice": NICE}[group]
        return _check(group, what, why, done, Place(part.capitalize(), person, part), told=told)

    return [
        own(
            "There is a public page",
            "Without it there is nothing to find.",
            person.has_page,
            ("needed", "profile"),
        ),
        own(
            "Search engines may read it, and the sitemap names it",
            "Both follow from its being public.",
            person.has_page and may_read(person.get_absolute_url()),
            ("needed", "profile"),
        ),
        *_of_papers(papers, read),
        own(
            "ORCID iD",
            "It tells namesakes apart, and other services join what they know by it.",
            person.orcid,
            ("helps", "profile"),
        ),
        own(
            "Title line or lab",
            "Readers and search engines take from it which person of the name this is.",
            has_place,
            ("helps", "profile"),
        ),
        own(
            f"At least {FEWEST_LINKS} links to profiles elsewhere",
            "Search engines join pages of one person by them: Google Scholar, GitHub, DBLP.",
            links >= FEWEST_LINKS,
            ("helps", "links"),
            "1 link" if links == 1 else f"{links} links",
        ),
        own(
            "Every spelling of the name that papers print is known",
            "Whoever looks for another spelling finds the page, too.",
            not spellings,
            ("helps", "names"),
            f"missing: {', '.join(spellings)}" if spellings else "",
        ),
        own(
            f"A bio of at least {FEWEST_WORDS} words",
            "It is what search engines show below the link.",
            words >= FEWEST_WORDS,
            ("nice", "profile"),
            f"{words} words",
        ),
        own("Portrait", "People recognise it.", person.portrait, ("nice", "profile")),
        own(
            "The portrait is described",
            "For those who do not see it, and for the search for pictures.",
            person.portrait and person.portrait_alt,
            ("nice", "profile"),
        ),
    ]


def of_lab(lab: Lab, read: Callable[[str], str]) -> list[Check]:
    """Return what there is to be done for a lab. `read(path)` gives the HTML of a page."""
    papers = Publication.objects.listed().main_versions().of_lab(lab)
    memberships = Membership.objects.of_credited().filter(lab=lab)
    rows = memberships.order_by("researcher__sort_key").select_related("researcher")
    people = list(dict.fromkeys(row.researcher for row in rows[:MOST_PAPERS]))
    without = [person for person in people if not person.orcid]
    words = len(lab.description.split())

    def own(group: int, what: str, why: str, done: object, told: str = "") -> Check:
        return _check(group, what, why, done, Place("Lab", lab, ""), told=told)

    return [
        own(NEEDED, "The lab is public", "Otherwise there is nothing to find.", lab.is_public),
        own(
            NEEDED,
            "Search engines may read its page, and the sitemap names it",
            "Both follow from its being public.",
            lab.is_public and may_read(lab.get_absolute_url()),
        ),
        own(
            NEEDED,
            "People with dates",
            "The lab's papers are those of its people, of their time.",
            people,
        ),
        *_of_papers(papers, read),
        Check(
            HELPS,
            "Every person has an ORCID iD",
            "It tells namesakes apart.",
            bool(people) and not without,
            f"{len(people) - len(without)} of {len(people)}" if people else "",
            [Place(str(person), person, "profile") for person in without[:NAMED]],
        ),
        own(HELPS, "Institution", "It is how people look for a lab.", lab.institution),
        own(HELPS, "Web site", "Search engines join the two.", lab.url),
        own(NICE, "One plain sentence", "Search engines show it below the link.", lab.tagline),
        own(
            NICE,
            f"A description of at least {FEWEST_WORDS} words",
            "What you work on, in the words that others look for.",
            words >= FEWEST_WORDS,
            f"{words} words",
        ),
        own(NICE, "Logo", "People recognise it in lists.", lab.logo),
        own(
            NICE,
            "The picture is described",
            "For those who do not see it.",
            not lab.picture or lab.picture_alt,
        ),
    ]


def _check(group: int, what: str, why: str, done: object, place: Place, *, told: str = "") -> Check:
    return Check(group, what, why, bool(done), told, () if done else (place,))


def _strange_spellings(person: Researcher) -> list[str]:
    """Return printed names of a person that are neither hers nor a spelling that is known."""
    known = {fold(person.full_name), fold(f"{person.family_name} {person.given_name}")}
    variants = NameVariant.objects.filter(researcher=person)
    known |= set(variants.values_list("name_key", flat=True))
    printed = Authorship.objects.filter(researcher=person).order_by("credited_as")
    names = printed.values_list("credited_as", flat=True).distinct()[:100]
    return [name for name in names if fold(name) not in known]


# What each paper should have: (group, what, why, the fact of `_facts`, the part of its form).
OF_PAPERS = (
    (NEEDED, "Every paper names its authors", "Google Scholar takes no paper without.", "authors",
     "authors"),
    (NEEDED, "Every paper has a year", "Google Scholar takes no paper without.", "dated", "paper"),
    (NEEDED, "Every paper has its abstract",
     "Google Scholar wants the abstract or the first page seen without a click.", "abstract",
     "show"),
    (HELPS, "Every paper has its PDF here",
     "Google Scholar reads the whole text only on the same host; links elsewhere do not count.",
     "pdf", "links"),
    (HELPS, "Every paper has a DOI or an arXiv number",
     "Others cite, count and save it by that.", "identified", "paper"),
    (HELPS, "Every paper has a venue", "Citations need it.", "placed", "paper"),
    (NICE, "Every paper has its one plain sentence",
     "It is what lists, search engines and shared links show.", "summary", "show"),
    (NICE, "Every paper has a picture", "People remember papers by it.", "picture", "show"),
    (NICE, "Every picture is described", "For those who do not see it.", "described", "show"),
)  # fmt: skip


def _of_papers(papers: PublicationQuerySet, read: Callable[[str], str]) -> list[Check]:
    rows = _facts(papers)
    number = "paper is" if len(rows) == 1 else "papers are"
    checks = [
        Check(
            NEEDED,
            "There are papers",
            "Papers are brought in from a file, or suggested by ORCID.",
            bool(rows),
            f"{len(rows)} {number} looked at, the newest" if len(rows) == MOST_PAPERS else "",
        )
    ]
    if not rows:
        return checks
    for group, what, why, fact, part in OF_PAPERS:
        lacking = [row for row in rows if not row[fact]]
        told = f"{len(rows) - len(lacking)} of {len(rows)}"
        some = [
            Place(row["title"], Publication(pk=row["pk"], title=row["title"]), part)
            for row in lacking[:NAMED]
        ]
        checks.append(Check(group, what, why, not lacking, told, some))
    return [*checks, _read_back(rows[0], read)]


def _facts(papers: PublicationQuerySet) -> list[dict[str, Any]]:
    """Return of the newest papers what each has. One query; no long text is read."""
    files = Attachment.objects.filter(publication=OuterRef("pk"), is_public=True)
    authors = Authorship.objects.filter(publication=OuterRef("pk"), role=Authorship.Role.AUTHOR)
    told = {
        "abstract": ~Q(abstract=""),
        "dated": Q(year__isnull=False),
        "identified": ~Q(doi="") | ~Q(arxiv_id=""),
        "placed": Q(venue__isnull=False) | ~Q(venue_detail=""),
        "summary": ~Q(summary=""),
        "picture": ~Q(picture=""),
        "described": Q(picture="") | ~Q(picture_alt=""),
    }
    facts = {
        f"has_{name}": ExpressionWrapper(condition, BooleanField())
        for name, condition in told.items()
    }
    facts["has_pdf"] = Exists(files.filter(file__iendswith=".pdf").order_by())
    facts["has_authors"] = Exists(authors.order_by())
    rows = papers.annotate(**facts).values("pk", "title", "slug", *facts)[:MOST_PAPERS]
    return [{name.removeprefix("has_"): value for name, value in row.items()} for row in rows]


def _read_back(row: dict[str, Any], read: Callable[[str], str]) -> Check:
    """Return whether the page of a paper tells programs its title and its authors in order."""
    paper = Publication(pk=row["pk"], slug=row["slug"], title=row["title"])
    byline = Authorship.objects.filter(publication=paper, role=Authorship.Role.AUTHOR)
    names = list(byline.order_by("position").values_list("credited_as", flat=True))
    wrong = difference(read(paper.get_absolute_url()), paper.title, names)
    return Check(
        NEEDED,
        "Programs read title and authors from the page of the newest paper",
        "Google Scholar and Zotero take them from citation_title and citation_author, in order.",
        not wrong,
        wrong,
        [Place(paper.title, paper, "paper")] if wrong else (),
    )


def difference(page: str, title: str, authors: Iterable[str]) -> str:
    """Return how the citation_ tags of an HTML page differ from title and authors, "" if not.

    Names are the same in either order: "Lovelace, Ada" and "Ada Lovelace".
    """
    found = _Tags(page)
    if not found.titles:
        return "the page has no citation_title"
    if [fold(text) for text in found.titles] != [fold(title)]:
        return f"the page says: {found.titles[0]}"
    if [_words(name) for name in found.authors] != [_words(name) for name in authors]:
        return f"the page says: {'; '.join(found.authors[:NAMED]) or 'no citation_author'}"
    return ""


def _words(name: str) -> list[str]:
    return sorted(fold(name).split())


class _Tags(HTMLParser):
    """The titles and authors that the head of a page tells programs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.titles: list[str] = []
        self.authors: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        lists = {"citation_title": self.titles, "citation_author": self.authors}
        if tag == "meta" and (found := lists.get(told.get("name") or "")) is not None:
            found.append(told.get("content") or "")
