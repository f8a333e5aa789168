"""Virtuoso, as Debian has it (virtuoso-opensource-7): without data, with its own limits, on this machine alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.elsewhere.servers import free_port, started

PROGRAM, CONSOLE = shutil.which("virtuoso-t"), shutil.which("isql-vt")
#: rows that it gives at most, without a word
ROWS = 10_000
_FILES = ("DatabaseFile db", "ErrorLogFile log", "LockFile lck", "TransactionFile trx", "xa_persistent_file pxa")


def missing() -> str | None:
    """What is missing for a server, as the reason why tests are skipped."""
    return None if PROGRAM and CONSOLE else "Virtuoso is not installed (virtuoso-opensource-7)"


def start(place: Path) -> tuple[int, int]:
    """Start a server; its process id and the port of its endpoint."""
    console, port = free_port(), free_port()
    (place / "pages").mkdir(exist_ok=True)
    files = "\n".join(f"{name}=v.{end}" for name, end in (line.split() for line in _FILES))
    (place / "virtuoso.ini").write_text(f"""[Database]
{files}
TempStorage=TempDatabase
[TempDatabase]
DatabaseFile=temp.db
TransactionFile=temp.trx
[Parameters]
ServerPort=127.0.0.1:{console}
DisableUnixSocket=1
CaseMode=2
DirsAllowed={place}
NumberOfBuffers=10000
MaxDirtyBuffers=6000
[HTTPServer]
ServerPort=127.0.0.1:{port}
ServerRoot=pages
ServerThreads=5
Charset=UTF-8
[URIQA]
DefaultHost=localhost:{port}
[SPARQL]
ResultSetMaxRows={ROWS}
MaxQueryCostEstimationTime=400
MaxQueryExecutionTime=60
""")
    assert PROGRAM is not None
    found = started([PROGRAM, "-f", "-c", "virtuoso.ini"], place, port)
    (place / "console.txt").write_text(str(console))
    return found


def load(place: Path, graph: str, triples: bytes, *, seconds: float = 60) -> None:
    """Have a named graph hold these N-Triples."""
    # of its own: several processes of a test run load into one server
    file = place / f"data-{os.getpid()}.nt"
    file.write_bytes(triples)
    console = (place / "console.txt").read_text()
    statement = (
        f"SPARQL CLEAR GRAPH <{graph}>; DB.DBA.TTLP(file_to_string_output('{file}'), '', '{graph}'); commit work;"
    )
    assert CONSOLE is not None
    done = subprocess.run(
        [CONSOLE, f"127.0.0.1:{console}", "dba", "dba", f"exec={statement}"],
        capture_output=True,
        timeout=seconds,
        text=True,
    )
    assert "Error" not in done.stderr + done.stdout, done.stderr + done.stdout
