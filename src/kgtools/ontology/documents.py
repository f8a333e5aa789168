"""Files that are read together: the triples of each, and where they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kgtools.model.terms import BlankNode, Triple
from kgtools.ontology.whereabouts import Whereabouts, blank_nodes_in
from kgtools.reading import Source, parse

__all__ = ["Documents"]


class Documents:
    """RDF files, each read once; blank nodes of different files are different, and are known by their labels.

    `unread` are further files in which statements may be; `given` are the triples of files that were read already.
    Raises what reading raises.
    """

    def __init__(
        self,
        files: Iterable[Source],
        *,
        root: Path | None = None,
        unread: Sequence[Path] = (),
        several: bool = False,
        contents: Mapping[str, list[Triple]] | None = None,
    ) -> None:
        names = [str(file) for file in files]
        rename = several or len(names) > 1
        texts = contents or {}
        self._triples_of = {
            name: texts.get(name) or [quad.triple for quad in parse(name, rename_blank_nodes=rename)] for name in names
        }
        paths = [name for name in names if name != "-"]
        self.places = Whereabouts([*paths, *unread], root=root, blank_nodes=self._blank_nodes)

    @property
    def triples(self) -> list[Triple]:
        """The triples of all, file after file."""
        return [triple for triples in self._triples_of.values() for triple in triples]

    def _blank_nodes(self, file: str) -> list[BlankNode] | None:
        triples = self._triples_of.get(file)
        return None if triples is None else blank_nodes_in(triples)
