"""Where a paper appeared, as one line of a page says it: venue, short name, date, awards."""

import re
from dataclasses import dataclass, field

from portal.kit.dates import PartialDate
from portal.kit.text import clean_text, fold
from publications.drafts import read_date

from .venue_books import take_book
from .venue_numbers import MONTH_BEFORE, take_numbers
from .venue_places import is_city

LONGEST = 2000  # characters that are read; what says where a paper appeared is shorter
YEAR = re.compile(r"(?<![\d.:/])(?:19[5-9]\d|20[0-4]\d)(?![\d/]|\.\d)")
_AWARD_WORDS = (
    r"oral|spotlight|highlights?|best\b[\w ’'-]*|outstanding\b[\w ’'-]*|"
    r"[\w ’'-]*\baward\b[\w ’'-]*|"
    r"[\w ’'-]*honou?rable mention[\w ’'-]*|[\w ’'-]*finalist[\w ’'-]*|[\w ’'-]*nominee[\w ’'-]*|"
    r"[\w ’'-]*nominated?\b[\w ’'-]*|long (?:oral|talk|presentation)[\w ’'-]*|oral presentation|"
    r"[\w ’'-]*candidate[\w ’'-]*|notable[\w ’'%-]*|distinguished[\w ’'-]*|runner[- ]up[\w ’'-]*|"
    r"top \d+ ?%[\w ’'-]*|editor['’]?s? (?:choice|pick)[\w ’'-]*|"
    r"[\w ’'-]*\bresearch highlights?|"
    r"(?:journal )?cover(?: article| paper| story)?|"
    r"[\w ’'-]*\bprize\b[\w ’'-]*"
)
_AWARD = re.compile(
    rf"(?i)^[\s(\[★🏆✨⭐*–—:-]*(?:{_AWARD_WORDS})(?:[\s.,;:(]*[^)\]]*)?[)\]\s.!*]*$"
)
# Said of a paper alone; a journal may begin so, too: "Best Practices in Weaving".
_ONLY_AWARD = re.compile(
    r"(?i)\W*(?:(?:oral|spotlight)(?: (?:presentation|talk|paper))?|honou?rable mention|"
    r"(?:best|outstanding|distinguished|notable)\b[\w ’'-]*\b(?:award|paper|prize|nominee|finalist|"
    r"candidate|mention)\b[\w ’'-]*|top \d+ ?%[\w ’'-]*)\W*"
)
_AWARD_BEHIND = re.compile(
    r"(?i)(?<=\b\d\d\d\d)\s+(?:best|outstanding|distinguished)\b[\w ’'-]*"
    r"\b(?:award|prize|nominee|finalist|candidate|mention)\s*$"
)
_WHOLE_AWARD = re.compile(rf"(?i)(?:{_AWARD_WORDS})")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_SHORT = re.compile(r"[(\[]\s*([A-Z][\w&+/ .'’:-]{0,22}?)[\s,]*['’]?(?:(?:19|20)?\d\d)?\s*[)\]]")
_ACRONYM = re.compile(r"(?:[A-Z][a-z]{0,3}){2,}[a-z]*|[A-Z]{2,}[\w-]*")
_PREPRINT = re.compile(
    r"(?i)\bar[xχ]iv\b|\bpreprints?\b|\bunder (?:review|submission)\b|\bin submission\b|"
    r"\bsubmitted\b|\bbiorxiv\b|\bmedrxiv\b|\bssrn\b|\bmanuscript\b|\bin preparation\b|"
    r"\bworking paper\b|\bjob[- ]market paper\b"
)
_STATUS = re.compile(
    r"(?i)[,;]?\s*\(?\b(to appear|in press|forthcoming|accepted|conditionally accepted|"
    r"under review|in submission|under submission|(?:reject and )?revise (?:and|&) resubmit|r&r|"
    r"(?:minor|major) revisions?)\b(?:\s+(?:at|in|to|by)\b(?:\s+(?-i:the)\b)?)?\s*\)?"
)
# How a paper was shown, or what kind of text it is: no part of the name of its venue.
_MANNER = re.compile(
    r"(?i)\s*[(\[]\s*((?:poster|demo|short|long|full|regular|extended|workshop|journal|conference)?\s*"
    r"(?:poster|paper|abstract|demo|demonstration|presentation|non-archival|findings|proceedings))\s*[)\]]"
)
_TO_COME = re.compile(
    r"(?i)\s*[(\[]\s*((?:to appear|in press|forthcoming|accepted|(?:currently )?under review|"
    r"(?:in|under) submission)\b[^()\[\]]{0,80})[)\]]"
)
_PUBLISHERS = re.compile(
    r"(?i)[(\[]\s*(MDPI|Springer(?: Nature)?|Elsevier|Wiley|IEEE|ACM|Taylor & Francis|SAGE|"
    r"Oxford University Press|Cambridge University Press|MIT Press|Frontiers|IOP|AIP|APS)\s*[)\]]"
)
_LINKED = re.compile(
    r"(?i)[(\[]\s?(?:links?|pdf|paper|online|here|doi|url|html|web ?page|open access)\s?[)\]]"
)
_LEGEND = re.compile(r"[(\[]\s*[*†‡+∗^][^()\[\]]{0,200}(?:[)\]]|$)")
_SHOWN = re.compile(
    r"(?i)^\W*(?:(?:accepted|presented|published|appeared)\s+)?as\s+an?\s+"
    r"([a-z][\w -]{1,40}?)\s+(?:at|in)\s+(?:the\s+)?"
)
_ACCEPTED = re.compile(r"(?i)^\W*(accepted)\s+(?:at|in|to|by|for)\s+(?:the\s+)?")
_YEAR_BEFORE = re.compile(
    r"[\s.,;:(\[]*((?:19|20)\d\d)[a-z]?(?:[)\].,:]+\s+(?=\w)|\s+(?=[Ii]n[:\s]))"
)
_LEAD = r"(?:[\s.,;:)\]]|\[\s*\])*"  # what is left before a venue of what stood there
_IN_BEFORE = re.compile(rf"(?i)^{_LEAD}(?:in|published in|appeared in|appears in)[:\s]+(?-i:the )?")
_PLACE = re.compile(
    r"(?!(?:Findings|Companion|Demo|Poster|Main|Industry|Volume|Series|Part|Session|Track)\b)"
    r"[A-Z][\w.'’-]*(?:,? [A-Z][\w.'’-]*){0,5}"
)
_MONTH = re.compile(rf"(?i){MONTH_BEFORE}$")
_SEASON = re.compile(r"(?i)(?:^|(?<=[,.;(]))\s*(?:spring|summer|fall|autumn|winter)\s*,?\s*$")
_PRAISED = re.compile(
    r"(?i)\b(?:award|prize|oral|spotlight|highlight|finalist|nomin\w+|candidate|mention|"
    r"distinguished|outstanding|runner[- ]up|best (?:\w+ )?(?:paper|poster|demo|thesis|talk|"
    r"presentation))\b"
)
_KINDS = (
    ("thesis", (r"(?i)\b(?:ph\.?d\.?|master'?s?|doctoral|bachelor'?s?|diploma|m\.?s\.?c?\.?)\s*"
               r"(?:thesis|dissertation)|\bdissertation\b|\bthesis\b")),
    ("report", r"(?i)\btech(?:nical|\.)?\s*rep(?:ort|\.)?\b|\bwhite ?paper\b"),
    ("patent", r"(?i)\bpatent\b|\bprovisional application\b"),
    ("chapter", r"(?i)\bbook chapter\b|\bchapter in\b"),
    ("paper-conference", (r"(?i)\bconference\b|\bconf\b|\bproceedings\b|\bproc\.|\bsymposium\b|"
                         r"\bworkshops?\b|\bmeeting\b|\bcongress\b")),
    ("article-journal", (r"(?i)\bjournal\b|\bcommunications of\b|\btransactions?\b|\btrans\.|"
                        r"\bletters\b|\bnature\b|"
                        r"\bscience\b|\breviews?\b|\bannals\b|\bmagazine\b|\bplos\b|\bbulletin\b|"
                        r"\b(?:t-?pami|tog|ijcv|jmlr|tmlr|ijrr|ra-?l|t-?ro|t-?ase|tip|tvcg|pnas|"
                        r"cacm|tacl|jair|jacm|pvldb|vldbj)\b")),
)  # fmt: skip
_KIND = [(kind, re.compile(words)) for kind, words in _KINDS]
# What no person is called: acronyms of venues as they are written, and words of venues.
_ACRONYMS = re.compile(
    r"\b(?:CVPR|ICCV|ECCV|WACV|BMVC|ACCV|3DV|ICML|ICLR|AISTATS|COLT|UAI|AAAI|IJCAI|ACL|EMNLP|"
    r"NAACL|EACL|COLING|CoNLL|TACL|ICRA|IROS|RSS|CoRL|HRI|CHI|UIST|CSCW|VIS|KDD|WSDM|SIGIR|CIKM|"
    r"WWW|ICWSM|SIGMOD|VLDB|PVLDB|ICDE|SOSP|OSDI|NSDI|ATC|ASPLOS|ISCA|MICRO|PLDI|POPL|OOPSLA|ICSE|"
    r"FSE|STOC|FOCS|SODA|ICALP|CCS|NDSS|MICCAI|ISBI|ICASSP|ISMIR|ICIP|TPAMI|PAMI|IJCV|TOG|TIP|"
    r"TVCG|JMLR|TMLR|IJRR|RA-?L|T-?RO|JAIR|PNAS|CACM|TASLP)(?:W|\b)"
)
_VENUE_WORDS = re.compile(
    r"(?i)\b(?:neurips|nips|siggraph|eurographics|interspeech|usenix|bioinformatics|arxiv|biorxiv|"
    r"preprint|proceedings|proc|conference|journal|workshops?|transactions|symposium|thesis|"
    r"dissertation)\b"
)


