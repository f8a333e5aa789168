"""What a shapes graph has of the Advanced Features beside its shapes: functions, and rules where they are to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgtools.errors import ShapesFault
from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.functions.declaration import Function, read_functions
from kgtools.shacl.shapes_graph.faults import Faults
from kgtools.shacl.shapes_graph.graph import ShapesGraph
from kgtools.shacl.shapes_graph.remarks import Remarks

if TYPE_CHECKING:
    from kgtools.shacl.advanced.rules.rule import Rule

__all__ = ["RULES", "Advanced", "read_advanced"]

#: the entailment regime of rules (section 8.3)
RULES = NamedNode(SH + "Rules")


@dataclass(frozen=True)
class Advanced:
    """The functions by their IRIs, the rules with what is wrong with others, and the shapes that rules deal with."""

    functions: Mapping[str, Function] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    rule_faults: tuple[ShapesFault, ...] = ()

    @property
    def shapes(self) -> list[Term]:
        """The shapes that have rules, and those that nodes are validated against before rules are run."""
        shapes = dict.fromkeys(shape for rule in self.rules for shape in (rule.shape, *rule.shapes))
        return [shape for shape in shapes if isinstance(shape, NamedNode | BlankNode)]


def read_advanced(graph: ShapesGraph, faults: Faults, remarks: Remarks, *, rules: bool) -> Advanced:
    """The functions and rules of the shapes graph.

    What is wrong with a function goes to `faults`; what is wrong with a rule is kept apart: it matters where rules are
    run. That they are not run is one of the `remarks`.
    """
    of_functions = Faults()
    functions = read_functions(graph, of_functions)
    for node, fault in of_functions.of("graph"):
        faults.add(fault, node=node, part="graph")
    rules_of = graph.pairs(SH + "rule")
    if not rules_of:
        return Advanced(functions)
    if not rules and not any(o == RULES for _, o in graph.pairs(SH + "entailment")):
        remarks.add(
            "rules (sh:rule) are not run; to run them before the validation, use --rules, or state sh:entailment "
            "sh:Rules in the shapes graph.",
            *((s, SH + "rule", o) for s, o in rules_of),
        )
        return Advanced(functions)
    from kgtools.shacl.advanced.rules.reading import read_rules

    own = Faults()
    rules_read = read_rules(graph, own)
    # a rule may call any of the functions
    wrong = (*of_functions.of("graph"), *own.of("graph"))
    return Advanced(functions, rules_read, tuple(fault for _, fault in wrong))
