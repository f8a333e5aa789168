"""Which writer of pretty Turtle takes how much, side by side: CPU seconds to load and to write, memory, stable bytes;
and what `kgtools format` takes beside `kgtools export`.

    python benchmarks/turtle.py 100k 1M            sizes; 10M takes a while and 2 GB
    python benchmarks/turtle.py 10k 100k 1M --bars fail where a bar is not met

Every run is a process of its own. rdflib is measured at 100k at most and scaled. `rapper` takes part where it is on the
path; Jena's `riot` where KGTOOLS_RIOT names a command line that runs it (its arguments are added; see riot.py beside).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import random
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
#: triples of one person with the employments, papers and authorships that come with it
_PER_PERSON = 25.0
PREFIXES = {
    "ex": "http://example.org/",
    "org": "http://example.org/org/",
    "paper": "http://example.org/paper/",
    "person": "http://example.org/person/",
    "v": "http://example.org/v#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

#: Python that loads `source` (and says when it has), then writes to `target`
_KGTOOLS = """
from kgtools.table import load
from kgtools.writing.columns import write_dataset_to
dataset = load([source])
loaded()
with open(target, "wb") as stream:
    write_dataset_to(stream, dataset, format="turtle", prefixes=prefixes)
"""
_RDFLIB = """
import rdflib
graph = rdflib.Graph()
for prefix, namespace in prefixes.items():
    graph.bind(prefix, namespace)
graph.parse(source)
loaded()
graph.serialize(target, format="{name}")
"""
_PYOXIGRAPH = """
import pyoxigraph
store = pyoxigraph.Store()
store.bulk_load(path=source, format=pyoxigraph.RdfFormat.N_TRIPLES)
loaded()
store.dump(target, format=pyoxigraph.RdfFormat.TURTLE, from_graph=pyoxigraph.DefaultGraph(), prefixes=prefixes)
"""
_HEAD = """
import resource, sys
source, target = sys.argv[1:]
prefixes = {prefixes!r}
def loaded():
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, flush=True)
"""


@dataclass(frozen=True)
class Run:
    """What a run took: CPU seconds until loaded (where told) and in all, megabytes at the peak; a hash of the file."""

    load: float | None
    total: float
    peak: float
    digest: str


def triples(count: int) -> Iterator[str]:
    """About `count` lines of N-Triples: people, employments, organizations, papers with blank authorship nodes."""
    chance = random.Random(7)
    people = max(int(count / _PER_PERSON), 1)
    organizations, papers = people // 20 + 1, people // 2 + 1
    ex, v = "http://example.org/", "http://example.org/v#"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    xsd = "http://www.w3.org/2001/XMLSchema#"
    for i in range(organizations):
        yield f'<{ex}org/{i}> {kind} <{v}Organization> .\n<{ex}org/{i}> {label} "Organization {i}"@en .\n'
        yield f"<{ex}org/{i}> <{v}partOf> <{ex}org/{chance.randrange(organizations)}> .\n"
    for i in range(people):
        person = f"<{ex}person/{i}>"
        yield f'{person} {kind} <{v}Person> .\n{person} {label} "Person {i}"@en .\n'
        yield f'{person} {label} "Orang ke-{i}"@id .\n{person} <{v}orcid> "0000-0002-{i:08d}" .\n'
        yield f'{person} <{v}born> "{chance.randrange(1940, 2004)}"^^<{xsd}gYear> .\n'
        yield f'{person} <{v}note> "Said: \\"number {i}\\"." .\n' if i % 9 == 0 else ""
        for j in range(chance.choice((1, 2, 2, 3))):
            job = f"<{ex}employment/{i}-{j}>"
            start = chance.randrange(1995, 2022)
            yield f"{job} {kind} <{v}Employment> .\n{job} <{v}person> {person} .\n"
            yield f"{job} <{v}organization> <{ex}org/{chance.randrange(organizations)}> .\n"
            yield f'{job} <{v}role> "{chance.choice(("researcher", "engineer", "director", "intern"))}" .\n'
            yield f'{job} <{v}start> "{start}-{chance.randrange(1, 13):02d}"^^<{xsd}gYearMonth> .\n'
            yield f'{job} <{v}end> "{start + 3}-{chance.randrange(1, 13):02d}-28"^^<{xsd}date> .\n' if j else ""
    for i in range(papers):
        paper = f"<{ex}paper/{i}>"
        yield f'{paper} {kind} <{v}Paper> .\n{paper} {label} "Paper {i}"@en .\n'
        yield f"{paper} <{v}cites> <{ex}paper/{chance.randrange(papers)}> .\n"
        yield f'{paper} <{v}score> "{i % 100}.50"^^<{xsd}decimal> .\n'
        for j in range(chance.choice((3, 4, 5, 6))):
            node = f"_:a{i}x{j}"
            yield f'{paper} <{v}authorship> {node} .\n{node} <{v}position> "{j + 1}"^^<{xsd}integer> .\n'
            yield f"{node} <{v}author> <{ex}person/{chance.randrange(people)}> .\n"


def make(folder: Path, size: str) -> tuple[Path, Path]:
    """The data of a size, and the same data in another order with other labels of blank nodes."""
    lines = "".join(triples(SIZES[size])).splitlines(keepends=True)
    plain, mixed = folder / f"{size}.nt", folder / f"{size}-mixed.nt"
    plain.write_text("".join(lines), encoding="utf-8")
    random.Random(3).shuffle(lines)
    mixed.write_text("".join(lines).replace("_:a", "_:other"), encoding="utf-8")
    return plain, mixed


def measure(command: list[str], target: Path, *, to_stdout: bool = False, quiet: bool = False) -> Run:
    """Run a command that writes `target`; raises :class:`subprocess.CalledProcessError` where it fails.

    With `quiet` what it prints is thrown away, and so is exit code 1, by which `format --check` tells of another style.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        out = os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC) if to_stdout else writing
        if quiet:
            out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.execvp(command[0], command)
    os.close(writing)
    with os.fdopen(reading) as stream:
        told = stream.read().split()
    _, status, used = os.wait4(child, 0)
    if status and not (quiet and os.waitstatus_to_exitcode(status) == 1):
        raise subprocess.CalledProcessError(status, command)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    return Run(float(told[0]) if told else None, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, digest)


