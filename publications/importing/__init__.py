"""Bringing records in: what each would change, and the change itself. runs.py is the way in."""
