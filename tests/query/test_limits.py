"""Limits: a query is ended from outside, and what kills its process is a plain error."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from kgtools.errors import LimitError, QueryError, UnknownNameError
from kgtools.query import Solutions, Triples, run
from kgtools.query.limits import within
from kgtools.store import MemoryStore

ENDLESS = 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(?c, ?f), "^(a|b|[0-9])*x")) }'


@pytest.fixture(scope="module")
def many() -> MemoryStore:
    store = MemoryStore()
    lines = "".join(f'<http://e/{i}> <http://e/p> "{i}" .\n' for i in range(3000))
    store.load_bytes(lines.encode(), format="nt")
    return store


def test_a_query_that_would_run_for_ever_is_ended(many: MemoryStore) -> None:
    begun = time.monotonic()
    with pytest.raises(LimitError, match=r"longer than 0\.5 seconds"):
        run(many, ENDLESS, timeout=0.5)
    assert time.monotonic() - begun < 5
    assert run(many, "ASK { ?s ?p ?o }", timeout=10) is True


def test_answers_come_back_whole_from_the_child(many: MemoryStore) -> None:
    for text in ("SELECT ?s ?o ?u { ?s ?p ?o } ORDER BY ?s", "SELECT * { BIND(BNODE() AS ?b) BIND('x'@en AS ?l) }"):
        near, far = run(many, text), run(many, text, timeout=30)
        assert isinstance(near, Solutions)
        assert isinstance(far, Solutions)
        assert far.variables == near.variables
        if "BNODE" not in text:
            assert list(far.rows()) == list(near.rows())
    built = run(many, "CONSTRUCT { ?s <http://e/q> ?o } WHERE { ?s ?p ?o }", timeout=30)
    assert isinstance(built, Triples)
    assert len(built) == 3000


def test_errors_come_back_as_they_are(many: MemoryStore) -> None:
    def unknown() -> bool:
        raise UnknownNameError("query", "autors", ["authors"])

    with pytest.raises(UnknownNameError) as caught:
        within(unknown, timeout=10)
    assert caught.value.nearest == ("authors",)
    with pytest.raises(QueryError) as broken:
        run(many, "SELECT ?s { ?s ?p ?o . ?x }", timeout=10)
    assert (broken.value.line, broken.value.exit_code) == (1, 2)


def test_memory_is_bounded(many: MemoryStore) -> None:
    doubling = "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(40))
    with pytest.raises(LimitError, match="memory"):
        run(many, f'SELECT ?x40 {{ BIND("0123456789" AS ?x0) {doubling} }}', timeout=60, memory=300 << 20)


@pytest.mark.parametrize(("number", "kind"), [(signal.SIGSEGV, QueryError), (signal.SIGABRT, LimitError)])
def test_a_child_that_dies_by_a_signal_is_a_plain_error(number: signal.Signals, kind: type[Exception]) -> None:
    def die() -> bool:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.kill(os.getpid(), number)
        return True

    with pytest.raises(kind) as caught:
        within(die, timeout=10)
    assert str(caught.value).endswith(".")


def test_no_child_is_left_behind(many: MemoryStore) -> None:
    with pytest.raises(LimitError):
        run(many, ENDLESS, timeout=0.2)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


INTERRUPTED = """
import os, signal, sys, threading
from kgtools.query import run
from kgtools.store import MemoryStore
store = MemoryStore()
store.load_bytes("".join(f'<http://e/{i}> <http://e/p> "{i}" .\\n' for i in range(3000)).encode(), format="nt")
threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    run(store, sys.argv[1], timeout=60)
except KeyboardInterrupt:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        print("interrupted, no child left")
"""


def test_ctrl_c_ends_parent_and_child() -> None:
    begun = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", INTERRUPTED, ENDLESS], capture_output=True, text=True, timeout=30)
    assert ran.stdout == "interrupted, no child left\n", ran.stderr
    assert time.monotonic() - begun < 15


def test_without_fork_a_thread_answers(many: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    answer = run(many, "SELECT ?s { ?s ?p ?o } LIMIT 2", timeout=30)
    assert isinstance(answer, Solutions)
    assert len(list(answer)) == 2
    with pytest.raises(QueryError):
        run(many, "SELECT ?s { ?s ?p ?o . ?x }", timeout=10)
