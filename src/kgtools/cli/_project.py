"""The project that ``--project`` names, handed from the command line to the facade as a value.

Where the option is not given the project in force is found as :meth:`kgtools.project.GraphProject.discover` says, which
is the one place that reads ``KGTOOLS_PROJECT``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph
    from kgtools.project import GraphProject
    from kgtools.reading import Source
    from kgtools.table.cache import Cache

__all__ = ["OpeningKeywords", "files_graph", "named_project", "open_graph", "project_graph", "tell_shipped"]

_IS_SHIPPED = (
    "remark: there is no kgtools.toml in this folder or above it; this is the AI talent graph that ships with kgtools"
)


def named_project(ctx: click.Context) -> GraphProject | None:
    """The project of ``--project``, before the command or behind it; None where the option is not given.

    Raises :class:`SourceError` where the folder holds no `kgtools.toml`.
    """
    folder = (ctx.obj or {}).get("project")
    if folder is None:
        return None
    from kgtools.project import GraphProject

    return GraphProject.at(Path(folder))


def project_graph(
    ctx: click.Context, *, cache: Cache | None = None, imports: Sequence[Source] = (), is_expected: bool = False
) -> KnowledgeGraph:
    """The graph of the project in force.

    Where it is the one that ships with kgtools a remark says so, unless the user may be expected to know
    (`is_expected`).
    """
    from kgtools.graph import KnowledgeGraph

    graph = KnowledgeGraph(named_project(ctx), cache=False if cache is None else cache, imports=imports)
    if not is_expected:
        tell_shipped(ctx, graph.project)
    return graph


def tell_shipped(ctx: click.Context, project: GraphProject) -> None:
    """Say where the project in force is the one that ships with kgtools, since there is no other."""
    if project.is_shipped and not ctx.obj["quiet"]:
        click.echo(_IS_SHIPPED, err=True)


class OpeningKeywords(TypedDict, total=False):
    """How files are opened: keywords of :meth:`kgtools.graph.KnowledgeGraph.from_files`."""

    format: str | None
    base: str | None
    imports: Sequence[Source]
    memory: int | None


def files_graph(
    ctx: click.Context, files: Sequence[Source], *, cache: Cache | None = None, **keywords: Unpack[OpeningKeywords]
) -> KnowledgeGraph:
    """The graph of `files`, with the prefixes, languages and queries of the project in force."""
    from kgtools.graph import KnowledgeGraph

    cached = False if cache is None else cache
    graph = KnowledgeGraph.from_files(files, cache=cached, project=named_project(ctx), **keywords)
    if keywords.get("format") is not None:
        # what the command does with an answer may read the files once more
        ctx.with_resource(graph.data.reading())
    return graph


def open_graph(
    ctx: click.Context,
    files: Sequence[Source],
    *,
    cache: Cache | None = None,
    is_expected: bool = False,
    **keywords: Unpack[OpeningKeywords],
) -> KnowledgeGraph:
    """The graph of `files`; where none is named, that of the project in force, as :func:`project_graph` has it.

    Where the process is the command's own and the files are large, it keeps the memory that it frees.
    """
    if files:
        graph = files_graph(ctx, files, cache=cache, **keywords)
        inputs = [file for file in files if isinstance(file, str | Path)]
    else:
        graph = project_graph(ctx, cache=cache, imports=keywords.get("imports", ()), is_expected=is_expected)
        inputs = [graph.project.built_folder]
    if ctx.obj.get("alone"):
        from kgtools.cli._memory import are_large, keep_freed_memory

        if are_large(inputs):
            keep_freed_memory()
    return graph
