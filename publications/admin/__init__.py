"""The admin of publications, and of what people choose for their papers."""

from . import details, operations, papers, people, suggestions

__all__ = ["details", "operations", "papers", "people", "suggestions"]
