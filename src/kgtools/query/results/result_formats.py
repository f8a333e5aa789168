"""The formats of answers: one place, from which all others read what there is."""

from __future__ import annotations

from typing import NamedTuple

from kgtools.errors import UnknownNameError

__all__ = ["RESULT_FORMATS", "ResultFormat", "result_format"]


class ResultFormat(NamedTuple):
    """A format of answers.

    `writer` is the function that writes rows, ``module:function`` of what :class:`kgtools.sparql.answers.SelectAnswer`
    has; without one the format is for people, and :mod:`kgtools.query.results.table` writes it.
    """

    name: str
    title: str
    media_type: str
    #: extensions of its files
    extensions: tuple[str, ...]
    writer: str = ""
    #: no terminal can show it
    binary: bool = False


RESULT_FORMATS: tuple[ResultFormat, ...] = (
    ResultFormat("table", "table for the terminal", "text/plain", ("txt",)),
    ResultFormat("csv", "SPARQL 1.1 CSV", "text/csv", ("csv",), "kgtools.sparql.results:to_csv"),
    ResultFormat("tsv", "SPARQL 1.1 TSV", "text/tab-separated-values", ("tsv",), "kgtools.sparql.results:to_tsv"),
    ResultFormat(
        "json",
        "SPARQL 1.1 JSON",
        "application/sparql-results+json",
        ("srj", "json"),
        "kgtools.sparql.results:to_json",
    ),
    ResultFormat(
        "xml", "SPARQL XML", "application/sparql-results+xml", ("srx", "xml"), "kgtools.sparql.results:to_xml"
    ),
    ResultFormat("md", "Markdown table", "text/markdown", ("md", "markdown")),
    ResultFormat(
        "parquet",
        "Apache Parquet",
        "application/vnd.apache.parquet",
        ("parquet",),
        "kgtools.sparql.results.arrow:to_parquet",
        binary=True,
    ),
    ResultFormat(
        "arrow",
        "Arrow IPC stream",
        "application/vnd.apache.arrow.stream",
        ("arrows", "arrow"),
        "kgtools.sparql.results.arrow:to_arrow_stream",
        binary=True,
    ),
)


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
