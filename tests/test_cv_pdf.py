"""The CV of a person as a PDF: what it says, as which file, whatever people wrote."""

import datetime
import io
from typing import Any

import orjson
import pytest
import typst
from django.http import QueryDict
from django.test import Client

from portal.kit.changes import changing
from publications.cv import sections, typeset
from publications.cv.content import CV, Contact, Entry, Group, Part, Reference
from publications.cv.rich import nodes
from researchers.models import Position
from tests.factories import make_publication, make_researcher, make_venue
from tests.pages import first_queries, full_page

PDF = "/researchers/ada-lovelace/cv.pdf"
HOSTILE = '#panic("x") *a* _b_ $c$ `d` "e" \\f @g <h> [i] {j} // k /* l */ = m #sys.inputs'
MADE_ON = datetime.date(2026, 11, 27)


def cv_of(*parts: Part, **fields: Any) -> CV:
    usual = {
        "name": "Ada Lovelace", "original_name": "", "line_html": "", "contacts": [],
        "parts": list(parts), "made_on": MADE_ON, "address": "https://example.org/ada/",
    }  # fmt: skip
    return CV(**(usual | fields))


def paragraph(html: str) -> Part:
    return Part("about", "About", html=html)


def told_by(value: Any) -> str:
    """Return all texts of the data a PDF is made of, one after the other."""
    if isinstance(value, dict):
        return "".join(told_by(each) for key, each in value.items() if key not in {"t", "u"})
    if isinstance(value, list):
        return "".join(map(told_by, value))
    return value if isinstance(value, str) else ""


def query(cv: CV, selector: str) -> list[dict[str, Any]]:
    """Return what Typst finds in the document it makes of `cv`."""
    compiler = typst.Compiler(
        typeset.TEMPLATE,
        root=typeset.TEMPLATE.parent,
        sys_inputs={"cv": typeset.data(cv, "a4").decode()},
    )
    found: list[dict[str, Any]] = orjson.loads(compiler.query(selector))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 30])
def test_pdf_needs_the_same_queries_for_one_and_thirty_papers(client: Client, rows: int) -> None:
    full_page(rows)
    asked = first_queries(client, PDF)
    assert len(asked) == 16, asked


@pytest.mark.django_db
def test_pdf_is_sent_as_a_file_with_a_name(client: Client) -> None:
    full_page(2)
    response = client.get(f"{PDF}?section=education&size=us-letter")
    assert response.content.startswith(b"%PDF-1.7")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="cv-ada-lovelace.pdf"'


@pytest.mark.django_db
def test_misspelt_choice_leads_to_the_page_that_says_so(client: Client) -> None:
    full_page(1)
    response = client.get(f"{PDF}?style=mla99&since=1840")
    assert response.status_code == 302
    assert response["Location"] == "/researchers/ada-lovelace/cv/?style=mla99&since=1840"


@pytest.mark.django_db
def test_page_and_pdf_say_the_same(client: Client) -> None:
    ada = full_page(3)
    person = sections.people().get(pk=ada.pk)
    cv = sections.gather(person, QueryDict(), "http://testserver").cv
    told = told_by(orjson.loads(typeset.data(cv, "a4")))
    for text in (
        "Ada Lovelace", "Engine Lab", "github.com/ada", "Positions", "Analytical Engines",
        "Ph.D.", "1840", "Publications", "Note 2", "Royal Society", "Oral.", "On engines",
        "CS 1: Programming", "Programmer",
    ):  # fmt: skip
        assert text in told, text
        assert text in client.get("/researchers/ada-lovelace/cv/").content.decode(), text


def test_pdf_is_accessible_and_says_what_it_is() -> None:
    """It is PDF/UA-1, which Typst refuses to write of what is none: tags, title, language."""
    made = typeset.compiled(
        typeset.data(cv_of(paragraph("<p>Engines.</p>")), "a4"), pdf_standards=typeset.ACCESSIBLE
    )
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert "Ada Lovelace – Curriculum Vitae".encode() in made
    assert b"<dc:language><rdf:Bag><rdf:li>en</rdf:li>" in made


def test_same_cv_gives_the_same_bytes_and_is_set_once() -> None:
    cv = cv_of(paragraph("<p>The same.</p>"))
    typeset._pdf.cache_clear()
    first = typeset.pdf(cv, "a4")
    assert typeset.pdf(cv, "a4") is first
    typeset._pdf.cache_clear()
    assert typeset.pdf(cv, "a4") == first
    assert typeset.pdf(cv, "us-letter") != first