def engines() -> dict[str, list[str]]:
    """The command of each writer; the last arguments are source and target, or the source where it writes to stdout."""
    head = _HEAD.format(prefixes=PREFIXES)
    codes = {
        "kgtools, columns": _KGTOOLS,
        "rdflib turtle": _RDFLIB.replace("{name}", "turtle"),
        "rdflib longturtle": _RDFLIB.replace("{name}", "longturtle"),
        "pyoxigraph dump": _PYOXIGRAPH,
    }
    found = {name: [sys.executable, "-c", head + code] for name, code in codes.items()}
    if (rapper := shutil.which("rapper")) is not None:
        found["rapper"] = [rapper, "-q", "-i", "ntriples", "-o", "turtle"]
    if riot := os.environ.get("KGTOOLS_RIOT"):
        found["riot --formatted=ttl"] = [*shlex.split(riot), "--formatted=ttl"]
    return found


def compare(folder: Path, size: str) -> dict[str, Run]:
    """Measure every writer at a size and print a table."""
    plain, mixed = make(folder, size)
    target = folder / "out.ttl"
    count = sum(1 for _ in plain.open("rb"))
    print(f"\n{count:,} triples, {plain.stat().st_size / 1e6:.0f} MB of N-Triples")
    print(f"{'writer':24} {'load':>8} {'write':>8} {'total':>8} {'peak MB':>8}  same bytes from mixed input")
    runs: dict[str, Run] = {}
    for name, command in engines().items():
        if name.startswith("rdflib") and SIZES[size] > 100_000:
            continue
        to_stdout = name.startswith(("rapper", "riot"))

        def run(source: Path, command: list[str] = command, to_stdout: bool = to_stdout) -> Run:
            arguments = [*command, str(source)] if to_stdout else [*command, str(source), str(target)]
            return measure(arguments, target, to_stdout=to_stdout)

        runs[name] = found = run(plain)
        stable = "yes" if run(mixed).digest == found.digest else "no"
        load = "" if found.load is None else f"{found.load:8.2f}"
        write = "" if found.load is None else f"{found.total - found.load:8.2f}"
        print(f"{name:24} {load:>8} {write:>8} {found.total:8.2f} {found.peak:8.0f}  {stable}", flush=True)
    return runs


