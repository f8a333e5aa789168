"""From the syntax tree to the algebra (SPARQL 1.1, section 18.2)."""

from __future__ import annotations

from kgtools.sparql.translate.query import translate, translate_pattern

__all__ = ["translate", "translate_pattern"]
