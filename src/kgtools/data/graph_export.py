"""A graph, or a part of it, as bytes: in a format, or as a view for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from kgtools.data.graph_data import GraphData
from kgtools.model.terms import DefaultGraph, Quad

if TYPE_CHECKING:
    from kgtools.reading import Format
    from kgtools.table.encoding.encode import Progress
    from kgtools.views.view import ViewOptions

__all__ = ["export_to", "view_options", "view_quads"]


def export_to(
    data: GraphData, stream: BinaryIO, *, part: str | None, format: str | Format, progress: Progress | None
) -> str:
    """Write a part to a stream, the rows of large files some at a time; what the format could not hold, in a sentence.

    Raises :class:`UnknownNameError` for another format and :class:`UsageError` for another part.
    """
    from kgtools.reading import Format, format_by_name
    from kgtools.writing import write

    chosen = format if isinstance(format, Format) else format_by_name(format)
    if data.is_large and part in (None, "all"):
        from kgtools.writing.columns import FORMATS_IN_COLUMNS, write_dataset_to

        if chosen.name in FORMATS_IN_COLUMNS:
            dataset = data.columns(progress=progress)
            prefixes = data.prefixes | data.prefixes_of_files
            if progress is not None:
                progress("writing", None)
            write_dataset_to(stream, dataset, format=chosen, prefixes=prefixes, merge_graphs=True)
            return _union(len(dataset.graph_names()), chosen)
    quads = data.quads(part or data.part_of_format(chosen))
    prefixes = data.prefixes | data.prefixes_of_files
    stream.write(write(quads, format=chosen, prefixes=prefixes, tags=data.tags, merge_graphs=True))
    return _union(len({q.graph_name for q in quads} - {DefaultGraph()}), chosen)


def view_quads(data: GraphData, view: str, *, part: str | None) -> list[Quad]:
    """The quads that a view is made of."""
    return data.quads(part or data.part_of_view(view))


def view_options(data: GraphData) -> ViewOptions:
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


def _union(named: int, chosen: Format) -> str:
    if not named or chosen.supports_datasets:
        return ""
    what = "1 named graph is written" if named == 1 else f"{named} named graphs are written as their union"
    return f"{chosen.title} holds one graph: the {what}."
