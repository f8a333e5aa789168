"""What the tokens of a query are there for, and that a query that looks at values by a function means the same."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools.model.sparql import tokenize
from kgtools.shacl.sparql.roles import roles
from kgtools.shacl.sparql.spelling import Spellings, constants
from kgtools.shacl.sparql.template import make_template
from kgtools.store import worker


def told(query: str) -> str:
    """The tokens that have a role, with its first letters."""
    tokens = tokenize(query)
    kinds = ("punct",)
    return " ".join(
        f"{t.text}:{r[:2]}" for t, r in zip(tokens, roles(tokens), strict=True) if r and t.kind not in kinds
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ASK { ?a ?b ?c . ?d a ?e }", "?a:no ?b:ve ?c:no ?d:no a:ve ?e:no"),
        ("ASK { ?a e:p/(e:q|^e:r)* ?c , ?d ; !e:s -1 }", "?a:no e:p:ve e:q:ve e:r:ve ?c:no ?d:no e:s:ve 1:no"),
        ("ASK { ?a e:p? ?b . ?c e:q ?d }", "?a:no e:p:ve ?b:no ?c:no e:q:ve ?d:no"),
        ("ASK { [ e:p ?a ; ?b ( ?c [ e:q 'x'@en ] ) ] e:r ?d }", "e:p:ve ?a:no ?b:ve ?c:no e:q:ve 'x':no e:r:ve ?d:no"),
        ("ASK { GRAPH ?g { ?a ?b ?c } OPTIONAL { ?d ?e ?f } }", "?g:gr ?a:no ?b:ve ?c:no ?d:no ?e:ve ?f:no"),
        ("ASK { FILTER (?a = STR(?b)) ?c ?d ?e }", "?a:va STR:va ?b:ra ?c:no ?d:ve ?e:no"),
        ("ASK { FILTER NOT EXISTS { ?a ?b ?c FILTER regex(?d, 'x') } }", "?a:no ?b:ve ?c:no regex:va ?d:va 'x':va"),
        ("ASK { BIND (?a AS ?b) BIND (?c + 1 AS ?d) }", "?a:ra ?b:na ?c:va 1:va ?d:na"),
        ("SELECT ?a (COUNT(DISTINCT ?b) AS ?c) { } GROUP BY ?a HAVING (?c > 1) ORDER BY ?a DESC(?c)",
         "?a:na COUNT:ra ?b:ra ?c:na ?a:na ?c:va 1:va ?a:va DESC:va ?c:va"),
        ("ASK { { SELECT ?a { ?a ?b ?c } LIMIT 1 } ?d ?e ?f }", "?a:na ?a:no ?b:ve ?c:no ?d:no ?e:ve ?f:no"),
        ("ASK { FILTER (IF(?a, ?b, 'x'^^e:t) IN (?c)) }", "IF:va ?a:va ?b:va 'x':va ?c:va"),
        ("ASK { BIND (IF(?a, ?b, COALESCE(?c, 1)) AS ?d) }", "IF:ra ?a:va ?b:ra COALESCE:ra ?c:ra 1:ra ?d:na"),
    ],
)  # fmt: skip
def test_each_token_has_its_role(query: str, expected: str) -> None:
    assert told(query) == expected


@pytest.mark.parametrize("text", ["", "ASK", "ASK {", "SELECT ( {", "ASK { ?a", "}", "ASK { FILTER (", "ASK { [ } ]"])
def test_text_that_is_no_query_has_roles_all_the_same(text: str) -> None:
    tokens = tokenize(text)
    assert len(roles(tokens)) == len(tokens)


def queries() -> list[Path]:
    named = os.environ.get("KGTOOLS_SUITES")
    folder = (Path(named) if named else Path(__file__).parents[3] / "shared" / "suites") / "sparql11"
    if not folder.is_dir() and os.environ.get("KGTOOLS_REQUIRE_SUITES") == "1":
        raise FileNotFoundError(f"{folder}: the SPARQL suite is required (KGTOOLS_REQUIRE_SUITES=1) and missing")
    return sorted(folder.rglob("*.rq"))


def answer(store: ox.Store, text: str) -> object:
    found = store.query(
        text,
        base_iri="http://e/",
        custom_functions=worker.FUNCTIONS,
        custom_aggregate_functions=worker.AGGREGATES,
    )
    return bool(found) if isinstance(found, ox.QueryBoolean) else sorted(str(solution) for solution in found)


#: what no two evaluations agree on; VALUES and SERVICE are no part of SHACL's queries
_NOT_COMPARED = {"RAND", "UUID", "STRUUID", "BNODE", "NOW", "VALUES", "SERVICE", "CONSTRUCT", "DESCRIBE"}


def test_the_queries_of_the_suite_mean_the_same_when_they_look_at_values_by_a_function() -> None:
    paths = queries()
    if not paths:
        pytest.skip("the W3C suite is not there (KGTOOLS_SUITES)")
    compared = 0
    stores: dict[Path, ox.Store] = {}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        try:
            ox.Store().query(text, base_iri="http://e/")
        except (SyntaxError, ValueError, RuntimeError):
            continue
        tokens = tokenize(text)
        if _NOT_COMPARED & {token.upper for token in tokens}:
            continue
        if path.parent not in stores:
            store = stores[path.parent] = ox.Store()
            for file in sorted(path.parent.glob("data*.ttl"))[:6]:
                quads = ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, base_iri="http://e/")
                # the least of several blank nodes is any of them
                store.extend(q for q in quads if not isinstance(q.object, ox.BlankNode))
        changed, _ = worker.render(make_template(text, tokens, (), {}), {})
        assert answer(stores[path.parent], changed) == answer(stores[path.parent], text), path.name
        compared += 1
    assert compared > 250


SPELLINGS = Spellings(worker.canonical)
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("datatype", "kept", "rewritten"),
    [
        ("integer", ["0", "1", "-1", "12345678901234567", "abc"], ["01", "+1", "-0", "00"]),
        ("decimal", ["1.5", "-0.5", "12345678.0000001"], ["1.0", "1.50", ".5", "01.5"]),
        ("boolean", ["true", "false", "yes"], ["1", "0"]),
        ("date", ["2020-02-28", "2020-02-28Z", "2020-13-01"], ["2020-02-28+00:00"]),
        ("dateTime", ["2020-02-28T23:59:59Z"], ["2020-02-28T00:00:00.0", "2020-02-28T00:00:00-00:00"]),
        ("gYear", ["2020", "1000"], ["2020+00:00"]),
        ("gYearMonth", ["2020-12"], ["2020-12+00:00"]),
        ("string", ["01"], []),
        ("anyURI", ["01"], []),
    ],
)  # fmt: skip
def test_what_is_told_of_a_spelling_is_what_the_store_does(
    datatype: str, kept: list[str], rewritten: list[str]
) -> None:
    for texts, changes in ((kept, False), (rewritten, True)):
        for text in texts:
            literal = str(ox.Literal(text, datatype=ox.NamedNode(XSD + datatype)))
            assert (worker.canonical([literal]) != [literal]) is changes, literal
            encoded = SPELLINGS.encoded([literal])
            assert (literal in encoded) is changes
            if changes:
                assert worker.canonical([encoded[literal]]) == [encoded[literal]]
                assert Spellings.decoded(encoded[literal]) == literal
                assert str(worker.value(worker.parse(encoded[literal]))) == literal


def test_literals_inside_of_triple_terms_are_kept() -> None:
    term = f'<<( <http://e/a> <http://e/p> "01"^^<{XSD}integer> )>>'
    encoded = SPELLINGS.encoded([term])[term]
    assert worker.canonical([encoded]) == [encoded]
    assert Spellings.decoded(encoded) == term


def test_the_literals_of_a_query_are_read_as_the_parser_reads_them() -> None:
    text = (
        r"""PREFIX x: <http://e/> ASK { ?s ?p -01 , +2.0 , 1e0 , "a\"b"^^x:t , '''c'''^^<http://e/u> , "d\\'e"^^x:v }"""
    )
    found = [literal for _, _, literal in constants(tokenize(text))]
    assert found == [
        f'"-01"^^<{XSD}integer>',
        f'"+2.0"^^<{XSD}decimal>',
        f'"1e0"^^<{XSD}double>',
        r'"a\"b"^^<http://e/t>',
        '"c"^^<http://e/u>',
        r""""d\\'e"^^<http://e/v>""",
    ]
