from .authorship import Authorship
from .details import (
    Attachment,
    Award,
    PublicationLink,
    PublicationLinkKind,
    Relation,
)
from .document import Document, Placement
from .imports import ImportedSite, ImportRow, ImportRun, Suggestion
from .operations import Operation
from .publication import Publication, Topic, Venue
from .search import SearchEntry
from .sync import SyncState

__all__ = [
    "Attachment",
    "Authorship",
    "Award",
    "Document",
    "ImportRow",
    "ImportRun",
    "ImportedSite",
    "Operation",
    "Placement",
    "Publication",
    "PublicationLink",
    "PublicationLinkKind",
    "Relation",
    "SearchEntry",
    "Suggestion",
    "SyncState",
    "Topic",
    "Venue",
]
