"""Where a site comes from: an address, a repository, a folder of something else. A local server
stands in for the hosts; all else is the real way."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.kit.fetch import Fetcher
from publications.importing import site_source
from publications.importing.site_source import opened
from publications.sites import read_site
from publications.sites.files import UnreadableSite, folder_files
from tests.local_server import LocalServer, serving

SAMPLES = Path(__file__).parent / "data" / "sites"
HOSTS = {
    "https://quill.example": "/page",
    "https://quill.github.io": "/pages",
    "https://codeload.github.com": "/github",
    "https://gitlab.com": "/gitlab",
}
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    with serving() as local:
        reroutes = {host: local.url + folder for host, folder in HOSTS.items()}
        fetcher = Fetcher(reroutes=reroutes, read_seconds=1, tries=1)
        monkeypatch.setattr(site_source, "portal_fetcher", lambda: fetcher)
        yield local


def packed(folder: Path, top: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, Path(top) / path.relative_to(folder))
    return buffer.getvalue()


def test_page_at_an_address_is_the_same_as_its_folder(server: LocalServer) -> None:
    folder = SAMPLES / "html"
    for path in folder.rglob("*"):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            place = "/page/~ada/" if name == "index.html" else f"/page/~ada/{name}"
            server.reply(place, path.read_bytes(), headers=HTML)
    with opened("https://quill.example/~ada/") as files:
        site = read_site(files)
    sources = read_site(folder_files(folder))
    assert site.address == "https://quill.example/~ada"
    assert site.owner
    assert sources.owner
    assert site.owner.name == sources.owner.name
    assert [paper.record.title for paper in site.papers] == [
        paper.record.title for paper in sources.papers
    ]
    assert any("images/ada.png" in one.where for one in site.lost)  # it answers 404


def test_pages_without_a_suffix_are_followed(server: LocalServer) -> None:
    first = "<h1>Ada Quill</h1><p>I weave.</p><p><a href='publications'>Publications</a></p>"
    papers = (
        "<h1>Publications</h1><ul><li>Ada Quill, Bo Reed. <b>Warp: looms that need nobody</b>. "
        "Loom Letters, 2021.</li><li>Bo Reed, Ada Quill. <b>Weft: threads that need nobody</b>. "
        "Loom Letters, 2022.</li></ul>"
    )
    server.reply("/page", first, headers=HTML)
    server.reply("/page/publications", papers, headers=HTML)
    with opened("https://quill.example") as files:
        site = read_site(files)
    assert [paper.record.title for paper in site.papers] == [
        "Warp: looms that need nobody",
        "Weft: threads that need nobody",
    ]


@pytest.mark.parametrize(
    ("address", "path", "folder"),
    [
        ("https://github.com/quill/home", "/github/quill/home/zip/HEAD", ""),
        ("https://github.com/quill/home.git", "/github/quill/home/zip/HEAD", ""),
        ("https://github.com/quill/home/tree/src", "/github/quill/home/zip/src", ""),
        ("https://github.com/quill/home/tree/src/a/b", "/github/quill/home/zip/src", "a/b"),
        ("https://gitlab.com/quill/home", "/gitlab/quill/home/-/archive/HEAD/home.zip", ""),
        ("https://gitlab.com/quill/home/-/tree/s", "/gitlab/quill/home/-/archive/s/home.zip", ""),
        ("https://github.com/quill/home?tab=readme-ov-file", "/github/quill/home/zip/HEAD", ""),
        ("https://www.github.com/quill/home/#readme", "/github/quill/home/zip/HEAD", ""),
        (
            "https://github.com/quill/home/tree/src/my%20page",
            "/github/quill/home/zip/src",
            "my page",
        ),
        ("https://gitlab.com/a/b/home", "/gitlab/a/b/home/-/archive/HEAD/home.zip", ""),
        (
            "https://gitlab.com/a/b/home/-/tree/s/docs",
            "/gitlab/a/b/home/-/archive/s/home.zip",
            "docs",
        ),
    ],
)
def test_repository(server: LocalServer, address: str, path: str, folder: str) -> None:
    server.reply(path, packed(SAMPLES / "alfolio", f"home-1/{folder}"))
    with opened(address) as files:
        site = read_site(files)
    assert (site.kind, bool(site.papers)) == ("alfolio", True)
    assert server.asked == [path]


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("github.com", ""),
        ("github.com", "quill"),
        ("github.com", "../home"),
        ("github.com", "quill/home/issues"),
        ("github.com", "quill/home/blob/main/index.html"),
        ("gitlab.com", "quill"),
        ("gitlab.com", "quill/home/-/issues"),
        ("gitlab.com", "quill/home/-/blob/main/index.html"),
    ],
)
def test_other_pages_of_a_forge_are_refused(server: LocalServer, host: str, path: str) -> None:
    remedy = f"Give the address of one, https://{host}/owner/name"
    with pytest.raises(UnreadableSite, match=remedy), opened(f"https://{host}/{path}"):
        pass
    assert server.asked == []


@pytest.mark.parametrize("source", ["a" * 5_000, "nowhere", "a\0b"])
def test_path_of_nothing_is_said(source: str) -> None:
    said = r"cannot be read: File name too long|is no folder, archive or address here"
    with pytest.raises(UnreadableSite, match=said), opened(source):
        pass


def test_folder_of_a_repository_that_is_not_there(server: LocalServer) -> None:
    server.reply("/github/quill/home/zip/src", packed(SAMPLES / "alfolio", "home-1"))
    with (
        pytest.raises(UnreadableSite, match='holds no file of a site in "nowhere"'),
        opened("https://github.com/quill/home/tree/src/nowhere"),
    ):
        pass


def test_site_that_github_serves_is_read_from_its_sources(server: LocalServer) -> None:
    sources = packed(SAMPLES / "alfolio", "quill.github.io-main")
    server.reply("/github/quill/quill.github.io/zip/HEAD", sources)
    with opened("https://quill.github.io/") as files:
        site = read_site(files)
    assert (site.kind, site.address) == ("alfolio", "https://quill.github.io")


@pytest.mark.parametrize("has_repository", [True, False])
def test_page_that_github_serves_is_read_as_it_is_shown(
    server: LocalServer, *, has_repository: bool
) -> None:
    page = (SAMPLES / "html" / "index.html").read_bytes()
    server.reply("/pages", page, headers=HTML)
    if has_repository:
        server.reply("/github/quill/quill.github.io/zip/HEAD", packed(SAMPLES / "html", "x"))
    with opened("https://quill.github.io") as files:
        site = read_site(files)
    assert (site.kind, site.address) == ("html", "https://quill.github.io")
    assert len(site.papers) > 1


@pytest.mark.parametrize("folder", ["docs", "apps/site"])
def test_site_in_a_folder_of_something_else(tmp_path: Path, folder: str) -> None:
    for path in (SAMPLES / "alfolio").rglob("*"):
        if path.is_file():
            place = tmp_path / folder / path.relative_to(SAMPLES / "alfolio")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    (tmp_path / "README.md").write_text("Code and home page")
    site = read_site(folder_files(tmp_path))
    assert (site.kind, bool(site.papers)) == ("alfolio", True)
    assert f"The site lies in the folder {folder}" in site.remarks[-1].what
