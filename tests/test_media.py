"""Uploaded files: only public ones, only by their own address, and in parts if asked."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from publications.models import Attachment, Publication
from publications.models import PublicationLinkKind as Kind
from tests.factories import make_publication, make_researcher

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf() -> Attachment:
    file = Attachment(publication=make_publication("Notes"), kind=Kind.objects.get(key="pdf"))
    file.file.save("notes.pdf", ContentFile(b"%PDF-1.4 and more"))
    return file


@pytest.mark.parametrize(
    "address",
    [
        "/media/pictures/../files/notes/notes.pdf",
        "/media/pictures/%2e%2e/files/notes/notes.pdf",
        "/media/pictures//files/notes/notes.pdf",
        "/media/files/./notes/notes.pdf",
        "/media/../byline.sqlite3",
        "/media/files/%00",
        "/media/cv/%00.pdf",
        "/media/secret-key.txt",
    ],
)
def test_roundabout_addresses_reach_no_file(client: Client, pdf: Attachment, address: str) -> None:
    Publication.objects.update(status="draft")
    assert client.get(address).status_code == 404


def test_cv_is_served_while_its_owner_has_a_page(client: Client) -> None:
    ada = make_researcher("Ada Lovelace", visibility="page")
    ada.cv.save("cv.pdf", ContentFile(b"%PDF-1.4"))
    assert client.get(ada.cv.url).getvalue() == b"%PDF-1.4"
    ada.visibility = "hidden"
    ada.save()
    assert client.get(ada.cv.url).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "content", "told"),
    [
        ("bytes=0-3", 206, b"%PDF", "bytes 0-3/17"),
        ("bytes=9-", 206, b"and more", "bytes 9-16/17"),
        ("bytes=-4", 206, b"more", "bytes 13-16/17"),
        ("bytes=5-99999", 206, b"1.4 and more", "bytes 5-16/17"),
        ("bytes=99-", 416, b"", "bytes */17"),
        ("bytes=5-2", 416, b"", "bytes */17"),
        ("bytes=0-1,4-5", 200, b"%PDF-1.4 and more", None),
        ("bytes=-", 200, b"%PDF-1.4 and more", None),
        ("lines=1-2", 200, b"%PDF-1.4 and more", None),
    ],
)
def test_part_of_a_file_is_served_if_asked(
    client: Client, pdf: Attachment, asked: str, status: int, content: bytes, told: str | None
) -> None:
    response = client.get(pdf.file.url, headers={"Range": asked})
    assert (response.status_code, response.getvalue()) == (status, content)
    assert response.headers.get("Content-Range") == told


def test_pictures_are_not_compressed_again(client: Client) -> None:
    default_storage.save("pictures/x/160x160.avif", ContentFile(b"a" * 1000))
    response = client.get("/media/pictures/x/160x160.avif", headers={"Accept-Encoding": "gzip"})
    assert response.getvalue() == b"a" * 1000
    assert "Content-Encoding" not in response.headers
    page = client.get("/publications/", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
