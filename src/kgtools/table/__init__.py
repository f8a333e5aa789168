"""The dataset as numbers: distinct terms in one Arrow dictionary, triples as columns of numbers, sets at once.

Built for what looks at all of a graph (validation, export, closure): 1 million triples take about half a second to
read from N-Triples and 60 MB of memory. Small graphs have a dictionary without Arrow (:mod:`kgtools.table.small`).

The names below are imported when they are first used: what needs relations alone does not import Arrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.lazy import lazy_names

if TYPE_CHECKING:
    from kgtools.table.dataset import Columns, Dataset
    from kgtools.table.encoding.encode import load, load_bytes, load_quads
    from kgtools.table.literals import Literals
    from kgtools.table.relations import Relation
    from kgtools.table.small import SmallTerms
    from kgtools.table.terms import Terms

__all__ = ["Columns", "Dataset", "Literals", "Relation", "SmallTerms", "Terms", "load", "load_bytes", "load_quads"]

_HOMES = {
    "Columns": "dataset",
    "Dataset": "dataset",
    "Literals": "literals",
    "Relation": "relations",
    "SmallTerms": "small",
    "Terms": "terms",
    "load": "encoding.encode",
    "load_bytes": "encoding.encode",
    "load_quads": "encoding.encode",
}

__getattr__ = lazy_names(__name__, _HOMES)
