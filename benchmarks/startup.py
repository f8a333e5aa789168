"""How long a person waits: the wall time of whole commands, as ratios to a bare Python and to rdflib alone.

    python benchmarks/startup.py [--runs 15]

Every command is a new process; the figure is the median of the runs, which go round-robin so that a busy machine is
busy for all. Before anything is timed, rdflib's answer is compared with ours.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
KGTOOLS = str(Path(sys.executable).parent / "kgtools")
QUERY = "remaining-authors"

# the same question asked through rdflib alone: the same plain Turtle, the same SPARQL with its parameters filled in
WITH_RDFLIB = """
import sys
from rdflib import Graph
graph = Graph()
for path in sys.argv[2:]:
    graph.parse(path)
for row in graph.query(open(sys.argv[1]).read()):
    print(*row, sep="\\t")
"""


def question() -> str:
    """The stored query as plain SPARQL: filled in, and asking for the people only."""
    from kgtools.graph import KnowledgeGraph

    graph = KnowledgeGraph.at(ROOT)
    prefixes = "".join(f"PREFIX {p}: <{n}>\n" for p, n in graph.prefixes.items())
    return prefixes + (
        "SELECT DISTINCT ?person WHERE {"
        " ?authorship talent:publication publication:llama-paper ; talent:author ?person ."
        " ?employment a talent:OngoingEmployment ; talent:employee ?person ; talent:employer organization:meta ."
        "} ORDER BY ?person"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=15)
    runs = arguments.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        query = Path(folder) / "question.rq"
        query.write_text(question(), encoding="utf-8")
        graphs = [str(ROOT / "data" / "graph" / f"{name}.ttl") for name in ("accepted", "derived")]
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "kgtools --help": [KGTOOLS, "--help"],
            "kgtools queries": [KGTOOLS, "queries"],
            f"kgtools query {QUERY}": [KGTOOLS, "query", QUERY],
            "rdflib, the same question": [sys.executable, "-c", WITH_RDFLIB, str(query), *graphs],
        }
        ours = {row["person"] for row in csv.DictReader(io.StringIO(run([KGTOOLS, "query", QUERY, "-f", "csv"])))}
        theirs = set(run(commands["rdflib, the same question"]).split())
        if ours != theirs or not ours:
            raise SystemExit(f"the answers differ: {sorted(ours ^ theirs)}")
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                begun = time.perf_counter()
                run(command)
                times[name].append(time.perf_counter() - begun)
    bare = statistics.median(times["python -c pass"])
    rdflib = statistics.median(times["rdflib, the same question"])
    print(
        f"# Python {platform.python_version()}, rdflib {version('rdflib')}, pyoxigraph {version('pyoxigraph')},",
        end=" ",
    )
    print(f"{os.cpu_count()} cores, median of {runs} runs; the answers agree ({len(ours)} people)")
    print(f"{'command':<36} {'seconds':>8} {'x bare Python':>14} {'rdflib is x slower':>19}")
    for name, seconds in times.items():
        median = statistics.median(seconds)
        print(f"{name:<36} {median:>8.3f} {median / bare:>14.1f} {rdflib / median:>19.1f}")


def run(command: list[str]) -> str:
    # with bytecode kept, as an installation keeps it; a checkout may be told not to
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "kgtools-benchmark-bytecode")
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, env=environment)
    return done.stdout


if __name__ == "__main__":
    main()
