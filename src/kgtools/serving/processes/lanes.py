"""The order of requests: a lane of their own for quick ones, and a bounded queue, so that no request waits forever."""

from __future__ import annotations

import asyncio
import enum
from collections import deque
from typing import Generic, Protocol, TypeVar

from kgtools.serving.problems import StatusError

__all__ = ["Lane", "Lanes"]


class Placed(Protocol):
    """What is in a numbered place."""

    @property
    def place(self) -> int: ...


Worker = TypeVar("Worker", bound=Placed)


class Lane(enum.Enum):
    """The two kinds of work: what the project's authors have written, and what anybody sends."""

    PAGES = "pages"
    ADHOC = "ad hoc"


class Lanes(Generic[Worker]):
    """Gives out workers by numbered places. Place 0 is for pages alone, so that slow queries never take all workers.

    What is left over waits, pages before ad hoc work, at most `waiting` of them for `patience` seconds.
    """

    def __init__(self, *, waiting: int, patience: float) -> None:
        self._waiting = waiting
        self._patience = patience
        self._idle: dict[int, Worker] = {}
        self._queues: dict[Lane, deque[asyncio.Future[Worker]]] = {lane: deque() for lane in Lane}

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(len(queue) for queue in self._queues.values())

    async def take(self, lane: Lane) -> Worker:
        """A worker for a lane. Raises :class:`StatusError` (503) where too many wait already, or for too long."""
        place = self._free(lane)
        if place is not None:
            return self._idle.pop(place)
        if self.waiting >= self._waiting:
            raise StatusError(503, "the server is busy; try again in a moment.")
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._queues[lane].append(turn)
        try:
            return await asyncio.wait_for(asyncio.shield(turn), self._patience)
        except TimeoutError:
            if turn.done():
                # it was given one in the same moment
                return turn.result()
            raise StatusError(503, "the server is busy; try again in a moment.") from None
        except asyncio.CancelledError:
            if turn.done():
                self.give(turn.result())
            raise
        finally:
            if not turn.done():
                turn.cancel()
                self._queues[lane].remove(turn)

    def give(self, worker: Worker) -> None:
        """A worker is free: it goes to who waits, or rests."""
        for lane in (Lane.PAGES, Lane.ADHOC) if worker.place else (Lane.PAGES,):
            queue = self._queues[lane]
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(worker)
                    return
        self._idle[worker.place] = worker

    def drop(self, worker: Worker) -> bool:
        """Nobody gets this worker any more; whether it rested."""
        rested = self._idle.get(worker.place) is worker
        if rested:
            del self._idle[worker.place]
        return rested

    def _free(self, lane: Lane) -> int | None:
        """A place with a worker that rests: pages take their own first."""
        if lane is Lane.PAGES:
            return min(self._idle, default=None)
        return max((place for place in self._idle if place), default=None)
