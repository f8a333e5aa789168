"""An endpoint as a source for plans: each is one SELECT; what the endpoint might mean otherwise is checked here.

An endpoint cannot be asked about a blank node that it has named in an answer: the query that it came from is asked
again then, as a part of the next one, if labels stay the same from answer to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa

from kgtools.elsewhere.blank_nodes import BlankNodes, triple_pattern
from kgtools.elsewhere.endpoint.answers import Row, count_solutions, select
from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.dialect import rows_at_once
from kgtools.elsewhere.endpoint.pulling import BATCH, class_counts
from kgtools.elsewhere.flattening import flattened
from kgtools.elsewhere.sizes import Sizes
from kgtools.errors import EndpointError
from kgtools.model.terms import BlankNode, Term
from kgtools.shacl.plans.plan import Plan
from kgtools.shacl.plans.source import ManyFailError, Texts, judged_here, values_of
from kgtools.sparql.algebra import Operator, Project, Query, Union, Values
from kgtools.sparql.expressions import Variable
from kgtools.sparql.node import Node, rewritten
from kgtools.sparql.serialize import to_text
from kgtools.table.kernels.arrow import call, functions, keep, text_array, truths
from kgtools.table.kernels.text import term_text
from kgtools.table.limits import Check, no_check

__all__ = ["EndpointSource"]

_TRIPLE = tuple(map(Variable, "spo"))
#: rows of a page
_PAGE_ROWS = 10_000
#: terms that one query may name, and letters that it may have
_MAX_QUERY_TERMS, _MAX_QUERY_LETTERS = 3000, 500_000
#: a text of so many letters is sent once, and a small answer replaces it
_LONG_QUERY_LETTERS = 6000


class EndpointSource:
    """The default graph of an endpoint, or the graphs that its options name."""

    keeps_literals = False
    names_blank_nodes = False

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        predicates: Iterable[str] | None = None,
        counts: Mapping[str, int] | None = None,
        check: Check = no_check,
    ) -> None:
        """`predicates` (IRIs) are all that the shapes look at, None where that may be any; `counts` tells of how many
        triples they are the predicates.
        """
        self._endpoint = endpoint
        self._sizes = Sizes() if counts is None else Sizes(predicates=counts, classes=class_counts(endpoint))
        self._check = check
        self._staged: dict[Operator, Operator] = {}
        #: two constraints of one property ask for the same values
        self._answers: dict[str, Texts] = {}
        #: the most rows of an answer so far: a row limit is no lower, and as many rows or more are counted
        self._most_rows = rows_at_once(endpoint)
        ordered = None if predicates is None else tuple(sorted(predicates))
        self._blank_nodes = BlankNodes(endpoint, self._rows, ordered)

    def stage(self, operator: Operator, variables: Sequence[Variable], *, few: bool = False) -> Operator:
        """See :meth:`kgtools.shacl.plans.source.Source.stage`: long texts with short answers become values."""
        if isinstance(operator, Values):
            return operator
        staged = self._staged.get(operator)
        if staged is None:
            staged = operator
            if few or len(self._text(operator, variables)) > _LONG_QUERY_LETTERS:
                columns = self.texts(operator, variables)
                if len(columns[0]) <= BATCH and not any(_blank(column).any() for column in columns):
                    staged = self.inline_table(variables, columns)
            self._staged[operator] = staged
        return staged

    def texts(self, operator: Operator, variables: Sequence[Variable]) -> Texts:
        """See :meth:`kgtools.shacl.plans.source.Source.texts`; page by page where the endpoint cuts."""
        text = self._text(operator, variables)
        if len(text) > _MAX_QUERY_LETTERS:
            raise self._endpoint.error(f"a query of {len(text):,} letters is too long to send; pull the data (--pull).")
        answer = self._answers.get(text)
        if answer is None:
            rows = self._rows(text, variables)
            columns = zip(*rows, strict=True) if rows else [()] * len(variables)
            answer = tuple(text_array([term_text(term) for term in column if term is not None]) for column in columns)
            self._answers[text] = answer
            for variable, column in zip(variables, answer, strict=True):
                self._blank_nodes.add(keep(column, _blank(column)).to_pylist(), text, variable.name)
        return answer

    def inline_table(self, variables: Sequence[Variable], columns: Texts) -> Operator:
        """See :meth:`kgtools.shacl.plans.source.Source.inline_table`."""
        if len(columns[0]) > _MAX_QUERY_TERMS:
            raise ManyFailError(
                f"{self._endpoint.name}: {len(columns[0]):,} values fail, more than can be named in a query; validate "
                "with fewer shapes at a time."
            )
        return values_of(variables, columns)

    def unordered(self, pairs: Operator, others: Operator, orders: Sequence[int]) -> Plan:
        """See :meth:`kgtools.shacl.plans.source.Source.unordered`: distinct pairs of values are compared here."""
        return judged_here(self, pairs, others, orders)

    def triples(self, nodes: pa.LargeStringArray, predicates: Iterable[str] | None, *, inverse: bool = False) -> Texts:
        """See :meth:`kgtools.shacl.plans.source.Source.triples`: :data:`BATCH` nodes in a request."""
        needed = None if predicates is None else tuple(predicates)
        blank = _blank(nodes)
        labels = keep(nodes, blank).to_pylist()
        rows = self._blank_nodes.triples(labels, needed, inverse=inverse) if labels else []
        names = keep(nodes, ~blank).to_pylist()
        pattern = triple_pattern("?s", "?o", needed)
        for start in range(0, len(names), BATCH):
            batch = f"VALUES {'?o' if inverse else '?s'} {{ {' '.join(names[start : start + BATCH])} }}"
            query = f"SELECT DISTINCT ?s ?p ?o WHERE {{ {batch} {pattern} }}"
            more = self._rows(query, _TRIPLE)
            far = 0 if inverse else 2
            self._blank_nodes.add(
                (str(row[far]) for row in more if isinstance(row[far], BlankNode)), query, "so"[far // 2]
            )
            rows += more
        columns = zip(*rows, strict=True) if rows else [(), (), ()]
        s, p, o = (text_array([term_text(term) for term in column if term is not None]) for column in columns)
        return s, p, o

    def _text(self, operator: Operator, variables: Sequence[Variable]) -> str:
        """The SELECT of an operator."""
        pattern = rewritten(flattened(operator, variables, self._sizes), _apart)
        return to_text(Query("select", pattern, tuple(variables)))

    def _rows(self, text: str, variables: Sequence[Variable]) -> list[Row]:
        """All rows of a query that gives each once."""
        self._check()
        names = " ".join(f"?{variable.name}" for variable in variables)

        def count() -> int:
            return count_solutions(self._endpoint, f"{{ {text} }}")

        try:
            whole = select(self._endpoint, text, limit=max(1, self._most_rows), count=count)
            self._most_rows = max(self._most_rows, len(whole))
            self._check_distinct(text, whole)
            return whole
        except EndpointError as error:
            if error.rows is None:
                raise
            page = max(1, min(_PAGE_ROWS, error.rows))
        total = count()
        rows: list[Row] = []
        # by their texts first: values need not have an order, and the pages have to have one
        keys = " ".join(f"STR(?{variable.name}) ?{variable.name}" for variable in variables)
        ordered = f"{{ SELECT {names} WHERE {{ {{ {text} }} }} ORDER BY {keys} }}"
        while len(rows) < total:
            query = f"SELECT {names} WHERE {{ {ordered} }} LIMIT {page} OFFSET {len(rows)}"
            part = select(self._endpoint, query, own_limit=page)
            if not part:
                break
            rows += part
        if len(rows) != total or len(set(rows)) != total:
            distinct = len(set(rows))
            twice = "" if len(rows) == distinct else f", {len(rows) - distinct:,} of them twice,"
            raise self._endpoint.error(f"{len(rows):,} rows{twice} came page by page where it had counted {total:,}.")
        return rows

    def _check_distinct(self, text: str, rows: list[Row]) -> None:
        """Raise :class:`EndpointError` where DISTINCT gave a row twice, which may stand where another row was lost."""
        twice = len(rows) - len(set(rows))
        if twice and text.startswith("SELECT DISTINCT"):
            raise self._endpoint.error(
                f"it gave {twice:,} of {len(rows):,} rows twice where DISTINCT was asked for; nothing is concluded "
                "from it."
            )


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
    # a row that two branches have counts twice
    tables = [Values(variables, tuple(cells)) for variables, cells in rows.items()]
    if not others and len(tables) == 1:
        return tables[0]
    return node.replace(branches=(*(Project(table, table.variables) for table in tables), *others))


def _blank(texts: pa.LargeStringArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return truths(call("starts_with", texts, options=functions.MatchSubstringOptions("_:")))
