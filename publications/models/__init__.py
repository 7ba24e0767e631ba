from .authorship import Authorship
from .details import (
    Attachment,
    Award,
    PublicationLink,
    PublicationLinkKind,
    Relation,
)
from .imports import ImportRun, Suggestion
from .publication import Publication, Topic, Venue

__all__ = [
    "Attachment",
    "Authorship",
    "Award",
    "ImportRun",
    "Publication",
    "PublicationLink",
    "PublicationLinkKind",
    "Relation",
    "Suggestion",
    "Topic",
    "Venue",
]
