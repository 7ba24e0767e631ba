"""The admin of publications, and of what people choose for their papers."""

from . import details, imports, operations, papers, people, suggestions

__all__ = ["details", "imports", "operations", "papers", "people", "suggestions"]
