"""Writing RDF: the same triples give the same bytes, whatever order they came in."""

from kgtools.writing.files import replaced, write_bytes
from kgtools.writing.write import write, write_file

__all__ = ["replaced", "write", "write_bytes", "write_file"]
