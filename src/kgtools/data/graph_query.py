"""Questions to a graph: the options that a query may have, its answer, and the portrait of a thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.data.graph_data import GraphData, tell_clashes
from kgtools.errors import UndeclaredPrefixError, UsageError
from kgtools.model.vocab import Vocabulary
from kgtools.query import StoredQuery, find_stored, run, run_stored
from kgtools.query.columns import COMPANION
from kgtools.query.dataset import with_dataset
from kgtools.query.labels.entities import EntityFinder
from kgtools.query.options import AnswerKeywords, AnswerOptions, RunOptions
from kgtools.query.run import run_parsed
from kgtools.query.stored.template import UNDECLARED, parse_any

if TYPE_CHECKING:
    from kgtools.data.articles import ArticleFolder
    from kgtools.elsewhere.answering import Answerer
    from kgtools.query import Answer
    from kgtools.query.options import Passage, RunKeywords
    from kgtools.query.portrait import Portrait
    from kgtools.query.stored.bind import Value
    from kgtools.query.why.claims import Claims
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.functions.custom.custom_function import CustomFunction

__all__ = ["QueryKeywords", "QueryOptions", "answer", "open_articles", "portrait"]


class QueryKeywords(AnswerKeywords, total=False):
    """The fields of :class:`QueryOptions` as keywords of a call."""

    text: str | None
    params: Mapping[str, Value | None] | None
    why: bool
    articles: Path | None
    inference: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class QueryOptions(AnswerOptions):
    """How a question to a graph is to be answered."""

    #: the text of a query, where no stored query is named
    text: str | None = None
    #: the values of a stored query's parameters
    params: Mapping[str, Value | None] | None = None
    #: whether each row comes with the claims or triples that it rests on
    why: bool = False
    #: a folder of articles, whose passages are then shown with the claims
    articles: Path | None = None
    #: the entailment profile whose conclusions the query sees as well: `none`, `rdfs`, `owl-rl` or `owl-dl`
    inference: str = "none"


def answer(
    data: GraphData, query: str | StoredQuery | None, options: QueryOptions, functions: Mapping[str, CustomFunction]
) -> Answer:
    """The answer to a stored query (or its name) or to SPARQL; see :meth:`kgtools.graph.KnowledgeGraph.query`."""
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.evaluate.thread import run_in_thread

    if (query is None) == (options.text is None):
        raise UsageError("give either the name of a stored query or SPARQL text.")
    if options.text is not None and options.params:
        raise UsageError("parameters are for stored queries; name one.")
    budget = Budget(seconds=options.timeout, memory=options.memory)

    def work() -> Answer:
        with data.answering(budget, allow_service=options.allow_service) as answerer:
            if answerer is not None and not options.why:
                return _of_elsewhere(data, answerer, query, options, functions, budget)
        if options.text is not None:
            return _of_text(data, options.text, options, functions, budget)
        assert query is not None
        return _of_stored(data, query, options, functions, budget)

    try:
        return work() if functions else run_in_thread(work, budget)
    except UndeclaredPrefixError as error:
        tell_clashes(error, data.declared_prefixes, stacklevel=4)
        raise


def _of_text(
    data: GraphData, text: str, options: QueryOptions, functions: Mapping[str, CustomFunction], budget: Budget
) -> Answer:
    claims, passage = _beside(data, options)
    # of files the prefixes are not known before they are read; what is wrong with a query is told before
    prefixes = data.prefixes_at_hand
    tree = parse_any(
        text,
        source=options.source,
        base=options.base,
        prefixes=prefixes,
        allow_service=options.allow_service,
        companion="" if options.languages is None else COMPANION,
        check=budget.check,
    )
    tree = with_dataset(tree, options.default_graphs, options.named_graphs)
    store = data.store_for(tree, why=options.why, inference=options.inference, budget=budget)
    keywords: RunKeywords = {
        **options.keywords(),
        "prefixes": data.prefixes_of_query,
        "why": data.why_of() if options.why else None,
        "passage": passage,
        "budget": budget,
        "functions": functions,
        "claims": claims,
    }
    # what uses no prefix but its own is read once
    if prefixes is not None or UNDECLARED not in tree.prologue.prefixes.values():
        return run_parsed(store, tree, text, RunOptions(**keywords))
    return run(store, text, **keywords)


def _of_stored(
    data: GraphData,
    query: str | StoredQuery,
    options: QueryOptions,
    functions: Mapping[str, CustomFunction],
    budget: Budget,
) -> Answer:
    claims, passage = _beside(data, options)
    stored = _stored(data, query)
    store = data.store_for(stored.tree, why=options.why, inference=options.inference, budget=budget)
    keywords: RunKeywords = {
        **options.keywords(),
        # what its author wrote means what the project says
        "prefixes": data.prefixes_of_query | data.prefixes,
        "languages": options.languages or data.project.languages,
        "why": data.why_of() if options.why else None,
        "passage": passage,
        "budget": budget,
        "functions": functions,
        "claims": claims,
    }
    return run_stored(store, stored, options.params, **keywords)


def _of_elsewhere(
    data: GraphData,
    answerer: Answerer,
    query: str | StoredQuery | None,
    options: QueryOptions,
    functions: Mapping[str, CustomFunction],
    budget: Budget,
) -> Answer:
    from kgtools.elsewhere.querying import ask_stored, ask_text

    if options.inference != "none":
        raise UsageError("inference needs a project or files; leave out --inference.")
    if options.default_graphs is not None or options.named_graphs is not None:
        raise UsageError(f"{answerer.noun} has its graphs chosen when it is opened; name them there.")
    run_options = RunOptions(**options.keywords(), budget=budget, functions=functions or None)
    if query is None:
        assert options.text is not None
        return ask_text(answerer, options.text, run_options, prefixes=data.prefixes)
    stored = _stored(data, query)
    languages = options.languages or data.project.languages
    return ask_stored(
        answerer, stored, options.params, replace(run_options, languages=languages), prefixes=data.prefixes
    )


def _stored(data: GraphData, query: str | StoredQuery) -> StoredQuery:
    """The stored query that is asked: one that has been read, or that of a name, whose file is read now."""
    return query if isinstance(query, StoredQuery) else find_stored(data.project.query_files(), query)


def _beside(data: GraphData, options: QueryOptions) -> tuple[Claims | None, Passage | None]:
    """What an answer is compared with and shown with, looked for before the question is read."""
    claims = None if options.remarked is None else data.claims()
    return claims, None if options.articles is None else open_articles(data, options.articles).passage


def open_articles(data: GraphData, folder: Path) -> ArticleFolder:
    """The article files in a folder, by what the graph says of articles. Raises :class:`SourceError`."""
    from kgtools.data.articles import ArticleFolder, read_records

    return ArticleFolder(Path(folder), read_records(data.store, Vocabulary(data.project.base)))


def portrait(
    data: GraphData,
    name: str,
    *,
    languages: Sequence[str] | None,
    at: str | None,
    timeout: float | None = None,
    memory: int | None = None,
) -> Portrait:
    """What the graph knows about one thing, at a month or a day; see :meth:`kgtools.graph.KnowledgeGraph.show`."""
    from kgtools.model.dates import parse_user_month
    from kgtools.query.portrait import portray
    from kgtools.query.why.blank_nodes import find_blank_nodes
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.evaluate.thread import run_in_thread

    month = None if at is None else parse_user_month(at, parameter="at")
    # a portrait cannot be narrowed
    budget = Budget(seconds=timeout, memory=memory, what="the portrait", otherwise="")

    def work() -> Portrait:
        store = data.load(budget)
        # of files those that they declare as well, as in queries
        prefixes = data.prefixes_of_query
        return portray(
            store,
            EntityFinder(store, prefixes).find(name),
            vocabulary=Vocabulary(data.project.base),
            prefixes=prefixes,
            languages=languages or data.project.languages,
            month=month,
            places=lambda quads: find_blank_nodes(data.places(), store, quads, budget.check),
            check=budget.check,
        )

    return run_in_thread(work, budget)
