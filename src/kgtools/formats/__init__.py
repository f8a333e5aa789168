"""Reading and writing RDF: one :class:`Format` record a format, all in :data:`FORMATS`, one door to read and
one to write."""

from kgtools.formats.format import Format
from kgtools.formats.parse import QuadReader, Source, check_source, expand_sources, parse, parse_bytes
from kgtools.formats.registry import FORMATS, format_by_name, guess_format
from kgtools.formats.tags import Tags
from kgtools.formats.write import replaced, write, write_bytes, write_file

__all__ = [
    "FORMATS",
    "Format",
    "QuadReader",
    "Source",
    "Tags",
    "check_source",
    "expand_sources",
    "format_by_name",
    "guess_format",
    "parse",
    "parse_bytes",
    "replaced",
    "write",
    "write_bytes",
    "write_file",
]
