"""The dataset in columns as Turtle, TriG, N-Triples or N-Quads: the bytes of :func:`kgtools.writing.write`, for
millions of triples.

No Python object a triple: each distinct term is spelled once, in whole columns; the triples are sorted as numbers; one
text a triple is joined by Arrow, and the buffer of that column is the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.lazy import lazy_names

if TYPE_CHECKING:
    from kgtools.writing.columns.export import export_file, export_sources
    from kgtools.writing.columns.writer import FORMATS_IN_COLUMNS, write_dataset, write_dataset_to

__all__ = ["FORMATS_IN_COLUMNS", "export_file", "export_sources", "write_dataset", "write_dataset_to"]

# packs take sorted rows from here, and no writer
_HOMES = {
    "FORMATS_IN_COLUMNS": "writer",
    "export_file": "export",
    "export_sources": "export",
    "write_dataset": "writer",
    "write_dataset_to": "writer",
}

__getattr__ = lazy_names(__name__, _HOMES)
