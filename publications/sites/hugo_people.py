"""The people of a Hugo site: who owns it, who belongs to its lab, what their pages say."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from portal.kit.text import fold
from publications.bylines import CJK, parse_name, strip_marks
from publications.records import Name

from .base import LINK, PERSON, SECTION, Fact, Person
from .files import DOCUMENTS
from .frontmatter import Page, is_true, listed, read_data, told
from .html_papers import is_name
from .hugo_content import Document, Source, strings
from .hugo_entries import award_of, degrees_of, job_of, others_of, skills_of
from .hugo_lab import PEOPLE, membership, shown_people
from .hugo_samples import (
    SAMPLE_PEOPLE,
    is_sample_interest,
    is_sample_link,
    is_sample_person,
    is_sample_text,
)
from .links import profile_link

_TITLES = re.compile(
    r"(?i)^(?:(?:assoc(?:iate)?|assist(?:ant)?|univ|prof(?:essor)?|dr(?:\.?-ing)?|pd(?= dr))\b"
    r"\.?[\s-]+)+|\s*\([^()]*\)$|(?:,\s*(?:ph\.?\s?d|m\.?\s?d|m\.?sc)\.?)+$"
)
_HOMEPAGE = re.compile(
    r"(?i)^(?:hero/)?(?:home(?:-?page)?|house|globe\S*|(?:personal )?web-?(?:site|page))$"
)
_GENERIC = re.compile(
    r"(?i)(?:fa-)?(?:globe|link|home|house|envelope|at-symbol|at|user|external-link|address-card|"
    r"info|file|book|newspaper|rss|building|university|graduation-cap)(?:-[a-z-]+)?"
)


class People:
    """Everybody with a page of the authors' folder, by the name of that and by full name."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.pages: dict[str, Document] = {}
        self.names: dict[str, Name] = {}
        self.is_team = False
        self.shown = shown_people(source)
        for documents in self._documents().values():
            self._take(documents)
        if not self.pages and (of_settings := _of_settings(source)):
            self.pages["admin"], self.names["admin"] = of_settings, _name(of_settings)
        if not self.pages:
            self._take_team()

    def _take(self, documents: list[Document]) -> None:
        page, slug = documents[0], documents[0].name.lower()
        name = _name(page)
        is_owner = is_true(page.values.get("superuser")) or is_true(page.values.get("is_owner"))
        if not name.full and (is_owner or slug in {"admin", "me"}):
            title = told(self.source.params.get("name")) or told(self.source.settings.get("title"))
            name = parse_name(without_titles(title)) if is_name(without_titles(title)) else name
        if name.full:
            self.pages[slug], self.names[slug] = page, name
            self.source.used |= {one.path for one in documents}

    def _take_team(self) -> None:
        """Take the pages of a team's folder, if nobody has one among the authors."""
        for place, documents in self.source.in_folders(*PEOPLE).items():
            title = without_titles(documents[0].said("title", "name"))
            if place not in PEOPLE and is_name(title) and " " in title:
                self._take(documents)
            else:
                self.source.used.difference_update(one.path for one in documents)
        self.is_team = bool(self.pages)

    def _documents(self) -> dict[str, list[Document]]:
        found = self.source.in_folders("authors", "author", "members")
        for folder in ("authors", "author", "members"):  # a page that lists them is nobody's
            found.pop(folder, None)
        paths = [path for path in self.source.files.under("data", ".yaml", ".yml", ".toml", ".json")
                 if re.match(r"(?i)data/(?:[a-z]{2}(?:-[a-z]+)?/)?authors/", path)]  # fmt: skip
        for path in sorted(paths, key=lambda path: not re.search(r"-en\.|/en/", path)):
            values, wrong = read_data(self.source.files.text(path), path)
            self.source.site.remarks += wrong
            self.source.used.add(path)
            if isinstance(values, Mapping):
                stem = path.rpartition("/")[2].partition(".")[0]
                slug = (told(values.get("slug")) or stem).lower()
                page = Document(path, "", slug, Page(dict(values), told(values.get("bio"))))
                same = next((key for key in found if key.rpartition("/")[2] == slug), "")
                if same:
                    found[same][0] = _with(found[same][0], page)
                else:
                    found[slug] = [page]
        return found

    def name_of(self, author: str) -> Name:
        """Return the name behind an entry of a list of authors: a person's page, or a name."""
        plain, _ = strip_marks(author)
        slug = plain.strip().lower()
        if slug in {"admin", "me"} and slug not in self.names and (owner := self.owner()):
            return self.names[owner]
        for key in (slug, slug.replace(" ", "-"), fold(plain).replace(" ", "-")):
            if key in self.names:
                return self.names[key]
        return parse_name(plain)

    def owner(self) -> str:
        """Return the slug of whose site it is, "" for a lab's or nobody's."""
        real = self.real()
        chosen = [slug for slug in real if self._says_owner(slug)]
        if self.is_team or (len(real) > 2 and self._are_shown(real)):
            return ""
        usual = [slug for slug in real if slug in {"admin", "me"}]
        if len(chosen) == 1:
            return chosen[0]
        return next(iter(chosen or usual or (real if len(real) == 1 else ())), "")

    def real(self) -> list[str]:
        """Return the slugs of all but the theme's own people."""
        return [slug for slug in self.pages if not self.is_sample(slug)]

    def is_sample(self, slug: str) -> bool:
        return is_sample_person(self.names[slug].full, self.pages[slug])

    def _are_shown(self, real: Sequence[str]) -> bool:
        """Return whether the site shows several people as its own, or puts most into groups."""
        grouped = [slug for slug in real if listed(self.pages[slug].values.get("user_groups"))]
        placed = [slug for slug in real if self.shown.place(self.pages[slug].values) is not None]
        return (
            self.shown.has_page
            or (self.shown.has_block and (not self.shown.groups or len(placed) > 1))
            or 2 * len(grouped) > len(real)
        )

    def members(self) -> list[str]:
        """Return the people of a lab in the order of the site; others are told."""
        real, shown = self.real(), self.shown
        placed = [slug for slug in real if shown.place(self.pages[slug].values) is not None]
        kept = placed or real
        if not self.is_team:
            kept = [slug for slug in kept if _is_persons(self.names[slug])]
        if others := [self.names[slug].full for slug in real if slug not in kept]:
            what = f"Not among the people that the site shows: {', '.join(others)}."
            self.source.remark(self.source.where, what, "Add them by hand if they belong to it.")

        def order(slug: str) -> tuple[int, float, str]:
            values = self.pages[slug].values
            by_name = self.names[slug].family.casefold() if "last_name" in shown.sort_by else ""
            weight = told(values.get("weight"))
            number = float(weight) if re.fullmatch(r"\d{1,9}", weight) and not by_name else 1e9
            return shown.place(values) or 0, number, by_name

        kept.sort(key=order)
        if shown.is_descending and "last_name" in shown.sort_by:
            kept.sort(key=lambda slug: order(slug)[2], reverse=True)
            kept.sort(key=lambda slug: order(slug)[0])
        return kept

    def _says_owner(self, slug: str) -> bool:
        values = self.pages[slug].values
        return is_true(values.get("superuser")) or is_true(values.get("is_owner"))

    def person(self, slug: str) -> Person:
        page, name = self.pages[slug], self.names[slug]
        person = Person(name, list(self._facts(page)), where=page.path)
        full = " ".join(
            part for part in (told(page.values.get("first_name")),
                              told(page.values.get("last_name"))) if part
        )  # fmt: skip
        for one in [full, *strings(page.values.get("author_aliases"))]:
            if is_name(one) and " " in one and fold(one) != fold(name.full):
                person.spellings.append(one)
        return person

    def homepages(self, kept: Iterable[str]) -> dict[str, str]:
        """Return the home pages of all but `kept`, by their names."""
        found = {}
        for slug in self.real():
            if slug not in set(kept) and (address := self._homepage(self.pages[slug])):
                found[self.names[slug].full] = address
        return found

    def _homepage(self, page: Document) -> str:
        places = self.source.places(page.path)
        links = [(told(one.get("label") or one.get("name") or one.get("icon")),
                  told(one.get("link") or one.get("url")))
                 for name in ("social", "links", "profiles", "url_custom")
                 for one in listed(page.values.get(name)) if isinstance(one, Mapping)]  # fmt: skip
        own = [href for word, href in links if _HOMEPAGE.search(word)]
        hrefs = [page.said("external_link"), page.said("homepage", "website"), *own]
        return next(filter(None, map(places.outside, filter(None, hrefs))), "")

    def texts_of(self, title: str) -> list[str]:
        """Return what the pages say whose name is the site's own."""
        return [
            self.source.markdown(page.page.body or page.values.get("bio"), page.path)
            for slug, page in self.pages.items() if fold(self.names[slug].full) == fold(title)
        ]  # fmt: skip

    def member(self, slug: str) -> Person:
        """Return a person of a lab, with her role in it."""
        person = self.person(slug)
        person.membership = membership(self.pages[slug].values)
        return person

    def _facts(self, page: Document) -> Iterator[Fact]:
        source, values, where = self.source, page.values, page.path
        body = source.markdown(page.page.body, where)
        bio = body or source.markdown(values.get("bio"), where)
        if is_sample_text(bio):
            source.samples.leave("texts", where)
            bio = ""
        if not re.search(r"\w", bio) or fold(bio) == fold(_name(page).full):
            bio = ""
        organizations = list(strings(values.get("organizations") or values.get("affiliations")))
        role = page.said("role", "position", *(("subtitle",) if self.is_team else ()))
        headline = role[:200]
        for one in organizations:  # as many as find room, none in part but the first
            longer = ", ".join(filter(None, [headline, one]))
            headline = longer if len(longer) <= 200 else headline or longer[:200]
        person = {
            "headline": headline,
            "bio": bio,
            "pronouns": told(values.get("pronouns")),
            "email": told(values.get("email")) if "@" in told(values.get("email")) else "",
        }
        if interests := [source.markdown(one, where) for one in listed(values.get("interests"))]:
            plain = [re.sub(r"\s+", " ", one).strip() for one in interests]
            own = [one for one in plain if one and not is_sample_interest(one)]
            if len(own) < len(plain):
                source.samples.leave("interests", where)
            person["research"] = f"Interests: {', '.join(own)}." if own else ""
        picture = source.beside(
            page, "avatar", "photo", "portrait", "featured"
        ) or self._data_picture(page)
        links = list(self._links(page))
        for link in links:
            if link.values.get("kind") == "email":
                person["email"] = person["email"] or str(link.values["value"])
            if link.values.get("kind") == "orcid":
                person["orcid"] = str(link.values["value"])
        kept = {name: value for name, value in person.items() if value}
        yield Fact(PERSON, kept, where, {"portrait": picture} if picture else {})
        yield from links
        if person.get("research"):
            yield Fact(SECTION, {"kind": "research", "title": "Interests"}, where)
        yield from self._entries(page)

    def _data_picture(self, page: Document) -> str:
        stem = page.path.rpartition("/")[2].partition(".")[0]
        near = [path for path in self.source.files.under("assets/media/authors")
                if path.rpartition("/")[2].startswith(f"{stem}.")]  # fmt: skip
        name = page.said("avatar", "avatar_filename", "photo").lstrip("/")
        folders = ("static/img", "static/uploads", "static/images", "static/media", "assets/media",
                   "assets/images", "static", "assets")  # fmt: skip
        named = [f"{folder}/{name}" for folder in folders] if name else []
        return near[0] if near else self.source.files.first(*named)

    def _links(self, page: Document) -> Iterator[Fact]:
        places = self.source.places("")  # addresses of a profile count from the site's root
        seen: set[str] = set()
        told_links = (
            page.values.get("social")
            or page.values.get("links")
            or page.values.get("profiles")
            or page.values.get("url_custom")
        )
        for one in listed(told_links):
            if not isinstance(one, Mapping):
                continue
            href = told(one.get("link") or one.get("url"))
            name = told(one.get("label") or one.get("name"))
            icon = told(one.get("icon"))
            word = name or icon.rpartition("/")[2]
            if re.match(r"/?#", href) or not href or href in seen:
                continue
            if is_sample_link(href):
                self.source.samples.leave("links", page.path)
                continue
            seen.add(href)
            if href.startswith("mailto:") or re.fullmatch(r"[\w.+-]+@[\w.-]+", href):
                address = href.removeprefix("mailto:").partition("?")[0]
                if re.search(r"@(?!example\.)[\w.-]", address):
                    yield Fact(LINK, {"kind": "email", "value": address}, page.path)
                continue
            kind, label = profile_link(word.replace("-", " "), href)
            if kind == "cv" and (path := places.path(href, DOCUMENTS)):
                yield Fact(LINK, {"kind": "cv"}, page.path, {"value": path})
            elif address := places.whole(href):
                is_named = name or _is_brand(icon, told(one.get("icon_pack")))
                label = label[:1].upper() + label[1:] if kind == "web" and is_named else ""
                yield Fact(LINK, {"kind": kind, "value": address, "label": label}, page.path)
        self.source.tell(places)

    def _entries(self, page: Document) -> Iterator[Fact]:
        """Yield degrees, work, awards and skills."""
        source, values, where = self.source, page.values, page.path
        yield from degrees_of(values.get("education"), source, where)
        for one in listed(values.get("work") or values.get("experience")):
            if isinstance(one, Mapping):
                yield from job_of(one, source, where)
        for one in listed(values.get("awards")):
            if isinstance(one, Mapping):
                yield from award_of(one, source, where)
        yield from skills_of({"items": values.get("skills")}, "", source, where)
        yield from others_of(values, source, where)


