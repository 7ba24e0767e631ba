"""COinS: a work as an OpenURL within a page, by which Zotero offers each row of a list.

Source: ANSI/NISO Z39.88-2004; "OpenURL COinS", 2005.
"""

from urllib.parse import urlencode

from publications.exporters.parts import start_and_end
from publications.records import Name, Record

FORMAT = "info:ofi/fmt:kev:mtx:"
GENRES = {
    "article-journal": ("journal", "article"), "paper-conference": ("book", "proceeding"),
    "article": ("journal", "preprint"), "chapter": ("book", "bookitem"), "book": ("book", "book"),
    "thesis": ("dissertation", ""), "report": ("book", "report"), "review": ("journal", "article"),
}  # fmt: skip
NAMED = 50  # authors, of whom there may be thousands


def coins(record: Record) -> str:
    """Return the context object of a record, authors in their order."""
    kind, genre = GENRES.get(record.type, ("dc", ""))
    first, last = start_and_end(record.pages)
    names = record.authors or record.editors
    lead = names[0] if names and not names[0].is_organization else None
    part = kind in {"journal", "book"} and genre not in {"book", "report"}
    within = record.container_title if part else ""
    told = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", FORMAT + kind),
        ("rft.genre", genre),
        ("rft.atitle" if part else "rft.title", record.title),
        ("rft.jtitle" if kind == "journal" else "rft.btitle", within),
        ("rft.aulast", lead.family_name if lead else ""),
        ("rft.aufirst", _given(lead) if lead else ""),
        *(("rft.au", sorted_name(name)) for name in names[1 if lead else 0 : NAMED]),
        ("rft.date", str(record.issued or "")),
        ("rft.volume", record.volume),
        ("rft.issue", record.issue),
        ("rft.spage", first),
        ("rft.epage", last),
        ("rft.pub" if kind != "dissertation" else "rft.inst", record.publisher),
        ("rft.issn", record.issn),
        ("rft.isbn", record.isbn),
        ("rft_id", f"info:doi/{record.doi}" if record.doi else record.page),
    ]
    return urlencode([(name, value) for name, value in told if value])


def sorted_name(name: Name) -> str:
    """Return "Family, Given Jr.": of two commas Zotero makes a name of its own."""
    if name.is_organization:
        return name.literal
    return ", ".join(filter(None, (name.family_name, _given(name))))


def _given(name: Name) -> str:
    return f"{name.given} {name.suffix}".strip()
