"""The imports closure (OWL 2 Structural Specification, section 3.4): what is imported, and what that imports."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import ParseError, shorten
from kgtools.model.place import Place
from kgtools.model.rdf_files import is_compressed
from kgtools.model.terms import NamedNode, Quad, Triple
from kgtools.model.vocab import OWL
from kgtools.ontology.axioms import plain_triples
from kgtools.ontology.imports.library import Library, declared_ontologies, ontology_names
from kgtools.reading import Source, parse
from kgtools.reading.places import locate_rows

__all__ = ["Imports", "MissingImport", "follow", "follow_stated", "with_imports"]

_IMPORTS = NamedNode(OWL + "imports")
_STDIN = "-"
#: how the property is written: as an IRI, with a prefix, and as a key of JSON-LD
_WRITTEN = (b"owl#imports", b":imports", b'"imports"')


@dataclass(frozen=True)
class MissingImport:
    """An import that no file answers: the IRI, and where it is first stated, if that is in a file.

    >>> str(MissingImport("http://e/tea", Place("cups.ttl", 4, 17)))
    'the import <http://e/tea> was not found, so what follows from it may be missing (cups.ttl:4:17)'
    """

    iri: str
    place: Place | None = None

    def __str__(self) -> str:
        where = f" ({self.place})" if self.place is not None else ""
        return f"the import <{shorten(self.iri)}> was not found, so what follows from it may be missing{where}"


@dataclass(frozen=True)
class Imports:
    """What files import, one from the other: further `files`, each once, and the imports that are `missing`."""

    files: tuple[Path, ...] = ()
    missing: tuple[MissingImport, ...] = ()
    #: what was wrong with files that were passed over in the search
    unread: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was not found, in words: for each import, and for each file that could not be looked into."""
        if not self.missing:
            return ()
        return (
            *map(str, self.missing),
            *(f"a file was passed over in the search for imports: {reason}" for reason in self.unread),
        )


@dataclass(frozen=True)
class _ImportStatement:
    """An import as it is stated: by which file, and as which of its triples."""

    iri: str
    file: Path | None = None
    number: int = 0
    count: int = 0


def follow(
    files: Iterable[Source], library: Library, *, root: Path | None = None, quads: Iterable[Quad | Triple] = ()
) -> Imports:
    """The files that `files` import, from file to file, in the order in which they are met.

    An import that one of the files itself declares is there already. What is imported in a circle is read once. Places
    are named from the folder `root`, if there is one. `quads` are triples beside the files, such as those of standard
    input, which is none of the files here.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cups, tea = Path(folder, "cups.ttl"), Path(folder, "tea.ttl")
    ...     _ = cups.write_text(f"<http://e/cups> {_IMPORTS} <http://e/tea>, <http://e/x> .")
    ...     _ = tea.write_text("<http://e/tea> a <http://www.w3.org/2002/07/owl#Ontology> .")
    ...     imports = follow([cups], Library([tea]), root=Path(folder))
    >>> [file.name for file in imports.files], imports.missing[0].iri, str(imports.missing[0].place)
    (['tea.ttl'], 'http://e/x', 'cups.ttl:1:73')

    Raises what reading the files raises.
    """
    paths = [Path(file) for file in files if str(file) != _STDIN]
    own_quads = list(quads)
    imports = [*_stated_by(own_quads), *(one for path in paths for one in _stated_imports(path))]
    own = {*ontology_names(own_quads), *(n for path in paths for n in declared_ontologies(path))} if imports else set()
    return _closure(imports, own, {path.absolute() for path in paths}, library, root)


def follow_stated(triples: Iterable[Quad | Triple], library: Library) -> Imports:
    """The files that triples import which are in no file, as :func:`follow` finds them.

    >>> imports = follow_stated([Triple(NamedNode("http://e/cups"), _IMPORTS, NamedNode("http://e/tea"))], Library())
    >>> [str(missing) for missing in imports.missing]
    ['the import <http://e/tea> was not found, so what follows from it may be missing']

    Raises what reading the files raises.
    """
    return follow((), library, quads=triples)


def _stated_by(triples: Iterable[Quad | Triple]) -> list[_ImportStatement]:
    return [
        _ImportStatement(t.object.value) for t in triples if t.predicate == _IMPORTS and isinstance(t.object, NamedNode)
    ]


def _closure(
    imports: list[_ImportStatement], own_iris: set[str], files: set[Path], library: Library, root: Path | None
) -> Imports:
    waiting = list(imports)
    closure: list[Path] = []
    missing: dict[str, MissingImport] = {}
    for statement in waiting:
        if statement.iri in own_iris or statement.iri in missing:
            continue
        answer = library.find(statement.iri, statement.file)
        if answer is None:
            missing[statement.iri] = MissingImport(statement.iri, _place(statement, root))
        elif answer.absolute() not in files:
            files.add(answer.absolute())
            closure.append(answer)
            waiting += _stated_imports(answer)
    if missing:
        # what one search cannot find, another may have: all that was found is there for all
        for iri in {name for path in closure for name in declared_ontologies(path)} & missing.keys():
            del missing[iri]
    return Imports(tuple(closure), tuple(missing.values()), library.unread)


def _stated_imports(path: Path) -> Iterator[_ImportStatement]:
    """The imports that a file states."""
    if not _may_import(path):
        return
    count = 0
    imports: list[tuple[int, str]] = []
    for quad in parse(path):
        if quad.predicate == _IMPORTS and isinstance(quad.object, NamedNode):
            imports.append((count, quad.object.value))
        count += 1
    for number, iri in imports:
        yield _ImportStatement(iri, path, number, count)


def _may_import(path: Path) -> bool:
    """Whether the property may be in the file at all: files of data are large, and most have none."""
    if is_compressed(path):
        return True
    try:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return any(data.find(spelling) >= 0 for spelling in _WRITTEN)
    except (OSError, ValueError):
        # one that is empty, or cannot be mapped, such as a pipe; what cannot be read is reported by who reads it
        return False


def _place(statement: _ImportStatement, root: Path | None) -> Place | None:
    path = statement.file
    if path is None:
        return None
    whole = path.absolute()
    name = str(whole.relative_to(root)) if root is not None and whole.is_relative_to(root) else str(path)
    try:
        line, column = locate_rows(path, [statement.number], count=statement.count)[statement.number].positions[1]
    except ParseError:
        return Place(name)
    return Place(name, line, column)


def with_imports(triples: Iterable[Quad | Triple], imports: Imports) -> list[Triple]:
    """The triples, and those of the files that were found for their imports, each once.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "tea.ttl").write_text("<http://e/a> <http://e/b> 1, 2 .")
    ...     one = Triple(NamedNode("http://e/a"), NamedNode("http://e/b"), NamedNode("http://e/c"))
    ...     len(with_imports([one, one], Imports((Path(folder, "tea.ttl"),))))
    3

    Raises what reading the files raises.
    """
    result = dict.fromkeys(plain_triples(triples))
    for path in imports.files:
        result.update(dict.fromkeys(quad.triple for quad in parse(path, rename_blank_nodes=True)))
    return list(result)
