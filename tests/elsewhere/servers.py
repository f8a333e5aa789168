"""Servers of others that tests start and end: one of a kind for all processes of a test run, bounded in time."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: seconds after which a server is ended, whatever became of the tests; and those that a start may take
_LIFE, _START = 1800, 120


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a test run have in common (with xdist each has one of its own below it)."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def bounded(command: list[str]) -> list[str]:
    """A command that is killed in the end, even if those who started it are gone."""
    timeout = shutil.which("timeout")
    return command if timeout is None else [timeout, "--signal=KILL", str(_LIFE), *command]


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + _START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}") from None
            time.sleep(0.02)


@contextmanager
def shared(name: str, folder: Path, start: Callable[[Path], tuple[int, int]]) -> Iterator[int]:
    """The port of a server: the first who needs it starts it (a process id and a port), the last one ends it."""
    place = folder / name
    place.mkdir(exist_ok=True)
    with _locked(place) as state:
        if not state.get("users"):
            state["process"], state["port"] = start(place)
        state["users"] = int(state.get("users", 0)) + 1
        port = int(state["port"])
    try:
        yield port
    finally:
        with _locked(place) as state:
            state["users"] = int(state["users"]) - 1
            if not state["users"]:
                _end(int(state["process"]))


@contextmanager
def _locked(place: Path) -> Iterator[dict[str, object]]:
    with (place / "state.json").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        state = json.loads(file.read() or "{}")
        yield state
        file.seek(0)
        file.truncate()
        file.write(json.dumps(state))


def _end(process: int) -> None:
    """End a process, which need not be a child of this one."""
    os.kill(process, signal.SIGTERM)
    until = time.monotonic() + 15
    while time.monotonic() < until and _runs(process):
        time.sleep(0.05)
    if _runs(process):
        os.killpg(process, signal.SIGKILL)


def _runs(process: int) -> bool:
    try:
        # one's own child is a zombie until it is waited for
        return os.waitpid(process, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat").read_text()
        except ProcessLookupError:
            return False
        except FileNotFoundError:
            # it has ended meanwhile, or this system does not say
            return not Path("/proc/self").exists()
        # ended, and not yet waited for by the process that started it
        return state.rpartition(")")[2].split()[0] != "Z"


def started(command: list[str], place: Path, port: int, **environment: str) -> tuple[int, int]:
    """Start a server in a session of its own; its process id and its port."""
    log = place / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            bounded(command),
            cwd=place,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env={**os.environ, **environment},
        )
    wait_for(port, process, log)
    return process.pid, port
