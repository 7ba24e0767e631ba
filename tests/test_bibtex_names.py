"""Names as BibTeX and BibLaTeX write them."""

import pytest

from publications.importers.bibtex_names import read_people
from publications.records import Name


def van(family: str, given: str = "", particle: str = "", suffix: str = "") -> Name:
    return Name(family, given, non_dropping_particle=particle, suffix=suffix)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Lovelace", [van("Lovelace", "Ada")]),
        ("Rob van der Goot", [van("Goot", "Rob", "van der")]),
        ("van der Goot, Rob", [van("Goot", "Rob", "van der")]),
        ("{van der Goot}, Rob", [van("van der Goot", "Rob")]),
        ("King, Jr., Martin Luther", [van("King", "Martin Luther", "", "Jr.")]),
        ("Martin Luther King Jr.", [van("King", "Martin Luther", "", "Jr.")]),
        ("de la Vall{\\'e}e, Jr, C.", [van("Vallée", "C.", "de la", "Jr")]),
        ("Ponce de Le{\\'o}n, Juan", [van("Ponce de León", "Juan")]),
        (
            "{NASA Team} and {Procter and Gamble}",
            [Name(literal="NASA Team"), Name(literal="Procter and Gamble")],
        ),
        ("Kim D and Lee SY", [van("Kim", "D"), van("Lee", "SY")]),
        ("A, Pranav", [van("A", "Pranav")]),
        ("Wu, Junyi and Yan Yan", [van("Wu", "Junyi"), van("Yan", "Yan")]),
        ("Sagittarius A*", [Name(literal="Sagittarius A*")]),
        ("{Sagittarius A*}", [Name(literal="Sagittarius A*")]),
        (
            "family=Berg, given=Jan, prefix=van den, suffix=Jr",
            [van("Berg", "Jan", "van den", "Jr")],
        ),
        ("given={J. and K.}, family={Foo, Inc}", [van("Foo, Inc", "J. and K.")]),
        (
            "family=Geer, given=Ingrid, prefix=de, useprefix=false",
            [Name("Geer", "Ingrid", dropping_particle="de")],
        ),
        ("王小明 and Aristotle", [van("王小明"), van("Aristotle")]),
        ("Foo, B AND Bar, C", [van("Foo", "B"), van("Bar", "C")]),
        (
            "Smith, J., Jones, K., Brown, L.",
            [van("Smith", "J."), van("Jones", "K."), van("Brown", "L.")],
        ),
        (
            "Ada Lovelace, Alan Turing, and Emmy Noether",
            [van("Lovelace", "Ada"), van("Turing", "Alan"), van("Noether", "Emmy")],
        ),
        ("Dezs\\H o Nagy", [van("Nagy", "Dezső")]),
        ("Jean d'Alembert", [van("d'Alembert", "Jean")]),
    ],
)
def test_names_are_parted(text, names) -> None:
    assert list(read_people(text).names) == names
