"""All workers of a server: requests go in, answers come out, whatever happens to the process that makes them."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from kgtools.serving.messages import HttpRequest
from kgtools.serving.options import GraphSource, ServerOptions
from kgtools.serving.problems import StatusError
from kgtools.serving.processes.frames import packed, read_head, read_lengths
from kgtools.serving.processes.lanes import Lane, Lanes
from kgtools.serving.processes.links import LoadingError, NurseryLink, WorkerLink
from kgtools.serving.processes.nursery import Summary
from kgtools.serving.processes.worker import GRACE

if TYPE_CHECKING:
    from kgtools.serving.messages import ResponseHead

__all__ = ["Pool", "WorkerAnswer"]

#: seconds after which a worker's own alarm should have ended it, and the front process has it killed
_LATE_SECONDS = 0.5
#: seconds of work after which the pool checks whether the client is still there
_PATIENCE_SECONDS = 0.2
#: seconds between two attempts to load the graph after its process has ended
_PAUSE_SECONDS = 1.0
_PIECE_BYTES = 1 << 16


@dataclass
class WorkerAnswer:
    """An answer as it arrives: its head, the part of the body that is there, and what follows."""

    status: int
    headers: Mapping[str, str]
    is_kept: bool
    length: int
    beginning: bytes
    #: the rest of the body; None where all of it is there
    rest: AsyncGenerator[bytes, None] | None = field(default=None)


class Pool:
    """The workers of a server, forked from one loaded graph; :meth:`reload` puts another in its place."""

    def __init__(self, source: GraphSource, options: ServerOptions, *, announce: Callable[[str], None]) -> None:
        self._source = source
        self._options = options
        self._limits = options.limits
        self._announce = announce
        self._lanes: Lanes[WorkerLink] = Lanes(waiting=options.limits.waiting, patience=options.limits.timeout)
        self._nursery: NurseryLink | None = None
        #: work beside requests; all workers are replaced by one of them at a time
        self._beside: set[asyncio.Task[None]] = set()
        self._swapping = asyncio.Lock()
        self._is_stopped = False
        #: what the graph said of itself when it was loaded, and how often one was
        self.summary = Summary(title="", triples=0)
        self.generation = 0
        #: whether the workers have looked up what pages need, so that a first page is as quick as the next
        self.is_warm = False

    async def start(self) -> None:
        """Load the graph, and have the first workers; then have others beside that are warm. Raises `LoadingError`."""
        arrived = asyncio.Event()
        self._nursery, self.summary = await self._started(arrived, warm=False)
        await arrived.wait()
        self.generation += 1
        self._do_beside(self._warm())

    async def reload(self) -> None:
        """Load the graph beside, and swap; what runs is ended by the old workers. Raises :class:`LoadingError`."""
        async with self._swapping:
            before = self._nursery
            arrived = asyncio.Event()
            nursery, summary = await self._started(arrived, warm=True)
            await arrived.wait()
            self._nursery, self.summary = nursery, summary
            self.generation += 1
            for worker in before.workers if before is not None else ():
                if self._lanes.drop(worker):
                    worker.close()
            for worker in nursery.workers:
                if worker.is_usable:
                    self._lanes.give(worker)
            if before is not None:
                try:
                    await self._drained(before)
                finally:
                    await before.stop()
            self.is_warm = True

    def _do_beside(self, work: Coroutine[object, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _warm(self) -> None:
        try:
            await self.reload()
        except LoadingError as error:
            # the workers that are there go on
            self._announce(str(error))

    async def stop(self) -> None:
        """End all processes."""
        self._is_stopped = True
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        if self._nursery is not None:
            await self._nursery.stop()

    async def answer(
        self, request: HttpRequest, lane: Lane, disconnection: Callable[[], Awaitable[object]]
    ) -> WorkerAnswer:
        """The answer of a worker. `disconnection` is awaited beside long work, and returns when the client has gone.

        Raises :class:`StatusError` where no worker is to be had, or the one that had the request has ended.
        """
        frame = packed(request.head(), request.body)
        for attempt in (1, 2):
            worker = await self._free_worker(lane)
            began = time.monotonic()
            try:
                return await self._exchange(worker, frame, disconnection)
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                seconds = time.monotonic() - began
                number = await _ending_of(worker)
                if attempt == 1 and seconds < _PATIENCE_SECONDS:
                    # it was ending when the request came, or failed at once: another one is tried, once
                    continue
                raise self._ended(seconds, number) from error
        raise AssertionError("one of two attempts answers or raises")

    async def _free_worker(self, lane: Lane) -> WorkerLink:
        while True:
            worker = await self._lanes.take(lane)
            if worker.is_usable:
                return worker

    async def _exchange(
        self, worker: WorkerLink, frame: bytes, disconnection: Callable[[], Awaitable[object]]
    ) -> WorkerAnswer:
        worker.writer.write(frame)
        try:
            head = await read_head(await self._lengths(worker, disconnection), worker.reader)
            first = await worker.reader.readexactly(min(head.length, self._limits.held_back))
        except BaseException:
            # also where this request is given up: what runs for it is of no use to anybody
            worker.kill()
            raise
        # a worker packs what `HttpResponse.head` returns
        values = cast("ResponseHead", head.values)
        answer = WorkerAnswer(values["status"], values["headers"], values["is_kept"], head.length, first)
        if len(first) == head.length:
            self._release(worker, is_last=values["is_last"])
        else:
            answer.rest = self._rest(worker, head.length - len(first), is_last=values["is_last"])
        return answer

    async def _lengths(self, worker: WorkerLink, disconnection: Callable[[], Awaitable[object]]) -> bytes:
        """What an answer begins with, as soon as it is there."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await read_lengths(worker.reader)
        except TimeoutError:
            pass
        # most requests do not come so far
        reading = asyncio.ensure_future(read_lengths(worker.reader))
        leaving = asyncio.ensure_future(disconnection())
        try:
            limit = self._limits.timeout + GRACE + _LATE_SECONDS
            finished, _ = await asyncio.wait({reading, leaving}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
            if reading in finished:
                return reading.result()
            if leaving in finished:
                raise StatusError(499, "the client has gone.")
            raise StatusError(503, self._too_slow)
        finally:
            leaving.cancel()
            reading.cancel()

    async def _rest(self, worker: WorkerLink, length: int, *, is_last: bool) -> AsyncGenerator[bytes, None]:
        """What follows of a body. Raises where the worker ends before it."""
        whole = False
        try:
            async with asyncio.timeout(self._limits.transfer):
                while length:
                    piece = await worker.reader.read(min(length, _PIECE_BYTES))
                    if not piece:
                        raise asyncio.IncompleteReadError(b"", length)
                    length -= len(piece)
                    yield piece
            whole = True
        finally:
            if whole:
                self._release(worker, is_last=is_last)
            else:
                worker.kill()

    def _release(self, worker: WorkerLink, *, is_last: bool) -> None:
        if worker.nursery is not self._nursery or is_last or not worker.is_usable:
            # of a graph that was swapped, or a worker that ends by itself
            worker.close()
            return
        self._lanes.give(worker)

    async def _started(self, arrived: asyncio.Event, *, warm: bool) -> tuple[NurseryLink, Summary]:
        def on_worker(worker: WorkerLink) -> None:
            if nursery is self._nursery or self._nursery is None:
                self._lanes.give(worker)
            if len(nursery.workers) >= self._options.worker_count:
                arrived.set()

        nursery = NurseryLink(on_worker, self._on_end)
        try:
            return nursery, await nursery.start(self._source, self._options, warm=warm)
        except BaseException:
            await nursery.stop()
            raise

    async def _drained(self, nursery: NurseryLink) -> None:
        """Wait until the workers of a graph that was swapped have answered, as long as they may."""
        end = time.monotonic() + self._limits.timeout + GRACE
        while any(worker.is_usable for worker in nursery.workers) and time.monotonic() < end:
            await asyncio.sleep(0.05)

    def _on_end(self, nursery: NurseryLink) -> None:
        """The process with the graph has ended by itself: another one is started."""
        if self._is_stopped or nursery is not self._nursery:
            return
        self._announce("the process with the graph has ended; it is started again.")
        self._do_beside(self._revive())

    async def _revive(self) -> None:
        while not self._is_stopped:
            try:
                await self.reload()
                return
            except LoadingError as error:
                self._announce(str(error))
                await asyncio.sleep(_PAUSE_SECONDS)

    @property
    def _too_slow(self) -> str:
        return f"the request did not finish within {self._limits.timeout:g} s; narrow the query."

    def _ended(self, seconds: float, number: int) -> StatusError:
        if number == signal.SIGALRM or seconds >= self._limits.timeout:
            return StatusError(503, self._too_slow)
        return StatusError(
            503, "the process that answered has ended, most likely for lack of memory; narrow the query."
        )


async def _ending_of(worker: WorkerLink) -> int:
    """The signal that has ended a worker; 0 if none has, or it is not yet known."""
    try:
        return await asyncio.wait_for(asyncio.shield(worker.signal), 0.5)
    except TimeoutError:
        return 0
