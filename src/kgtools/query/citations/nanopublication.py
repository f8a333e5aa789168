"""A claim as a nanopublication: head, assertion, provenance and publication info, each a named graph.

The structure is that of the Nanopublication Guidelines (https://nanopub.net/guidelines/): the assertion is the content
of the claim, the provenance says which span of which article it comes from and how certain it is, the publication info
says which graph it is of, in which version. The IRI is no trusty URI: its digest is not part of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kgtools.model.terms import BlankNode, Literal, NamedNode, Quad, Subject, Term
from kgtools.model.vocab import OA, PROV, RDF, XSD
from kgtools.query.citations.records import GraphRef
from kgtools.query.portrait.lookup import Lookup

__all__ = ["nanopublication"]

_NP = "http://www.nanopub.org/nschema#"
_DCTERMS = "http://purl.org/dc/terms/"
_TYPE = NamedNode(RDF + "type")
_DERIVED_FROM = NamedNode(PROV + "wasDerivedFrom")
_SOURCE, _SELECTOR = NamedNode(OA + "hasSource"), NamedNode(OA + "hasSelector")


def nanopublication(lookup: Lookup, claim: NamedNode, graph: GraphRef) -> list[Quad]:
    """The quads of the nanopublication of a claim; its graphs are ``…#Head``, ``#assertion`` and so on.

    >>> from kgtools.model.prefixes import WELL_KNOWN
    >>> from kgtools.model.vocab import Vocabulary
    >>> from kgtools.store import MemoryStore
    >>> store = MemoryStore()
    >>> store.load_bytes(b"@prefix e: <http://e/> . <http://e/claim/1> { e:ada e:age 36 }", format="trig")
    >>> lookup = Lookup(store, vocabulary=Vocabulary("http://e/"), prefixes=WELL_KNOWN, languages=["en"])
    >>> quads = nanopublication(lookup, NamedNode("http://e/claim/1"), GraphRef(iri="http://e/", title="Boats"))
    >>> [quad.graph_name.value for quad in quads if quad.subject == NamedNode("http://e/ada")]
    ['http://e/nanopub/1#assertion']
    """
    base = f"{lookup.vocabulary.base}nanopub/{claim.value.removeprefix(lookup.vocabulary.claims)}"
    this = NamedNode(base)
    head, assertion, provenance, info = (
        NamedNode(f"{base}#{name}") for name in ("Head", "assertion", "provenance", "pubinfo")
    )
    quads = [
        Quad(this, _TYPE, NamedNode(_NP + "Nanopublication"), head),
        Quad(this, NamedNode(_NP + "hasAssertion"), assertion, head),
        Quad(this, NamedNode(_NP + "hasProvenance"), provenance, head),
        Quad(this, NamedNode(_NP + "hasPublicationInfo"), info, head),
    ]
    quads += [Quad(q.subject, q.predicate, q.object, assertion) for q in lookup.store.match(None, None, None, claim)]
    quads += [Quad(s, p, o, provenance) for s, p, o in _provenance(lookup, claim, assertion)]
    quads += [Quad(s, p, o, info) for s, p, o in _publication_info(this, claim, graph)]
    return quads


_Triple = tuple[Subject, NamedNode, Term]


def _provenance(lookup: Lookup, claim: NamedNode, assertion: NamedNode) -> Iterator[_Triple]:
    """What the claim rests on: what is said of it is said of the assertion."""
    for quad in lookup.store.match(claim, None, None):
        if quad.graph_name == claim:
            # what a claim says of itself is its content
            continue
        yield assertion, quad.predicate, quad.object
        if quad.predicate == lookup.vocabulary.term("attributedTo"):
            yield assertion, NamedNode(PROV + "wasAttributedTo"), quad.object
    for span in lookup.objects(claim, _DERIVED_FROM):
        yield from _description(lookup, span)
        for part in (*lookup.objects(span, _SOURCE), *lookup.objects(span, _SELECTOR)):
            yield from _description(lookup, part)


def _description(lookup: Lookup, node: Term) -> Iterator[_Triple]:
    """What is recorded of a span, a selector or an article; not what claims say of it, accepted or not."""
    if not isinstance(node, NamedNode | BlankNode):
        return
    built = {lookup.vocabulary.graph(name) for name in ("accepted", "derived")}
    for quad in lookup.store.match(node):
        graph = quad.graph_name
        if isinstance(graph, NamedNode) and graph not in built and not graph.value.startswith(lookup.vocabulary.claims):
            yield quad.subject, quad.predicate, quad.object


def _publication_info(this: NamedNode, claim: NamedNode, graph: GraphRef) -> Iterator[_Triple]:
    yield this, _DERIVED_FROM, claim
    yield this, NamedNode(_DCTERMS + "isPartOf"), NamedNode(graph.iri)
    yield this, NamedNode(_DCTERMS + "title"), Literal(graph.title)
    if graph.publisher:
        yield this, NamedNode(_DCTERMS + "creator"), Literal(graph.publisher)
    if graph.license:
        yield this, NamedNode(_DCTERMS + "license"), NamedNode(graph.license)
    if len(graph.modified) == len("2031-05-02"):
        # the day of the version, so that the same graph always gives the same nanopublication
        created = Literal(f"{graph.modified}T00:00:00Z", datatype=NamedNode(XSD + "dateTime"))
        yield this, NamedNode(_DCTERMS + "created"), created
    if graph.version:
        yield this, NamedNode("http://www.w3.org/ns/dcat#version"), Literal(graph.version)
    if graph.sha256:
        yield this, NamedNode(_DCTERMS + "identifier"), Literal(f"sha256:{graph.sha256}")
