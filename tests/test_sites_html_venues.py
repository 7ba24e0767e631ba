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
