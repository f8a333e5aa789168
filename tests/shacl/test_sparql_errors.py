"""What is wrong with a query is told with shape, section and place; no query takes more than its share of memory."""
# ruff: noqa: E501  tables of cases, a line each

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kgtools.errors import LimitError, ShapesError
from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.session import session
from kgtools.sparql.text.places import place_of

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://e/> .
"""


@pytest.fixture
def run(tmp_path: Path):
    def validated(shapes: str) -> ValidationReport:
        (tmp_path / "data.ttl").write_text(HEAD + "e:a e:p 1 .", encoding="utf-8")
        (tmp_path / "shapes.ttl").write_text(HEAD + shapes, encoding="utf-8")
        return validate(tmp_path / "data.ttl", tmp_path / "shapes.ttl", strict=True)

    return validated


def error(run, shapes: str, at: str = "") -> ShapesError:
    """The error that the shapes give; its place is where `at` stands first, or else at the first statement."""
    with pytest.raises(ShapesError) as caught:
        run(shapes)
    assert caught.value.exit_code == 3
    assert caught.value.source.endswith("shapes.ttl")
    text = HEAD + shapes
    assert (caught.value.line, caught.value.column) == place_of(text, text.index(at) if at else len(HEAD))
    return caught.value


#: what stands in the braces of a query, the section that forbids it, what is said, and at which token
REFUSED = [
    ("$this <http://e/p> ?v . SERVICE <http://e/> { ?v ?w ?x }", "A", "SERVICE", "SERVICE"),
    ("$this <http://e/p> ?v MINUS { ?v ?w ?x }", "A", "MINUS", "MINUS"),
    ("$this <http://e/p> ?v VALUES ?v { 1 }", "A", "VALUES", "VALUES"),
    ("BIND (1 AS ?this)", "A", "assigns ?this with AS", "?this)"),
    ("BIND (1 AS ?shapesGraph)", "A", "assigns ?shapesGraph with AS", "?shapesGraph"),
    ("{ SELECT ?v { ?v ?w ?x } }", "A", "$this", "SELECT ?v"),
    ("{" * 200 + "}" * 200, "5.2.1", "deeper", "{" * 101 + "}"),
    ("FILTER (<http://e/no-function>($this))", "5.2.1", "there is no function <http://e/no-function>", "<http://e/no"),
    ("FILTER (xsd:no($this))", "5.2.1", "the prefix xsd: is not declared", "xsd:no"),
    (
        "FILTER (<http://www.w3.org/2001/XMLSchema#int>())",
        "5.2.1",
        "takes one argument",
        "<http://www.w3.org/2001/XMLSchema#int>(",
    ),
    ("\n $this <http://e/p> }", "5.2.1", '"}" cannot be read here', "} }"),
]


@pytest.mark.parametrize(("body", "section", "words", "at"), REFUSED)
def test_a_refused_query_names_shape_section_and_place(run, body: str, section: str, words: str, at: str) -> None:
    query = f"SELECT $this {{ {body} }}"
    found = error(run, f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:select """{query}""" ] .', at)
    assert (found.shape, found.section) == ("http://e/S", section)
    assert "SPARQL constraint of the shape http://e/S " in str(found)
    assert words in str(found)


@pytest.mark.parametrize(("body", "section", "words", "at"), REFUSED)
def test_a_refused_validator_names_its_component(run, body: str, section: str, words: str, at: str) -> None:
    found = error(
        run,
        "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:par ] ; "
        f'sh:validator [ sh:ask """ASK {{ {body} }}""" ] . e:S sh:targetNode e:a ; e:par 1 .',
        at,
    )
    assert (found.shape, found.section) == ("http://e/C", section)
    assert "the validator of the constraint component http://e/C " in str(found)
    assert words in str(found) or words == "$this"


def test_a_query_with_from_is_refused(run) -> None:
    query = "SELECT $this FROM <http://e/g> { $this ?p ?v }"
    found = error(run, f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:select "{query}" ] .', "<http://e/g>")
    assert "uses FROM" in str(found)


@pytest.mark.parametrize(
    "shape",
    [
        "sh:property [ sh:path e:p ; sh:property [ sh:path e:q ; sh:sparql {} ] ]",
        "sh:or ( [ sh:nodeKind sh:IRI ] [ sh:path e:p ; sh:sparql {} ] )",
        "sh:not [ sh:sparql {} ]",
    ],
)
def test_a_shape_without_a_name_is_told_by_the_shape_around_it(run, shape: str) -> None:
    query = '[ sh:select "SELECT $this { $this ?p ?v MINUS { ?v ?w ?x } }" ]'
    found = error(run, f"e:S a sh:NodeShape ; sh:targetNode e:a ; {shape.replace('{}', query)} .", "MINUS")
    assert found.shape == "http://e/S"
    assert "of a shape in http://e/S uses MINUS" in str(found)


@pytest.mark.parametrize("quotes", ['"""', "'''"])
@pytest.mark.parametrize("before", ["", r"\u0023 \"a\U0001F600\\" + "\n", "# \U0001f600 '' \r\n\t "])
def test_the_place_of_an_error_is_that_in_the_file_whatever_is_before_it(run, quotes: str, before: str) -> None:
    shapes = (
        "e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:prefixes e:P ; "
        f"sh:select {quotes}PREFIX f: <http://f/>\n{before}SELECT $this {{ $this e:p }}{quotes} ] . "
        'e:P sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] .'
    )
    assert "an object is expected" in str(error(run, shapes, f"}}{quotes}"))


