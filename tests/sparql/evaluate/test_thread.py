"""Work in a thread of its own: what it gives and raises, and that its caller comes back in time without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextvars import ContextVar

import pytest

from kgtools.errors import LimitError, QueryError
from kgtools.sparql.budget import Budget
from kgtools.sparql.evaluate.thread import run_in_thread, supervised

#: seconds of work that hears of nothing
LONG = 6.0


def deaf(seconds: float = LONG) -> str:
    """As a library in the middle of a long call: it lets other threads run, and looks at no budget."""
    time.sleep(seconds)
    return "done"


def test_the_caller_gets_what_the_work_gives() -> None:
    assert run_in_thread(lambda: deaf(0.3), Budget()) == "done"
    assert run_in_thread(lambda: None, Budget(seconds=5, memory=1 << 30)) is None


def test_the_caller_gets_what_the_work_raises_with_its_place() -> None:
    def broken() -> None:
        raise QueryError("this is broken.", line=1, column=2)

    with pytest.raises(QueryError, match="broken") as caught:
        run_in_thread(broken, Budget())
    assert caught.traceback[-1].name == "broken"


def test_the_work_is_done_in_the_context_of_the_caller() -> None:
    variable: ContextVar[str] = ContextVar("variable", default="unset")
    variable.set("set")
    assert run_in_thread(variable.get, Budget()) == "set"


def test_work_that_another_process_ends_needs_no_thread_of_its_own() -> None:
    with supervised():
        assert run_in_thread(threading.get_ident, Budget(seconds=5)) == threading.get_ident()
        with pytest.raises(LimitError, match="not finish within 0 s"):
            run_in_thread(Budget(seconds=0).check, Budget())
    assert run_in_thread(threading.get_ident, Budget(seconds=5)) != threading.get_ident()


def test_time_ends_work_that_looks_at_no_clock() -> None:
    begun = time.monotonic()
    with pytest.raises(LimitError, match=r"not finish within 0\.3 s"):
        run_in_thread(deaf, Budget(seconds=0.3))
    assert time.monotonic() - begun < LONG / 2


def test_work_that_ends_a_little_late_is_taken() -> None:
    assert run_in_thread(lambda: deaf(0.5), Budget(seconds=0.3)) == "done"


def test_memory_ends_work_that_looks_at_no_budget() -> None:
    def greedy() -> int:
        kept = bytearray(400 << 20)
        time.sleep(LONG)
        return len(kept)

    begun = time.monotonic()
    with pytest.raises(LimitError, match=r"memory so far and 50\.0 MiB are allowed"):
        run_in_thread(greedy, Budget(memory=50 << 20))
    assert time.monotonic() - begun < LONG


def test_work_that_is_left_behind_ends_when_it_next_looks_at_its_budget() -> None:
    budget = Budget(memory=1 << 40)
    part = budget.within(1 << 40)
    ended = threading.Event()
    errors: list[LimitError] = []

    def work() -> None:
        try:
            while True:
                time.sleep(0.05)
                part.check()
        finally:
            ended.set()

    def caller() -> None:
        try:
            run_in_thread(work, budget)
        except LimitError as error:
            errors.append(error)

    thread = threading.Thread(target=caller)
    thread.start()
    time.sleep(0.2)
    budget.abandon()
    assert ended.wait(5)
    thread.join()
    assert [str(error) for error in errors] == ["the query was stopped."]


@pytest.mark.skipif(os.name == "nt", reason="signals are another thing there")
@pytest.mark.parametrize("limits", ["", "seconds=60, memory=1 << 32"], ids=["without limits", "within limits"])
def test_ctrl_c_is_heard_within_a_second(limits: str) -> None:
    script = f"""
import time
from kgtools.sparql.evaluate.thread import run_in_thread, supervised
from kgtools.sparql.budget import Budget
print("begun", flush=True)
try:
    run_in_thread(lambda: time.sleep(20), Budget({limits}))
except KeyboardInterrupt:
    print("heard", flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.3)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "heard\n"
    assert time.monotonic() - begun < LONG / 2
    # nor does the end of the process wait for the work
    assert process.wait(5) == 0


def test_many_pieces_of_work_at_a_time_do_not_disturb_each_other() -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda i=i: found.append(run_in_thread(lambda: i * i, Budget(seconds=10))))
        for i in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [i * i for i in range(40)]
