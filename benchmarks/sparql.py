"""Our SPARQL engine against pyoxigraph, DuckDB and maplib: loading, and queries of every kind over three graphs.

    python benchmarks/sparql.py [--triples 1000000] [--graphs people,claims] [--only NAME] [--no-peers]
    python benchmarks/sparql.py --growth      (ten times the triples against once, ours alone)
    python benchmarks/sparql.py --figures     (ours alone, for sizes that no peer holds in memory: 100 M triples with
                                               --triples 100000000 --graphs people --folder DIR, 11 GB of disk)
    python benchmarks/sparql.py --shacl       (validation with constraints in SPARQL, and without)

The data are in memory, which is taken from the system as the command ``kgtools`` takes it. A query is timed from its
text to the last byte of its answer: SPARQL JSON for solutions and truth values, N-Triples for graphs. Times are
seconds of processor time, threads included, the best of several runs that take turns, in one process; the first
answer pays for indexes and is told beside. Before anything is timed, ours is compared with that of pyoxigraph: the
same multiset of solutions, where numbers count by their values (pyoxigraph respells ``1.50``) and all blank nodes as
one. DuckDB has a table of typed columns for each predicate and answers what sparql_queries.sql asks, maplib whatever
it can; both give a table, no bytes, and theirs is only told.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import platform
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyoxigraph
import sparql_data
import sparql_peers
import sparql_shacl

from kgtools.processor import avoid_slow_sorts

# as the command does, before NumPy and Arrow are imported
avoid_slow_sorts(os.environ)
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

from kgtools.cli._memory import keep_freed_memory  # noqa: E402 - see above
from kgtools.query import Solutions, run, write_answer  # noqa: E402 - see above
from kgtools.store import MemoryStore  # noqa: E402 - see above

HERE = Path(__file__).parent
PROLOGUE = "".join(f"PREFIX {name}: <{iri}> " for name, iri in sparql_data.PREFIXES.items())
JSON = pyoxigraph.QueryResultsFormat.JSON
Made = TypeVar("Made")


class Question(NamedTuple):
    """A query over one of the graphs; `self_join` tells those that are held to twenty times instead of ten."""

    name: str
    graph: str
    self_join: bool
    text: str


def questions(path: Path = HERE / "sparql_queries.rq") -> list[Question]:
    """The queries of a file."""
    found = re.findall(
        r"^### (\w+)(, self-join)?: (.*)\n((?:(?!###).*\n)*)", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    return [Question(name, graph, bool(joined), text.strip()) for graph, joined, name, text in found]


def statements(path: Path = HERE / "sparql_queries.sql") -> dict[str, str]:
    """What DuckDB is asked, by the names of the queries."""
    found = re.findall(r"^--- (.*)\n((?:(?!---).*\n)*)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: text.strip() for name, text in found}


def timed(work: Callable[[], Made]) -> tuple[float, Made]:
    """What it takes and what it gives."""
    gc.collect()
    begun = time.process_time()
    made = work()
    return time.process_time() - begun, made


def best(*works: Callable[[], object], seconds: float = 2.0) -> list[float]:
    """The least time of each, run turn by turn: three times, and more often where they are short."""
    least = [float("inf")] * len(works)
    begun, rounds = time.process_time(), 0
    while rounds < 3 or (time.process_time() - begun < seconds and rounds < 50):
        # the one that goes second finds warmer caches: take turns
        for place in range(len(works)) if rounds % 2 else reversed(range(len(works))):
            begin = time.process_time()
            works[place]()
            least[place] = min(least[place], time.process_time() - begin)
        rounds += 1
        if time.process_time() - begun > 15 * seconds:
            break
    return least


def load_ours(path: Path) -> MemoryStore:
    """Our store with a file in it."""
    store = MemoryStore()
    store.load(path)
    return store


def load_bare(path: Path) -> pyoxigraph.Store:
    """The store of pyoxigraph with a file in it."""
    store = pyoxigraph.Store()
    store.bulk_load(path=str(path), format=pyoxigraph.RdfFormat.from_extension(path.suffix[1:]))
    return store


def ask_ours(store: MemoryStore, text: str) -> bytes:
    """The complete answer in bytes."""
    answer = run(store, text, prefixes=sparql_data.PREFIXES)
    return write_answer(answer, format="json" if isinstance(answer, Solutions | bool) else "nt")


def ask_bare(store: pyoxigraph.Store, text: str) -> bytes:
    """The complete answer in bytes."""
    answer = store.query(PROLOGUE + text)
    format = pyoxigraph.RdfFormat.N_TRIPLES if isinstance(answer, pyoxigraph.QueryTriples) else JSON
    data = answer.serialize(format=format)
    assert data is not None
    return data


def solutions(data: bytes) -> Counter[tuple[str, ...]]:
    """The rows of an answer in bytes, spelled so that two engines can be compared."""
    if data[:1] != b"{":
        # a graph is a set: pyoxigraph writes a triple as often as it is made
        return Counter({(line,): 1 for line in data.decode().splitlines()})
    parsed = pyoxigraph.parse_query_results(data, format=JSON)
    if isinstance(parsed, pyoxigraph.QueryBoolean):
        return Counter([(str(bool(parsed)),)])
    return Counter(tuple(map(_spelled, row)) for row in parsed)


def _spelled(term: object) -> str:
    if isinstance(term, pyoxigraph.BlankNode):
        return "_"
    if isinstance(term, pyoxigraph.Literal) and term.datatype.value.endswith(("#decimal", "#integer", "#double")):
        try:
            return f"{Decimal(term.value):.9f}"
        except InvalidOperation:
            pass
    return str(term)


def compare(name: str, ours: bytes, theirs: bytes) -> int:
    """How many rows both have; ends the program where they differ."""
    mine, other = solutions(ours), solutions(theirs)
    if mine != other:
        only = [*list((mine - other).items())[:3], "|", *list((other - mine).items())[:3]]
        raise SystemExit(f"{name}: the answers differ: only ours | only pyoxigraph's: {only}")
    return mine.total()


def verdict(question: Question, base: float, ours: float) -> str:
    """Whether the bar is met that is set for a query of that length."""
    if base < 0.002:
        return "" if ours < 0.010 else "MISSED: 10 ms"
    if base <= 0.1 and not question.self_join:
        return ""
    wanted = 20 if question.self_join else 10
    return "" if base >= wanted * ours else f"MISSED: {wanted}x"


def measure(options: argparse.Namespace, folder: Path, graph: str) -> int:
    """One graph: load, compare, time; the number of bars that were missed."""
    path = folder / f"{graph}-{options.triples}.{sparql_data.EXTENSIONS[graph]}"
    if not path.exists():
        sparql_data.write(graph, options.triples, path)
    asked = [q for q in questions() if q.graph == graph and options.only in q.name]
    loads = [timed(lambda: load_ours(path))[0], timed(lambda: load_bare(path))[0]]
    first, ours = timed(lambda: load_ours(path))
    second, bare = timed(lambda: load_bare(path))
    mine, base = min(first, loads[0]), min(second, loads[1])
    peers = [] if options.no_peers else sparql_peers.load(graph, path, PROLOGUE, statements())
    missed = int(base < 4 * mine)
    print(f"\n{graph}: {len(ours):,} quads")
    print(f"{'':44} {'pyoxigraph':>10} {'kgtools':>9} {'ratio':>7} {'first':>8} {'rows':>8}", end="")
    print("".join(f" {peer.name:>9}" for peer in peers))
    print(f"{'load':44} {base:10.3f} {mine:9.3f} {base / mine:6.1f}x {'':8} {'':8}", end="")
    print("".join(f" {peer.loaded:9.3f}" for peer in peers), " MISSED: 4x" if missed else "")
    for question in asked:
        # mypy does not infer a lambda with a default
        begun, answer = timed(lambda question=question: ask_ours(ours, question.text))
        theirs = ask_bare(bare, question.text)
        rows = compare(question.name, answer, theirs)
        works = [lambda q=question: ask_bare(bare, q.text), lambda q=question: ask_ours(ours, q.text)]
        base, mine = best(*works)
        said = verdict(question, base, mine)
        missed += bool(said)
        told = "".join(f" {peer.told(question.name, question.text, rows, solutions(theirs)):>9}" for peer in peers)
        print(
            f"{question.name:44} {base:10.4f} {mine:9.4f} {base / mine:6.1f}x {begun:8.4f} {rows:8}{told} {said}",
            flush=True,
        )
    return missed


class Figures(NamedTuple):
    """What one graph of one size took ours: seconds by query, loading among them, and the peak of memory in MiB."""

    quads: int
    seconds: dict[str, float]
    peak: int


def figures(graph: str, triples: int, folder: Path, only: str) -> Figures:
    """Ours alone, in a process of its own so that the peak of memory is that of this graph."""
    keep_freed_memory()
    path = folder / f"{graph}-{triples}.{sparql_data.EXTENSIONS[graph]}"
    if not path.exists():
        sparql_data.write(graph, triples, path)
    loaded, store = timed(lambda: load_ours(path))
    seconds = {"load": loaded}
    for question in questions():
        if question.graph == graph and only in question.name:
            # mypy does not infer a lambda with a default
            runs = [timed(lambda question=question: ask_ours(store, question.text))[0] for _ in range(3)]
            seconds[question.name] = min(runs)
    return Figures(len(store), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def apart(graph: str, triples: int, folder: Path, only: str) -> Figures:
    """See :func:`figures`."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(figures, (graph, triples, folder, only))


