"""What benchmarks/elsewhere.py asks beside DuckDB: servers, each on this machine and ended by its process id, and Jena.

Each server is a block: the arguments that `kgtools validate` gets for it, and the process whose tree takes the CPU
time. Where one cannot be had, the block raises :class:`MissingError` with the reason.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

__all__ = ["MissingError", "Server", "cpu_of", "jena", "oxigraph", "spark", "virtuoso"]

#: seconds that a server may take to start, and to end
_START, _END = 120, 30
_GRAPH = "http://example.org/graph"
_JARS = Path("/usr/share/java")
#: what Debian's Jena needs beside its own jars
_LIBRARIES = (
    *(
        "commons-cli",
        "commons-codec",
        "commons-compress",
        "commons-csv",
        "commons-io",
        "commons-lang3",
        "dexx.collection",
    ),
    *("gson", "guava", "httpclient", "httpcore", "jackson-annotations", "jackson-core", "jackson-databind"),
    *("jsonld-java", "jakarta.json-api", "thrift", "protobuf", "slf4j-api", "slf4j-nop"),
    "titanium-json-ld",
)


class MissingError(Exception):
    """Why something is not measured."""


class Server(NamedTuple):
    """The arguments that choose a server, and its process."""

    arguments: list[str]
    process: int


@contextmanager
def oxigraph(place: Path, data: Path) -> Iterator[Server]:
    """Oxigraph's server over a store on disk."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        raise MissingError("the program oxigraph is not there (package oxigraph)")
    subprocess.run([program, "load", "--location", place / "store", "--file", data], check=True, capture_output=True)
    port = _free_port()
    command = [program, "serve-read-only", "--location", place / "store", "--bind", f"127.0.0.1:{port}"]
    with _running(command, place, port) as process:
        yield Server(["--endpoint", f"http://127.0.0.1:{port}/query", "--request-timeout", "600"], process)


@contextmanager
def virtuoso(place: Path, data: Path) -> Iterator[Server]:
    """Virtuoso with more buffers than the tests give it, and its own limit of 10,000 rows."""
    server = _of_tests("virtuoso")
    reason = server.missing()
    if reason is not None:
        raise MissingError(reason)
    process, port = server.start(place)
    try:
        server.load(place, _GRAPH, data.read_bytes(), seconds=900)
        yield Server(["--endpoint", f"http://127.0.0.1:{port}/sparql", "--endpoint-graph", _GRAPH], process)
    finally:
        _end(process)


@contextmanager
def spark(place: Path, pack: Path, *, master: str) -> Iterator[Server]:
    """Spark Connect over a pack: in one process (``local[2]``), or with executors of its own (``local-cluster``)."""
    server = _of_tests("spark")
    reason = server.missing()
    if reason is not None:
        raise MissingError(reason)
    settings = {
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.codegen.wholeStage": "true",
        "spark.sql.codegen.factoryMode": "FALLBACK",
        # less than a worker has: the rest is what a process takes beside its heap
        "spark.executor.memory": "1g",
    }
    process, port = server.start(place, master=master, memory="1500m", **settings)
    try:
        yield Server(["--sql", f"sc://127.0.0.1:{port}", "--table", str(pack), "--request-timeout", "900"], process)
    finally:
        _end(process)


def jena(place: Path, data: Path, shapes: Path, *, limit: float) -> tuple[Counter[tuple[str, str]], float, float]:
    """The results of Jena's own validation of the files, as counts of (focus node, component); CPU and wall seconds."""
    import pyoxigraph

    java, core = shutil.which("java"), _JARS / "jena-core.jar"
    if java is None or not core.exists():
        raise MissingError("Jena is not installed (libapache-jena-java, openjdk-17-jre-headless)")
    # Debian's package looks for the messages of its copy of Xerces where Xerces has them
    with zipfile.ZipFile(core) as archive:
        for name in archive.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and not name.endswith("/"):
                target = place / "fix" / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
    jars = [path for path in sorted(_JARS.glob("jena-*.jar")) if "-4." not in path.name]
    jars += [path for name in _LIBRARIES for path in [_JARS / f"{name}.jar"] if path.exists()]
    path = ":".join([str(place / "fix"), *map(str, jars)])
    report = place / "jena.ttl"
    began = time.monotonic()
    with report.open("wb") as out, (place / "jena.log").open("wb") as log:
        process = subprocess.Popen(
            [java, "-Xmx2500m", "-cp", path, "shacl.shacl", "validate", "--shapes", shapes, "--data", data],
            stdout=out,
            stderr=log,
        )
        while process.poll() is None and time.monotonic() - began < limit:
            cpu = cpu_of(process.pid)
            time.sleep(0.2)
        if process.poll() is None:
            process.kill()
            process.wait()
            raise MissingError(f"not done in {limit:.0f} s")
    if process.returncode:
        raise MissingError(f"Jena ended with {(place / 'jena.log').read_text(errors='replace').strip()[:200]}")
    shacl = "http://www.w3.org/ns/shacl#"
    found: dict[str, dict[str, str]] = {}
    for quad in pyoxigraph.parse(path=str(report), format=pyoxigraph.RdfFormat.TURTLE):
        found.setdefault(str(quad.subject), {})[quad.predicate.value.removeprefix(shacl)] = str(quad.object)
    rows = [about for about in found.values() if "sourceConstraintComponent" in about]
    counts = Counter((about["focusNode"], about["sourceConstraintComponent"].strip("<>")) for about in rows)
    return counts, cpu, time.monotonic() - began


def cpu_of(process: int) -> float:
    """The CPU seconds that a process, those below it, and those that have ended there have taken."""
    parents: dict[int, int] = {}
    times: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            times[int(entry.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    total, below = 0.0, [process]
    while below:
        one = below.pop()
        total += times.get(one, 0.0)
        below += [child for child, parent in parents.items() if parent == one]
    return total


@contextmanager
def _running(command: list[str | Path], place: Path, port: int) -> Iterator[int]:
    with (place / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        until = time.monotonic() + _START
        while process.poll() is None and time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(_END)


def _end(process: int) -> None:
    os.killpg(process, signal.SIGTERM)
    until = time.monotonic() + _END
    while time.monotonic() < until and os.waitpid(process, os.WNOHANG) == (0, 0):
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _of_tests(name: str):  # a module
    """What starts a server in the tests."""
    import importlib

    sys.path.insert(0, str(Path(__file__).parents[1]))
    return importlib.import_module(f"tests.elsewhere.{name}")
