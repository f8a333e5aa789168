"""The processes of a server: who is killed, who takes the place, and who ends with whom."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import cast

import pytest

from kgtools.serving import Limits
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.processes.frames import packed
from kgtools.serving.processes.worker import work
from kgtools.serving.service import Service
from tests.serving.conftest import FLEET
from tests.serving.running import Server, descendants, running

SERVED = ("--project", str(FLEET), "--workers", "2")
#: a query that takes longer than any test waits, without much memory
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6)) + " FILTER(?c0 < ?c5) }"


def workers(server: Server) -> list[int]:
    """The processes that answer: those below the one that has the graph."""
    return [pid for below in children(server.process.pid) for pid in children(below)]


def children(pid: int) -> list[int]:
    return [one for one in descendants(pid) if parent(one) == pid]


def parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def memory(pid: int) -> int:
    """Bytes that a process has to itself and is using."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Dirty", "Private_Clean"))) << 10


def eventually(what: str, holds: Callable[[], object], *, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError(what)


pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@pytest.fixture(scope="module")
def lasting() -> Iterator[Server]:
    """A server that outlives what is done to its workers."""
    with running(*SERVED, "--timeout", "60", "--memory", "4000") as server:
        yield server


def test_workers_for_ad_hoc_queries_make_way(lasting: Server) -> None:
    eventually("two workers", lambda: len(workers(lasting)) == 2)
    levels = sorted(os.getpriority(os.PRIO_PROCESS, pid) for pid in workers(lasting))
    own = os.getpriority(os.PRIO_PROCESS, lasting.process.pid)
    assert levels == [own, own + 5]


def test_a_killed_worker_is_replaced_and_its_request_is_answered_or_told(lasting: Server) -> None:
    eventually("two workers", lambda: len(workers(lasting)) == 2)
    before = set(workers(lasting))
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    # asked at once: there may be no worker yet
    assert lasting.query("ASK {}").status == 200
    eventually("two others", lambda: len(workers(lasting)) == 2 and not before & set(workers(lasting)))


def test_a_worker_that_is_killed_at_work_is_a_503_and_the_next_request_is_answered(lasting: Server) -> None:
    statuses: list[int] = []
    asking = threading.Thread(target=lambda: statuses.append(lasting.query(ENDLESS, timeout=30).status))
    asking.start()
    time.sleep(1)
    assert asking.is_alive()
    for pid in workers(lasting):
        os.kill(pid, signal.SIGKILL)
    asking.join(10)
    assert statuses == [503]
    assert lasting.query("ASK {}").status == 200


def test_a_query_whose_client_has_gone_is_ended(lasting: Server) -> None:
    eventually("two workers", lambda: len(workers(lasting)) == 2)
    connection = http.client.HTTPConnection("127.0.0.1", lasting.port, timeout=5)
    connection.request("POST", "/sparql", body=ENDLESS, headers={"Content-Type": "application/sparql-query"})
    time.sleep(0.8)
    before = set(workers(lasting))
    time.sleep(0.8)
    # it is at work still
    assert set(workers(lasting)) == before
    connection.close()
    eventually("another worker", lambda: set(workers(lasting)) - before)
    assert lasting.query("ASK {}", timeout=5).status == 200


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_all_processes_end_with_the_server(number: int) -> None:
    with running(*SERVED) as server:
        eventually("all processes", lambda: len(server.processes()) == 3)
        below = server.processes()
        began = time.monotonic()
        folders = set(Path(tempfile.gettempdir()).glob("kgtools-serve-*"))
        code = server.end(number)
        assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
        assert time.monotonic() - began < 5
        eventually("no process", lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
        # of this server there was one, which is gone; others may run beside
        eventually("no folder", lambda: not all(folder.exists() for folder in folders))


def test_workers_end_with_the_server_in_the_middle_of_a_query() -> None:
    with running(*SERVED, "--timeout", "300", "--memory", "4000") as server:
        eventually("all processes", lambda: len(server.processes()) == 3)
        asking = threading.Thread(target=_ignored, args=(server, ENDLESS), daemon=True)
        asking.start()
        time.sleep(0.8)
        assert asking.is_alive()
        below = server.processes()
        server.end(signal.SIGKILL)
        eventually("no process", lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))


def _ignored(server: Server, text: str) -> None:
    with contextlib.suppress(OSError, http.client.HTTPException):
        server.query(text)


def test_the_process_with_the_graph_is_started_again(lasting: Server) -> None:
    (nursery,) = children(lasting.process.pid)
    os.kill(nursery, signal.SIGKILL)
    # a worker of the one that was killed may answer before the server has noticed
    eventually("a word", lambda: any("started again" in line for line in lasting.lines), seconds=15)
    eventually("another one", lambda: len(set(children(lasting.process.pid)) - {nursery}) == 1, seconds=15)
    eventually("an answer", lambda: _answers(lasting), seconds=15)


def _answers(server: Server) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return server.query("ASK {}").status == 200
    return False


def test_a_signal_lets_an_answer_under_way_be_finished() -> None:
    with running(*SERVED, "--timeout", "20") as server:
        answers = []
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONTAINS(STR(?a), STR(?h))) }"
        asking = threading.Thread(target=lambda: answers.append(server.query(slow).status))
        asking.start()
        time.sleep(0.3)
        assert server.end(signal.SIGTERM) == 0
        asking.join(5)
        assert answers
        assert answers[0] in (200, 503)


