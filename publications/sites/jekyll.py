"""What sites made with Jekyll share: configuration, pages, collections, whose they are, links."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from portal.kit.identifiers import SCHEMES, InvalidIdentifier
from portal.kit.text import clean_text, fold
from publications.bylines import parse_name
from publications.records import Name, Problem

from .base import LINK, Fact, Site
from .files import SiteFiles
from .frontmatter import Page, listed, read_data, read_page, told
from .html_papers import is_name
from .jekyll_samples import (
    SAMPLE_ADDRESS,
    SAMPLE_HOSTS,
    SAMPLE_SOCIALS,
    is_sample_person,
    without_sample_text,
)
from .jekyll_text import markdown_of
from .page_source import PageSource
from .places import RootPlaces

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
PAGES = (*MARKDOWN, ".html", ".htm")
# Folders of Jekyll itself, which hold no entries of a collection.
INTERNAL = {
    "_bibliography", "_data", "_drafts", "_includes", "_layouts", "_pages", "_plugins", "_posts",
    "_sass", "_scripts", "_site", "_tabs",
}  # fmt: skip
# Name in the configuration, the kind of link, its address. Of several for one kind the first wins.
SOCIALS = (
    ("scholar_userid", "google-scholar", "https://scholar.google.com/citations?user={}"),
    ("googlescholar", "google-scholar", "https://scholar.google.com/citations?user={}"),
    ("google_scholar", "google-scholar", "https://scholar.google.com/citations?user={}"),
    ("scholar", "google-scholar", "https://scholar.google.com/citations?user={}"),
    ("orcid_id", "orcid", "https://orcid.org/{}"),
    ("orcid", "orcid", "https://orcid.org/{}"),
    ("semanticscholar_id", "semantic-scholar", "https://www.semanticscholar.org/author/{}"),
    ("semanticscholar", "semantic-scholar", "https://www.semanticscholar.org/author/{}"),
    ("semantic", "semantic-scholar", "https://www.semanticscholar.org/author/{}"),
    ("semantic_scholar", "semantic-scholar", "https://www.semanticscholar.org/author/{}"),
    ("dblp_url", "dblp", "https://dblp.org/pid/{}.html"),
    ("dblp", "dblp", "https://dblp.org/pid/{}.html"),
    ("github_username", "github", "https://github.com/{}"),
    ("github", "github", "https://github.com/{}"),
    ("gitlab_username", "gitlab", "https://gitlab.com/{}"),
    ("gitlab", "gitlab", "https://gitlab.com/{}"),
    ("linkedin_username", "linkedin", "https://www.linkedin.com/in/{}/"),
    ("linkedin", "linkedin", "https://www.linkedin.com/in/{}/"),
    ("x_username", "x", "https://x.com/{}"),
    ("twitter_username", "x", "https://x.com/{}"),
    ("twitter", "x", "https://x.com/{}"),
    ("bluesky_url", "bluesky", "https://bsky.app/profile/{}"),
    ("bluesky", "bluesky", "https://bsky.app/profile/{}"),
    ("mastodon_username", "mastodon", "https://{}"),
    ("mastodon", "mastodon", "https://{}"),
    ("huggingface", "hugging-face", "https://huggingface.co/{}"),
    ("huggingface_id", "hugging-face", "https://huggingface.co/{}"),
    ("hugging_face", "hugging-face", "https://huggingface.co/{}"),
    ("research_gate_profile", "ResearchGate", "https://www.researchgate.net/profile/{}/"),
    ("researchgate", "ResearchGate", "https://www.researchgate.net/profile/{}/"),
    ("publons_id", "Publons", "https://publons.com/a/{}/"),
    ("clarivate", "Web of Science", "https://www.webofscience.com/wos/author/record/{}"),
    ("scopus_id", "Scopus", "https://www.scopus.com/authid/detail.uri?authorId={}"),
    ("scopus", "Scopus", "https://www.scopus.com/authid/detail.uri?authorId={}"),
    ("pubmed", "PubMed", "https://pubmed.ncbi.nlm.nih.gov/?term={}"),
    ("arxiv", "arXiv", "https://arxiv.org/a/{}"),
    ("inspirehep_id", "INSPIRE", "https://inspirehep.net/authors/{}"),
    ("inspire-hep", "INSPIRE", "https://inspirehep.net/authors/{}"),
    ("inspire", "INSPIRE", "https://inspirehep.net/authors/{}"),
    ("acm_id", "ACM", "https://dl.acm.org/profile/{}"),
    ("ieee_id", "IEEE Xplore", "https://ieeexplore.ieee.org/author/{}"),
    ("osf_id", "OSF", "https://osf.io/{}/"),
    ("impactstory", "Impactstory", "https://profiles.impactstory.org/u/{}"),
    ("zotero_username", "Zotero", "https://www.zotero.org/{}"),
    ("zotero", "Zotero", "https://www.zotero.org/{}"),
    ("wikidata_id", "Wikidata", "https://www.wikidata.org/wiki/{}"),
    ("wikipedia_id", "Wikipedia", "https://en.wikipedia.org/wiki/User:{}"),
    ("wikipedia", "Wikipedia", "https://en.wikipedia.org/wiki/User:{}"),
    ("kaggle_id", "Kaggle", "https://www.kaggle.com/{}"),
    ("kaggle", "Kaggle", "https://www.kaggle.com/{}"),
    ("stackoverflow_id", "Stack Overflow", "https://stackoverflow.com/users/{}"),
    ("stackoverflow", "Stack Overflow", "https://stackoverflow.com/users/{}"),
    ("medium_username", "Medium", "https://medium.com/@{}"),
    ("medium", "Medium", "https://medium.com/@{}"),
    ("youtube_id", "YouTube", "https://www.youtube.com/@{}"),
    ("youtube", "YouTube", "https://www.youtube.com/user/{}"),
    ("quora_username", "Quora", "https://www.quora.com/profile/{}"),
    ("keybase_username", "Keybase", "https://keybase.io/{}"),
    ("keybase", "Keybase", "https://keybase.io/{}"),
    ("telegram_username", "Telegram", "https://telegram.me/{}"),
    ("telegram", "Telegram", "https://t.me/{}"),
    ("facebook_id", "Facebook", "https://facebook.com/{}"),
    ("academia", "Academia", "https://independent.academia.edu/{}"),
    ("facebook", "Facebook", "https://www.facebook.com/{}"),
    ("instagram_id", "Instagram", "https://instagram.com/{}"),
    ("instagram", "Instagram", "https://instagram.com/{}"),
    ("lattes_id", "Lattes", "https://lattes.cnpq.br/{}"),
    ("bitbucket", "Bitbucket", "https://bitbucket.org/{}"),
    ("weibo", "Weibo", "https://www.weibo.com/{}"),
    ("zhihu", "Zhihu", "https://www.zhihu.com/people/{}"),
    ("xing", "XING", "https://www.xing.com/profile/{}"),
    ("goodreads", "Goodreads", "https://www.goodreads.com/{}"),
    ("blogger_url", "Blog", "{}"),
    ("work_url", "Work", "{}"),
    ("uri", "Website", "{}"),
    ("website", "Website", "{}"),
)  # fmt: skip
KINDS = {
    "google-scholar", "orcid", "semantic-scholar", "dblp", "github", "gitlab", "linkedin", "x",
    "bluesky", "mastodon", "hugging-face",
}  # fmt: skip
_TITLES = re.compile(
    r"(?i)^(?:(?:prof(?:essor)?|dr|mr|ms|mrs)\.?\s+)+|,?\s*(?:ph\.?\s?d\.?|m\.?sc\.?)$"
)
_OWN = re.compile(r"(?i)['’]s? (?:academic |personal )?(?:home ?page|web ?site|site|page|blog).*$|"
                  r"\s*[|·•:–—]\s.*$|^(?:home ?page of|about|welcome to)\s+|"
                  r"\s*\bhome ?page$")  # fmt: skip


class Source(PageSource):
    """A Jekyll site's files, with what its configuration says. `where` is that of it."""

    def __init__(self, files: SiteFiles, site: Site) -> None:
        super().__init__(files, site)
        self.where = files.first("_config.yml", "_config.yaml", "_config.toml")
        self.config = self._config()
        site.address = self.address = self._address()
        self._pages: dict[str, Page] = {}
        self.used.add(self.where)

    def _config(self) -> dict[str, Any]:
        text = self.files.text(self.where).lstrip("\ufeff") if self.where else ""
        values, problems = read_data(text, self.where)
        self.site.remarks += problems
        return values if isinstance(values, dict) else {}

    def _address(self) -> str:
        if "CNAME" in self.files:
            host = self.files.text("CNAME").split()
            if host and re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host[0]):
                return f"https://{host[0].lower()}"
        if self.files.address:
            return self.files.address.rstrip("/")
        url = told(self.config.get("url")).rstrip("/")
        if re.match(r"https?://[^\s/]+\.", url) and not SAMPLE_HOSTS.match(url):
            base = told(self.config.get("baseurl")).strip("/")
            return url if not base or url.endswith(f"/{base}") else f"{url}/{base}"
        for name in (self.files.name, told(self.config.get("repository"))):
            if found := re.search(r"(?i)([a-z0-9-]+\.github\.io)$", name):
                return f"https://{found[1].lower()}"
        return ""

    def page(self, path: str) -> Page:
        """Return a file with front matter; what is wrong in it becomes a remark."""
        if path not in self._pages:
            self._pages[path] = read_page(_from_fence(self.files.text(path)), path)
            self.site.remarks += self._pages[path].problems
        return self._pages[path]

    def places(self, path: str, values: dict[str, Any] | None = None) -> RootPlaces:
        link = told((values or {}).get("permalink"))
        folder = link if link.endswith("/") else link.rpartition("/")[0]
        return RootPlaces(self.files, path, self.address, "" if ":" in folder else folder)

    def markdown(self, text: str, places: RootPlaces) -> str:
        """Return a text of the site as Markdown; links that cannot be kept become lost lines."""
        shown, count = without_sample_text(markdown_of(text, places))
        for _ in range(count):
            self.samples.leave("paragraphs", places.base)
        self.tell(places)
        return shown

    def pages(self) -> list[str]:
        """Return the pages: those of `_pages`, and those beside the configuration."""
        return [
            path for path in self.files
            if path.endswith(PAGES) and ("/_pages/" in f"/{path}" or "/" not in path)
            and not re.match(r"(?i)(?:readme|license|contributing|changelog|customize|install|faq|"
                             r"code_of_conduct|security|404|google\w{8,}|search|sitemap)\b",
                             path.rpartition("/")[2])
        ]  # fmt: skip

    def collections(self) -> dict[str, list[str]]:
        """Return the files of each collection, by its name: "publications" of `_publications`."""
        found: dict[str, list[str]] = {}
        for path in self.files:
            parts = path.split("/")
            named = next((part for part in parts[:-1] if part.startswith("_")), "")
            if named and named not in INTERNAL and path.endswith(PAGES):
                found.setdefault(named[1:].lower(), []).append(path)
        return found

    def data(self, *names: str) -> tuple[str, Any]:
        """Return the path of the first of these files of `_data`, and what it holds."""
        path = self.files.first(
            *(f"_data/{name}.{suffix}" for name in names for suffix in ("yml", "yaml", "json"))
        )
        return path, self.read(path) if path else None

    def read(self, path: str) -> Any:
        """Return what a file of data holds."""
        self.used.add(path)
        value, problems = read_data(self.files.text(path).lstrip("\ufeff"), path)
        self.site.lost += [
            Problem(one.where, one.what, "Mend the file and bring the site in again.", is_loss=True)
            for one in problems
        ]
        return value


