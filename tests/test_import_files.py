"""Uploaded bytes to texts: encodings, archives, bombs, what is no text."""

import bz2
import codecs
import gzip
import io
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.encodings import decode
from publications.importers.files import TextFile, UnreadableFile, read_files
from publications.records import Problem

BIB = "@article{a, author = {Müller, José}, title = {Über naïve façades – a “case”}}\n"


def only(data: bytes, name="x.bib", **options) -> TextFile:
    (file,) = read_files(data, name, **options)
    assert isinstance(file, TextFile)
    return file


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", ".").replace("$", "_"), data)
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        BIB.encode(),
        codecs.BOM_UTF8 + BIB.encode(),
        BIB.encode("utf-16"),
        codecs.BOM_UTF16_BE + BIB.encode("utf-16-be"),
        BIB.encode("utf-32"),
        ("% Encoding: windows-1252\n" + BIB).encode("cp1252"),
    ],
)
def test_encoding_that_is_told_needs_no_warning(data):
    file = only(data)
    assert file.text.removeprefix("% Encoding: windows-1252\n") == BIB
    assert file.problems == ()


def test_encoding_of_an_xml_declaration_is_taken():
    text = '<?xml version="1.0" encoding="ISO-8859-2"?><a>Dvořák</a>'
    assert only(text.encode("iso-8859-2")).text == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", BIB),
        ("cp1252", "author = {Müller}"),
        ("cp1250", "author = {Dvořák, Antonín and Żak, Łukasz}, title = {Příliš žluťoučký kůň}"),
        ("cp1251", "author = {Иванов, Иван}, title = {Состояние рецепторного аппарата}"),
        ("koi8_r", "author = {Иванов, Иван}, title = {Состояние рецепторного аппарата}"),
        ("cp1253", "author = {Παπαδόπουλος}, title = {Ανάλυση φυσικής γλώσσας}"),
        ("cp1254", "author = {Yılmaz, Gökçe and Şahin, Çağrı}"),
        ("mac_roman", "author = {Müller, José}, title = {Über naïve façades}"),
        ("gb18030", "author = {王小明 and 李雷}, title = {自然语言处理}"),
        ("gb18030", "author = {王小明}"),
        ("big5", "author = {王小明}, title = {深度學習在自然語言處理中的應用}"),
        ("shift_jis", "author = {山田太郎}, title = {日本語の文書における自然言語処理}"),
        ("euc_jp", "author = {山田太郎}, title = {日本語の文書における自然言語処理}"),
        ("euc_kr", "author = {김철수}, title = {한국어 자연어 처리}"),
        ("utf-16-le", BIB),
        ("utf-16-be", BIB),
        ("utf-16-le", "author = {王小明}, title = {On $x$}, year = 2021"),
    ],
)
def test_encoding_that_is_not_told_is_guessed_and_said(encoding, text):
    file = only(text.encode(encoding))
    assert file.text == text
    (problem,) = file.problems
    assert encoding in problem.what.lower()
    assert not problem.is_loss


def test_lines_of_two_encodings_are_each_read_right():
    data = "José\nMüller\n".encode() + "Çelik\n".encode("cp1252") + b"plain\n"
    file = only(data)
    assert file.text == "José\nMüller\nÇelik\nplain\n"
    assert "1 of its lines are not UTF-8; they were read as cp1252." in file.problems[0].what


def test_bytes_of_no_encoding_still_give_a_text():
    file = only(b"author = {M\xfcller \x81}, title = {\xdcber alles}")
    assert file.text == "author = {Müller \x81}, title = {Über alles}"
    assert "it was read as cp1252" in file.problems[0].what


