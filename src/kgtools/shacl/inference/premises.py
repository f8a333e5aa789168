"""Which triples of the data a rule used for one triple that it inferred: its targets, expressions and queries, again.

Only the one focus node is looked at, and of several ways to the triple the first one, in the order of texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from kgtools.model.terms import NamedNode, Term
from kgtools.model.vocab import RDF, RDFS
from kgtools.shacl.advanced.expressions import tree
from kgtools.shacl.advanced.expressions.lists import combinations
from kgtools.shacl.advanced.expressions.tree import NodeExpression
from kgtools.shacl.advanced.rules.rule import Rule, SparqlRule, TripleRule
from kgtools.shacl.engine.state import GraphState
from kgtools.shacl.functions.texts import text_ranks
from kgtools.shacl.shapes.shape import Target
from kgtools.shacl.shapes_graph.path import Path, Predicate, Sequence, ZeroOrMore
from kgtools.shacl.sparql.prebinding import property_path
from kgtools.shacl.sparql.query import Query
from kgtools.sparql.evaluate.construct import Template
from kgtools.sparql.evaluate.provenance import provenance_of
from kgtools.sparql.evaluate.queries import evaluate_prebound
from kgtools.sparql.parse import parse_query
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.values import Values
from kgtools.sparql.translate import translate
from kgtools.table.relations import Ids

__all__ = ["Numbers", "Premises", "premises_of"]

#: subject, predicate and object as numbers
Numbers = tuple[int, int, int]
_TYPE, _SUBCLASS = NamedNode(RDF + "type"), RDFS + "subClassOf"


@dataclass
class Premises:
    """What was used: triples, each once in the order of its use, and shapes that nodes conform to."""

    triples: dict[Numbers, None] = field(default_factory=dict)
    conforming: dict[tuple[int, Term], None] = field(default_factory=dict)


def premises_of(rule: Rule, state: GraphState, focus: int, triple: Numbers) -> Premises:
    """What the rule used at a focus node to infer a triple; numbers are those of the state's context."""
    search = _Search(state, Premises())
    search.premises.conforming.update(((focus, shape), None) for shape in rule.conditions)
    if isinstance(rule, SparqlRule):
        search.query_triples(rule, focus, triple)
    elif isinstance(rule, TripleRule):
        for part, number in zip(rule.parts, triple, strict=True):
            search.expression(part, focus, number)
    # last: what makes the node a target may have been used already
    search.target(rule, focus)
    return search.premises