@dataclass
class Venue:
    """What a line says of where a paper appeared."""

    name: str = ""
    short: str = ""
    date: PartialDate | None = None
    kind: str = "document"
    note: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    editors: str = ""
    awards: list[str] = field(default_factory=list)


def read_venue(text: str, loud: tuple[str, ...] = ()) -> Venue:
    """Return what `text` says. `loud` are its parts in a colour that praises: awards."""
    venue = Venue()
    text = _without_frame(_LINKED.sub(" ", _LEGEND.sub(" ", clean_text(text[:LONGEST]))))
    text = _without_manner_before(_year_behind(text), venue)
    for part in loud:
        if part and part in text and (_AWARD.match(part) or _is_praise(part)):
            text = text.replace(part, " ", 1)
            venue.awards += _awards(part)
        elif remark := _remark_behind(text, part):
            text = remark[1]
            venue.note = venue.note or remark[0]
    text = _without_lone_awards(_without_awards(text, venue), venue)
    text = _without_manner(text, venue)
    book, text = take_book(clean_text(_IN_BEFORE.sub("", text)))
    venue.editors, venue.publisher = book.editors, venue.publisher or book.publisher
    numbers, text = take_numbers(text)
    venue.volume, venue.issue, venue.pages = numbers.volume, numbers.issue, numbers.pages
    venue.date, text = _date(text)
    if short := _SHORT.search(text):
        venue.short = short[1].strip(" .,:")
        before, after = text[: short.start()], text[short.end() :]
        detail = "" if _is_place(after) else _trimmed(after)
        text = f"{_trimmed(before)} {detail}" if detail else before
        if detail and re.search(r"(?i)workshop|symposium|track|tutorial", detail):
            venue.short = f"{venue.short} {detail}"
    also = YEAR.search(text)  # "TPAMI 2017 and CVPR 2016": the last date is of the last
    before = text[: also.start()] if also else ""
    is_inner = before.count("(") > before.count(")")
    if also and not is_inner and re.search(r"\w\w\W*$", before) and not re.search(
        r"(?i)\b(?:the|of|on|in|for|annual)\W*$", before
    ):  # fmt: skip
        venue.note = _trimmed(text[also.end() :])
        venue.date, text = read_date(also[0])[0], before
    venue.name = _trimmed(text)
    if not venue.name and venue.short:
        venue.name = venue.short
    if fold(venue.name) == fold(venue.short):
        venue.short = ""
    venue.kind = kind_of(f"{venue.name} {venue.short}", venue.name)
    if venue.editors and venue.kind != "paper-conference":
        venue.kind = "chapter"
    if venue.kind == "article" and re.fullmatch(
        r"(?i)(?:(?:arxiv(?:\.org)?|pre-?print|under review|in submission|submitted|manuscript|abs|"
        r"unpublished|in preparation|(?:job[- ]market|working) paper|corr|[\d./:v]+)[\s:,.]*)+",
        venue.name,
    ):
        is_archive = "arxiv" in venue.name.lower()
        venue.note = venue.note or ("" if is_archive else venue.name)  # "Preprint" stays to be read
        venue.name = "arXiv" if is_archive else ""
        venue.short = ""
    return venue


