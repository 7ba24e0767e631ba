"""What the starters of al-folio and academicpages bring along, known by its own words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from portal.kit.text import fold
from publications.records import Problem, Record

SAMPLE_PEOPLE = {
    "albert einstein", "a einstein", "you r name", "your name", "you name", "first last",
    "firstname lastname", "your name you", "name name", "blank", "your site name", "jane doe",
    "your name your site name", "al folio", "academic pages", "academicpages", "red planet",
    "your name here", "your sidebar name", "your full name", "first middle last",
}  # fmt: skip
SAMPLE_HOSTS = re.compile(
    r"(?i)https?://(?:alshedivat\.github\.io|academicpages\.github\.io|example(?:url)?\.com|"
    r"(?:your-?)?user-?name\.github\.io|mmistakes\.github\.io|your-?site|localhost)"
)
SAMPLE_ADDRESS = re.compile(
    r"(?i)(?:you|name|name2|none|albert|your\.?name|user|username|email|first\.?last)@"
    r"(?:example|name|name2|einstein|domain|your-?domain|email|gmail)\.\w+|\w+@example\.(?:com|"
    r"org|edu)"
)
SAMPLE_SOCIALS = {
    ("inspirehep_id", "1010907"), ("scholar_userid", "qc6CJjYAAAAJ"), ("github", "academicpages"),
    ("googlescholar", "https://scholar.google.com/citations?user=PS_CX0AAAAAJ"),
    ("googlescholar", "https://scholar.google.com"), ("github", "github-name"),
    ("orcid", "http://orcid.org/yourorcidurl"), ("orcid", "https://orcid.org/yourorcidurl"),
    ("bluesky", "bsky.app"), ("pubmed", "https://www.ncbi.nlm.nih.gov/pubmed/?term=john+snow"),
    ("researchgate", "https://www.researchgate.net/profile/yourprofile"), ("linkedin", "username"),
}  # fmt: skip
SAMPLE_TITLES = [
    fold(title)
    for title in (
        "Relativity: the Special and General Theory",
        "Investigations on the Theory of the Brownian Movement",
        "The meaning of relativity",
        "Can Quantum-Mechanical Description of Physical Reality Be Considered Complete?",
        "Über die von der molekularkinetischen Theorie der Wärme geforderte Bewegung",
        "Un the movement of small particles suspended in statiunary liquids",
        "On the electrodynamics of moving bodies",
        "Über einen die Erzeugung und Verwandlung des Lichtes betreffenden heuristischen",
        "Letters on wave mechanics",
        "Zur Elektrodynamik bewegter Körper",
        "Zur Elektrody/namik bewegter Körper",
        "Die Grundlage der allgemeinen Relativitätstheorie",
    )
]
_EXCERPT = re.compile(
    r"(?i)this paper is about (?:the number \d|fixing template issue #\d+)\.?"
    r"(?:\s*the number \d is left for future work\.?)?"
)
_PAPER = re.compile(r"paper title (?:number|test) \d+")
_TEXTS = re.compile(
    r"write your biography here|put your address p o box other info right below your picture|"
    r"link to your social media connections too|"
    r"this is the front page of a website that is powered|"
    r"this is an item in your portfolio|this is a description of (?:your|a) (?:talk|conference|"
    r"tutorial|"
    r"teaching)|for now this page is assumed to be a static description of your courses|"
    r"organize your courses by years topics or universities|edit the data repositories yml|"
    r"materials for courses you taught replace this text|every project has a beautiful feature|"
    r"this is a description of the page you can modify it|"
    r"a growing collection of your cool projects|"
    r"a data driven personal website|like many other jekyll based github pages templates|"
    r"create a github account and|the main configuration file for the site is in the base|"
    r"for site content there is one markdown file|"
    r"many of the features of dynamic content management|"
    r"the easiest way to edit the json|more info about configuring academicpages|"
    r"example editing a markdown|more information here http example(?:url)? com|"
    r"the contents above will be part of a list of publications if the user clicks"
)
_CV = re.compile(
    r"github university|professor (?:git|hub)\b|\bsub ?skill \d|^skill \d$|"
    r"currently signed in to 43|"
    r"^(?:sub )?description \d$|^topic \d$|hobby 1 hobby 2|kaiser wilhelm institute|"
    r"karl ferdinand university|peoples climate march|professor john doe|"
    r"github com alshedivat al folio|"
    r"^al folio$|duties included (?:tagging|merging)|phd in version control|^max planck medal$|"
    r"^https? (?:www )?example com"
)
# Of Einstein's life in the starter of al-folio; others were there too, but not in those years.
_LIFE = re.compile(
    r"institute for advanced study|university of zurich|eidgenossische technische hochschule|"
    r"california institute of technology|nobel prize in physics|matteucci medal"
)
_THEN = re.compile(r"\b19[0-5]\d\b")
_TALK = re.compile(r"(?:talk|tutorial|proceeding talk) \d on relevant topic in your field$")
_TEACHING = re.compile(r"teaching experience \d$")
_PORTFOLIO = re.compile(r"portfolio item number \d$")
_PROJECT = re.compile(r"project \d+(?: with very long name)?$")
_NEWS = re.compile(
    r"^(?:a simple inline announcement(?: with markdown emoji)?|a long announcement with details)\b"
)
_COAUTHORS = {"adams", "podolsky", "rosen", "bach", "przibram", "schrodinger", "lorentz", "planck"}
_REPOSITORIES = {
    "torvalds", "alshedivat", "alshedivat/al-folio", "twbs/bootstrap", "jekyll/jekyll",
    "jquery/jquery", "fortawesome/font-awesome", "jpswalsh/academicons", "mathjax/mathjax",
}  # fmt: skip


class Samples:
    """Counts what of a starter was left out, by kind."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._where: dict[str, str] = {}

    def leave(self, kind: str, where: str) -> None:
        """Note one more; `kind` is the word for several of its kind."""
        self._counts[kind] += 1
        self._where.setdefault(kind, where)

    def problems(self) -> Iterator[Problem]:
        for kind, count in self._counts.items():
            one = kind if count > 1 else _single(kind)
            verb = "were" if count > 1 else "was"
            what = f"{count} sample {one} of the starter {verb} left out."
            yield Problem(self._where[kind], what)


