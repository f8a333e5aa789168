"""What is wrong with expressions, functions, rules and target types: a sentence with its section and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import LimitError, ShapesError, ShapesFault, ValidationFailure
from kgtools.shacl import infer
from kgtools.table import load_bytes

HEAD = """@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <http://www.w3.org/2001/XMLSchema#> . e:P sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^x:anyURI ] .
"""
DATA = "e:a a e:C ; e:p 1, e:b . e:b e:p 5 ."
SHAPE = "e:S a sh:NodeShape ; sh:targetClass e:C ; "
FUNCTION = 'e:f a sh:SPARQLFunction ; sh:parameter [ sh:path e:x ] ; sh:select "SELECT ($x * 2 AS ?r) {}" .'
CALL = "[ e:f ( sh:this ) ]"
BARE = "[ e:f () ]"


def rule(expression: str, more: str = "") -> str:
    said = f"sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate e:q ; sh:object {expression} ]"
    return f"{SHAPE}{said} . {more}"


def query(text: str, more: str = "") -> str:
    return f'{SHAPE}sh:rule [ a sh:SPARQLRule ; sh:prefixes e:P ; sh:construct "{text}" ] . {more}'


def target(values: str, kind: str = "sh:parameter [ sh:path e:k ] ; sh:select 'SELECT ?this { ?this ?p $k }'") -> str:
    return (
        f"e:S a sh:NodeShape ; sh:target [ a e:T ; {values} ] ; sh:rule [ a sh:TripleRule ; sh:subject sh:this ; "
        + (f"sh:predicate e:q ; sh:object 1 ] . e:T a sh:SPARQLTargetType ; {kind} .")
    )


FAULTS = {
    "one part": (rule("[ sh:union ( e:a ) ]"), "6.7", "the list of sh:union has at least two members"),
    "no list": (rule("[ sh:intersection e:a ]"), "6.6", "not a well-formed list: http://e/a is not a list"),
    "two kinds": (
        rule("[ sh:count 1 ; sh:path e:p ]"),
        "6",
        "has sh:path and sh:count; an expression can be of one kind only",
    ),
    "no kind": (rule("[ e:x e:y ]"), "6", "is not a node expression"),
    "no nodes": (rule("[ sh:minus e:a ]"), "6", "needs sh:nodes"),
    "a word as a number": (rule('[ sh:limit "x" ; sh:nodes sh:this ]'), "6", "its value is an xsd:integer"),
    "a negative number": (rule("[ sh:offset -1 ; sh:nodes sh:this ]"), "6", "its value is a number from 0 on"),
    "a literal as a shape": (rule("[ sh:filterShape 5 ]"), "6.3", "a shape is an IRI or a blank node"),
    "a path": (rule("[ sh:path [ sh:inversePath 5 ] ]"), "6.5", "its path is ill-formed"),
    "a circle": (rule("_:x", "_:x sh:distinct _:x ."), "6", "it has itself as a nested node expression"),
    "no function": (rule("[ e:g ( sh:this ) ]", FUNCTION), "6.4", "there is no function <http://e/g>"),
    "a near function": (rule("[ e:ff ( sh:this ) ]", FUNCTION), "6.4", "did you mean <http://e/f>?"),
    "JavaScript": (rule(CALL, "e:f a sh:JSFunction ."), "6.4", "only functions in SPARQL are evaluated"),
    "two calls": (rule("[ e:f ( 1 ) ; e:g ( 1 ) ]"), "6.4", "a call of 2 functions at once"),
    "no query": (rule(BARE, "e:f a sh:SPARQLFunction ."), "5.4", "needs one sh:ask or one sh:select"),
    "all variables": (
        rule(BARE, 'e:f a sh:SPARQLFunction ; sh:select "SELECT * {}" .'),
        "AF 5.4",
        "does not select one variable by its name",
    ),
    "a literal as a type": (
        rule(BARE, 'e:f a sh:SPARQLFunction ; sh:returnType 5 ; sh:ask "ASK {}" .'),
        "5.3",
        "it can have one, an IRI",
    ),
    "a parameter": (
        rule(CALL, 'e:f a sh:SPARQLFunction ; sh:parameter [ sh:path e:this ] ; sh:ask "ASK {}" .'),
        "5.2",
        'cannot be named "this"',
    ),
    "too many arguments": (rule("[ e:f ( 1 2 ) ]", FUNCTION), "6.4", "takes 1 argument at most, not 2"),
    "no type": (f"{SHAPE}sh:rule [ sh:subject sh:this ] .", "8.2", "it has no rdf:type"),
    "no object": (f"{SHAPE}sh:rule [ a sh:TripleRule ; sh:subject 1 ; sh:predicate e:p ] .", "8.5", "has no sh:object"),
    "a literal as a rule": (f"{SHAPE}sh:rule 5 .", "8.2", "is a literal"),
    "another type": (f"{SHAPE}sh:rule [ a sh:JSRule ] .", "8.4", "which is not evaluated"),
    "an order": (
        query("CONSTRUCT {} {}").replace("a sh:S", 'sh:order "x" ; a sh:S'),
        "8.2.2",
        "can have one, a number",
    ),
    "deactivated": (query("CONSTRUCT {} {}").replace("a sh:S", "sh:deactivated 5 ; a sh:S"), "8.2.3", "true or false"),
    "a condition": (
        query("CONSTRUCT {} {}").replace("a sh:S", "sh:condition 5 ; a sh:S"),
        "8.2.1",
        "which is not a shape",
    ),
    "another form": (query("SELECT * {}"), "5.2.1", "is not a CONSTRUCT query"),
    "a prefix": (query("CONSTRUCT { $this x:p 1 } {}"), "5.2.1", "the prefix x: is not declared"),
    "MINUS": (query("CONSTRUCT {} { ?x ?p 1 MINUS { $this ?p ?x } }"), "A", "uses MINUS"),
    "an unknown call": (query("CONSTRUCT {} { BIND(e:ff(1) AS ?y) }", FUNCTION), "5.2.1", "did you mean <http://e/f>?"),
    "too many in a call": (query("CONSTRUCT {} { BIND(e:f(1, 2) AS ?y) }", FUNCTION), "5.2.1", "takes 1 argument at"),
    "two values": (target("e:k e:x, e:y"), "3.2", "has 2 values of <http://e/k>"),
    "a blank node": (target("e:k []"), "3.2", "has a blank node as its value of <http://e/k>"),
    "a label": (target("e:k 1", "sh:labelTemplate 5 ; sh:select 'SELECT ?this {}'"), "3.2", "its values are strings"),
    "no target query": (target("e:k 1", "sh:labelTemplate 'x'"), "AF 3.1", "has no sh:select"),
}


def run(tmp_path: Path, shapes: str, **options: bool) -> int:
    (tmp_path / "data.ttl").write_text(HEAD + DATA, encoding="utf-8")
    (tmp_path / "shapes.ttl").write_text(HEAD + shapes, encoding="utf-8")
    return len(infer(tmp_path / "data.ttl", tmp_path / "shapes.ttl", **options))


@pytest.mark.parametrize(("shapes", "section", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_its_section_and_its_place(tmp_path: Path, shapes: str, section: str, words: str) -> None:
    with pytest.raises(ShapesFault) as caught:
        run(tmp_path, shapes)
    error = caught.value
    assert words in error.reason
    assert error.section == section
    assert (error.exit_code, "\n" in str(error)) == (3, False)
    assert (error.source.endswith("shapes.ttl"), error.line) == (True, 3)
    assert isinstance(error, ShapesError | ValidationFailure)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    shapes = f"""{SHAPE} sh:rule [ a sh:TripleRule ], [ a sh:JSRule ], [ a sh:TripleRule ; sh:subject sh:this ;
        sh:predicate e:p ; sh:object {BARE} ] . e:f a sh:SPARQLFunction ."""
    with pytest.raises(ShapesFault) as caught:
        run(tmp_path, shapes)
    assert len(caught.value.faults) == 3


def test_an_expression_that_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    deep = "sh:this"
    for _ in range(120):
        deep = f"[ sh:distinct {deep} ]"
    with pytest.raises(ShapesError, match="nested deeper than 100 levels"):
        run(tmp_path, rule(deep))


def test_a_function_that_calls_itself_for_ever_ends_in_one_sentence(tmp_path: Path) -> None:
    function = """e:f a sh:SPARQLFunction ; sh:prefixes e:P ; sh:parameter [ sh:path e:x ] ;
        sh:select "SELECT (e:f($x) AS ?r) {}" ."""
    with pytest.raises(ValidationFailure, match="calls itself deeper than 60 levels"):
        run(tmp_path, rule(CALL, function))


def test_a_function_that_calls_itself_may_end(tmp_path: Path) -> None:
    function = """e:f a sh:SPARQLFunction ; sh:prefixes e:P ; sh:parameter [ sh:path e:n ] ;
        sh:select "SELECT (IF($n <= 1, 1, $n * e:f($n - 1)) AS ?r) {}" ."""
    data, shapes = (
        load_bytes((HEAD + text).encode(), format="turtle")
        for text in ("e:a a e:C ; e:p 5, 0, 3 .", rule("[ e:f ( [ sh:path e:p ] ) ]", function))
    )
    assert sorted(triple.object.value for triple in infer(data, shapes).triples) == ["1", "120", "6"]


def test_combinations_beyond_the_memory_end_in_one_sentence() -> None:
    values = ", ".join(map(str, range(3000)))
    join = """e:j a sh:SPARQLFunction ; sh:parameter [ sh:path e:x ], [ sh:path e:y ], [ sh:path e:z ] ;
        sh:select "SELECT ($x AS ?r) {}" ."""
    calls = rule("[ e:j ( [ sh:path e:p ] [ sh:path e:p ] [ sh:path e:p ] ) ]", join)
    data, shapes = (
        load_bytes((HEAD + text).encode(), format="turtle") for text in (f"e:a a e:C ; e:p {values} .", calls)
    )
    with pytest.raises(LimitError, match="27,000,000,000 combinations of nodes"):
        infer(data, shapes)