def _without_frame(text: str) -> str:
    """Return a line without the one pair of brackets around all of it."""
    plain = text.strip(" .,;")
    if not plain.startswith(("(", "[")) or not plain.endswith((")", "]")):
        return text
    depth = 0
    for place, sign in enumerate(plain):
        depth += (sign in "([") - (sign in ")]")
        if not depth:
            return plain[1:-1] if place == len(plain) - 1 else text
    return text


def _year_behind(text: str) -> str:
    """Return a line with the year behind that stands before: "2024. In Proceedings of …"."""
    found = _YEAR_BEFORE.match(text)
    if not found:
        return text
    rest = text[found.end() :]
    return rest if YEAR.search(rest) else f"{rest.rstrip(' .')}, {found[1]}"


def _without_manner_before(text: str, venue: Venue) -> str:
    """Return a line without what stands before its venue: "Accepted as an Oral at"."""
    found = _SHOWN.match(text) or _ACCEPTED.match(text)
    if not found:
        return re.sub(r"(?i)^\W*posted (?:on|to)\s+", "", text)
    said = found[1][:1].upper() + found[1][1:]
    if _is_praise(said):
        venue.awards.append(said)
    else:
        venue.note = said
    return text[found.end() :]


def _remark_behind(text: str, part: str) -> tuple[str, str] | None:
    """Return what stands in bold behind the year but names no venue, and the text before it."""
    before, said, after = text.rpartition(part)
    is_told = len(part.split()) > 2 and said and not after.strip(" )].,;")
    if not is_told or YEAR.search(part) or names_venue(part) or kind_of(part, "") != "document":
        return None
    before = before.rstrip(" ([.,;:–—-")
    years = list(YEAR.finditer(before))
    if not years or before[years[-1].end() :].strip(" ).,") or not re.search(r"[^\W\d]{2}", before):
        return None
    return clean_text(part.strip(" .,;")), before


