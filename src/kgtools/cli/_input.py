"""How the files that a command reads are read: ``--input-format`` and ``--imports``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph
    from kgtools.table.cache import Cache

__all__ = ["InputOptions"]


class InputOptions(NamedTuple):
    """The format of files whose names do not show it, and where imported ontologies are looked for."""

    input_format: str | None
    imports: tuple[str, ...]

    def open_graph(
        self,
        ctx: click.Context,
        files: Sequence[str],
        *,
        base: str | None = None,
        cache: Cache | None = None,
        memory: int | None = None,
        is_expected: bool = False,
    ) -> KnowledgeGraph:
        """The graph of `files`; without files, that of the project in force."""
        from kgtools.cli._project import open_graph

        return open_graph(
            ctx,
            files,
            format=self.input_format,
            base=base,
            cache=cache,
            imports=self.imports,
            memory=memory,
            is_expected=is_expected,
        )
