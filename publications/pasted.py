"""Identifiers in what a person pastes: any mix of them, with labels, addresses and list marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from publications.records import Problem


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier in the one form of its scheme, a key of `SCHEMES`."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{SCHEMES[self.scheme].label} {self.value}"


# Where papers and people live: the first that fits an address tells its scheme.
PLACES = tuple(
    (re.compile(place, re.IGNORECASE), scheme)
    for place, scheme in (
        (r"//(?:\w+\.)?doi\.org/", "doi"),
        (r"//(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/", "arxiv"),
        (r"//(?:www\.)?orcid\.org/", "orcid"),
        (r"//(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/", "pmid"),
        (r"//(?:www\.)?europepmc\.org/(?:article|abstract)/MED/", "pmid"),
        (r"//(?:pmc\.|www\.)?ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/", "pmcid"),
        (r"//(?:www\.)?europepmc\.org/(?:article|articles|abstract)/(?:PMC/)?PMC", "pmcid"),
        (r"//(?:\w+\.)?openalex\.org/", "openalex"),
        (r"//(?:www\.)?dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/rec/", "dblp"),
        (r"//(?:www\.)?dblp\.(?:org|uni-trier\.de|dagstuhl\.de)/pid/", "dblp_pid"),
        (r"//hdl\.handle\.net/", "handle"),
        (r"//(?:www\.)?openlibrary\.org/isbn/", "isbn"),
        (r"/10\.\d{4,9}(?:\.\d+)*/", "doi"),
    )
)
# What publishers' addresses have behind the DOI.
BEHIND = re.compile(r"(?i)(?:/(?:e?pdf|full|abstract|meta|html|fulltext|summary))+/?$|\.pdf$")

ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|"
    "cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|"
    "nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|q-fin|quant-ph|solv-int|stat|supr-con"
)
# An identifier that another one follows ends there, though a comma may stand in it.
NEXT = (
    r"https?:|10\.\d|(?:doi|arxiv|pmid|pmc|isbn|orcid)|\d{4}-\d{4}-\d{4}-|\d{4}\.\d{4,5}(?!\d)|"
    r"W\d{6,12}(?!\w)|97[89][\d-]{10}"
)
STOP = rf"(?:[,;](?:\s|$|{NEXT})|https?://)"
ADDRESS = r"(?:https?://|(?<![\w./-])(?:www\.)?(?:doi|arxiv|orcid|openalex|dblp)\.org/)"
PATTERNS = (
    ("url", rf"{ADDRESS}(?:(?!{STOP})[^\s\"])+"),
    ("orcid", r"(?<![\d-])\d{4}-\d{4}-\d{4}-\d{3}[\dX](?![\w-])"),
    ("doi", rf"(?<![\w.])10\.\d{{4,9}}(?:\.\d+)*/(?:(?!{STOP})[^\s\"])+"),
    ("arxiv", r"(?<![\w./])\d\d(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?(?!\w|\.\d)"),
    ("arxiv", rf"(?<![\w./-])(?:{ARCHIVES})(?:\.[A-Z]{{2}})?/\d{{7}}(?:v\d+)?(?!\w)"),
    ("pmcid", r"(?<!\w)PMC\s?\d{3,8}(?:\.\d+)?(?!\w)"),
    ("pmid", r"(?<!\w)pmid:?\s*\d{1,8}(?!\w)"),
    ("isbn", r"(?<!\w)(?:isbn(?:-1[03])?:?\s*)?97[89](?:[-– ]?\d){10}(?!\w)"),
    ("isbn", r"(?<!\w)isbn(?:-1[03])?:?\s*\d(?:[-– ]?\d){8}[-– ]?[\dX](?!\w)"),
    ("isbn", r"(?<![\w-])(?:\d{9}[\dX]|(?=[\d-]{12}[\dX](?![\w-]))\d+-\d+-\d+-[\dX])(?![\w-])"),
    ("handle", r"(?<!\w)(?:hdl|handle):\s*\d[\w.]*/[^\s,;]+"),
    ("openalex", r"(?<![\w/])[WA]\d{6,12}(?!\w)"),
    ("dblp", r"(?<!\w)(?:dblp:\s*)?(?:conf|journals|books|series|phd|reference|tr)/[\w-]+/[\w-]+"),
    ("pmid", r"(?<![\w.-])\d{6,8}(?![\w-]|\.\d)"),
)  # fmt: skip
ANY = re.compile(
    "|".join(f"(?P<p{number}>{form})" for number, (_, form) in enumerate(PATTERNS)),
    re.IGNORECASE | re.ASCII,
)
LABELS = re.compile(
    r"(?i)\b(?:doi|arxiv|pmid|pmcid|pubmed|orcid|isbn(?:-1[03])?|openalex|dblp|hdl|handle|id|iD|url|"
    r"and|or|eprint|preprint)\b|\[[a-z-]+(?:\.[a-z]{2})?\]|(?<![^\s(\[])\d{1,3}(?=[.):\]])"
)
REMEDY = "Write a DOI, an arXiv, PubMed or OpenAlex number, an ISBN, an ORCID iD or a DBLP key."


def identifiers_in(text: str) -> tuple[list[Identifier], list[Problem]]:
    """Return the identifiers in `text`, each once, in their order, and a problem for the rest.

    A bare number of six to eight digits is taken for PubMed's. Of a DOI that arXiv gave to a paper,
    the arXiv number is taken.
    """
    found: dict[Identifier, None] = {}
    problems: list[Problem] = []
    for line, row in enumerate(text.splitlines(), 1):
        for part in _parts(row):
            if isinstance(part, Identifier):
                found.setdefault(part)
            else:
                problems.append(Problem(f"Line {line}", part, REMEDY, is_loss=True))
    return list(found), problems


def _parts(row: str) -> Iterator[Identifier | str]:
    """Yield the identifiers of a line, and a sentence for each stretch that is none."""
    at = 0
    for match in ANY.finditer(row):
        yield from _rest(row[at : match.start()])
        at = match.end()
        number = next(name for name, value in match.groupdict().items() if value is not None)
        scheme = PATTERNS[int(number[1:])][0]
        try:
            yield _identifier(scheme, match[0])
        except InvalidIdentifier as error:
            yield str(error)
    yield from _rest(row[at:])


def _rest(text: str) -> Iterator[str]:
    plain = " ".join(LABELS.sub(" ", text).split())
    if re.search(r"\w", plain):
        plain = plain.strip(" ,;:.()[]<>\"'|")
        shown = plain if len(plain) <= 80 else f"{plain[:79]}…"
        yield f'"{shown}" is no identifier that can be looked up.'


def _identifier(scheme: str, text: str) -> Identifier:
    """Return the identifier written as `text`. Raises InvalidIdentifier."""
    if scheme == "url":
        address = text if "://" in text else f"https://{text}"
        scheme = next((key for place, key in PLACES if place.search(address)), "")
        if not scheme:
            raise InvalidIdentifier(f'"{text}" is an address that names no identifier.')
        text = _at_end(address)
        if scheme == "doi" and "doi.org/" not in text.lower():
            text = BEHIND.sub("", re.split(r"[?#]", text)[0])
        elif scheme == "isbn":
            text = text.rstrip("/").rpartition("/")[2]
    if scheme == "handle" and "/10." in f"/{text.partition(':')[2].strip()}":
        scheme = "doi"
    value = SCHEMES[scheme].normalize(text)
    if scheme == "doi" and value.startswith("10.48550/arxiv."):
        return Identifier("arxiv", SCHEMES["arxiv"].normalize(value))
    return Identifier(scheme, value)


def _at_end(address: str) -> str:
    """Return the address without what the sentence around it put at its end."""
    while address[-1] in ".,;:'>]" or (
        address[-1] == ")" and address.count("(") < address.count(")")
    ):
        address = address[:-1]
    return address
