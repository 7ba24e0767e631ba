"""Formats that can be written: one module each, found by itself."""

import sys

from portal.kit.registry import discover

from .base import EXPORTERS, Exporter

__all__ = ["EXPORTERS", "Exporter"]

discover(sys.modules[__name__])