def _is_brand(icon: str, pack: str) -> bool:
    """Return whether an icon stands for one place, as that of OSF does and a globe does not."""
    if pack or "/" in icon:
        return bool(re.search(r"(?i)^(?:fab|ai)$|brand|academicon", pack or icon))
    return not _GENERIC.fullmatch(icon)


def _of_settings(source: Source) -> Document | None:
    """Return the person of the oldest themes: in the settings, her biography on the first page."""
    params = source.params
    name = told(params.get("name")) or told(source.settings.get("title"))
    if not is_name(name) or SAMPLE_PEOPLE.fullmatch(name):
        return None
    abouts = [page for documents in source.in_folders("home").values() for page in documents
              if told(page.values.get("widget")).startswith("about")]  # fmt: skip
    about = min(abouts, key=source.rank, default=None)
    if about is None and not (params.get("role") or params.get("social")):
        return None
    interests = about.values.get("interests") if about else None
    inner = interests.get("interests") if isinstance(interests, Mapping) else interests
    values = {
        **{key: params[key] for key in ("role", "organizations", "email", "social", "avatar")
           if key in params},
        "education": about.values.get("education") if about else None,
        "interests": inner,
        "name": name,
    }  # fmt: skip
    path = about.path if about else source.where
    return Document(path, "", "admin", Page(values, about.page.body if about else ""))


