"""The verdict on one test."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from kgtools.model.terms import Quad
from tests.sparql.suites.answers import (
    Answer,
    Table,
    difference,
    read_answer,
    read_csv,
    read_files,
    read_rdf,
    read_results,
)
from tests.sparql.suites.departures import BY_VALUE
from tests.sparql.suites.engines import Engine
from tests.sparql.suites.manifest import Case, Files, path_of

__all__ = ["verdict"]

_FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>")
_COMPUTED = re.compile(r"\bAS\s+[?$](\w+)", re.IGNORECASE)
_ORDERED = re.compile(r"\bORDER\s+BY\b[^{}]*\Z", re.IGNORECASE)


def verdict(case: Case, engine: Engine) -> str:
    """In what the engine differs from the test, or nothing."""
    # a file in another encoding than UTF-8 is one that must be refused
    text = case.text.read_bytes().decode("utf-8", "surrogateescape")
    if case.is_evaluation:
        try:
            return _update(case, text, engine) if case.is_update else _query(case, text, engine)
        except engine.refusals as error:
            return f"refused: {error}"
    try:
        engine.parse(text, base=case.base, update=case.is_update)
    except (*engine.refusals, UnicodeError) as error:
        return "" if "Negative" in case.kind else f"refused: {error}"
    return "read, though it is wrong" if "Negative" in case.kind else ""


def _query(case: Case, text: str, engine: Engine) -> str:
    assert case.expected is None or not isinstance(case.expected, Files)
    quads = read_files(case.data)
    graphs = [name for name, _ in case.data.named]
    # a query that names its dataset finds the files of its folder under their IRIs
    for iri in sorted({urljoin(case.base, name) for name in _FROM.findall(text)}):
        if path_of(iri).is_file() and iri not in graphs:
            quads += read_rdf(path_of(iri), graph=iri)
            graphs.append(iri)
    found = engine.query(text, base=case.base, quads=quads, graphs=graphs)
    assert case.expected is not None
    expected = read_answer(case.expected)
    if isinstance(expected, Table) and _ORDERED.search(text):
        expected = Table(expected.variables, expected.rows, ordered=True)
    computed = set(_COMPUTED.findall(text))
    if isinstance(expected, Table) and (case.expected.suffix == ".tsv" or case.iri in BY_VALUE):
        # numbers may be abbreviated in TSV, 1.0E6 as 1.0e6 (SPARQL 1.1 Query Results CSV and TSV, section 4)
        computed.update(expected.variables)
    if isinstance(found, Table) and case.expected.suffix in (".csv", ".tsv", ".srj"):
        found = _written_and_read(found, case.expected.suffix[1:])
    return difference(expected, found, lax=case.lax, computed=computed)


def _written_and_read(answer: Table, extension: str) -> Answer:
    """An answer as our writer of that format has it."""
    from kgtools.query import Solutions, write_answer

    data = write_answer(Solutions(answer.variables, answer.rows), format=extension)
    return read_csv(data) if extension == "csv" else read_results(data, extension)


def _update(case: Case, text: str, engine: Engine) -> str:
    assert isinstance(case.expected, Files), case
    found: list[Quad] = engine.update(text, base=case.base, quads=read_files(case.data))
    return difference(read_files(case.expected), found)
