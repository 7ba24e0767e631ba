"""What is handed over to be brought in, what is refused, and who may."""

import gzip
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from publications.admin import imports
from publications.importing import intake
from publications.models import Authorship, ImportRun, Publication
from researchers.models import Researcher

from .admin_forms import filled
from .factories import make_lab, make_researcher
from .import_forms import (
    ADD,
    LIST,
    NEEDED,
    csl,
    decide,
    entry,
    errors,
    hand_over,
    make_editor,
    upload,
    url,
)

pytestmark = pytest.mark.django_db


# What is handed over


def test_file_becomes_a_preview_that_changes_nothing(admin_client: Client) -> None:
    run = hand_over(admin_client, entry("On Engines", "Ada Lovelace", "Charles Babbage"))
    assert (run.status, run.format, run.source) == ("preview", "csl_json", "papers.json")
    assert run.text == ""
    assert [row.action for row in run.rows.all()] == ["create"]
    assert not Publication.objects.exists()
    assert not Researcher.objects.exists()


def test_several_files_keep_their_names(admin_client: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/b.json", csl(entry("Paper b", "Bo Bee")))
        archive.writestr("in/notes.txt", "no format at all")
    files = (("a.json", csl(entry("Paper a", "Al Ay")).encode()), ("b.zip", packed.getvalue()))
    run = upload(admin_client, *files).context["run"]
    rows = list(run.rows.values_list("action", "where"))
    assert [action for action, _ in rows] == ["lost", "create", "create"]
    assert rows[0][1] == "in/notes.txt"
    assert [where.split(",")[0] for _, where in rows[1:]] == ["a.json", "in/b.json"]
    decide(admin_client, run, "apply")
    told = {paper.title: paper.provenance["sources"][0]["origin"]
            for paper in Publication.objects.all()}  # fmt: skip
    assert told == {"Paper a": "a.json", "Paper b": "in/b.json"}


def test_pasted_text_is_recognised_by_what_it_is(admin_client: Client) -> None:
    text = "@article{k, title={On Engines}, author={Lovelace, Ada}, year=2021}"
    run = admin_client.post(ADD, {"text": text}, follow=True).context["run"]
    assert (run.format, run.source) == ("bibtex", "BibTeX pasted by admin")
    assert [row.record["title"] for row in run.rows.all()] == ["On Engines"]


def test_identifiers_are_looked_up(admin_client: Client, monkeypatch: Any) -> None:
    from publications.records import Name, Record

    def look_up(found: Any) -> Any:
        for one in found:
            yield Record(title=f"Paper {one.value}", authors=(Name("Lovelace", "Ada"),),
                         source="crossref", where=str(one))  # fmt: skip

    monkeypatch.setattr(intake, "look_up", look_up)
    run = admin_client.post(ADD, {"text": "10.1000/a and\n10.1000/b"}, follow=True).context["run"]
    assert run.format == "identifiers"
    assert [row.record["title"] for row in run.rows.all()] == ["Paper 10.1000/a", "Paper 10.1000/b"]


def zip_of(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def locked_zip() -> bytes:
    content = bytearray(zip_of("a.json", b"[]"))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.bib", b"", "This file is empty."),
        ("a.bib", b"nothing that anybody knows", "in none of the formats"),
        ("a.pdf", b"%PDF-1.7 \0\1\2", '"a.pdf" is a PDF document.'),
        ("a.bin", bytes(range(256)) * 50, '"a.bin" is no text'),
        ("a.zip", locked_zip(), "This file is locked with a password."),
        ("a.zip", zip_of("a.bib", b"0" * 60_000_000), "unpacks to more than 50 MB"),
        ("a.gz", gzip.compress(b"0" * 60_000_000), "unpacks to more than 50 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    admin_client: Client, name: str, content: bytes, sentence: str
) -> None:
    response = upload(admin_client, (name, content))
    (error,) = errors(response)
    assert sentence in error
    assert not ImportRun.objects.exists()


def test_large_files_are_refused_by_their_size_alone(admin_client: Client, monkeypatch) -> None:
    monkeypatch.setattr(intake, "LARGEST", 1000)
    monkeypatch.setattr(intake, "read_files", None)  # nothing is read
    response = upload(admin_client, ("a.bib", b"x" * 600), ("b.bib", b"x" * 600))
    (error,) = errors(response)
    assert error.startswith("Together they have 0 MB; 0 MB are taken at once.")


def test_too_large_an_upload_is_refused_before_it_is_parsed(
    admin_client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(imports, "LARGEST_UPLOAD", 5000)
    response = upload(admin_client, ("a.bib", b"x" * 6000))
    assert response.status_code == 413
    assert errors(response)[0].startswith("This upload has 0 MB; 50 MB are taken at once.")
    assert not ImportRun.objects.exists()


def test_too_much_pasted_text_is_refused(admin_client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    response = admin_client.post(ADD, {"text": "x" * 3000})
    assert response.status_code == 413
    assert errors(response) == [
        "That is too much to paste. Save it as a file, and choose the file."
    ]


def test_upload_without_a_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser(username="root"))
    assert client.post(ADD, {"text": "10.1000/a"}).status_code == 403


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://127.0.0.1/a.bib", "private address"),
        ("https://localhost/a.bib", "private address"),
        ("http://example.org/a.bib", "does not begin with https://"),
        ("https://[::1]/a.bib", "private address"),
    ],
)
def test_private_addresses_are_not_asked(admin_client: Client, address: str, sentence: str) -> None:
    response = admin_client.post(ADD, {"text": address})
    assert sentence in errors(response)[0]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " "}, "Choose a file, or paste something."),
        ({"text": "Dear all, here are my papers."}, "No identifier"),
    ],
)
def test_nothing_to_read_is_told(admin_client: Client, fields: Any, sentence: str) -> None:
    assert sentence in errors(admin_client.post(ADD, fields))[0]


