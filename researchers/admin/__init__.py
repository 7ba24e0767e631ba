"""The admin of people and labs."""

from . import details, labs, people

__all__ = ["details", "labs", "people"]
