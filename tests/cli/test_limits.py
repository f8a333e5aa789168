"""kgtools query within its limits: each ends with an answer or one sentence, and Ctrl-C ends it within a second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are another thing there")

PRODUCT = "SELECT (MAX(CONCAT(?c, ?f, ?i)) AS ?m) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
#: the command with a query whose evaluation is one call that the main thread does not come back from by itself
_STUCK = """
import sys, time
import kgtools.query, kgtools.sparql.engine as engine
def stuck(*_, **__):
    print("computing", file=sys.stderr, flush=True)
    while True:
        try:
            # as a library that hears of no signal
            time.sleep(60)
        except KeyboardInterrupt:
            pass
engine.answer = stuck
from kgtools.__main__ import main
main()
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("limits") / "data.nt"
    path.write_text("".join(f'<http://e/{i}> <http://e/p> "{i}" .\n' for i in range(3000)))
    return path


def arguments(data: Path, query: str, *options: str) -> list[str]:
    return ["query", "-q", query, "--data", str(data), *options]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "kgtools", *arguments]


def ended(process: subprocess.Popen[str], patience: float) -> tuple[int, str, str, float]:
    """Exit code, stdout and stderr of a process that has been sent a signal, and the seconds until its end."""
    begun = time.monotonic()
    out, err = process.communicate(timeout=patience)
    return process.returncode, out, err, time.monotonic() - begun


#: runs a command and prints its peak of memory in KiB. Linux counts that of the parent at the fork as well, so the
#: parent is this small process, and not that of the tests
_PEAK = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def run(*words: str) -> tuple[int, str, str, float]:
    begun = time.monotonic()
    ran = subprocess.run(command(*words), capture_output=True, text=True, check=False, timeout=60)
    return ran.returncode, ran.stdout, ran.stderr, time.monotonic() - begun


def test_a_query_that_takes_too_long_ends_in_one_sentence(data: Path) -> None:
    code, out, err, seconds = run(*arguments(data, PRODUCT, "--timeout", "0.5"))
    assert (code, out) == (2, "")
    limit = "raise the time limit (--timeout) or narrow the query."
    assert err == f"error: the query did not finish within 0.5 s; {limit}\n"
    assert seconds < 6


def test_a_query_that_takes_too_much_ends_in_one_sentence(data: Path) -> None:
    query = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
    code, out, err, _ = run(*arguments(data, query, "--memory", "100"))
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "100.0 MiB are allowed; raise the limit (--memory) or narrow the query" in err
    assert err.count("\n") == 1


def test_the_process_stays_near_the_limit_of_memory(data: Path) -> None:
    bindings = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    query = f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("0123456789" AS ?x0) {bindings} }}'
    measured = [sys.executable, "-c", _PEAK, *command(*arguments(data, query, "--memory", "200", "--timeout", "60"))]
    ran = subprocess.run(measured, capture_output=True, text=True)
    assert ran.returncode == 2
    assert "of memory" in ran.stderr
    assert int(ran.stdout.split()[-1]) < 900 << 10


@pytest.mark.parametrize("word", ["0", "-1", "1.5", "much"])
def test_a_limit_of_memory_is_a_whole_number_of_mebibytes(data: Path, word: str) -> None:
    code, _, err, _ = run(*arguments(data, "ASK {}", "--memory", word))
    assert code == 2
    assert "--memory" in err


def test_ctrl_c_ends_a_query_within_a_second(data: Path, tmp_path: Path) -> None:
    output = tmp_path / "answer.csv"
    words = command(*arguments(data, PRODUCT, "--timeout", "0", "-o", str(output)))
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    code, out, err, seconds = ended(process, 20)
    assert (code, out, err.split()) == (130, "", ["interrupted"])
    assert seconds < 2
    assert list(tmp_path.iterdir()) == []


def stuck(data: Path, *options: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", _STUCK, *arguments(data, "ASK { ?s ?p ?o }", *options)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert process.stderr.readline() == "computing\n"
    return process


def test_ctrl_c_ends_a_query_whose_main_thread_does_not_come_back(data: Path) -> None:
    process = stuck(data, "--timeout", "0")
    # until it stands where it hears nothing
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    code, out, err, seconds = ended(process, 20)
    assert (code, out, err.split()) == (130, "", ["interrupted"])
    assert 0.5 < seconds < 2


def test_the_time_limit_ends_a_query_whose_main_thread_does_not_come_back(data: Path) -> None:
    process = stuck(data, "--timeout", "1")
    code, out, err, seconds = ended(process, 20)
    assert (code, out) == (2, "")
    assert err == "error: the query did not finish within 1 s; raise the time limit (--timeout) or narrow the query.\n"
    assert seconds < 4


def test_nothing_is_left_of_the_watch_when_its_body_is_done() -> None:
    from kgtools.cli._watch import watched

    before = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(before)
    opened = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for _ in range(50):
        with watched(0.001, "this took too long."):
            pass
    time.sleep(1.2)
    assert signal.set_wakeup_fd(before) == before
    if opened:
        assert len(os.listdir("/proc/self/fd")) == opened


def test_in_another_thread_nothing_is_watched() -> None:
    import threading

    from kgtools.cli._watch import watched

    done: list[int] = []

    def work() -> None:
        with watched(0, "this took too long."):
            done.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [1]
