"""Archives that say one thing and hold another: refused soon, in little memory, with a sentence."""

import contextlib
import gzip
import io
import random
import resource
import tarfile
import time
import unicodedata
import zipfile

import pytest

from publications.sites import archives
from publications.sites.archives import archive_files
from publications.sites.files import UnreadableSite, memory_files

PAGE = b"<h1>Ada Quill</h1>"


def packed(*members, mode="w:gz"):
    """Return a .tar of a page and these members, each of a head and its bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as tar:
        page = tarfile.TarInfo("site/index.html")
        page.size = len(PAGE)
        tar.addfile(page, io.BytesIO(PAGE))
        for head, data in members:
            head.size = len(data)
            tar.addfile(head, io.BytesIO(data))
    return io.BytesIO(buffer.getvalue())


def told(file, name="a.tar.gz"):
    with pytest.raises(UnreadableSite) as caught, archive_files(file, name):
        pass
    return str(caught.value)


def test_what_is_not_wanted_counts_as_unpacked(monkeypatch):
    monkeypatch.setattr(archives, "LARGEST_SITE", 1_000_000)
    monkeypatch.setattr(archives, "ROOM", 100_000)
    for mode in ("w:gz", "w:bz2", "w"):
        large = tarfile.TarInfo("site/x.bin"), bytes(1_200_000)
        last = tarfile.TarInfo("site/last.html"), PAGE
        assert "unpacks to more than 1 MB. Pack the site" in told(packed(large, last, mode=mode))


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])
def test_a_name_without_end_is_not_read(kind):
    size = 300_000_000
    head = tarfile.TarInfo("././@LongLink")
    head.type, head.size = kind, size
    buffer = io.BytesIO()
    with gzip.open(buffer, "wb", compresslevel=1) as file:
        file.write(head.tobuf(tarfile.GNU_FORMAT))
        for _ in range(size // 1_000_000):
            file.write(b"a" * 1_000_000)
    buffer.seek(0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "is damaged" in told(buffer)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_a_head_of_digits_takes_no_square_of_its_length():
    head = tarfile.TarInfo("x")
    head.type = tarfile.XHDTYPE
    start = time.monotonic()
    assert "is damaged" in told(packed((head, b"1" * 500_000)))
    assert time.monotonic() - start < 2


def test_heads_are_limited_in_all(monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 1_000)
    heads = [tarfile.TarInfo(f"{number}.bin") for number in range(20)]
    for head in heads:
        head.pax_headers = {"comment": "a" * 100_000}
    assert "holds more than 1,000 files" in told(packed(*((head, b"") for head in heads)))


def test_too_many_members_are_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 100)
    members = [(tarfile.TarInfo(f"{number}"), b"") for number in range(100)]
    assert "holds more than 100 files" in told(packed(*members))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(101):
            archive.writestr(str(number), b"")
    buffer.seek(0)
    monkeypatch.setattr(zipfile, "ZipInfo", None)  # it is refused before it is parsed
    assert "holds more than 100 files" in told(buffer, "a.zip")


def test_long_names_and_many_sizes_are_read():
    sizes = [0, 1, 511, 512, 513, 70_000]
    members = [(tarfile.TarInfo(f"site/{'d' * 150}/{size}ä.html"), b"a" * size) for size in sizes]
    for mode in ("w:gz", "w:bz2", "w"):
        with archive_files(packed(*members, mode=mode), "a.tar") as files:
            assert sorted(files.size(path) for path in files) == sorted([*sizes, len(PAGE)])
            assert all(len(files.read(path)) == files.size(path) for path in files)


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_damage_anywhere_ends_in_a_sentence(kind):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"site/{number}.html", PAGE * number)
    page = tarfile.TarInfo("site/ä.html")
    sound = buffer.getvalue() if kind == "zip" else packed((page, PAGE), mode="w").getvalue()
    dice = random.Random(1)
    for _ in range(300):
        data = bytearray(sound)
        for _ in range(3):
            data[dice.randrange(len(data))] = dice.randrange(256)
        with (
            contextlib.suppress(UnreadableSite),
            archive_files(io.BytesIO(data), "a.zip") as files,
        ):
            for path in files:
                files.text(path)


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_what_goes_wrong_with_the_files_is_not_the_archives_fault(name):
    buffer = packed()
    if name == "a.zip":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("index.html", PAGE)
        buffer.seek(0)
    for error in (OSError(28, "No space left on device"), ValueError("A slip.")):
        buffer.seek(0)
        with pytest.raises(type(error)) as caught, archive_files(buffer, name):
            raise error
        assert caught.value is error


def test_full_disk_is_not_the_archives_fault(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives.shutil, "copyfileobj", full)
    with pytest.raises(OSError, match="No space left"), archive_files(packed(), "a.tar.gz"):
        pass


def test_names_with_accents_are_found_however_they_are_written():
    name = "images/Zoë.PNG"
    for kept in ("NFC", "NFD"):
        files = memory_files("x", {unicodedata.normalize(kept, name): b""})
        for asked in ("NFC", "NFD"):
            assert files.find(unicodedata.normalize(asked, name.lower())) == next(iter(files))


def test_origin_goes_with_the_files_of_a_folder():
    files = memory_files("x", {"docs/index.html": PAGE})
    assert files.origin == ""
    files.origin = "https://quill.example/ada.html"
    assert files.below("docs").origin == "https://quill.example/ada.html"
