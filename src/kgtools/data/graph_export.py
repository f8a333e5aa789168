"""A graph, or a part of it, in a format, as a view for other tools, or as a pack."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kgtools.data.graph_data import GraphData
from kgtools.data.graph_opening import OpenedGraph, as_it_reads
from kgtools.model.terms import DefaultGraph, Quad

if TYPE_CHECKING:
    from kgtools.packs import Manifest
    from kgtools.reading import Format
    from kgtools.table.encoding.encode import Progress
    from kgtools.views.view import View, ViewOptions

__all__ = ["ExportedGraph"]


class ExportedGraph(OpenedGraph):
    """A graph as bytes and files."""

    @as_it_reads
    def export(
        self, *, part: str | None = None, format: str | Format = "turtle", progress: Progress | None = None
    ) -> tuple[bytes, str]:
        """The bytes of a part in a format, and a sentence about what the format could not hold (or nothing).

        The part is by default ``accepted``, and in a format with named graphs ``all``. Large files go through columns;
        `progress` is then called with the phase and how far it is.
        """
        stream = io.BytesIO()
        note = self.export_to(stream, part=part, format=format, progress=progress)
        return stream.getvalue(), note

    @as_it_reads
    def export_to(
        self,
        stream: BinaryIO,
        *,
        part: str | None = None,
        format: str | Format = "turtle",
        progress: Progress | None = None,
    ) -> str:
        """Write a part to a stream, the rows of large files some at a time; see :meth:`export`."""
        return _export_to(self.data, stream, part=part, format=format, progress=progress)

    def export_view(self, view: str, *, part: str | None = None) -> dict[str, bytes]:
        """The files of a view for other tools, by name.

        The views are ``csv``, ``parquet``, ``graphml``, ``schema.org``, ``org`` and ``rdf12``.
        Raises :class:`UnknownNameError`, and :class:`ExtraMissingError` where a view needs what is not installed.
        """
        from kgtools.views.registry import view_by_name, write_view

        view_record = view_by_name(view)
        data = self._from_columns(view_record, part)
        if data is not None:
            return data
        return write_view(self.view_quads(view_record.name, part=part), view=view_record, options=self.view_options)

    def export_view_to(self, path: Path, view: str, *, part: str | None = None) -> list[Path]:
        """Write a view to a file, or to a folder that is made where it is not there; the paths written.

        Raises what :meth:`export_view` raises, and :class:`SourceError` where a file cannot be written.
        """
        from kgtools.views.registry import put_files, view_by_name

        view_record = view_by_name(view)
        return put_files(path, self.export_view(view_record.name, part=part), view_record)

    @as_it_reads
    def _from_columns(self, view: View, part: str | None) -> dict[str, bytes] | None:
        """The files of a view of a large graph, if it is written from columns."""
        if view.write_columns is None or part not in (None, "all") or not self.data.is_large:
            return None
        return view.write_columns(self.data.columns(), self.view_options)

    @as_it_reads
    def view_quads(self, view: str, *, part: str | None = None) -> list[Quad]:
        """The quads that a view is made of: by default what is accepted; of claims for the view of claims."""
        return self.data.quads(part or self.data.part_of_view(view))

    @property
    def view_options(self) -> ViewOptions:
        """What views need beside the quads: prefixes, languages, the ontology, and how claims are told."""
        return _view_options(self.data)

    @as_it_reads
    def pack(
        self,
        folder: str | os.PathLike[str],
        *,
        memory: int | None = None,
        progress: Progress | None = None,
    ) -> Manifest:
        """Write the graph as a pack: a folder of Parquet files that SQL engines query; see :mod:`kgtools.packs.layout`.

        Files of N-Triples and N-Quads that would take more than `memory` (bytes; half of what is free) are packed block
        by block. :meth:`from_pack` reads it again. Raises :class:`SourceError` where the folder holds something else or
        cannot be written, and :class:`LimitError`.
        """
        from kgtools.data.elsewhere.packing import pack
        from kgtools.table.limits import no_check

        return pack(self.data, folder, memory=memory, progress=progress, check=no_check)


def _export_to(
    data: GraphData, stream: BinaryIO, *, part: str | None, format: str | Format, progress: Progress | None
) -> str:
    """Write a part to a stream, the rows of large files some at a time; what the format could not hold, in a sentence.

    Raises :class:`UnknownNameError` for another format and :class:`UsageError` for another part.
    """
    from kgtools.reading import Format, format_by_name
    from kgtools.writing import write

    syntax = format if isinstance(format, Format) else format_by_name(format)
    if data.is_large and part in (None, "all"):
        from kgtools.writing.columns import FORMATS_IN_COLUMNS, write_dataset_to

        if syntax.name in FORMATS_IN_COLUMNS:
            dataset = data.columns(progress=progress)
            prefixes = data.prefixes | data.prefixes_of_files
            if progress is not None:
                progress("writing", None)
            write_dataset_to(stream, dataset, format=syntax, prefixes=prefixes, merge_graphs=True)
            return _union(len(dataset.graph_names()), syntax)
    quads = data.quads(part or data.part_of_format(syntax))
    prefixes = data.prefixes | data.prefixes_of_files
    stream.write(write(quads, format=syntax, prefixes=prefixes, tags=data.tags, merge_graphs=True))
    return _union(len({q.graph_name for q in quads} - {DefaultGraph()}), syntax)


def _view_options(data: GraphData) -> ViewOptions:
    """What views need beside the quads: prefixes, languages, the ontology, and how claims are told."""
    from kgtools.model.vocab import Vocabulary
    from kgtools.reading import parse
    from kgtools.views.view import ViewOptions

    project = data.project
    ontology = [q for path in project.ontology_files for q in parse(path, rename_blank_nodes=True)]
    return ViewOptions(
        tags=data.tags,
        prefixes=data.prefixes | data.prefixes_of_files,
        languages=project.languages,
        ontology=ontology,
        claims=Vocabulary(project.base).claims,
        any_graph=not data.has_parts,
    )


def _union(count: int, format: Format) -> str:
    if not count or format.supports_datasets:
        return ""
    what = "1 named graph are written without its name"
    if count > 1:
        what = f"{count} named graphs are written without their names"
    return f"{format.title} holds one graph: the triples of {what}."
