"""Files that change while they are served: they are loaded beside, and swapped when they are whole."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import KgtoolsError
from kgtools.serving.options import GraphSource

if TYPE_CHECKING:
    from kgtools.serving.processes.pool import Pool

__all__ = ["watch"]

#: seconds between two looks at the files
_PAUSE_SECONDS = 0.5
#: what is known of each file: the moment of its last change, and its size
Stamp = dict[str, tuple[int, int]]


async def watch(source: GraphSource, pool: Pool, announce: Callable[[str], None]) -> None:
    """Reload the graph when its files have changed and then stayed the same; a failure is reported, and the old graph
    is served on."""
    served = await asyncio.to_thread(_stamp, source)
    before = served
    while True:
        await asyncio.sleep(_PAUSE_SECONDS)
        now = await asyncio.to_thread(_stamp, source)
        if now != served and now == before:
            # a file that is being written changes again before the next look
            served = now
            try:
                await pool.reload()
            except KgtoolsError as error:
                announce(f"{error} (The previous graph is still served.)")
            else:
                announce(f"changed files were loaded: {pool.summary['triples']:,} triples.")
        before = now


def _stamp(source: GraphSource) -> Stamp:
    stamp: Stamp = {}
    for path in _files(source):
        try:
            state = path.stat()
        except OSError:
            continue
        stamp[os.fspath(path)] = (state.st_mtime_ns, state.st_size)
    return stamp


def _files(source: GraphSource) -> Iterable[Path]:
    """The files of a graph, its project and its stored queries."""
    from kgtools.project import FILE_NAME

    try:
        graph = source.open()
        project = graph.project
    except KgtoolsError:
        # a project file that cannot be read is looked at again
        return [Path(source.project or ".") / FILE_NAME]
    files = [project.root / FILE_NAME, *project.query_files(), *project.shapes_files]
    if source.files:
        return [*files, *map(Path, graph.data_files())]
    return [*files, *project.ontology_files, *project.source_files, *sorted(project.built_folder.glob("*.ttl"))]
