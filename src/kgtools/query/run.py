"""Queries over a dataset: SPARQL as it is written, and stored queries with values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from kgtools.errors import QueryError, RefusedQueryError, UnknownNameError, UsageError
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.sparql import Token, guard, place_of
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import Vocabulary
from kgtools.query.bind import Value, bind
from kgtools.query.entities import EntityFinder
from kgtools.query.head import Head, iri_of, read_head
from kgtools.query.labels import LABEL_FUNCTION, Labels, check_languages, plan_labels
from kgtools.query.limits import Answer, within
from kgtools.query.results import Row, Solutions, Triples
from kgtools.query.stored import StoredQuery
from kgtools.store import MemoryStore

__all__ = ["Passage", "run", "run_stored"]

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
    why: Vocabulary | None = None,
    passage: Passage | None = None,
    allow_service: bool = False,
    timeout: float | None = None,
    memory: int | None = None,
) -> Answer:
    """The answer to a SPARQL 1.1 query over the dataset of `store`.

    `prefixes` are those that the query may use without declaring them. Without `languages` the answer is exactly
    that of the recommendation; with them every column of entities has a label column beside it. With `why`, the
    words of the project's claim model, each row comes with the claims and derivations that it rests on, and
    with `passage`, which gives the text of an article from an offset to another, with the passages. Without
    `timeout` and `memory` the query is evaluated in this process and its rows are read as they are computed;
    with one of them in a child process.

    >>> store = MemoryStore()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:ada e:age 36 .", format="turtle")
    >>> [row["age"].value for row in run(store, "SELECT ?age { ?who e:age ?age }", prefixes={"e": "http://e/"})]
    ['36']

    Raises :class:`QueryError` with line and column, :class:`RefusedQueryError` for updates, SERVICE, FROM with a graph
    that the dataset does not have and what is nested too deeply, :class:`UnknownNameError` for a prefix that nobody
    declares, and :class:`LimitError`.
    """
    chosen = None if languages is None else check_languages(languages)
    tokens = guard(text, source=source, allow_service=allow_service)
    head = read_head(tokens, base=base)
    table = _table(prefixes)
    added = _check_names(text, tokens, head, table, store, source)

    def ask() -> Answer:
        asked = _Asked(
            store, text, tokens, head, source=source, base=base, added=added, table=table, allow_service=allow_service
        )
        return asked.answer(chosen, convention=chosen is not None, add=chosen is not None, why=why, passage=passage)

    return within(ask, timeout=timeout, memory=memory)


def run_stored(
    store: MemoryStore,
    query: StoredQuery,
    values: Mapping[str, Value | None] | None = None,
    *,
    prefixes: Mapping[str, str] | None = None,
    languages: Sequence[str] = ("en",),
    why: Vocabulary | None = None,
    passage: Passage | None = None,
    allow_service: bool = False,
    timeout: float | None = None,
    memory: int | None = None,
) -> Answer:
    """The answer to a stored query with values for its parameters.

    Columns ``xLabel`` that the query leaves open are filled with the label of ``x`` in the first of `languages` that
    has one. The rest is as in :func:`run`.

    Raises what :func:`run` and :func:`kgtools.query.bind.bind` raise.
    """
    chosen = check_languages(languages)
    table = _table(prefixes)
    source = str(query.path)
    text = bind(query, values or {}, EntityFinder(store, table), language=chosen[0] if chosen else "en")
    tokens = guard(text, source=source, allow_service=allow_service)
    head = read_head(tokens)
    added = _check_names(text, tokens, head, table, store, source)

    def ask() -> Answer:
        asked = _Asked(
            store, text, tokens, head, source=source, base=None, added=added, table=table, allow_service=allow_service
        )
        return asked.answer(chosen, convention=True, add=False, why=why, passage=passage)

    return within(ask, timeout=timeout, memory=memory)


class _Asked:
    """A query that has been checked, and how it is answered."""

    def __init__(
        self,
        store: MemoryStore,
        text: str,
        tokens: Sequence[Token],
        head: Head,
        *,
        source: str,
        base: str | None,
        added: Mapping[str, str],
        table: PrefixTable,
        allow_service: bool,
    ) -> None:
        self.store = store
        self.text = text
        self.tokens = tokens
        self.head = head
        self.source = source
        self.base = base
        self.added = added
        self.table = table
        self.allow_service = allow_service

    def answer(
        self,
        languages: Sequence[str] | None,
        *,
        convention: bool,
        add: bool,
        why: Vocabulary | None = None,
        passage: Passage | None = None,
    ) -> Answer:
        select = self.head.form == "select"
        plan = plan_labels(self.text, self.tokens, self.head) if convention and select else None
        labels = Labels(self.store, languages or ())
        functions = {LABEL_FUNCTION: labels.sort_key} if plan is not None else None
        text = plan.text if plan is not None else self.text
        # what imports NumPy is imported when a query is answered
        from kgtools.sparql.answers import GraphAnswer

        raw = self.store.evaluate(
            text, source=self.source, base=self.base, prefixes=self.added, functions=functions,
            allow_service=self.allow_service,
        )  # fmt: skip
        if isinstance(raw, bool):
            if why is not None:
                raise UsageError("--why explains the rows of a SELECT query; ASK has none.")
            return raw
        if isinstance(raw, GraphAnswer):
            if why is not None:
                raise UsageError("--why explains the rows of a SELECT query; take it out.")
            return Triples(tuple(raw.triples()), {**self.added, **self.head.prefixes})
        variables = list(raw.variables)
        if plan is None and not add and why is None:
            return Solutions(variables, raw, source=self.source)
        rows = list(Solutions(variables, raw, source=self.source).rows())
        reasons = None
        if why is not None:
            from kgtools.query.evidence import explain

            reasons = explain(
                self.store, self.text, self.tokens, self.head, variables, rows,
                prefixes=self.added, base=self.base, vocabulary=why, passage=passage, source=self.source,
            )  # fmt: skip
        if plan is not None:
            variables, rows = _with_planned(plan.columns, plan.labelled, rows, labels)
        if add:
            variables, rows = _with_added(variables, rows, labels)
        return Solutions(variables, rows, why=reasons, source=self.source)


def _with_planned(
    columns: Sequence[tuple[str, int]], labelled: frozenset[str], rows: Iterable[Row], labels: Labels
) -> tuple[list[str], list[Row]]:
    made: list[Row] = []
    for row in rows:
        cells: list[Term | None] = []
        for name, place in columns:
            term = row[place]
            if name in labelled:
                # a literal is its own label
                cells.append(term if isinstance(term, Literal) else labels.label(term))
            else:
                cells.append(term)
        made.append(tuple(cells))
    return [name for name, _ in columns], made


def _with_added(variables: Sequence[str], rows: Sequence[Row], labels: Labels) -> tuple[list[str], list[Row]]:
    """A label column after every column of entities that lacks one."""
    places: list[tuple[str, int, bool]] = []
    for place, name in enumerate(variables):
        places.append((name, place, False))
        if f"{name}Label" in variables or name.endswith("Label"):
            continue
        if any(isinstance(row[place], NamedNode) and labels.stated(row[place]) is not None for row in rows):
            places.append((f"{name}Label", place, True))
    made = [tuple(labels.label(row[p]) if is_label else row[p] for _, p, is_label in places) for row in rows]
    return [name for name, _, _ in places], made


def _table(prefixes: Mapping[str, str] | None) -> PrefixTable:
    given = (
        PrefixTable() if prefixes is None else prefixes if isinstance(prefixes, PrefixTable) else PrefixTable(prefixes)
    )
    return WELL_KNOWN | given


def _check_names(
    text: str, tokens: Sequence[Token], head: Head, table: PrefixTable, store: MemoryStore, source: str
) -> dict[str, str]:
    """The prefixes to add for what the query uses and does not declare; raises for unknown prefixes and graphs."""
    added: dict[str, str] = {}
    for at, token in enumerate(tokens):
        if token.kind != "pname" or (at and tokens[at - 1].upper == "PREFIX"):
            continue
        prefix = token.text.partition(":")[0]
        if prefix in head.prefixes or prefix in added:
            continue
        if prefix not in table:
            line, column = place_of(text, token.start)
            unknown = UnknownNameError("prefix", prefix, [*table, *head.prefixes])
            near = " or ".join(f'"{name}:"' for name in unknown.nearest)
            hint = f"did you mean {near}?" if near else f"declare it: PREFIX {prefix}: <…>."
            raise QueryError(
                f'nothing declares the prefix "{prefix}:"; {hint}', source=source, line=line, column=column
            )
        added[prefix] = table[prefix]
    everything = {**added, **head.prefixes}
    for _, at in head.dataset:
        iri = iri_of(tokens[at], everything, head.base)
        if iri is not None and not store.has_graph(iri):
            line, column = place_of(text, tokens[at].start)
            raise RefusedQueryError(
                f"FROM names <{iri}>, which is no graph of the dataset, and nothing is fetched; load its file "
                "(--data), or take FROM out.",
                source=source,
                line=line,
                column=column,
            )
    return added
