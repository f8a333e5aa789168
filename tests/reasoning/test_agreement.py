"""Agreement with owlrl on generated small ontologies.

Compared is what is said about things, classes and properties. Left out is what owlrl adds and ours drops on purpose:
that everything is itself, that it belongs to owl:Thing, and what owlrl says of literals as subjects.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.reading import parse_bytes
from kgtools.reasoning import close_quads
from tests.examples import share
from tests.reasoning.graphs import graph, said

owlrl = pytest.importorskip("owlrl")
rdflib = pytest.importorskip("rdflib")


@pytest.fixture(autouse=True, scope="module")
def rdflib_as_it_was() -> Iterator[None]:
    """owlrl teaches rdflib other values of literals; what comes after in this process shall not see them."""
    before = dict(rdflib.term._toPythonMapping)
    yield
    rdflib.term._toPythonMapping.clear()
    rdflib.term._toPythonMapping.update(before)


CLASSES = [":A", ":B", ":C", ":D"]
PROPERTIES = [":p", ":q", ":r"]
THINGS = [":x", ":y", ":z"]
_class, _property, _thing = st.sampled_from(CLASSES), st.sampled_from(PROPERTIES), st.sampled_from(THINGS)

ON = "owl:onProperty"
AXIOMS = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, _class, _class),
    st.builds("{} owl:equivalentClass {} .".format, _class, _class),
    st.builds("{} owl:intersectionOf ( {} {} ) .".format, _class, _class, _class),
    st.builds("{} owl:unionOf ( {} {} ) .".format, _class, _class, _class),
    st.builds("{} rdfs:subPropertyOf {} .".format, _property, _property),
    st.builds("{} owl:equivalentProperty {} .".format, _property, _property),
    st.builds("{} owl:inverseOf {} .".format, _property, _property),
    st.builds("{} rdfs:domain {} .".format, _property, _class),
    st.builds("{} rdfs:range {} .".format, _property, _class),
    st.builds("{} owl:propertyChainAxiom ( {} {} ) .".format, _property, _property, _property),
    st.builds("{} a owl:TransitiveProperty .".format, _property),
    st.builds("{} a owl:SymmetricProperty .".format, _property),
    st.builds("{} a owl:FunctionalProperty .".format, _property),
    st.builds("{} a owl:InverseFunctionalProperty .".format, _property),
    st.builds(
        "{} owl:equivalentClass [ owl:onProperty {} ; owl:someValuesFrom {} ] .".format, _class, _property, _class
    ),
    st.builds(
        "{} owl:equivalentClass [ owl:onProperty {} ; owl:someValuesFrom owl:Thing ] .".format, _class, _property
    ),
    st.builds("{} rdfs:subClassOf [ owl:onProperty {} ; owl:allValuesFrom {} ] .".format, _class, _property, _class),
    st.builds("{} owl:equivalentClass [ owl:onProperty {} ; owl:hasValue {} ] .".format, _class, _property, _thing),
    st.builds("{} rdfs:subClassOf [ owl:onProperty {} ; owl:maxCardinality 1 ] .".format, _class, _property),
    st.builds("{} owl:oneOf ( {} {} ) .".format, _class, _thing, _thing),
)
FACTS = st.one_of(
    st.builds("{} a {} .".format, _thing, _class), st.builds("{} {} {} .".format, _thing, _property, _thing)
)

# predicates between the names of this vocabulary that both are asked about
ASKED = {"a", "owl:sameAs", *PROPERTIES}
SCHEMA = {
    "rdfs:domain",
    "rdfs:range",
    "rdfs:subClassOf",
    "rdfs:subPropertyOf",
    "owl:equivalentClass",
    "owl:equivalentProperty",
}


def ours(text: str) -> set[str]:
    closure = close_quads(graph(text))
    return kept(said([q.triple for q in graph(text)]) | said(closure.triples))


def theirs(text: str) -> set[str]:
    from tests.reasoning.graphs import HEAD

    data = rdflib.Graph().parse(data=HEAD + text, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(data)
    lines = data.serialize(format="nt").encode()
    plain = b"\n".join(line for line in lines.splitlines() if not line.startswith(b'"'))
    return kept(said(quad.triple for quad in parse_bytes(plain, format="nt")))


def kept(lines: set[str]) -> set[str]:
    """The triples about the things and classes above that say something: not reflexive, not of owl:Thing."""
    found = set()
    for line in lines:
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] == parts[2]:
            # owlrl says of everything that it is the same as itself; p(x, x) is compared below
            if len(parts) == 3 and parts[1] in PROPERTIES and parts[0] in THINGS:
                found.add(line)
            continue
        s, p, o = parts
        if (p in ASKED and s in THINGS and o in (*CLASSES, *THINGS)) or (
            p in SCHEMA and {s, o} <= {*CLASSES, *PROPERTIES}
        ):
            found.add(line)
    return found


@settings(max_examples=share(120), deadline=None)
@given(st.lists(AXIOMS, min_size=1, max_size=5), st.lists(FACTS, min_size=1, max_size=5))
def test_the_closure_is_that_of_owlrl(axioms: list[str], facts: list[str]) -> None:
    text = "\n".join([*(f"{c} a owl:Class ." for c in CLASSES), *axioms, *facts])
    a, b = ours(text), theirs(text)
    assert a == b, f"owlrl alone: {sorted(b - a)}; ours alone: {sorted(a - b)}\n{text}"