@pytest.mark.parametrize("ascii", [False, True], ids=["characters", "escapes"])
def test_in_jsonld_the_place_is_that_of_the_word_in_the_string(tmp_path: Path, ascii: bool) -> None:
    (tmp_path / "data.ttl").write_text(HEAD + "e:a e:p 1 .", encoding="utf-8")
    query = 'SELECT $this {\n  # "é" \U0001f600\n  $this e:p ?v }'
    shape = {
        "@context": {"sh": "http://www.w3.org/ns/shacl#"},
        "@id": "http://e/S",
        "sh:targetNode": {"@id": "http://e/a"},
        "sh:sparql": {"sh:select": query},
    }
    text = json.dumps(shape, ensure_ascii=ascii)
    (tmp_path / "shapes.jsonld").write_text(text, encoding="utf-8")
    with pytest.raises(ShapesError) as caught:
        validate(tmp_path / "data.ttl", tmp_path / "shapes.jsonld", strict=True)
    assert (caught.value.line, caught.value.column) == (1, text.index("e:p") + 1)


def test_in_a_file_that_tells_no_places_of_strings_the_place_in_the_query_is_said(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text(HEAD + "e:a e:p 1 .", encoding="utf-8")
    (tmp_path / "shapes.rdf").write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:sh="http://www.w3.org/ns/shacl#">\n'
        '<sh:NodeShape rdf:about="http://e/S"><sh:targetNode rdf:resource="http://e/a"/><sh:sparql><rdf:Description>\n'
        "<sh:select>SELECT $this {\n  $this e:p ?v , x:y ; e:q 1 }</sh:select>\n"
        "</rdf:Description></sh:sparql></sh:NodeShape></rdf:RDF>",
        encoding="utf-8",
    )
    with pytest.raises(ShapesError) as caught:
        validate(tmp_path / "data.ttl", tmp_path / "shapes.rdf", strict=True)
    assert "the prefixes e: and x: are not declared" in str(caught.value)
    assert str(caught.value).endswith("in the query, that is line 2, column 9.")
    assert caught.value.line is not None


