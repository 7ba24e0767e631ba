"""What a site tells, without the database: its person or lab, their papers and all the rest."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from portal.kit.registry import Registry
from publications.records import Name, Problem, Record

from .files import SiteFiles

# Kinds of facts; their values are named as the fields of the models of `researchers`.
PERSON, LAB = "person", "lab"
LINK, DEGREE, POSITION, TEACHING = "link", "degree", "position", "teaching"
PROJECT, NEWS, ACTIVITY, SECTION = "project", "news", "activity", "section"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a site tells beside its papers.

    `values` are plain: text (Markdown where the field holds such), numbers, dates as "2021",
    "2021-08" or "2021-08-15". `files` maps fields to paths within the site. `where` is the place
    in the source, for people.

    - person: headline, bio, research, pronouns, original_name, email, orcid, homepage, footer,
      portrait_alt; files portrait, cv.
    - lab: name, short_name, institution, tagline, description, url; files logo, picture.
    - link: kind (key of a kind of profile links), value (address or name there), label.
    - degree: degree, field, institution, url, starts_on, year, advisors.
    - position: organization, url, title, starts_on, ends_on, description; file logo.
    - teaching: code, title, role, term, url, institution; file logo.
    - project: name, tagline, description, url, code_url, picture_alt, and of the person in it
      role, contribution (what she did); file picture.
    - news: date, text.
    - activity: kind (talk, award, service), title, organization, date, url, description.
    - section: kind "text" with title and body, or the key of a part of the page (research,
      publications, projects, teaching, experience, news ...) with the site's own title; the order
      of these facts is that of the page.
    """

    kind: str
    values: Mapping[str, Any]
    where: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Person:
    """Somebody with a page: the site's owner, or a member of its lab.

    `membership` is her role in the lab, if the site is a lab's: role, title, starts_on, ends_on,
    now_at, now_at_url.
    """

    name: Name
    facts: list[Fact] = field(default_factory=list)
    spellings: list[str] = field(default_factory=list)
    membership: Mapping[str, Any] | None = None
    where: str = ""


@dataclass(slots=True)
class Paper:
    """One paper in the order of the site. Paths are within the site, "" for none.

    `selected` says that the owner put it forward. `addresses` are all that stand beside it, as
    they are: what is said twice or wrong is found among them.
    """

    record: Record
    picture: str = ""
    picture_alt: str = ""
    hover: str = ""  # a second picture, or a video
    pdf: str = ""
    selected: bool = False
    hidden: bool = False
    title_link: str = ""  # where its title leads on the site
    addresses: list[tuple[str, str]] = field(default_factory=list)  # word and whole address


@dataclass(slots=True)
class Site:
    """All that was read. `address` is where it lives, "" if it does not say.

    `lost` are parts that were not understood and are in nothing else, `remarks` what was left out
    on purpose or is to be known, `suspicions` what may be a slip of the site. `keeps_order` says
    that its papers stand in an order somebody chose, rather than by date. `lab_facts` are projects
    and news of the lab.
    """

    kind: str
    address: str = ""
    owner: Person | None = None
    lab: Fact | None = None
    lab_facts: list[Fact] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    coauthors: dict[str, str] = field(default_factory=dict)  # names to their home pages
    lost: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    suspicions: list[Problem] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)  # pictures at other hosts
    keeps_order: bool = False

    def records(self) -> Iterator[Record]:
        return (paper.record for paper in self.papers)


class UnknownSite(ValueError):
    """Nothing recognises the site; the message says what can be read."""


class SiteReader:
    """One kind of site. Subclasses register themselves; a module of this package is found."""

    key: ClassVar[str]
    label: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "key" in cls.__dict__:
            READERS.register(cls.key, cls())

    def recognizes(self, files: SiteFiles) -> int:
        """Return how sure the files make that they are of this kind: 0 not at all, 100 surely."""
        raise NotImplementedError

    def read(self, files: SiteFiles) -> Site:
        """Return what the site tells. Never raises for what its files hold."""
        raise NotImplementedError


READERS: Registry[SiteReader] = Registry()
DEEPEST = 2  # folders above a site
_NO_SITES = re.compile(r"(?i)(?:^|/)(?:themes?|example\w*|public|tests?|static|assets)(?:/|$)")


def locate_site(files: SiteFiles) -> SiteFiles:
    """Return the files of the site: all, or those of the folder that it lies in, with a remark."""
    if any(reader.recognizes(files) for reader in READERS):
        return files
    folders = {
        folder
        for path in files
        for folder in (path.rpartition("/")[0], path.rpartition("/content/")[0])
        if folder and folder.count("/") < DEEPEST and not _NO_SITES.search(folder)
    }
    best, sure = "", 0
    for folder in sorted(folders, key=lambda one: (one.count("/"), one)):
        inner = files.below(folder)
        if (found := max(reader.recognizes(inner) for reader in READERS)) > sure:
            best, sure = folder, found
    if not best:
        return files
    what = f"The site lies in the folder {best}; what is beside it was not read."
    files.problems.append(Problem(best, what))
    return files.below(best)


def recognize_site(files: SiteFiles) -> SiteReader:
    """Return the reader for these files. Raises UnknownSite."""
    best = max(READERS, key=lambda one: one.recognizes(files))
    if not best.recognizes(files):
        known = ", ".join(sorted(reader.label for reader in READERS))
        raise UnknownSite(
            f"This is no site of a kind that is known: {known}. Give the folder that holds its "
            "sources, or the address of its page."
        )
    return best