def _from_fence(text: str) -> str:
    """Return a page from its front matter on: blank lines and a note may stand above it."""
    return (
        text.lstrip("\ufeff \t\r\n")
        if text[:200].lstrip("\ufeff \t\r\n").startswith("---")
        else text
    )


def owner_names(source: Source) -> list[str]:
    """Return what may be the owner's name, the surest first; names of starters are left out."""
    config = source.config
    first, middle, last = (told(config.get(f"{part}_name")) for part in ("first", "middle", "last"))
    names = [f"{first} {middle} {last}"] if first or last else []
    author = config.get("author")
    if isinstance(author, dict):
        names.append(told(author.get("name")))
    elif author:
        names.append(told(author))
    names += [_OWN.sub("", told(config.get(name))) for name in ("name", "title", "subtitle")]
    names = [clean_text(_TITLES.sub("", clean_text(name))) for name in names]
    kept = [name for name in names if name and not is_sample_person(name)]
    return list(dict.fromkeys(name for name in kept if is_name(name) and " " in name))


def scholar_names(source: Source, owner: str = "") -> list[str]:
    """Return the spellings that the configuration of jekyll-scholar gives for its owner.

    Those of somebody of another family name than `owner` are left out.
    """
    told_of = source.config.get("scholar")
    if not isinstance(told_of, dict):
        return []
    families, givens = (
        [told(part) for part in listed(told_of.get(f"{name}_name"))] for name in ("last", "first")
    )
    names = [
        f"{given} {family}"
        for family in families
        for given in givens
        if family and given and fold(given) != fold(family)
    ]
    if owner:
        key = fold(owner)
        names = [name for name in names if fold(name.rpartition(" ")[2]) in key.split()]
        return [name for name in names if fold(name) != key]
    return names


