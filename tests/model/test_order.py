"""One order for what has none in RDF; it does not look at prefixes or at the order of the input."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.order import predicate_key, quad_key, section, sorted_quads, term_key
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
A, B = NamedNode("http://e/a"), NamedNode("http://e/b")
NODES = [A, B, BlankNode("a"), BlankNode("b"), Triple(A, B, Literal("x")), Triple(A, B, A)]
LITERALS = [Literal("a"), Literal("a", language="en"), Literal("b", language="de"), Literal("a", datatype=A)]
TERMS = st.sampled_from([*NODES, *LITERALS])


def test_the_kinds_of_terms_follow_each_other() -> None:
    terms = [Triple(A, B, A), Literal("a"), BlankNode("z"), B, A]
    assert sorted({*terms, A}, key=term_key) == [A, B, BlankNode("z"), Literal("a"), Triple(A, B, A)]
    assert term_key(DefaultGraph()) < term_key(A)


def test_literals_stand_by_language_then_text_then_datatype() -> None:
    terms = [
        Literal("a", language="he"),
        Literal("z", language="en"),
        Literal("a", datatype=A),
        Literal("b"),
        Literal("a"),
    ]
    assert sorted(set(terms), key=term_key) == [
        Literal("a", datatype=A),
        Literal("a"),
        Literal("b"),
        Literal("z", language="en"),
        Literal("a", language="he"),
    ]


def test_the_type_then_labels_then_definitions_come_first() -> None:
    names = ["http://a/", RDFS + "comment", RDFS + "label", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"]
    assert sorted(names, key=predicate_key) == [names[3], names[2], names[1], names[0]]


def test_sections_go_from_the_ontology_to_the_rest() -> None:
    kinds = ["Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual"]
    numbers = [section([OWL + kind]) for kind in kinds]
    assert numbers == sorted(set(numbers))
    assert section([OWL + "NamedIndividual", OWL + "Class"]) == section([OWL + "Class"])
    assert section([OWL + "FunctionalProperty", OWL + "ObjectProperty"]) == section([OWL + "ObjectProperty"])


@given(st.lists(st.builds(Quad, st.sampled_from([A, B, BlankNode("a")]), st.sampled_from([A, B]), TERMS)))
def test_the_order_is_total_and_ignores_the_order_given(quads: list[Quad]) -> None:
    assert sorted_quads(quads) == sorted_quads(reversed(quads)) == sorted(set(quads), key=quad_key)
    assert len({quad_key(quad) for quad in quads}) == len(set(quads))
