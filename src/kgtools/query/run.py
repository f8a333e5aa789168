"""Queries over a dataset: SPARQL as it is written, and stored queries with values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from kgtools.errors import QueryError, RefusedQueryError, UnknownNameError, UsageError
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.vocab import Vocabulary
from kgtools.query.labels.entities import EntityFinder
from kgtools.query.labels.label_variables import LABEL_FUNCTION, Labels, SortKeys, plan_labels
from kgtools.query.results.answers import Answer, Row, Solutions, Triples, Truth
from kgtools.query.stored.bind import Value, bind
from kgtools.query.stored.stored_query import StoredQuery
from kgtools.query.stored.template import COMPANION, parse_filled
from kgtools.query.why.places import FilePlaces
from kgtools.sparql.expressions import Aggregate, FunctionCall
from kgtools.sparql.node import Node
from kgtools.sparql.parse import parse_query
from kgtools.sparql.syntax import Query, ServicePattern
from kgtools.sparql.text.places import place_of
from kgtools.store import MemoryStore
from kgtools.text.languages import check_languages

if TYPE_CHECKING:
    from kgtools.query.results.tables import Table
    from kgtools.query.why.claims import Claims
    from kgtools.sparql.engine import Answer as Found
    from kgtools.sparql.engine import Functions
    from kgtools.sparql.evaluate.budget import Budget
    from kgtools.sparql.evaluate.explain import Trace
    from kgtools.sparql.evaluate.lineage.provenance import Origins
    from kgtools.sparql.functions.custom.given import GivenFunction
    from kgtools.sparql.why_not.remark import Remark

__all__ = ["Passage", "run", "run_stored"]

#: the columns of an explained CONSTRUCT
_TRIPLE = ("subject", "predicate", "object")
#: the text of an article (its number) from an offset to another, or None where it cannot be had
Passage: TypeAlias = Callable[[str, int, int], str | None]


def run(
    store: MemoryStore,
    text: str,
    *,
    source: str = "",
    base: str | None = None,
    prefixes: Mapping[str, str] | None = None,
    languages: Sequence[str] | None = None,
    why: Vocabulary | FilePlaces | None = None,
    passage: Passage | None = None,
    allow_service: bool = False,
    timeout: float | None = None,
    memory: int | None = None,
    budget: Budget | None = None,
    engine: str = "columns",
    disagreed: Callable[[str], None] | None = None,
    trace: Trace | None = None,
    tables: Mapping[str, Table] | None = None,
    functions: Mapping[str, GivenFunction] | None = None,
    remarked: Callable[[Remark], None] | None = None,
    claims: Claims | None = None,
) -> Answer:
    """The answer to a SPARQL 1.1 query over the dataset of `store`.

    `prefixes` are those that the query may use without declaring them. Without `languages` the answer is exactly
    that of the recommendation; with them every column of entities has a label column beside it. With `why`, the
    words of the project's claim model, each row comes with the claims and derivations that it rests on, and
    with `passage`, which gives the text of an article from an offset to another, with the passages; with files as
    `why`, each row comes with its triples and where they stand there; an ASK query gives a :class:`Truth` with those
    that make it true, and CONSTRUCT its triples as rows. `timeout` are
    seconds and `memory` bytes beyond those in use; a `budget` that runs already has both.

    `engine` is ``columns``, ``oxigraph`` (which keeps to no limit), or ``both``: then the answer is that of the
    columns, and what the two do not agree on is told to `disagreed`, or without it a :class:`QueryError`. What each
    operator did is written down in `trace`. The rows of each of `tables` are joined with the query's pattern, as if a
    VALUES block with the names of its columns stood at its beginning (:mod:`kgtools.query.results.tables`). `functions`
    are those that the query may call beside the built-in ones, by IRI (:mod:`kgtools.sparql.functions.custom.given`).

    Why an answer is empty is told to `remarked`, a :class:`kgtools.sparql.why_not.Remark` at a time, and so is which
    error left a column of groups without values; `claims` are those that may hold what the answer lacks.

    >>> store = MemoryStore()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:ada e:age 36 .", format="turtle")
    >>> [row["age"].value for row in run(store, "SELECT ?age { ?who e:age ?age }", prefixes={"e": "http://e/"})]
    ['36']

    Raises :class:`QueryError` with line and column, :class:`RefusedQueryError` for updates, SERVICE, FROM with a graph
    that the dataset does not have and what is nested too deeply, :class:`UndeclaredPrefixError` for prefixes that
    nobody declares, and :class:`LimitError`.
    """
    chosen = None if languages is None else check_languages(languages)
    budget = budget or _budget(timeout, memory)
    table = _table(prefixes)
    tree = parse_query(
        text,
        source=source,
        base=base,
        prefixes=table,
        allow_service=allow_service,
        companion="" if chosen is None else COMPANION,
        check=budget.check,
    )
    tree = _with_tables(tree, tables, budget)
    asked = _Asked(store, tree, text, source, budget, _Engines(engine, disagreed, trace), table)
    asked.functions = _calls(functions)
    asked.reasons = None if remarked is None else _Reasons(remarked, claims)
    return asked.answer(chosen, add=True, why=why, passage=passage, allow_service=allow_service)


def run_stored(
    store: MemoryStore,
    query: StoredQuery,
    values: Mapping[str, Value | None] | None = None,
    *,
    prefixes: Mapping[str, str] | None = None,
    languages: Sequence[str] = ("en",),
    why: Vocabulary | FilePlaces | None = None,
    passage: Passage | None = None,
    allow_service: bool = False,
    timeout: float | None = None,
    memory: int | None = None,
    budget: Budget | None = None,
    engine: str = "columns",
    disagreed: Callable[[str], None] | None = None,
    trace: Trace | None = None,
    tables: Mapping[str, Table] | None = None,
    functions: Mapping[str, GivenFunction] | None = None,
    remarked: Callable[[Remark], None] | None = None,
    claims: Claims | None = None,
) -> Answer:
    """The answer to a stored query with values for its parameters.

    Columns ``xLabel`` that the query leaves open are filled with the label of ``x`` in the first of `languages` that
    has one. The rest is as in :func:`run`.

    Raises what :func:`run` and :func:`kgtools.query.stored.bind.bind` raise.
    """
    chosen = check_languages(languages)
    table = _table(prefixes)
    source = str(query.path)
    budget = budget or _budget(timeout, memory)
    terms = bind(query, values or {}, EntityFinder(store, table), language=chosen[0] if chosen else "en")
    tree = parse_filled(query.text, terms, source=source, prefixes=table, allow_service=allow_service)
    tree = _with_tables(tree, tables, budget)
    asked = _Asked(store, tree, query.text, source, budget, _Engines(engine, disagreed, trace), table)
    asked.functions = _calls(functions)
    asked.reasons = None if remarked is None else _Reasons(remarked, claims)
    return asked.answer(chosen, add=False, why=why, passage=passage, allow_service=allow_service)


def _with_tables(tree: Query, tables: Mapping[str, Table] | None, budget: Budget) -> Query:
    if not tables:
        return tree
    from kgtools.query.results.tables import with_tables

    return with_tables(tree, tables, check=budget.check)


def _calls(functions: Mapping[str, GivenFunction] | None) -> Functions:
    if not functions:
        return {}
    from kgtools.sparql.functions.custom.given import calls_of

    return calls_of(functions)


def _budget(timeout: float | None, memory: int | None) -> Budget:
    from kgtools.sparql.evaluate.budget import Budget

    return Budget(seconds=timeout, memory=memory)


class _Engines(NamedTuple):
    """Which engine is asked, who is told that two do not agree, and where ours writes down what it does."""

    name: str
    disagreed: Callable[[str], None] | None
    trace: Trace | None


class _Reasons(NamedTuple):
    """Who is told why an answer is empty, and which claims may hold what it lacks."""

    remarked: Callable[[Remark], None]
    claims: Claims | None

    def tell(self, asked: _Asked, tree: Query, found: Found, functions: Functions | None) -> None:
        """Look into an answer that is empty, or has cells without a value; an answer that is neither costs nothing."""
        if _is_complete(found, tree):
            return
        from kgtools.query.why.empty_answers import remarks

        for remark in remarks(
            asked.store, tree, found, text=asked.text, source=asked.source, prefixes=asked.prefixes,
            functions=functions, budget=asked.budget, claims=self.claims,
        ):  # fmt: skip
            self.remarked(remark)


def _is_complete(found: Found, tree: Query) -> bool:
    """Whether an answer has rows, and every aggregate in it a value."""
    if isinstance(found, bool):
        return found
    from kgtools.sparql.answers import SelectAnswer

    if not isinstance(found, SelectAnswer) or not len(found):
        return len(found) > 0
    computed = [column for column in tree.projection or () if column.expression is not None]
    names = [c.variable.name for c in computed if any(isinstance(node, Aggregate) for node in c.walk())]
    return all((found.table.column(name) >= 0).all() for name in names)


class _Asked:
    """A query that has been parsed, and how it is answered."""

    def __init__(
        self,
        store: MemoryStore,
        tree: Query,
        text: str,
        source: str,
        budget: Budget,
        engines: _Engines,
        prefixes: Mapping[str, str],
    ) -> None:
        self.store = store
        self.tree = tree
        self.text = text
        self.source = source
        self.budget = budget
        self.engines = engines
        self.prefixes = prefixes
        #: those that were given for this query
        self.functions: Functions = {}
        #: who is told why the answer is empty
        self.reasons: _Reasons | None = None
        #: what tells which quads the rows come from, where that is asked for
        self.origins: Origins | None = None

    def answer(
        self,
        languages: Sequence[str] | None,
        *,
        add: bool,
        why: Vocabulary | FilePlaces | None,
        passage: Passage | None,
        allow_service: bool,
    ) -> Answer:
        """The answer; without `languages` without labels, with `add` with those that nobody asked for, too."""
        # what imports NumPy is imported when a query is answered
        from kgtools.sparql.answers import GraphAnswer

        if why is not None and self.tree.form == "describe":
            raise UsageError("every triple that DESCRIBE returns is in the data; leave out --why.")
        if why is not None and self.engines.name == "oxigraph":
            raise UsageError("--why works with kgtools' own engine only; leave out --engine.")
        if why is not None:
            from kgtools.sparql.evaluate.lineage.provenance import Origins

            self.origins = Origins()
        self._check_graphs()
        self._check_functions()
        plan = plan_labels(self.tree) if languages is not None and self.tree.form == "select" else None
        labels = Labels(self.store, languages or (), budget=self.budget)
        tree = self.tree if plan is None else plan.tree
        functions = self.functions
        if plan is not None:
            functions = {**functions, LABEL_FUNCTION: SortKeys(labels)}
        found = self._found(tree, functions, allow_service)
        if self.reasons is not None:
            self.reasons.tell(self, tree, found, functions)
        prefixes = {**self.prefixes, **self.tree.prologue.prefixes}
        if isinstance(found, GraphAnswer):
            if why is None:
                return Triples(found, self.tree.prologue.prefixes)
            triples = list(found.as_solutions().rows())
            return Solutions(_TRIPLE, triples, why=self._explained(triples, why, passage), prefixes=prefixes)
        reasons = None
        if why is not None:
            rows: Iterable[Row] = [()] * found if isinstance(found, bool) else found.rows()
            reasons = self._explained(rows, why, passage)
        if isinstance(found, bool):
            return found if reasons is None else Truth(found, reasons[0] if reasons else [], prefixes)
        if languages is not None and (plan is not None or add):
            from kgtools.query.labels.label_columns import with_added, with_planned

            if plan is not None:
                found = with_planned(found, plan, labels)
            if add:
                found = with_added(found, labels)
        return Solutions(found.variables, found, why=reasons, prefixes=prefixes)

    def _explained(
        self, rows: Iterable[Row], why: Vocabulary | FilePlaces, passage: Passage | None
    ) -> list[list[dict[str, Any]]]:
        """For each row what it rests on: its claims, or its triples and where they stand."""
        assert self.origins is not None
        from kgtools.query.why.evidence import ClaimBook, explain

        if isinstance(why, FilePlaces):
            from kgtools.query.why.places import triple_reasons

            book = None if why.vocabulary is None else ClaimBook(self.store, why.vocabulary)
            return triple_reasons(self.origins, why, self.budget, None if book is None else book.reasons)
        return explain(self.store, self.origins, rows, vocabulary=why, passage=passage, budget=self.budget)

    def _found(self, tree: Query, functions: Functions | None, allow_service: bool) -> Found:
        from kgtools.sparql.engine import answer, prepare

        name, disagreed, trace = self.engines
        if name != "columns":
            from kgtools.query.second_opinion import ENGINES, ask_oxigraph, differences

            if name not in ENGINES:
                raise UnknownNameError("engine", name, ENGINES)
            theirs = ask_oxigraph(self.store, tree, functions=functions, source=self.source)
            for function in self.functions.values():
                # Oxigraph takes whatever goes wrong in a function for an error of the row
                fault: QueryError | None = getattr(function, "fault", None)
                if fault is not None:
                    raise fault
            if name == "oxigraph":
                return theirs
        prepared = prepare(tree, source=self.source)
        ours = answer(
            prepared,
            self.store.data(),
            budget=self.budget,
            functions=functions,
            allow_service=allow_service,
            trace=trace,
            origins=self.origins,
        )
        if name == "both":
            difference = differences(ours, theirs)
            if difference and disagreed is None:
                raise QueryError(difference, source=self.source)
            if difference and disagreed is not None:
                disagreed(difference)
        return ours

    def _check_functions(self) -> None:
        """Functions that nobody has are refused before anything is evaluated; those of endpoints are theirs."""
        calls = list(_calls_in(self.tree))
        if not calls:
            return
        from kgtools.sparql.functions.custom.given import unknown_function
        from kgtools.sparql.functions.numbers.casts import cast_to

        for call in calls:
            if call.iri.value not in self.functions and cast_to(call.iri.value) is None:
                line, column = place_of(self.text, call.place) if call.place >= 0 else (None, None)
                told = unknown_function(call.iri.value, self.functions)
                raise QueryError(told, source=self.source, line=line, column=column)

    def _check_graphs(self) -> None:
        for clause in self.tree.dataset:
            if not self.store.has_graph(clause.iri.value):
                line, column = place_of(self.text, clause.place)
                raise RefusedQueryError(
                    f"FROM names <{clause.iri.value}>, which is not a graph of the dataset, and nothing is "
                    "fetched; load its file (--data), or remove FROM.",
                    source=self.source,
                    line=line,
                    column=column,
                )


def _calls_in(tree: Node) -> Iterator[FunctionCall]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, FunctionCall):
            yield node
        if not isinstance(node, ServicePattern):
            stack.extend(reversed(list(node.children())))


def _table(prefixes: Mapping[str, str] | None) -> PrefixTable:
    # a table is complete; what it has not, a query has to declare
    return prefixes if isinstance(prefixes, PrefixTable) else WELL_KNOWN | (prefixes or {})
