"""What may be a slip of a site: told with its place, never mended."""

import datetime
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from portal.kit.text import fold, join_names
from publications.records import Problem
from researchers.names import Kind, compare
from researchers.spelling import spell_whole

from .base import Paper, Site
from .files import SiteFiles, UnreadableFile
from .links import hostname, identifier_in, kind_by_place
from .places import FIELDS

LOOK = "Look at it, and mend it here if it is wrong."
# What a link cannot be, by what its host says.
ELSE = {
    "video": {"slides": "slides", "code": "code", "pdf": "a PDF"},
    "talk": {"code": "code"},
    "slides": {"video": "a video", "code": "code"},
    "code": {"video": "a video", "slides": "slides", "pdf": "a PDF"},
    "arxiv": {"video": "a video", "code": "code", "slides": "slides", "openreview": "OpenReview"},
    "poster": {"video": "a video", "code": "code"},
}
LEAST_PAPERS = 3  # of a site whose owner's name can be told from them
MOST_NAMES = 3_000  # of a site that are compared with each other


def suspicions(site: Site, files: SiteFiles) -> list[Problem]:
    """Return what may be wrong, each with where it stands."""
    return [
        *_shared_identifiers(site),
        *_same_titles(site),
        *_title_links(site),
        *_shared_pictures(site, files),
        *_odd_links(site),
        *_odd_years(site),
        *_spellings(site),
        *_owner(site),
    ]


def _ids(paper: Paper) -> dict[tuple[str, str], None]:
    """Return (scheme, value) of all identifiers that stand at a paper, wherever."""
    found: dict[tuple[str, str], None] = {}
    for scheme, name in FIELDS.items():
        if scheme != "isbn" and (value := getattr(paper.record, name)):
            found[scheme, value] = None
    for address in (paper.title_link, *(address for _, address in paper.addresses)):
        if one := identifier_in(address):
            found[one.scheme, one.value] = None
    return found


def _quoted(paper: Paper) -> str:
    title = paper.record.title
    return f'"{title if len(title) <= 60 else title[:59] + "…"}"'


def _shared_identifiers(site: Site) -> Iterator[Problem]:
    holders: dict[tuple[str, str], list[Paper]] = defaultdict(list)
    for paper in site.papers:
        for key in _ids(paper):
            holders[key].append(paper)
    words = {"doi": "The DOI", "arxiv": "The arXiv number", "pmid": "The PubMed number"}
    for (scheme, value), papers in holders.items():
        if len({fold(paper.record.title) for paper in papers}) > 1:
            what = f"{words.get(scheme, scheme)} {value} stands at {len(papers)} papers: "
            yield Problem(
                papers[0].record.where,
                what + f"{join_names([_quoted(one) for one in papers])}.",
                LOOK,
            )


def _same_titles(site: Site) -> Iterator[Problem]:
    """Papers of one title that are not the same: they would count once."""
    holders: dict[str, list[Paper]] = defaultdict(list)
    for paper in site.papers:
        holders[fold(paper.record.title)].append(paper)
    for papers in holders.values():
        ids = {(one.record.type, one.record.doi, one.record.arxiv_id) for one in papers}
        if len(papers) > 1 and len({kind for kind, *_ in ids}) == 1:
            places_of = join_names([one.record.where for one in papers])
            what = f"{len(papers)} papers are called {_quoted(papers[0])} ({places_of})."
            yield Problem(papers[0].record.where, what, LOOK)


def _title_links(site: Site) -> Iterator[Problem]:
    owners: dict[tuple[str, str], Paper] = {}
    for paper in site.papers:
        for scheme, name in FIELDS.items():
            if value := getattr(paper.record, name):
                owners.setdefault((scheme, value), paper)
    for paper in site.papers:
        one = identifier_in(paper.title_link)
        if one is None or one.scheme not in FIELDS:
            continue
        own = getattr(paper.record, FIELDS[one.scheme])
        if own and own != one.value:
            other = owners.get((one.scheme, one.value))
            whose = f", which is {_quoted(other)}" if other and other is not paper else ""
            what = f"The title {_quoted(paper)} leads to {one}{whose}; its own link says {own}."
            yield Problem(paper.record.where, what, f"The link below it was taken. {LOOK}")


