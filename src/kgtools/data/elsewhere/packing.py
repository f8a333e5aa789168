"""A graph as a pack: from its columns, or block by block where these would not fit into memory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kgtools.table import load_quads
from kgtools.table.limits import free_memory, memory_needed

if TYPE_CHECKING:
    from kgtools.data.graph_data import GraphData
    from kgtools.packs import Manifest
    from kgtools.table.encoding.encode import Progress
    from kgtools.table.limits import Check

__all__ = ["pack"]

#: packing takes this much more memory than the columns
_MORE = 1.6
#: the share of the free memory that is taken where nothing is said
_SHARE = 0.5


def pack(
    data: GraphData,
    folder: str | os.PathLike[str],
    *,
    memory: int | None,
    progress: Progress | None,
    check: Check,
) -> Manifest:
    """Write a graph as a pack, within about `memory` bytes where its files are N-Triples or N-Quads.

    Raises what :func:`kgtools.packs.writing.write_pack` and :func:`kgtools.packs.blocks.pack_in_blocks` raise.
    """
    from kgtools.packs.writing import write_pack

    files = data.plain_files
    free = free_memory()
    most = memory if memory is not None else None if free is None else free * _SHARE
    if files and most is not None and memory_needed(files) * _MORE > most:
        from kgtools.packs.blocks import pack_in_blocks

        if progress is not None:
            progress("packing block by block", None)
        return pack_in_blocks(files, folder, memory=most, check=check)
    prefixes = data.prefixes_of_files
    if data.has_parts:
        # what queries of the project see: facts as the default graph, beside all named graphs
        dataset, prefixes = load_quads(data.quads("queried")), data.prefixes
    else:
        dataset = data.columns(progress=progress)
    if progress is not None:
        progress("packing", None)
    return write_pack(dataset, folder, prefixes={**prefixes}, check=check)
