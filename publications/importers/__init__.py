"""Formats that can be read: one module each, found by itself."""

import sys

from portal.kit.registry import discover

from .base import IMPORTERS, Importer, UnknownFormat, recognize

__all__ = ["IMPORTERS", "Importer", "UnknownFormat", "recognize"]

discover(sys.modules[__name__])
