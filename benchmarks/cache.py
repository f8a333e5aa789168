"""How long a question takes when its files were read before: from the start of the process to the answer.

    python benchmarks/cache.py [--triples 1000000,10000000] [--formats nt,ttl] [--runs 7]
    python benchmarks/cache.py --sizes             (where to keep columns begins to pay)

The data are people and organizations (sparql_data.py); the Turtle is what `kgtools export` makes of them. Every
command is a process of its own. Told are wall times and processor times, the median of runs that go round-robin, and
how often a bare start of Python fits into each wall time; of the first question also how much longer it takes than
without a cache, to its answer and to the end of its process. Before anything is timed, answers with and without a cache
are compared.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import sparql_data

KGTOOLS = str(Path(sys.executable).parent / "kgtools")
V = "http://example.org/v#"
QUESTIONS = {
    "look-up": f"SELECT ?name {{ <http://example.org/person/77> <{V}name> ?name }}",
    "count": f"SELECT (COUNT(*) AS ?n) {{ ?person a <{V}Person> }}",
    "join and groups": f"SELECT ?c (COUNT(*) AS ?n) {{ ?job <{V}employer>/<{V}city> ?c }} GROUP BY ?c ORDER BY ?c",
    "filter of numbers": f"SELECT (COUNT(*) AS ?n) {{ ?person <{V}height> ?h FILTER(?h > 1.95) }}",
}
#: the share of a file's lines in which each size is measured, in bytes
SIZES = (1 << 20, 2 << 20, 4 << 20, 5 << 20, 8 << 20, 16 << 20)


class Run(NamedTuple):
    """Seconds to the answer, to the end of the process, and of processors; and the answer."""

    answered: float
    ended: float
    worked: float
    answer: bytes


def run(command: list[str]) -> Run:
    """Run a command until it has ended; standard output ends with the answer."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        answer = process.stdout.read()
        answered = time.perf_counter() - begun
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command} ended with {process.returncode}")
    return Run(answered, time.perf_counter() - begun, used.ru_utime + used.ru_stime, answer)


def asked(file: Path, question: str, *options: str) -> list[str]:
    """The command that asks a file."""
    return [KGTOOLS, "query", "--data", str(file), "-q", question, "-f", "csv", "--timeout", "0", "--quiet", *options]


def medians(commands: dict[str, list[str]], runs: int) -> dict[str, tuple[float, float]]:
    """The median time of each command to its answer, and that of processors, round-robin."""
    times: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(run(command))
    return {name: (_median(found, 0), _median(found, 2)) for name, found in times.items()}


def made(folder: Path, triples: int, format: str) -> Path:
    """The data in a format."""
    lines = folder / f"people-{triples}.nt"
    if not lines.exists():
        sparql_data.write("people", triples, lines)
    if format == "nt":
        return lines
    file = lines.with_suffix(f".{format}")
    if not file.exists():
        subprocess.run([KGTOOLS, "export", str(lines), "-o", str(file)], check=True)
    return file


def measure(file: Path, folder: Path, runs: int) -> None:
    """The first question, then those after it."""
    cache = ("--cache", str(folder / "kept"))
    plain = asked(file, QUESTIONS["look-up"])
    run([*plain, "--no-cache"])
    bare = [sys.executable, "-c", "pass"]
    print(f"\n{file.name}: {file.stat().st_size / 1e6:.0f} MB")
    without = [run([*plain, "--no-cache"]) for _ in range(max(runs // 3, 1))]
    first = []
    for _ in range(max(runs // 3, 1)):
        subprocess.run([KGTOOLS, "cache", "clear", *cache], check=True, stdout=subprocess.DEVNULL)
        first.append(run([*plain, *cache]))
    kept = sum(path.stat().st_size for path in (folder / "kept").iterdir())
    for name, told in (("without a cache", without), ("first, with one", first)):
        answered, ended, worked = (_median(told, place) for place in range(3))
        print(f"  {name:<18} answer {answered:6.2f} s   end {ended:6.2f} s   processors {worked:6.2f} s")
    print(f"  {kept / 1e6:.0f} MB are kept")
    for name, question in QUESTIONS.items():
        if run(asked(file, question, *cache)).answer != run(asked(file, question, "--no-cache")).answer:
            raise SystemExit(f"{file.name}, {name}: the kept columns give another answer")
    commands = {name: asked(file, question, *cache) for name, question in QUESTIONS.items()}
    # what the start of the command takes by itself: a question to one triple
    one = folder / "one.nt"
    one.write_text("<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n", encoding="utf-8")
    commands = {"one triple": asked(one, QUESTIONS["look-up"]), **commands}
    found = medians({"bare Python": bare, **commands}, runs)
    for name, (seconds, worked) in found.items():
        starts = seconds / found["bare Python"][0]
        wall, processors = 1000 * seconds, 1000 * worked
        print(f"  {name:<18} {wall:6.0f} ms   {starts:5.1f} starts of Python   processors {processors:5.0f} ms")


def _median(runs: list[Run], place: int) -> float:
    return statistics.median(run[place] for run in runs)


def measure_sizes(folder: Path, runs: int) -> None:
    """Files of several sizes, read anew and found."""
    lines = made(folder, 200_000, "nt").read_bytes()
    print(f"\n{'bytes':>12} {'read anew':>11} {'found':>11}")
    for size in SIZES:
        file = folder / f"size-{size}.nt"
        file.write_bytes(lines[: lines.rindex(b"\n", 0, size) + 1])
        cached = asked(file, QUESTIONS["look-up"], "--cache", str(folder / "kept"))
        run(cached)
        found = medians({"anew": asked(file, QUESTIONS["look-up"], "--no-cache"), "kept": cached}, runs)
        anew, kept = (1000 * found[name][0] for name in ("anew", "kept"))
        print(f"{size:>12,} {anew:8.0f} ms {kept:8.0f} ms")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--triples", default="1000000")
    parser.add_argument("--formats", default="nt,ttl")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--sizes", action="store_true")
    parser.add_argument("--folder", type=Path, help="where the data are made, and stay (default: a temporary folder)")
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        if given.sizes:
            measure_sizes(folder, given.runs)
            return
        for triples in map(int, given.triples.split(",")):
            for format in given.formats.split(","):
                measure(made(folder, triples, format), folder, given.runs)


if __name__ == "__main__":
    main()