def test_what_people_write_is_never_markup() -> None:
    quoted = HOSTILE.replace("<", "&lt;").replace('"', "&quot;")
    reference = Reference(1, quoted)
    cv = cv_of(
        Part("about", HOSTILE, html=f"<p>{quoted}</p>"),
        Part("positions", HOSTILE, entries=[Entry(quoted, HOSTILE, f"<p>{quoted}</p>")]),
        Part("publications", HOSTILE, groups=[Group(HOSTILE, [reference])] * 2, legend=HOSTILE),
        name=HOSTILE,
        original_name=HOSTILE,
        line_html=quoted,
        contacts=[Contact(HOSTILE, "https://example.org/")],
    )
    assert typeset.pdf(cv, "a4").startswith(b"%PDF")
    found = query(cv, "heading")
    assert [heading["level"] for heading in found] == [1, 2, 2, 2, 3, 3]
    assert [heading["body"]["text"] for heading in found[1:]] == [HOSTILE] * 5
    assert query(cv, "strong") == []
    assert query(cv, "math.equation") == []


def test_links_lead_where_the_page_leads_and_nowhere_else() -> None:
    cv = cv_of(
        paragraph(
            '<p><a href="/labs/sky/">lab</a> <a href="mailto:a@b.c">mail</a> '
            '<a href="javascript:alert(1)">bad</a> <a href="">empty</a> '
            '<a href="https://example.org/é">é</a></p>'
        )
    )
    assert [link["dest"] for link in query(cv, "link")] == [
        "https://example.org/labs/sky/", "mailto:a@b.c", "https://example.org/ada/",
        "https://example.org/%C3%A9",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("a &amp; b", ["a & b"]),
        ("<b>a</b><i>b</i>", [{"t": "strong", "c": ["a"]}, {"t": "em", "c": ["b"]}]),
        ("<u>a</u><!-- b -->c", ["a", "c"]),
        ("<p>a</p>\n<p>b</p>", [{"t": "p", "c": ["a"]}, {"t": "p", "c": ["b"]}]),
        ("a\0b\x07c", ["abc"]),
        ("pp.\xa01", ["pp.\xa01"]),
        ("<math><msup><mi>n</mi><mn>2</mn></msup></math>",
         [{"t": "em", "c": ["n"]}, {"t": "sup", "c": ["2"]}]),
        ("<math><mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mn>2</mn></mrow></mfrac></math>",
         ["1", "/", "(", {"t": "em", "c": ["a"]}, "+", "2", ")"]),
        ("<math><msqrt><mn>2</mn></msqrt><mo>=</mo><mi>sin</mi></math>", ["√", "2", " = ", "sin"]),
    ],
)  # fmt: skip
def test_html_becomes_nodes(html: str, expected: list[Any]) -> None:
    assert nodes(html, "https://example.org/") == expected


@pytest.mark.parametrize("depth", [30, 3000])
def test_html_of_any_depth_is_set(depth: int) -> None:
    for tags in (["em"], ["blockquote"], ["ul", "li"], ["blockquote", "ol", "li", "p", "a"]):
        opened = "".join(f'<{tag} href="/">' for tag in tags) * depth
        closed = "".join(f"</{tag}>" for tag in reversed(tags)) * depth
        cv = cv_of(paragraph(f"{opened}deep{closed}"))
        assert typeset.pdf(cv, "a4").startswith(b"%PDF")


def test_letters_no_font_has_are_printed_in_latin_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "fonts", lambda: typst.Fonts(include_system_fonts=False))
    typeset._pdf.cache_clear()
    set_texts = []
    compiled = typeset.compiled

    def spied(told: bytes, **options: Any) -> Any:
        set_texts.append(told_by(orjson.loads(told)))
        return compiled(told, **options)

    monkeypatch.setattr(typeset, "compiled", spied)
    cv = cv_of(paragraph("<p>李, Петров, Ω, ⁂\u0e01</p>"), original_name="李明")
    made = typeset.pdf(cv, "a4")
    typeset._pdf.cache_clear()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert len(set_texts) == 2
    assert "李明" not in set_texts[1]
    assert "Li, Петров, Ω, " in set_texts[1]


@pytest.mark.django_db
def test_text_of_the_pdf_is_read_in_its_order(client: Client) -> None:
    pypdf = pytest.importorskip("pypdf")
    with changing():
        ada = make_researcher("Ada Lovelace", visibility="page", headline="Countess, Engine Lab")
        Position.objects.create(
            researcher=ada, title="Programmer", organization="Engines", starts_on="1842"
        )
        make_publication("Notes #1 $x^2$", authors=["Luigi Menabrea", ada], year=1843,
                         venue=make_venue("Scientific Memoirs"))  # fmt: skip
    reader = pypdf.PdfReader(io.BytesIO(client.get(PDF).content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert text.startswith(
        "Ada Lovelace Countess, Engine Lab testserver/researchers/ada-lovelace Positions "
        "1842 – present Programmer, Engines Publications 1. Luigi Menabrea and Ada Lovelace. "
        "Notes #1 x2. Scientific Memoirs, 1843."
    )
    assert text.endswith("Ada Lovelace · CV · 1 of 1")
    assert reader.metadata.title == "Ada Lovelace – Curriculum Vitae"
    assert reader.metadata.author == "Ada Lovelace"
