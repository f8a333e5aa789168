"""Packs: a dataset as Parquet files that SQL engines can query without reading a literal themselves.

What SQL engines disagree about is values: whether a lexical form is well-formed, and which of two literals is less.
Both are computed here, by the code that validates, and travel with the triples (:mod:`kgtools.packs.layout`).
"""

from kgtools.packs.layout import MANIFEST, Manifest, is_pack, read_manifest

__all__ = ["MANIFEST", "Manifest", "is_pack", "read_manifest"]