def _shared_pictures(site: Site, files: SiteFiles) -> Iterator[Problem]:
    by_size: dict[int, set[str]] = defaultdict(set)
    shown = [(paper.picture, paper) for paper in site.papers if paper.picture in files]
    for path, _ in shown:
        by_size[files.size(path)].add(path)
    digests = {path: path for path, _ in shown}
    for paths in by_size.values():
        for path in paths if len(paths) > 1 else ():
            try:
                digests[path] = hashlib.sha256(files.read(path)).hexdigest()
            except UnreadableFile:
                continue
    users: dict[str, list[tuple[str, Paper]]] = defaultdict(list)
    for path, paper in shown:
        users[digests[path]].append((path, paper))
    for same in users.values():
        if len({fold(paper.record.title) for _, paper in same}) > 1:
            names = join_names([_quoted(paper) for _, paper in same])
            what = f"The picture {same[0][0]} stands at {len(same)} papers: {names}."
            yield Problem(same[-1][1].record.where, what, LOOK)


def _odd_links(site: Site) -> Iterator[Problem]:
    for paper in site.papers:
        for kind, address in dict.fromkeys(paper.addresses):
            if words := ELSE.get(kind, {}).get(kind_by_place(address)):
                what = f'A link called "{kind}" of {_quoted(paper)} leads to {words} '
                yield Problem(paper.record.where, f"{what}({hostname(address)}).", LOOK)


def _odd_years(site: Site) -> Iterator[Problem]:
    latest = datetime.datetime.now(tz=datetime.UTC).year + 1
    for paper in site.papers:
        issued = paper.record.issued
        if issued and not 1900 <= issued.year <= latest:
            what = f"{_quoted(paper)} is of the year {issued.year}."
            yield Problem(paper.record.where, what, LOOK)


def _owner(site: Site) -> Iterator[Problem]:
    """The owner's family name, if no paper has it and most have one like it."""
    if site.owner is None or len(site.papers) < LEAST_PAPERS:
        return
    own = site.owner.name
    key, initial = fold(own.family_name), fold(own.given)[:1]
    near: Counter[str] = Counter()
    for paper in site.papers:
        names = paper.record.authors
        if any(fold(name.family_name) == key for name in names):
            return
        near.update(
            {
                name.full
                for name in names
                if _is_near(fold(name.family_name), key) and fold(name.given)[:1] == initial
            }
        )
    best = near.most_common(1)
    if best and best[0][1] * 2 > len(site.papers):
        what = f"The site is that of {own.full}, and its papers are by {best[0][0]}."
        yield Problem(site.owner.where, what, LOOK)


def _is_near(one: str, other: str) -> bool:
    """Return whether two family names differ by a letter or two."""
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 2:
        return False
    same = sum(block.size for block in SequenceMatcher(None, one, other).get_matching_blocks())
    return max(len(one), len(other)) - same <= 2


def _spellings(site: Site) -> Iterator[Problem]:
    """Names that differ by a letter or two: one person, misspelt once?"""
    first: dict[str, Paper] = {}
    for paper in site.papers:
        for name in paper.record.authors:
            first.setdefault(name.full, paper)
    if len(first) > MOST_NAMES:
        return
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for full in first:
        words = fold(full).split()
        if len(words) > 1:
            groups[words[0][:1], words[-1][:1]].append(full)
    for names in groups.values():
        for place, full in enumerate(names):
            for other in names[place + 1 :]:
                if compare(spell_whole(full), spell_whole(other)).kind is Kind.NEAR:
                    what = f"{full} and {other} differ by a letter or two: one person?"
                    yield Problem(first[other].record.where, what, LOOK)
