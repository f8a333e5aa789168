"""Small graphs and shapes by chance: every component, every path, every kind of target, awkward literals.

Strategies are made once: hypothesis examines each one that is new, which takes longer than to draw from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from hypothesis import strategies as st

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://example.org/> .
"""
NODES = ["e:a", "e:b", "e:c", "<http://example.org/%C3%A9?x=1#y>", "_:x", "_:y"]
CLASSES = ["e:C", "e:D"]
PROPERTIES = ["e:p", "e:q", "e:r"]
LITERALS = [
    '"x"', '"xyz"', '""', '"a\\nb"', '"A"@en', '"a"@en', '"a"@en-GB', '"b"@id', '"\u05d0"@he',
    "1", "01", "2", "-3", "1.5", "1.50", "1.0e0", '"NaN"^^xsd:double', '"INF"^^xsd:double', '"-0"^^xsd:double',
    "123456789012345678901234567890", "123456789012345678901234567891", '"5"^^xsd:byte', '"300"^^xsd:byte',
    "true", '"1"^^xsd:boolean', '"abc"^^xsd:integer',
    '"2020-01-01"^^xsd:date', '"2020-01-02"^^xsd:date', '"2020-02-30"^^xsd:date', '"2020-01-01Z"^^xsd:date',
    '"2020"^^xsd:gYear', '"2020-05"^^xsd:gYearMonth',
    '"2020-01-01T00:00:00"^^xsd:dateTime', '"2020-01-01T00:00:00Z"^^xsd:dateTime',
    '"2020-01-01T12:00:00+14:00"^^xsd:dateTime', '"P1Y"^^xsd:duration', '"v"^^e:datatype',
]  # fmt: skip
DATATYPES = ["xsd:string", "xsd:integer", "xsd:decimal", "xsd:boolean", "xsd:date", "xsd:byte", "rdf:langString",
             "xsd:double", "xsd:gYearMonth", "xsd:dateTime", "e:datatype"]  # fmt: skip
KINDS = ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"]
PATTERNS = ["^x", "^http", "[0-9]+$", "a.b", "(x|1)y?", "\\\\d{2}"]

#: numbers that both engines order alike
NUMBERS = ["1", "01", "2", "-3", "1.5", "1.50", "1.0e0", "-0.0", "123456789012345678901234567890",
           "123456789012345678901234567891", '"5"^^xsd:byte', '"2.5"^^xsd:double']  # fmt: skip


@dataclass(frozen=True)
class Pool:
    """What a graph is made of: its literals, and whether shapes ask for their order."""

    literals: tuple[str, ...]
    ordered: bool

    @cached_property
    def terms(self) -> st.SearchStrategy[str]:
        return st.one_of(nodes, st.sampled_from(self.literals))

    @cached_property
    def constants(self) -> st.SearchStrategy[str]:
        return st.one_of(st.sampled_from(NODES[:4]), st.sampled_from(self.literals))

    @cached_property
    def objects(self) -> st.SearchStrategy[str]:
        # where order is asked for only numbers are values: pySHACL takes what has no order in its own way
        return st.sampled_from(self.literals) if self.ordered else self.terms

    @cached_property
    def targets(self) -> st.SearchStrategy[str]:
        return st.one_of(
            self.constants.map("sh:targetNode {}".format),
            classes.map("sh:targetClass {}".format),
            iris.map("sh:targetSubjectsOf {}".format),
            iris.map("sh:targetObjectsOf {}".format),
        )


#: every kind of literal, without asking for their order; numbers, and their order
AWKWARD = Pool(tuple(LITERALS), ordered=False)
ORDERED = Pool(tuple(NUMBERS), ordered=True)

nodes = st.sampled_from(NODES)
classes = st.sampled_from(CLASSES)
iris = st.sampled_from(PROPERTIES)

_SEQUENCE = re.compile(r"(?<!alternativePath )\(")


@st.composite
def data(draw: st.DrawFn, pool: Pool) -> str:
    """A graph as Turtle."""
    lines = [HEAD]
    for _ in range(draw(st.integers(0, 12))):
        lines.append(f"{draw(nodes)} {draw(iris)} {draw(pool.objects)} .")
    for _ in range(draw(st.integers(0, 4))):
        lines.append(f"{draw(nodes)} a {draw(classes)} .")
    if draw(st.booleans()):
        lines.append("e:D rdfs:subClassOf e:C .")
    return "\n".join(lines)


@cache
def paths(depth: int = 2) -> st.SearchStrategy[str]:
    """A property path."""
    simple = st.sampled_from(PROPERTIES)
    if depth == 0:
        return simple
    inner = paths(depth - 1)
    return st.one_of(
        simple,
        st.tuples(inner, inner).map(lambda two: f"( {two[0]} {two[1]} )"),
        st.tuples(inner, inner).map(lambda two: f"[ sh:alternativePath ( {two[0]} {two[1]} ) ]"),
        st.tuples(st.sampled_from(["zeroOrMore", "oneOrMore", "zeroOrOne"]), inner).map(
            lambda two: f"[ sh:{two[0]}Path {two[1]} ]"
        ),
        # pySHACL walks the inverse of a sequence in the wrong order (see the case of that name)
        inner.filter(lambda path: not _SEQUENCE.search(path)).map("[ sh:inversePath {} ]".format),
    )


