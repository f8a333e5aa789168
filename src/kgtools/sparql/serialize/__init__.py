"""From the algebra to text: SPARQL for engines, s-expressions for people."""

from __future__ import annotations

from kgtools.sparql.serialize.query import to_text
from kgtools.sparql.serialize.sexpr import to_sexpr

__all__ = ["to_sexpr", "to_text"]
