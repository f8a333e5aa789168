"""What is checked: the triples of files with what they import, their axioms, their places, and whose terms they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import BlankNode, NamedNode, Quad, Term, Triple, triple_of
from kgtools.model.vocab import OWL, RDFS, SH
from kgtools.ontology.axioms import TYPE, Axioms, plain_triples
from kgtools.ontology.checks.finding import Naming
from kgtools.ontology.checks.own_terms import OwnTerms, own_terms
from kgtools.ontology.imports import Library, follow, with_imports
from kgtools.ontology.vocabularies import Vocabularies, read_vocabularies
from kgtools.ontology.whereabouts import blank_nodes_in
from kgtools.ontology.words import AxiomWords
from kgtools.reading import parse
from kgtools.store import MemoryStore

__all__ = ["CheckSubject"]

_SCHEMA = (OWL, RDFS)


def _shapes(axioms: Axioms) -> frozenset[Triple]:
    """What triples say in the vocabulary of SHACL, with the blank nodes that hang below it."""
    words = {t.predicate for t in axioms.triples} | {t.object for t in axioms.triples if t.predicate == TYPE}
    of_shapes = {word for word in words if isinstance(word, NamedNode) and word.value.startswith(SH)}
    if not of_shapes:
        return frozenset()
    triples = [t for t in axioms.triples if t.predicate in of_shapes or (t.predicate == TYPE and t.object in of_shapes)]
    waiting = [t.object for t in triples if isinstance(t.object, BlankNode)]
    nodes: set[Term] = set(waiting)
    while waiting:
        node = waiting.pop()
        for predicate in axioms.predicates(node):
            for value in axioms.objects(node, predicate):
                triples.append(triple_of(node, NamedNode(predicate), value))
                if isinstance(value, BlankNode) and value not in nodes:
                    nodes.add(value)
                    waiting.append(value)
    return frozenset(triples)


class CheckSubject:
    """The files that are checked together, as one ontology with its data.

    `root` is the folder that their names are told relative to, `namespaces` are those whose words have to be declared
    whatever the files say. Imports are looked for in `library`. `read` reads a file, with blank nodes of its own.
    Raises what reading raises.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        root: Path | None = None,
        prefixes: PrefixTable = WELL_KNOWN,
        namespaces: Collection[str] = (),
        library: Library | None = None,
        parse_file: Callable[[Path], Iterable[Quad]] | None = None,
    ) -> None:
        quads: list[Quad] = []
        self._blank_nodes: dict[str, list[BlankNode]] = {}
        for path in paths:
            file_quads = list(
                parse(path, rename_blank_nodes=len(paths) > 1) if parse_file is None else parse_file(path)
            )
            self._blank_nodes[str(path)] = blank_nodes_in(file_quads)
            quads += file_quads
        #: what the files import, and what of it was not found
        self.imports = follow(paths, Library() if library is None else library, root=root)
        #: what the files say themselves, and that with what they import
        self.stated = plain_triples(quads)
        self.triples = with_imports(self.stated, self.imports)
        self.axioms = Axioms(self.triples)
        #: the files that can be read once more, to look up places
        self.files = tuple(path for path in paths if str(path) != "-")
        self.prefixes = prefixes
        self._namespaces = namespaces

    @cached_property
    def ontology(self) -> Axioms:
        """The axioms and facts without the shapes, which are not part of an ontology."""
        shapes = _shapes(self.axioms)
        return Axioms(t for t in self.triples if t not in shapes) if shapes else self.axioms

    def blank_nodes(self, file: str) -> list[BlankNode] | None:
        """The blank nodes of a file under the labels that they have here, so that their places are known."""
        return self._blank_nodes.get(file)

    @cached_property
    def words(self) -> AxiomWords:
        return AxiomWords(self.axioms, self.triples, prefixes=self.prefixes)

    @cached_property
    def naming(self) -> Naming:
        return Naming(self.words, self.prefixes)

    @cached_property
    def vocabularies(self) -> Vocabularies:
        return read_vocabularies()

    @cached_property
    def own_terms(self) -> OwnTerms:
        axioms = self.axioms if len(self.stated) == len(self.triples) else Axioms(self.stated)
        return own_terms(axioms, self.vocabularies, more=self._namespaces)

    @cached_property
    def store(self) -> MemoryStore:
        """What the files say as the shipped checks see it: in the default graph, and beside it whose the terms are."""
        about = {*self.own_terms.ontology_of, *self.own_terms.ontology_of.values()}
        store = MemoryStore(
            Quad(t.subject, t.predicate, t.object)
            for t in self.stated
            # facts about other things say nothing about the terms
            if t.predicate.value.startswith(_SCHEMA)
            or isinstance(t.subject, BlankNode)
            or t.subject in about
            or t.object in about
            or OWL + "Ontology" in self.axioms.types(t.subject)
        )
        store.extend(self.own_terms.quads())
        return store
