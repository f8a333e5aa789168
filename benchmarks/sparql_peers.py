"""Other engines over the same triples: DuckDB, asked in SQL by hand, and maplib, asked in SPARQL; both optional.

Their answers are tables in memory, no bytes. An answer that is not that of pyoxigraph is told as ``differs``: for
DuckDB only the number of rows is compared (its values are no terms), for maplib the cells.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["Peer", "load"]

Rows = Counter[tuple[str, ...]]
#: the types that columns have in DuckDB, by the ends of datatypes
_TYPES = {"date": "DATE", "decimal": "DECIMAL(18,2)", "integer": "BIGINT", "gYear": "INTEGER"}


class Peer:
    """An engine with the triples loaded: `ask` gives the rows of an answer, None where it has no question."""

    def __init__(self, name: str, load: Callable[[], Callable[[str, str], Any]], *, cells: bool) -> None:
        self.name = name
        self.cells = cells
        begun = time.process_time()
        self.ask = load()
        self.loaded = time.process_time() - begun

    def told(self, name: str, text: str, count: int, expected: Rows) -> str:
        """The seconds of an answer, or why there are none."""
        least = float("inf")
        try:
            for _ in range(3):
                begun = time.process_time()
                answer = self.ask(name, text)
                least = min(least, time.process_time() - begun)
                if answer is None:
                    return "-"
        # whatever a peer raises for what it does not know; maplib's panics are no Exception
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return "fails"
        right = cells(answer) == cells_of(expected) if self.cells else len(answer) == count
        return f"{least:.4f}" if right else "differs"


def load(graph: str, path: Path, prologue: str, statements: Mapping[str, str]) -> list[Peer]:
    """The engines that are installed, with the triples of a file; DuckDB for what it has statements for."""
    found = []
    if find_spec("duckdb") is not None and graph == "people":
        found.append(Peer("DuckDB", lambda: _duckdb(path, statements), cells=False))
    # maplib reads no quads
    if find_spec("maplib") is not None and path.suffix == ".nt":
        found.append(Peer("maplib", lambda: _maplib(path, prologue), cells=True))
    return found


def _duckdb(path: Path, statements: Mapping[str, str]) -> Callable[[str, str], Any]:
    import duckdb

    base = duckdb.connect()
    base.execute(
        "CREATE TABLE lines AS SELECT DISTINCT "
        "regexp_extract(column0, '^(\\S+) <[^>]*[/#](\\w+)> (.*) \\.$', ['s', 'p', 'o']) r "
        f"FROM read_csv('{path}', delim='\x01', quote='', escape='', header=false, columns={{'column0': 'VARCHAR'}})"
    )
    for (predicate,) in base.execute("SELECT DISTINCT r.p FROM lines").fetchall():
        (sample,) = base.execute("SELECT r.o FROM lines WHERE r.p = $1 LIMIT 1", [predicate]).fetchall()[0]
        kind = _TYPES.get(sample.rpartition("#")[2].rstrip(">"), "VARCHAR") if "^^" in sample else "VARCHAR"
        lexical = "regexp_extract(r.o, '^\"(.*)\"', 1)" if sample.startswith('"') else "r.o"
        base.execute(
            f'CREATE TABLE "{predicate}" AS SELECT r.s AS s, CAST({lexical} AS {kind}) AS o FROM lines '
            f"WHERE r.p = '{predicate}'"
        )
    base.execute("DROP TABLE lines")

    def ask(name: str, text: str) -> Any:
        return base.execute(statements[name]).fetchall() if name in statements else None

    return ask


def _maplib(path: Path, prologue: str) -> Callable[[str, str], Any]:
    import maplib

    model = maplib.Model()
    model.read(str(path), format="ntriples")

    def ask(name: str, text: str) -> Any:
        return model.query(prologue + text).rows()

    return ask


def cells(rows: list[tuple[Any, ...]]) -> Rows:
    """Rows of a table as rows of texts: what is a number by its value, all else without quotation marks and tags."""
    return Counter(tuple(_cell(cell) for cell in row) for row in rows)


def cells_of(rows: Rows) -> Rows:
    """The same of rows of terms."""
    made: Rows = Counter()
    for row, count in rows.items():
        made[tuple(_cell(None if cell == "None" else cell) for cell in row)] += count
    return made


def _cell(cell: object) -> str:
    text = "" if cell is None else str(cell)
    if text.startswith("_:"):
        return "_"
    if text.startswith('"'):
        text = text[1 : text.rindex('"')]
    text = text.strip("<>")
    try:
        return f"{Decimal(text):.6f}"
    except InvalidOperation:
        return text
