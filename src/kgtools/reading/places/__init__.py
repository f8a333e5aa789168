"""Where in a file a triple is: line and column, found by a scanner that runs beside the parser."""

from kgtools.reading.places.rows import Row, locate_rows

__all__ = ["Row", "locate_rows"]
