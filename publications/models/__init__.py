from .authorship import Authorship
from .details import (
    Attachment,
    Award,
    PublicationLink,
    PublicationLinkKind,
    Relation,
)
from .document import Document, Placement
from .imports import ImportRow, ImportRun, Suggestion
from .operations import Operation
from .publication import Publication, Topic, Venue

__all__ = [
    "Attachment",
    "Authorship",
    "Award",
    "Document",
    "ImportRow",
    "ImportRun",
    "Operation",
    "Placement",
    "Publication",
    "PublicationLink",
    "PublicationLinkKind",
    "Relation",
    "Suggestion",
    "Topic",
    "Venue",
]
