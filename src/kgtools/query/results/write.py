"""Answers as bytes, in the format that is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.errors import UnknownNameError, UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, Literal, Term, Triple
from kgtools.query.results.answers import Solutions, Triples, Truth, reason_json
from kgtools.query.results.result_formats import RESULT_FORMATS, ResultFormat, result_format
from kgtools.query.why.words import has_blank_nodes, relabelled, why_lines

__all__ = ["write_answer"]

#: where a format of solutions is asked for triples, the format of RDF that is meant
_RDF_TWINS = {"table": "turtle", "json": "jsonld", "xml": "rdfxml"}
#: formats of rows that have none
_ROWS_ONLY = {format.name for format in RESULT_FORMATS} - set(_RDF_TWINS)


def write_answer(
    answer: Solutions | bool | Triples | Truth,
    *,
    format: str,
    prefixes: Mapping[str, str] | None = None,
    width: int | None = None,
    colour: bool = False,
    spreadsheet: bool = False,
    reader: str | None = None,
    headings: Mapping[str, str] | None = None,
) -> bytes:
    """The bytes of an answer in a format of :data:`kgtools.query.RESULT_FORMATS`; triples in one of RDF (or ``table``).

    `width` is that of the terminal, None for as wide as the data; `colour` makes the head of a table bold.
    `spreadsheet` quotes the cells of CSV that a spreadsheet would run as a formula. For a `reader` of a language
    a table, and one in Markdown, has its names before the things that they name, partial dates in words, and `headings`
    (by variable) above the columns; every other format keeps the order, the dates and the names of the variables.

    >>> write_answer(True, format="table")
    b'true\\n'

    Raises :class:`UnknownNameError` and :class:`UsageError` where the answer cannot be written so.
    """
    if isinstance(answer, Triples):
        return _write_triples(answer, format, prefixes)
    row_format = _format_of_rows(format, "true or false" if isinstance(answer, bool | Truth) else "rows")
    format_name = row_format.name
    if spreadsheet and (format_name != "csv" or isinstance(answer, bool)):
        raise UsageError("--spreadsheet goes with the rows of a SELECT query and -f csv.")
    if isinstance(answer, Truth):
        return _write_truth(answer, format_name, prefixes or {}, width)
    if isinstance(answer, bool):
        if row_format.binary:
            raise UsageError(f"the query returns true or false, and {format_name} is for rows; use table, json or xml.")
        return _write_boolean(answer, format_name)
    if format_name in ("table", "md") or answer.why is not None:
        answer = _with_labels(answer)
    if format_name == "table":
        from kgtools.query.results.table import write_table

        table = write_table(
            answer, prefixes=prefixes or {}, width=width, colour=colour, reader=reader, headings=headings
        )
        return table.encode("utf-8", "replace")
    if format_name == "md":
        from kgtools.query.results.table import write_markdown

        text = write_markdown(answer, prefixes=prefixes or {}, reader=reader, headings=headings)
        return text.encode("utf-8", "replace")
    if spreadsheet:
        answer = _for_spreadsheets(answer)
    return answer.serialize(format_name)


def _format_of_rows(name: str, option: str) -> ResultFormat:
    from kgtools.reading import format_by_name

    try:
        return result_format(name)
    except UnknownNameError as error:
        try:
            of_triples = format_by_name(name)
        except UnknownNameError:
            raise error from None
        advice = "table, json or xml" if option != "rows" else "table, csv, json or xml"
        raise UsageError(f"the query gives {option}, and {of_triples.name} holds triples; take {advice}.") from error


def _write_triples(answer: Triples, format: str, prefixes: Mapping[str, str] | None) -> bytes:
    from kgtools.reading import format_by_name
    from kgtools.writing.write import write

    if format.casefold() in _ROWS_ONLY:
        raise UsageError(
            f"the query returns triples, and {format} is for rows; use turtle, trig, nt, nq, jsonld or rdfxml."
        )
    try:
        rdf_format = format_by_name(_RDF_TWINS.get(format.casefold(), format))
    except UnknownNameError as error:
        raise UnknownNameError("format of triples", format, error.candidates) from error
    table = {**answer.prefixes, **(prefixes or {})}
    # all triples are in the default graph, which has the same lines in both
    lines = answer.lines() if rdf_format.name in ("nt", "nq") else None
    if lines is not None:
        return lines
    graph = answer.large()
    if graph is not None:
        from kgtools.writing.columns import FORMATS_IN_COLUMNS, write_dataset

        if rdf_format.name in FORMATS_IN_COLUMNS:
            return write_dataset(graph.dataset(), format=rdf_format, prefixes=table)
    return write(answer.triples, format=rdf_format, prefixes=table)


def _write_truth(answer: Truth, format: str, prefixes: Mapping[str, str], width: int | None) -> bytes:
    """True or false, and what makes it true."""
    why = (_with_labels(Solutions((), [()], why=[answer.why])).why or [()])[0]
    if format == "json":
        document = {"head": {}, "boolean": answer.value, "why": list(map(reason_json, why))}
        import json

        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    if format not in ("table", "md"):
        raise UsageError(f"{format} has no place for what an answer rests on; use -f table, md or json with --why.")
    lines = ["true" if answer else "false", *why_lines(why, PrefixTable(prefixes), width)]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


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


def _with_labels(answer: Solutions) -> Solutions:
    """The rows with blank nodes under labels that are the same each time."""
    rows, why = list(answer.rows()), answer.why
    has_blank = any(isinstance(term, BlankNode | Triple) for row in rows for term in row)
    if has_blank or any(map(has_blank_nodes, why or ())):
        from kgtools.sparql.results.blank_nodes import BlankNodeNames

        names = BlankNodeNames()
        rows = [tuple(None if term is None else names.term(term) for term in row) for row in rows]
        if why is not None:
            why = [[relabelled(reason, names) for reason in reasons] for reasons in why]
    return Solutions(answer.variables, rows, why=why, prefixes=answer.prefixes)


def _for_spreadsheets(answer: Solutions) -> Solutions:
    """The same rows, without what a spreadsheet would take for a formula."""
    from kgtools.text.spreadsheet import spreadsheet_cell

    def safe(term: Term | None) -> Term | None:
        if not isinstance(term, Literal):
            return term
        cell = spreadsheet_cell(term.value)
        return term if cell == term.value else Literal(cell)

    return Solutions(answer.variables, [tuple(map(safe, row)) for row in answer.rows()])
