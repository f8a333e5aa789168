"""Answers as tables of other tools, and tables as part of a query: CPU seconds and peak memory beside pyoxigraph.

    python benchmarks/tables.py [--rows 1000000] [--runs 3]

The same triples (an IRI, a text, an integer, a double and a date a row) are asked for by kgtools and by pyoxigraph.
What is measured begins with the query and ends with the table in memory; loading and imports come before. pyoxigraph
gives solutions one by one, of which a table is built from lists, one a column, as its users do. On the way back the
rows of a table are joined with the data, and the answer is a table again: in kgtools by `tables`, in pyoxigraph by a
VALUES block in the text of the query.

Before anything is timed, the tables of both are compared, cell by cell, on fewer rows. Each measurement is a process of
its own; the figures are medians, the memory is what the step takes at its peak beyond what was in use before it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

XSD = "http://www.w3.org/2001/XMLSchema#"
NAMES = ("id", "name", "age", "score", "day")
PATTERN = "?id e:name ?name ; e:age ?age ; e:score ?score ; e:day ?day ."
QUERY = f"PREFIX e: <http://e/> SELECT ?id ?name ?age ?score ?day {{ {PATTERN} }}"
BACK = "PREFIX e: <http://e/> SELECT ?who ?age ?score {{ {values} ?who e:age ?years ; e:code ?code }}"
TOOLS = ("arrow", "pandas", "polars")
FIRST = date(2000, 1, 1)


def triples(rows: int, direction: str) -> str:
    """The data as N-Triples: what is asked for on the way to a table, or what a table is joined with."""
    made = []
    for n in range(rows):
        who = f"<http://e/p{n}>"
        if direction == "from":
            made.append(f'{who} <http://e/code> "c{n}" .\n{who} <http://e/age> "{n % 100}"^^<{XSD}integer> .\n')
            continue
        made.append(
            f'{who} <http://e/name> "name {n % 50_000}" .\n'
            f'{who} <http://e/age> "{n % 100}"^^<{XSD}integer> .\n'
            f'{who} <http://e/score> "{n / 8}"^^<{XSD}double> .\n'
            f'{who} <http://e/day> "{FIRST + timedelta(days=n % 9000)}"^^<{XSD}date> .\n'
        )
    return "".join(made)


def given(rows: int) -> dict[str, list[Any]]:
    """The table that goes back: a code that is that of one thing, and two values beside it."""
    return {"code": [f"c{n}" for n in range(rows)], "age": list(range(rows)), "score": [n / 8 for n in range(rows)]}


# the two sides: what is loaded, and what is measured -----------------------------------------------------------------


def ours(data: Path, job: str, rows: int) -> Callable[[], Any]:
    """The step by kgtools; gives a table."""
    import pyarrow as pa

    from kgtools.graph import KnowledgeGraph

    graph = KnowledgeGraph.from_files(data)
    graph.store.data()
    direction, tool = job.split()
    if direction == "to":
        imported(tool)
        return lambda: getattr(graph.query(text=QUERY), f"to_{tool}")()
    table = framed(tool, pa.table(given(rows)))
    return lambda: graph.query(text=BACK.format(values=""), tables={"t": table}).to_arrow()


def theirs(data: Path, job: str, rows: int) -> Callable[[], Any]:
    """The step by pyoxigraph."""
    import pyarrow as pa
    import pyoxigraph

    store = pyoxigraph.Store()
    store.bulk_load(path=data, format=pyoxigraph.RdfFormat.N_TRIPLES)
    direction, tool = job.split()
    if direction == "to":
        imported(tool)
        read = (None, None, int, float, date.fromisoformat)
        return lambda: framed_lists(tool, columns_of(store.query(QUERY), read))
    table = framed(tool, pa.table(given(rows)))
    read_back = (None, int, float)
    return lambda: pa.table(columns_of(store.query(BACK.format(values=values_block(table))), read_back))


def columns_of(solutions: Any, read: tuple[Callable[[str], Any] | None, ...]) -> dict[str, list[Any]]:
    columns: list[list[Any]] = [[] for _ in read]
    for solution in solutions:
        for cells, term, make in zip(columns, solution, read, strict=True):
            cells.append(term.value if make is None else make(term.value))
    return dict(zip((v.value for v in solutions.variables), columns, strict=True))


def values_block(table: Any) -> str:
    rows = table.to_dict("records") if hasattr(table, "to_dict") and not hasattr(table, "to_dicts") else None
    rows = rows or (table.to_dicts() if hasattr(table, "to_dicts") else table.to_pylist())
    cells = (f'("{row["code"]}" {row["age"]} "{row["score"]}"^^<{XSD}double>)' for row in rows)
    return f"VALUES (?code ?age ?score) {{ {' '.join(cells)} }}"


def imported(tool: str) -> None:
    framed_lists(tool, {"x": [1]})


def framed(tool: str, table: Any) -> Any:
    if tool == "pandas":
        return table.to_pandas()
    if tool == "polars":
        import polars

        return polars.DataFrame(table)
    return table


def framed_lists(tool: str, columns: dict[str, list[Any]]) -> Any:
    if tool == "arrow":
        import pyarrow as pa

        return pa.table(columns)
    if tool == "pandas":
        import pandas

        return pandas.DataFrame(columns)
    import polars

    return polars.DataFrame(columns)


SIDES = {"kgtools": ours, "pyoxigraph": theirs}


# measured ------------------------------------------------------------------------------------------------------------


def rows_of(found: Any) -> set[tuple[str, ...]]:
    """The rows of whatever holds a table, as texts that can be compared."""
    if hasattr(found, "to_arrow"):
        found = found.to_arrow()
    elif type(found).__module__.startswith("pandas"):
        import pyarrow as pa

        found = pa.Table.from_pandas(found, preserve_index=False)
    if not isinstance(found, dict):
        found = {name: found.column(name).to_pylist() for name in found.column_names}
    return set(zip(*([str(cell) for cell in cells] for cells in found.values()), strict=True))


def measured(step: Callable[[], Any]) -> dict[str, float]:
    """CPU seconds, and the megabytes that the step takes at its peak."""
    before = reset_peak()
    begun = time.process_time()
    found = step()
    seconds = time.process_time() - begun
    return {"seconds": seconds, "megabytes": peak() - before, "rows": len(found)}


def reset_peak() -> float:
    """Megabytes in use; the peak begins from here where the system can be told so (Linux)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak()