#: how often as much CPU time as an export the formatter may take, and how many megabytes at 1M
FORMAT_BAR, FORMAT_MEMORY = 3.0, 600
#: the same where the difference is printed, which is as large as both texts
DIFF_BAR = 4.0
#: items of the long list
ITEMS = 100_000


def in_another_style(plain: Path, *, is_dense: bool) -> Iterator[str]:
    """Lines of N-Triples as people write Turtle, subject by subject, with comments in one statement of seven.

    With `is_dense` there are comments in every statement: above it, above a predicate, and behind three objects.
    """
    namespaces = {**PREFIXES, "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
    yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in namespaces.items())

    def short(term: str) -> str:
        for prefix, iri in namespaces.items():
            if term.startswith(f"<{iri}") and not set("/#") & set(term[len(iri) + 1 :]):
                return f"{prefix}:{term[len(iri) + 1 : -1]}"
        return term

    lines = (line.rstrip(" .\n").split(" ", 2) for line in plain.open(encoding="utf-8"))
    for number, (subject, triples_of) in enumerate(groupby(lines, key=lambda line: line[0])):
        is_commented = is_dense or number % 7 == 0
        yield f"\n# about {number}\n{short(subject)}" if is_commented else f"\n{short(subject)}"
        for at, (_, predicate, value) in enumerate(triples_of):
            above = f"\n    # above {number}" if is_dense and at == 2 else ""
            behind = f" # note {at}" if is_commented and (at < 3 if is_dense else at == 1) else ""
            yield f"{' ;' if at else ''}{above}\n    {short(predicate)} {short(value)}{behind}\n"
        yield " .\n"


def texts(folder: Path, sizes: list[str]) -> dict[str, Path]:
    """What is formatted: the data of each size in other styles and in ours, without and with comments, and lists."""
    found: dict[str, Path] = {}
    for size in sizes:
        plain = folder / f"{size}.nt"
        if not plain.exists():
            plain, _ = make(folder, size)
        found[size] = folder / f"{size} plain.ttl"
        shutil.copy(plain, found[size])
        found[f"{size}, in our style"] = folder / f"{size} style.ttl"
        command = [sys.executable, "-m", "kgtools", "export", str(plain), "-f", "turtle", "-o"]
        subprocess.run([*command, str(found[f"{size}, in our style"])], check=True)
        found[f"{size}, with comments"] = folder / f"{size} commented.ttl"
        lines = found[f"{size}, in our style"].read_text(encoding="utf-8").split("\n")
        marked = [f"{line} # {at}" if at % 40 == 0 and line.endswith(" ;") else line for at, line in enumerate(lines)]
        found[f"{size}, with comments"].write_text("\n".join(marked), encoding="utf-8")
        for amount, is_dense in ("some", False), ("many", True):
            name = f"{size}, another style, {amount} comments"
            found[name] = folder / f"{name}.ttl"
            found[name].write_text("".join(in_another_style(plain, is_dense=is_dense)), encoding="utf-8")
        found[f"{size}, N-Triples"] = folder / f"{size}-mixed.nt"
        lines = found[f"{size}, N-Triples"].read_text(encoding="utf-8").split("\n")
        found[f"{size}, N-Triples, with comments"] = folder / f"{size} commented.nt"
        marked = [f"{line} # {at}" if at % 7 == 0 and line else line for at, line in enumerate(lines)]
        found[f"{size}, N-Triples, with comments"].write_text("\n".join(marked), encoding="utf-8")
    items = "\n".join(f":i{number}" for number in range(ITEMS))
    chain = "".join(f"_:b{number} :next _:b{number + 1} .\n" for number in range(ITEMS))
    for name, body in ("a list of 100k", f":s :p ({items}) ."), ("a chain of 100k", chain):
        found[name] = folder / f"{name}.ttl"
        found[name].write_text(f"@prefix : <http://example.org/> .\n{body}\n", encoding="utf-8")
    return found


