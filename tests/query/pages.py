"""The generated page of the stored queries."""

from __future__ import annotations

from kgtools.project import GraphProject
from kgtools.query import stored_queries
from kgtools.query.stored.page import queries_page


def page() -> str:
    """The text of docs/queries.md."""
    return queries_page(stored_queries(GraphProject.shipped().query_files()).values())
