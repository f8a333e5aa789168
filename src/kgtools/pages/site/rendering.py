"""Renders the pages of a plan into a folder, by as many processes as there are cores."""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from kgtools.errors import KgtoolsError
from kgtools.pages.data import entity_data
from kgtools.pages.site.plan import Item, Plan

__all__ = ["Rendered", "render"]

#: pages from which on a second process is worth its start
_WORTH = 60
#: times that each process takes pages; their numbers have so many bytes, and fit into any pipe
_SHARES_PER_PROCESS = 40
_NUMBER_BYTES = 4


class Rendered(NamedTuple):
    """The files written below the root, and what is wrong with stored queries that were not answered for it."""

    files: list[str]
    faults: list[str]

    @classmethod
    def together(cls, parts: Iterable[Rendered]) -> Rendered:
        """What was written in several parts."""
        all_parts = list(parts)
        files = sorted(file for part in all_parts for file in part.files)
        return cls(files, sorted({fault for part in all_parts for fault in part.faults}))


def render(
    plan: Plan, items: Sequence[Item], folder: Path, *, progress: Callable[[float], None] | None = None
) -> Rendered:
    """Write pages and the data beside them.

    The answer to a query that finds nothing has no page. Raises what the pages raise.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores < 2 or len(items) < _WORTH or not hasattr(os, "fork"):
        return _render_some(plan, items, folder, progress)
    return _render_apart(plan, items, folder, cores, progress)


def _render_some(plan: Plan, items: Sequence[Item], folder: Path, progress: Callable[[float], None] | None) -> Rendered:
    parts: list[Rendered] = []
    for place, item in enumerate(items):
        parts.append(_render_item(plan, item, folder))
        if progress is not None:
            progress((place + 1) / len(items))
    return Rendered.together(parts)


def _render_item(plan: Plan, item: Item, folder: Path) -> Rendered:
    contents = plan.contents
    files: list[str] = []
    faults: list[str] = []
    has_data = True
    for language, tree in plan.trees:
        request = plan.request(item, language, tree)
        document = item.page.render(contents, request)
        if document.fault:
            faults.append(document.fault)
        if item.is_answer and not document.has_answer:
            return Rendered([], faults)
        _write(folder / request.links.here, document.html.encode())
        if item.page.name == "query" and not item.is_answer and not document.alternates:
            # its defaults name what is not in the graph, as the page says
            has_data = False
    for path in plan.data_files(item) if has_data else ():
        _write(folder / path, _data(plan, item, path.rpartition(".")[2]))
        files.append(path)
    return Rendered([item.file, *files], faults)


def _data(plan: Plan, item: Item, ending: str) -> bytes:
    """The data beside a page, for the first language of the site."""
    contents = plan.contents
    if item.page.name == "entity":
        iri = contents.iri_at(item.arguments["thing"])
        assert iri is not None
        return entity_data(contents, iri, ending)
    request = plan.request(item, *plan.trees[0])
    if item.page.table is not None:
        return item.page.table(contents, request)
    from kgtools.pages.kinds.queries import answer_data

    return answer_data(contents, request, ending)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _render_apart(
    plan: Plan, items: Sequence[Item], folder: Path, cores: int, progress: Callable[[float], None] | None
) -> Rendered:
    """The same in forked processes, which share what was read; each takes the next few pages when it is done."""
    import multiprocessing

    context = multiprocessing.get_context("fork")
    workers: list[tuple[BaseProcess, Connection]] = []
    shares = _shares(items, cores)
    waiting = _numbers(len(shares))
    try:
        for number in range(cores):
            receiver, sender = context.Pipe(duplex=False)
            # the first one reports progress: the others are about as far
            report = progress if number == 0 else None
            worker: BaseProcess = context.Process(target=_work, args=(plan, shares, waiting, folder, sender, report))
            worker.start()
            sender.close()
            workers.append((worker, receiver))
        return _gathered(workers)
    finally:
        os.close(waiting)
        # nothing may write to a folder that is given up
        for worker, _ in workers:
            worker.terminate()
            worker.join()


def _shares(items: Sequence[Item], cores: int) -> Sequence[Sequence[Item]]:
    """The pages a few at a time: those that are the only ones of their kind first, as they may show much."""
    counts = Counter(item.page.name for item in items)

    def place(item: Item) -> tuple[bool, str]:
        # what is shown of one thing has much in common
        about = item.arguments.get("thing") or item.arguments.get("of") or ""
        return counts[item.page.name] > 1, about

    ordered = sorted(items, key=place)
    few = sum(1 for item in ordered if counts[item.page.name] == 1)
    size = max(1, len(items) // (cores * _SHARES_PER_PROCESS))
    return [ordered[at : at + 1] for at in range(few)] + [
        ordered[at : at + size] for at in range(few, len(ordered), size)
    ]


def _numbers(count: int) -> int:
    """A pipe that holds the numbers below `count`, of which each reader takes the next."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_NUMBER_BYTES, "big") for number in range(count)))
    os.close(writing)
    return reading


def _gathered(workers: Sequence[tuple[BaseProcess, Connection]]) -> Rendered:
    """What all processes have written. Raises the first error of one."""
    parts: list[Rendered] = []
    failed: BaseException | None = None
    for worker, receiver in workers:
        try:
            answer = receiver.recv()
        except EOFError:
            answer = KgtoolsError("a process that wrote pages ended before its work was done.")
        worker.join()
        if isinstance(answer, BaseException):
            failed = failed or answer
        else:
            parts.append(Rendered(*answer))
    if failed is not None:
        raise failed
    return Rendered.together(parts)


def _work(
    plan: Plan,
    shares: Sequence[Sequence[Item]],
    waiting: int,
    folder: Path,
    sender: Connection,
    progress: Callable[[float], None] | None,
) -> None:
    # Ctrl-C reaches all processes of a terminal; the first one hears it, and ends the others
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # what was read before is never garbage here: looking for it would take time, and copy the memory that is shared
    gc.freeze()
    try:
        parts: list[Rendered] = []
        while number := os.read(waiting, _NUMBER_BYTES):
            place = int.from_bytes(number, "big")
            parts.append(_render_some(plan, shares[place], folder, None))
            if progress is not None:
                progress((place + 1) / len(shares))
        sender.send(tuple(Rendered.together(parts)))
    except Exception as error:
        sender.send(error if _can_be_sent(error) else KgtoolsError(str(error)))
    finally:
        sender.close()


def _can_be_sent(error: Exception) -> bool:
    import pickle

    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return False
    return True
