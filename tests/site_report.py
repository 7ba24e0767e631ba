"""How much of real sites is found: the table of `make site-report`.

Reads the folders of a corpus, each with the sources of a site and a hand-checked expected.json.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "corpus"
KINDS = ("barron", "alfolio", "hugoblox", "academicpages")


@dataclass
class Row:
    """One site: what was found of it, what was expected, and what of the samples is right."""

    name: str
    kind: str
    person: str
    is_person_right: bool
    expected: int
    found: int
    beyond: int = 0  # found where the expectation does not count
    missing: int = 0
    false: int = 0
    samples: int = 0
    right_titles: int = 0
    right_authors: int = 0
    notes: list[str] = field(default_factory=list)


def rows_of(folder: Path) -> Iterator[Row]:
    """Yield a row for each site in a folder."""
    for site in sorted(folder.iterdir()):
        if (site / "expected.json").exists():
            yield row_of(site)


def row_of(folder: Path) -> Row:
    from publications.sites import read_site
    from publications.sites.files import folder_files

    wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    files = folder_files(folder)
    site = read_site(files)
    name = site.owner.name.full if site.owner else str(site.lab.values["name"]) if site.lab else ""
    languages = [key for key in wanted.get("languages", {}) if key != "-"] or [""]
    expected = wanted["publications"] // len(languages)
    counted, beyond = _counted(site.papers, wanted)
    row = Row(
        name=folder.name.partition("__")[0],
        kind=wanted["kind"],
        person=name,
        is_person_right=_is_same(name, wanted["person"]),
        expected=expected,
        found=len(counted),
        beyond=len(beyond),
        missing=max(0, expected - len(counted)),
        false=max(0, len(counted) - expected),
    )
    by_title = {}
    for paper in site.papers:
        by_title.setdefault(_fold(paper.record.title), paper.record)
    for sample in wanted.get("samples", []):
        _check(sample, by_title, row)
    return row


def _is_same(name: str, wanted: str) -> bool:
    """Return whether the names are one; a lab's is if it begins with the same word."""
    ours, theirs = _fold(name), _fold(wanted)
    return bool(ours) and (ours in theirs or ours.split()[0] in theirs.split()[:1])


def _counted(papers, wanted):
    """Return the papers that the expectation counts, and the others.

    Of an al-folio site it counts the first .bib file, of academicpages the files of _publications.
    """
    where = ""
    if wanted["kind"] == "alfolio":
        where = next(iter(wanted["files"]))
    elif wanted["kind"] == "academicpages":
        where = "_publications/"
    counted = [paper for paper in papers if where in paper.record.where]
    return counted, [paper for paper in papers if where not in paper.record.where]


def _check(sample, by_title, row):
    title = sample.get("title") or sample.get("title_raw") or ""
    record = by_title.get(_fold(_plain(title)))
    row.samples += 1
    if record is None:
        row.notes.append(f"not found: {title}")
        return
    row.right_titles += 1
    names = [name.full for name in record.authors]
    if "authors" in sample:
        is_right = names == sample["authors"]
    elif "n_authors" in sample:
        is_right = len(names) == sample["n_authors"]
        for key, place in (("first_author_family", 0), ("last_author_family", -1)):
            if family := sample.get(key):
                is_right = is_right and _fold(family.strip("*^†+ ")) in _fold(names[place])
    else:
        is_right = bool(names)
    row.right_authors += is_right
    if not is_right:
        row.notes.append(f"authors of {title}: {names}")


def _plain(title: str) -> str:
    from portal.kit.latex import decode

    return decode(title)


def _fold(text: str) -> str:
    from portal.kit.text import fold

    return fold(text)


def main(folders: list[Path]) -> None:
    say = sys.stdout.write
    rows = [row for folder in folders for row in rows_of(folder)]
    say(f"{'site':28} {'kind':14} {'person':26}   papers       +   titles authors\n")
    for row in rows:
        person = f"{row.person[:19]} {'ok' if row.is_person_right else 'WRONG'}"
        say(
            f"{row.name[:28]:28} {row.kind:14} {person[:26]:26} "
            f"{row.found:>4} of {row.expected:<4} {row.beyond or '':>4} "
            f"{row.right_titles:>4} of {row.samples} {row.right_authors:>2} of {row.samples}\n"
        )
        for note in row.notes:
            say(f"    {note}\n")
    wanted, missing = sum(row.expected for row in rows), sum(row.missing for row in rows)
    false, found = sum(row.false for row in rows), sum(row.found for row in rows)
    samples = sum(row.right_titles for row in rows)
    right = sum(row.right_authors for row in rows)
    say(
        f"found {1 - missing / wanted:.1%} of {wanted} (97 %), false {false / max(found, 1):.1%} "
        f"(2 %), author lists right {right / max(samples, 1):.1%} of {samples} (95 %), "
        f"people right {sum(row.is_person_right for row in rows)} of {len(rows)}\n"
        "+: further papers, which the expectation does not count\n"
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    chosen = [Path(argument) for argument in sys.argv[1:]]
    if not chosen and not CORPUS.exists():
        sys.exit("Name a folder of sites: make site-report ARGS=FOLDER")
    main(chosen or [CORPUS / kind for kind in KINDS])
