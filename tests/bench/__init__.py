"""Byline measured beside a by-the-book Django twin and the floors below both; see __main__.py."""
