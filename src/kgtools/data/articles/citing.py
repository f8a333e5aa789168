"""Citations of the things and claims of a graph, in the version that its files are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.data.graph_data import GraphData
from kgtools.errors import UnknownNameError, UsageError
from kgtools.model.place import shown_path
from kgtools.model.terms import NamedNode
from kgtools.model.vocab import Vocabulary

if TYPE_CHECKING:
    from kgtools.query.citations import Citation
    from kgtools.query.portrait.lookup import Lookup

__all__ = ["CITATION_FORMATS", "citation", "cite"]


def _as_text(data: GraphData, name: str, languages: Sequence[str] | None) -> str:
    from kgtools.query.citations import as_text

    return as_text(citation(data, name, languages=languages))


def _as_bibtex(data: GraphData, name: str, languages: Sequence[str] | None) -> str:
    from kgtools.query.citations import as_bibtex

    return as_bibtex(citation(data, name, languages=languages))


def _as_csl_json(data: GraphData, name: str, languages: Sequence[str] | None) -> str:
    from kgtools.query.citations import as_csl_json

    return as_csl_json(citation(data, name, languages=languages))


def _as_nanopublication(data: GraphData, name: str, languages: Sequence[str] | None) -> str:
    # the claim as it is: nothing of it is in the reader's language
    return _nanopublication(data, name)


#: the formats of citations, the default first, and what writes each of them
CITATION_FORMATS: Mapping[str, Callable[[GraphData, str, Sequence[str] | None], str]] = {
    "text": _as_text,
    "bibtex": _as_bibtex,
    "csl-json": _as_csl_json,
    "nanopub": _as_nanopublication,
}


def cite(data: GraphData, name: str, *, format: str, languages: Sequence[str] | None) -> str:
    """The citation of a thing or a claim in a format; see :meth:`kgtools.graph.KnowledgeGraph.cite`."""
    if format not in CITATION_FORMATS:
        raise UnknownNameError("format", format, CITATION_FORMATS)
    return CITATION_FORMATS[format](data, name, languages)


def citation(data: GraphData, name: str, *, languages: Sequence[str] | None) -> Citation:
    """What a citation of a thing or a claim names; see :meth:`kgtools.graph.KnowledgeGraph.citation`."""
    from kgtools.data.graph_query import portrait
    from kgtools.query.citations import cite_claim, cite_thing, graph_ref

    lookup = _lookup(data, languages)
    title, digest = _title(data), _digest(data)
    graph = graph_ref(lookup, title=title, sha256=digest)
    claim = _claim(data, lookup, name)
    if claim is not None:
        return cite_claim(lookup, claim, graph)
    return cite_thing(lookup, portrait(data, name, languages=languages, at=None), graph)


def _nanopublication(data: GraphData, name: str) -> str:
    from kgtools.query.citations import graph_ref, nanopublication
    from kgtools.writing import write

    lookup = _lookup(data, None)
    claim = _claim(data, lookup, name)
    if claim is None:
        raise UsageError(f'a nanopublication holds one claim, and "{name}" is not a claim of this graph.')
    quads = nanopublication(lookup, claim, graph_ref(lookup, title=_title(data), sha256=_digest(data)))
    here = f"{lookup.vocabulary.base}nanopub/{claim.value.removeprefix(lookup.vocabulary.claims)}#"
    prefixes = {**data.prefixes, "np": "http://www.nanopub.org/nschema#", "sub": here}
    return write(quads, format="trig", prefixes=prefixes).decode()


def _lookup(data: GraphData, languages: Sequence[str] | None) -> Lookup:
    from kgtools.query.portrait.lookup import Lookup

    return Lookup(
        data.store,
        vocabulary=Vocabulary(data.project.base),
        prefixes=data.prefixes,
        languages=languages or data.project.languages,
    )


def _claim(data: GraphData, lookup: Lookup, name: str) -> NamedNode | None:
    """The claim that a name means: its IRI, its prefixed name, or what follows ``claim/`` in its IRI."""
    from kgtools.query.citations import is_claim
    from kgtools.query.labels.entities import EntityFinder

    claim = EntityFinder(data.store, data.prefixes).iri(name)
    if claim is None and name.strip().replace("-", "").isalnum():
        claim = NamedNode(lookup.vocabulary.claims + name.strip())
    return claim if claim is not None and is_claim(lookup, claim) else None


def _title(data: GraphData) -> str:
    if data.has_parts:
        return data.project.title
    return ", ".join(path.name for path in data.validation_files()) or "a graph of no file"


def _digest(data: GraphData) -> str:
    """The SHA-256 over the digests and names of the files that people edit, in the order of their names."""
    files = data.project.source_files if data.has_parts else data.validation_files()
    root = data.project.root if data.has_parts else None
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {_name(path, root)}\n" for path in sorted(files)]
    return hashlib.sha256("".join(lines).encode()).hexdigest() if lines else ""


def _name(path: Path, root: Path | None) -> str:
    return (
        path.relative_to(root).as_posix() if root is not None and path.is_relative_to(root) else shown_path(str(path))
    )
