"""A whole site handed in at the admin: looked at, chosen from, brought in, undone, refused."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.accounts.models import User
from portal.kit.fetch import Fetcher, FetchError
from portal.kit.fetched import Fetched
from publications.admin import sites
from publications.importing import background, site_runs, site_source
from publications.importing.site_runs import files_of
from publications.importing.sites import SiteImport
from publications.models import ImportRun, Publication
from publications.sites.files import memory_files
from researchers.models import Researcher

from .import_forms import LIST, make_editor

pytestmark = pytest.mark.django_db
SITE = reverse("admin:publications_importrun_site")
PAGE = (Path(__file__).parent / "data" / "sites" / "html" / "index.html").read_bytes()


def packed(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in {"quill.github.io/index.html": PAGE, **files}.items():
            archive.writestr(path, data)
    return SimpleUploadedFile("quill.github.io.zip", buffer.getvalue())


def hand_in(client, **fields):
    return client.post(SITE, {"archive": packed(), **fields}, follow=True)


def decide(client, run, do, **fields):
    url = reverse("admin:publications_importrun_decide", args=[run.pk])
    return client.post(url, {"do": do, **fields}, follow=True)


def keys(run):
    return [one["key"] for one in run.report["site"]["page"]]


def test_site_is_shown_before_anything_changes(admin_client):
    answer = hand_in(admin_client)
    run = answer.context["run"]
    assert (run.status, run.format, run.source) == ("preview", "site", "https://quill.github.io")
    assert run.rows.count() == 3
    assert not Publication.objects.exists()
    assert not Researcher.objects.exists()
    html = answer.content.decode()
    assert "The page of Ada Quill" in html
    assert "leads to slides" in html
    assert "course: LM 101, Introduction to Looms" in html
    assert "javascript:alert(1)" in html  # named among what was left out, as text


def test_site_is_brought_in_as_it_was_chosen(admin_client):
    run = hand_in(admin_client).context["run"]
    wanted = [key for key in keys(run) if not key.startswith("teaching:")]
    rows = [str(row.number) for row in run.rows.all()]
    chosen = {"parts": "1", "page": wanted, "rows": rows, f"target-{rows[2]}": "skip"}
    answer = decide(admin_client, run, "apply", **chosen)
    run.refresh_from_db()
    assert run.status == "applied"
    ada = Researcher.objects.get(slug="ada-quill")
    assert run.researcher == ada
    assert ada.has_page
    assert ada.positions.count() == 1
    assert ada.teaching.count() == 0
    assert list(ada.authorships.order_by("order").values_list("publication__title", flat=True)) == [
        "Warp: Weaving Without Threads",
        "Weft and the Star A*",
    ]
    assert not run.file
    assert ada.get_absolute_url() in answer.content.decode()


def test_site_can_be_undone(admin_client):
    run = hand_in(admin_client).context["run"]
    decide(admin_client, run, "apply")
    assert Publication.objects.count() == 3
    undo = reverse("admin:publications_importrun_undo", args=[run.pk])
    assert "parts of pages that it made are taken away" in admin_client.get(undo).content.decode()
    admin_client.post(undo)
    assert not Publication.objects.exists()
    assert not Researcher.objects.exists()


def test_discarded_site_leaves_no_file(admin_client):
    run = hand_in(admin_client).context["run"]
    name = run.file.name
    assert storages["originals"].exists(name)
    decide(admin_client, run, "discard")
    assert not storages["originals"].exists(name)
    assert not ImportRun.objects.exists()


def test_again_through_the_command_is_the_same_site(admin_client, tmp_path):
    run = hand_in(admin_client).context["run"]
    decide(admin_client, run, "apply")
    run = hand_in(admin_client).context["run"]
    assert run.report["site"]["page"] == []
    assert {row.action for row in run.rows.all()} == {"same"}


def test_address_is_fetched_once(admin_client, monkeypatch):
    asked = []

    def gather(address, fetcher, progress=None):
        asked.append(address)
        return memory_files("quill.example", {"index.html": PAGE}, address="https://quill.example")

    monkeypatch.setattr(site_source, "gather", gather)
    answer = admin_client.post(SITE, {"address": "https://quill.example/"}, follow=True)
    run = answer.context["run"]
    assert (run.status, run.source) == ("preview", "https://quill.example")
    decide(admin_client, run, "apply")
    assert asked == ["https://quill.example/"]
    assert Publication.objects.count() == 3


class Answers(Fetcher):
    """A fetcher with answers by heart; all else fails."""

    def __init__(self, answers):
        super().__init__(agent="test")
        self.answers = answers

    def get(self, url, **_):
        if url not in self.answers:
            raise FetchError(f"{url} is refused.", status=500)
        return Fetched(url, self.answers[url], "text/html")


def fetched(monkeypatch, **answers):
    """Have these answers given, by address; return what the command reads at the first."""
    monkeypatch.setattr(site_source, "portal_fetcher", lambda: Answers(answers))
    with site_source.opened(next(iter(answers))) as files:
        return SiteImport(files).run_dry(), files


def test_fetched_site_is_the_same_as_through_the_command(admin_client, monkeypatch):
    page = PAGE + b"<script src='vendor/app.js'></script><img src='vendor/odd%20:.png'>"
    address = "https://quill.example/people/ada.html"
    answers = {
        address: page,
        "https://quill.example/people/vendor/app.js": b"x" * 11_000_000,
        "https://quill.example/people/vendor/odd%20:.png": b"p",
    }
    report, files = fetched(monkeypatch, **answers)
    run = admin_client.post(SITE, {"address": address}, follow=True).context["run"]
    lost = run.report["site"]["lost"]
    assert run.status == "preview"
    assert [one for one in lost if "Not fetched" in one] == [
        one for one in report.lost if "Not fetched" in one
    ]
    assert any("Not fetched: " in one for one in lost)
    assert any("vendor/app.js: Left out. It has 11 MB" in one for one in lost)
    with files_of(run) as again:
        assert set(again) == set(files) - {"vendor/app.js"}
        assert all(again.read(path) == files.read(path) for path in again)
        assert (again.name, again.address, again.origin) == (files.name, files.address, address)


def test_repository_has_the_address_that_the_command_gives_it(admin_client, monkeypatch):
    address = "https://github.com/quill/quill.github.io"
    archive = "https://codeload.github.com/quill/quill.github.io/zip/HEAD"
    monkeypatch.setattr(
        site_source, "portal_fetcher", lambda: Answers({archive: packed().open().read()})
    )
    with site_source.opened(address) as files:
        report = SiteImport(files).run_dry()
    run = admin_client.post(SITE, {"address": address}, follow=True).context["run"]
    assert run.report["site"]["address"] == report.address == "https://quill.github.io"
    assert run.source == "https://quill.github.io"


@pytest.mark.parametrize("is_applied", [False, True])
def test_reading_that_was_overtaken_leaves_nothing(
    admin_client, monkeypatch, django_capture_on_commit_callbacks, is_applied
):
    count = 0

    def gather(address, fetcher, progress=None):
        nonlocal count
        count += 1
        if count == 1:
            run = ImportRun.objects.get()
            background.start_again(run, None)
            if is_applied:
                run.refresh_from_db()
                assert background.start_applying(run, run.user)
        return memory_files("quill.example", {"index.html": PAGE}, address="https://quill.example")

    monkeypatch.setattr(site_source, "gather", gather)
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(SITE, {"address": "https://quill.example/"})
    run = ImportRun.objects.get()
    assert count == 2
    assert run.status == ("applied" if is_applied else "preview")
    assert "site" in run.report
    kept = storages["originals"].listdir("imports/fetched")[1]
    assert [f"imports/fetched/{name}" for name in kept] == ([] if is_applied else [run.file.name])


def test_fetching_gives_signs_of_life_and_ends_when_overtaken(admin_client, monkeypatch):
    monkeypatch.setattr(site_runs, "TOLD", -1)
    signs = []

    def gather(address, fetcher, progress=None):
        assert fetcher.total_seconds < background.STILL["reading"].total_seconds()
        for _ in range(3):
            progress("Fetching", 1)
            signs.append(ImportRun.objects.get().report["progress"]["at"])
        ImportRun.objects.update(report={"progress": {"attempt": "another"}})
        progress("Fetching", 1)
        raise AssertionError

    monkeypatch.setattr(site_source, "gather", gather)
    run = admin_client.post(SITE, {"address": "https://quill.example/"}, follow=True).context["run"]
    assert len(set(signs)) == 3
    assert run.status == "reading"
    assert not run.file


def test_file_goes_with_its_import(admin_client, django_capture_on_commit_callbacks):
    run = hand_in(admin_client).context["run"]
    name = run.file.name
    with django_capture_on_commit_callbacks(execute=True):
        url = reverse("admin:publications_importrun_delete", args=[run.pk])
        admin_client.post(url, {"post": "yes"})
        assert storages["originals"].exists(name)  # until it is sure
    assert not ImportRun.objects.exists()
    assert not storages["originals"].exists(name)


@pytest.mark.parametrize("told", ["abc", "1e3", "9" * 40, "²", "-1"])
def test_nobody_is_chosen_by_what_is_no_number(admin_client, told):
    assert admin_client.get(SITE, {"researcher": told}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose the packed site, or write its address."),
        ({"archive": SimpleUploadedFile("a.zip", b"no zip")}, "is no archive that can be read"),
        ({"address": "http://quill.example"}, "Write the whole address"),
        ({"address": "file:///etc/passwd"}, "Write the whole address"),
    ],
)
def test_what_cannot_be_taken_is_said(admin_client, fields, sentence):
    answer = admin_client.post(SITE, fields)
    assert sentence in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_private_address_is_refused(admin_client):
    answer = admin_client.post(SITE, {"address": "https://127.0.0.1/x"}, follow=True)
    run = answer.context["run"]
    assert run.status == "failed"
    assert "private address" in run.report["error"]


def test_archive_of_something_else_fails_with_a_sentence(admin_client):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("notes.txt", "nothing")
    archive = SimpleUploadedFile("a.zip", buffer.getvalue())
    run = admin_client.post(SITE, {"archive": archive}, follow=True).context["run"]
    assert run.status == "failed"
    assert "This is no site of a kind that is known" in run.report["error"]


def test_too_large_an_upload_is_refused(admin_client, monkeypatch):
    monkeypatch.setattr(sites, "LARGEST", 10)
    monkeypatch.setattr(sites, "WITH_FORM", 0)
    answer = admin_client.post(SITE, {"archive": packed()})
    assert answer.status_code == 413
    assert "are taken" in answer.content.decode()


def test_only_who_may_change_people_hands_in_a_site(client):
    editor = make_editor("bo")
    assert editor.get(SITE).status_code == 403
    assert editor.get(LIST).status_code == 200
    client.force_login(User.objects.create_user("cy", is_staff=True))
    assert client.get(SITE).status_code == 403
