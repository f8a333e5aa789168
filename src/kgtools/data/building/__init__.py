"""From claims to graphs: what is accepted, what follows from it by rules, and the invariants of both.

The names below are imported when they are first used: a query to a fresh graph needs none of what builds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.lazy import lazy_names

if TYPE_CHECKING:
    from kgtools.data.building.accepted import accepted_quads, is_claim_graph
    from kgtools.data.building.built_graphs import BuiltGraphs, build, read_sources
    from kgtools.data.building.freshness import GRAPHS, inputs_digest, is_fresh
    from kgtools.data.building.invariants import check_invariants
    from kgtools.data.building.rules import Rule, read_rules

__all__ = [
    "GRAPHS",
    "BuiltGraphs",
    "Rule",
    "accepted_quads",
    "build",
    "check_invariants",
    "inputs_digest",
    "is_claim_graph",
    "is_fresh",
    "read_rules",
    "read_sources",
]

_HOMES = {
    "GRAPHS": "freshness",
    "BuiltGraphs": "built_graphs",
    "Rule": "rules",
    "accepted_quads": "accepted",
    "build": "built_graphs",
    "check_invariants": "invariants",
    "inputs_digest": "freshness",
    "is_claim_graph": "accepted",
    "is_fresh": "freshness",
    "read_rules": "rules",
    "read_sources": "built_graphs",
}

__getattr__ = lazy_names(__name__, _HOMES)
