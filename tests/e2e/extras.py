"""Rows the demo has no reason for: what is hard to lay out, and what moves.

Run as `python -m tests.e2e.extras`, against the portal that the environment names.
"""

import io
import os
from pathlib import Path

import django

LONG_TITLE = (
    "On the convergence of $\\sum_{k=1}^{n} \\frac{1}{k^2}$ and of Supercalifragilisticexpiali"
    "dociousAntidisestablishmentarianism series in $\\mathbb{R}^{n \\times m}$, with remarks on "
    "the limits of engines that weave algebraical patterns as looms weave flowers and leaves"
)
RIGHT_TO_LEFT = ["محمد بن موسى الخوارزمي", "عمر الخيام"]
LOOP = Path(__file__).parent / "data" / "loop.webm"


def figure(color: str) -> bytes:
    """Return a plain PNG, 640 × 480 px."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), color).save(buffer, "PNG")
    return buffer.getvalue()


def add() -> None:
    from django.core.files.base import ContentFile

    from publications.models import Award, Publication, PublicationLink, PublicationLinkKind
    from tests.factories import make_publication, make_researcher, make_venue

    ada = make_researcher("Ada Awkward", visibility="page", bio="Hard to lay out.")
    many = [f"Author Number{number}" for number in range(1, 60)]
    stranger = make_researcher(RIGHT_TO_LEFT[0], homepage="https://example.org/stranger")
    venue = make_venue(
        "Proceedings of the Society for Venues with Very Long Names", short_name="SVL"
    )
    hands = make_publication("Many hands", authors=[*many, ada], venue=venue, year=1901)
    hands.authorships.filter(position__lte=3).update(equal_group=1, is_corresponding=True)
    long = make_publication(LONG_TITLE, authors=[ada, stranger], year=1902, volume="12")
    long.abstract = "It converges, and $\\pi^2/6$ is where."
    long.summary = "A sum that everybody knows, told with $n$ and " + "very" * 40 + " long words."
    long.save()
    Award.objects.create(publication=long, name="Best Paper Award")
    kinds = PublicationLinkKind.objects.all()
    for kind in kinds:
        PublicationLink.objects.create(
            publication=long, kind=kind, url=f"https://example.org/{kind.key}"
        )
    make_publication("من اليمين إلى اليسار", authors=[stranger, RIGHT_TO_LEFT[1], ada], year=1903)
    make_publication("Nothing but a title", year=None)
    bare = Publication.objects.get(title="Nothing but a title")
    bare.authorships.create(researcher=ada, hidden=False)

    mona = make_researcher("Mona Motion", visibility="page")
    for name, second in (("A still that fades", "hover_picture"), ("A loop", "hover_video")):
        paper = make_publication(name, authors=[mona], year=1904)
        paper.picture_alt = "A blue field"
        paper.picture.save("first.png", ContentFile(figure("#1259a8")), save=False)
        if second == "hover_picture":
            paper.hover_picture.save("second.png", ContentFile(figure("#b3261e")), save=False)
        else:
            paper.hover_video.save("loop.webm", ContentFile(LOOP.read_bytes()), save=False)
        paper.save()

    prolific = make_researcher("Petra Prolific")
    for number in range(40):
        make_publication(f"Note {number} of many", authors=[prolific], year=1850 + number)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    add()
