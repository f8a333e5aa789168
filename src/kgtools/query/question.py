"""A query that has been parsed, and how it is answered: by which engine, with labels, and with what rows rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kgtools.errors import QueryError, RefusedQueryError, UnknownNameError, UsageError
from kgtools.model.terms import Literal
from kgtools.query.labels.label_variables import LABEL_FUNCTION, LabelPlan, Labels, SortKeys, plan_labels
from kgtools.query.options import RunOptions
from kgtools.query.results.answers import Answer, Row, Solutions, Triples, Truth
from kgtools.query.why.reason import Reason
from kgtools.sparql.expressions import Aggregate
from kgtools.sparql.syntax import Query, calls_in
from kgtools.sparql.text.places import place_of
from kgtools.store import MemoryStore

if TYPE_CHECKING:
    from kgtools.query.columns import Column
    from kgtools.query.stored.prepared import Ready
    from kgtools.sparql.answers import GraphAnswer
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.engine import Answer as Found
    from kgtools.sparql.engine import Functions
    from kgtools.sparql.evaluate.provenance import Origins

__all__ = ["Question"]

#: languages of readers for whom labels are kept
_MAX_LANGUAGE_LISTS_KEPT = 8
#: the columns of an explained CONSTRUCT
_TRIPLE = ("subject", "predicate", "object")


class Question:
    """A query over a store: its tree, the text that the tree was read from, and the options and prefixes it has."""

    def __init__(
        self,
        store: MemoryStore,
        tree: Query,
        text: str,
        options: RunOptions,
        *,
        budget: Budget,
        prefixes: Mapping[str, str],
    ) -> None:
        self.store = store
        self.tree = tree
        self.text = text
        self.options = options
        self.budget = budget
        self.prefixes = prefixes
        self.functions = _calls(options)
        #: what tells which quads the rows come from, where that is asked for
        self.origins: Origins | None = None
        #: what no rows mean; where a stored query says so, its reader is not told of the patterns in its text
        self.meaning_of_none = ""
        #: how it is answered, where it was asked before with other values
        self.ready: Ready | None = None

    def answer(self, languages: Sequence[str] | None, *, add: bool, columns: Sequence[Column] = ()) -> Answer:
        """The answer; without `languages` without labels, with `add` with those that nobody asked for, too.

        `columns` are those of a stored query: what words in them are in the languages.
        """
        # what imports NumPy is imported when a query is answered
        from kgtools.sparql.answers import GraphAnswer

        self._prepare_reasons()
        self._check_graphs()
        self._check_functions()
        plan = self._plan_of_labels() if languages is not None else None
        labels = Labels(self.store, languages or (), budget=self.budget, cache=self._label_cache(languages or ()))
        tree = self.tree if plan is None else plan.tree
        functions = self.functions
        if plan is not None:
            functions = {**functions, LABEL_FUNCTION: SortKeys(labels)}
        result = self._engine_answer(tree, functions)
        self._tell_reasons(tree, result, functions)
        if isinstance(result, GraphAnswer):
            return self._triples(result)
        reasons = None
        if self.options.why is not None:
            rows: Iterable[Row] = [()] * result if isinstance(result, bool) else result.rows()
            reasons = self._explained(rows)
        prefixes = self._shown_prefixes()
        if isinstance(result, bool):
            return result if reasons is None else Truth(result, reasons[0] if reasons else [], prefixes)
        if languages is not None and (plan is not None or add):
            from kgtools.query.labels.label_columns import with_added, with_planned

            if plan is not None:
                result = with_planned(result, plan, labels)
            if add:
                result = with_added(result, labels)
        if languages is not None and any(column.words for column in columns):
            from kgtools.query.labels.label_columns import with_words

            result = with_words(result, columns, languages)
        return Solutions(result.variables, result, why=reasons, prefixes=prefixes)

    def _triples(self, answer: GraphAnswer) -> Answer:
        """The answer to CONSTRUCT and DESCRIBE: triples, or a row for each with what it rests on."""
        if self.options.why is None:
            return Triples(answer, self.tree.prologue.prefixes)
        triples = list(answer.as_solutions().rows())
        prefixes = self._shown_prefixes()
        return Solutions(_TRIPLE, triples, why=self._explained(triples), prefixes=prefixes)

    def _label_cache(self, languages: Sequence[str]) -> dict[str, Literal | None]:
        """The labels that were looked up for these languages before; of few readers, as they may ask for any."""
        caches: dict[tuple[str, ...], dict[str, Literal | None]] = self.store.data().derived.setdefault("labels", {})
        key = tuple(languages)
        if key not in caches and len(caches) >= _MAX_LANGUAGE_LISTS_KEPT:
            caches.clear()
        return caches.setdefault(key, {})

    def _shown_prefixes(self) -> Mapping[str, str]:
        """The prefixes that the answer is shown with."""
        return dict(self.prefixes.items()) | dict(self.tree.prologue.prefixes)

    def _plan_of_labels(self) -> LabelPlan | None:
        if self.ready is not None:
            return self.ready.labels
        return plan_labels(self.tree) if self.tree.form == "select" else None

    def _prepare_reasons(self) -> None:
        """Have the rows of the answer traced, where it is asked what they rest on."""
        if self.options.why is None:
            return
        if self.tree.form == "describe":
            raise UsageError("every triple that DESCRIBE returns is in the data; leave out --why.")
        if self.options.engine == "oxigraph":
            raise UsageError("--why works with kgtools' own engine only; leave out --engine.")
        from kgtools.sparql.evaluate.provenance import Origins

        self.origins = Origins()

    def _explained(self, rows: Iterable[Row]) -> list[list[Reason]]:
        """For each row what it rests on: its claims, or its triples and where they stand."""
        why = self.options.why
        assert self.origins is not None
        assert why is not None
        from kgtools.query.why.evidence import ClaimBook, explain
        from kgtools.query.why.places import FilePlaces, triple_reasons

        if isinstance(why, FilePlaces):
            book = None if why.vocabulary is None else ClaimBook(self.store, why.vocabulary)
            return triple_reasons(self.origins, why, self.budget, None if book is None else book.reasons)
        passage = self.options.passage
        return explain(self.store, self.origins, rows, vocabulary=why, passage=passage, budget=self.budget)

    def _engine_answer(self, tree: Query, functions: Functions) -> Found:
        """What the engine that is asked finds; of both, ours, when theirs was compared with it."""
        if self.options.engine == "columns":
            return self._of_columns(tree, functions)
        from kgtools.query.second_opinion import ENGINES, ask_oxigraph, differences

        if self.options.engine not in ENGINES:
            raise UnknownNameError("engine", self.options.engine, ENGINES)
        theirs = ask_oxigraph(self.store, tree, functions=functions, source=self.options.source)
        for function in self.functions.values():
            # Oxigraph takes whatever goes wrong in a function for an error of the row
            fault: QueryError | None = getattr(function, "fault", None)
            if fault is not None:
                raise fault
        if self.options.engine == "oxigraph":
            return theirs
        ours = self._of_columns(tree, functions)
        difference = differences(ours, theirs, tree)
        if difference:
            if self.options.disagreed is None:
                raise QueryError(difference, source=self.options.source)
            self.options.disagreed(difference)
        return ours

    def _of_columns(self, tree: Query, functions: Functions) -> Found:
        from kgtools.sparql.engine import answer, prepare

        return answer(
            prepare(tree, source=self.options.source) if self.ready is None else self.ready.plan,
            self.store.data(),
            budget=self.budget,
            functions=functions,
            allow_service=self.options.allow_service,
            trace=self.options.trace,
            origins=self.origins,
        )

    def _tell_reasons(self, tree: Query, result: Found, functions: Functions) -> None:
        """Look into an answer that is empty, or has cells without a value; an answer that is neither costs nothing."""
        if self.options.remarked is None or _is_complete(result, tree):
            return
        from kgtools.query.why.empty_answers import remarks, with_meaning

        if self.ready is not None:
            tree = self.ready.evaluated()
        reasons = remarks(self, tree, result, functions)
        for remark in with_meaning(reasons, "" if _has_rows(result) else self.meaning_of_none):
            self.options.remarked(remark)

    def _check_functions(self) -> None:
        """Functions that nobody has are refused before anything is evaluated; those of endpoints are theirs."""
        calls = list(calls_in(self.tree)) if self.ready is None else self.ready.calls
        if not calls:
            return
        from kgtools.sparql.functions.custom.custom_function import unknown_function
        from kgtools.sparql.functions.numbers.casts import cast_to

        for call in calls:
            if call.iri.value not in self.functions and cast_to(call.iri.value) is None:
                line, column = place_of(self.text, call.place) if call.place >= 0 else (None, None)
                reason = unknown_function(call.iri.value, self.functions)
                raise QueryError(reason, source=self.options.source, line=line, column=column)

    def _check_graphs(self) -> None:
        for clause in self.tree.dataset:
            if not self.store.has_graph(clause.iri.value):
                line, column = place_of(self.text, clause.place) if clause.place >= 0 else (None, None)
                raise RefusedQueryError(
                    f"FROM names <{clause.iri.value}>, which is not a graph of the dataset, and nothing is "
                    "fetched; load its file (--data), or remove FROM.",
                    source=self.options.source,
                    line=line,
                    column=column,
                )


def _calls(options: RunOptions) -> Functions:
    """The functions that were given for this query, as the evaluation calls them."""
    if not options.functions:
        return {}
    from kgtools.sparql.functions.custom.custom_function import calls_of

    return calls_of(options.functions)


def _is_complete(result: Found, tree: Query) -> bool:
    """Whether an answer has rows, and every aggregate in it a value."""
    if isinstance(result, bool):
        return result
    from kgtools.sparql.answers import SelectAnswer

    if not isinstance(result, SelectAnswer) or not len(result):
        return len(result) > 0
    computed = [column for column in tree.projection or () if column.expression is not None]
    names = [c.variable.name for c in computed if any(isinstance(node, Aggregate) for node in c.walk())]
    return all((result.table.column(name) >= 0).all() for name in names)


def _has_rows(result: Found) -> bool:
    return result if isinstance(result, bool) else len(result) > 0
