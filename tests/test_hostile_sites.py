"""Sites that mean harm: nothing outside is read, nothing is run, what is refused is told."""

import io
import os
import tarfile
import zipfile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from PIL import Image

from portal.kit.fetch import Fetcher, FetchError, _check_place, _place
from portal.kit.fetched import Fetched
from publications.importing.site_source import opened
from publications.importing.sites import SiteImport
from publications.models import Publication
from publications.sites import archives, read_site
from publications.sites import files as limits
from publications.sites.archives import archive_files
from publications.sites.files import UnreadableSite, folder_files, memory_files
from publications.sites.web import gather
from researchers.models import Researcher

PAGE = """<html><head><title>Ada Quill</title></head><body onload="steal()">
<h1>Ada Quill</h1>
<p onclick="steal()">I weave. <script>steal()</script><iframe src="https://evil.example"></iframe>
<a href="javascript:steal()">one</a> <a href="JaVa&#115;cript:steal()">two</a>
<a href="data:text/html;base64,AAAA">three</a> <a href="vbscript:x">four</a>
<a href="java
script:steal()">five</a> <a href="file:///etc/passwd">six</a>
<img src="x" onerror="steal()"> <svg onload="steal()"><script>steal()</script></svg></p>
<h2>Publications</h2>
<p><b>Looms &lt;script&gt;steal()&lt;/script&gt;</b><br>Ada Quill, Bo Reed<br>
<i>Loom Conference</i>, 2020<br>
<a href="javascript:steal()">PDF</a> <a href="../../../etc/passwd">Code</a>
<img src="../../../../etc/passwd.png"><img src="/etc/passwd.png"></p>
<h2>Music <script>steal()</script></h2><p><a href="javascript:steal()">Play</a> the harp</p>
</body></html>"""


def bring(folder):
    with opened(str(folder)) as files:
        work = SiteImport(files)
        work.store_files()
        return work.bring_in()


@pytest.mark.django_db
def test_scripts_and_handlers_come_to_nothing(tmp_path, client):
    folder = tmp_path / "quill.github.io"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE)
    report = bring(folder)
    ada = Researcher.objects.get(slug="ada-quill")
    html = client.get(ada.get_absolute_url()).content.decode()
    paper = client.get(Publication.objects.get().get_absolute_url()).content.decode()
    for page in (html, paper):
        lower = page.lower()
        assert "<script>steal" not in lower
        assert "javascript:" not in lower
        assert "vbscript:" not in lower
        assert "onerror" not in lower
        assert "onclick" not in lower
        assert "file:///" not in lower
        assert "evil.example" not in lower
    assert "Looms &lt;script&gt;" in html
    assert any("javascript:steal" in one for one in report.remarks)


def test_links_of_the_file_system_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "index.html").write_text(PAGE)
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("<h1>Ada Quill</h1>")
    (folder / "page.html").symlink_to(secret / "index.html")
    (folder / "more").symlink_to(secret)
    os.mkfifo(folder / "pipe.html")
    files = folder_files(folder)
    assert list(files) == ["index.html"]
    told = "\n".join(map(str, files.problems))
    assert "page.html: Left out. It is a link of the file system" in told
    assert "more: Left out. It is a link of the file system" in told


def test_names_that_lead_out_are_left_out():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.html", "<h1>Ada Quill</h1>")
        archive.writestr("../../etc/evil.html", "x")
        archive.writestr("/etc/evil.html", "x")
        archive.writestr("..\\evil.html", "x")
        link = zipfile.ZipInfo("link.html")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    buffer.seek(0)
    with archive_files(buffer, "a.zip") as files:
        assert list(files) == ["index.html"]
        assert len(files.problems) == 4


def test_links_in_a_tar_are_left_out():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        data = b"<h1>Ada Quill</h1>"
        info = tarfile.TarInfo("site/index.html")
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            link = tarfile.TarInfo(f"site/link{kind!r}.html")
            link.type, link.linkname = kind, "/etc/passwd"
            tar.addfile(link)
        info = tarfile.TarInfo("../../evil.html")
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
    buffer.seek(0)
    with archive_files(buffer, "a.tar.gz") as files:
        assert list(files) == ["index.html"]
        assert len(files.problems) == 3


