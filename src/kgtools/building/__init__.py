"""From claims to graphs: what is accepted, what follows from it by rules, and the invariants of both."""

from kgtools.building.accepted import accepted_quads, is_claim_graph
from kgtools.building.built import GRAPHS, BuiltGraphs, build, inputs_digest, is_fresh, read_sources
from kgtools.building.invariants import check_invariants
from kgtools.building.rules import Rule, read_rules

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
