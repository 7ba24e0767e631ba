"""The quick way through regular BibTeX entries gives what bibtexparser's splitter gives."""

import re

from bibtexparser.model import Block
from hypothesis import example, given
from hypothesis import strategies as st

from publications.importers import bibtex_blocks
from publications.importers.bibtex_blocks import Other, Written, blocks

VALUES = [
    "{A {B} c}", '"A {B} c"', "2001", "jan", 'jul # "/" # aug', "{a = {1}, b}", '"a, b = c"',
    "{mail a@b {c}}", "{Erd{\\H o}s}", "{a \\{ b}", '{a "quote" b}', '"a {"}b{"} c"', '"{"}"',
    "{{{{{deep}}}}}", "{a\\\\}", "{100\\% # x}", "{}", '""', "{unclosed", '"unclosed', "x y",
    "{a} {b}",
    "{two\nlines}", "{line\n@misc{x, a={b}}\n}", "{ü — 漢}", "{a\\\\{b}", "(a)", "{a)}", "",
]  # fmt: skip
NAMES = ["title", "author", "note+an", "bdsk-url-1", "a b", "", "ütf", "doi", "x.y", "1a"]
PIECES = [
    "@", "{", "}", '"', ",", "=", "#", "%", "(", ")", "\\", "\n", " ", "@misc{",
    "@string{a = {b}}\n",
    "@comment{x}\n", "@commentary{k, title = {T}}\n", "@preamble{ {x} }\n",
    "@book(k, title = {T})\n",
    "% @misc{k, title = {T}}\n", "free text\n", "\t@misc {k ,title={T}}", "@misc{k}", "@misc{k,}",
    "@misc{a b, title = {T}}", "@Misc{k, title = {T}, title = {U},,}\n",
    "@misc{k, title = {T} year = 1}\n",
]  # fmt: skip
fields = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(VALUES), st.sampled_from([",", "", ",\n"])
)
entries = st.builds(
    lambda kind, key, pairs, end: (
        f"@{kind}{{{key},\n" + "".join(f"  {a} = {b}{c}\n" for a, b, c in pairs) + end
    ),
    st.sampled_from(["misc", "Article", "string", "in proceedings", ""]),
    st.sampled_from(["k", "a:b-2020", "a b", "", "é"]),
    st.lists(fields, max_size=4),
    st.sampled_from(["}\n", "}\n\n", "}", "", "} rest\n"]),
)
texts = st.lists(entries | st.sampled_from(PIECES), max_size=8).map("".join)


def told(block: Written | Other, text: str) -> object:
    """Return what a block says, where it stands, and the rest of the text where it is broken."""
    if isinstance(block, Written):
        return block
    found: Block = block.block
    says = [getattr(found, name, None) for name in ("comment", "key", "value")]
    return block.line, type(found).__name__, says


@given(texts)
@example("@misc{k, title = {A}}\n@misc{l, title = {B}}")
@example("@misc{k,\n title = {A}\n  @misc{l, title = {B}}\n}")
def test_regular_entries_are_read_as_the_splitter_reads_them(text: str) -> None:
    text = re.sub(r"\\\n", "", text)  # of a line that ends so, the splitter does not count the end
    whole = [told(block, text) for block in bibtex_blocks._split(text, 0)]
    assert [told(block, text) for block in blocks(text)] == whole


def test_regular_entries_need_no_splitter(monkeypatch) -> None:
    monkeypatch.setattr(bibtex_blocks, "_split", None)
    text = '@Article{k, title = {A {B} c}, month = jul # "/" # aug, year = 2001,\n}\n'
    pairs = [("title", "{A {B} c}"), ("month", 'jul # "/" # aug'), ("year", "2001")]
    assert list(blocks(text * 2)) == [
        Written(0, "article", "k", pairs),
        Written(2, "article", "k", pairs),
    ]


def test_lines_are_counted_also_behind_a_backslash() -> None:
    text = "@misc{k, title = {A \\\n b}}\n@misc{l, title = {B}}"
    assert [block.line for block in blocks(text)] == [0, 2]
