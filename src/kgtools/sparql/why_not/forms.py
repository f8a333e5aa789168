"""The reasons of an empty answer, by the form of the query; and of cells that an error left empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kgtools.model.terms import NamedNode
from kgtools.sparql import algebra, syntax
from kgtools.sparql.algebra import Operator
from kgtools.sparql.evaluate.construct import construct
from kgtools.sparql.expressions import Constant, Variable
from kgtools.sparql.parse import parse_query
from kgtools.sparql.scope import is_visible, mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.translate import translate
from kgtools.sparql.why_not.diagnosis import Diagnosis
from kgtools.sparql.why_not.inquiry import Inquiry, listed
from kgtools.sparql.why_not.probe import Probe
from kgtools.sparql.why_not.query_text import QueryText
from kgtools.sparql.why_not.reasons.aggregates import aggregate_errors
from kgtools.sparql.why_not.reasons.terms import unknown_term
from kgtools.sparql.why_not.remark import Remark

if TYPE_CHECKING:
    from kgtools.sparql.answers import SelectAnswer
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.engine import Functions
    from kgtools.sparql.quads.datasets import QuadData

__all__ = ["why_error", "why_not"]

#: remarks that are made at most
_MAX_REMARKS = 5


def why_not(
    query: str | syntax.Query,
    data: QuadData,
    *,
    text: str = "",
    source: str = "",
    prefixes: Mapping[str, str] | None = None,
    functions: Functions | None = None,
    budget: Budget | None = None,
    is_empty: bool = False,
) -> tuple[Remark, ...]:
    """Why the answer to a query over a dataset is empty; nothing where it is not, unless that is `is_empty`.

    A syntax tree comes with the `text` that its places are of. `prefixes` are those that terms are shown with, beside
    those of the query.

    >>> from kgtools.store import MemoryStore
    >>> store = MemoryStore()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:ada e:age 36 .", format="turtle")
    >>> (remark,) = why_not("SELECT * { ?who <http://e/agee> ?age }", store.data())
    >>> str(remark)
    'line 1, column 17: <http://e/agee> occurs nowhere in the data; did you mean <http://e/age>?'

    Raises :class:`QueryError` for a text that is no query, and :class:`LimitError` where the time of `budget` is over.
    """
    inquiry, translated = _inquiry(query, data, text, source, prefixes, functions, budget)
    nothing = _no_triples(inquiry, translated)
    if nothing is not None and not inquiry.has_rows(translated.pattern):
        return (nothing,)
    diagnosis = Diagnosis(inquiry)
    pattern = _without_order(translated.pattern)
    if translated.form == "describe":
        return tuple(_described(inquiry, translated, diagnosis))
    if (not is_empty or translated.form == "construct") and inquiry.has_rows(pattern):
        if translated.form != "construct" or (not is_empty and _makes_triples(inquiry, translated)):
            return ()
        return tuple(_template(inquiry, translated))
    return _few(diagnosis.of(pattern))


def why_error(
    query: str | syntax.Query,
    data: QuadData,
    answer: SelectAnswer,
    *,
    text: str = "",
    source: str = "",
    prefixes: Mapping[str, str] | None = None,
    functions: Functions | None = None,
    budget: Budget | None = None,
) -> tuple[Remark, ...]:
    """Why aggregates have no value in some rows of an answer: for each, the first error.

    Nothing is looked into where every cell has a value.

    >>> from kgtools.sparql.engine import answer, prepare
    >>> from kgtools.store import MemoryStore
    >>> data = MemoryStore().data()
    >>> query = 'SELECT (SUM(?n) AS ?total) { VALUES ?n { 1 "two" } }'
    >>> (remark,) = why_error(query, data, answer(prepare(query), data))
    >>> str(remark)
    'line 1, column 9: SUM(?n) has no value where one of its values is not a number: "two" is an xsd:string.'

    Raises :class:`LimitError` where the time of `budget` is over.
    """
    empty = [name for name in answer.variables if (answer.table.column(name) < 0).any()]
    if not empty:
        return ()
    inquiry, translated = _inquiry(query, data, text, source, prefixes, functions, budget)
    return tuple(aggregate_errors(inquiry, translated.pattern, frozenset(empty)))


def _inquiry(
    query: str | syntax.Query,
    data: QuadData,
    text: str,
    source: str,
    prefixes: Mapping[str, str] | None,
    functions: Functions | None,
    budget: Budget | None,
) -> tuple[Inquiry, algebra.Query]:
    if isinstance(query, str):
        text, query = query, parse_query(query, source=source, prefixes=prefixes)
    probe = Probe(data, translated := translate(query), functions=functions, budget=budget)
    query_text = QueryText(text, {**(prefixes or {}), **query.prologue.prefixes}, source=source)
    query_text.know(query, translated)
    return Inquiry(probe, query_text), translated


def _few(remarks: list[Remark]) -> tuple[Remark, ...]:
    """Not too many remarks: of a chain, what is outermost, and what is at its end."""
    distinct = list(dict.fromkeys(remarks))
    return tuple(distinct if len(distinct) <= _MAX_REMARKS else [*distinct[:2], *distinct[2 - _MAX_REMARKS :]])


def _no_triples(inquiry: Inquiry, query: algebra.Query) -> Remark | None:
    """What is said where there is nothing that could match: no data, or none in the graphs that FROM names."""
    dataset = inquiry.probe.dataset
    if not len(inquiry.probe.data):
        return inquiry.query_text.remark("no-data", "the data hold no triple.", -1)
    named = [clause for clause in query.dataset if not clause.named]
    if named and not dataset.default.size and not any(isinstance(node, algebra.Graph) for node in query.pattern.walk()):
        names = listed(inquiry.query_text.term(clause.iri) for clause in named)
        message = f"FROM makes a default graph without a triple: {names} {'has' if len(named) == 1 else 'have'} none."
        return inquiry.query_text.remark(
            "graph", message, named[0], pattern=f"FROM {inquiry.query_text.term(named[0].iri)}"
        )
    return None


def _without_order(operator: Operator) -> Operator:
    """The pattern without what gives it an order: whether it has rows does not depend on that."""
    match operator:
        case algebra.OrderBy(pattern=inner):
            return _without_order(inner)
        case algebra.Project(pattern=inner) | algebra.Distinct(pattern=inner) | algebra.Slice(pattern=inner):
            return operator.replace(pattern=_without_order(inner))
        case algebra.Reduced(pattern=inner):
            return operator.replace(pattern=_without_order(inner))
    return operator


def _makes_triples(inquiry: Inquiry, query: algebra.Query) -> bool:
    """Whether the solutions of CONSTRUCT make a triple."""
    names = frozenset[str]().union(*map(mentioned, query.template))
    table = inquiry.probe.table(query.pattern, names)
    return table is None or len(construct(query.template, table, inquiry.probe.context)) > 0


def _template(inquiry: Inquiry, query: algebra.Query) -> Iterator[Remark]:
    """Why the solutions of CONSTRUCT make no triple."""
    for triple in query.template:
        variables = {node.name: node for node in triple.walk() if isinstance(node, Variable) and is_visible(node.name)}
        table = inquiry.probe.table(query.pattern, variables)
        if table is None or not table.size:
            continue
        unbound = [f"?{name}" for name in sorted(variables) if (table.column(name) < 0).all()]
        rows = "row" if table.size == 1 else "rows"
        start = f"the pattern has {table.size:,} {rows}, and {inquiry.query_text.node(triple)} makes no triple"
        if unbound:
            message = f"{start}: {listed(unbound)} {'is' if len(unbound) == 1 else 'are'} never bound."
        else:
            message = (
                f"{start}: its subject or predicate has a value not allowed there{_wrong(inquiry, triple, table)}."
            )
        yield inquiry.query_text.remark("template", message, triple, rows=table.size)


def _wrong(inquiry: Inquiry, triple: syntax.Triple, table: SolutionTable) -> str:
    for part in (triple.subject, triple.predicate):
        if isinstance(part, Variable) and is_visible(part.name):
            column = table.column(part.name)
            if (column >= 0).any():
                (term,) = inquiry.probe.least(column)
                if not isinstance(term, NamedNode):
                    return f" (?{part.name} is {inquiry.query_text.term(term)})"
    return ""


def _described(inquiry: Inquiry, query: algebra.Query, diagnosis: Diagnosis) -> Iterator[Remark]:
    """Why nothing is said of what DESCRIBE names."""
    variables = [node for node in query.described if isinstance(node, Variable)]
    if variables and not inquiry.has_rows(query.pattern):
        yield from diagnosis.of(query.pattern)
    for node in query.described:
        if not isinstance(node, Constant):
            continue
        if not inquiry.probe.occurs(node.term):
            yield from unknown_term(inquiry, node)
        elif not inquiry.has_rows(algebra.BGP((syntax.Triple(node, inquiry.probe.fresh(), inquiry.probe.fresh()),))):
            node_text = inquiry.query_text.node(node)
            message = f"{node_text} occurs in the data, but not as a subject of the default graph."
            yield inquiry.query_text.remark("position", message, node)
