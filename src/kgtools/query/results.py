"""Answers of queries, and their formats: SPARQL JSON, XML, CSV, TSV, Markdown, and the table of the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from kgtools.errors import UnknownNameError, UsageError
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import XSD

if TYPE_CHECKING:
    from kgtools.sparql.answers import GraphAnswer, SelectAnswer

__all__ = [
    "RESULT_FORMATS",
    "Answer",
    "ResultFormat",
    "Solution",
    "Solutions",
    "Triples",
    "result_format",
    "term_json",
    "write_answer",
]

#: one row: a term or None for every variable, in their order
Row = tuple[Term | None, ...]
#: for each row, what it rests on
Why = Sequence[Sequence[Mapping[str, Any]]]


class ResultFormat(NamedTuple):
    """A format of answers: its name, its title, its media type and the extensions of its files."""

    name: str
    title: str
    media_type: str
    extensions: tuple[str, ...]


RESULT_FORMATS: tuple[ResultFormat, ...] = (
    ResultFormat("table", "table for the terminal", "text/plain", ("txt",)),
    ResultFormat("csv", "SPARQL 1.1 CSV", "text/csv", ("csv",)),
    ResultFormat("tsv", "SPARQL 1.1 TSV", "text/tab-separated-values", ("tsv",)),
    ResultFormat("json", "SPARQL 1.1 JSON", "application/sparql-results+json", ("srj", "json")),
    ResultFormat("xml", "SPARQL XML", "application/sparql-results+xml", ("srx", "xml")),
    ResultFormat("md", "Markdown table", "text/markdown", ("md", "markdown")),
)
#: where a format of solutions is asked for triples, the format of RDF that is meant
_RDF_TWINS = {"table": "turtle", "json": "jsonld", "xml": "rdfxml"}


def result_format(name: str) -> ResultFormat:
    """The format with that name, extension or media type.

    >>> result_format("text/csv").name, result_format("application/json").name
    ('csv', 'json')

    Raises :class:`UnknownNameError`.
    """
    wanted = name.strip().casefold().lstrip(".")
    wanted = {"application/json": "json", "application/xml": "xml", "text/xml": "xml", "markdown": "md"}.get(
        wanted, wanted
    )
    for known in RESULT_FORMATS:
        if wanted in (known.name, known.media_type, *known.extensions):
            return known
    raise UnknownNameError("result format", name, [f.name for f in RESULT_FORMATS])


class Solution(Mapping[str, Term]):
    """One row of an answer: a mapping from each bound variable to its term (SPARQL 1.1 section 18.1.8).

    >>> row = Solution(("x", "y"), (Literal("1"), None))
    >>> dict(row), row.row
    ({'x': <Literal value=1 ...>}, (<Literal value=1 ...>, None))
    """

    __slots__ = ("_variables", "row")

    def __init__(self, variables: Sequence[str], row: Row) -> None:
        self._variables = variables
        self.row = row

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
    where it was asked for, for each row the list of what it rests on.

    >>> Solutions(("x",), [(Literal("1"),)]).to_json()
    b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
    """

    def __init__(self, variables: Sequence[str], rows: Iterable[Row] | SelectAnswer, *, why: Why | None = None) -> None:
        self.variables = tuple(variables)
        self.why = why
        self._rows: Iterable[Row] = rows
        self._read = False

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
            if self._read:
                raise UsageError(
                    "the rows of this answer have been read; keep it with materialized() to read it again."
                )
            self._read = True
        return iter(self._rows)

    def __iter__(self) -> Iterator[Solution]:
        variables = self.variables
        return (Solution(variables, row) for row in self.rows())

    def materialized(self) -> Solutions:
        """The same answer with its rows kept, so that it can be read again."""
        if isinstance(self._rows, list):
            return self
        return Solutions(self.variables, list(self.rows()), why=self.why)

    def to_json(self) -> bytes:
        """SPARQL 1.1 Query Results JSON; with `why` as a member of each binding where it was asked for."""
        if self.why is None:
            return self.serialize("json")
        if "why" in self.variables:
            raise UsageError('the column "why" stands where JSON puts what a row rests on; give it another name.')
        bindings = []
        for row, reasons in zip(self.rows(), self.why, strict=True):
            binding: dict[str, Any] = {
                variable: term_json(term)
                for variable, term in zip(self.variables, row, strict=True)
                if term is not None
            }
            bindings.append({**binding, "why": list(reasons)})
        import json

        document = {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    def serialize(self, format: str) -> bytes:
        """The bytes of ``csv``, ``tsv``, ``json`` or ``xml``. Raises :class:`UsageError` where `why` has no place."""
        if self.why is not None:
            if format == "json":
                return self.to_json()
            raise UsageError(f"{format} has no place for what a row rests on; take -f table, md or json with --why.")
        # what imports NumPy is imported when an answer is written
        from kgtools.sparql import results
        from kgtools.sparql.results.blank_nodes import renamed

        writer = {"csv": results.to_csv, "tsv": results.to_tsv, "json": results.to_json, "xml": results.to_xml}[format]
        return writer(renamed(self._columns()))

    def _columns(self) -> SelectAnswer:
        """The answer as columns."""
        from kgtools.sparql.answers import SelectAnswer

        if isinstance(self._rows, SelectAnswer):
            return self._rows
        return SelectAnswer.of_rows(self.variables, list(self.rows()))


class Triples(Iterable[Triple]):
    """The answer to a CONSTRUCT or DESCRIBE query: its triples, each once, and the prefixes that the query knew."""

    def __init__(self, triples: Iterable[Triple] | GraphAnswer, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self._given = triples

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The triples as objects."""
        return tuple(self._given)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)

    def __len__(self) -> int:
        return len(self._given) if isinstance(self._given, Sized) else len(self.triples)

    def lines(self) -> bytes | None:
        """The N-Triples that :func:`kgtools.formats.write.write` would give, where that is nothing but to sort them."""
        from kgtools.sparql.answers import GraphAnswer
        from kgtools.sparql.results import to_ntriples

        if not isinstance(self._given, GraphAnswer):
            return None
        data = to_ntriples(self._given)
        # blank nodes have labels to be chosen, language tags with parts a spelling
        if _NOT_CANONICAL.search(data):
            return None
        return b"".join(sorted(data.splitlines(keepends=True)))


#: a blank node, or a language tag of several parts; or what looks like one within a string
_NOT_CANONICAL = re.compile(rb"_:|\"@[a-z]+-")
Answer: TypeAlias = Solutions | bool | Triples


def write_answer(
    answer: Solutions | bool | Triples,
    *,
    format: str,
    prefixes: Mapping[str, str] | None = None,
    width: int | None = None,
    colour: bool = False,
    spreadsheet: bool = False,
) -> bytes:
    """The bytes of an answer in a format: one of :data:`RESULT_FORMATS`; for triples one of RDF (``table``: Turtle).

    `width` is that of the terminal, None for as wide as the data; `colour` makes the head of a table bold.
    `spreadsheet` quotes the cells of CSV that a
    spreadsheet would run as a formula.

    >>> write_answer(True, format="table")
    b'true\\n'

    Raises :class:`UnknownNameError` and :class:`UsageError` where the answer cannot be written so.
    """
    if isinstance(answer, Triples):
        return _write_triples(answer, format, prefixes)
    chosen = result_format(format).name
    if spreadsheet and (chosen != "csv" or isinstance(answer, bool)):
        raise UsageError("--spreadsheet goes with the rows of a SELECT query and -f csv.")
    if isinstance(answer, bool):
        return _write_boolean(answer, chosen)
    if chosen in ("table", "md") or answer.why is not None:
        answer = _with_labels(answer)
    if chosen == "table":
        from kgtools.query.table import write_table

        return write_table(answer, prefixes=prefixes or {}, width=width, colour=colour).encode("utf-8", "replace")
    if chosen == "md":
        from kgtools.query.table import write_markdown

        return write_markdown(answer, prefixes=prefixes or {}).encode("utf-8", "replace")
    if spreadsheet:
        answer = _for_spreadsheets(answer)
    return answer.serialize(chosen)


def _write_triples(answer: Triples, format: str, prefixes: Mapping[str, str] | None) -> bytes:
    from kgtools.formats import format_by_name
    from kgtools.formats.write import write

    if format.casefold() in ("csv", "tsv", "md"):
        raise UsageError(
            f"the query gives triples, and {format} holds rows; take turtle, trig, nt, nq, jsonld or rdfxml."
        )
    try:
        chosen = format_by_name(_RDF_TWINS.get(format.casefold(), format))
    except UnknownNameError as error:
        raise UnknownNameError("format of triples", format, error.known) from error
    lines = answer.lines() if chosen.name == "nt" else None
    if lines is not None:
        return lines
    return write(answer.triples, format=chosen, prefixes={**answer.prefixes, **(prefixes or {})})


def _write_boolean(answer: bool, format: str) -> bytes:
    word = "true" if answer else "false"
    if format == "json":
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    if format == "xml":
        return (
            '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head>'
            f"<boolean>{word}</boolean></sparql>"
        ).encode()
    # CSV and TSV are defined for rows only; the word alone is what the engine writes, too
    return f"{word}\r\n".encode() if format == "csv" else f"{word}\n".encode()


def term_json(term: Term) -> dict[str, Any]:
    """A term as SPARQL 1.1 Query Results JSON has it (section 3.2.2; 1.2 for triple terms and directions)."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        written: dict[str, Any] = {"type": "literal", "value": term.value}
        if term.language is not None:
            written["xml:lang"] = term.language
            if term.direction is not None:
                written["its:dir"] = str(term.direction)
        elif term.datatype.value != XSD + "string":
            written["datatype"] = term.datatype.value
        return written
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: term_json(part) for name, part in parts.items()}}


def _with_labels(answer: Solutions) -> Solutions:
    """The rows with blank nodes under labels that are the same each time."""
    from kgtools.sparql.results.blank_nodes import BlankNodeNames

    names = BlankNodeNames()
    rows = [tuple(None if term is None else names.term(term) for term in row) for row in answer.rows()]
    return Solutions(answer.variables, rows, why=answer.why)


_NUMERIC = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def _for_spreadsheets(answer: Solutions) -> Solutions:
    """The same rows with ``'`` before what a spreadsheet would take for a formula (OWASP ASVS 1.2.10)."""

    def safe(term: Term | None) -> Term | None:
        if not isinstance(term, Literal) or (term.datatype.value in _NUMERIC and re.fullmatch(_NUMBER, term.value)):
            return term
        return (
            Literal("'" + term.value) if term.value.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "|") else term
        )

    return Solutions(answer.variables, [tuple(map(safe, row)) for row in answer.rows()])
