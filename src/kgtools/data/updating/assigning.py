"""Which file each triple of an update goes into."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from kgtools.data.updating.documents import Document
from kgtools.data.updating.labels import nodes_of
from kgtools.errors import UsageError, shorten
from kgtools.model.order import sorted_quads
from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, Quad, Subject

__all__ = ["assign"]


def assign(quads: Collection[Quad], documents: Sequence[Document], into: Document | None) -> dict[Document, set[Quad]]:
    """The new triples by file: a triple goes to the file of its subject, else `into`.

    What hangs together by blank nodes goes to one file. Raises :class:`UsageError` where several files or none would
    do, and where the format of the file cannot hold a named graph.
    """
    if not quads:
        return {}
    return _Assignment(quads, documents, into).by_document()


class _Assignment:
    def __init__(self, quads: Collection[Quad], documents: Sequence[Document], into: Document | None) -> None:
        self._quads = quads
        self._documents = documents
        self._into = into
        self._nodes: dict[BlankNode, Document] = {}
        self._graphs: dict[Subject, dict[Document, set[GraphName]]] = {}
        if len(documents) > 1:
            if any(True for quad in quads for _ in nodes_of(quad)):
                self._nodes = {node: document for document in documents for node in document.nodes()}
            for document in documents:
                for graph, subject in document.subjects({quad.subject for quad in quads}):
                    self._graphs.setdefault(subject, {}).setdefault(document, set()).add(graph)

    def by_document(self) -> dict[Document, set[Quad]]:
        quads_of: dict[Document, set[Quad]] = {}
        for group in _groups(self._quads):
            document = self._documents[0] if len(self._documents) == 1 else self._document(group)
            for quad in group:
                if not document.format.supports_datasets and not isinstance(quad.graph_name, DefaultGraph):
                    raise _refusal(
                        f"{document.name}: {document.format.title} holds no named graphs, and a triple about "
                        f"{_subject(quad)} would come into {quad.graph_name}; name a TriG or N-Quads file with `into`."
                    )
            quads_of.setdefault(document, set()).update(group)
        return quads_of

    def _document(self, group: Sequence[Quad]) -> Document:
        """The file of triples that hang together."""
        tied = {self._nodes[node] for quad in group for node in nodes_of(quad) if node in self._nodes}
        if len(tied) > 1:
            several = " and ".join(sorted(document.name for document in tied))
            raise UsageError(
                f"a triple about {_subject(group[0])} would connect blank nodes of {several}; a blank node is local to "
                "its file, so give one of them an IRI."
            )
        if tied:
            return tied.pop()
        choices = [self._choice(quad) for quad in group]
        documents = {document for choice in choices if choice is not None for document in choice}
        if len(documents) == 1:
            return documents.pop()
        if self._into is not None:
            return self._into
        about = _subject(next((quad for quad in group if not isinstance(quad.subject, BlankNode)), group[0]))
        if documents:
            names = sorted(document.name for document in documents)
            list_of_names = f"{', '.join(names[:-1])} and {names[-1]}"
            raise _refusal(f"{list_of_names} have {about} as a subject; name the file for the new triple with `into`.")
        raise _refusal(f"no file has {about} as a subject; name the file for the new triple with `into`.")

    def _choice(self, quad: Quad) -> set[Document] | None:
        """The files that could take a triple: those that have its subject in its graph, else that have its subject."""
        graphs = self._graphs.get(quad.subject, {})
        same = {document for document, names in graphs.items() if quad.graph_name in names}
        if same:
            return same
        in_graph = not isinstance(quad.graph_name, DefaultGraph)
        able = {document for document in graphs if document.format.supports_datasets or not in_graph}
        return able or None


def _groups(quads: Iterable[Quad]) -> list[list[Quad]]:
    """The triples in groups that hang together by blank nodes."""
    parent: dict[BlankNode, BlankNode] = {}

    def root(node: BlankNode) -> BlankNode:
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    in_order = sorted_quads(quads)
    for quad in in_order:
        nodes = list(nodes_of(quad))
        for node in nodes[1:]:
            parent[root(nodes[0])] = root(node)
    groups: dict[object, list[Quad]] = {}
    for number, quad in enumerate(in_order):
        first = next(nodes_of(quad), None)
        groups.setdefault(number if first is None else root(first), []).append(quad)
    return list(groups.values())


def _refusal(message: str) -> UsageError:
    """An error that the argument `into` would have avoided."""
    error = UsageError(message)
    error.argument = "into"
    return error


def _subject(quad: Quad) -> str:
    return shorten(str(quad.subject), 200)
