"""An endpoint as a source for plans: each is one SELECT; what the endpoint might mean otherwise is judged here.

An endpoint cannot be asked about a blank node that it has named in an answer: what is said of all blank nodes is asked
for then, if their labels stay the same from answer to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from kgtools.elsewhere.endpoint.answers import Row, select
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.dialect import ROWS, row_limit
from kgtools.elsewhere.endpoint.pulling import BATCH, require_labels
from kgtools.elsewhere.flattening import flattened
from kgtools.errors import EndpointError
from kgtools.model.terms import Literal, Term
from kgtools.shacl.plans.plan import Plan
from kgtools.shacl.plans.source import ManyFailError, Texts, judged_here
from kgtools.sparql.algebra import Operator, Project, Query, Union, Values
from kgtools.sparql.expressions import Variable
from kgtools.sparql.node import Node, rewritten
from kgtools.sparql.serialize import to_text
from kgtools.table.kernels.arrow import call, functions, keep, text_array, truths
from kgtools.table.kernels.text import parse_terms, term_text
from kgtools.table.limits import Check, no_check

__all__ = ["EndpointSource"]

_TRIPLE = tuple(map(Variable, "spo"))
#: rows of a page
_PAGE = 10_000
#: terms that one query may name, and letters that it may have
_MOST_VALUES, _MOST_TEXT = 3000, 500_000
#: a text of so many letters is sent once, and a small answer replaces it
_LONG = 6000


class EndpointSource:
    """The default graph of an endpoint, or the graphs that its options name."""

    keeps_literals = False
    names_blank_nodes = False

    def __init__(self, endpoint: Endpoint, *, check: Check = no_check) -> None:
        self._endpoint = endpoint
        self._check = check
        self._staged: dict[Operator, Operator] = {}
        #: two constraints of one property ask for the same values
        self._answers: dict[str, Texts] = {}
        #: what is said of all blank nodes, by query; and whether their labels are known to stay
        self._of_blank: dict[str, list[Row]] = {}
        self._has_labels = False
        # as many rows, or more than it was tried with, are counted before they are believed
        self._limit = row_limit(endpoint) or ROWS

    def stage(self, operator: Operator, variables: Sequence[Variable]) -> Operator:
        """See :meth:`kgtools.shacl.plans.source.Source.stage`: long texts with short answers become values."""
        if isinstance(operator, Values):
            return operator
        found = self._staged.get(operator)
        if found is None:
            found = operator
            if len(_text(operator, variables)) > _LONG:
                columns = self.texts(operator, variables)
                few = len(columns[0]) <= BATCH
                if few and not any(_blank(column).any() for column in columns):
                    found = self.inline_table(variables, columns)
            self._staged[operator] = found
        return found

    def texts(self, operator: Operator, variables: Sequence[Variable]) -> Texts:
        """See :meth:`kgtools.shacl.plans.source.Source.texts`; page by page where the endpoint cuts."""
        text = _text(operator, variables)
        if len(text) > _MOST_TEXT:
            raise self._endpoint.error(f"a query of {len(text):,} letters is too long to send; pull the data (--pull).")
        found = self._answers.get(text)
        if found is None:
            rows = self._rows(text, variables)
            columns = zip(*rows, strict=True) if rows else [()] * len(variables)
            found = tuple(text_array([term_text(term) for term in column if term is not None]) for column in columns)
            self._answers[text] = found
        return found

    def inline_table(self, variables: Sequence[Variable], columns: Texts) -> Operator:
        """See :meth:`kgtools.shacl.plans.source.Source.inline_table`."""
        if len(columns[0]) > _MOST_VALUES:
            raise ManyFailError(
                f"{self._endpoint.name}: {len(columns[0]):,} values fail, more than can be named in a query; validate "
                "with fewer shapes at a time."
            )
        terms = [parse_terms(column.to_pylist()) for column in columns]
        return Values(tuple(variables), tuple(zip(*terms, strict=True)))

    def unordered(self, pairs: Operator, others: Operator, allowed: Sequence[int]) -> Plan:
        """See :meth:`kgtools.shacl.plans.source.Source.unordered`: distinct pairs of values are compared here."""
        return judged_here(self, pairs, others, allowed)

    def triples(self, nodes: pa.LargeStringArray, predicates: Iterable[str] | None, *, inverse: bool = False) -> Texts:
        """See :meth:`kgtools.shacl.plans.source.Source.triples`: :data:`BATCH` nodes in a request."""
        blank = _blank(nodes)
        restricted = "" if predicates is None else f"VALUES ?p {{ {' '.join(f'<{iri}>' for iri in predicates)} }} "
        end = "?o" if inverse else "?s"
        found = self._of_blank_nodes(keep(nodes, blank), restricted, end) if blank.any() else []
        names = keep(nodes, ~blank).to_pylist()
        for start in range(0, len(names), BATCH):
            batch = f"VALUES {end} {{ {' '.join(names[start : start + BATCH])} }} "
            query = f"SELECT DISTINCT ?s ?p ?o WHERE {{ {batch}{restricted}?s ?p ?o }}"
            found += self._rows(query, _TRIPLE)
        columns = zip(*found, strict=True) if found else [(), (), ()]
        s, p, o = (text_array([term_text(term) for term in column if term is not None]) for column in columns)
        return s, p, o

    def _of_blank_nodes(self, nodes: pa.LargeStringArray, restricted: str, end: str) -> list[Row]:
        """The triples of some blank nodes: those of all are fetched, as none can be named.

        Raises :class:`EndpointError` where a label means another node in the next answer.
        """
        if not self._has_labels:
            require_labels(self._endpoint)
            self._has_labels = True
        query = f"SELECT DISTINCT ?s ?p ?o WHERE {{ {restricted}?s ?p ?o FILTER(isBlank({end})) }}"
        if query not in self._of_blank:
            self._of_blank[query] = self._rows(query, _TRIPLE)
        wanted, place = set(nodes.to_pylist()), 2 if end == "?o" else 0
        return [row for row in self._of_blank[query] if str(row[place]) in wanted]

    def _rows(self, text: str, variables: Sequence[Variable]) -> list[Row]:
        """All rows of a query that gives each once."""
        self._check()
        names = " ".join(f"?{variable.name}" for variable in variables)

        def count() -> int:
            found = select(self._endpoint, f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {text} }} }}")
            number = found[0][0] if found else None
            return int(number.value) if isinstance(number, Literal) and number.value.isdigit() else -1

        try:
            return select(self._endpoint, text, limit=self._limit, count=count)
        except EndpointError as error:
            if error.rows is None:
                raise
            page = max(1, min(_PAGE, error.rows))
        total = count()
        rows: list[Row] = []
        ordered = f"{{ SELECT {names} WHERE {{ {{ {text} }} }} ORDER BY {names} }}"
        while len(rows) < total:
            query = f"SELECT {names} WHERE {{ {ordered} }} LIMIT {page} OFFSET {len(rows)}"
            more = select(self._endpoint, query, own_limit=page)
            if not more:
                break
            rows += more
        if len(rows) != total or len(set(rows)) != total:
            raise self._endpoint.error(f"{len(set(rows)):,} rows came page by page where it had counted {total:,}.")
        return rows


def _text(operator: Operator, variables: Sequence[Variable]) -> str:
    """The SELECT of an operator."""
    return to_text(Query("select", rewritten(flattened(operator, variables), _apart), tuple(variables)))


def _apart(node: Node) -> Node:
    """The VALUES among the branches of UNION as one, in a sub-select: Virtuoso joins VALUES alone with all branches."""
    if not isinstance(node, Union):
        return node
    rows: dict[tuple[Variable, ...], list[tuple[Term | None, ...]]] = {}
    others = []
    for branch in node.branches:
        if isinstance(branch, Values):
            rows.setdefault(branch.variables, []).extend(branch.rows)
        else:
            others.append(branch)
    tables = [Values(variables, tuple(dict.fromkeys(found))) for variables, found in rows.items()]
    if not others and len(tables) == 1:
        return tables[0]
    return node.replace(branches=(*(Project(table, table.variables) for table in tables), *others))


def _blank(texts: pa.LargeStringArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return truths(call("starts_with", texts, options=functions.MatchSubstringOptions("_:")))
