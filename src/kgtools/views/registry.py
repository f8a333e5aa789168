"""The one table of views, and the door to write them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import SourceError, UnknownNameError
from kgtools.model.terms import Quad
from kgtools.views.view import View, ViewOptions
from kgtools.writing import write_bytes

__all__ = ["VIEWS", "put_files", "view_by_name", "write_view", "write_view_files"]

if TYPE_CHECKING:
    from kgtools.table import Dataset

# each writer is imported when it is asked for: some need libraries that the others do not


def _csv_tables(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    from kgtools.views.csv_tables import write_csv_tables

    return write_csv_tables(quads, options)


def _parquet(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    from kgtools.views.parquet import write_parquet

    return write_parquet(quads, options)


def _parquet_columns(dataset: Dataset, options: ViewOptions) -> dict[str, bytes] | None:
    from kgtools.views.ordered_columns import has_triple_terms
    from kgtools.views.parquet_columns import write_parquet_columns

    return None if has_triple_terms(dataset) else write_parquet_columns(dataset, options)


def _graphml(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    from kgtools.views.graphml import write_graphml

    return write_graphml(quads, options)


def _schema_org(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    from kgtools.views.schema_org import write_schema_org

    return write_schema_org(quads, options)


def _org(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    from kgtools.views.organization_ontology import write_org

    return write_org(quads, options)


def _rdf12(quads: Sequence[Quad], options: ViewOptions) -> dict[str, bytes]:
    from kgtools.views.rdf12 import write_rdf12

    return write_rdf12(quads, options)


VIEWS: tuple[View, ...] = (
    View(
        name="csv",
        title="CSV tables, one a class",
        media_type="text/csv",
        extension="csv",
        folder=True,
        write=_csv_tables,
    ),
    View(
        name="parquet",
        title="Parquet: the triples, and one table a class",
        media_type="application/vnd.apache.parquet",
        extension="parquet",
        folder=True,
        write=_parquet,
        write_columns=_parquet_columns,
    ),
    View(
        name="graphml",
        title="GraphML: entities and their relations",
        media_type="application/graphml+xml",
        extension="graphml",
        folder=False,
        write=_graphml,
    ),
    View(
        name="schema.org",
        title="JSON-LD in the words of schema.org",
        media_type="application/ld+json",
        extension="jsonld",
        folder=False,
        write=_schema_org,
    ),
    View(
        name="org",
        title="Turtle in the words of the W3C's organization ontology",
        media_type="text/turtle",
        extension="ttl",
        folder=False,
        write=_org,
    ),
    View(
        name="rdf12",
        title="Turtle 1.2 with the claims as rdf:reifies",
        media_type="text/turtle",
        extension="ttl",
        folder=False,
        write=_rdf12,
    ),
)


def view_by_name(name: str) -> View:
    """The view with that name; raises :class:`UnknownNameError`.

    >>> view_by_name("GraphML").extension
    'graphml'
    """
    for view in VIEWS:
        if view.name == name.strip().casefold():
            return view
    raise UnknownNameError("view", name, [view.name for view in VIEWS])


def write_view(quads: Iterable[Quad], *, view: str | View, options: ViewOptions | None = None) -> dict[str, bytes]:
    """The files of a view, by name: the same bytes for the same dataset, whatever the order and the blank-node labels.

    >>> from kgtools.reading import parse_bytes
    >>> quads = parse_bytes(b"<http://e/a> a <http://e/Thing> ; <http://e/p> 01 .", format="turtle")
    >>> print(write_view(quads, view="csv")["Thing.csv"].decode(), end="")
    iri,label,http://e/p
    http://e/a,,01

    Raises :class:`UnknownNameError` for a view that is not known, :class:`UsageError` for what cannot be written.
    """
    definition = view if isinstance(view, View) else view_by_name(view)
    return definition.write(list(dict.fromkeys(quads)), options if options is not None else ViewOptions())


def write_view_files(
    path: str | os.PathLike[str],
    quads: Iterable[Quad],
    *,
    view: str | View,
    options: ViewOptions | None = None,
) -> list[Path]:
    """Write a view to a file, or to a folder that is made where it is not there; the paths written.

    Each file is whole or as it was before; other files of the folder stay. Raises :class:`SourceError` where a file
    cannot be written, and what :func:`write_view` raises.
    """
    definition = view if isinstance(view, View) else view_by_name(view)
    return put_files(path, write_view(quads, view=definition, options=options), definition)


def put_files(path: str | os.PathLike[str], files: Mapping[str, bytes], view: View) -> list[Path]:
    """Write the files of a view; see :func:`write_view_files`."""
    target = Path(path)
    if not view.folder:
        write_bytes(target, next(iter(files.values())))
        return [target]
    if target.exists() and not target.is_dir():
        raise SourceError(str(target), f"this is a file, and {view.title} is a folder of files; name a folder")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(str(target), f"the folder cannot be made ({(error.strerror or '').lower()})") from error
    for name, data in files.items():
        write_bytes(target / name, data)
    return [target / name for name in files]
