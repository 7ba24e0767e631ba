"""The BibTeX entry people copy."""

import pytest

from publications.exporters.bibtex import protect, shown
from publications.models import Publication
from publications.row_records import record_of_rows
from tests.factories import make_publication, make_researcher, make_venue

pytestmark = pytest.mark.django_db


def entry(paper: Publication) -> str:
    return shown(record_of_rows(Publication.objects.with_rows().get(pk=paper.pk), ""))


def test_entry_has_authors_in_order_without_marks() -> None:
    venue = make_venue("International Conference on Learning Representations", short_name="ICLR")
    particle = make_researcher("x", given_name="Rob", family_name="van der Goot")
    team = make_researcher("x", given_name="", family_name="Team & Co", is_organization=True)
    paper = make_publication(
        "RLlib Flow: 100% of $O(n)$",
        authors=["Ada Lovelace", particle, team],
        venue=venue,
        year=2021,
        month=5,
        pages="5506-5517",
        doi="10.1000/X",
    )
    paper.authorships.update(equal_group=1)
    assert entry(paper) == (
        "@inproceedings{lovelace2021rllib,\n"
        "  title = {{RLlib} Flow: 100\\% of $O(n)$},\n"
        "  author = {Lovelace, Ada and van der Goot, Rob and {Team \\& Co}},\n"
        "  booktitle = {International Conference on Learning Representations},\n"
        "  year = {2021},\n"
        "  month = may,\n"
        "  pages = {5506--5517},\n"
        "  doi = {10.1000/x},\n"
        "}"
    )


def test_credited_name_is_cut_at_the_family_name() -> None:
    person = make_researcher("x", given_name="Wei-Lin", family_name="Chiang")
    paper = make_publication("Notes", authors=[person])
    paper.authorships.update(credited_as="Chiang Wei-lin")
    assert "author = {Chiang, Wei-lin}," in entry(paper)
    paper.authorships.update(credited_as="W. L. Tschiang")
    assert "author = {Tschiang, W. L.}," in entry(paper)


def test_entry_of_a_bare_title_is_whole() -> None:
    paper = make_publication("Notes", year=None, type="document")
    assert entry(paper) == "@misc{anonymousnotes,\n  title = {Notes},\n}"


def test_capitals_inside_words_are_protected() -> None:
    assert protect("LazyDAgger-Net: the iPhone of A") == "{LazyDAgger}-Net: the {iPhone} of A"