def name_of(source: Source, name: str) -> Name:
    """Return the owner's name in parts, as the configuration parts it if it does."""
    first, middle, last = (
        told(source.config.get(f"{part}_name")) for part in ("first", "middle", "last")
    )
    if first and last and fold(f"{first} {middle} {last}") == fold(name) and "(" not in name:
        return parse_name(f"{last}, {f'{first} {middle}'.strip()}")
    return parse_name(name)


def social_links(told_of: dict[str, Any], where: str) -> Iterator[Fact]:
    """Yield the links that names of accounts in a configuration tell, each kind once."""
    seen: set[str] = set()
    values = {str(name).lower().strip(): value for name, value in told_of.items()}
    if email := email_in(values):
        yield Fact(LINK, {"kind": "email", "value": email}, where)
    for name, kind, pattern in SOCIALS:
        value = told(values.get(name)).strip("<>")
        if not value or (name, value) in SAMPLE_SOCIALS or kind in seen:
            continue
        address = account_address(value, pattern)
        if not address or SAMPLE_HOSTS.match(address):
            continue
        seen.add(kind)
        if kind in KINDS:
            yield Fact(LINK, {"kind": kind, "value": address}, where)
        else:
            yield Fact(LINK, {"kind": "web", "value": address, "label": kind}, where)
    for custom in listed(values.get("custom_social")):
        url = told(custom.get("url")) if isinstance(custom, dict) else ""
        if re.match(r"https?://", url) and "alberteinstein.com" not in url:
            label = told(custom.get("title"))
            yield Fact(LINK, {"kind": "web", "value": url, "label": label[:60]}, where)


