"""Oxigraph's answer to a query beside ours: a second opinion, and what the two do not agree on.

Oxigraph is asked for the same algebra, written as SPARQL text, over the same quads. It cannot be interrupted, gives
literals back in its own spelling, and differs from the recommendation in some places, which
``docs/sparql-conformance.md`` lists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pyoxigraph

from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple
from kgtools.sparql.answers import GraphAnswer, SelectAnswer
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.expressions import Aggregate, BuiltinCall
from kgtools.sparql.serialize import to_text
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.syntax import Query
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.translate import translate
from kgtools.store import MemoryStore
from kgtools.store.faults import ENGINE_FAULTS, evaluation_error
from kgtools.store.oxigraph import OxigraphStore
from kgtools.text.characters import visible

__all__ = ["ENGINES", "ask_oxigraph", "differences"]

#: what `engine` can be
ENGINES = ("columns", "oxigraph", "both")

#: functions and aggregates whose value is not determined
_FREE = {
    **dict.fromkeys(("RAND", "UUID", "STRUUID"), "has another value each time"),
    "NOW": "is the moment of the evaluation",
    "SAMPLE": "takes any of the values",
    "GROUP_CONCAT": "takes the values in any order",
}

Found: TypeAlias = SelectAnswer | bool | GraphAnswer
_Row: TypeAlias = tuple[Term | None, ...]


def ask_oxigraph(
    store: MemoryStore,
    tree: Query,
    *,
    functions: Mapping[str, Callable[..., Term | None]] | None = None,
    source: str = "",
) -> Found:
    """The answer that Oxigraph gives to a query over the dataset of `store`.

    >>> from kgtools.sparql.parse import parse_query
    >>> store = MemoryStore()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:a e:age 036 .", format="turtle")
    >>> answer = ask_oxigraph(store, parse_query("SELECT ?age { ?who <http://e/age> ?age }"))
    >>> [age.value for age, in answer.rows()]
    ['36']

    Raises :class:`QueryError` where Oxigraph cannot evaluate it.
    """
    text = to_text(translate(tree))
    names = [NamedNode(name) for name in store.graph_names()]
    pool = Pool(store.data().dictionary)
    try:
        answer = OxigraphStore(store, graphs=names).evaluate(text, source=source, functions=functions)
        if isinstance(answer, pyoxigraph.QueryBoolean):
            return bool(answer)
        if isinstance(answer, pyoxigraph.QueryTriples):
            parts = [(t.subject, t.predicate, t.object) for t in answer]
            s, p, o = (_column(pool, [part[i] for part in parts]) for i in range(3))
            return GraphAnswer(s, p, o, pool, distinct=False)
        variables = [variable.value for variable in answer.variables]
        rows: list[_Row] = [tuple(solution) for solution in answer]
    except ENGINE_FAULTS as error:
        raise evaluation_error(error, source=source) from error
    columns = {name: _column(pool, [row[i] for row in rows]) for i, name in enumerate(variables)}
    return SelectAnswer(variables, SolutionTable(len(rows), columns), pool)


def differences(ours: Found, theirs: Found, query: Query | None = None) -> str:
    """One sentence about what the two answers do not agree on; empty where they agree.

    Solutions are compared as a bag, whatever their order, and literals by the spelling that Oxigraph gives them; blank
    nodes count as one. The sentence says where the recommendation lets the answers to `query` differ.

    >>> differences(True, True), differences(True, False)
    ('', 'the engines do not agree: columns says true, Oxigraph says false.')
    >>> from kgtools.sparql.parse import parse_query
    >>> print(differences(True, False, parse_query("ASK { FILTER(RAND() < 0.5) }")))
    the engines do not agree: columns says true, Oxigraph says false; they need not: RAND has another value each time.
    """
    difference = _difference(ours, theirs)
    if not difference:
        return ""
    freedom = _freedom(query) if query is not None else ""
    return f"the engines do not agree: {difference}{f'; they need not: {freedom}' if freedom else ''}."


def _difference(ours: Found, theirs: Found) -> str:
    if isinstance(ours, bool) or isinstance(theirs, bool):
        if ours is theirs:
            return ""
        words = [str(truth).lower() for truth in (ours, theirs)]
        return f"columns says {words[0]}, Oxigraph says {words[1]}"
    what = "solutions" if isinstance(ours, SelectAnswer) else "triples"
    left, right = _bag(ours), _bag(theirs)
    only_left, only_right = left - right, right - left
    if not only_left and not only_right:
        return ""
    parts = [
        f"{_count_text(sum(only.values()), what)} given by {engine} alone, such as ({_row_text(only)})"
        for only, engine in ((only_left, "columns"), (only_right, "Oxigraph"))
        if only
    ]
    return ", and ".join(parts)


def _freedom(query: Query) -> str:
    """Why two right answers to a query may differ; empty where they may not."""
    for node in query.walk():
        if isinstance(node, BuiltinCall | Aggregate) and node.name in _FREE:
            return f"{node.name} {_FREE[node.name]}"
        if isinstance(node, Query) and (node.limit is not None or node.offset) and not node.order_by:
            return f"{'OFFSET' if node.limit is None else 'LIMIT'} without ORDER BY takes any of the solutions"
        if isinstance(node, Query) and node.reduced:
            return "REDUCED leaves out as many duplicates as it likes"
    return "what DESCRIBE says of a resource is left to the engine" if query.form == "describe" else ""


def _column(pool: Pool, terms: Sequence[Term | None]) -> Ids:
    column = np.full(len(terms), UNBOUND, np.int32)
    bound = [i for i, term in enumerate(terms) if term is not None]
    column[bound] = pool.intern_terms([term for term in terms if term is not None])
    return column


def _bag(answer: SelectAnswer | GraphAnswer) -> Counter[_Row]:
    rows = answer.rows() if isinstance(answer, SelectAnswer) else answer.as_solutions().rows()
    distinct = list(rows)
    spelled = _oxigraph_terms({term for row in distinct for term in row if isinstance(term, Literal | Triple)})
    one = BlankNode("any")
    return Counter(
        tuple(
            one if isinstance(term, BlankNode) else spelled.get(term, term) if term is not None else None
            for term in row
        )
        for row in distinct
    )


def _oxigraph_terms(terms: Iterable[Term]) -> dict[Term | None, Term]:
    """Terms as Oxigraph's store gives them back."""
    distinct = list(terms)
    store = pyoxigraph.Store()
    store.extend(Quad(NamedNode(f"urn:{i}"), NamedNode("urn:x"), term) for i, term in enumerate(distinct))
    term_of = {int(quad.subject.value[4:]): quad.object for quad in store if isinstance(quad.subject, NamedNode)}
    return {term: term_of[i] for i, term in enumerate(distinct)}


def _count_text(count: int, what: str) -> str:
    return f"one {what[:-1]} is" if count == 1 else f"{count:,} {what} are"


def _row_text(only: Counter[_Row]) -> str:
    row = min(only, key=lambda row: [str(term) for term in row])
    return visible(", ".join("unbound" if term is None else str(term) for term in row)[:200])
