"""The same shapes over files, a pack by DuckDB, and Oxigraph's server: results line by line first, then CPU and memory.

    python benchmarks/elsewhere.py 1000000 --push --peers scratch/bin/python

The data are those of shacl_data.py; the shapes are SHACL Core, as SPARQL in shapes needs the data at hand. Each way is
a process of its own; CPU is user and system time. The server's own time stands beside that of the client, with the
requests that it was sent. With --peers pySHACL and rudof (`pyrudof`) ask the server as well, from the interpreter that
is named, each for as long as --limit says.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
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


def serve(program: str, store: Path, data: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A server over the data, and the address of its endpoint."""
    subprocess.run([program, "load", "--location", str(store), "--file", str(data)], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        [program, "serve-read-only", "--location", str(store), "--bind", place],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", int(place.rpartition(":")[2])), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    return process, f"http://{place}/query"


def cpu_of(process: subprocess.Popen[bytes]) -> float:
    """The CPU seconds that a running process has taken."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("triples", type=int)
    parser.add_argument("--shapes", type=Path, default=HERE / "elsewhere_shapes.ttl", help="shapes without SPARQL")
    parser.add_argument("--push", action="store_true", help="push questions to the server as well")
    parser.add_argument("--peers", help="an interpreter that has pyshacl and pyrudof")
    parser.add_argument("--limit", type=float, default=300, help="seconds that each of them may take")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data, pack = Path(folder, "data.nt"), Path(folder, "data.pack")
        subprocess.run([sys.executable, HERE / "shacl_data.py", str(given.triples), data], check=True)
        kgtools = [sys.executable, "-m", "kgtools"]
        subprocess.run([*kgtools, "pack", str(data), "-o", str(pack), "--quiet"], check=True)
        validate = [*kgtools, "validate", "-s", str(given.shapes)]
        ways = {
            "files": [*validate, "--no-cache", str(data)],
            "DuckDB": [*validate, "--sql", f"duckdb:{pack}"],
            "DuckDB in 1 GB": [*validate, "--sql", f"duckdb:{pack}", "--memory", "1024"],
        }
        program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
        server = None
        if program is not None:
            server, url = serve(program, Path(folder, "store"), data)
            endpoint = [*validate, "--endpoint", url, "--request-timeout", "600"]
            ways["Oxigraph, pull"] = [*endpoint, "--pull"]
            if given.push:
                ways["Oxigraph, push"] = [*endpoint, "--push"]
        expected: list[str] | None = None
        try:
            for name, command in ways.items():
                before = 0.0 if server is None else cpu_of(server)
                lines, requests, cpu, wall, memory = timed(command, Path(folder, "report.csv"))
                more = 0.0 if server is None else cpu_of(server) - before
                expected = lines if expected is None else expected
                same = "same" if lines == expected else "ANOTHER RESULT"
                print(
                    f"{name:16} {same}, {len(lines) - 1:,} results, {cpu:.1f} CPU s, server {more:.1f} CPU s"
                    f"{requests}, {wall:.1f} s, {memory:.0f} MiB",
                    flush=True,
                )
            for name in PEERS if server is not None and given.peers else ():
                before = cpu_of(server)
                told = peer(given.peers, name, url, given.shapes, given.limit)
                print(f"{name:16} {told}, server {cpu_of(server) - before:.1f} CPU s", flush=True)
        finally:
            if server is not None:
                server.terminate()
                server.wait(20)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
