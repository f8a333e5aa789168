"""SPARQL Update on a graph: the files of a project or those that were named are changed where the triples are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypedDict
from urllib.parse import unquote, urlsplit

from kgtools.data.graph_data import UpdateOptions, prefixes_in_force, tell_clashes
from kgtools.data.updating import Updated, open_files, plan_update
from kgtools.errors import UndeclaredPrefixError, UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Quad
from kgtools.project import GraphProject
from kgtools.reading import Format, Source, parse
from kgtools.store import MemoryStore

__all__ = ["UpdateKeywords", "project_files", "update_files", "update_quads"]


class UpdateKeywords(TypedDict, total=False):
    """What :meth:`kgtools.graph.KnowledgeGraph.update` is told beside the text, as keywords of the call."""

    into: Source | None
    base: str | None
    source: str
    allow_load: bool
    timeout: float | None
    memory: int | None


def update_files(
    text: str,
    options: UpdateOptions,
    *,
    project: GraphProject,
    prefixes: PrefixTable,
    files: Sequence[str],
    format: str | Format | None = None,
    data_base: str | None = None,
) -> Updated:
    """What an update changes in files; nothing is written, and nothing may change in what `project` has built.

    Raises what :meth:`kgtools.graph.KnowledgeGraph.update` raises.
    """
    documents = open_files(files, into=options.into, format=format, base=data_base, budget=options.budget)
    built_folder = project.built_folder.resolve()

    def refused(name: str) -> None:
        if built_folder in Path(name).resolve().parents:
            raise UsageError(
                f"{name} is built, and the next build would undo the change; change the data that it is built from, "
                "and run `kgtools build`."
            )

    try:
        return plan_update(
            documents,
            text,
            source=options.source,
            base=options.base,
            prefixes=prefixes_in_force(documents.prefixes, prefixes),
            style_prefixes=prefixes,
            loader=_local if options.allow_load else None,
            budget=options.budget,
            on_error=refused,
            functions=options.functions,
        )
    except UndeclaredPrefixError as error:
        tell_clashes(error, documents.prefixes, stacklevel=5)
        raise


def update_quads(
    quads: Iterable[Quad], text: str, options: UpdateOptions, *, prefixes: PrefixTable
) -> tuple[Updated, tuple[Quad, ...]]:
    """What an update changes in a graph that is in no file, and the graph after it."""
    store = MemoryStore(quads)
    change = store.update(
        text,
        source=options.source,
        base=options.base,
        prefixes=prefixes,
        loader=_local if options.allow_load else None,
        budget=options.budget,
        functions=options.functions,
    )
    return Updated(change.deleted, change.inserted), tuple(store)


def project_files(project: GraphProject) -> list[str]:
    """The data of a project that people edit. Raises :class:`UsageError` for the graph that ships with kgtools."""
    project.check_writable()
    here = Path.cwd()
    return [str(path.relative_to(here) if path.is_relative_to(here) else path) for path in project.source_files]


def _local(iri: str) -> Iterable[Quad]:
    """The triples of a file of this machine, for LOAD."""
    parts = urlsplit(iri)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        raise UsageError("only local files can be loaded; write a file: IRI")
    return parse(unquote(parts.path)).read()
