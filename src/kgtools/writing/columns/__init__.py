"""The dataset in columns as Turtle, TriG, N-Triples or N-Quads: the bytes of :func:`kgtools.writing.write`, for
millions of triples.

No Python object a triple: each distinct term is spelled once, in whole columns; the triples are sorted as numbers; one
text a triple is joined by Arrow, and the buffer of that column is the file.
"""

from kgtools.writing.columns.export import export_file, export_sources
from kgtools.writing.columns.writer import FORMATS_IN_COLUMNS, write_dataset, write_dataset_to

__all__ = ["FORMATS_IN_COLUMNS", "export_file", "export_sources", "write_dataset", "write_dataset_to"]
