"""The options ``--input-format`` and ``--shapes-format``: formats of files whose names do not show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["input_format_option", "shapes_format_option"]

Command = TypeVar("Command", bound=Callable[..., Any])


def input_format_option(*more: str, what: str = "the files") -> Callable[[Command], Command]:
    """Add ``--input-format`` and the names in `more`: its value is the name of a format, or None."""
    return click.option(
        "--input-format",
        *more,
        metavar="NAME",
        help=f"The format of {what}, if their names do not show it: turtle, trig, nt, nq, jsonld or rdfxml.",
    )


def shapes_format_option(*more: str) -> Callable[[Command], Command]:
    """Add ``--shapes-format`` and the names in `more`: its value is the name of a format, or None."""
    return click.option(
        "--shapes-format", *more, metavar="NAME", help="The format of the shapes, if their names do not show it."
    )
