"""Sites made with Jekyll for tests: invented ones, in memory and in files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publications.sites import Fact, Paper, Site, recognize_site
from publications.sites.files import SiteFiles, memory_files

SAMPLES = Path(__file__).parent / "data" / "sites"


def held(texts: Mapping[str, str], name: str = "site") -> SiteFiles:
    return memory_files(name, {path: text.encode() for path, text in texts.items()})


def read(files: SiteFiles) -> Site:
    return recognize_site(files).read(files)


def facts(site: Site, kind: str) -> list[Fact]:
    assert site.owner
    return [fact for fact in site.owner.facts if fact.kind == kind]


def values(site: Site, kind: str) -> list[dict[str, Any]]:
    return [dict(fact.values) for fact in facts(site, kind)]


def paper(site: Site, title: str) -> Paper:
    return next(one for one in site.papers if one.record.title.startswith(title))


def names(one: Paper) -> list[str]:
    return [name.full for name in one.record.authors]


def said(problems: list[Any]) -> str:
    return "\n".join(map(str, problems))
