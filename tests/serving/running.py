"""A server in a process of its own, asked over the loopback, and ended by whoever has started it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

__all__ = ["Answer", "Server", "running"]

ROOT = Path(__file__).parents[2]
_COMMAND = ("-m", "kgtools", "serve", "--port", "0")
#: seconds that a server may take to answer for the first time
_START = 30


@dataclass(frozen=True)
class Answer:
    """What a server has answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """A server that runs."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        method: str,
        target: str,
        *,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30,
    ) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, target, body=data, headers=dict(headers or {}))
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        finally:
            connection.close()

    def get(self, target: str, *, accept: str | None = None, **parameters: str) -> Answer:
        query = "?" + urlencode(parameters) if parameters else ""
        return self.ask("GET", target + query, headers={} if accept is None else {"Accept": accept})

    def query(self, text: str, *, accept: str | None = None, timeout: float = 30) -> Answer:
        headers = {"Content-Type": "application/sparql-query"} | ({} if accept is None else {"Accept": accept})
        return self.ask("POST", "/sparql", body=text, headers=headers, timeout=timeout)

    def rows(self, text: str) -> list[dict[str, str]]:
        """The values of the rows of a query."""
        answer = self.query(text)
        assert answer.status == 200, answer.text
        return [{k: v["value"] for k, v in row.items()} for row in answer.json()["results"]["bindings"]]

    def processes(self) -> list[int]:
        """The processes that the server has started, and those that these have."""
        return descendants(self.process.pid)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Have it end; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(10)


@contextmanager
def running(*arguments: str, program: Sequence[str] = _COMMAND) -> Iterator[Server]:
    """A server that is started with these arguments of `kgtools serve`, on a free port; or another program."""
    process = subprocess.Popen(
        [sys.executable, *program, *arguments],
        cwd=ROOT,
        env={**os.environ, "KGTOOLS_CACHE": "off"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    lines: list[str] = []
    started = threading.Event()
    found: list[int] = []

    def read() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(line.rstrip("\n"))
            address = re.search(r" triples at http://.*:(\d+)/", line)
            if address:
                found.append(int(address[1]))
                started.set()
        started.set()

    reading = threading.Thread(target=read, daemon=True)
    reading.start()
    try:
        assert started.wait(_START), "the server has not started in time"
        assert found, lines
        server = Server(process, found[0], lines)
        end = time.monotonic() + _START
        while not server.get("/healthz").json()["warm"]:
            assert time.monotonic() < end, "the server is not warm in time"
            time.sleep(0.02)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        reading.join(5)
        process.stderr.close()


def descendants(pid: int) -> list[int]:
    """The processes below one, without those that have ended and were not waited for."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state != "Z":
                children.setdefault(int(parent), []).append(int(entry.name))
    found, ahead = [], [pid]
    while ahead:
        below = children.get(ahead.pop(), [])
        found += below
        ahead += below
    return found
