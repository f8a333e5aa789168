"""Labels of entities in the reader's language, by the convention that ``?xLabel`` is the label of ``?x``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Term
from kgtools.query.columns import COMPANION
from kgtools.sparql.expressions import FunctionCall, Variable
from kgtools.sparql.node import Node, rewritten
from kgtools.sparql.scope import visible_variables
from kgtools.sparql.syntax import (
    GraphPattern,
    Group,
    InlineData,
    Projection,
    Prologue,
    Query,
    TriplesBlock,
    UnionPattern,
)
from kgtools.sparql.syntax import Triple as TriplePattern
from kgtools.store import MemoryStore
from kgtools.text.labels import LABELS
from kgtools.text.languages import rank
from kgtools.text.names import last_part

if TYPE_CHECKING:
    from kgtools.sparql.budget import Budget

__all__ = ["LABEL_FUNCTION", "LabelPlan", "Labels", "SortKeys", "plan_labels"]

#: the function that is in a rewritten ORDER BY for the label of an entity
LABEL_FUNCTION = "urn:x-kgtools:label"
#: entities from which on one question for all of them is quicker
_MANY_ENTITIES = 100
#: labels that are kept for the next query
_MAX_LABELS_KEPT = 20_000


class Labels:
    """Labels looked up in a dataset: the default graph first, then any graph.

    The best by language (:func:`kgtools.text.languages.rank`), then by predicate; else the last part of the IRI.
    """

    def __init__(
        self,
        store: MemoryStore,
        languages: Sequence[str],
        *,
        budget: Budget | None = None,
        cache: dict[str, Literal | None] | None = None,
    ) -> None:
        """`cache` has labels that were looked up in the same dataset for the same languages."""
        self._store = store
        self._budget = budget
        self._languages = languages
        self._cache: dict[str, Literal | None] = {} if cache is None else cache
        if len(self._cache) > _MAX_LABELS_KEPT:
            self._cache.clear()

    def stated(self, entity: Term | None) -> Literal | None:
        """The label that the dataset has for an entity, or None."""
        if not isinstance(entity, NamedNode):
            return None
        iri = entity.value
        if iri not in self._cache:
            self._cache[iri] = self._look_up(entity)
        return self._cache[iri]

    def label(self, entity: Term | None) -> Literal | None:
        """The label of an entity, else its last part; None for what is not an entity."""
        label = self.stated(entity)
        if label is None and isinstance(entity, NamedNode):
            return Literal(last_part(entity.value))
        return label

    def look_up_all(self, terms: Iterable[Term | None]) -> None:
        """Look up the labels of many entities in one go, for :meth:`stated` and :meth:`label`."""
        unknown = [t for t in terms if isinstance(t, NamedNode) and t.value not in self._cache]
        if len(unknown) < _MANY_ENTITIES:
            return
        entity, predicate, label, graph = map(Variable, ("entity", "predicate", "label", "graph"))
        triples = TriplesBlock((TriplePattern(entity, predicate, label),))
        group = Group((
            InlineData((entity,), tuple((term,) for term in unknown)),
            InlineData((predicate,), tuple((term,) for term in self._predicates)),
            UnionPattern((Group((triples,)), Group((GraphPattern(graph, Group((triples,))),)))),
        ))  # fmt: skip
        columns = tuple(map(Projection, (entity, predicate, label, graph)))
        from kgtools.sparql.answers import SelectAnswer
        from kgtools.sparql.engine import answer, prepare

        query = Query("select", Prologue(), projection=columns, where=group)
        result = answer(prepare(query), self._store.data(), budget=self._budget)
        assert isinstance(result, SelectAnswer)
        best: dict[str, tuple[tuple[bool, tuple[int, int, str, str]], Literal]] = {}
        for node, of, text, name in result.rows():
            if isinstance(node, NamedNode) and isinstance(of, NamedNode) and isinstance(text, Literal):
                key = (name is not None, self._rank(text, self._predicates.index(of)))
                if node.value not in best or key < best[node.value][0]:
                    best[node.value] = key, text
        self._cache.update({term.value: None for term in unknown})
        self._cache.update({iri: text for iri, (_, text) in best.items()})

    @cached_property
    def _predicates(self) -> tuple[NamedNode, ...]:
        """The predicates of labels that the dataset has, the best first: few have all of them."""
        every = map(NamedNode, LABELS)
        return tuple(p for p in every if next(self._store.match(None, p, None, None), None) is not None)

    def _look_up(self, entity: NamedNode) -> Literal | None:
        for graph in (DefaultGraph(), None):
            labels = [
                (self._rank(quad.object, place), quad.object)
                for place, predicate in enumerate(self._predicates)
                for quad in self._store.match(entity, predicate, None, graph)
                if isinstance(quad.object, Literal)
            ]
            if labels:
                return min(labels, key=lambda pair: pair[0])[1]
        return None

    def _rank(self, label: Literal, predicate: int) -> tuple[int, int, str, str]:
        return rank(label.language, self._languages), predicate, label.language or "", label.value


class SortKeys:
    """The function of the query's language that gives what ORDER BY compares for a label: its text."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def prepare(self, calls: Sequence[tuple[Term, ...]]) -> None:
        """Look up all the labels in one go."""
        self._labels.look_up_all(entity for (entity,) in calls)

    def __call__(self, entity: Term) -> Term | None:
        """The text of the label of an entity."""
        label = self._labels.label(entity)
        return None if label is None else Literal(label.value)


