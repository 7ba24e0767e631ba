"""What Zotero's own translators save of pages and files: the table of `make zotero-report`.

Needs npm and the network once. The translators are Zotero's of 2019, as the package
"zotero-translators" bundles them; nothing of them stays here.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SAVE = ROOT / "tests" / "data" / "zotero" / "save.js"
XPATH = "wicked-good-xpath"
PACKAGES = {
    "zotero-translators": "0.0.2", "jsdom": "13.2.0", "request": "2.88.2", "iconv-lite": "0.4.24",
    "xregexp": "4.4.1", XPATH: "1.3.0", "w3c-xmlserializer": "1.1.2", "whatwg-mimetype": "2.3.0",
    "html-encoding-sniffer": "1.0.2", "whatwg-encoding": "1.0.5",
}  # fmt: skip
NAMES = (
    {"family": "Lovelace", "given": "Ada"},
    {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
    {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
    {"literal": "The Weavers Consortium"},
    {"family": "Müller-Lüdenscheidt", "given": "Özgür Q."},
)
CONTAINERS = {
    "article-journal": "Journal of Looms", "paper-conference": "Conference on Weaving",
    "chapter": "Handbook of Weaving", "review": "Journal of Looms",
}  # fmt: skip
KINDS = (
    *CONTAINERS, "article", "book", "thesis", "report", "dataset", "software", "patent", "speech",
    "webpage", "document",
)  # fmt: skip
FORMATS = (".bib", ".ris", ".csl.json")
PAGE, LIST = "page", "list"
# What these ways cannot tell Zotero: parts of a name beyond two, in an item of CSL, too; of kinds
# other than articles a DOI; and the types "software" and "document" of CSL 1.0.2 came after 2019.
LIMITS = {
    "Embedded Metadata": {"creators"},
    "COinS": {"creators", "abstract", "PDF"},
    "CSL JSON": {"creators", "DOI", "PDF", "venue"},
    "": {"everything"},
}


def sample() -> Iterator[dict[str, Any]]:
    """Yield a CSL item of each kind, the names in another order each time."""
    for number, kind in enumerate(KINDS):
        turn = number % len(NAMES)
        yield {
            "id": f"loom{number}",
            "type": kind,
            "title": f"Of {kind} & “looms”",
            "author": [*NAMES[turn:], *NAMES[:turn]],
            "issued": {"date-parts": [[2001 + number, 3, 14]]},
            "DOI": f"10.5555/loom.{number}",
            "abstract": "We weave < 100 % & more.",
            **({"container-title": CONTAINERS[kind]} if kind in CONTAINERS else {}),
        }


def main() -> int:
    """Print what is missing of each page, list and file; return 1 if that is beyond `LIMITS`."""
    with tempfile.TemporaryDirectory(prefix="byline-zotero-") as name:
        folder = Path(name)
        sys.stderr.write("Installing Zotero's translators ...\n")
        # The package wants a fork of XPATH that stands in no registry, and works without.
        wanted = {"dependencies": PACKAGES, "overrides": {XPATH: f"${XPATH}"}, "private": True}
        (folder / "package.json").write_text(json.dumps(wanted))
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(install, cwd=folder, check=True)
        return report(folder)


def report(folder: Path) -> int:
    os.environ |= {"BYLINE_DATA": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    port = "8791"
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", port],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        origin = f"http://127.0.0.1:{port}"
        wait_for(origin)
        missing = 0
        slugs = store(folder)
        for kind, what, label, told in saved(folder, origin, slugs):
            sys.stdout.write(f"{kind:17} {what:9} {label:18} {told or 'all of it'}\n")
            missing += bool(set(told) - LIMITS.get(label, set()))
        return bool(missing)
    finally:
        server.terminate()
        server.wait()


def wait_for(origin: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(origin, timeout=5)  # noqa: S310 -- this machine
        except OSError:
            time.sleep(1)
        else:
            return
    sys.exit("The portal did not start within two minutes.")


def store(folder: Path) -> dict[str, str]:
    """Bring the sample in, each with a PDF; return the slug by kind."""
    source = folder / "sample.json"
    source.write_text(json.dumps(list(sample())))
    import django

    django.setup()
    from django.core.files.base import ContentFile
    from django.core.management import call_command

    from publications.models import Attachment, Publication, PublicationLinkKind

    call_command("import_publications", str(source), yes=True, stdout=io.StringIO())
    slugs = {}
    for paper in Publication.objects.filter(doi__startswith="10.5555/loom."):
        file = Attachment(publication=paper, kind=PublicationLinkKind.objects.get(key="pdf"))
        file.file.save("paper.pdf", ContentFile(b"%PDF-1.4"))
        slugs[paper.type] = paper.slug
    return slugs


def saved(
    folder: Path, origin: str, slugs: dict[str, str]
) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield (kind, what was saved, the translator, what is missing) of pages, a list and files."""
    asked: list[tuple[str, str, str]] = []
    for kind, slug in slugs.items():
        address = f"{origin}/publications/{slug}"
        asked += [(kind, PAGE, f"{address}/"), (kind, PAGE, f"{address}/|Embedded Metadata")]
        for suffix in FORMATS:
            path = folder / f"{kind}{suffix}"
            with urllib.request.urlopen(address + suffix) as answer:  # noqa: S310 -- this machine
                path.write_bytes(answer.read())
            asked.append((kind, suffix, str(path)))
    pages = f"{origin}/publications/?q=looms"
    asked += [("all", LIST, pages), ("all", LIST, f"{pages}|COinS")]
    command = ["node", str(SAVE), str(folder), *(what for _, _, what in asked)]
    results = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    expected = {item["type"]: item for item in sample()}
    for (kind, what, _), (label, items) in zip(asked, results, strict=True):
        if what == LIST:
            by_title = {item["title"]: item for item in items}
            for each, item in expected.items():
                found = by_title.get(item["title"])
                yield each, LIST, label, lacking(item, found, label)
        else:
            yield kind, what, label, lacking(expected[kind], items[0] if items else None, label)


def lacking(told: dict[str, Any], found: dict[str, Any] | None, label: str) -> list[str]:
    """Return the names of what an item does not have as it was told."""
    if found is None:
        return ["everything"]
    creators = [
        (creator.get("firstName", ""), creator["lastName"]) for creator in found["creators"]
    ]
    extra = found.get("extra", "")
    dates = f"{found.get('date', '')} {found.get('issueDate', '')}"
    places = ("publicationTitle", "proceedingsTitle", "conferenceName", "bookTitle", "meetingName")
    venue = told.get("container-title", "")
    checks = {
        "creators": creators == [as_zotero(name) for name in told["author"]],
        "title": found.get("title") == told["title"],
        "date": str(told["issued"]["date-parts"][0][0]) in dates,
        "venue": not venue or venue in {found.get(place) for place in places},
        "DOI": told["DOI"] in (found.get("DOI", ""), *extra.replace("DOI: ", "").split()),
        "abstract": found.get("abstractNote") == told["abstract"],
        "PDF": any(
            str(one.get("url") or one.get("path")).endswith("paper.pdf")
            for one in found.get("attachments", ())
        ),
    }
    return [name for name, is_right in checks.items() if not is_right]


def as_zotero(name: dict[str, str]) -> tuple[str, str]:
    if "literal" in name:
        return "", name["literal"]
    family = f"{name.get('non-dropping-particle', '')} {name['family']}".strip()
    return ", ".join(filter(None, (name["given"], name.get("suffix")))), family


if __name__ == "__main__":
    sys.exit(main())
