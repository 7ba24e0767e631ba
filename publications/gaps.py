"""What publications may lack."""

from django.db.models import Exists, OuterRef, Q

from portal.kit.gaps import Gap
from publications.models import Attachment, Authorship, PublicationLink


def _has(rows: type) -> Q:
    return Q(Exists(rows.objects.filter(publication=OuterRef("pk")).order_by()))


def _without_link() -> Q:
    """A DOI and an arXiv number are links too: pages make them."""
    return Q(doi="", arxiv_id="") & ~_has(PublicationLink) & ~_has(Attachment)


PUBLICATION_GAPS = (
    Gap("authors", "without authors", lambda: ~_has(Authorship)),
    Gap("link", "without a link", _without_link),
    Gap("summary", "without the one plain sentence", lambda: Q(summary="")),
    Gap("picture", "without a picture", lambda: Q(picture="")),
    Gap("alt", "with a picture not described", lambda: ~Q(picture="") & Q(picture_alt="")),
)