# Who may


def test_runs_are_their_owners(admin_client: Client) -> None:
    owner, other = make_editor("owner"), make_editor("other")
    chief = make_editor("chief", [*NEEDED, "change_importrun"])
    run = hand_over(owner, entry("On Looms", "Bo Bee"))
    assert [client.get(url(run)).status_code for client in (owner, chief)] == [200, 200]
    assert other.get(url(run)).status_code in {302, 403}
    sent = {"do": "apply"}
    path = reverse("admin:publications_importrun_decide", args=[run.pk])
    assert other.post(path, sent).status_code == 403
    assert not Publication.objects.exists()
    lists = [client.get(LIST).context["cl"].result_list for client in (owner, other, chief)]
    assert list(map(len, lists)) == [1, 0, 1]


@pytest.mark.parametrize("missing", NEEDED)
def test_who_may_not_make_papers_and_people_brings_nothing_in(missing: str) -> None:
    client = make_editor("half", [name for name in NEEDED if name != missing] + ["view_researcher"])
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {"text": "10.1000/a"}).status_code == 403
    assert "Bring publications in" not in client.get("/admin/").content.decode()


# The ways in, and where fields come from


def test_forms_lead_to_the_import_of_their_papers(admin_client: Client) -> None:
    ada, lab = make_researcher("Ada Lovelace"), make_lab("Engine Lab")
    for obj, name in ((ada, "researcher"), (lab, "lab")):
        path = reverse(f"admin:researchers_{name}_change", args=[obj.pk])
        page = admin_client.get(path).content.decode()
        assert f"Bring in papers of {obj}" in page
        assert f'href="{ADD}?{name}={obj.pk}"' in page
        form = admin_client.get(f"{ADD}?{name}={obj.pk}")
        assert filled(form)[name] == str(obj.pk)
    for path in ("/admin/", reverse("admin:publications_publication_changelist")):
        assert f'href="{ADD}"' in admin_client.get(path).content.decode()


def test_papers_of_a_person_are_hers(admin_client: Client) -> None:
    ada = make_researcher("Ada Lovelace")
    files = [SimpleUploadedFile("a.json", csl(entry("On Looms", "A. Lovelace")).encode())]
    sent = {"files": files, "text": "", "researcher": ada.pk}
    run = admin_client.post(ADD, sent, follow=True).context["run"]
    decide(admin_client, run, "apply")
    assert Authorship.objects.get().researcher == ada


def test_publication_shows_where_its_fields_come_from(admin_client: Client) -> None:
    run = hand_over(admin_client, entry("On Looms", "Bo Bee", volume="7"))
    decide(admin_client, run, "apply")
    paper = Publication.objects.get()
    paper.title = "On the Looms"
    paper.save()
    page = admin_client.get(reverse("admin:publications_publication_change", args=[paper.pk]))
    table = page.content.decode().split('<table class="sources">')[1].split("</table>")[0]
    rows = {}
    for row in table.split("<tr>")[2:]:
        label = row.split("</th>")[0].rpartition(">")[2]
        rows[label] = "by hand" if "by hand" in row else row.split("</a>")[0].rpartition(">")[2]
    assert rows["title"] == "by hand"
    assert {rows[name] for name in ("volume", "date", "venue", "authors")} == {"papers.json"}
