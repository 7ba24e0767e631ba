"""Sites that can be read: one module for each kind, found by itself."""

import sys

from portal.kit.registry import discover

from .base import READERS, Fact, Paper, Person, Site, UnknownSite, read_site, recognize_site

__all__ = [
    "READERS",
    "Fact",
    "Paper",
    "Person",
    "Site",
    "UnknownSite",
    "read_site",
    "recognize_site",
]

discover(sys.modules[__name__])