def _with(page: Document, more: Document) -> Document:
    """Return a page with what only the other of the same person says."""
    said = {name: value for name, value in page.values.items() if value not in (None, "", [], {})}
    inner = Page({**more.values, **said}, page.page.body or more.page.body)
    return Document(page.path, page.language, page.name, inner)


def _name(page: Document) -> Name:
    """Return a person's name; its parts, where the page gives them, say where it is divided."""
    values = page.values
    name = values.get("name")
    parts = name if isinstance(name, Mapping) else {}
    first = told(parts.get("given")) or told(values.get("first_name"))
    last = told(parts.get("family")) or told(values.get("last_name"))
    if parts:
        text = told(parts.get("display")) or f"{first} {last}"
    else:
        text = told(values.get("title")) or told(name)
    text = without_titles(text)
    if first and last and CJK.fullmatch(text) and not CJK.search(first + last):
        return Name(family=last, given=first, original=text)
    if first and last and text.casefold().endswith(f" {last.casefold()}"):
        return Name(family=last, given=text[: -len(last)].strip())
    return parse_name(text)


def without_titles(name: str) -> str:
    """Return a name without what stands before and after it: "Prof. Dr. Ada Quill, PhD"."""
    return _TITLES.sub("", name.strip()).strip()


def _is_persons(name: Name) -> bool:
    """Return whether a name is that of a person: of a lab's page too, but not of its house."""
    return bool(CJK.search(name.full)) or " " in name.full.strip()
