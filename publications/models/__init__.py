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
from .stamp import SetMember, Stamp
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
    "SetMember",
    "Stamp",
    "Suggestion",
    "SyncState",
    "Topic",
    "Venue",
]