class LabelPlan(NamedTuple):
    """A query without its label variables, and how its rows become those that were asked for.

    `columns` has one pair a column: its name, and the name of the column that it is made of; `labelled` are the names
    of those that are labels of what is there.
    """

    tree: Query
    columns: tuple[tuple[str, str], ...]
    labelled: frozenset[str]


def plan_labels(query: Query) -> LabelPlan | None:
    """How to answer a SELECT whose projection has label variables that the query does not bind; None if it has none.

    >>> from kgtools.sparql.parse import parse_query
    >>> plan = plan_labels(parse_query("SELECT ?xLabel { ?x ?p ?o } ORDER BY ?xLabel"))
    >>> plan.columns, [column.variable.name for column in plan.tree.projection]
    ((('xLabel', 'x'),), ['x'])
    """
    columns = query.projection or ()
    bound = {column.variable.name for column in columns if column.expression is not None}
    bound |= {variable.name for variable in (visible_variables(query.where) if query.where else ())}
    bound |= {variable.name for variable in (query.values.variables if query.values else ())}
    bound |= {key.variable.name for key in query.group_by if key.variable is not None}
    entity_of: dict[str, str] = {}
    for column in columns:
        name = column.variable.name
        entity = name.removesuffix(COMPANION)
        if name != entity and name not in bound and entity in bound:
            entity_of[name] = entity
    if not entity_of:
        return None
    projections: dict[str, Projection] = {}
    stay = {column.variable.name: column for column in columns if column.variable.name not in entity_of}
    for column in columns:
        # an entity that is not asked for itself is where its label does
        name = entity_of.get(column.variable.name, column.variable.name)
        projections.setdefault(name, stay.get(name) or Projection(Variable(name), place=column.place))
    keys = [key.replace(expression=_entity(key.expression, entity_of)) for key in query.group_by]
    tree = query.replace(
        projection=tuple(projections.values()),
        group_by=tuple(dict.fromkeys(keys)),
        having=tuple(_with_calls(condition, entity_of) for condition in query.having),
        order_by=tuple(_with_calls(condition, entity_of) for condition in query.order_by),
    )
    named = tuple(dict.fromkeys((c.variable.name, entity_of.get(c.variable.name, c.variable.name)) for c in columns))
    return LabelPlan(tree, named, frozenset(entity_of))


_NodeType = TypeVar("_NodeType", bound=Node)


def _entity(node: _NodeType, labels: Mapping[str, str]) -> _NodeType:
    """The node with each label variable replaced by that of its entity."""
    return rewritten(node, lambda n: Variable(labels[n.name]) if isinstance(n, Variable) and n.name in labels else n)


def _with_calls(node: _NodeType, labels: Mapping[str, str]) -> _NodeType:
    """The node with each label variable replaced by the label of its entity."""
    label = NamedNode(LABEL_FUNCTION)

    def change(part: Node) -> Node:
        if isinstance(part, Variable) and part.name in labels:
            return FunctionCall(label, (Variable(labels[part.name]),), place=part.place)
        return part

    return rewritten(node, change)
