"""What trees texts give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.terms import Literal, NamedNode
from kgtools.sparql import syntax
from kgtools.sparql.expressions import (
    Aggregate,
    Alternative,
    And,
    Arithmetic,
    BuiltinCall,
    Comparison,
    Constant,
    Exists,
    Expression,
    FunctionCall,
    Inverse,
    Link,
    Membership,
    NegatedSet,
    Negative,
    Not,
    OneOrMore,
    Or,
    Path,
    Sequence,
    TripleTerm,
    Variable,
    ZeroOrMore,
    ZeroOrOne,
)
from kgtools.sparql.node import Node
from kgtools.sparql.parse import parse_query, parse_update

E = {"e": "http://e/"}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"


def iri(name: str) -> Constant:
    return Constant(NamedNode("http://e/" + name))


def rdf(name: str) -> Constant:
    return Constant(NamedNode(RDF + name))


def v(name: str) -> Variable:
    return Variable(name)


def number(text: str, kind: str = "integer") -> Constant:
    return Constant(Literal(text, datatype=NamedNode(XSD + kind)))


def elements(pattern: str) -> tuple[syntax.Element, ...]:
    query = parse_query(f"ASK {{ {pattern} }}", prefixes=E)
    assert query.where is not None
    return query.where.elements


def triples(pattern: str) -> list[tuple[Node, Node, Node]]:
    (block,) = elements(pattern)
    assert isinstance(block, syntax.TriplesBlock)
    return [(t.subject, t.predicate, t.object) for t in block.triples]


def expression(text: str) -> Expression:
    (element,) = elements(f"BIND({text} AS ?result)")
    assert isinstance(element, syntax.Bind)
    return element.expression


one, two, three = number("1"), number("2"), number("3")
b1, b2, b3 = v("_:.1"), v("_:.2"), v("_:.3")
spo = TripleTerm(v("s"), iri("p"), v("o"))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?s e:p 1, 2 ; e:q 3 ;", [(v("s"), iri("p"), one), (v("s"), iri("p"), two), (v("s"), iri("q"), three)]),
        ("?s a e:T", [(v("s"), rdf("type"), iri("T"))]),
        ("_:x ?p _:x", [(v("_:x"), v("p"), v("_:x"))]),
        ("[] e:p [ e:q 1 ]", [(b2, iri("q"), one), (b1, iri("p"), b2)]),
        ("[ e:p 1 ] e:q 2", [(b1, iri("p"), one), (b1, iri("q"), two)]),
        ("[ e:p 1 ]", [(b1, iri("p"), one)]),
        ("?s e:p ()", [(v("s"), iri("p"), rdf("nil"))]),
        (
            "?s e:p (1 2)",
            [
                (b1, rdf("first"), one),
                (b1, rdf("rest"), b2),
                (b2, rdf("first"), two),
                (b2, rdf("rest"), rdf("nil")),
                (v("s"), iri("p"), b1),
            ],
        ),
        ("(1) e:p 2", [(b1, rdf("first"), one), (b1, rdf("rest"), rdf("nil")), (b1, iri("p"), two)]),
        ("<<( ?s e:p ?o )>> e:q 1", [(spo, iri("q"), one)]),
        ("<< ?s e:p ?o >>", [(b1, rdf("reifies"), spo)]),
        ("<< ?s e:p ?o ~ e:r >> e:q 1", [(iri("r"), rdf("reifies"), spo), (iri("r"), iri("q"), one)]),
        ("<< ?s e:p ?o ~ >> e:q 1", [(b1, rdf("reifies"), spo), (b1, iri("q"), one)]),
        ("?s e:p ?o ~ ?r", [(v("s"), iri("p"), v("o")), (v("r"), rdf("reifies"), spo)]),
        ("?s e:p ?o {| e:q 1 |}", [(v("s"), iri("p"), v("o")), (b1, rdf("reifies"), spo), (b1, iri("q"), one)]),
        (
            "?s e:p ?o ~ e:r ~ _:t {| e:q 1 |} {| e:q 2 |}",
            [
                (v("s"), iri("p"), v("o")),
                (iri("r"), rdf("reifies"), spo),
                (v("_:t"), rdf("reifies"), spo),
                (v("_:t"), iri("q"), one),
                (b1, rdf("reifies"), spo),
                (b1, iri("q"), two),
            ],
        ),
    ],
)
def test_what_is_short_is_spelled_out(pattern: str, expected: list[tuple[Node, Node, Node]]) -> None:
    assert triples(pattern) == expected


p, q = Link(NamedNode("http://e/p")), Link(NamedNode("http://e/q"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("e:p/e:q/e:p", Sequence((p, q, p))),
        ("e:p|e:q|e:p", Alternative((p, q, p))),
        ("e:p|e:q/e:p", Alternative((p, Sequence((q, p))))),
        ("(e:p|e:q)/e:p", Sequence((Alternative((p, q)), p))),
        ("^e:p", Inverse(p)),
        ("^e:p*", Inverse(ZeroOrMore(p))),
        ("(^e:p)*", ZeroOrMore(Inverse(p))),
        ("e:p+/e:q?", Sequence((OneOrMore(p), ZeroOrOne(q)))),
        ("!e:p", NegatedSet((p.iri,))),
        ("!^e:p", NegatedSet((), (p.iri,))),
        ("!(e:p|^e:q|a)", NegatedSet((p.iri, NamedNode(RDF + "type")), (q.iri,))),
        ("!()", NegatedSet()),
    ],
)
def test_a_path_is_read_into_its_tree(written: str, expected: Path) -> None:
    assert triples(f"?s {written} ?o") == [(v("s"), expected, v("o"))]


def test_a_path_of_one_predicate_is_that_predicate() -> None:
    assert triples("?s (e:p) ?o") == [(v("s"), iri("p"), v("o"))]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1 + 2 * 3", Arithmetic("+", one, Arithmetic("*", two, three))),
        ("1 - 2 - 3", Arithmetic("-", Arithmetic("-", one, two), three)),
        ("1-2", Arithmetic("-", one, two)),
        ("1 * 2 / 3 + 1", Arithmetic("+", Arithmetic("/", Arithmetic("*", one, two), three), one)),
        ("(1 + 2) * 3", Arithmetic("*", Arithmetic("+", one, two), three)),
        ("?a -1*?b", Arithmetic("-", v("a"), Arithmetic("*", one, v("b")))),
        ("1 - -2", Arithmetic("-", one, number("-2"))),
        ("-1 - - 2", Arithmetic("-", number("-1"), Negative(two))),
        ("+1", number("+1")),
        ("- ?a", Negative(v("a"))),
        ("!!?a", Not(Not(v("a")))),
        ("! ?a = ?b", Comparison("=", Not(v("a")), v("b"))),
        ("?a || ?b && ?c || ?d", Or((v("a"), And((v("b"), v("c"))), v("d")))),
        ("?a && ?b || ?c && ?d && ?a", Or((And((v("a"), v("b"))), And((v("c"), v("d"), v("a")))))),
        ("(?a || ?b) || ?c", Or((Or((v("a"), v("b"))), v("c")))),
        ("?a + 1 < ?b && ?c", And((Comparison("<", Arithmetic("+", v("a"), one), v("b")), v("c")))),
        ("?a + 1 IN (1, 2)", Membership(Arithmetic("+", v("a"), one), (one, two))),
        ("?a NOT IN ()", Membership(v("a"), (), True)),
        ("?a in (1) && ?b", And((Membership(v("a"), (one,)), v("b")))),
        ("substr(?a, 1)", BuiltinCall("SUBSTR", (v("a"), one))),
        ("uri(?a)", BuiltinCall("IRI", (v("a"),))),
        ("isURI(?a)", BuiltinCall("ISIRI", (v("a"),))),
        ("bnode()", BuiltinCall("BNODE")),
        ("concat()", BuiltinCall("CONCAT")),
        ("hasLANGDIR(?a)", BuiltinCall("HASLANGDIR", (v("a"),))),
        ("triple(?a, e:p, 1)", BuiltinCall("TRIPLE", (v("a"), iri("p"), one))),
        ("<<( ?a e:p <<( e:s a 1 )>> )>>", TripleTerm(v("a"), iri("p"), TripleTerm(iri("s"), rdf("type"), one))),
        ("e:f(1, ?a)", FunctionCall(NamedNode("http://e/f"), (one, v("a")))),
        ("e:f()", FunctionCall(NamedNode("http://e/f"))),
        ("e:f(DISTINCT ?a)", FunctionCall(NamedNode("http://e/f"), (v("a"),), True)),
        ("e:f", iri("f")),
        ("NOT EXISTS { }", Exists(syntax.Group(), True)),
        ("! EXISTS { }", Not(Exists(syntax.Group()))),
        ("TRUE", number("true", "boolean")),
    ],
)
def test_an_expression_is_read_into_its_tree(written: str, expected: Expression) -> None:
    assert expression(written) == expected


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("01", Literal("01", datatype=NamedNode(XSD + "integer"))),
        ("-0.10", Literal("-0.10", datatype=NamedNode(XSD + "decimal"))),
        ("+1.E+5", Literal("+1.E+5", datatype=NamedNode(XSD + "double"))),
        ("'01'^^<http://www.w3.org/2001/XMLSchema#integer>", Literal("01", datatype=NamedNode(XSD + "integer"))),
        ("'x'^^e:t", Literal("x", datatype=NamedNode("http://e/t"))),
        ("'x'@en-gb", Literal("x", language="en-gb")),
        ("'\\t\\\\n\\u00e9\\U0001F47E\\''", Literal("\t\\né\U0001f47e'")),
        ('"""a\n"b" """', Literal('a\n"b" ')),
        ("e:a\\,b%20.c:d", NamedNode("http://e/a,b%20.c:d")),
        ("<http://e/\\u00e9>", NamedNode("http://e/é")),
    ],
)
def test_terms_are_exactly_as_they_are_written(written: str, term: Literal | NamedNode) -> None:
    assert triples(f"?s ?p {written}") == [(v("s"), v("p"), Constant(term))]


def test_a_literal_has_the_direction_of_its_text() -> None:
    ((_, _, term),) = triples("?s ?p 'x'@he--rtl")
    assert str(term.term) == '"x"@he--rtl'


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_every_string_is_read_as_it_was(value: str) -> None:
    assert triples(f"?s ?p {Literal(value)}")[0][2] == Constant(Literal(value))


def test_aggregates_and_modifiers_are_read() -> None:
    query = parse_query(
        "SELECT DISTINCT ?k (COUNT(DISTINCT *) AS ?n) (GROUP_CONCAT(?o ; SEPARATOR = '|') AS ?t)"
        " FROM e:g FROM NAMED e:h WHERE { ?s e:p ?o } GROUP BY (STR(?s) AS ?k) HAVING (SUM(?o) > 1) ORDER BY"
        " DESC(?n) ?k OFFSET 2 LIMIT 1 VALUES ?k { 1 UNDEF }",
        prefixes=E,
    )
    assert query.projection == (
        syntax.Projection(v("k")),
        syntax.Projection(v("n"), Aggregate("COUNT", None, True)),
        syntax.Projection(v("t"), Aggregate("GROUP_CONCAT", v("o"), False, "|")),
    )
    assert query.distinct
    assert query.dataset == (
        syntax.DatasetClause(NamedNode("http://e/g")),
        syntax.DatasetClause(NamedNode("http://e/h"), True),
    )
    assert query.group_by == (syntax.GroupCondition(BuiltinCall("STR", (v("s"),)), v("k")),)
    assert query.having == (Comparison(">", Aggregate("SUM", v("o")), one),)
    assert query.order_by == (syntax.OrderCondition(v("n"), True), syntax.OrderCondition(v("k")))
    assert (query.offset, query.limit) == (2, 1)
    assert query.values == syntax.InlineData((v("k"),), ((one.term,), (None,)))


def test_the_parts_of_a_group_are_read_in_order() -> None:
    group = syntax.Group
    assert elements("OPTIONAL { } MINUS { } . GRAPH ?g { } { } { } UNION { } UNION { } BIND(1 AS ?x) FILTER(1)") == (
        syntax.OptionalPattern(group()),
        syntax.MinusPattern(group()),
        syntax.GraphPattern(v("g"), group()),
        group(),
        syntax.UnionPattern((group(), group(), group())),
        syntax.Bind(one, v("x")),
        syntax.Filter(one),
    )
    (sub,) = parse_query("SELECT * { SELECT ?x { } LIMIT 1 VALUES ?x { 1 } }").where.elements
    assert isinstance(sub, syntax.SubSelect)
    assert (sub.query.limit, sub.query.values) == (1, syntax.InlineData((v("x"),), ((one.term,),)))


def test_construct_ask_and_describe_are_read() -> None:
    construct = parse_query("CONSTRUCT { _:b e:p ?o } { ?s ?p ?o }", prefixes=E)
    assert construct.template == (syntax.Triple(v("_:b"), iri("p"), v("o")),)
    short = parse_query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert short.template is None
    assert short.where == syntax.Group((syntax.TriplesBlock((syntax.Triple(v("s"), v("p"), v("o")),)),))
    assert parse_query("DESCRIBE e:a ?x", prefixes=E).described == (iri("a"), v("x"))
    everything = parse_query("DESCRIBE * { }")
    assert (everything.described, everything.where) == (None, syntax.Group())


def test_the_prologue_has_what_is_declared_and_what_is_used() -> None:
    query = parse_query(
        "VERSION '1.2' BASE <http://b/x/> PREFIX p: <y#> BASE <../> PREFIX p: <z#> ASK { <> e:p p:q }",
        base="http://a/",
        prefixes={"e": "http://e/", "p": "http://else/", "unused": "http://u/"},
    )
    assert query.prologue == syntax.Prologue("http://b/", {"p": "http://b/z#", "e": "http://e/"}, "1.2")
    assert query.where is not None
    (block,) = query.where.elements
    assert block == syntax.TriplesBlock(
        (syntax.Triple(Constant(NamedNode("http://b/")), iri("p"), Constant(NamedNode("http://b/z#q"))),)
    )


def test_the_operations_of_an_update_are_read() -> None:
    update = parse_update(
        "PREFIX e: <http://e/> INSERT DATA { e:a e:b 1 GRAPH e:g { e:a e:b 2 } . } ;"
        " PREFIX f: <http://f/> WITH e:g DELETE { ?s e:b ?o } INSERT { GRAPH ?g { ?s f:c ?o } }"
        " USING e:h USING NAMED e:i WHERE { ?s e:b ?o } ;"
        " DELETE WHERE { ?s e:b 1 . GRAPH ?g { ?s e:b 2 } } ;"
        " DROP SILENT GRAPH e:g ; CLEAR NAMED ; CREATE GRAPH e:g ; MOVE DEFAULT TO e:g ; ADD SILENT e:g TO GRAPH e:h ;"
    )
    insert, modify, where, *others = [operation for _, operation in update.operations]
    g, h, i = (NamedNode("http://e/" + name) for name in "ghi")
    first, second = syntax.Triple(iri("a"), iri("b"), one), syntax.Triple(iri("a"), iri("b"), two)
    assert insert == syntax.QuadsData((syntax.QuadPattern(None, (first,)), syntax.QuadPattern(iri("g"), (second,))))
    triple = syntax.Triple(v("s"), iri("b"), v("o"))
    inserted = syntax.Triple(v("s"), Constant(NamedNode("http://f/c")), v("o"))
    assert modify == syntax.Modify(
        (syntax.QuadPattern(None, (triple,)),),
        (syntax.QuadPattern(v("g"), (inserted,)),),
        syntax.Group((syntax.TriplesBlock((triple,)),)),
        g,
        (syntax.DatasetClause(h), syntax.DatasetClause(i, True)),
    )
    one_triple, in_graph = syntax.Triple(v("s"), iri("b"), one), syntax.Triple(v("s"), iri("b"), two)
    assert where == syntax.Modify(
        (syntax.QuadPattern(None, (one_triple,)), syntax.QuadPattern(v("g"), (in_graph,))),
        (),
        syntax.Group(
            (
                syntax.TriplesBlock((one_triple,)),
                syntax.GraphPattern(v("g"), syntax.Group((syntax.TriplesBlock((in_graph,)),))),
            )
        ),
    )
    assert others == [
        syntax.Clear(g, True, True),
        syntax.Clear("named"),
        syntax.Create(g),
        syntax.Copy("move", None, g),
        syntax.Copy("add", g, h, True),
    ]
    assert [dict(prologue.prefixes) for prologue, _ in update.operations[:2]] == [
        {"e": "http://e/"},
        {"e": "http://e/", "f": "http://f/"},
    ]


TEXT = """PREFIX e: <http://e/>
SELECT ?s (COUNT(?o) + 1 AS ?n) {
  ?s e:p/e:q ?o , "x" ; a e:T .
  FILTER(?s != e:a && BOUND(?o))
  OPTIONAL { ?s e:r [ e:t (1) ] }
  { ?a ?b ?c } UNION { BIND(<<( ?a e:b 1 )>> AS ?t) }
} GROUP BY ?s ORDER BY DESC(?n)
"""


def test_every_node_has_the_place_of_its_first_character() -> None:
    query = parse_query(TEXT)
    for node in query.walk():
        assert 0 <= node.place < len(TEXT), node
        written = TEXT[node.place :]
        match node:
            case Variable(name=name):
                assert node.is_blank or written.startswith("?" + name)
            case Constant(term=NamedNode(value=name)) if not name.startswith(RDF):
                assert written.startswith("e:")
            case Aggregate() | BuiltinCall():
                assert written.startswith(node.name)
            case syntax.Filter() | syntax.OptionalPattern() | syntax.Bind():
                assert written.startswith(("FILTER", "OPTIONAL", "BIND"))
            case syntax.Group() | syntax.UnionPattern():
                assert written.startswith("{")
            case syntax.Projection(variable=variable):
                assert written.startswith("?" + variable.name)


def test_the_place_of_a_triple_is_where_its_own_part_begins() -> None:
    text = "ASK { ?s e:p ?o , 1 ; e:q 2 }"
    query = parse_query(text, prefixes=E)
    assert query.where is not None
    (block,) = query.where.elements
    assert isinstance(block, syntax.TriplesBlock)
    assert [text[triple.place :].split()[0] for triple in block.triples] == ["?s", "1", "e:q"]
