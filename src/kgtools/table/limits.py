"""The limits on time and memory: what would not fit is refused before it hurts."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import LimitError
from kgtools.model.numbers import is_digits
from kgtools.model.rdf_files import name_inside
from kgtools.reading.compression import unpacked_size

if TYPE_CHECKING:
    from kgtools.reading import Source

__all__ = [
    "Check",
    "check_memory",
    "check_size",
    "free_memory",
    "memory_needed",
    "no_check",
    "out_of_time",
    "over_limit",
    "resident_memory",
]

#: what is called now and then, and raises :class:`LimitError` where the time is over
Check = Callable[[], None]

#: bytes of memory that a byte of input may take, at most: measured at 10 million triples, with a third to spare
MEMORY_PER_BYTE = {"nt": 1.6, "nq": 1.6}
MEMORY_PER_BYTE_PARSED = 6.5
_GIB = 1 << 30


def over_limit(reason: str, argument: str, *, limit: str = "limit", otherwise: str = "narrow the query") -> LimitError:
    """The error of what takes more than it may: the reason, how to raise the limit, and what else helps, if anything.

    >>> error = over_limit("the query takes 2 GiB", "memory")
    >>> str(error)
    'the query takes 2 GiB; raise the limit (`memory`) or narrow the query.'
    >>> error.for_clients
    'the query takes 2 GiB; narrow the query.'
    """
    advice = [f"raise the {limit} (`{argument}`)", *([otherwise] if otherwise else [])]
    for_clients = f"{reason}; {otherwise}." if otherwise else f"{reason}."
    return LimitError(f"{reason}; {' or '.join(advice)}.", argument=argument, for_clients=for_clients)


def out_of_time(seconds: float, *, what: str = "the query", otherwise: str = "narrow the query") -> LimitError:
    """The error of a query, or of what else is asked, that took longer than it may.

    >>> str(out_of_time(5))
    'the query did not finish within 5 s; raise the time limit (`timeout`) or narrow the query.'
    """
    reason = f"{what} did not finish within {seconds:g} s"
    return over_limit(reason, "timeout", limit="time limit", otherwise=otherwise)


def no_check() -> None:
    """Where time has no limit."""


def check_memory(sources: Sequence[Source]) -> None:
    """Raise :class:`LimitError` where files would take more memory than is free."""
    free = free_memory()
    need = memory_needed(sources)
    if free is not None and need > free:
        raise LimitError(
            f"the data would take about {_size(need)} of memory and {_size(free)} are free; "
            "use fewer files or a machine with more memory; `kgtools validate --memory MB` validates them in less, and "
            "so does --sql duckdb:DIR, where DIR is a pack of them (`kgtools pack`)."
        )


def memory_needed(sources: Sequence[Source]) -> int:
    """About how many bytes of memory the columns of files take while they are read."""
    need = 0.0
    for source in sources:
        path = Path(os.fspath(source))
        if path.is_file():
            ending = name_inside(path).suffix.lstrip(".").casefold()
            need += unpacked_size(path) * MEMORY_PER_BYTE.get(ending, MEMORY_PER_BYTE_PARSED)
    return int(need)


def check_size(need: float, what: str, advice: str) -> None:
    """Raise :class:`LimitError` where `need` bytes are more than is free; the message begins with `what`."""
    free = free_memory()
    if free is not None and need > free:
        raise LimitError(f"{what} would take about {_size(need)} of memory and {_size(free)} are free; {advice}.")


def free_memory() -> float | None:
    """Bytes of memory that can still be had, or None where the system does not tell.

    The least of what the machine has left, what a container's control group leaves, and what the process may still
    take of its address space (``ulimit -v``).
    """
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    sizes = [float(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    group = Path("/sys/fs/cgroup")
    try:
        most, used = ((group / f"memory.{word}").read_text(encoding="ascii").strip() for word in ("max", "current"))
        if is_digits(most) and is_digits(used):
            sizes.append(float(most) - float(used))
    except OSError:
        pass
    space = _address_space()
    if space is not None:
        sizes.append(space)
    return min(sizes, default=None)


def resident_memory() -> int:
    """Bytes of memory that the process takes now, 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb", buffering=0) as stream:
            return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _address_space() -> float | None:
    """What the limit on the address space leaves, or None where there is no limit."""
    try:
        import resource

        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        if limit == resource.RLIM_INFINITY:
            return None
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return max(float(limit) - pages * resource.getpagesize(), 0.0)
    except (ImportError, OSError, ValueError):
        return None


def _size(count: float) -> str:
    return f"{count / _GIB:.1f} GiB" if count >= _GIB / 10 else f"{count / (1 << 20):.0f} MiB"
