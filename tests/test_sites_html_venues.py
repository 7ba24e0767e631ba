"""Lines that say where a paper appeared, on home pages in HTML."""

import pytest

from publications.sites.venues import read_venue

WSDM = "Proceedings of the Conference on Web Looms (LOOM Cup 2016 - Ranking Challenge)"


@pytest.mark.parametrize(
    ("line", "name", "note", "awards"),
    [
        ("Accepted as a Poster at NeurIPS 2020", "NeurIPS", "Poster", []),
        ("Accepted as an Oral at NAACL-HLT 2019", "NAACL-HLT", "", ["Oral"]),
        ("Accepted at the LOOM workshop at AAMAS 2019", "LOOM workshop at AAMAS", "Accepted", []),
        ("Posted on arXiv.org", "arXiv", "", []),
        (f"In {WSDM}, 2016", WSDM, "", []),
        ("(Oral) In Proceedings of the Loom Conference, 2019",
         "Proceedings of the Loom Conference", "", ["Oral"]),
        ("ICCV, 2019 (* indicates equal contribution)", "ICCV", "", []),
        ("SIGGRAPH (Conference Proceedings), 2022", "SIGGRAPH", "Conference Proceedings", []),
    ],
)  # fmt: skip
def test_only_the_venue_is_its_name(line, name, note, awards):
    venue = read_venue(line)
    assert (venue.name, venue.short, venue.note, venue.awards) == (name, "", note, awards)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Looms 12 (2024), S. 1–10", ("Looms", "12", "", "1–10")),
        ("Loom Journal 2018 Mar;12(3):34-56", ("Loom Journal", "12", "3", "34-56")),
        ("Loom Review 110 (April 2020): 1-20", ("Loom Review", "110", "", "1-20")),
        ("Looms, 2016, 4, 2001-2010", ("Looms", "4", "", "2001-2010")),
        ("Phys. Looms D 98, 030001 (2018)", ("Phys. Looms D", "98", "", "030001")),
        ("ACM Trans. Loom 40, 4, Article 120 (August 2021), 14 pages",
         ("ACM Trans. Loom", "40", "4", "120")),
        ("The Loom Journal, 136, 2008", ("The Loom Journal", "136", "", "")),
        ("Loom Review, vol. 12, issue 3-4, pp. S1-S10", ("Loom Review", "12", "3-4", "S1-S10")),
        ("U.S. Patent 10,123,456, 2020", ("U.S. Patent 10,123,456", "", "", "")),
        ("Area 51, 2020", ("Area 51", "", "", "")),
        ("P2P Looms, April 25-30, 2020", ("P2P Looms", "", "", "")),
    ],
)  # fmt: skip
def test_numbers_in_every_common_order(line, told):
    venue = read_venue(line)
    assert (venue.name, venue.volume, venue.issue, venue.pages) == told


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("LOOM 2019 (Granada, Spain)", "LOOM"),
        ("LOOM 2019, Long Beach, CA, USA", "LOOM"),
        ("LOOM 2020, Virtual Event", "LOOM"),
        ("LOOM 2020, System Demonstrations", "LOOM, System Demonstrations"),
        ("LOOM 2020, Springer", "LOOM, Springer"),
        ("PhD Thesis, 2020, Weaving College", "PhD Thesis, Weaving College"),
        ("Loom Journal, 2020, Granada", "Loom Journal, Granada"),
    ],
)
def test_only_a_city_behind_the_year_of_a_conference_is_left_out(line, name):
    assert read_venue(line).name == name


def test_bold_words_behind_the_year_are_a_note_unless_they_name_a_venue():
    venue = read_venue("Looms, 2020 (Most Read This Year)", ("Most Read This Year",))
    assert (venue.name, venue.note) == ("Looms", "Most Read This Year")
    venue = read_venue("LOOM 2020 Workshop on Warm Threads", ("Workshop on Warm Threads",))
    assert (venue.name, venue.note) == ("LOOM Workshop on Warm Threads", "")
