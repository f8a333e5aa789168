"""Reading RDF: one :class:`Format` record a format, and one door, which keeps every lexical form."""

from kgtools.reading.format import Format
from kgtools.reading.formats import FORMATS, format_by_name, guess_format, in_format
from kgtools.reading.parse import QuadReader, Source, check_source, expand_sources, parse, parse_bytes
from kgtools.reading.tags import Tags

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
    "in_format",
    "parse",
    "parse_bytes",
]
