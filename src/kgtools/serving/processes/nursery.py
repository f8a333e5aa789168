"""The process that has the graph: it loads it once, forks workers, and puts a new one in the place of each that ends.

It runs one thread and nothing of the network. Its arguments are two descriptors that the front process has opened, and
JSON. Through the control socket it is told which workers to kill, and hands over one end of a socket for each worker
that it makes.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING, NoReturn, TypedDict

if TYPE_CHECKING:
    from kgtools.serving.service import Service

__all__ = ["FOLDER", "MESSAGE", "KillOrder", "Notice", "Summary", "main"]

#: what the name of the folder of its temporary files begins with
FOLDER = "kgtools-serve-"
#: bytes of a message through the control socket, at most
MESSAGE = 1 << 16
#: how much lower the priority of workers for ad hoc queries is (nice(2))
_NICE = 5
#: a worker that lives shorter than this is not replaced at once
_SHORT_LIFE_SECONDS = 0.2


class Summary(TypedDict):
    """What a graph says of itself once it is loaded."""

    title: str
    triples: int


class KillOrder(TypedDict):
    """What the front process sends: the worker that is to be killed, by its place and its process."""

    place: int
    pid: int


class Notice(TypedDict, total=False):
    """What the front process is sent: exactly one of the first four members says what has happened."""

    #: the place of a new worker, whose socket comes with the message
    worker: int
    #: the place that a worker has left by ending
    vacant: int
    loaded: Summary
    #: why the graph could not be loaded
    failed: str
    #: the process of a worker, and the signal that has ended it (0 for none)
    pid: int
    signal: int
    #: the exit code that goes with a failure
    exit: int


class Nursery:
    """Forks workers for numbered places, and keeps every place filled."""

    def __init__(self, control: socket.socket, lifeline: int, service: Service) -> None:
        self._control = control
        self._lifeline = lifeline
        self._service = service
        #: the process of each place, and since when it is there
        self._workers: dict[int, tuple[int, float]] = {}
        self._waking, self._woken = os.pipe()
        for end in (self._waking, self._woken):
            os.set_blocking(end, False)

    def run(self, places: int) -> None:
        """Fill the places, and go on until the front process is gone."""
        signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for place in range(places):
            self._fork(place)
        selector = selectors.DefaultSelector()
        for source in (self._control, self._lifeline, self._waking):
            selector.register(source, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if self._lifeline in ready:
                return
            if self._waking in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._waking, 4096)
                self._replace_ended()
            if self._control in ready:
                order: KillOrder = json.loads(self._control.recv(MESSAGE))
                self._kill(order["place"], order["pid"])

    def end(self) -> None:
        """Kill all workers and wait for them."""
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for pid, _ in self._workers.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid, _ in self._workers.values():
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        # the front process removes it as well, unless it was killed
        folder = os.environ.get("TMPDIR", "")
        if os.path.basename(folder).startswith(FOLDER):
            shutil.rmtree(folder, ignore_errors=True)

    def _kill(self, place: int, pid: int) -> None:
        # a process that was not waited for keeps its number, so this is the worker that is meant, or it is gone
        if self._workers.get(place, (0, 0.0))[0] == pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _replace_ended(self) -> None:
        for place, (pid, since) in list(self._workers.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            tell(
                self._control,
                {"vacant": place, "pid": pid, "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0},
            )
            if time.monotonic() - since < _SHORT_LIFE_SECONDS:
                time.sleep(_SHORT_LIFE_SECONDS)
            self._fork(place)

    def _fork(self, place: int) -> None:
        theirs, ours = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self._become_worker(place, ours, theirs)
        ours.close()
        self._workers[place] = (pid, time.monotonic())
        socket.send_fds(self._control, [_message({"worker": place, "pid": pid})], [theirs.fileno()])
        theirs.close()

    def _become_worker(self, place: int, ours: socket.socket, theirs: socket.socket) -> NoReturn:
        try:
            if place:
                # what computes for long makes way for the front process and for pages
                os.nice(_NICE)
            from kgtools.serving.processes.worker import work

            signal.set_wakeup_fd(-1)
            theirs.close()
            self._control.close()
            os.close(self._waking)
            os.close(self._woken)
            work(ours, self._service, self._lifeline)
        finally:
            os._exit(1)


def tell(control: socket.socket, notice: Notice) -> None:
    """Send a message to the front process, which may be gone."""
    with contextlib.suppress(OSError):
        control.send(_message(notice))


def _message(notice: Notice) -> bytes:
    return json.dumps(notice).encode("ascii")[:MESSAGE]


def main(arguments: list[str]) -> int:
    """Load the graph and serve workers; 0 when it is stopped, 1 where the graph cannot be loaded."""
    control = socket.socket(fileno=int(arguments[0]))
    lifeline = int(arguments[1])
    config = json.loads(arguments[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    from kgtools.errors import KgtoolsError
    from kgtools.serving.options import GraphSource, Limits

    try:
        from kgtools.serving.processes.worker import share_memory
        from kgtools.serving.service import Service

        source = GraphSource.of(config["source"])
        with source.contexts_in_force():
            service = Service.loaded(source, Limits(**config["limits"]))
            if config["warm"]:
                service.warm_pages()
    except (KgtoolsError, OSError, MemoryError) as error:
        tell(control, {"failed": str(error) or type(error).__name__, "exit": getattr(error, "exit_code", 2)})
        return 1
    share_memory()
    tell(control, {"loaded": service.summary()})
    nursery = Nursery(control, lifeline, service)
    try:
        nursery.run(int(config["workers"]))
    finally:
        nursery.end()
    return 0
