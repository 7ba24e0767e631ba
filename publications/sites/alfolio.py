"""Sites in the manner of al-folio: papers in .bib files, news and projects in collections."""

import re
from collections.abc import Iterator, Mapping

from portal.kit.text import clean_text, fold
from publications.records import Problem, Record

from .academicpages_papers import listed_papers
from .alfolio_bib import entries_of, is_own_file, key_of, paper_of
from .alfolio_lab import is_lab, read_lab
from .base import ACTIVITY, PROJECT, SECTION, Fact, Paper, Site, SiteReader
from .files import SiteFiles
from .frontmatter import told
from .jekyll import Source
from .jekyll_chrome import tell_chrome
from .jekyll_samples import is_einstein, is_sample_paper
from .jekyll_site import Reading
from .jekyll_text import one_line

TALKS = re.compile(r"(?i)talk|invited|presentation|keynote|lectures?\b|semina[ir]|poster|speech")
PRODUCTS = re.compile(
    r"(?i)resource|dataset|software|tool|\bcode\b|packages?\b|artifact|projects?$"
)
NO_PAPERS = re.compile(
    r"(?i)teaching|course|students?|supervis|grant|award|service|review(?:s|ing)|editorial"
)
OTHERS = re.compile(
    r"(?i)^(?:ref(?:erence)?s?|cited|citations?|reading\w*|background|sample|example|template)"
    r"(?:$|_|-)"
)
_SHOWN = re.compile(r"\{%-?\s*bibliography\b(.*?)-?%\}", re.DOTALL)
_FILE = re.compile(r"(?:-f|--file)[\s=]+[\"']?([\w./-]+)")


class AlFolio(SiteReader):
    key = "alfolio"
    label = "al-folio"

    def recognizes(self, files: SiteFiles) -> int:
        config = files.first("_config.yml", "_config.yaml")
        has_bib = bool(bib_files(files))
        text = files.text(config)[:200_000] if config else ""
        if has_bib and config:
            return 90 if re.search(r"(?i)al-folio|^scholar:", text, re.MULTILINE) else 85
        if re.search(r"(?i)al-folio", text) and re.search(r"(?m)^first_name:", text):
            return 85
        return 60 if has_bib and any(path.startswith("_") for path in files) else 0

    def read(self, files: SiteFiles) -> Site:
        site = Site(self.key)
        source = Source(files, site)
        lists = read_lists(source)
        more = listed_papers(source) if not lists.records else []
        if is_lab(source):
            site.papers = bib_papers(source, lists, "") or more
            read_lab(source)
        else:
            reading = Reading(source)
            reading.find(lists.records)
            family = site.owner.name.family_name if site.owner else ""
            site.papers = bib_papers(source, lists, family) or more
            reading.rest(more_facts(source, lists), takes_papers=not site.papers)
        tell_chrome(source)
        source.finish()
        return site


class Lists:
    """The .bib files of a site, by what they are for."""

    def __init__(self) -> None:
        self.papers: dict[str, list[Record]] = {}
        self.talks: dict[str, list[Record]] = {}
        self.products: dict[str, list[Record]] = {}
        self.others: dict[str, list[Record]] = {}
        self.problems: list[Problem] = []

    @property
    def records(self) -> list[Record]:
        return [record for records in self.papers.values() for record in records]


def bib_files(files: SiteFiles) -> list[str]:
    """Return the .bib files that a Jekyll site shows: not those that posts cite."""
    found = [path for path in files.under("", ".bib") if "/_bibliography/" in f"/{path}"]
    return found or [path for path in files.under("", ".bib")
                     if path.startswith(("_data/", "bibliography/", "bib/"))]  # fmt: skip


def read_lists(source: Source) -> Lists:
    lists = Lists()
    scholar = source.config.get("scholar")
    main = told(scholar.get("bibliography")) if isinstance(scholar, dict) else ""
    folder = told(scholar.get("source")).strip("./") if isinstance(scholar, dict) else ""
    paths = bib_files(source.files)
    if not paths and folder:
        paths = source.files.under(folder, ".bib")
    shown = _pages_of_lists(source)
    paths.sort(
        key=lambda path: (_stem(path) != main.removesuffix(".bib"), "web" in _stem(path), path)
    )
    for path in paths:
        source.used.add(path)
        records = []
        for found in entries_of(path, source.files.text(path)):
            if isinstance(found, Record):
                records.append(found)
            elif found.is_loss:
                lists.problems.append(found)
            else:
                source.site.remarks.append(found)
        words = [_stem(path), *shown.get(_stem(path), [])]
        role = next((role for role in map(_role, words) if role), "papers")
        if _stem(path) == main.removesuffix(".bib"):
            role = "papers"
        getattr(lists, role)[path] = records
    source.site.lost += lists.problems
    for path, records in lists.others.items():
        if records:
            what = f"Its {len(records)} entries are no papers by the name of the file: left out."
            source.lose(path, what, "Import the file by itself if they are.")
    return lists


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".bib")