def test_ten_thousand_files_are_refused(tmp_path):
    for number in range(10_000):
        (tmp_path / f"{number}.html").touch()
    with pytest.raises(UnreadableSite, match="holds more than 5,000 files"):
        folder_files(tmp_path)
    with pytest.raises(CommandError, match="holds more than 5,000 files"):
        call_command("import_site", str(tmp_path))


def test_a_file_of_a_gigabyte_is_never_read(tmp_path):
    (tmp_path / "index.html").write_text("<h1>Ada Quill</h1><img src='huge.png'>")
    for name in ("huge.png", "huge.html"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(1_000_000_000)  # takes no room on the disk
    files = folder_files(tmp_path)
    assert list(files) == ["index.html"]
    told = "\n".join(map(str, files.problems))
    assert "huge.png: Left out. It has 1,000 MB; at most 21 MB are read." in told
    assert "huge.html: Left out. It has 1,000 MB" in told


def test_an_archive_that_grows_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "LARGEST_SITE", 1_000_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.html", b"0" * 900_000)
    buffer.seek(0)
    with (
        pytest.raises(UnreadableSite, match="unpacks to more than"),
        archive_files(buffer, "a.zip"),
    ):
        pass


def test_a_size_that_lies_is_found_out(monkeypatch):
    monkeypatch.setattr(limits, "LIMITS", ((limits.TEXTS, 1000),))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", b"0" * 900)
    files = memory_files("x", {"index.html": b"0" * 5000})
    assert files.text("index.html") == ""
    assert "at most 0 MB are read" in str(files.problems[0])


@pytest.mark.parametrize("data", [b"no zip at all", b"PK\x03\x04 cut off", b"\x1f\x8b cut off"])
def test_damaged_archives_say_so(data):
    with pytest.raises(UnreadableSite), archive_files(io.BytesIO(data), "a.zip"):
        pass


@pytest.mark.django_db
def test_what_calls_itself_a_picture_and_is_none_is_told(tmp_path):
    folder = tmp_path / "quill.github.io"
    folder.mkdir()
    page = PAGE.replace("../../../../etc/passwd.png", "evil.png").replace("steal()", "")
    (folder / "index.html").write_text(page.replace('<img src="/etc/passwd.png">', ""))
    (folder / "evil.png").write_text("<script>steal()</script>")
    report = bring(folder)
    assert any("evil.png: It is not brought in." in one for one in report.lost)
    assert not Publication.objects.get().picture
    picture = io.BytesIO()
    Image.new("RGB", (100, 100)).save(picture, "PNG")
    (folder / "evil.png").write_bytes(picture.getvalue()[:-40])  # its head is sound
    report = bring(folder)
    assert not Publication.objects.get().picture
    assert any("evil.png" in one for one in report.lost)


def deep(tag, count):
    return f"<{tag}>" * count + "x" + f"</{tag}>" * count


@pytest.mark.parametrize(
    "page",
    [
        "",
        "\0\0\0",
        "<" * 10_000,
        deep("div", 3_000),
        deep("b", 3_000),
        "<h1>Ada Quill</h1>" + "a, " * 50_000,
        "<h1>Ada Quill</h1><p>" + "Ada Quill, " * 5_000 + "</p>",
        "<h1>" + "A" * 100_000 + "</h1>",
        "<script>" + "const a='b';" * 5_000 + "document.write(" + "a+" * 5_000 + "a)</script>",
    ],
    ids=range(9),
)
def test_pages_of_nonsense_end_soon(page):
    site = read_site(memory_files("x", {"index.html": page.encode()}))
    assert site.papers == []


@pytest.mark.parametrize("sign", ["{{", "{%", "{{<", "{{% ", "{:"])
def test_openings_without_an_end_take_no_longer_than_their_length(sign):
    """Each would be looked for to the end of the text: 80,000 letters took most of a minute."""
    text = sign * (200_000 // len(sign))
    markdown = f"---\ntitle: Ada Quill\n---\n{text}".encode()
    site = read_site(memory_files("x", {"content/authors/admin/_index.md": markdown}))
    assert site.owner.name.full == "Ada Quill"


class Answers(Fetcher):
    """A fetcher with answers by heart, which notes what it was asked."""

    def __init__(self, answers):
        super().__init__(agent="test")
        self.answers, self.asked = answers, []

    def get(self, url, **options):
        self.asked.append(url)
        if options.get("hosts") is not None:
            assert options["hosts"] == {"quill.example"}
        if url not in self.answers:
            raise FetchError(f"{url} has nothing at this address.", status=404)
        return Fetched(url, self.answers[url], "text/html")


def test_only_the_host_of_the_page_is_asked():
    page = (
        b"<h1>Ada Quill</h1><img src='a.png'><img src='https://10.0.0.1/x.png'>"
        b"<img src='http://169.254.169.254/latest.png'><img src='//evil.example/b.png'>"
        b"<a href='pubs.html'>Publications</a><a href='https://evil.example/pubs.html'>x</a>"
        b"<img src='../../../etc/passwd.png'>"
    )
    root = "https://quill.example/~ada/"
    fetcher = Answers({root: page, f"{root}a.png": b"p", f"{root}pubs.html": b"<p>more</p>"})
    files = gather(root, fetcher)
    assert sorted(files) == ["a.png", "index.html", "pubs.html"]
    assert all(url.startswith("https://quill.example/") for url in fetcher.asked)
    assert files.address == "https://quill.example/~ada"


def test_private_addresses_are_refused():
    with pytest.raises(CommandError, match="private address"):
        call_command("import_site", "https://127.0.0.1/")
    with pytest.raises(CommandError, match="does not begin with https"):
        call_command("import_site", "http://169.254.169.254/latest/meta-data")


ROOT = "https://quill.example/~ada/"


class Failing(Answers):
    """A fetcher that gives a page and fails at all else."""

    def __init__(self, page, **failure):
        super().__init__({ROOT: page})
        self.failure = failure

    def get(self, url, **options):
        if url != ROOT and len(self.asked) > 1:
            self.asked.append(url)
            raise FetchError("It failed.", **self.failure)
        return super().get(url, **options)


def pictures(count):
    return "".join(f"<img src='{number}.png'>" for number in range(count)).encode()


def test_server_that_is_down_is_asked_no_more():
    fetcher = Failing(pictures(300), is_down=True)
    files = gather(ROOT, fetcher)
    assert len(fetcher.asked) == 5  # the page, one that is not there, three
    assert "nor the rest: quill.example cannot be used now." in str(files.problems[-1])


def test_failures_count_and_few_are_named():
    fetcher = Failing(pictures(100_000))
    files = gather(ROOT, fetcher)
    assert len(fetcher.asked) == 401
    assert len(files.problems) == 7
    assert str(files.problems[5]) == "quill.example: Not fetched either: 395 more."


def test_each_page_of_a_folder_is_a_source_of_its_own():
    page = b"<h1>Ada Quill</h1><img src='a.png'>"
    people = "https://quill.example/people"
    told = {
        f"{people}/ada.html": f"{people}/ada.html",
        f"{people}/ada?x=1/2": f"{people}/ada?x=1/2",
        f"{people}/": people,
        f"{people}/index.html": people,
        "https://quill.example": "https://quill.example",
    }
    for address, origin in told.items():
        files = gather(address, Answers({address: page, f"{people}/a.png": b"p"}))
        assert files.origin == origin
        assert people.startswith(files.address)
        if people in address:
            assert "a.png" in files


@pytest.mark.parametrize(
    ("asked", "found", "is_taken"),
    [
        ("https://quill.example/", "https://www.quill.example/", True),
        ("https://www.quill.example/", "https://quill.example/ada/", True),
        ("https://Quill.example:443/", "https://quill.example/", True),
        ("https://quill.example/", "https://login.quill.example/?back=x", False),
        ("https://quill.example/", "https://evil.example/quill.example", False),
    ],
)
def test_page_at_another_server_is_not_taken_for_the_site(asked, found, is_taken):
    class Moved(Fetcher):
        def get(self, url, **_):
            return Fetched(found, b"<h1>Ada Quill</h1>", "text/html")

    if is_taken:
        assert len(gather(asked, Moved())) == 1
        return
    with pytest.raises(UnreadableSite, match="leads to another server") as caught:
        gather(asked, Moved())
    assert found in str(caught.value)


def test_site_on_a_port_keeps_its_files():
    class Checked(Fetcher):
        def get(self, url, hosts=None, **_):
            _check_place(_place(url), hosts)
            return Fetched(url, b"<h1>Ada Quill</h1><img src='a.png'>", "text/html")

    files = gather("https://quill.example:8443/", Checked())
    assert sorted(files) == ["a.png", "index.html"]
    assert files.problems == []