def test_stray_nul_is_left_out_and_said():
    file = only(b"@article{a\0, title = {A}}")
    assert file.text == "@article{a, title = {A}}"
    assert "NUL" in file.problems[0].what


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "is a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture (PNG)"),
        (zipped(word__document_xml=b"<w/>"), "is a Word document (DOCX)"),
        (zipped(xl__workbook_xml=b"<w/>"), "is an Excel workbook (XLSX)"),
        (bytes(range(256)) * 8, "is no text"),
    ],
)
def test_what_is_no_text_is_named(data, words):
    with pytest.raises(UnreadableFile, match="Export the references as BibTeX") as raised:
        list(read_files(data, "upload"))
    assert words in str(raised.value)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_file_is_unpacked(pack):
    ending = ".gz" if pack is gzip.compress else ".bz2"
    assert only(pack(BIB.encode()), f"x.bib{ending}") == TextFile("x.bib", BIB)


def test_zip_gives_every_text_and_a_problem_for_the_rest():
    data = zipped(
        a_bib=BIB.encode(),
        sub__b_ris=b"TY  - JOUR\n",
        c_gz=gzip.compress(b"x"),
        d_pdf=b"%PDF-1.4",
        **{"$$MACOSX__$_a_bib": b"\0\5\7"},
    )
    files = list(read_files(data, "x.zip"))
    assert [(f.name, f.text) for f in files if isinstance(f, TextFile)] == [
        ("a.bib", BIB),
        ("sub/b.ris", "TY  - JOUR\n"),
    ]
    assert [(p.where, p.is_loss) for p in files if isinstance(p, Problem)] == [
        ("c.gz", True),
        ("d.pdf", False),
    ]


def test_zip_that_is_locked_or_damaged_says_so():
    data = bytearray(zipped(a_bib=BIB.encode() * 50))
    data[60] ^= 0xFF
    (problem,) = read_files(bytes(data), "x.zip")
    assert str(problem) == "a.bib: This file is damaged: it cannot be unpacked. Pack it anew."
    locked = bytearray(zipped(a_bib=BIB.encode()))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (problem,) = read_files(bytes(locked), "x.zip")
    assert "password" in problem.what


@pytest.mark.parametrize("cut", [3, 12, 60])
def test_archive_that_breaks_off_says_so(cut):
    for data in (gzip.compress(BIB.encode() * 9)[:cut], zipped(a_bib=BIB.encode())[: cut + 2]):
        with pytest.raises(UnreadableFile, match="is damaged"):
            list(read_files(data, "x"))


def test_archive_in_an_archive_is_refused():
    with pytest.raises(UnreadableFile, match="an archive within an archive"):
        list(read_files(gzip.compress(gzip.compress(b"x")), "x.gz"))


@pytest.mark.parametrize("pack", ["gz", "bz2", "zip"])
def test_bomb_is_refused_before_it_takes_memory(pack):
    bomb = b" " * 60_000_000
    data = {"gz": gzip.compress, "bz2": bz2.compress, "zip": lambda b: zipped(a_bib=b)}[pack](bomb)
    del bomb
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="unpacks to more than 5 MB"):
        list(read_files(data, "x", largest=5_000_000))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_zip_of_many_small_parts_is_bounded_as_a_whole():
    data = zipped(**{f"a{i}_bib": b" " * 400_000 for i in range(5)})
    with pytest.raises(UnreadableFile, match="unpacks to more than 1 MB"):
        list(read_files(data, "x.zip", largest=1_000_000))


def test_zip_of_too_many_files_is_refused():
    with pytest.raises(UnreadableFile, match="holds 1001 files; 1000 are taken at once"):
        list(read_files(zipped(**{f"a{i}_bib": b"" for i in range(1001)}), "x.zip"))


def test_file_that_is_too_large_is_refused():
    with pytest.raises(UnreadableFile, match=r'^"x\.bib" is larger than 1 MB. Split it'):
        list(read_files(io.BytesIO(b"x" * 1_000_001), "x.bib", largest=1_000_000))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for start in (b"", b"PK\3\4", b"\x1f\x8b", b"BZh", b"abc\n"):
        with suppress(UnreadableFile):
            assert all(isinstance(f, TextFile | Problem) for f in read_files(start + data, "x"))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_utf8_is_read_as_it_is(text):
    assert decode(text.encode()).text == text.removeprefix("\ufeff").removeprefix("\ufeff")
