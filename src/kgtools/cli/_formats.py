"""The options ``--data``, ``--input-format`` and ``--shapes-format``: files, and what formats they have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

__all__ = ["data_option", "input_format_option", "shapes_format_option"]

Command = TypeVar("Command", bound=Callable[..., object])


def data_option(verb: str) -> Callable[[Command], Command]:
    """Add ``--data``: its value are the files that the command works on; `verb` says what it does with them."""
    return click.option(
        "--data", metavar="FILE", multiple=True, help=f"{verb} these RDF files instead of the project's graph."
    )


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
