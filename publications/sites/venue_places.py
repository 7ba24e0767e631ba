"""The city in a line of where a paper appeared."""

import re

# A city, and what may stand behind it: its state or country.
_WORD = r"[^\W\d_a-z](?:[^\W\d_A-Z]|['’])+"
_CITY = re.compile(rf"{_WORD}\.?(?:[ -](?:{_WORD}|de|la|do|upon|am)){{0,3}}")
_REGION = re.compile(r"(?:[A-Z]\.?){2,3}|the Netherlands|" + _CITY.pattern)
_ONLINE = re.compile(r"(?i)(?:fully )?(?:virtual|online|hybrid)(?: (?:event|conference|only))?")
_NO_CITY = re.compile(
    r"(?i)\b(?:findings|companion|demos?|demonstrations?|posters?|papers?|industry|industrial|"
    r"volume|series|part|sessions?|tracks?|student|abstracts?|doctoral|consortium|tutorials?|"
    r"short|long(?! (?:beach|island))|full|regular|late|breaking|invited|contributed|featured|"
    r"keynote|withdrawn|rejected|talks?|spotlight|oral|highlights?|panel|challenge|competition|"
    r"special|forum|briefs|courses?|press|elsevier|springer|wiley|kaufmann|associates|omnipress|"
    r"publish\w*|verlag|universit\w+|institute?o?|school|college|society|"
    r"\w+(?:ics|ology|tions?|systems?|sciences?|learning|computing|vision|award))\b"
)


def is_city(after: str) -> bool:
    """Return whether what stands behind a year is where a conference met: ", Granada, Spain"."""
    plain = after.lstrip(" )").rstrip(" .,;")
    places = [part.strip(" ()") for part in plain[1:].split(",")]
    if not plain.startswith((",", "(")) or len(places) > 3 or _NO_CITY.search(plain):
        return False
    if plain.startswith("(") and len(places) == 1:  # may be anything: "(Withdrawn)"
        return bool(_ONLINE.fullmatch(places[0]))
    places = [place for place in places if not _ONLINE.fullmatch(place)]
    return all(
        form.fullmatch(place)
        for form, place in zip((_CITY, _REGION, _REGION), places, strict=False)
    )
