"""Sites that can be read: one module for each kind, found by itself."""

import sys

from portal.kit.registry import discover

from .base import READERS, Fact, Paper, Person, Site, UnknownSite, locate_site, recognize_site
from .files import SiteFiles
from .suspicions import suspicions

__all__ = [
    "READERS",
    "Fact",
    "Paper",
    "Person",
    "Site",
    "UnknownSite",
    "locate_site",
    "read_site",
    "recognize_site",
]

discover(sys.modules[__name__])


def read_site(files: SiteFiles) -> Site:
    """Return what a site tells, whatever its kind, with its suspicions. Raises UnknownSite."""
    files = locate_site(files)
    site = recognize_site(files).read(files)
    site.lost += [one for one in files.problems if one.is_loss]
    site.remarks += [one for one in files.problems if not one.is_loss]
    site.suspicions += suspicions(site, files)
    return site
