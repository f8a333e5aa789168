"""The front process' side of one nursery: it starts it, hears of its workers, and has them killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from dataclasses import asdict

from kgtools.errors import KgtoolsError
from kgtools.serving.options import GraphSource, ServerOptions
from kgtools.serving.processes.nursery import FOLDER, MESSAGE, KillOrder, Notice, Summary
from kgtools.writing.scratch import ScratchFolder

__all__ = ["LoadingError", "NurseryLink", "WorkerLink"]


#: threads of libraries would not be there after a fork
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_PROGRAM = "import sys; from kgtools.serving.processes.nursery import main; sys.exit(main(sys.argv[1:]))"


class LoadingError(KgtoolsError):
    """The graph could not be loaded; the message is the one that the loading process gave."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class WorkerLink:
    """The connection to one worker."""

    def __init__(
        self,
        nursery: NurseryLink,
        place: int,
        pid: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.nursery = nursery
        self.place = place
        self.pid = pid
        self.reader = reader
        self.writer = writer
        self.is_gone = False
        #: the signal that has ended it, once it is known
        self.signal: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def is_usable(self) -> bool:
        """Whether it can be given a request."""
        return not self.is_gone and not self.reader.at_eof()

    def kill(self) -> None:
        """Kill it; another one takes its place."""
        self.is_gone = True
        self.nursery.order({"place": self.place, "pid": self.pid})
        self.close()

    def close(self) -> None:
        """Close the connection, at which a worker that rests ends."""
        self.is_gone = True
        with contextlib.suppress(OSError):
            self.writer.close()


class NurseryLink:
    """One process with the graph, and the workers that were forked from it."""

    def __init__(
        self,
        on_worker: Callable[[WorkerLink], None],
        on_end: Callable[[NurseryLink], None],
    ) -> None:
        """`on_worker` is called with each worker, and `on_end` when the process has ended unexpectedly."""
        self._on_worker = on_worker
        self._on_end = on_end
        self._workers: dict[int, WorkerLink] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._control: socket.socket | None = None
        self._lifeline = -1
        #: where its processes put files for a while; a process that is killed removes nothing
        self._folder = ScratchFolder(prefix=FOLDER)
        self._process: asyncio.subprocess.Process | None = None
        self._loaded: asyncio.Future[Summary] | None = None
        self.is_ending = False

    @property
    def pid(self) -> int | None:
        """The number of its process."""
        return None if self._process is None else self._process.pid

    @property
    def workers(self) -> tuple[WorkerLink, ...]:
        """Those that are there now."""
        return tuple(self._workers.values())

    async def start(self, source: GraphSource, options: ServerOptions, *, warm: bool) -> Summary:
        """Start the process and wait until it has the graph; what it says of it.

        With `warm` it has looked up what pages need before it makes workers. Raises :class:`LoadingError`.
        """
        loop = asyncio.get_running_loop()
        self._loaded = loop.create_future()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._control.setblocking(False)
        their_lifeline, self._lifeline = os.pipe()
        config = {
            "source": source.as_dict(),
            "limits": asdict(options.limits),
            "workers": options.worker_count,
            "warm": warm,
        }
        # a session of its own: Ctrl-C on a terminal is for the front process alone
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _PROGRAM,
            str(theirs.fileno()),
            str(their_lifeline),
            json.dumps(config),
            pass_fds=(theirs.fileno(), their_lifeline),
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            env={**_ONE_THREAD, **os.environ, "TMPDIR": self._folder.name},
        )
        theirs.close()
        os.close(their_lifeline)
        loop.add_reader(self._control, self._hear)
        self._keep(self._wait())
        return await self._loaded

    def order(self, order: KillOrder) -> None:
        """Have the process kill a worker; a process that is gone does nothing any more."""
        if self._control is not None:
            with contextlib.suppress(OSError):
                self._control.send(json.dumps(order).encode("ascii"))

    async def stop(self) -> None:
        """End the process and its workers, which have nothing to finish, and wait for it."""
        self.is_ending = True
        self._close_lifeline()
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                # it began a session, so its number is that of the group of all of them
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()
        for worker in self.workers:
            worker.close()
        self._close_control()
        self._folder.close()

    def _keep(self, work: Coroutine[object, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _hear(self) -> None:
        assert self._control is not None
        while self._control is not None:
            try:
                data, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE, 1)
            except BlockingIOError:
                return
            except OSError:
                self._close_control()
                return
            if not data:
                return
            self._take(json.loads(data), descriptors)

    def _take(self, notice: Notice, descriptors: list[int]) -> None:
        assert self._loaded is not None
        if "worker" in notice and descriptors:
            self._keep(self._connect(notice["worker"], notice["pid"], descriptors[0]))
        elif "vacant" in notice:
            worker = self._workers.get(notice["vacant"])
            if worker is not None and worker.pid == notice["pid"]:
                worker.is_gone = True
                if not worker.signal.done():
                    worker.signal.set_result(notice["signal"])
        elif not self._loaded.done():
            if "loaded" in notice:
                self._loaded.set_result(notice["loaded"])
            else:
                self._loaded.set_exception(LoadingError(notice["failed"], notice["exit"]))

    async def _connect(self, place: int, pid: int, descriptor: int) -> None:
        connection = socket.socket(fileno=descriptor)
        connection.setblocking(False)
        reader, writer = await asyncio.open_unix_connection(sock=connection, limit=1 << 20)
        before = self._workers.get(place)
        if before is not None:
            before.close()
        self._workers[place] = worker = WorkerLink(self, place, pid, reader, writer)
        self._on_worker(worker)

    async def _wait(self) -> None:
        assert self._process is not None
        assert self._loaded is not None
        await self._process.wait()
        if not self._loaded.done():
            self._loaded.set_exception(LoadingError("the process that loads the graph has ended.", 2))
        for worker in self.workers:
            worker.close()
        if not self.is_ending:
            self._on_end(self)

    def _close_lifeline(self) -> None:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1

    def _close_control(self) -> None:
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None
