"""Where imported ontologies are looked for: a table of IRIs, catalogs, and files that declare an ontology."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from kgtools.errors import KgtoolsError, SourceError
from kgtools.model.terms import NamedNode, Quad, Triple
from kgtools.model.vocab import OWL, RDF
from kgtools.ontology.imports.catalog import CATALOG_NAME, Catalog, read_catalog
from kgtools.project import GraphProject
from kgtools.reading import Source, expand_sources, parse

__all__ = ["Library", "declared_ontologies", "library_of", "ontology_names"]

_TYPE, _ONTOLOGY = NamedNode(RDF + "type"), NamedNode(OWL + "Ontology")
_VERSION = NamedNode(OWL + "versionIRI")


def _from_here(path: Path) -> Path:
    """A file that no one has named as it is here: from the working directory, as people name files.

    A table and a catalog have whole paths. One that leads elsewhere altogether is kept, and so is one that a linked
    folder on the way makes another file.
    """
    try:
        near, here = os.path.relpath(path), Path.cwd()
        is_near = Path(os.path.commonpath([here, os.path.abspath(path)])) != Path(here.anchor)
        return Path(near) if is_near and os.path.samefile(near, path) else path
    except (OSError, ValueError):
        # it is not there, or on another drive
        return path


class Library:
    """The files that may answer an import.

    `table` maps IRIs to files. `offered` are folders, RDF files and XML catalogs; an RDF file there answers the IRIs of
    the ontologies that it declares, their version IRIs, and its own ``file:`` address. `files` are further RDF files of
    that kind, such as those of the project's ontology. Beside every file that imports, a catalog with the name that
    Protégé gives it is looked into as well.

    An IRI is looked for in the table, in the catalogs that were offered, in the catalog beside the file that imports
    it, and in the files that declare an ontology, in this order. An offered thing that cannot be read raises
    :class:`SourceError` or :class:`ParseError`; a file in an offered folder that cannot be read is named in
    :attr:`unread` instead.
    """

    def __init__(
        self,
        sources: Iterable[Source] = (),
        *,
        table: Mapping[str, Path] | None = None,
        files: Iterable[Path] = (),
    ) -> None:
        self._table = dict(table or {})
        self._places = [Path(source) for source in sources]
        self._files = list(files)
        self._beside: dict[Path, Catalog | None] = {}
        self._errors: dict[str, str] = {}

    def find(self, iri: str, importing: Path | None = None) -> Path | None:
        """The file that answers the import of `iri` by the file `importing`; None where there is none."""
        entry = self._table.get(iri)
        if entry is not None:
            return _from_here(entry)
        for catalog in (*self._catalogs, self._catalog_beside(importing) if importing is not None else None):
            from_catalog = None if catalog is None else catalog.find(iri)
            # a catalog may list files that were never there, for an address on the web to be tried after them
            if from_catalog is not None and from_catalog.is_file():
                return _from_here(from_catalog)
        # an IRI with an empty fragment names the same document (RFC 3986, section 4.4)
        return (
            self._declaring_files.get(iri)
            or self._declaring_files.get(iri.removesuffix("#"))
            or self._declaring_files.get(iri + "#")
        )

    @property
    def unread(self) -> tuple[str, ...]:
        """What was wrong with files of offered folders, as far as they were looked into."""
        return tuple(self._errors.values())

    @cached_property
    def _catalogs(self) -> list[Catalog]:
        """The catalogs that were offered, and those in offered folders."""
        catalogs: list[Catalog] = []
        for source in self._places:
            catalog = source / CATALOG_NAME if source.is_dir() else source
            if catalog.suffix == ".xml" and (catalog.is_file() or catalog == source):
                catalogs.append(read_catalog(catalog))
        return catalogs

    def _catalog_beside(self, file: Path) -> Catalog | None:
        folder = file.absolute().parent
        if folder not in self._beside:
            catalog = folder / CATALOG_NAME
            self._beside[folder] = read_catalog(catalog) if catalog.is_file() else None
        return self._beside[folder]

    @cached_property
    def _declaring_files(self) -> dict[str, Path]:
        """The files that declare an ontology, by its IRIs and by their own address; the first of several counts."""
        files: dict[str, Path] = {}
        for path, is_named in self._candidates():
            try:
                names = declared_ontologies(path)
            except KgtoolsError as error:
                if is_named:
                    raise
                self._errors[str(path)] = str(error)
                continue
            for name in (*names, path.absolute().as_uri()):
                files.setdefault(name, path)
        return files

    def _candidates(self) -> Iterable[tuple[Path, bool]]:
        """The RDF files to look into, and whether each was named itself."""
        for source in self._places:
            if source.is_dir():
                try:
                    inside: Sequence[str] = expand_sources([source])
                except SourceError:
                    inside = ()
                yield from ((Path(name), False) for name in inside)
            elif source.suffix != ".xml":
                yield source, True
        for path in self._files:
            yield path, True


def library_of(project: GraphProject, sources: Iterable[Source] = ()) -> Library:
    """Where a project's imports are looked for: in what is offered, its table ``[imports]`` and its ontology.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "kgtools.toml").write_text('[imports]\\n"http://e/tea" = "tea.ttl"\\n')
    ...     _ = Path(folder, "tea.ttl").write_text("")
    ...     library_of(GraphProject.at(Path(folder))).find("http://e/tea", None).name
    'tea.ttl'
    """
    return Library(sources, table=project.imports, files=project.ontology_files)


def declared_ontologies(path: Path) -> list[str]:
    """The IRIs and version IRIs of the ontologies that a file declares. Raises what reading it raises."""
    return ontology_names(parse(path))


def ontology_names(triples: Iterable[Quad | Triple]) -> list[str]:
    """The IRIs of the ontologies that triples declare, then their version IRIs."""
    heads: set[str] = set()
    versions: dict[str, list[str]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            if triple.object == _ONTOLOGY and triple.predicate == _TYPE:
                heads.add(triple.subject.value)
            elif triple.predicate == _VERSION:
                versions.setdefault(triple.subject.value, []).append(triple.object.value)
    return [*sorted(heads), *(version for head in sorted(versions) for version in versions[head])]
