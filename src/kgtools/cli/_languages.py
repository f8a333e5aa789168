"""The option ``--lang``: language tags in order of preference."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

__all__ = ["language_option"]

Command = TypeVar("Command", bound=Callable[..., object])


def language_option(what: str, *, default: str = "") -> Callable[[Command], Command]:
    """Add the option for the languages of `what`: `languages` are the tags, or None, and then those of `default`."""
    without = f" (default: {default})" if default else ""
    return click.option(
        "--lang",
        "languages",
        metavar="TAGS",
        callback=_tags,
        help=f"Languages of {what} in order of preference, such as id,he,en{without}.",
    )


def _tags(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(tag.strip() for tag in value.split(","))