counts = st.integers(0, 3).map(str)
lengths = st.integers(1, 4).map(str)


def anywhere(inner: st.SearchStrategy[str], pool: Pool) -> list[st.SearchStrategy[str]]:
    """Constraints that any shape can have; `inner` gives shapes without targets, in brackets."""
    lists = st.lists(inner, min_size=1, max_size=2).map(lambda shapes: f"( {' '.join(shapes)} )")
    return [
        st.sampled_from(CLASSES).map("sh:class {}".format),
        st.sampled_from(DATATYPES).map("sh:datatype {}".format),
        st.sampled_from(KINDS).map("sh:nodeKind sh:{}".format),
        st.tuples(st.sampled_from(["minLength", "maxLength"]), lengths).map(lambda two: f"sh:{two[0]} {two[1]}"),
        st.tuples(st.sampled_from(PATTERNS), st.sampled_from(["", ' ; sh:flags "i"'])).map(
            lambda two: f'sh:pattern "{two[0]}"{two[1]}'
        ),
        st.lists(st.sampled_from(['"en"', '"id"', '"EN-gb"', '"*"']), max_size=2).map(
            lambda tags: f"sh:languageIn ( {' '.join(tags)} )"
        ),
        st.tuples(st.sampled_from(["equals", "disjoint"]), iris).map(lambda two: f"sh:{two[0]} {two[1]}"),
        inner.map("sh:not {}".format),
        st.tuples(st.sampled_from(["and", "or", "xone"]), lists).map(lambda two: f"sh:{two[0]} {two[1]}"),
        pool.constants.map("sh:hasValue {}".format),
        st.lists(pool.constants, max_size=4).map(lambda members: f"sh:in ( {' '.join(members)} )"),
    ]


@cache
def constraints(depth: int, pool: Pool, *, of_property: bool) -> st.SearchStrategy[str]:
    """One constraint."""
    if depth:
        property_shape, node_shape = (blank(depth - 1, pool, of_property=flag) for flag in (True, False))
        inner = st.one_of(property_shape, node_shape)
        found = anywhere(inner, pool)
        found += [property_shape.map("sh:property {}".format), node_shape.map("sh:node {}".format)]
    else:
        inner = st.just("[ sh:nodeKind sh:IRI ]")
        found = anywhere(inner, pool)
    if of_property:
        found += [
            st.tuples(st.sampled_from(["minCount", "maxCount"]), counts).map(lambda two: f"sh:{two[0]} {two[1]}"),
            st.just("sh:uniqueLang true"),
            st.tuples(inner, st.sampled_from(["Min", "Max"]), counts).map(
                lambda three: f"sh:qualifiedValueShape {three[0]} ; sh:qualified{three[1]}Count {three[2]}"
            ),
        ]
        if pool.ordered:
            found.append(
                st.tuples(st.sampled_from(["lessThan", "lessThanOrEquals"]), iris).map(" ".join).map("sh:{}".format)
            )
    else:
        found.append(
            st.tuples(iris, st.sampled_from(["", "rdf:type"])).map(
                lambda two: f"sh:property [ sh:path {two[0]} ] ; sh:closed true ; sh:ignoredProperties ( {two[1]} )"
            )
        )
    if pool.ordered:
        kinds = st.sampled_from(["minExclusive", "minInclusive", "maxExclusive", "maxInclusive"])
        found.append(st.tuples(kinds, st.sampled_from(pool.literals)).map(" ".join).map("sh:{}".format))
    return st.one_of(found)


@st.composite
def blank(draw: st.DrawFn, depth: int, pool: Pool, *, of_property: bool) -> str:
    """A shape without targets, in brackets."""
    parts = [f"sh:path {draw(paths(1))}"] if of_property else []
    parts.append(draw(constraints(depth, pool, of_property=of_property)))
    return f"[ {' ; '.join(parts)} ]"


#: parameters that a shape can have once
_ONCE = (
    *("datatype", "nodeKind", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "minLength", "maxLength"),
    *("pattern", "languageIn", "in", "minCount", "maxCount", "uniqueLang", "qualifiedValueShape", "closed"),
)


@cache
def several(pool: Pool, *, of_property: bool) -> st.SearchStrategy[list[str]]:
    """The constraints of a shape."""
    return st.lists(constraints(1, pool, of_property=of_property), min_size=1, max_size=3)


@st.composite
def shapes(draw: st.DrawFn, pool: Pool) -> str:
    """A shapes graph as Turtle: one or two shapes with a target and a few constraints."""
    lines = [HEAD]
    for number in range(draw(st.integers(1, 2))):
        of_property = draw(st.booleans())
        parts = [f"sh:path {draw(paths())}"] if of_property else []
        parts.append(draw(pool.targets))
        used: set[str] = set()
        for constraint in draw(several(pool, of_property=of_property)):
            names = {name for name in _ONCE if f"sh:{name} " in constraint.split("[")[0] + constraint.split("]")[-1]}
            if not names & used:
                used |= names
                parts.append(constraint)
        if draw(st.integers(0, 5)) == 0:
            parts.append("sh:severity sh:Warning")
        kind = "PropertyShape" if of_property else "NodeShape"
        lines.append(f"e:Shape{number} a sh:{kind} ; {' ; '.join(parts)} .")
    return "\n".join(lines)