@pytest.mark.slow
def test_thousands_of_requests_take_no_more_memory_than_hundreds() -> None:
    with running(*SERVED) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)

        def ask(count: int) -> None:
            for number in range(count):
                target = (
                    f"/api/queries/vessels?limit={number % 5}",
                    f"/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+{number}+%7D",
                    "/doc/vessel/aurora",
                    "/nowhere",
                )[number % 4]
                connection.request("GET", target)
                connection.getresponse().read()

        ask(600)
        pids = [server.process.pid, *workers(server)]
        before = sum(map(memory, pids))
        ask(4_500)
        assert [server.process.pid, *workers(server)] == pids
        assert sum(map(memory, pids)) < before + (12 << 20)
        connection.close()


_LIMITED = """
import sys
from kgtools.serving import GraphSource, Limits, ServerOptions, serve
limits = Limits(arrival=0.5, transfer=1.0, timeout=3.0)
announce = lambda line: print(line, file=sys.stderr, flush=True)
serve(GraphSource(project=sys.argv[1]), ServerOptions(port=0, workers=2, limits=limits), announce=announce)
"""


@pytest.fixture(scope="module")
def hasty() -> Iterator[Server]:
    """A server that waits half a second for a request, and a second for its answer to be taken."""
    with running(str(FLEET), program=("-c", _LIMITED)) as server:
        yield server


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /heal",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 90\r\n\r\nASK",
        b"",
    ],
    ids=["a slow head", "a slow body", "nothing"],
)
def test_who_is_slow_loses_the_connection(sent: bytes, hasty: Server) -> None:
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", hasty.port), timeout=5) as connection:
        connection.sendall(sent)
        answer = b""
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 4:
                with contextlib.suppress(TimeoutError):
                    connection.settimeout(0.1)
                    piece = connection.recv(65536)
                    if not piece:
                        break
                    answer += piece
                if sent:
                    # a byte now and then
                    connection.sendall(b"x")
    assert time.monotonic() - began < 3
    assert not answer or answer.split(b" ", 2)[1] == b"408"
    assert hasty.query("ASK {}").status == 200


def test_an_answer_that_is_not_taken_is_broken_off_and_frees_its_worker(hasty: Server) -> None:
    everything = "SELECT * { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(3)) + " } LIMIT 60000"
    connection = http.client.HTTPConnection("127.0.0.1", hasty.port, timeout=10)
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    connection.request("POST", "/sparql", body=everything, headers=headers)
    response = connection.getresponse()
    assert response.status == 200
    assert int(response.headers["content-length"]) > 8 << 20
    time.sleep(2.5)
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        response.read()
    assert hasty.query("ASK {}").status == 200


class Faulty:
    """A service with an error in it."""

    limits = Limits()

    def respond(self, request: HttpRequest) -> HttpResponse:
        raise ValueError(f"nothing answers {request.route}")


def test_the_log_says_with_a_traceback_what_ended_a_worker(capfd: pytest.CaptureFixture[str]) -> None:
    ours, theirs = socket.socketpair()
    lifeline, other_end = os.pipe()
    asked = asdict(HttpRequest(route="page home", path="/"))
    body = asked.pop("body")
    ours.sendall(packed(asked, body))
    pid = os.fork()
    if pid == 0:
        work(theirs, cast("Service", Faulty()), lifeline)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
    for end in (lifeline, other_end):
        os.close(end)
    ours.close()
    theirs.close()
    lines = capfd.readouterr().err.splitlines()
    assert lines[0] == "a worker ended: ValueError"
    assert lines[1].startswith("Traceback")
    assert lines[-1] == "ValueError: nothing answers page home"
