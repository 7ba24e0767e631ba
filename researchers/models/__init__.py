from .labs import Lab, Membership
from .people import NameVariant, ProfileLink, ProfileLinkKind, Researcher
from .profile import (
    Activity,
    Contribution,
    Degree,
    NewsItem,
    Position,
    Project,
    Section,
    Teaching,
)
from .stored import NameBlock, Profile

__all__ = [
    "Activity",
    "Contribution",
    "Degree",
    "Lab",
    "Membership",
    "NameBlock",
    "NameVariant",
    "NewsItem",
    "Position",
    "Profile",
    "ProfileLink",
    "ProfileLinkKind",
    "Project",
    "Researcher",
    "Section",
    "Teaching",
]
