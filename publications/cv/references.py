"""Publications as citations of a CV: the person's own name strong, equal contributors signed."""

from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portal.kit.markup import render_title
from publications.records import Name, Record

EQUAL_SIGNS = "*†‡§¶‖"
MOST_NAMES = 30  # of a byline that is longer, the first and the person's own are printed
FIRST_NAMES = 6


def plain_reference(record: Record, own_page: str, venue: tuple[str, str]) -> str:
    """Return "Names. Title. Venue, year. Identifiers. Awards" as safe HTML of one line.

    `own_page` is the address by which the person is known among the authors; `venue` is the long
    and the short name of the lasting venue.
    """
    source = _source(record, venue)
    if record.note:
        source = format_html("{} ({})" if source else "{}{}", mark_safe(source), record.note)
    sentences = [_names(record, own_page), _title(record), source]
    told = [sentence + ("" if _is_closed(sentence) else ".") for sentence in sentences if sentence]
    told += [*_identifiers(record)]
    return " ".join([*told, *awards_of(record)])


def awards_of(record: Record) -> list[str]:
    return [format_html("<strong>{}.</strong>", award.rstrip(".")) for award in record.awards]


def signs_of(record: Record) -> str:
    """Return the signs that `record` needs a legend for."""
    groups = {name.equal_group for name in record.authors if name.equal_group}
    return "".join(EQUAL_SIGNS[group - 1] for group in sorted(groups))


def _is_closed(sentence: str) -> bool:
    """Whether a sentence needs no full stop: it ends in one, or in a sign as strong."""
    return sentence.endswith((".", "?", "!", ".</a>", "?</a>", "!</a>"))


def _names(record: Record, own_page: str) -> str:
    names = record.authors or record.editors
    printed = [_name(name, own_page) for name in names]
    if len(names) > MOST_NAMES:
        own = [
            place
            for place, name in enumerate(names)
            if place >= FIRST_NAMES and is_own(name, own_page)
        ]
        shown = [*printed[:FIRST_NAMES], *(f"… {printed[place]}" for place in own[:1])]
        rest = len(names) - len(own[:1]) - FIRST_NAMES
        told = f"{', '.join(shown)} and {rest} more"
    else:
        told = _joined(printed)
    if record.authors or not names:
        return told
    return f"{told} ({'ed.' if len(names) == 1 else 'eds.'})"


def _joined(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def is_own(name: Name, own_page: str) -> bool:
    return bool(own_page) and name.page == own_page


def _name(name: Name, own_page: str) -> SafeString:
    form = "<strong>{}</strong>" if is_own(name, own_page) else "{}"
    sign = EQUAL_SIGNS[name.equal_group - 1] if name.equal_group else ""
    return format_html(form + ('<sup class="sign">{}</sup>' if sign else "{}"), name.full, sign)


def _title(record: Record) -> str:
    title = mark_safe(render_title(record.title))
    return format_html('<a href="{}">{}</a>', record.page, title) if record.page else title


def _source(record: Record, venue: tuple[str, str]) -> str:
    """Return where and when it appeared, as the type of work asks for."""
    year = str(record.issued.year) if record.issued else ""
    container = _container(record, venue)
    pages = record.pages.replace("--", "–").replace("-", "–")
    if record.type in {"article-journal", "review"}:
        volume = record.volume + (f"({record.issue})" if record.issue else "")
        return _listed(container, volume, pages, year)
    kind = {"thesis": "Thesis", "patent": "Patent", "dataset": "Data set", "software": "Software"}
    if record.type == "book":
        return _listed(container, record.publisher, year)
    if record.type in kind:
        return _listed(kind[record.type], container, record.publisher, year)
    pages = f"pp.\u00a0{pages}" if "–" in pages else pages and f"p.\u00a0{pages}"
    if record.type == "chapter":
        editors = _joined([name.full for name in record.editors])
        written = "ed." if len(record.editors) == 1 else "eds."
        within = format_html("In {}", container) if container else ""
        by = format_html("{} ({})", editors, written) if editors else ""
        return _listed(within, by, pages, record.publisher, year)
    return _listed(container, pages, year)


def _container(record: Record, venue: tuple[str, str]) -> str:
    long, short = venue
    told = record.container_title or record.event
    if long and told.startswith(long) and short and short not in told:
        told = f"{long} ({short}){told.removeprefix(long)}"
    if record.type == "article" and record.arxiv_id and told.casefold() in {"", "arxiv"}:
        told = "Preprint"
    return format_html("<em>{}</em>", told) if told else ""


def _listed(*parts: str) -> str:
    """Return the parts that say something, escaped unless they are HTML already."""
    return ", ".join(conditional_escape(part) for part in parts if part)


def _identifiers(record: Record) -> list[str]:
    found = []
    if record.doi:
        found.append(("https://doi.org/" + record.doi, f"doi:{record.doi}"))
    if record.arxiv_id:
        found.append(("https://arxiv.org/abs/" + record.arxiv_id, f"arXiv:{record.arxiv_id}"))
    links = [format_html('<a href="{}">{}</a>', url, text) for url, text in found]
    return [f"{', '.join(links)}."] if links else []
