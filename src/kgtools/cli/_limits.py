"""The options ``--timeout`` and ``--memory``: seconds, and MiB, which a command gets as bytes, as Python has them."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import click

from kgtools.cli._records import gather
from kgtools.model.numbers import whole_number

__all__ = ["Mebibytes", "ReasoningLimits", "Seconds", "reasoning_limits", "timeout_option", "work_limits"]

Command = TypeVar("Command", bound=Callable[..., object])
Result = TypeVar("Result")


class Seconds(click.FloatRange):
    """A number of seconds; ``nan`` is refused here, since no comparison with the bounds of a range excludes it."""

    name = "seconds"

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number of seconds; fails for a value that is not one."""
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


#: units of memory in MiB
_UNITS = {"M": 1, "G": 1024}


class Mebibytes(click.IntRange):
    """An amount of memory in MiB, or with a unit in another one (``512M``, ``6G``); its value is in bytes.

    >>> Mebibytes(min=1).convert("500", None, None), Mebibytes(min=1).convert("2G", None, None)
    (524288000, 2147483648)
    """

    name = "MiB"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of bytes; fails for a value that is not a whole number in the range."""
        number = value
        if isinstance(value, str) and value[-1:].upper() in _UNITS:
            count = whole_number(value[:-1])
            if count is None:
                self.fail(f"{value!r} is not an amount of memory; write MiB, or a whole number with a unit (6G).")
            number = count * _UNITS[value[-1].upper()]
        # click declares a number, and passes what was typed
        return int(super().convert(cast("int", number), param, ctx)) << 20


def timeout_option(help: str) -> Callable[[Command], Command]:
    """Add ``--timeout`` alone: its value is a number of seconds, or None."""
    return click.option("--timeout", type=Seconds(min=0, max=1e9), metavar="S", help=help)


def work_limits(what: str) -> Callable[[Command], Command]:
    """Add both limits of work on data, such as a query: `what` is stopped at them, and what that means is said there.

    `timeout` is None where the project's setting holds, and 0 for no limit; `memory` is half of the machine's memory
    where nothing is given, and None where the system does not tell how much that is.
    """

    def add(command: Command) -> Command:
        memory = click.option(
            "--memory",
            type=Mebibytes(min=1, max=1 << 30),
            metavar="MB",
            callback=lambda _, __, value: _half_of_memory() if value is None else value,
            help=f"{what} if it needs more memory than this, in MiB (default: half of the machine's).",
        )
        return timeout_option(f"{what} after this many seconds (0: never).")(memory(command))

    return add


class ReasoningLimits(NamedTuple):
    """Both limits of reasoning: seconds and bytes."""

    timeout: float
    memory: int


def reasoning_limits(what: str) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Add both limits of reasoning, which hold for `what`; the command gets them as `limits`."""
    from kgtools.reasoning.limits import MEMORY, TIMEOUT

    def add(command: Callable[..., Result]) -> Callable[..., Result]:
        memory = click.option(
            "--memory",
            type=Mebibytes(min=64, max=1 << 30),
            default=MEMORY >> 20,
            metavar="MB",
            show_default=True,
            help=f"Stop {what} at this much memory, in MiB.",
        )
        timeout = click.option(
            "--timeout",
            type=Seconds(min=0.1, max=1e9),
            default=TIMEOUT,
            metavar="S",
            show_default=True,
            help=f"Stop {what} after this many seconds.",
        )
        return timeout(memory(gather(limits=ReasoningLimits)(command)))

    return add


def _half_of_memory() -> int | None:
    """Half of the machine's memory; None where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, OSError, ValueError):
        return None