class _Search:
    def __init__(self, state: GraphState, premises: Premises) -> None:
        self._state = state
        self._pool = state.context.pool
        self.premises = premises

    def _add(self, s: Ids, p: Ids, o: Ids) -> None:
        for numbers in zip(s.tolist(), p.tolist(), o.tolist(), strict=True):
            self.premises.triples.setdefault(numbers)

    # targets ----------------------------------------------------------------------------------------------------------

    def target(self, rule: Rule, focus: int) -> None:
        """By which triples the node is a target of the rule's shape: those of the first target that chooses it."""
        for target in self._state.conditions.shapes.by_node[rule.shape].targets:
            if self._chosen_by(target, focus):
                return

    def _chosen_by(self, target: Target, focus: int) -> bool:
        if target.kind == "node":
            return bool(self._pool.intern_terms([target.value])[0] == focus)
        if target.kind == "class":
            path = Sequence((Predicate(_TYPE.value), ZeroOrMore(Predicate(_SUBCLASS))))
            return self._path(path, focus, int(self._pool.intern_terms([target.value])[0]))
        if target.kind == "sparql":
            assert target.query is not None
            return bool((self._state.session.targets(target.query, shape=target.value) == focus).any())
        assert isinstance(target.value, NamedNode)
        relation = self._state.data.relation(target.value)
        if target.kind == "objectsOf":
            relation = relation.inverse
        at = np.flatnonzero(relation.s == focus)
        if not len(at):
            return False
        number = self._state.data.find(target.value)
        ends = [(focus, number, end) for end in relation.o[at].tolist()]
        choices = ends if target.kind == "subjectsOf" else [(o, p, s) for s, p, o in ends]
        if not any(choice in self.premises.triples for choice in choices):
            self.premises.triples.setdefault(choices[0])
        return True

    def _path(self, path: Path, begin: int, end: int) -> bool:
        """The triples of a walk from one node to another; False without one."""
        tree_of_query = parse_query("SELECT * { ?begin $PATH ?end }", parameters={"PATH": property_path(path)})
        plan = rewrite(translate(tree_of_query).replace(prebound=frozenset({"begin", "end"})))
        ends = {"begin": np.array([begin], np.int32), "end": np.array([end], np.int32)}
        context = self._state.context.nested(lineage=True)
        data = self._state.session.data
        table, _ = evaluate_prebound(plan, data, context, SolutionTable(1, ends, always=ends))
        if table.size:
            self._add_lineage(table, 0)
        return bool(table.size)

    def _add_lineage(self, table: SolutionTable, row: int) -> None:
        lineage = provenance_of(table.take(np.array([row])), self._state.session.data, self._state.context.budget)
        inside = lineage.g < 0
        self._add(lineage.s[inside], lineage.p[inside], lineage.o[inside])

    # SPARQL rules -----------------------------------------------------------------------------------------------------

    def query_triples(self, rule: SparqlRule, focus: int, triple: Numbers) -> None:
        """What the first solution rests on that makes the triple."""
        queries = self._state.queries
        plan, table, _ = queries.solutions(rule.query, np.array([focus], np.int32), lineage=True)
        template = Template(table, self._state.context)
        texts = [self._pool.texts(np.array([number], np.int32))[0] for number in triple]
        for part in plan.template:
            columns = [self._pool.resolved(column) for column in template.triple(part)]
            fits = np.ones(table.size, bool)
            for column, number, text in zip(columns, triple, texts, strict=True):
                # a blank node that the rule made has another label each time
                fits &= (column == number) | (text.startswith("_:") & (column >= self._state.data.size))
            if fits.any():
                self._add_lineage(table, int(np.flatnonzero(fits)[0]))
                return

    # node expressions -------------------------------------------------------------------------------------------------

    def expression(self, expression: NodeExpression, focus: int, node: int) -> None:
        """What an expression used to give a node for a focus node."""
        match expression:
            case tree.PathValues(path, nodes):
                for begin in self._nodes(nodes, focus):
                    if self._path(path, begin, node):
                        self.expression(nodes, focus, begin)
                        return
            case tree.FilterShape(shape, nodes):
                self.expression(nodes, focus, node)
                self.premises.conforming.setdefault((node, shape))
            case tree.FunctionCall():
                self._call(expression, focus, node)
            case tree.Union(parts):
                part = next((part for part in parts if node in self._nodes(part, focus)), None)
                if part is not None:
                    self.expression(part, focus, node)
            case tree.Intersection(parts):
                for part in parts:
                    self.expression(part, focus, node)
            case tree.Aggregate(_, nodes):
                self._all(nodes, focus)
            case tree.Exists(nodes):
                for value in self._nodes(nodes, focus)[:1]:
                    self.expression(nodes, focus, value)
            case tree.If(condition, then, otherwise):
                self._all(condition, focus)
                holds = self._state.expressions.holds(condition, np.array([focus], np.int32))[0]
                branch = then if holds else otherwise
                if branch is not None:
                    self.expression(branch, focus, node)
            case tree.Minus(nodes) | tree.Distinct(nodes) | tree.OrderBy(nodes) | tree.Slice(nodes):
                self.expression(nodes, focus, node)
            case tree.QueryValues(query, nodes):
                for begin in self._nodes(nodes, focus):
                    if self._query_value(query, begin, node):
                        self.expression(nodes, focus, begin)
                        return

    def _all(self, expression: NodeExpression, focus: int) -> None:
        for value in self._nodes(expression, focus):
            self.expression(expression, focus, value)

    def _nodes(self, expression: NodeExpression, focus: int) -> list[int]:
        """What the expression gives, each node once, in the order of texts."""
        nodes = np.unique(self._state.expressions.lists(expression, np.array([focus], np.int32)).nodes)
        in_order: list[int] = nodes[np.argsort(text_ranks(nodes, self._pool), kind="stable")].tolist()
        return in_order

    def _query_value(self, query: Query, begin: int, node: int) -> bool:
        plan, table, _ = self._state.queries.solutions(query, np.array([begin], np.int32), lineage=True)
        if not plan.variables:
            if table.size:
                self._add_lineage(table, 0)
            return True
        rows = np.flatnonzero(self._pool.resolved(table.column(plan.variables[0].name)) == node)
        if len(rows):
            self._add_lineage(table, int(rows[0]))
        return bool(len(rows))

    def _call(self, expression: tree.FunctionCall, focus: int, node: int) -> None:
        one = np.array([focus], np.int32)
        lists = [self._state.expressions.lists(argument, one, in_order=True) for argument in expression.arguments]
        called = self._state.session.functions[expression.function.value]
        # an argument that need not be there may be missing
        there = [part for part in lists if len(part)]
        _, columns = combinations(there, 1, self._state.context.budget)
        size = len(columns[0]) if columns else 1
        at = iter(columns)
        arguments = [next(at) if len(part) else np.full(size, -1, np.int32) for part in lists]
        values = called.evaluate(self._state.context, [Values.of_ids(self._pool, column) for column in arguments], size)
        rows = np.flatnonzero(values.resolved() == node)
        if not len(rows):
            return
        row = int(rows[0])
        for argument, column in zip(expression.arguments, arguments, strict=True):
            if column[row] >= 0:
                self.expression(argument, focus, int(column[row]))
        for table in called.solutions(self._state.context, [column[row : row + 1] for column in arguments]):
            self._add_lineage(table, 0)