def show_figures(options: argparse.Namespace, folder: Path, graph: str) -> int:
    """Ours alone."""
    found = apart(graph, options.triples, folder, options.only)
    print(f"\n{graph}: {found.quads:,} quads, peak of memory {found.peak:,} MiB")
    for name, seconds in found.seconds.items():
        print(f"{name:44} {seconds:9.4f}", flush=True)
    return 0


def show_growth(options: argparse.Namespace, folder: Path, graph: str) -> int:
    """Ten times the triples against once; the number of bars that were missed."""
    small, large = (apart(graph, n, folder, options.only) for n in (options.triples, 10 * options.triples))
    missed = int(large.peak > 2560)
    said = "  MISSED: 2560 MiB" if missed else ""
    print(f"\n{graph}: {small.quads:,} and {large.quads:,} quads, peak {small.peak:,} and {large.peak:,} MiB{said}")
    for name, seconds in large.seconds.items():
        ratio = seconds / small.seconds[name]
        # what takes no time at all does not grow, it trembles
        slow = ratio > 12 and seconds > 0.010
        missed += slow
        print(
            f"{name:44} {small.seconds[name]:9.4f} {seconds:9.4f} {ratio:6.1f}x {'MISSED: 12x' if slow else ''}",
            flush=True,
        )
    return missed


