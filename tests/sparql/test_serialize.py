"""The algebra as text: it is read back as what it was, over all queries of the W3C suites, and asks for the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kgtools.errors import KgtoolsError
from kgtools.model.terms import Literal, NamedNode
from kgtools.sparql import algebra
from kgtools.sparql.expressions import Constant, Exists, Variable
from kgtools.sparql.parse import parse_query
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.serialize import to_text
from kgtools.sparql.syntax import Triple
from kgtools.sparql.translate import translate
from tests.sparql.plans import PREFIXES
from tests.sparql.suites.engines import Oxigraph
from tests.sparql.suites.manifest import ROOT, SUITES, Case, cases, require
from tests.sparql.suites.run import verdict

X, P, Y = Variable("x"), Variable("p"), Variable("y")
TRIPLES = algebra.BGP((Triple(X, P, Y),))

TEXTS = {
    "a filter in a group of its own stays there": (
        "SELECT * { OPTIONAL { { ?s ?p ?o FILTER(?o > 1) } } }",
        "SELECT ?s ?p ?o WHERE { OPTIONAL { { ?s ?p ?o . FILTER(?o > 1) } } }",
    ),
    "the condition of OPTIONAL stays its condition": (
        "SELECT ?s { ?s ?p ?o OPTIONAL { ?s ?p ?v FILTER(?o > 1) FILTER(?v > 1) } }",
        "SELECT ?s WHERE { ?s ?p ?o . OPTIONAL { ?s ?p ?v . FILTER(?o > 1) FILTER(?v > 1) } }",
    ),
    "blank nodes and paths get variables that the query does not have": (
        "SELECT ?_b ?_p0 { _:b :p/:q ?_p0 . ?_b ?p _:b }",
        "SELECT ?_b ?_p0 WHERE { ?_b_ <e:p> ?_p0_ . ?_p0_ <e:q> ?_p0 . ?_b ?p ?_b_ . }",
    ),
    "blank nodes of a template stay such": (
        "CONSTRUCT { ?s :p [] } { ?s :p [] }",
        "CONSTRUCT { ?s <e:p> _:_1 . } WHERE { ?s <e:p> ?_2 . }",
    ),
    "aggregates stand where they are used": (
        "SELECT ?s (COUNT(?o) + 1 AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (SUM(?o) > 1) ORDER BY DESC(MAX(?o)) ?n",
        "SELECT ?s (COUNT(?o) + 1 AS ?n) WHERE { ?s ?p ?o . } GROUP BY ?s HAVING (SUM(?o) > 1) "
        "ORDER BY DESC(MAX(?o)) ?n",
    ),
    "a key without a name gets one": (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY (STR(?o))",
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . BIND(STR(?o) AS ?_key0) } GROUP BY ?_key0",
    ),
    "brackets stand where they are needed": (
        "ASK { FILTER((1 + 2) * 3 - (4 - 5) = -6 && (?a || !(?b = - 7)) && ?c NOT IN (1, 2)) }",
        "ASK WHERE { FILTER((1 + 2) * 3 - (4 - 5) = -6) FILTER(?a || !(?b = - 7)) FILTER(?c NOT IN (1, 2)) }",
    ),
    "so do they in paths": (
        "ASK { ?s (:p/:q)* ?o . ?s (^:p)+ ?o . ?s ^(:p*) ?o . ?s !(:p|^:q)|:p? ?o }",
        "ASK WHERE { ?s (<e:p>/<e:q>)* ?o . ?s (^<e:p>)+ ?o . ?o <e:p>* ?s . ?s !(<e:p>|^<e:q>)|<e:p>? ?o . }",
    ),
    "VALUES behind a group stays there": (
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s VALUES ?s { :a UNDEF }",
        "SELECT ?s WHERE { ?s ?p ?o . } GROUP BY ?s VALUES (?s) { (<e:a>) (UNDEF) }",
    ),
    "the dataset, and the base where IRI() needs it": (
        "BASE <http://e/> SELECT (IRI(?o) AS ?i) FROM <a> FROM NAMED <b> { ?s ?p ?o }",
        "BASE <http://e/> SELECT (IRI(?o) AS ?i) FROM <http://e/a> FROM NAMED <http://e/b> WHERE { ?s ?p ?o . }",
    ),
    "DESCRIBE": ("DESCRIBE :a ?s { ?s ?p ?o }", "DESCRIBE <e:a> ?s WHERE { ?s ?p ?o . }"),
    "nothing to show": ("SELECT * { [] :p [] }", "SELECT ?_nothing WHERE { ?_1 <e:p> ?_2 . }"),
    "nothing that could be shown": ("SELECT * { :s :p :o }", "SELECT * WHERE { <e:s> <e:p> <e:o> . }"),
}

OPERATORS = {
    "a semi-join is an EXISTS": (
        algebra.SemiJoin(TRIPLES, TRIPLES, True),
        "SELECT ?x WHERE { ?x ?p ?y . FILTER NOT EXISTS { ?x ?p ?y . } }",
    ),
    "what stands beside a filter is braced": (
        algebra.Join(algebra.Filter(X, TRIPLES), algebra.Minus(TRIPLES, TRIPLES)),
        "SELECT ?x WHERE { { ?x ?p ?y . FILTER(?x) } { ?x ?p ?y . MINUS { ?x ?p ?y . } } }",
    ),
    "modifiers without a projection show all": (
        algebra.Join(TRIPLES, algebra.Slice(algebra.Distinct(TRIPLES), 2, 3)),
        "SELECT ?x WHERE { ?x ?p ?y . { SELECT DISTINCT ?p ?x ?y WHERE { ?x ?p ?y . } LIMIT 3 OFFSET 2 } }",
    ),
    "a group of which nothing is shown is counted": (
        algebra.Join(TRIPLES, algebra.Project(algebra.Group(TRIPLES, ((X, X),), ()), ())),
        "SELECT ?x WHERE { ?x ?p ?y . { SELECT (COUNT(*) AS ?_count) WHERE { ?x ?p ?y . } GROUP BY ?x } }",
    ),
    "a backslash before a u is none of a code point": (
        algebra.Filter(Exists(algebra.BGP((Triple(X, P, Constant(Literal("\\u0041 \\ \n"))),))), TRIPLES),
        'SELECT ?x WHERE { ?x ?p ?y . FILTER EXISTS { ?x ?p "\\\\\\U000000750041 \\\\ \\n" . } }',
    ),
}


def one_line(text: str) -> str:
    return " ".join(text.split())


def again(text: str) -> str:
    return to_text(translate(parse_query(text, allow_service=True)))


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_a_query_is_written_as_text_that_means_the_same(text: str, expected: str) -> None:
    written = to_text(translate(parse_query(text, prefixes=PREFIXES)))
    assert one_line(written) == expected
    assert again(written) == written


@pytest.mark.parametrize(("operator", "expected"), OPERATORS.values(), ids=OPERATORS)
def test_operators_that_no_text_is_translated_to(operator: algebra.Operator, expected: str) -> None:
    written = to_text(algebra.Query("select", algebra.Project(operator, (X,)), (X,)))
    assert one_line(written) == expected
    assert again(written) == written


@pytest.mark.parametrize(
    "literal",
    [
        Literal("\\u0041"),
        Literal("\\\\U00000041"),
        Literal("\\\x07\\\\n\"'\r"),
        Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("-1.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        Literal("1.", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")),
        Literal("chat", language="fr"),
    ],
    ids=str,
)
def test_literals_are_read_back_as_they_are(literal: Literal) -> None:
    pattern = algebra.BGP((Triple(X, P, Constant(literal)),))
    text = to_text(algebra.Query("ask", pattern))
    assert translate(parse_query(text)).pattern == pattern
    assert Oxigraph().query(text, base="http://e/", quads=[]) is False


def files() -> Iterator[Path]:
    for suite in SUITES:
        yield from sorted((ROOT / suite).rglob("*.rq"))


@pytest.mark.parametrize("rewritten", [False, True], ids=["as translated", "as rewritten"])
def test_every_query_of_the_suites_is_read_back_as_what_was_written(rewritten: bool) -> None:
    require()
    wrong = []
    count = 0
    for path in files():
        try:
            query = translate(parse_query(path.read_text("utf-8"), base="http://e/", allow_service=True))
        except (KgtoolsError, UnicodeError):
            continue  # what is no query
        text = to_text(rewrite(query) if rewritten else query)
        count += 1
        if again(text) != text:
            wrong.append(path.relative_to(ROOT).as_posix())
    assert not wrong
    assert count > 900


class Written(Oxigraph):
    """Oxigraph, asked for what we make of a query."""

    def __init__(self, *, rewritten: bool) -> None:
        self.rewritten = rewritten
        self.refusals = (*super().refusals, KgtoolsError)

    def query(self, text: str, *, base: str, **dataset: object) -> object:
        query = translate(parse_query(text, base=base))
        return super().query(to_text(rewrite(query) if self.rewritten else query), base=base, **dataset)


def evaluations() -> list[Case]:
    return [case for case in cases() if case.is_evaluation and not case.is_update]


@pytest.mark.parametrize("rewritten", [False, True], ids=["as translated", "as rewritten"])
def test_what_is_written_has_the_answers_that_the_suites_expect(rewritten: bool) -> None:
    require()
    engine = Written(rewritten=rewritten)
    worse = [c.name for c in evaluations() if verdict(c, engine) and not verdict(c, Oxigraph())]
    assert not worse
