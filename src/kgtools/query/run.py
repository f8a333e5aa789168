"""Queries over a dataset: SPARQL as it is written, and stored queries with values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.query.columns import COMPANION
from kgtools.query.dataset import with_dataset
from kgtools.query.labels.entities import EntityFinder
from kgtools.query.options import RunOptions
from kgtools.query.question import Question
from kgtools.query.results.answers import Answer
from kgtools.query.stored.bind import Value, bind
from kgtools.query.stored.prepared import ready
from kgtools.query.stored.stored_query import StoredQuery
from kgtools.query.stored.template import parse_filled
from kgtools.sparql.parse import parse_query
from kgtools.sparql.syntax import Query
from kgtools.store import MemoryStore
from kgtools.text.languages import check_languages

if TYPE_CHECKING:
    from typing import Unpack

    from kgtools.query.options import RunKeywords
    from kgtools.query.results.tables import Table
    from kgtools.sparql.budget import Budget

__all__ = ["run", "run_parsed", "run_stored"]


def run(store: MemoryStore, text: str, **options: Unpack[RunKeywords]) -> Answer:
    """The answer to a SPARQL 1.1 query over the dataset of `store`; the options are the fields of :class:`RunOptions`.

    Without `languages` the answer is exactly that of the recommendation; with them every column of entities has a label
    column beside it. With `why`, the words of the project's claim model, each row comes with the claims and derivations
    that it rests on, and with `passage` with the passages; with files as `why`, each row comes with its triples and
    where they stand there; an ASK query gives a :class:`Truth` with those that make it true, and CONSTRUCT its triples
    as rows. Where both engines are asked, the answer is that of the columns, and without `disagreed` a difference is a
    :class:`QueryError`.

    >>> store = MemoryStore()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:ada e:age 36 .", format="turtle")
    >>> [row["age"].value for row in run(store, "SELECT ?age { ?who e:age ?age }", prefixes={"e": "http://e/"})]
    ['36']

    Raises :class:`QueryError` with line and column, :class:`RefusedQueryError` for updates, SERVICE, FROM with a graph
    that the dataset does not have and what is nested too deeply, :class:`UndeclaredPrefixError` for prefixes that
    nobody declares, and :class:`LimitError`.
    """
    settings = RunOptions(**options)
    languages = None if settings.languages is None else check_languages(settings.languages)
    budget, prefixes = settings.clock(), _table(settings.prefixes)
    tree = parse_query(
        text,
        source=settings.source,
        base=settings.base,
        prefixes=prefixes,
        allow_service=settings.allow_service,
        companion="" if languages is None else COMPANION,
        check=budget.check,
    )
    settings = replace(settings, budget=budget, prefixes=prefixes)
    return run_parsed(store, with_dataset(tree, settings.default_graphs, settings.named_graphs), text, settings)


def run_parsed(store: MemoryStore, tree: Query, text: str, options: RunOptions) -> Answer:
    """The same for a query that has been parsed from `text`, with the prefixes and the dataset of the options."""
    languages = None if options.languages is None else check_languages(options.languages)
    budget = options.clock()
    tree = _with_tables(tree, options.tables, budget)
    question = Question(store, tree, text, options, budget=budget, prefixes=_table(options.prefixes))
    return question.answer(languages, add=True)


def run_stored(
    store: MemoryStore,
    query: StoredQuery,
    values: Mapping[str, Value | None] | None = None,
    **options: Unpack[RunKeywords],
) -> Answer:
    """The answer to a stored query with values for its parameters; the options are those of :func:`run`.

    Columns ``xLabel`` that the query leaves open are filled with the label of ``x`` in the first of `languages`
    (without: English) that has one. The query brings its own base and name.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from kgtools.query import read_stored
    >>> store = MemoryStore()
    >>> store.load_bytes(b"@prefix e: <http://e/> . e:ada e:age 36 . e:bob e:age 41 .", format="turtle")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "older.rq")
    ...     _ = path.write_text('''#+ summary: Who is older than that
    ... #+ params: {years: {type: integer, description: Years}}
    ... SELECT ?who { ?who <http://e/age> ?age FILTER(?age > ?_years) }
    ... ''')
    ...     [row["who"].value for row in run_stored(store, read_stored(path), {"years": "40"})]
    ['http://e/bob']

    Raises what :func:`run` and :func:`kgtools.query.stored.bind.bind` raise.
    """
    settings = replace(RunOptions(**options), source=str(query.path))
    languages = check_languages(("en",) if settings.languages is None else settings.languages)
    budget, prefixes = settings.clock(), _table(settings.prefixes)
    # only names need the data
    cache = store.data().derived.setdefault("things by name", {}) if values else {}
    finder = EntityFinder(store, prefixes, cache=cache)
    terms = bind(query, values or {}, finder, language=languages[0] if languages else "en")
    meanings = None
    # what is asked of others, or joined with tables, is read each time
    if settings.engine == "columns" and not settings.allow_service and not settings.tables:
        meanings = ready(query, terms, prefixes=prefixes, check=budget.check)
    if meanings is None:
        tree = parse_filled(
            query.text, terms, source=settings.source, prefixes=prefixes, allow_service=settings.allow_service
        )
        tree = _with_tables(tree, settings.tables, budget)
    else:
        tree = meanings.tree
    question = Question(store, tree, query.text, settings, budget=budget, prefixes=prefixes)
    question.ready = meanings
    question.meaning_of_none = query.meaning_of_none(languages)
    return question.answer(languages, add=False, columns=query.header.columns)


def _with_tables(tree: Query, tables: Mapping[str, Table] | None, budget: Budget) -> Query:
    if not tables:
        return tree
    from kgtools.query.results.tables import with_tables

    return with_tables(tree, tables, check=budget.check)


def _table(prefixes: Mapping[str, str] | None) -> PrefixTable:
    # a table is complete; what it has not, a query has to declare
    return prefixes if isinstance(prefixes, PrefixTable) else WELL_KNOWN | (prefixes or {})
