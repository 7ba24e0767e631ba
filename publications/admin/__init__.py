"""The admin of publications, and of what people choose for their papers."""

from . import details, imports, papers, people

__all__ = ["details", "imports", "papers", "people"]