def formats(folder: Path, sizes: list[str]) -> list[str]:
    """Measure `kgtools format` beside `kgtools export`, print a table, and tell which bars are not met."""
    missed: list[str] = []
    print(
        f"\n{'kgtools format':36} {'export':>8} {'format':>8} {'--check':>8} {'--diff':>8} {'peak MB':>8}  "
        "times an export"
    )
    for name, path in texts(folder, sizes).items():
        target = folder / "out"
        target.touch()

        def run(*arguments: str, target: Path = target) -> Run:
            return measure([sys.executable, "-m", "kgtools", "--quiet", *arguments], target, quiet=True)

        export = run("export", str(path), "-f", "nt" if path.suffix == ".nt" else "turtle", "-o", str(target))
        check, diff = run("format", "--check", str(path)), run("format", "--diff", str(path))
        formatted = folder / f"formatted{path.suffix}"
        shutil.copy(path, formatted)
        found = run("format", str(formatted))
        worst = max(found.total, check.total, diff.total * FORMAT_BAR / DIFF_BAR) / export.total
        totals = " ".join(f"{r.total:8.2f}" for r in (export, found, check, diff))
        print(f"{name:36} {totals} {found.peak:8.0f}  {worst:.1f} (bar {FORMAT_BAR:.0f})", flush=True)
        if worst > FORMAT_BAR:
            missed.append(f"format of {name}: {worst:.1f} times an export, bar {FORMAT_BAR:.0f}")
        if name.startswith("1M") and found.peak > FORMAT_MEMORY:
            missed.append(f"format of {name}: {found.peak:.0f} MB, bar {FORMAT_MEMORY}")
    return missed


def bars(runs: dict[str, dict[str, Run]]) -> list[str]:
    """What was promised for one million triples and does not hold."""
    ours = runs["1M"]["kgtools, columns"]
    missed = [f"memory: {ours.peak:.0f} MB, bar 600"] if ours.peak > 600 else []
    scale = SIZES["1M"] / SIZES["100k"]
    others = {"riot --formatted=ttl": (runs["1M"].get("riot --formatted=ttl"), 4.0, 1.0)}
    others["rdflib turtle"] = (runs.get("100k", {}).get("rdflib turtle"), 25.0, scale)
    for name, (run, bar, factor) in others.items():
        if run is None:
            print(f"{name}: not measured")
            continue
        ratio = run.total * factor / ours.total
        print(f"{name}: {ratio:.1f} times our CPU time at 1M (bar {bar:.0f})")
        if ratio < bar:
            missed.append(f"{name}: {ratio:.1f} times, bar {bar:.0f}")
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["100k", "1M"], choices=list(SIZES), metavar="SIZE")
    parser.add_argument(
        "--bars", action="store_true", help="fail where a bar is not met (those of writers need 100k and 1M)"
    )
    given = parser.parse_args()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {cores} cores; CPU seconds")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as made:
        runs = {size: compare(Path(made), size) for size in given.sizes}
        missed = formats(Path(made), given.sizes)
    if not given.bars:
        return 0
    missed += bars(runs) if "1M" in runs else []
    for line in missed:
        print(f"MISSED {line}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
