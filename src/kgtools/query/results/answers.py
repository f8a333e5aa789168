"""Answers of queries: the rows of SELECT, also as tables of other tools, and the triples of CONSTRUCT and DESCRIBE."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from kgtools.errors import ExtraMissingError, UsageError
from kgtools.model.json import Json, JsonDict
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import XSD
from kgtools.query.why.reason import Reason

if TYPE_CHECKING:
    import pyarrow

    from kgtools.sparql.answers import GraphAnswer, SelectAnswer
    from kgtools.sparql.typed.python import PythonValue

__all__ = [
    "Answer",
    "Solution",
    "Solutions",
    "Triples",
    "Truth",
    "reason_json",
    "term_json",
]

#: triples from which on they are written from columns; more where Arrow would have to be imported for them
_MANY_TRIPLES_WITH_ARROW, _MANY_TRIPLES = 1_000, 10_000
#: one row: a term or None for every variable, in their order
Row = tuple[Term | None, ...]
#: for each row, what it rests on
Why = Sequence[Sequence[Reason]]


class Solution(Mapping[str, Term]):
    """One row of an answer: a mapping from each bound variable to its term (SPARQL 1.1 section 18.1.8).

    >>> row = Solution(("x", "y"), (Literal("1"), None))
    >>> dict(row), row.row
    ({'x': <Literal value=1 ...>}, (<Literal value=1 ...>, None))
    """

    __slots__ = ("_variables", "row", "why")

    def __init__(self, variables: Sequence[str], row: Row, why: Sequence[Reason] | None = None) -> None:
        self._variables = variables
        self.row = row
        #: what the row rests on, where that was asked for
        self.why = why

    def __getitem__(self, variable: str) -> Term:
        try:
            term = self.row[self._variables.index(variable)]
        except ValueError:
            raise KeyError(variable) from None
        if term is None:
            raise KeyError(variable)
        return term

    def __iter__(self) -> Iterator[str]:
        return (v for v, term in zip(self._variables, self.row, strict=True) if term is not None)

    def __len__(self) -> int:
        return sum(term is not None for term in self.row)

    def __repr__(self) -> str:
        return f"Solution({dict(self)!r})"


class Solutions(Iterable[Solution]):
    """The answer to a SELECT query: the variables, and the rows, whose terms are made when they are read.

    `rows` are tuples of terms, or an answer of the engine. What comes from an iterator is read once;
    :meth:`materialized` keeps it, and a second reading of one that was not kept is a :class:`UsageError`. `why` has,
    where it was asked for, for each row the list of what it rests on; `prefixes` are those that it is shown with.

    It is a table for every tool that reads Arrow's C stream (``__arrow_c_stream__``): Polars, DuckDB, pandas, PyArrow.

    >>> Solutions(("x",), [(Literal("1"),)]).to_json()
    b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
    >>> Solutions(("x", "y"), [(Literal("a"), Literal(1))])
    x  y
    ─  ─
    a  1
    """

    def __init__(
        self,
        variables: Sequence[str],
        rows: Iterable[Row] | SelectAnswer,
        *,
        why: Why | None = None,
        prefixes: Mapping[str, str] | None = None,
    ) -> None:
        self.variables = tuple(variables)
        self.why = why
        self.prefixes: Mapping[str, str] = prefixes or {}
        self._rows: Iterable[Row] = rows
        self._is_read = False

    @classmethod
    def from_json(cls, data: bytes, *, why: Why | None = None) -> Solutions:
        """Solutions from SPARQL JSON."""
        import pyoxigraph

        parsed = pyoxigraph.parse_query_results(data, format=pyoxigraph.QueryResultsFormat.JSON)
        assert isinstance(parsed, pyoxigraph.QuerySolutions)
        return cls([v.value for v in parsed.variables], list(map(tuple, parsed)), why=why)

    def rows(self) -> Iterator[Row]:
        """The rows as tuples in the order of the variables."""
        if isinstance(self._rows, Iterator):
            if self._is_read:
                raise UsageError(
                    "the rows of this answer have been read; keep it with materialized() to read it again."
                )
            self._is_read = True
        return iter(self._rows)

    def __iter__(self) -> Iterator[Solution]:
        variables = self.variables
        if self.why is None:
            return (Solution(variables, row) for row in self.rows())
        return (Solution(variables, row, why) for row, why in zip(self.rows(), self.why, strict=True))

    def materialized(self) -> Solutions:
        """The same answer with its rows kept, so that it can be read again."""
        if isinstance(self._rows, list):
            return self
        return Solutions(self.variables, list(self.rows()), why=self.why, prefixes=self.prefixes)

    def __len__(self) -> int:
        """How many rows there are; a :class:`TypeError`, as `len` has it, where they come from an iterator."""
        if not isinstance(self._rows, Sized):
            raise TypeError("the rows of this answer come from an iterator; materialized() keeps and counts them")
        return len(self._rows)

    def __bool__(self) -> bool:
        """Whether there is a row; what was not read so far counts as one."""
        return not isinstance(self._rows, Sized) or len(self._rows) > 0

    def values(self) -> Iterator[tuple[PythonValue | None, ...]]:
        """The rows as tuples of Python's own values.

        Integers, decimals, floats and doubles, booleans, dates without and moments with or without a time zone, and
        strings are ``int``, ``Decimal``, ``float``, ``bool``, ``date``, ``datetime`` and ``str``; what Python has no
        exact value for stays the term that it is.

        >>> list(Solutions(("x", "y"), [(Literal(1), NamedNode("http://e/a"))]).values())
        [(1, <NamedNode value=http://e/a>)]
        """
        return self.columns().values()

    def __repr__(self) -> str:
        if not isinstance(self._rows, Sized):
            return f"Solutions({self.variables!r}, rows that were not read)"
        from kgtools.query.results.preview import as_text

        return as_text(self._beginning(), self.prefixes, size=len(self))

    def _repr_html_(self) -> str | None:
        """The first rows as a table of HTML, for notebooks; nothing of the data can become markup."""
        if not isinstance(self._rows, Sized):
            return None
        from kgtools.query.results.preview import as_html

        return as_html(self._beginning(), self.prefixes, size=len(self))

    def to_arrow(self) -> pyarrow.Table:
        """The rows as a table of Arrow.

        A column whose terms have one datatype that Arrow has is a column of that type; IRIs are strings; all else is
        the text of the terms as SPARQL TSV has it. The metadata of each field tell which
        (:mod:`kgtools.sparql.results.arrow`).
        """
        from kgtools.sparql.results.arrow import to_arrow

        return to_arrow(self.columns())

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The Arrow PyCapsule interface: :meth:`to_arrow` as a stream for other tools."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> object:
        """The rows as a data frame of pandas, on the types of Arrow, in which integers and dates may have nulls.

        Raises :class:`ExtraMissingError` where pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise ExtraMissingError("to_pandas()", "pandas") from error
        return self.to_arrow().to_pandas(types_mapper=pandas.ArrowDtype)

    def to_polars(self) -> object:
        """The rows as a data frame of Polars.

        Raises :class:`ExtraMissingError` where Polars is not installed.
        """
        try:
            import polars
        except ImportError as error:
            raise ExtraMissingError("to_polars()", "polars") from error
        return polars.DataFrame(self.to_arrow())

    def to_json(self) -> bytes:
        """SPARQL 1.1 Query Results JSON; with `why` as a member of each binding where it was asked for."""
        if self.why is None:
            return self.serialize("json")
        if "why" in self.variables:
            raise UsageError('the column "why" has the name that JSON uses for what a row rests on; rename it.')
        bindings = []
        for row, reasons in zip(self.rows(), self.why, strict=True):
            binding: JsonDict = {
                variable: term_json(term)
                for variable, term in zip(self.variables, row, strict=True)
                if term is not None
            }
            bindings.append({**binding, "why": list(map(reason_json, reasons))})
        import json

        document = {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    def serialize(self, format: str) -> bytes:
        """The bytes of a format for programs: ``csv``, ``tsv``, ``json``, ``xml``, ``parquet``, ``arrow``.

        Raises :class:`UsageError` where `why` has no place.
        """
        if self.why is not None:
            if format == "json":
                return self.to_json()
            raise UsageError(f"{format} has no place for what a row rests on; use -f table, md or json with --why.")
        # what imports NumPy is imported when an answer is written
        from kgtools.query.results.result_formats import result_format
        from kgtools.sparql.results.blank_nodes import renamed

        result_form = result_format(format)
        if result_form.write is None:
            raise UsageError(f"{result_form.name} is for people; kgtools.query.write_answer() writes it.")
        # tables know from their typed columns whether there are blank nodes
        return result_form.write(self.columns() if result_form.binary else renamed(self.columns()))

    def _beginning(self) -> SelectAnswer:
        """The first rows as columns, at least as many as are shown."""
        from itertools import islice

        from kgtools.query.results.preview import MAX_ROWS
        from kgtools.sparql.answers import SelectAnswer

        if isinstance(self._rows, SelectAnswer):
            return self._rows.head(MAX_ROWS)
        return SelectAnswer.of_rows(self.variables, list(islice(self._rows, MAX_ROWS)))

    def columns(self) -> SelectAnswer:
        """The rows as columns of numbers, with the terms that these stand for."""
        from kgtools.sparql.answers import SelectAnswer

        if isinstance(self._rows, SelectAnswer):
            return self._rows
        return SelectAnswer.of_rows(self.variables, list(self.rows()))


class Triples(Iterable[Triple]):
    """The answer to a CONSTRUCT or DESCRIBE query: its triples, each once, and the prefixes that the query knew."""

    def __init__(self, triples: Iterable[Triple] | GraphAnswer, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self._triples_source = triples

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The triples as objects."""
        return tuple(self._triples_source)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)

    def __len__(self) -> int:
        return len(self._triples_source) if isinstance(self._triples_source, Sized) else len(self.triples)

    def large(self) -> GraphAnswer | None:
        """The triples as columns, where these are the quicker way to write them."""
        from kgtools.sparql.answers import GraphAnswer
        from kgtools.table.small import SmallTerms

        graph = self._triples_source
        if not isinstance(graph, GraphAnswer):
            return None
        least = _MANY_TRIPLES if isinstance(graph.pool.dictionary, SmallTerms) else _MANY_TRIPLES_WITH_ARROW
        return graph if graph.most > least else None

    def lines(self) -> bytes | None:
        """The triples as N-Triples in their order, blank nodes as ``b0``, ``b1`` … in the order in which they appear.

        None where the triples are objects.
        """
        from kgtools.sparql.answers import GraphAnswer
        from kgtools.sparql.results import to_ntriples

        return to_ntriples(self._triples_source) if isinstance(self._triples_source, GraphAnswer) else None


class Truth(NamedTuple):
    """The answer to an ASK query with what makes it true; nothing makes it false.

    >>> bool(Truth(True, []))
    True
    """

    value: bool
    why: Sequence[Reason]
    prefixes: Mapping[str, str] = {}

    def __bool__(self) -> bool:
        return self.value


Answer: TypeAlias = Solutions | bool | Triples | Truth


def reason_json(reason: Reason) -> JsonDict:
    """What a row rests on as JSON has it: a triple, and the name of its graph, by their terms."""
    document: JsonDict = {}
    for key, value in reason.items():
        if key == "triple":
            document[key] = term_json(reason["triple"])["value"]
        elif key == "graph":
            document[key] = term_json(reason["graph"])
        else:
            document[key] = cast("Json", value)
    return document


def term_json(term: Term) -> JsonDict:
    """A term as SPARQL 1.1 Query Results JSON has it (section 3.2.2; 1.2 for triple terms and directions)."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        document: JsonDict = {"type": "literal", "value": term.value}
        if term.language is not None:
            document["xml:lang"] = term.language
            if term.direction is not None:
                document["its:dir"] = str(term.direction)
        elif term.datatype.value != XSD + "string":
            document["datatype"] = term.datatype.value
        return document
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: term_json(part) for name, part in parts.items()}}
