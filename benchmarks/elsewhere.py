"""The same shapes over files, a pack by DuckDB and Spark, and servers: results line by line first, then CPU and memory.

    python benchmarks/elsewhere.py 1000000 --push --more --peers scratch/bin/python

The data are those of shacl_data.py; the shapes are SHACL Core, as SPARQL in shapes needs the data at hand. Each way is
a process of its own; CPU is user and system time. The server's own time stands beside that of the client, with the
requests that it was sent. With --more Virtuoso, Spark (in one process, and in a cluster of two executors) and Jena are
measured as well; what is not there is named with the reason. With --peers pySHACL and rudof (`pyrudof`) query the
server of Oxigraph, too, from the interpreter that is named, each for as long as --limit says. Virtuoso and Spark take
minutes for a million triples: --only chooses some of the ways. With --push the server is asked the questions of
elsewhere_queries.rq, too: the best texts that were found by hand, a query for each constraint, with a row for each
result. What the server takes for them is what a push is measured by.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from elsewhere_servers import MissingError, Server, cpu_of, jena, oxigraph, spark, virtuoso

HERE = Path(__file__).parent
#: the columns of the focus node, the value (before its datatype) and the component in a report
_NODE, _VALUE, _COMPONENT = 3, 6, 10
_REQUESTS = re.compile(r"([0-9,]+) requests")
#: what asks a server with the tools of others: address and shapes are the arguments
PEERS = {
    "pySHACL": """
import sys, pyshacl
conforms, report, text = pyshacl.validate(sys.argv[1], shacl_graph=sys.argv[2], sparql_mode=True)
print(len(list(report.subjects(None, pyshacl.consts.SH_ValidationResult))), "results")
""",
    "rudof": """
import sys
from pyrudof import Rudof, RudofConfig
rudof = Rudof(RudofConfig())
rudof.read_data(endpoint=sys.argv[1], min_request_interval_ms=0)
rudof.read_shacl(open(sys.argv[2]).read())
print(len(rudof.validate_shacl()), "results,", rudof.endpoint_request_count(), "requests")
""",
}
_PREFIXES = """PREFIX v: <http://example.org/vocab#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
_BLANK = re.compile(r"_:[A-Za-z0-9]+")


def timed(command: list[str], report: Path) -> tuple[list[str], str, float, float, float]:
    """The sorted lines of a report, blank nodes masked; its requests; CPU seconds, wall seconds, and MiB at most."""
    began = time.monotonic()
    told = report.with_suffix(".log")
    with told.open("wb") as log:
        process = subprocess.Popen([*command, "-f", "csv", "--no-positions", "-o", str(report)], stderr=log)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit code {os.waitstatus_to_exitcode(status)}")
    lines = sorted(_BLANK.sub("_:", line) for line in report.read_text(encoding="utf-8").splitlines())
    found = _REQUESTS.search(told.read_text(encoding="utf-8"))
    requests = f", {found[1]} requests" if found else ""
    return lines, requests, usage.ru_utime + usage.ru_stime, time.monotonic() - began, usage.ru_maxrss / 1024


