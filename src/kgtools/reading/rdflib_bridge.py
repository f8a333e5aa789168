"""To and from rdflib, every lexical form untouched. The only module that imports rdflib."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kgtools.errors import UsageError, shorten
from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import XSD
from kgtools.text.languages import language_tag

if TYPE_CHECKING:
    import rdflib

__all__ = ["from_rdflib", "to_rdflib", "to_rdflib_graph"]

_STRING = XSD + "string"


def to_rdflib(quads: Iterable[Quad]) -> rdflib.Dataset:
    """`quads` as an rdflib dataset.

    >>> from kgtools.reading import parse_bytes
    >>> dataset = to_rdflib(parse_bytes(b"<http://e/g> { <http://e/s> <http://e/p> 01 }", format="trig"))
    >>> [(str(o), str(g)) for s, p, o, g in dataset.quads()]
    [('01', 'http://e/g')]

    Raises :class:`UsageError` for what rdflib does not have: triple terms and the direction of a text.
    """
    import rdflib

    dataset = rdflib.Dataset()
    convert = _ToRdflib()
    for quad in quads:
        name = quad.graph_name
        graph = dataset.default_graph if isinstance(name, DefaultGraph) else dataset.graph(convert(name))
        graph.add((convert(quad.subject), convert(quad.predicate), convert(quad.object)))
    return dataset


def to_rdflib_graph(quads: Iterable[Quad | Triple]) -> rdflib.Graph:
    """The triples of `quads`, whatever their graphs, as one rdflib graph; raises as :func:`to_rdflib` does."""
    import rdflib

    graph = rdflib.Graph()
    convert = _ToRdflib()
    for quad in quads:
        graph.add((convert(quad.subject), convert(quad.predicate), convert(quad.object)))
    return graph


class _ToRdflib:
    """Converts terms, each distinct one once."""

    def __init__(self) -> None:
        self._nodes: dict[Term, rdflib.term.IdentifiedNode | rdflib.Literal] = {}

    def __call__(self, term: Term) -> rdflib.term.IdentifiedNode | rdflib.Literal:
        node = self._nodes.get(term)
        if node is None:
            node = self._nodes[term] = self._convert(term)
        return node

    def _convert(self, term: Term) -> rdflib.term.IdentifiedNode | rdflib.Literal:
        import rdflib

        if isinstance(term, NamedNode):
            return rdflib.URIRef(term.value)
        if isinstance(term, BlankNode):
            return rdflib.BNode(term.value)
        if isinstance(term, Triple) or term.direction is not None:
            raise UsageError(f"rdflib has no term such as {shorten(str(term))}; leave it out.")
        if term.language is not None:
            return rdflib.Literal(term.value, lang=language_tag(term.language))
        datatype = None if term.datatype.value == _STRING else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def from_rdflib(graph: rdflib.Graph) -> Iterator[Quad]:
    """The quads of an rdflib graph (in the default graph) or dataset.

    >>> import rdflib
    >>> graph = rdflib.Graph().parse(data="<http://e/s> <http://e/p> 'x' .", format="turtle")
    >>> [str(quad) for quad in from_rdflib(graph)]
    ['<http://e/s> <http://e/p> "x"']

    Raises :class:`UsageError` for what RDF does not have: IRIs with blanks, relative IRIs, literals as subjects.
    """
    import rdflib

    if isinstance(graph, rdflib.ConjunctiveGraph):
        default = (graph.default_graph if isinstance(graph, rdflib.Dataset) else graph.default_context).identifier
        for subject, predicate, object_, name in graph.quads((None, None, None, None)):
            # a Dataset gives the name of the graph, the older ConjunctiveGraph the graph
            identifier = getattr(name, "identifier", name)
            graph_name = DefaultGraph() if identifier is None or identifier == default else _term(identifier)
            yield _quad(_term(subject), _term(predicate), _term(object_), graph_name)
    else:
        for subject, predicate, object_ in graph:
            yield _quad(_term(subject), _term(predicate), _term(object_), DefaultGraph())


def _quad(subject: Term, predicate: Term, object_: Term, graph_name: Term | GraphName) -> Quad:
    if isinstance(subject, Literal) or not isinstance(predicate, NamedNode) or isinstance(graph_name, Literal | Triple):
        raise UsageError(
            f"RDF has no triple {shorten(f'{subject} {predicate} {object_}')}: a subject is an IRI or a blank node, "
            "a predicate an IRI."
        )
    return Quad(subject, predicate, object_, graph_name)


def _term(term: object) -> Term:
    import rdflib

    try:
        if isinstance(term, rdflib.URIRef):
            return NamedNode(str(term))
        if isinstance(term, rdflib.BNode):
            return BlankNode(str(term))
        if isinstance(term, rdflib.Literal):
            if term.language is not None:
                return Literal(str(term), language=term.language)
            return Literal(str(term), datatype=NamedNode(str(term.datatype or _STRING)))
    except ValueError as error:
        raise UsageError(
            f'RDF has no term "{shorten(str(term))}": {str(error).lower()}; change it in the graph.'
        ) from error
    raise UsageError(f'RDF has no term "{shorten(str(term))}" ({type(term).__name__}); leave it out.')
