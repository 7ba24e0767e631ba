"""Terms, dates and options of a language. Source: CSL 1.0.2, "Locale Files"."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree

NS = "{http://purl.org/net/xbiblio/csl}"
FOLDER = Path(__file__).parent / "locales"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Forms that stand in for one that is missing.
FALLBACK = {"verb-short": "verb", "symbol": "short", "verb": "long", "short": "long"}
Term = tuple[str, str]  # single and multiple


@dataclass
class Locale:
    """One language: terms by name and form, its dates by form."""

    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    dates: dict[str, etree._Element] = field(default_factory=dict)
    inside_quotes: bool = False

    def take(self, element: etree._Element) -> None:
        """Take over what an element `locale` says."""
        for term in element.iterfind(f"{NS}terms/{NS}term"):
            single, multiple = term.find(f"{NS}single"), term.find(f"{NS}multiple")
            whole = term.text or ""
            told = (
                (single.text or "") if single is not None else whole,
                (multiple.text or "") if multiple is not None else whole,
            )
            self.terms[term.get("name", ""), term.get("form", "long")] = told
        for date in element.iterfind(f"{NS}date"):
            self.dates[date.get("form", "text")] = date
        options = element.find(f"{NS}style-options")
        if options is not None and options.get("punctuation-in-quote"):
            self.inside_quotes = options.get("punctuation-in-quote") == "true"

    def term(self, name: str, form: str = "long", *, plural: bool = False) -> str:
        """Return a term, in the form next to `form` if it lacks that; "" for none."""
        while True:
            if (told := self.terms.get((name, form))) is not None:
                return told[plural]
            if form not in FALLBACK:
                return ""
            form = FALLBACK[form]

    def ordinal(self, number: int) -> str:
        """Return a number with its ending: "1st", "22nd", "111th"."""
        for key in (f"ordinal-{number % 100:02d}", f"ordinal-{number % 10:02d}"):
            told = self.terms.get((key, "long"))
            if told and not (number % 100 in {11, 12, 13} and key[-2:] != f"{number % 100:02d}"):
                return f"{number}{told[0]}"
        return f"{number}{self.term('ordinal')}"

    @property
    def marks(self) -> tuple[str, str, str, str]:
        names = ("open-quote", "close-quote", "open-inner-quote", "close-inner-quote")
        outer, close, inner, shut = (self.term(name) for name in names)
        return outer, close, inner, shut


@cache
def _file(name: str) -> etree._Element:
    return etree.parse(FOLDER / f"locales-{name}.xml").getroot()


def locale_for(style: etree._Element) -> Locale:
    """Return the language of a style, with what the style itself says over it.

    Languages there is no file for are told in American English.
    """
    wanted = style.get("default-locale") or "en-US"
    found = Locale()
    found.take(_file("en-US"))
    if wanted != "en-US" and (FOLDER / f"locales-{wanted}.xml").exists():
        found.take(_file(wanted))
    own = style.findall(f"{NS}locale")
    for tag in (None, wanted.partition("-")[0], wanted):
        for element in own:
            if element.get(LANG) == tag:
                found.take(element)
    return found