def account_address(value: str, pattern: str) -> str:
    """Return the address of an account: it may be told as one, or by a name alone."""
    if re.match(r"(?i)https?://[^\s/]+", value):
        return value
    if re.match(r"(?i)(?:www\.)?[\w-]+(?:\.[\w-]+)+/\S", value):
        return f"https://{value}"
    if pattern == "{}" or re.search(r"\s|^[a-z]+:", value):
        return ""
    if pattern.endswith("user={}"):
        value = re.split(r"[&?]", value)[0]
    if "bsky" in pattern and "." not in value:
        value = f"{value}.bsky.social"
    if pattern == "https://{}":  # of Mastodon: instance/@name, @name@instance
        found = re.fullmatch(r"@?([\w.]+)@([\w.-]+\.\w+)", value)
        value = f"{found[2]}/@{found[1]}" if found else value
        return f"https://{value}" if "/" in value else ""
    return pattern.replace("{}", value.lstrip("@"))


def email_in(values: dict[str, Any]) -> str:
    """Return the e-mail address that a configuration tells, "" for that of a starter."""
    plain = told(values.get("email")).removeprefix("mailto:").strip()
    plain = re.sub(r"(?i)\s*[\[({<]\s*at\s*[\])}>]\s*|\s+at\s+", "@", plain)
    plain = re.sub(r"(?i)\s*[\[({<]\s*dot\s*[\])}>]\s*|\s+dot\s+", ".", plain)
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", plain) or SAMPLE_ADDRESS.fullmatch(plain):
        return ""
    return plain


def orcid_in(links: Sequence[Fact]) -> str:
    """Return the ORCID iD among links, "" for none."""
    for fact in links:
        if fact.values["kind"] == "orcid":
            try:
                return SCHEMES["orcid"].normalize(str(fact.values["value"]))
            except (InvalidIdentifier, KeyError):
                return ""
    return ""
