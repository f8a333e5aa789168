"""Files that are validated within a limit of memory: those that would take more are packed and validated by DuckDB."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from kgtools.data.files_graph import FileKeywords, FilesGraph
from kgtools.errors import UsageError
from kgtools.reading import Source, expand_sources
from kgtools.table.limits import memory_needed

if TYPE_CHECKING:
    from kgtools.shacl import ValidationReport
    from kgtools.shacl.options import OptionKeywords

__all__ = ["BoundedGraph"]


class BoundedGraph(FilesGraph):
    """The graph of files whose validation takes about `memory` bytes; all else is as for other files."""

    def __init__(self, files: Iterable[Source], *, memory: int, **keywords: Unpack[FileKeywords]) -> None:
        super().__init__(tuple(files), **keywords)
        self._memory = memory

    def validate(self, shapes: Sequence[Source] | None, options: OptionKeywords) -> ValidationReport:
        files = self.plain_files
        if not files or memory_needed(files) <= self._memory:
            return super().validate(shapes, options)
        from kgtools.elsewhere.sql.opening import open_source, sql_target
        from kgtools.elsewhere.sql.validating import validate_sql
        from kgtools.packs.blocks import pack_in_blocks
        from kgtools.shacl.engine.clock import Clock
        from kgtools.writing.scratch import scratch_folder

        if not shapes:
            raise UsageError(
                "the data need more memory than the limit, so shapes are read from files only; name them with "
                "--shapes (`shapes`)."
            )
        clock = Clock(options.get("timeout"))
        progress = options.get("progress")
        with scratch_folder() as folder:
            pack = Path(folder, "data.pack")
            target = sql_target(f"duckdb:{pack}")
            if progress is not None:
                progress("packing block by block", None)
            manifest = pack_in_blocks(files, pack, memory=self._memory, check=clock.check)
            keywords: OptionKeywords = {"prefixes": {**manifest.prefixes}, **options}
            with open_source(target, memory=self._memory, check=clock.check) as source:
                name = ", ".join(map(os.fspath, files))
                return validate_sql(source, expand_sources(list(shapes)), keywords, name=name, memory=self._memory)