def peer(python: str, name: str, url: str, shapes: Path, limit: float) -> str:
    """What a tool of others says about a server, or how it ended."""
    began = time.monotonic()
    try:
        done = subprocess.run(
            [python, "-c", PEERS[name], url, str(shapes)], capture_output=True, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return f"not done in {limit:.0f} s"
    told = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return f"{told[-1] if told else 'nothing'}, {time.monotonic() - began:.1f} s"


def by_hand(server: Server, *, told: bool) -> float:
    """Ask the questions that were written by hand, and print what they took; the CPU seconds of the server."""
    texts = (HERE / "elsewhere_queries.rq").read_text(encoding="utf-8").split("\n\n")[1:]
    began, before, rows = time.monotonic(), cpu_of(server.process), 0
    for text in texts:
        name, _, query = text.strip().partition("\n")
        one = cpu_of(server.process)
        body = urlencode({"query": _PREFIXES + query}).encode()
        request = Request(server.arguments[1], body, {"Accept": "application/sparql-results+json"})
        with urlopen(request, timeout=300) as answer:
            found = len(json.load(answer)["results"]["bindings"])
        rows += found
        if told:
            print(f"  {name.lstrip('# '):36} {found:6,} rows, {cpu_of(server.process) - one:.2f} CPU s", flush=True)
    cpu = cpu_of(server.process) - before
    print(
        f"{'Oxigraph, by hand':20} {rows:,} results, server {cpu:.1f} CPU s, {len(texts)} requests, "
        f"{time.monotonic() - began:.1f} s",
        flush=True,
    )
    return cpu


class Comparison:
    """Ways of validation, each measured and compared with the first one."""

    def __init__(self, folder: Path, shapes: Path) -> None:
        self.folder = folder
        self.command = [sys.executable, "-m", "kgtools", "validate", "-s", str(shapes)]
        self.expected: list[str] | None = None

    def measure(self, name: str, arguments: list[str], process: int | None = None) -> float:
        """Validate, and print what it took; `process` is a server, whose CPU seconds it gives back."""
        before = 0.0 if process is None else cpu_of(process)
        lines, requests, cpu, wall, memory = timed([*self.command, *arguments], self.folder / "report.csv")
        taken = 0.0 if process is None else cpu_of(process) - before
        server = "" if process is None else f", server {taken:.1f} CPU s"
        self.expected = lines if self.expected is None else self.expected
        print(
            f"{name:20} {_compared(self.expected, lines)}, {len(lines) - 1:,} results, {cpu:.1f} CPU s{server}"
            f"{requests}, {wall:.1f} s, {memory:.0f} MiB",
            flush=True,
        )
        if lines != self.expected:
            # what a store has made of literals
            log = (self.folder / "report.log").read_text(encoding="utf-8")
            print(*(f"  {line}\n" for line in log.splitlines() if "does not keep literals" in line), sep="", end="")
        return taken

    def measure_jena(self, data: Path, shapes: Path, limit: float) -> None:
        """Jena's own report, compared by focus nodes and components: its texts are others."""
        found, cpu, wall = jena(self.folder, data, shapes, limit=limit)
        rows = (row for row in csv.reader(self.expected or ()) if row[_NODE] != "focus node")
        here = Counter((_node(row[_NODE]), row[_COMPONENT].rpartition("#")[2]) for row in rows)
        there = Counter((_node(node), component.rpartition("#")[2]) for node, component in found.elements())
        fewer, more = (here - there).total(), (there - here).total()
        same = f"ANOTHER RESULT ({fewer} fewer, {more} more)" if fewer or more else "same"
        print(f"{'Jena, files':20} {same}, {there.total():,} results, {cpu:.1f} CPU s, {wall:.1f} s", flush=True)


def _compared(expected: list[str], lines: list[str]) -> str:
    """Whether two reports are one; else by component and literal what one of them has alone."""
    if lines == expected:
        return "same"
    missing, more = Counter(expected) - Counter(lines), Counter(lines) - Counter(expected)
    told = []
    for sign, rows in (("-", missing), ("+", more)):
        kinds = Counter(map(_kind, csv.reader(rows.elements())))
        told += [f"{sign}{count} {kind}" for kind, count in sorted(kinds.items())]
    return f"ANOTHER RESULT ({', '.join(told)})"


def _kind(row: list[str]) -> str:
    """The component of a result, and its value where that is a literal with a datatype."""
    component = row[_COMPONENT].rpartition("#")[2].removesuffix("ConstraintComponent")
    datatype = row[_VALUE + 1].rpartition("#")[2]
    return f'{component} "{row[_VALUE]}"^^{datatype}' if datatype else component


def _node(text: str) -> str:
    """A focus node as it is compared: blank nodes are all one."""
    text = text.strip("<>")
    return "_:" if text.startswith("_:") else text


@contextmanager
def attempted(name: str) -> Iterator[None]:
    """A block that may end with the reason why something is not measured."""
    try:
        yield
    except MissingError as reason:
        print(f"{name:20} skipped: {reason}", flush=True)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("triples", type=int)
    parser.add_argument("--shapes", type=Path, default=HERE / "elsewhere_shapes.ttl", help="shapes without SPARQL")
    parser.add_argument("--push", action="store_true", help="push questions to the server as well")
    parser.add_argument("--each", action="store_true", help="name what each query by hand takes")
    parser.add_argument("--more", action="store_true", help="Virtuoso, Spark and Jena as well")
    parser.add_argument("--only", action="append", metavar="WAY", help="only what begins so; may be repeated")
    parser.add_argument("--peers", help="an interpreter that has pyshacl and pyrudof")
    parser.add_argument("--limit", type=float, default=300, help="seconds that each of the others may take")
    given = parser.parse_args()
    given.chosen = lambda way: not given.only or any(way.startswith(word) for word in given.only)
    return given


def measure_oxigraph(comparison: Comparison, server: Server, given: argparse.Namespace) -> None:
    """Oxigraph's server: pulled from, pushed to, and asked by the tools of others."""
    comparison.measure("Oxigraph, pull", [*server.arguments, "--pull"], server.process)
    if given.push:
        pushed = comparison.measure("Oxigraph, push", [*server.arguments, "--push"], server.process)
        best = by_hand(server, told=given.each)
        print(f"{'':20} the push takes {pushed / best:.2f} times what the server takes for these", flush=True)
    for tool in PEERS if given.peers else ():
        before = cpu_of(server.process)
        told = peer(given.peers, tool, server.arguments[1], given.shapes, given.limit)
        print(f"{tool:20} {told}, server {cpu_of(server.process) - before:.1f} CPU s", flush=True)


def main() -> int:
    given = options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data, pack = folder / "data.nt", folder / "data.pack"
        subprocess.run([sys.executable, HERE / "shacl_data.py", str(given.triples), data], check=True)
        subprocess.run([sys.executable, "-m", "kgtools", "pack", data, "-o", pack, "--quiet"], check=True)
        comparison = Comparison(folder, given.shapes)
        comparison.measure("files", ["--no-cache", str(data)])
        for way in filter(given.chosen, ("DuckDB", "DuckDB in 1 GB")):
            limit = ["--memory", "1G"] if way == "DuckDB in 1 GB" else []
            comparison.measure(way, ["--sql", f"duckdb:{pack}", *limit])
        if given.chosen("Oxigraph"):
            with attempted("Oxigraph"), oxigraph(folder, data) as server:
                measure_oxigraph(comparison, server, given)
        if given.more:
            ways: dict[str, Callable[[Path], AbstractContextManager[Server]]] = {
                "Virtuoso, pull": partial(virtuoso, data=data),
                "Spark, one process": partial(spark, pack=pack, master="local[2]"),
                "Spark, two executors": partial(spark, pack=pack, master="local-cluster[2,1,1400]"),
            }
            for way in filter(given.chosen, ways):
                place = folder / way.replace(" ", "-").replace(",", "")
                place.mkdir()
                with attempted(way), ways[way](place) as server:
                    comparison.measure(way, server.arguments, server.process)
            if given.chosen("Jena"):
                with attempted("Jena, files"):
                    comparison.measure_jena(data, given.shapes, given.limit)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
