"""The options ``--context`` and ``--contexts`` of all commands: files that stand for JSON-LD contexts of the web."""

from __future__ import annotations

import os.path

import click

from kgtools.errors import SourceError

__all__ = ["put_in_force"]


def put_in_force(ctx: click.Context, option: click.Parameter, values: tuple[str, ...]) -> None:
    """Let the files that an option names stand for contexts, until the command has ended.

    Raises :class:`SourceError` for a folder that does not exist.
    """
    if not values:
        return
    from kgtools.reading.jsonld import Contexts

    files: dict[str, str] = {}
    for value in values if option.name == "context" else ():
        iri, equals, file = value.rpartition("=")
        if not equals or ":" not in iri or not file:
            raise click.BadParameter(f'"{value}" is not IRI=FILE.', ctx, option)
        files[iri] = file
    folders = values if option.name == "contexts" else ()
    for folder in folders:
        if not os.path.isdir(folder):
            raise SourceError(folder, "there is no such folder of contexts")
    ctx.with_resource(Contexts.now().also(files, folders=folders).in_force())
