"""Limits: a query that would take too long or too much ends with one sentence, in the same process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kgtools.errors import LimitError, RefusedQueryError
from kgtools.graph import KnowledgeGraph
from kgtools.model.vocab import Vocabulary
from kgtools.query import Solutions, run
from kgtools.store import MemoryStore

REGEX = 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(?c, ?f), "^(a|b|[0-9])*x")) }'
PRODUCT = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a"
DOUBLING = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))


@pytest.fixture(scope="module")
def many() -> MemoryStore:
    store = MemoryStore()
    lines = "".join(f'<http://e/{i}> <http://e/p> "{i}" .\n' for i in range(3000))
    store.load_bytes(lines.encode(), format="nt")
    return store


def test_a_query_that_would_run_for_ever_is_ended(many: MemoryStore) -> None:
    begun = time.monotonic()
    with pytest.raises(LimitError, match=r"not finish within 0\.5 s"):
        run(many, REGEX, timeout=0.5)
    assert time.monotonic() - begun < 5
    assert run(many, "ASK { ?s ?p ?o }", timeout=10) is True


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PRODUCT, id="a product of patterns that share nothing"),
        pytest.param(f'SELECT ?x40 {{ BIND("0123456789" AS ?x0) {DOUBLING} }}', id="a string that doubles"),
    ],
)
def test_memory_is_bounded(many: MemoryStore, text: str) -> None:
    begun = time.monotonic()
    with pytest.raises(LimitError, match="memory"):
        run(many, text, timeout=60, memory=300 << 20)
    assert time.monotonic() - begun < 20


def test_the_same_rows_with_and_without_limits(many: MemoryStore) -> None:
    text = "SELECT ?s ?o ?u { ?s ?p ?o } ORDER BY ?s"
    free, bounded = run(many, text), run(many, text, timeout=30, memory=1 << 30)
    assert isinstance(free, Solutions)
    assert isinstance(bounded, Solutions)
    assert list(free.rows()) == list(bounded.rows())


def test_no_time_is_left_for_what_a_row_rests_on(many: MemoryStore) -> None:
    with pytest.raises(LimitError):
        run(many, "SELECT ?s { ?s ?p ?o }", why=Vocabulary("https://e.org/"), timeout=0)


def test_reading_counts_as_well(tmp_path: Path) -> None:
    path = tmp_path / "large.nt"
    path.write_text("".join(f"<http://e/{i}> <http://e/p> <http://e/{i + 1}> .\n" for i in range(150_000)))
    graph = KnowledgeGraph.from_files(path)
    with pytest.raises(LimitError, match="not finish within"):
        graph.query(text="ASK {}", timeout=0.001)
    with pytest.raises(LimitError, match=r"large\.nt would take"):
        graph.query(text="ASK { ?s ?p ?o }", memory=2 << 20)
    assert graph.query(text="ASK { ?s ?p ?o }", timeout=30, memory=1 << 30) is True


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
    print("interrupted")
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are another thing there")
def test_ctrl_c_ends_a_query() -> None:
    begun = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", INTERRUPTED, REGEX], capture_output=True, text=True, timeout=30)
    assert ran.stdout == "interrupted\n", ran.stderr
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize(
    ("text", "options", "argument"),
    [
        pytest.param("ASK { ?s ?p ?o }", {"timeout": 0}, "timeout", id="time"),
        pytest.param("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {"memory": 1 << 20}, "memory", id="memory"),
        pytest.param("ASK { SERVICE <http://127.0.0.1:9/> { } }", {}, "allow_service", id="service"),
    ],
)
def test_python_is_told_the_argument_that_allows_more(text: str, options: dict[str, int], argument: str) -> None:
    graph = KnowledgeGraph.from_bytes("".join(f"<a:{i}> <a:p> <a:o> .\n" for i in range(300)).encode(), format="nt")
    with pytest.raises((LimitError, RefusedQueryError), match=rf"\(`{argument}`\) or ") as caught:
        graph.query(text=text, **options)
    assert caught.value.argument == argument


#: a program that asks a query whose evaluation, or whose loading, is one call that hears of nothing
_DEAF = """
import sys, time
import kgtools.sparql.engine as engine
import kgtools.store.memory as memory
from kgtools.errors import LimitError
from kgtools.graph import KnowledgeGraph

def deaf(*_, **__):
    print("computing", flush=True)
    time.sleep(30)

if sys.argv[1] == "evaluating":
    engine.answer = deaf
else:
    memory.MemoryStore.load = deaf
graph = KnowledgeGraph.from_files([sys.argv[2]])
try:
    graph.query(text="ASK { ?s ?p ?o }", timeout=float(sys.argv[3]) or None)
except LimitError as error:
    print(error, flush=True)
except KeyboardInterrupt:
    print("heard", flush=True)
"""


def deaf(work: str, folder: Path, seconds: float) -> subprocess.Popen[str]:
    data = folder / "data.ttl"
    data.write_text("<a:a> <a:p> 1 .")
    words = [sys.executable, "-c", _DEAF, work, str(data), str(seconds)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "computing\n"
    return process


@pytest.mark.parametrize("work", ["evaluating", "loading"])
def test_the_time_limit_holds_in_python_in_the_middle_of_a_long_call(tmp_path: Path, work: str) -> None:
    process = deaf(work, tmp_path, 1)
    begun = time.monotonic()
    out, err = process.communicate(timeout=40)
    assert (out, err) == (
        "the query did not finish within 1 s; raise the time limit (`timeout`) or narrow the query.\n",
        "",
    )
    # the work would take half a minute; the end of the process takes some time on a busy machine
    assert time.monotonic() - begun < 8


@pytest.mark.skipif(os.name == "nt", reason="signals are another thing there")
@pytest.mark.parametrize("work", ["evaluating", "loading"])
def test_ctrl_c_is_heard_in_python_in_the_middle_of_a_long_call(tmp_path: Path, work: str) -> None:
    process = deaf(work, tmp_path, 0)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    out, err = process.communicate(timeout=40)
    assert (out, err) == ("heard\n", "")
    assert time.monotonic() - begun < 8


def test_functions_of_the_caller_are_called_in_the_callers_thread() -> None:
    called: list[int] = []

    def mark(value: str) -> str:
        called.append(threading.get_ident())
        return value

    graph = KnowledgeGraph.from_bytes(b'<a:a> <a:p> "x" .', format="turtle")
    graph.function("http://e/mark")(mark)
    answer = graph.query(text="SELECT ?m { ?s ?p ?o BIND(<http://e/mark>(?o) AS ?m) }")
    assert isinstance(answer, Solutions)
    assert [str(row["m"]) for row in answer] == ['"x"']
    assert set(called) == {threading.get_ident()}