def peak() -> float:
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(one for one in status.read_text(encoding="ascii").splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", nargs=3, metavar=("SIDE", "JOB", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        side, job, file = arguments.measure
        print(json.dumps(measured(SIDES[side](Path(file), job, arguments.rows))))
        return
    jobs = [f"{direction} {tool}" for direction in ("to", "from") for tool in TOOLS]
    with tempfile.TemporaryDirectory() as folder:
        for job in jobs:
            few = Path(folder) / "few.nt"
            few.write_text(triples(2_000, job.split()[0]), encoding="utf-8")
            compared = [rows_of(side(few, job, 2_000)()) for side in SIDES.values()]
            if compared[0] != compared[1] or len(compared[0]) != 2_000:
                raise SystemExit(f"{job}: the tables differ, such as {sorted(compared[0] ^ compared[1])[:2]}")
        for direction in ("to", "from"):
            (Path(folder) / f"{direction}.nt").write_text(triples(arguments.rows, direction), encoding="utf-8")
        found: dict[tuple[str, str], list[dict[str, float]]] = {}
        for _ in range(arguments.runs):
            for job in jobs:
                for side in SIDES:
                    data = Path(folder) / f"{job.split()[0]}.nt"
                    command = [
                        sys.executable,
                        __file__,
                        "--rows",
                        str(arguments.rows),
                        "--measure",
                        side,
                        job,
                        str(data),
                    ]
                    done = subprocess.run(command, check=True, capture_output=True, text=True)
                    found.setdefault((job, side), []).append(json.loads(done.stdout))
    tools = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "pyarrow", "pandas", "polars"))
    print(f"# Python {platform.python_version()}, {tools}, {os.cpu_count()} cores; {arguments.rows:,} rows, "
          f"median of {arguments.runs}; the tables agree")  # fmt: skip
    print(f"{'':<14} {'CPU s':>8} {'MB':>7}   {'pyoxigraph CPU s':>17} {'MB':>7}   {'x CPU':>6} {'x MB':>6}")
    for job in jobs:
        mine, other = (
            {key: statistics.median(run[key] for run in found[job, side]) for key in ("seconds", "megabytes")}
            for side in SIDES
        )
        print(
            f"{job:<14} {mine['seconds']:>8.2f} {mine['megabytes']:>7.0f}   {other['seconds']:>17.2f} "
            f"{other['megabytes']:>7.0f}   {other['seconds'] / mine['seconds']:>6.1f} "
            f"{other['megabytes'] / max(mine['megabytes'], 1):>6.1f}"
        )


if __name__ == "__main__":
    main()