def _single(kind: str) -> str:
    return {
        "news": "news item",
        "repositories": "repository",
        "entries of a CV": "entry of a CV",
    }.get(kind, kind.removesuffix("s"))


def is_sample_person(name: str) -> bool:
    return fold(name) in SAMPLE_PEOPLE


def is_einstein(name: str) -> bool:
    return fold(name) in {"albert einstein", "a einstein", "einstein albert"}


def is_sample_paper(record: Record) -> bool:
    """Return whether a paper is one that a starter brings along."""
    key = fold(record.title)
    if _PAPER.match(key):
        return True
    einstein = not record.authors or any(name.family == "Einstein" for name in record.authors)
    return einstein and any(key.startswith(title) for title in SAMPLE_TITLES)


def is_sample_paper_title(title: str) -> bool:
    return bool(_PAPER.match(fold(title)))


def is_sample_venue(text: str) -> bool:
    return fold(text) in {"journal 1", "github journal of bugs"}


def is_sample_citation(text: str) -> bool:
    """Return whether a citation is one of a starter's, or has its author for one."""
    key = fold(text)
    return bool(_PAPER.search(key)) or "your name you" in key


def without_sample_sentences(text: str) -> str:
    """Return a text without the sentences that a starter has for an excerpt or an abstract."""
    return _EXCERPT.sub("", text).strip()


def is_sample_text(text: str) -> bool:
    """Return whether a paragraph is one of a starter's pages."""
    return bool(_TEXTS.search(fold(text)[:600]))


def is_sample_entry(texts: Iterable[Any]) -> bool:
    """Return whether an entry of a CV is one of a starter's, by its texts."""
    told = [fold(str(text)) for text in texts if text]
    whole = " ".join(told)
    return any(_CV.search(text) for text in told) or bool(
        _LIFE.search(whole) and _THEN.search(whole)
    )


def is_sample_title(kind: str, title: str) -> bool:
    """Return whether a talk, course, project or piece of news has the title of a starter's."""
    forms = {"talks": _TALK, "courses": _TEACHING, "projects": _PROJECT, "news": _NEWS}
    key = fold(title)
    if kind == "projects" and _PORTFOLIO.match(key):
        return True
    return bool(forms[kind].search(key) if kind in {"talks", "news"} else forms[kind].match(key))


def is_sample_coauthor(family: str, address: str) -> bool:
    return fold(family) in _COAUTHORS and bool(
        re.search(r"(?i)wikipedia\.org|link\.springer\.com", address)
    )


def is_sample_repository(name: str) -> bool:
    return name.strip().lower() in _REPOSITORIES


def without_sample_text(markdown: str) -> tuple[str, int]:
    """Return Markdown without the paragraphs of a starter, and how many these were."""
    blocks = markdown.split("\n\n")
    kept = [block for block in blocks if not is_sample_text(block)]
    return "\n\n".join(kept), len(blocks) - len(kept)
