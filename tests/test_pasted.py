"""Identifiers in what people paste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.identifiers import SCHEMES
from publications.pasted import REMEDY, Identifier, identifiers_in


def found(text: str) -> list[tuple[str, str]]:
    identifiers, problems = identifiers_in(text)
    assert problems == []
    return [(one.scheme, one.value) for one in identifiers]


@pytest.mark.parametrize(
    ("text", "scheme", "value"),
    [
        ("10.5555/ABC.", "doi", "10.5555/abc"),
        ("doi: 10.5555/a(b)c", "doi", "10.5555/a(b)c"),
        ("https://dx.doi.org/10.5555/abc", "doi", "10.5555/abc"),
        ("doi.org/10.5555/abc", "doi", "10.5555/abc"),
        ("<https://doi.org/10.5555/abc>", "doi", "10.5555/abc"),
        ("(10.5555/abc)", "doi", "10.5555/abc"),
        ("https://dl.example.org/doi/pdf/10.5555/abc?x=1#top", "doi", "10.5555/abc"),
        ("https://onl.example.org/doi/10.5555/abc/full", "doi", "10.5555/abc"),
        ("https://www.example.org/10.5555/abc.pdf", "doi", "10.5555/abc"),
        ("10.1002/(SICI)1097(1998)17:15<1661::AID>3.0.CO;2-2", "doi",
         "10.1002/(sici)1097(1998)17:15<1661::aid>3.0.co;2-2"),
        ("10.48550/arXiv.2201.01441", "arxiv", "2201.01441"),
        ("https://doi.org/10.48550/arXiv.2201.01441", "arxiv", "2201.01441"),
        ("arXiv:2201.01441v2 [cs.RO]", "arxiv", "2201.01441v2"),
        ("2201.01441", "arxiv", "2201.01441"),
        ("hep-th/9901001", "arxiv", "hep-th/9901001"),
        ("https://arxiv.org/pdf/math.GT/0309136v1.pdf", "arxiv", "math.GT/0309136v1"),
        ("arxiv.org/abs/2201.01441", "arxiv", "2201.01441"),
        ("ORCID iD: 0000-0002-1694-233x", "orcid", "0000-0002-1694-233X"),
        ("https://orcid.org/0000-0002-1825-0097/", "orcid", "0000-0002-1825-0097"),
        ("PMID: 31452104", "pmid", "31452104"),
        ("31452104", "pmid", "31452104"),
        ("https://pubmed.ncbi.nlm.nih.gov/31452104/", "pmid", "31452104"),
        ("https://europepmc.org/article/MED/31452104", "pmid", "31452104"),
        ("PMC3531190", "pmcid", "PMC3531190"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3531190/", "pmcid", "PMC3531190"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC3531190", "pmcid", "PMC3531190"),
        ("978-0-306-40615-7", "isbn", "9780306406157"),
        ("ISBN-10: 0-306-40615-2", "isbn", "9780306406157"),
        ("0306406152", "isbn", "9780306406157"),
        ("0-8044-2957-X", "isbn", "9780804429573"),
        ("https://openlibrary.org/isbn/0306406152", "isbn", "9780306406157"),
        ("W2741809807", "openalex", "W2741809807"),
        ("https://openalex.org/works/W2741809807", "openalex", "W2741809807"),
        ("https://openalex.org/A5023888391", "openalex", "A5023888391"),
        ("DBLP:conf/nips/VaswaniSPUJGKP17", "dblp", "conf/nips/VaswaniSPUJGKP17"),
        ("journals/x/Y43", "dblp", "journals/x/Y43"),
        ("https://dblp.org/rec/journals/x/Y43.html", "dblp", "journals/x/Y43"),
        ("https://dblp.org/pid/95/7448-1.html", "dblp_pid", "95/7448-1"),
        ("hdl:2027/mdp.39015", "handle", "2027/mdp.39015"),
        ("https://hdl.handle.net/1721.1/49383", "handle", "1721.1/49383"),
        ("hdl:10.5555/abc", "doi", "10.5555/abc"),
    ],
)  # fmt: skip
def test_identifier_is_found_however_it_is_written(text: str, scheme: str, value: str) -> None:
    assert found(text) == [(scheme, value)]
    assert found(f"1. {text}\n\n2) {text}") == [(scheme, value)]


@pytest.mark.parametrize("between", [" ", ", ", "; ", "\n", " and ", "\t", ",", " | "])
def test_mix_is_parted_by_anything(between: str) -> None:
    pasted = ["10.5555/a;b", "arXiv:2201.01441", "PMID 31452104", "978-0-306-40615-7", "PMC3531190",
              "https://doi.org/10.5555/c", "0000-0002-1825-0097", "W2741809807"]  # fmt: skip
    assert [value for _, value in found(between.join(pasted))] == [
        "10.5555/a;b",
        "2201.01441",
        "31452104",
        "9780306406157",
        "PMC3531190",
        "10.5555/c",
        "0000-0002-1825-0097",
        "W2741809807",
    ]


def test_what_is_no_identifier_is_told_with_its_line() -> None:
    text = """10.5555/a
    Lovelace, A. (1843). Notes. doi:10.5555/b
    https://ada.example.org/papers/
    0000-0002-1825-0098, 2021
    """
    identifiers, problems = identifiers_in(text)
    assert [one.value for one in identifiers] == ["10.5555/a", "10.5555/b"]
    assert all(one.is_loss and one.remedy == REMEDY for one in problems)
    slip = 'Line 4: "0000-0002-1825-0098": the last character does not fit the others. Look'
    slip += " for a slip."
    assert [f"{one.where}: {one.what}" for one in problems] == [
        'Line 2: "Lovelace, A. (1843). Notes" is no identifier that can be looked up.',
        'Line 3: "https://ada.example.org/papers/" is an address that names no identifier.',
        slip,
        'Line 4: "2021" is no identifier that can be looked up.',
    ]


def test_identifier_is_called_by_its_scheme() -> None:
    assert str(Identifier("doi", "10.5555/a")) == "DOI 10.5555/a"


@given(st.text(max_size=60) | st.from_regex(r"(10\.5555/|https?://|arxiv:|\d{4}-)\S{0,30}"))
def test_any_text_gives_identifiers_in_their_one_form(text: str) -> None:
    for one in identifiers_in(text)[0]:
        assert SCHEMES[one.scheme].normalize(one.value) == one.value