def main() -> int:
    """Measure and print the tables; the number of bars that were missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--graphs", default=",".join(sparql_data.GRAPHS), help="which of the graphs")
    parser.add_argument("--only", default="", help="the queries whose name has this in it")
    parser.add_argument("--no-peers", action="store_true", help="neither DuckDB nor maplib")
    parser.add_argument("--folder", type=Path, help="where the data are kept from run to run")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--growth", action="store_true", help="ten times the triples against once, ours alone")
    mode.add_argument("--figures", action="store_true", help="ours alone")
    mode.add_argument("--shacl", action="store_true", help="validation with and without constraints in SPARQL")
    options = parser.parse_args()
    if unknown := set(options.graphs.split(",")) - set(sparql_data.GRAPHS):
        parser.error(f"no such graph: {', '.join(sorted(unknown))}; there are {', '.join(sparql_data.GRAPHS)}")
    keep_freed_memory()
    print(
        f"Python {platform.python_version()}, pyoxigraph {pyoxigraph.__version__}, {platform.machine()}; seconds of CPU"
    )
    work = show_growth if options.growth else show_figures if options.figures else measure
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        if options.shacl:
            missed = sparql_shacl.measure(options.triples, folder)
        else:
            missed = sum(work(options, folder, graph) for graph in options.graphs.split(","))
    if not options.figures:
        print(f"\n{missed} bars missed" if missed else "\nall bars are met")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
