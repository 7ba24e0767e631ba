"""The REST API under /api/.

sources.py: what it may read. documents.py, shapes.py: what it says. parameters.py, filters.py,
pagination.py: what it takes. problems.py: what it refuses. schema.py, docs.py: how it is described.
"""
