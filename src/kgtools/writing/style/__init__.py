"""Turtle, TriG, N-Triples and N-Quads files in the one style: prefixes, bases, relative IRIs and comments stay."""

from kgtools.writing.style.formatter import FORMATTABLE, Formatted, format_bytes, format_file, formattable_files

__all__ = ["FORMATTABLE", "Formatted", "format_bytes", "format_file", "formattable_files"]
