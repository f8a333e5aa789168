"""The formats of answers: one place, from which all others read what there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from kgtools.errors import UnknownNameError

if TYPE_CHECKING:
    from kgtools.sparql.answers import SelectAnswer

__all__ = ["RESULT_FORMATS", "ResultFormat", "result_format"]


class ResultFormat(NamedTuple):
    """A format of answers.

    `write` gives the bytes of an answer; without it the format is for people, and :mod:`kgtools.query.results.table`
    writes it.
    """

    name: str
    title: str
    media_type: str
    #: extensions of its files
    extensions: tuple[str, ...]
    write: Callable[[SelectAnswer], bytes] | None = None
    #: no terminal can show it
    binary: bool = False


# each writer is imported when it is asked for: one answer needs one of them


def _csv(answer: SelectAnswer) -> bytes:
    from kgtools.sparql.results import to_csv

    return to_csv(answer)


def _tsv(answer: SelectAnswer) -> bytes:
    from kgtools.sparql.results import to_tsv

    return to_tsv(answer)


def _json(answer: SelectAnswer) -> bytes:
    from kgtools.sparql.results import to_json

    return to_json(answer)


def _xml(answer: SelectAnswer) -> bytes:
    from kgtools.sparql.results import to_xml

    return to_xml(answer)


def _parquet(answer: SelectAnswer) -> bytes:
    from kgtools.sparql.results.arrow import to_parquet

    return to_parquet(answer)


def _arrow(answer: SelectAnswer) -> bytes:
    from kgtools.sparql.results.arrow import to_arrow_stream

    return to_arrow_stream(answer)


RESULT_FORMATS: tuple[ResultFormat, ...] = (
    ResultFormat("table", "table for the terminal", "text/plain", ("txt",)),
    ResultFormat("csv", "SPARQL 1.1 CSV", "text/csv", ("csv",), _csv),
    ResultFormat("tsv", "SPARQL 1.1 TSV", "text/tab-separated-values", ("tsv",), _tsv),
    ResultFormat(
        "json",
        "SPARQL 1.1 JSON",
        "application/sparql-results+json",
        ("srj", "json"),
        _json,
    ),
    ResultFormat("xml", "SPARQL XML", "application/sparql-results+xml", ("srx", "xml"), _xml),
    ResultFormat("md", "Markdown table", "text/markdown", ("md", "markdown")),
    ResultFormat(
        "parquet",
        "Apache Parquet",
        "application/vnd.apache.parquet",
        ("parquet",),
        _parquet,
        binary=True,
    ),
    ResultFormat(
        "arrow",
        "Arrow IPC stream",
        "application/vnd.apache.arrow.stream",
        ("arrows", "arrow"),
        _arrow,
        binary=True,
    ),
)


def result_format(name: str) -> ResultFormat:
    """The format with that name, extension or media type.

    >>> result_format("text/csv").name, result_format("application/json").name
    ('csv', 'json')

    Raises :class:`UnknownNameError`.
    """
    key = name.strip().casefold().lstrip(".")
    key = {"application/json": "json", "application/xml": "xml", "text/xml": "xml", "markdown": "md"}.get(key, key)
    for row in RESULT_FORMATS:
        if key in (row.name, row.media_type, *row.extensions):
            return row
    raise UnknownNameError("result format", name, [f.name for f in RESULT_FORMATS])
