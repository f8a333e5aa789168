"""The server beside Oxigraph's and rdflib-endpoint: requests per second on the loopback, and CPU; and the site.

    python benchmarks/server.py [--seconds 4] [--triples 1000000] [--oxigraph COMMAND] [--rdflib-endpoint COMMAND]
    python benchmarks/server.py --parts site [--things 1000]

The shipped graph is served: every quad of `graph.quads()` for the others, in the graphs that it is in. What is asked:

 - pages of things and answers of stored queries, each for the first time ("new"), and again ("kept"); kgtools alone;
 - SELECT queries of 20 rows, none of them twice, and the same ones once more;
 - pages while four queries compute that never end within the limit of time;
 - an analytic query (three aggregates over groups of a join) over a million triples.

`kgtools site` is timed for the shipped graph, for the example of an observatory, and for that with a thousand further
things, each in its three languages.

Four connections that stay open ask one request after the other from a process of its own. Before anything is timed the
answers to the SELECT queries are compared by their rows. A peer whose command is not there is left out.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import platform
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

CONNECTIONS = 4
_PARTS = ("small", "large", "site")
TALENT = "https://w3id.org/talent-graph/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
ROWS = "SELECT ?s ?l {{ ?s a <{base}onto#Person> ; {label} ?l }} LIMIT 20 OFFSET {n}"
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONTAINS(CONCAT(STR(?a), STR(?c)), STR(?i))) }"
)
ANALYTIC = (
    "PREFIX e: <http://e/> SELECT ?team (COUNT(*) AS ?n) (AVG(?age) AS ?mean) (MAX(?score) AS ?best) "
    "{ ?who e:team ?team ; e:age ?age ; e:score ?score } GROUP BY ?team ORDER BY DESC(?n) ?team"
)


@dataclass(frozen=True)
class Load:
    """What a number of requests took: how many a second, and milliseconds of one of them."""

    rate: float
    median: float
    late: float
    failed: int

    def __str__(self) -> str:
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{self.rate:7.0f}/s, {self.median:6.1f} ms, 95 % under {self.late:6.1f} ms{failed}"


def get(path: str, accept: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode()


def post(text: str, path: str = "/sparql") -> bytes:
    body = text.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/sparql-results+json\r\n"
        f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def one(stream: socket.socket, reader: io.BufferedReader, request: bytes) -> tuple[int, bytes]:
    """One request on a connection that stays open; its status and body."""
    stream.sendall(request)
    lines = iter(reader.readline, b"\r\n")
    status = int(next(lines).split()[1])
    length, chunked = 0, False
    for line in lines:
        name, _, value = line.lower().partition(b":")
        length = int(value) if name == b"content-length" else length
        chunked = chunked or (name == b"transfer-encoding" and b"chunked" in value)
    if not chunked:
        return status, reader.read(length)
    body = b""
    while size := int(reader.readline().split(b";")[0], 16):
        body += reader.read(size)
        reader.readline()
    reader.readline()
    return status, body


def load(port: int, requests: Sequence[bytes], *, seconds: float, once: bool = False) -> Load:
    """Ask for some seconds, or with `once` each request once."""
    times: list[float] = []
    failed: list[int] = []
    end = time.perf_counter() + seconds

    def ask(start: int) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as stream, stream.makefile("rb") as reader:
            place = start
            while time.perf_counter() < end and not (once and place >= len(requests)):
                began = time.perf_counter()
                status, _ = one(stream, reader, requests[place % len(requests)])
                times.append(time.perf_counter() - began)
                if status != 200:
                    failed.append(status)
                place += CONNECTIONS

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - began
    ordered = sorted(times)
    late = ordered[int(0.95 * (len(ordered) - 1))]
    return Load(len(times) / taken, statistics.median(ordered) * 1000, late * 1000, len(failed))


def cpu(pid: int) -> float:
    """User and system seconds of a process and of those below it, with those that have ended."""
    known: dict[int, tuple[int, float]] = {}
    ticks = os.sysconf("SC_CLK_TCK")
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            known[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / ticks)
    total, ahead = 0.0, [pid]
    while ahead:
        parent = ahead.pop()
        total += known.get(parent, (0, 0.0))[1]
        ahead += [child for child, (above, _) in known.items() if above == parent]
    return total


@contextlib.contextmanager
def server(command: Sequence[str], port: int, ready: Callable[[int], bool]) -> Iterator[int]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 180
        while not answers(port, ready):
            if process.poll() is not None or time.monotonic() > end:
                sys.exit(f"{command[0]} has not started")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def answers(port: int, ready: Callable[[int], bool]) -> bool:
    try:
        return ready(port)
    except (OSError, StopIteration, ValueError):
        return False


def ask_once(port: int, request: bytes) -> tuple[int, bytes]:
    with socket.create_connection(("127.0.0.1", port), timeout=120) as stream, stream.makefile("rb") as reader:
        return one(stream, reader, request)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def measured(name: str, pid: int, port: int, requests: Sequence[bytes], *, seconds: float, once: bool = False) -> Load:
    before = cpu(pid)
    with ProcessPoolExecutor(1) as apart:
        found = apart.submit(load, port, requests, seconds=seconds, once=once).result()
    spent = (cpu(pid) - before) / max(found.rate * seconds, 1) if not once else (cpu(pid) - before) / len(requests)
    print(f"  {name:42} {found}; {spent * 1000:5.2f} ms CPU each", flush=True)
    return found


def rows_of(body: bytes) -> int:
    return len(json.loads(body)["results"]["bindings"])


def people(count: int) -> Iterator[str]:
    """Triples about people: five of each."""
    for n in range(count // 5):
        who = f"<http://e/p{n}>"
        yield f"{who} <http://e/team> <http://e/t{n * 7919 % 500}> .\n"
        yield f'{who} <http://e/age> "{n * 31 % 60 + 18}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        yield f'{who} <http://e/score> "{n * 17 % 1000 / 8}"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'
        yield f"{who} <http://e/knows> <http://e/p{n * 13 % (count // 5)}> .\n"
        yield f'{who} {LABEL} "person {n}" .\n'


def kgtools_command(port: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "kgtools", "serve", "--port", str(port), *more]


def is_warm(port: int) -> bool:
    return bool(json.loads(ask_once(port, get("/healthz", "*/*"))[1])["warm"])


def answers_queries(port: int) -> bool:
    return ask_once(port, post("ASK {}"))[0] == 200


def small(folder: Path, seconds: float, oxigraph: str | None, endpoint: str | None) -> None:
    """The shipped graph."""
    from kgtools import KnowledgeGraph
    from kgtools.project import GraphProject

    graph = KnowledgeGraph(GraphProject.shipped())
    data = folder / "shipped.nq"
    data.write_bytes(graph.export(part="all", format="nq")[0])
    plain = folder / "plain.nt"
    plain.write_bytes(b"".join(graph.export(part=part, format="nt")[0] for part in ("accepted", "derived")))
    things = sorted({q.subject.value for q in graph.quads("accepted") if hasattr(q.subject, "value")})
    pages = [
        get("/doc/" + quote(iri.removeprefix(TALENT).removeprefix("id/")), "text/html")
        for iri in things
        if iri.startswith(TALENT + "id/")
    ]
    stored, empty = _stored(graph, [iri for iri in things if iri.startswith(TALENT + "id/organization/")])
    # the text of each is another one, and so no answer that was kept is given
    selects = [post(ROWS.format(base=TALENT, label=LABEL, n=n % 40) + f" # {n}") for n in range(2_000)]
    elsewhere = {"/query": [request.replace(b"POST /sparql", b"POST /query") for request in selects]}
    print(f"The shipped graph, {len(graph.store):,} quads, {len(pages)} pages")
    port = free_port()
    with server(kgtools_command(port, "--timeout", "10"), port, is_warm) as pid:
        ours = [rows_of(ask_once(port, request)[1]) for request in selects[:40]]
        print(" kgtools")
        measured("pages, new", pid, port, pages, seconds=60, once=True)
        measured("pages, kept", pid, port, pages, seconds=seconds)
        measured("stored query, new", pid, port, stored, seconds=60, once=True)
        measured("stored query without rows, with reasons, new", pid, port, empty, seconds=60, once=True)
        measured("stored query, kept", pid, port, stored, seconds=seconds)
        mine = measured("SELECT of 20 rows, new", pid, port, selects[40:], seconds=60, once=True)
        measured("SELECT of 20 rows, kept", pid, port, selects[40:], seconds=seconds)
        slow = [threading.Thread(target=ask_once, args=(port, post(ENDLESS)), daemon=True) for _ in range(4)]
        for thread in slow:
            thread.start()
        time.sleep(0.3)
        fresh = [request.replace(b" HTTP", f"?lang=en&n={n} HTTP".encode(), 1) for n, request in enumerate(pages[:60])]
        measured("pages, kept, beside four slow queries", pid, port, pages, seconds=min(seconds, 4))
        measured("pages, new, beside four slow queries", pid, port, fresh, seconds=5, once=True)
        for thread in slow:
            thread.join()
    for name, command, path in (
        ("oxigraph", _oxigraph(oxigraph, folder, plain), "/query"),
        ("rdflib-endpoint", None if endpoint is None else [endpoint, "serve", str(plain), "--port", "{port}"], "/"),
    ):
        if command is None:
            print(f" {name}: not there")
            continue
        port = free_port()
        filled = [part.replace("{port}", str(port)) for part in command]
        asked = elsewhere.setdefault(path, [r.replace(b"POST /sparql", f"POST {path}".encode()) for r in selects])

        def ready(at: int, first: bytes = asked[0]) -> bool:
            return ask_once(at, first)[0] == 200

        with server(filled, port, ready) as pid:
            theirs = [rows_of(ask_once(port, request)[1]) for request in asked[:40]]
            print(f" {name}" + ("" if theirs == ours else f": ANOTHER ANSWER {theirs[:5]} {ours[:5]}"))
            found = measured("SELECT of 20 rows, new", pid, port, asked[40:], seconds=30, once=True)
            print(f"  kgtools has {mine.rate / found.rate:.2f} times as many a second")


def _stored(graph: Any, organizations: Sequence[str]) -> tuple[list[bytes], list[bytes]]:
    """Requests for a stored query with all values of one parameter and several of another: with rows, and without."""
    found: tuple[list[bytes], list[bytes]] = [], []
    for month in (f"{year}-{month:02}" for year in range(2019, 2025) for month in range(1, 13)):
        for name in (iri.rpartition("/")[2] for iri in organizations):
            rows = list(graph.query("employed-at", params={"organization": name, "date": month}))
            found[not rows].append(get(f"/api/queries/employed-at.json?organization={name}&date={month}", "*/*"))
    return found[0], found[1][::4]


def _oxigraph(command: str | None, folder: Path, data: Path) -> list[str] | None:
    if command is None:
        return None
    store = folder / f"store-{data.stem}"
    subprocess.run([command, "load", "-l", str(store), "-f", str(data)], check=True, capture_output=True)
    return [command, "serve-read-only", "-l", str(store), "-b", "127.0.0.1:{port}"]


def large(folder: Path, triples: int, oxigraph: str | None) -> None:
    """A million triples, and a query that looks at all of them."""
    data = folder / "people.nt"
    with data.open("w", encoding="utf-8") as file:
        file.writelines(people(triples))
    print(f"{triples:,} triples, an analytic query")
    port = free_port()
    # pages of so many things are looked up beside for a while; no page is asked for here
    with server(kgtools_command(port, "--data", str(data), "--timeout", "120"), port, answers_queries) as pid:
        ours = _analytic("kgtools", pid, port, "/sparql")
    command = _oxigraph(oxigraph, folder, data)
    if command is not None:
        port = free_port()
        filled = [part.replace("{port}", str(port)) for part in command]

        def ready(at: int) -> bool:
            return ask_once(at, post("ASK {}", "/query"))[0] == 200

        with server(filled, port, ready) as pid:
            theirs = _analytic("oxigraph", pid, port, "/query")
        print(f"  oxigraph takes {theirs / ours:.1f} times as long")


def _analytic(name: str, pid: int, port: int, path: str) -> float:
    times, spent = [], cpu(pid)
    for n in range(5):
        # another text each time, so that no answer that was kept is given
        began = time.perf_counter()
        status, body = ask_once(port, post(f"{ANALYTIC} LIMIT {1000 + n}", path))
        times.append(time.perf_counter() - began)
        assert (status, rows_of(body)) == (200, 500), (status, body[:200])
    print(f"  {name:42} {statistics.median(times):.3f} s; {(cpu(pid) - spent) / 5:.3f} s CPU each")
    return statistics.median(times)


def site(folder: Path, things: int) -> None:
    """`kgtools site` as a command, each time into a new folder."""
    from kgtools.project import GraphProject

    example = Path(__file__).parents[1] / "docs" / "examples" / "observatory"
    more = folder / "observatory"
    shutil.copytree(example, more)
    (more / "data" / "more.ttl").write_text("".join(observatory(things)), encoding="utf-8")
    print("kgtools site")
    spent: list[tuple[float, float, int]] = []
    for name, project in (
        ("the shipped graph", GraphProject.shipped().root),
        ("the observatory", example),
        (f"the observatory with {things:,} further things", more),
    ):
        target = folder / f"site-{len(spent)}"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        command = [sys.executable, "-m", "kgtools", "--project", str(project), "site", str(target)]
        subprocess.run(command, check=True, capture_output=True)
        taken = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        files = [path for path in target.rglob("*") if path.is_file()]
        pages = sum(path.suffix == ".html" for path in files)
        size = sum(path.stat().st_size for path in files) / 1e6
        spent.append((taken, seconds, pages))
        print(f"  {name:42} {taken:5.1f} s, {seconds:5.1f} s CPU; {pages:,} pages, {size:.0f} MB", flush=True)
    (taken, seconds, pages), (more_taken, more_seconds, more_pages) = spent[-2:]
    each = 1_000 / (more_pages - pages)
    told = f"{(more_taken - taken) * each:5.1f} s, {(more_seconds - seconds) * each:5.1f} s CPU"
    print(f"  {'1,000 further pages of these':42} {told}", flush=True)


def observatory(things: int) -> Iterator[str]:
    """Further things for the example: three observers and a target for every six allocations, in Turtle."""
    yield (
        "@prefix o: <https://observatory.example/onto#> . @prefix thing: <https://observatory.example/id/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    )
    observers, targets = things * 3 // 10, things // 10
    for n in range(observers):
        yield f'thing:observer-{n} a o:Observer ; rdfs:label "Observer {n}"@en , "Pozorovatel {n}"@cs ;\n'
        yield f'    o:discipline "variable stars" ; o:teacher thing:observer-{n * 7 % observers} .\n'
    for n in range(targets):
        yield f'thing:target-{n} a o:Target ; rdfs:label "Target {n}"@en , "Sasaran {n}"@id .\n'
    for n in range(things - observers - targets):
        year, month, dome = 2001 + n % 30, 1 + n % 12, ("north-dome", "south-dome", "meadow")[n % 3]
        yield f"thing:log-{n} a o:Allocation ; o:observer thing:observer-{n % observers} ; o:telescope thing:{dome} ;\n"
        yield f'    o:target thing:target-{n % targets} ; o:firstNight "{year}-{month:02}-02"^^xsd:date ;\n'
        yield f'    o:lastNight "{year + 1}-{month:02}-20"^^xsd:date .\n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--things", type=int, default=1_000)
    parser.add_argument("--parts", nargs="+", choices=_PARTS, default=_PARTS)
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"))
    parser.add_argument("--rdflib-endpoint", default=shutil.which("rdflib-endpoint"))
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        if "small" in given.parts:
            small(Path(folder), given.seconds, given.oxigraph, given.rdflib_endpoint)
        if "large" in given.parts:
            large(Path(folder), given.triples, given.oxigraph)
        if "site" in given.parts:
            site(Path(folder), given.things)


if __name__ == "__main__":
    main()