def _is_place(after: str) -> bool:
    """Return whether what stands behind a short name is a city: ", Portland, Oregon"."""
    is_apart = after.lstrip(" )").startswith(",")
    return is_apart and bool(_PLACE.fullmatch(_trimmed(after))) and not looks_like_venue(after)


def _without_lone_awards(text: str, venue: Venue) -> str:
    """Return a line without an award that stands behind its year, or alone."""
    if praise := _AWARD_BEHIND.search(text):
        venue.awards += _awards(praise[0])
        text = text[: praise.start()]
    if _ONLY_AWARD.fullmatch(text):
        venue.awards += _awards(text)
        text = ""
    return text


def _without_manner(text: str, venue: Venue) -> str:
    """Return a line without how, and by whom, something is published."""
    for form in (_TO_COME, _MANNER):
        if found := form.search(text):
            said = clean_text(found[1])
            venue.note = venue.note or said[:1].upper() + said[1:]
            text = f"{text[: found.start()]} {text[found.end() :]}"
    if publisher := _PUBLISHERS.search(text):
        venue.publisher = publisher[1]
        text = f"{text[: publisher.start()]} {text[publisher.end() :]}"
    if status := _STATUS.search(text):
        venue.note = venue.note or status[1][:1].upper() + status[1][1:]
        text = text[: status.start()] + " " + text[status.end() :]
    return text


