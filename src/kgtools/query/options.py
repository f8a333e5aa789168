"""How a query is to be answered: one record, whose fields are the keywords of a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypedDict

if TYPE_CHECKING:
    from kgtools.model.vocab import Vocabulary
    from kgtools.query.results.tables import Table
    from kgtools.query.why.claims import Claims
    from kgtools.query.why.places import FilePlaces
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.evaluate.explain import Trace
    from kgtools.sparql.functions.custom.custom_function import CustomFunction
    from kgtools.sparql.why_not.remark import Remark

__all__ = ["AnswerKeywords", "AnswerOptions", "Passage", "RunKeywords", "RunOptions"]

#: the text of an article (its number) from an offset to another, or None where it cannot be had
Passage: TypeAlias = Callable[[str, int, int], str | None]


class AnswerKeywords(TypedDict, total=False):
    """The fields of :class:`AnswerOptions` as keywords of a call."""

    languages: Sequence[str] | None
    base: str | None
    source: str
    default_graphs: Sequence[str] | None
    named_graphs: Sequence[str] | None
    allow_service: bool
    timeout: float | None
    memory: int | None
    engine: str
    disagreed: Callable[[str], None] | None
    trace: Trace | None
    tables: Mapping[str, Table] | None
    remarked: Callable[[Remark], None] | None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class AnswerOptions:
    """What can be asked for with every query, whatever it is asked of."""

    #: the languages of labels, in order of preference; without them SPARQL gives exactly its own columns
    languages: Sequence[str] | None = None
    #: what relative IRIs of the query are resolved against
    base: str | None = None
    #: the name of the query's text in errors, such as its file
    source: str = ""
    #: the graphs whose union is queried, in place of those of FROM; None for both leaves it to the query
    default_graphs: Sequence[str] | None = None
    #: the graphs that GRAPH sees, in place of those of FROM NAMED
    named_graphs: Sequence[str] | None = None
    #: whether SERVICE may ask other endpoints
    allow_service: bool = False
    #: the most seconds that it may take, loading included
    timeout: float | None = None
    #: the most bytes that it may take beyond those in use, loading included
    memory: int | None = None
    #: `columns` (our own), `oxigraph` (which keeps to no limit), or `both`, whose answers are then compared
    engine: str = "columns"
    #: called with each difference that `both` finds
    disagreed: Callable[[str], None] | None = None
    #: what collects the plan: the estimated and real rows and the time of each operator
    trace: Trace | None = None
    #: data frames and the like, joined as VALUES are (:mod:`kgtools.query.results.tables`)
    tables: Mapping[str, Table] | None = None
    #: called with each remark: why an answer is empty, and which error left an aggregate without a value
    remarked: Callable[[Remark], None] | None = None

    def keywords(self) -> AnswerKeywords:
        """These options as keywords, for a call with further ones."""
        return {
            "languages": self.languages,
            "base": self.base,
            "source": self.source,
            "default_graphs": self.default_graphs,
            "named_graphs": self.named_graphs,
            "allow_service": self.allow_service,
            "timeout": self.timeout,
            "memory": self.memory,
            "engine": self.engine,
            "disagreed": self.disagreed,
            "trace": self.trace,
            "tables": self.tables,
            "remarked": self.remarked,
        }


class RunKeywords(AnswerKeywords, total=False):
    """The fields of :class:`RunOptions` as keywords of a call."""

    prefixes: Mapping[str, str] | None
    why: Vocabulary | FilePlaces | None
    passage: Passage | None
    budget: Budget | None
    functions: Mapping[str, CustomFunction] | None
    claims: Claims | None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RunOptions(AnswerOptions):
    """How a query over a dataset is answered."""

    #: those that the query may use without declaring them
    prefixes: Mapping[str, str] | None = None
    #: what rows rest on: claims and derivations, by the words of a project's claim model, or triples of files
    why: Vocabulary | FilePlaces | None = None
    #: what gives the text of an article from an offset to another, for the passages of claims
    passage: Passage | None = None
    #: a clock and a limit of memory that run already, in the place of `timeout` and `memory`
    budget: Budget | None = None
    #: functions that the query may call beside the built-in ones, by IRI
    functions: Mapping[str, CustomFunction] | None = None
    #: those that may hold what an empty answer lacks
    claims: Claims | None = None

    def clock(self) -> Budget:
        """The budget that runs already, or one that begins now."""
        from kgtools.sparql.budget import Budget

        return self.budget or Budget(seconds=self.timeout, memory=self.memory)
