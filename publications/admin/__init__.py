"""The admin of publications, and of what people choose for their papers."""

from . import details, papers, people

__all__ = ["details", "papers", "people"]