@pytest.mark.parametrize(
    ("query", "at", "words"),
    [
        ("SELECT $this { $this e:p ?v }", "e:p ?v", "the prefix e: is not declared; declare it with sh:prefixes/sh:declare or with PREFIX in the query"),
        ("SELECT $this { $this e:p ?v ; f:p ?w . ?v g:q e:x }", "e:p ?v", "the prefixes e:, f: and g: are not declared; declare them with"),
        ("SELECT $this { $this ex:p ?v ; exx:q ?w }", "exx:q", 'in the query (did you mean "ex:" instead of "exx:"?)'),
        ("SELECT $this (COUNT(?v) AS ?n) { $this ex:p ?v ; ex:q ?w } GROUP BY ?w", "$this (", "?this is neither in GROUP BY"),
        ("SELECT $this { $this $PATH ?v }", "$PATH", "uses $PATH, but its shape is not a property shape"),
        ("ASK { $this ex:p ?v }", "ASK", "is not a SELECT query"),
        ("SELECT ?v { $this ex:p ?v }", "SELECT ?v", "does not select $this"),
        (f"SELECT $this {{ FILTER (1{' + 1' * 390} = $this) }}", "SELECT $this", "more than 250 deep"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_query_is_told_at_its_place(run, query: str, at: str, words: str) -> None:
    shapes = (
        f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:prefixes e:P ; sh:select "{query}" ] . '
        'e:P sh:declare [ sh:prefix "ex" ; sh:namespace "http://e/"^^xsd:anyURI ] .'
    )
    assert words in str(error(run, shapes, at))


def test_all_bad_queries_of_a_shape_are_told(run) -> None:
    bad = ["SELECT $this { $this x:p ?v }", "SELECT $this { $this", "SELECT $this { MINUS { ?a ?b ?c } }"]
    constraints = " , ".join(f'[ sh:select "{query}" ]' for query in [bad[0], "SELECT $this { }", *bad[1:]])
    found = error(run, f"e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql {constraints} .", "x:p")
    assert len(found.faults) == 3
    columns = [fault.column or 0 for fault in found.faults]
    assert columns == sorted(columns)


@pytest.mark.parametrize(
    ("declaration", "at", "words"),
    [
        ('sh:prefix "x" ; sh:namespace "http://x/"', '"http://x/"', "is not an xsd:anyURI"),
        ('sh:prefix "x" ; sh:namespace "http://x y/"^^xsd:anyURI', '"http://x y/"', "is not an IRI"),
        ('sh:prefix "x"@en ; sh:namespace "http://x/"^^xsd:anyURI', '"x"@en', "is not an xsd:string"),
        ('sh:namespace "http://x/"^^xsd:anyURI', "[ sh:namespace", "it has no sh:prefix; it needs one"),
        ('sh:prefix "x" , "y" ; sh:namespace "http://x/"^^xsd:anyURI', '"y"', "it has 2 sh:prefix; it needs one"),
    ],
)
def test_an_ill_formed_declaration_is_told_at_its_place(run, declaration: str, at: str, words: str) -> None:
    shapes = (
        f"e:P sh:declare [ {declaration} ] .\n"
        'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:prefixes e:P ; sh:select "SELECT $this { }" ] .'
    )
    found = error(run, shapes, at)
    assert (found.shape, found.section) == ("http://e/P", "5.2.1")
    assert words in str(found)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("SELECT $this ?value { $this $PATH ?value }", 1),
        ("SELECT $this ?value { $this ^$PATH|$PATH ?value . }", 1),
        ("SELECT $this ?value { $this <http://e/p> ?x ; $PATH ?value }", 1),
        ("SELECT $this ?value { $this <http://e/x>|$PATH ?value }", 1),
        ("SELECT $this { $this ?p ?v FILTER (?p = $PATH) }", None),
        ("SELECT $this ?value { $this ?value $PATH }", None),
        ("SELECT $this ?value { $PATH ?value $this }", None),
        ("SELECT $this $PATH { $this $PATH ?value }", None),
        ("SELECT $this { $this $PATH ?v BIND (1 AS ?PATH) }", None),
        ("SELECT $this { GRAPH $PATH { $this ?p ?v } }", None),
    ],
)
def test_path_stands_in_the_place_of_a_predicate_only(run, query: str, count: int | None) -> None:
    shapes = f'e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path e:p ; sh:sparql [ sh:select "{query}" ] .'
    if count is None:
        guilty = re.search(r"[$?]PATH(?! \?v\w* [}B])", query)
        assert guilty
        found = error(run, shapes, query[guilty.start() :])
        assert found.section == "5.2.1"
        assert "PATH in a place other than the predicate" in str(found)
    else:
        assert len(run(shapes).results) == count


