"""To rdflib and back, and what neither side can say of the other."""

from __future__ import annotations

import pytest
import rdflib

from kgtools.errors import UsageError
from kgtools.model.terms import NamedNode, Quad, Triple
from kgtools.reading import parse_bytes
from kgtools.reading.rdflib_bridge import from_rdflib, to_rdflib, to_rdflib_graph

S, P = NamedNode("http://e/s"), NamedNode("http://e/p")
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("form", "datatype"),
    [
        ("01", "integer"),
        ("1.50", "decimal"),
        ("1", "boolean"),
        ("2020-01-01+05:00", "date"),
        ("P1Y12M", "duration"),
        ("x", "integer"),
    ],
)
def test_rdflib_gets_and_gives_back_the_form_that_was_written(form: str, datatype: str) -> None:
    quads = list(parse_bytes(f'<http://e/s> <http://e/p> "{form}"^^<{XSD}{datatype}> .'.encode(), format="nt"))
    graph = to_rdflib_graph(quads)
    assert [str(term) for term in graph.objects()] == [form]
    assert list(from_rdflib(graph)) == quads


def test_graphs_keep_their_names_in_a_dataset_and_lose_them_in_a_graph() -> None:
    quads = set(
        parse_bytes(b"<http://e/g> { <http://e/s> <http://e/p> 1 } <http://e/s> <http://e/p> 2 .", format="trig")
    )
    dataset = to_rdflib(quads)
    assert {str(g.identifier) for g in dataset.graphs() if len(g)} == {"http://e/g", "urn:x-rdflib:default"}
    assert set(from_rdflib(dataset)) == quads
    assert {str(quad.object) for quad in from_rdflib(to_rdflib_graph(quads))} == {str(quad.object) for quad in quads}


def test_what_rdflib_does_not_have_is_refused() -> None:
    with pytest.raises(UsageError, match="rdflib has no term such as"):
        to_rdflib([Quad(S, P, Triple(S, P, S))])
    (directed,) = parse_bytes(b"<http://e/s> <http://e/p> 'x'@ar--rtl .", format="turtle")
    with pytest.raises(UsageError, match="rdflib has no term such as"):
        to_rdflib_graph([directed])


U, L = rdflib.URIRef("http://e/s"), rdflib.Literal("x")


@pytest.mark.parametrize(
    "triple",
    [
        (rdflib.URIRef("http://e/a b"), U, U),
        (rdflib.URIRef("relative"), U, U),
        (rdflib.URIRef(""), U, U),
        (L, U, U),
        (U, rdflib.BNode(), U),
        (rdflib.Variable("x"), U, U),
        (rdflib.BNode("a b"), U, U),
    ],
    ids=["blank", "relative", "empty", "literal subject", "blank predicate", "variable", "label"],
)
def test_what_rdf_does_not_have_is_refused(triple) -> None:
    graph = rdflib.Graph()
    graph.add(triple)
    with pytest.raises(UsageError, match="RDF has no"):
        list(from_rdflib(graph))
