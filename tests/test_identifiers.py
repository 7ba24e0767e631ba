"""Identifiers of papers and people: one form of each, or a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.identifiers import SCHEMES, InvalidIdentifier, arxiv_without_version

GOOD = [
    ("doi", "10.1145/3514221.3517885", "10.1145/3514221.3517885"),
    ("doi", "DOI:10.1145/ABC", "10.1145/abc"),
    ("doi", "https://www.doi.org/10.1145/abc", "10.1145/abc"),
    ("doi", "doi.org/10.1145%2Fabc", "10.1145/abc"),
    ("doi", "(see 10.1000/a(b)c).", "10.1000/a(b)c"),
    ("doi", "[10.1000/abc.]", "10.1000/abc"),
    ("doi", "https://example.org/doi/10.1000/abc?x=10.1/2#top", "10.1000/abc"),
    ("doi", "10.1000/a%20b", "10.1000/a%20b"),
    ("doi", "10.1002/(SICI)1097(1998)17:15<1661::AID>3.0.CO;2-2", None),
    ("arxiv", "arXiv:2201.01441v2 [cs.RO]", "2201.01441v2"),
    ("arxiv", "https://arxiv.org/pdf/2201.01441.pdf", "2201.01441"),
    ("arxiv", "https://arxiv.org/abs/2201.01441v1?x=1#y", "2201.01441v1"),
    ("arxiv", "10.48550/arXiv.2201.01441", "2201.01441"),
    ("arxiv", "hep-th/9901001", "hep-th/9901001"),
    ("arxiv", "math.GT/0309136", "math.GT/0309136"),
    ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
    ("orcid", "0000 0002 1694 233x", "0000-0002-1694-233X"),
    ("pmid", "PMID: 31452104", "31452104"),
    ("pmid", "https://pubmed.ncbi.nlm.nih.gov/31452104/", "31452104"),
    ("isbn", "ISBN 0-306-40615-2", "9780306406157"),
    ("isbn", "urn:isbn:978–0–306–40615–7", "9780306406157"),
    ("isbn", "0-8044-2957-X", "9780804429573"),
    ("issn", "ISSN 0378-5955", "0378-5955"),
    ("issn", "2434561x", "2434-561X"),
    ("pmcid", "pmcid: pmc 3531190", "PMC3531190"),
    ("pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3531190.2/", "PMC3531190"),
    ("handle", "hdl:2027/mdp.39015051401847", "2027/mdp.39015051401847"),
    ("handle", "http://hdl.handle.net/1721.1/49383?locatt=x", "1721.1/49383"),
    ("handle", "1721.1/a%20b", "1721.1/a%20b"),
    ("openalex", "https://openalex.org/works/w2741809807", "W2741809807"),
    ("openalex", "https://api.openalex.org/authors/A5023888391", "A5023888391"),
    ("dblp", "DBLP:conf/nips/VaswaniSPUJGKP17", "conf/nips/VaswaniSPUJGKP17"),
    (
        "dblp",
        "https://dblp.uni-trier.de/rec/html/journals/x/Y-1.html?view=bibtex",
        "journals/x/Y-1",
    ),
    ("dblp_pid", "https://dblp.org/pid/95/7448-1.html", "95/7448-1"),
    ("dblp_pid", "homepages/l/AdaLovelace", "l/AdaLovelace"),
]


@pytest.mark.parametrize(("scheme", "text", "value"), GOOD)
def test_identifier_is_brought_to_one_form(scheme, text, value):
    normalize = SCHEMES[scheme].normalize
    assert normalize(text) == (text.lower() if value is None else value)
    assert normalize(normalize(text)) == normalize(text)


BAD = [
    ("doi", ["", "10.1145", "10.1145/", "10.1145/).", "11.1145/x", "doi", "10.٤٤٤٤/x"]),
    ("arxiv", ["", "2201.1", "22010.01441", "٢٢٠١.٠١٤٤١", "hep-th/99", "javascript:alert(1)"]),
    ("orcid", ["", "0000-0002-1825-0098", "0000-0002-1825", "90000-0002-1825-0097", "x"]),
    ("pmid", ["", "PMC31452104", "123456789", "٣١"]),
    ("isbn", ["", "0306406153", "9780306406158", "978030640615", "X306406152"]),
    ("issn", ["", "0378-5956", "0378-595", "90378-5955"]),
    ("pmcid", ["", "3531190", "PMC", "XPMC3531190", "PMC٣"]),
    ("handle", ["", "2027", "mdp/2027", "1721.1/", "https://example.org/1721.1/49383"]),
    ("openalex", ["", "2741809807", "V123", "W", "https://openalex.org/S1983995261"]),
    ("dblp", ["", "Vaswani17", "pid/95/7448", "conf/nips/a b", "https://example.org/rec/conf/a/b"]),
    ("dblp_pid", ["", "7448", "conf/nips/x/y", "https://example.org/95/7448"]),
]


@pytest.mark.parametrize(("scheme", "text"), [(key, text) for key, texts in BAD for text in texts])
def test_text_that_is_no_identifier_is_refused_with_a_sentence(scheme, text):
    with pytest.raises(InvalidIdentifier) as refused:
        SCHEMES[scheme].normalize(text)
    assert str(refused.value).startswith(f'"{text}"')
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
@given(text=st.text(max_size=40) | st.from_regex(r"10\.\d{4}/\S{1,20}|\d{4}-\d{3}[\dX]|\d{8,13}"))
def test_identifier_of_any_text_is_refused_or_stays_as_it_is_once_normal(scheme, text):
    normalize = SCHEMES[scheme].normalize
    try:
        value = normalize(text)
    except InvalidIdentifier:
        return
    assert normalize(value) == value


@pytest.mark.parametrize(
    ("number", "paper"),
    [("2201.01441v12", "2201.01441"), ("hep-th/9901001v1", "hep-th/9901001"), ("2201.1", "2201.1")],
)
def test_versions_of_a_preprint_are_one_paper(number, paper):
    assert arxiv_without_version(number) == paper


def test_identifier_links_to_who_resolves_it():
    links = {key: scheme.link("1") for key, scheme in SCHEMES.items()}
    assert links == {
        "doi": "https://doi.org/1",
        "arxiv": "https://arxiv.org/abs/1",
        "orcid": "https://orcid.org/1",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/1/",
        "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/1/",
        "handle": "https://hdl.handle.net/1",
        "openalex": "https://openalex.org/1",
        "dblp": "https://dblp.org/rec/1",
        "dblp_pid": "https://dblp.org/pid/1",
        "isbn": "",
        "issn": "",
    }
    assert SCHEMES["doi"].link("") == ""