def _role(word: str) -> str:
    if TALKS.search(word) and not re.search(r"(?i)paper|publication", word):
        return "talks"
    if NO_PAPERS.search(word):
        return "others"
    return "products" if PRODUCTS.search(word) else ""


def _pages_of_lists(source: Source) -> dict[str, list[str]]:
    """Return the titles of the pages that show each file."""
    found: dict[str, list[str]] = {}
    for path in source.pages():
        text = source.files.text(path)
        files = {
            _stem(name[1]) for shown in _SHOWN.finditer(text) if (name := _FILE.search(shown[1]))
        }
        title = re.search(r"(?m)^title:\s*(.+)$", text)
        for stem in files:
            if len(files) == 1:
                found.setdefault(stem, []).append(title[1] if title else "")
    return found


def bib_papers(source: Source, lists: Lists, family: str) -> list[Paper]:
    """Return the papers of all lists, each once; those of a starter only where Einstein's."""
    site = source.site
    _, venues = source.data("venues")
    venues = venues if isinstance(venues, dict) else {}
    is_his = site.owner is not None and is_einstein(site.owner.name.full)
    found: list[Paper] = []
    known: dict[tuple[str, int], str] = {}
    for path, records in lists.papers.items():
        own = [record for record in records if is_his or not is_sample_paper(record)]
        for record in records:
            if record not in own:
                source.samples.leave("papers", path)
        if found and (OTHERS.match(_stem(path)) or not is_own_file(own, family)):
            what = f"The {len(own)} entries seem to be what is cited, not papers of the site."
            source.lose(path, what, "Import the file by itself if they are.")
            continue
        twice = 0
        for record in own:
            key = key_of(record)
            if key[0] and (key in known or _is_known(key, known, path)):
                twice += 1
                continue
            found.append(paper_of(record, source, "alfolio", venues))
        for record in own:
            known.setdefault(key_of(record), path)
        if twice:
            source.remark(
                path, f"Of its entries {twice} stand in another list, too: they count once."
            )
    return found


def _is_known(key: tuple[str, int], known: Mapping[tuple[str, int], str], path: str) -> bool:
    """Return whether a paper is in another list; a missing year does not part them."""
    return any(
        title == key[0] and (not year or not key[1]) and other != path
        for (title, year), other in known.items()
    )


def more_facts(source: Source, lists: Lists) -> list[Fact]:
    """Return talks and products of the .bib files as facts."""
    facts: list[Fact] = []
    known = {fold(paper.record.title) for paper in source.site.papers}
    seen: set[tuple[str, str, str]] = set()
    for record in _told(source, lists.talks):
        when = str(record.issued) if record.issued else ""
        key = (fold(record.title), fold(record.container_title), when)
        if key not in seen:
            seen.add(key)
            facts.append(_talk(record, source))
    if facts:
        facts.insert(0, Fact(SECTION, {"kind": "talks", "title": ""}, facts[0].where))
    for record in _told(source, lists.products):
        if fold(record.title) not in known:
            known.add(fold(record.title))
            facts.append(_product(record, source))
    return facts


def _told(source: Source, lists: Mapping[str, list[Record]]) -> Iterator[Record]:
    """Yield the entries of some lists that have a title."""
    for records in lists.values():
        for record in records:
            if record.title:
                yield record
            else:
                source.lose(record.where, "The entry has no title.", "Write one.")


def _talk(record: Record, source: Source) -> Fact:
    paper = paper_of(record, source, "alfolio", {})
    record = paper.record
    venue = record.container_title or record.event or record.publisher
    place = ", ".join(filter(None, (venue, record.publisher_place)))
    url = next((link.url for link in record.links), "")
    values = {
        "kind": "talk", "title": clean_text(record.title).removesuffix("."), "organization": place,
        "date": str(record.issued) if record.issued else "",
        "url": f"https://doi.org/{record.doi}" if record.doi and not url else url,
    }  # fmt: skip
    return Fact(ACTIVITY, {name: value for name, value in values.items() if value}, record.where)


def _product(record: Record, source: Source) -> Fact:
    paper = paper_of(record, source, "alfolio", {})
    record = paper.record
    code = next((link.url for link in record.links if link.kind == "code"), "")
    url = next((link.url for link in record.links if link.url != code), "")
    if not url and record.doi:
        url = f"https://doi.org/{record.doi}"
    values = {
        "name": record.title,
        "url": url,
        "code_url": code,
        "description": one_line(record.abstract),
    }
    return Fact(PROJECT, {name: value for name, value in values.items() if value}, record.where)