def kind_of(text: str, name: str) -> str:
    """Return the type of a paper that appeared where `text` says."""
    if _PREPRINT.search(text):
        return "article"
    for kind, words in _KIND:
        if words.search(text):
            return kind
    if not name:
        return "document"
    return "paper-conference" if _ACRONYM.search(text) else "article-journal"


def _is_praise(part: str) -> bool:
    plain = part.strip(" ()[].,*!")
    return bool(_AWARD.match(plain))


def _without_awards(text: str, venue: Venue) -> str:
    def take(found: re.Match[str]) -> str:
        if _AWARD.match(found[1]) and not YEAR.fullmatch(found[1]):
            venue.awards.extend(_awards(found[1]))
            return " "
        return found[0]

    text = _IN_BRACKETS.sub(take, text)
    parts = re.split(r"(\s*[,;•·|]\s+|\s+[–—-]+\s+|\.\s+)", text)
    kept = [parts[0]]
    for sign, part in zip(parts[1::2], parts[2::2], strict=True):
        if _AWARD.match(part) and part.strip():
            venue.awards.extend(_awards(part))
        else:
            kept += [sign, part]
    return "".join(kept)


def _awards(text: str) -> list[str]:
    """Return the awards of "(oral, best paper finalist)", one by one."""
    plain = clean_text(text).strip(" ()[]★🏆✨⭐*–—:-")
    parts = re.split(r"\s*[,;&+/]\s+|\s+and\s+(?=best|oral|spotlight|outstanding)", plain)
    parts = parts if all(_AWARD.match(part) for part in parts) else [plain]
    told = [part.strip(" .,!()[]") for part in parts]
    return [part[:1].upper() + part[1:] for part in told if part]


def _date(text: str) -> tuple[PartialDate | None, str]:
    """Return the last date in `text` and the text without it."""
    years = list(YEAR.finditer(text))
    if not years:
        if short := re.search(r"(?<=\w)\s?['’](\d\d)\b", text):
            return PartialDate(2000 + int(short[1])), text[: short.start()] + text[short.end() :]
        return None, text
    year = years[-1]
    month = _MONTH.search(text[: year.start()])
    season = _SEASON.search(text[: year.start()])
    start = month.start() if month else season.start() if season else year.start()
    said = f"{month[1].rstrip('.')} {year[0]}" if month else year[0]
    date, _ = read_date(said)
    before, after = text[:start], text[year.end() :]
    is_met = kind_of(before, before) == "paper-conference" and not names_venue(after)
    if is_met and is_city(after):
        after = ")" if after.startswith(")") else ""
    if before.count("(") > before.count(")"):
        return date, before.rstrip(" ,.'’-–") + after
    return date, before.rstrip(" ,.('’-–") + " " + after.lstrip(" ).")


def _trimmed(text: str) -> str:
    plain = re.sub(r"\s+(?=[,;])", "", clean_text(re.sub(r"[(\[]\s*[)\]]", " ", text)))
    plain = plain.strip(" ,.;:|/&-–—*")
    return plain.removesuffix("(").removesuffix("[").strip(" ,.;:|/&-–—")


def is_award(text: str) -> bool:
    """Return whether a line is nothing but an award, or how a paper was honoured."""
    if len(text) > 120 or not _PRAISED.search(text):
        return False
    plain = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", text)
    parts = [part.strip(" .!★🏆✨⭐*") for part in re.split(r"[,;:/&–—]|\s-\s", plain)]
    return all(_WHOLE_AWARD.fullmatch(part) for part in parts if part)


def names_venue(text: str) -> bool:
    """Return whether a text has an acronym or a word that only venues have."""
    return bool(_ACRONYMS.search(text) or _VENUE_WORDS.search(text))


def looks_like_venue(text: str) -> bool:
    """Return whether a line may say where a paper appeared."""
    if not text or len(text) > 260:
        return False
    if YEAR.search(text) and len(text.split()) <= 30:
        return True
    words = len(text.split())
    if words > 16:
        return False
    return bool(
        _PREPRINT.search(text)
        or any(form.search(text) for _, form in _KIND)
        or (words <= 6 and _ACRONYM.search(text))
    )
