"""The line on stderr that shows how far long work is: on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

__all__ = ["progress_line"]


def progress_line(*, quiet: bool) -> Callable[[str, float | None], None] | None:
    """What shows the phase and how far it is; None where nobody sees it."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        return None

    def show(phase: str, share: float | None) -> None:
        percent = "" if share is None else f" {100 * share:3.0f} %"
        click.echo(f"\r\x1b[K{click.unstyle(phase)[:60]}{percent}", err=True, nl=False)

    return show