@pytest.mark.parametrize(
    ("said", "section", "words"),
    [
        ("sh:message 5", "5.2.1", "sh:message"),
        ("sh:message e:x", "5.2.1", "sh:message"),
        ('sh:message "m"@en , "m"', "", ""),
        ('sh:deactivated "true"', "5.2.1", "sh:deactivated"),
        ("sh:deactivated true , false", "5.2.1", "sh:deactivated"),
        ("sh:deactivated false", "", ""),
        ('sh:prefixes e:P . e:P sh:declare [ sh:prefix "x" ; sh:namespace "http://e/" ]', "5.2.1", "xsd:anyURI"),
        ("sh:prefixes [ sh:declare [ sh:prefix 5 ; sh:namespace 'http://e/'^^xsd:anyURI ] ]", "5.2.1", "xsd:string"),
        ('sh:prefixes e:P . e:P sh:declare [ sh:prefix "x" ; sh:namespace "http://e/"^^xsd:anyURI ]', "", ""),
    ],
)  # fmt: skip
def test_what_is_said_of_a_constraint_is_checked(run, said: str, section: str, words: str) -> None:
    query = "SELECT $this { $this ?p ?v }"
    shapes = f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql e:Q . e:Q sh:select "{query}" ; {said} .'
    if not section:
        assert len(run(shapes).results) == 1
        return
    with pytest.raises(ShapesError, match=words) as caught:
        run(shapes)
    assert (caught.value.section, caught.value.line) == (section, 4)


@pytest.mark.parametrize(
    ("said", "section", "words"),
    [
        ("sh:labelTemplate 5", "6.2.2", "sh:labelTemplate"),
        ("sh:labelTemplate 'x {$par}'@en", "", ""),
        ("sh:parameter [ sh:path e:other ; sh:optional 'true' ]", "6.2.1", "sh:optional"),
        ("sh:parameter [ sh:path e:other ; sh:optional true , false ]", "6.2.1", "sh:optional"),
        ("sh:parameter [ sh:path e:other ; sh:optional true ]", "", ""),
    ],
)
def test_what_is_said_of_a_component_is_checked(run, said: str, section: str, words: str) -> None:
    shapes = (
        f"e:C a sh:ConstraintComponent ; {said} ; sh:parameter [ sh:path e:par ] ; "
        'sh:validator [ sh:ask "ASK { FILTER (1 = 2) }" ] . e:S sh:targetNode e:a ; e:par 1 .'
    )
    if not section:
        assert len(run(shapes).results) == 1
        return
    found = error(run, shapes, "5 ; sh:parameter" if "Template" in said else "")
    assert (found.shape, found.section) == ("http://e/C", section)
    assert words in str(found)


def test_a_message_of_a_validator_is_a_string(run) -> None:
    shapes = (
        "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:par ] ; "
        'sh:validator [ sh:message 5 ; sh:ask "ASK { }" ] . e:S sh:targetNode e:a ; e:par 1 .'
    )
    assert error(run, shapes, "5 ; sh:ask").section == "6.2.3"


def test_a_query_that_takes_too_much_memory_is_ended(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MEMORY", 1 << 28)
    doublings = " ".join(f"BIND (CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    body = f"$this ?p ?v . BIND (CONCAT(STR(?v), 'xxxxxxxx') AS ?x0) {doublings} FILTER (STRLEN(?x40) > 5)"
    with pytest.raises(LimitError) as caught:
        run(f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:select "SELECT $this {{ {body} }}" ] .')
    assert "0.25 GiB of memory" in str(caught.value)
    assert "http://e/S" in str(caught.value)


def test_a_query_within_its_memory_is_answered(run) -> None:
    doublings = " ".join(f"BIND (CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(10))
    query = f"SELECT $this {{ $this ?p ?v . BIND ('xxxxxxxx' AS ?x0) {doublings} FILTER (STRLEN(?x10) = 8192) }}"
    assert len(run(f'e:S a sh:NodeShape ; sh:targetNode e:a ; sh:sparql [ sh:select "{query}" ] .').results) == 1
