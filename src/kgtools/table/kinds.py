"""The kinds of terms, as numbers of one byte."""

from __future__ import annotations

__all__ = ["BLANK", "IRI", "LITERAL", "NOTHING", "TRIPLE"]

#: what a term is; NOTHING is between terms, where a column has a row that is none
IRI, BLANK, LITERAL, TRIPLE, NOTHING = 0, 1, 2, 3, 255
