"""Formats that can be written: one module each, found by itself."""

import sys

from portal.kit.registry import discover

from .base import EXPORTERS, About, Exporter, XMLExporter

__all__ = ["EXPORTERS", "About", "Exporter", "XMLExporter"]

discover(sys.modules[__name__])
