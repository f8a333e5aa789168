"""Queries see the terms of the data as they were written, in every place where a term can be told from its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.shacl import validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://e/> .
e: sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] ,
    [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#"^^xsd:anyURI ] .
"""


class Checker:
    """Validates; results are given as ``focus value``, IRIs by their last part, the datatypes of numbers left out."""

    def __init__(self, folder: Path) -> None:
        self.data, self.shapes = folder / "data.ttl", folder / "shapes.ttl"

    def __call__(self, data: str, shapes: str) -> list[str]:
        self.data.write_text(HEAD.partition("e: sh")[0] + data, encoding="utf-8")
        self.shapes.write_text(HEAD + shapes, encoding="utf-8")
        found = []
        for result in validate(self.data, self.shapes).results:
            text = f"{result.focus_node} {result.value}"
            for datatype in ("integer", "decimal"):
                text = text.replace(f"^^<http://www.w3.org/2001/XMLSchema#{datatype}>", f"^^{datatype}")
            found.append(text.replace("<http://www.w3.org/2001/XMLSchema#", "<xsd:").replace("<http://e/", "<"))
        return found

    def select(self, data: str, query: str, shape: str = "sh:targetSubjectsOf e:p") -> list[str]:
        kind = "Property" if "sh:path" in shape else "Node"
        query = query.replace("\\", "\\\\")
        return self(data, f'e:S a sh:{kind}Shape ; {shape} ; sh:sparql [ sh:prefixes e: ; sh:select """{query}""" ] .')

    def ask(self, data: str, query: str, shape: str = "sh:targetNode e:a ; sh:path e:p", value: str = "1") -> list[str]:
        return self(
            data,
            "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path e:par ] ; sh:validator e:V . "
            f'e:V a sh:SPARQLAskValidator ; sh:prefixes e: ; sh:ask """{query}""" . '
            f"e:S a sh:PropertyShape ; {shape} ; e:par {value} .",
        )


@pytest.fixture
def check(tmp_path: Path) -> Checker:
    return Checker(tmp_path)


LITERAL = 'e:a e:p "lit" .'


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("[ sh:inversePath e:p ]", "$this $PATH ?value", ['"lit" <a>']),
        ("[ sh:inversePath e:p ]", "$this ^e:p ?value", ['"lit" <a>']),
        ("[ sh:inversePath e:p ]", "$this e:p ?value", []),
        ("[ sh:inversePath e:q ]", "$this $PATH ?value", []),
        ("[ sh:zeroOrMorePath [ sh:inversePath e:p ] ]", "$this $PATH ?value", ['"lit" "lit"', '"lit" <a>']),
        ("[ sh:zeroOrOnePath e:q ]", "$this $PATH ?value", ['"lit" "lit"']),
        ("( [ sh:inversePath e:p ] [ sh:inversePath e:q ] )", "$this $PATH ?value", []),
        ("e:q", "?value (e:p|e:q) $this", ['"lit" <a>']),
        ("e:q", "?value (e:q|e:r) $this", []),
        ("e:q", "$this e:zz* ?value", ['"lit" "lit"']),
    ],
)
def test_a_literal_may_stand_to_the_left_of_a_path(check: Checker, path: str, query: str, found: list[str]) -> None:
    shape = f'sh:path {path} ; sh:targetNode "lit"'
    assert check.select(LITERAL, f"SELECT $this ?value {{ {query} }}", shape) == found


@pytest.mark.parametrize("count", [2, 40])
@pytest.mark.parametrize("query", ["$this ^e:p ?value", "$this e:zz?/^e:p ?value"])
def test_many_literals_are_focus_nodes_as_few_are(check: Checker, count: int, query: str) -> None:
    data = " ".join(f'e:a{i} e:p "l{i}" .' for i in range(count))
    found = check.select(data, f"SELECT $this ?value {{ {query} }}", "sh:targetObjectsOf e:p")
    assert found == sorted(f'"l{i}" <a{i}>' for i in range(count))


@pytest.mark.parametrize("count", [2, 40])
def test_a_path_of_no_steps_leads_from_each_focus_node_to_itself(check: Checker, count: int) -> None:
    targets = " , ".join(f"e:n{i}" for i in range(count))
    # none of them is a node of a triple that the query asks for
    found = check.select(LITERAL, "SELECT $this ?value { $this e:zz* ?value }", f"sh:targetNode {targets}")
    assert found == sorted(f"<n{i}> <n{i}>" for i in range(count))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("$this (e:q|e:r) $value", ['<a> "y"']),
        ("$this !(e:p) $value", ['<a> "y"']),
        ("$this e:q* $value", ['<a> "y"']),
        ("$value ^e:q $this", ['<a> "y"']),
        ("$value e:zz* $value", []),
        ("$value e:zz $value", ['<a> "x"', '<a> "y"']),
        ("FILTER (1 = 1) $value ^(e:q) $this", ['<a> "y"']),
    ],
)
def test_a_literal_value_is_no_subject_because_of_what_is_before_it(
    check: Checker, query: str, found: list[str]
) -> None:
    assert check.ask('e:a e:p "x" , "y" ; e:q "x" .', f"ASK {{ {query} }}") == found


def test_a_literal_value_may_be_a_member_of_a_list_of_the_shapes_graph(check: Checker) -> None:
    rdf = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    query = f"ASK {{ GRAPH $shapesGraph {{ $par ({rdf}rest>*/{rdf}first>) $value }} }}"
    assert check.ask('e:a e:p "x" , "y" , 01 , 1 .', query, value='( "x" 01 )') == ['<a> "1"^^integer', '<a> "y"']


def test_a_literal_where_only_an_iri_can_stand_matches_nothing(check: Checker) -> None:
    assert check.select(LITERAL, "SELECT $this { ?a $this ?b }", "sh:targetObjectsOf e:p") == []
    assert check.select(LITERAL, "SELECT $this { GRAPH $this { ?a ?b ?c } }", "sh:targetObjectsOf e:p") == []


SEVEN = '<a> "007"^^integer'
EIGHT = '<a> "8"^^integer'
FILTERS = [
    ('STR(?value) = "007"', [SEVEN]),
    ('STR(?value) = "7"', []),
    ('REGEX(STR(?value), "^0")', [SEVEN]),
    ("STRLEN(STR(?value)) = 1", [EIGHT]),
    ("STRLEN(STR(IF(?value < 8, ?value, 1234))) = 3", [SEVEN]),
    ("STRLEN(STR(COALESCE(?nothing, ?value))) = 3", [SEVEN]),
    ("?value = 7", [SEVEN]),
    ("7.0 = ?value", [SEVEN]),
    ("?value != 7", [EIGHT]),
    ("?value IN (7, 9)", [SEVEN]),
    ("?value NOT IN (7, 9)", [EIGHT]),
    ("?value + 1 = 8", [SEVEN]),
    ("-?value = -7", [SEVEN]),
    ("abs(?value) = 7 && isNumeric(?value)", [SEVEN]),
    ("(((?value))) < 8", [SEVEN]),
    ("IF(?value < 8, ?value, 0) > 0", [SEVEN]),
    ("xsd:decimal(?value) = 7", [SEVEN]),
    ("sameTerm(?value, 7)", []),
    ("sameTerm(?value, 007)", [SEVEN]),
    ('sameTerm(?value, "007"^^xsd:integer)', [SEVEN]),
    ("sameTerm(?value, STRDT('007', xsd:integer))", [SEVEN]),
    ("STRDT('007', xsd:integer) = ?value", [SEVEN]),
    ("DATATYPE(?value) = xsd:integer", [SEVEN, EIGHT]),
    ("DATATYPE(?value + 1) = xsd:decimal", []),
    ("BOUND(?value) && isLiteral(?value) && LANG(?value) = ''", [SEVEN, EIGHT]),
    ("EXISTS { ?x e:p ?value . FILTER (?value < 8) }", [SEVEN]),
    ("EXISTS { $this e:p 007 }", [SEVEN, EIGHT]),
    ("EXISTS { $this e:p 7 }", []),
    ("EXISTS { $this e:p ?x . FILTER (?x < ?value) }", [EIGHT]),
    ("EXISTS { $this e:p ?x BIND (?x AS ?y) FILTER (STR(?y) = '007' && sameTerm(?y, ?value)) }", [SEVEN]),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "found"), FILTERS)
def test_a_filter_looks_at_the_term_or_at_its_value(check: Checker, condition: str, found: list[str]) -> None:
    query = f"SELECT $this ?value {{ $this e:p ?value . FILTER ({condition}) }}"
    assert check.select("e:a e:p 007 , 8 .", query) == found


@pytest.mark.parametrize(("condition", "found"), FILTERS)
def test_so_it_does_for_many_focus_nodes_and_where_the_value_is_bound_beforehand(
    check: Checker, condition: str, found: list[str]
) -> None:
    others = " ".join(f"e:b{i} e:p 12345 ." for i in range(40))
    query = f"SELECT $this ?value {{ $this e:p ?value . FILTER ({condition}) }}"
    assert [f for f in check.select(f"e:a e:p 007 , 8 . {others}", query) if f.startswith("<a>")] == found
    # where SELECT finds, ASK denies
    asked = check.ask("e:a e:p 007 , 8 .", f"ASK {{ FILTER ({condition.replace('?value', '$value')}) }}")
    assert asked == [f for f in (SEVEN, EIGHT) if f not in found]


@pytest.mark.parametrize(
    ("written", "datatype"),
    [
        ("1.50", "decimal"),
        ('"1"^^xsd:boolean', "boolean"),
        ('"1.0E2"^^xsd:double', "double"),
        ('"+INF"^^xsd:float', "float"),
        ('"2020-01-01T00:00:00+00:00"^^xsd:dateTime', "dateTime"),
        ('"2020-01-01+00:00"^^xsd:date', "date"),
        ('"P12M"^^xsd:duration', "duration"),
        ('"PT60M"^^xsd:dayTimeDuration', "dayTimeDuration"),
        ('"1"^^xsd:byte', "byte"),
        ('"+1"^^xsd:nonNegativeInteger', "nonNegativeInteger"),
    ],
)
def test_every_datatype_keeps_its_spelling_and_its_name(check: Checker, written: str, datatype: str) -> None:
    lexical = written.split('"')[1] if '"' in written else written
    data = f"e:a e:p {written} ."
    for condition, count in (
        (f"STR(?v) = '{lexical}'", 1),
        (f"DATATYPE(?v) = xsd:{datatype}", 1),
        (f"sameTerm(?v, {written})", 1),
        ("STR(?v) = 'x'", 0),
        ("?v = ?v", 1),
    ):
        query = f"SELECT $this ?value {{ $this e:p ?v . FILTER ({condition}) BIND (?v AS ?value) }}"
        found = check.select(data, query.replace('"', "'"))
        assert len(found) == count, condition
        assert all(f.startswith(f'<a> "{lexical}"^^') for f in found)


SELECTS = [
    ("(COUNT(?v) AS ?value)", "GROUP BY $this HAVING (COUNT(?v) > 1)", ['<a> "4"^^integer']),
    ("(COUNT(DISTINCT ?v) AS ?value)", "GROUP BY $this", ['<a> "4"^^integer']),
    ("(COUNT(DISTINCT ?v + 0) AS ?value)", "GROUP BY $this", ['<a> "3"^^integer']),
    ("(SUM(?v) AS ?value)", "GROUP BY $this", ['<a> "21"^^integer']),
    ("(MIN(?v) AS ?value)", "GROUP BY $this HAVING (MIN(?v) = 1)", ['<a> "01"^^integer', '<a> "1"^^integer']),
    ("(MAX(DISTINCT ?v) AS ?value)", "GROUP BY $this HAVING (MAX(?v) > 1)", ['<a> "010"^^integer']),
    ("(MAX(?v) + 1 AS ?value)", "GROUP BY $this", ['<a> "11"^^integer']),
    ("(STRLEN(STR(MAX(?v))) AS ?value)", "GROUP BY $this", ['<a> "3"^^integer']),
    ("(?v AS ?value)", "ORDER BY DESC(?v) LIMIT 1", ['<a> "010"^^integer']),
    ("(?v AS ?value)", "ORDER BY ?v OFFSET 3", ['<a> "010"^^integer']),
    ("(?v AS ?value)", "ORDER BY STR(?v) LIMIT 1", ['<a> "01"^^integer']),
    ("(?v + 0 AS ?value)", "ORDER BY (-?v) LIMIT 1", ['<a> "10"^^integer']),
    ("(COUNT(*) AS ?value)", "GROUP BY $this ?v HAVING (?v = 10)", ['<a> "1"^^integer']),
    ("(COUNT(*) AS ?value)", "GROUP BY $this (?v * 1 AS ?w) HAVING (COUNT(*) > 1)", ['<a> "2"^^integer']),
    ("?value", "GROUP BY $this (COALESCE(?v, 5) AS ?value) HAVING (STRLEN(STR(?value)) = 3)", ['<a> "010"^^integer']),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "end", "allowed"), SELECTS)
def test_groups_orders_and_aggregates_know_terms_from_values(
    check: Checker, clause: str, end: str, allowed: list[str]
) -> None:
    (found,) = check.select("e:a e:p 1 , 01 , 9 , 010 .", f"SELECT $this {clause} {{ $this e:p ?v }} {end}")
    assert found in allowed


def test_a_value_that_was_computed_is_not_taken_for_a_term_of_the_data(check: Checker) -> None:
    data = 'e:a e:p "z" . e:b e:p 1 , 01 .'
    query = "SELECT $this (COUNT(?v) AS ?value) { $this e:p ?v } GROUP BY $this"
    assert check.select(data, query, "sh:targetNode e:a") == ['<a> "1"^^integer']


@pytest.mark.parametrize(
    ("constant", "found"), [("-007", '"-007"^^integer'), ("0 - 007", '"-7"^^integer'), ("+1.50", '"+1.50"^^decimal')]
)
def test_a_constant_of_the_query_is_the_term_that_it_writes(check: Checker, constant: str, found: str) -> None:
    assert check.select("e:a e:p 1 .", f"SELECT $this ?value {{ $this e:p ?v BIND ({constant} AS ?value) }}") == [
        f"<a> {found}"
    ]


def test_a_limit_counts_terms(check: Checker) -> None:
    assert len(check.select("e:a e:p 1 , 01 .", "SELECT $this ?value { $this e:p ?value } LIMIT 1")) == 1
    assert len(check.select("e:a e:p 1 , 01 .", "SELECT $this ?value { $this e:p ?value } LIMIT 2")) == 2


def test_distinct_terms_of_one_value_are_two_and_join_as_two(check: Checker) -> None:
    data = "e:a e:p 1.5 , 1.50 . e:b e:q 1.50 ."
    query = "SELECT $this ?value { $this e:p ?value . { ?x e:q ?value } }"
    assert check.select(data, query) == ['<a> "1.50"^^decimal']
    query = "SELECT $this ?value { $this e:p ?value . { ?x e:q ?y } FILTER (?y = ?value) }"
    assert check.select(data, query) == ['<a> "1.5"^^decimal', '<a> "1.50"^^decimal']


@pytest.mark.parametrize(
    ("query", "value", "found"),
    [
        ("FILTER ($value < $par)", "08", ['<a> "8"^^integer']),
        ("FILTER (STR($value) != STR($par))", "007", [SEVEN]),
        ("FILTER (!sameTerm($value, $par))", "7", []),
        ("FILTER ($value != $par)", "7.0", [SEVEN]),
        ("FILTER NOT EXISTS { $this e:p $par }", "7", []),
        ("FILTER NOT EXISTS { $this e:p $par }", "007", [SEVEN, EIGHT]),
    ],
)
def test_parameters_are_terms_and_values_too(check: Checker, query: str, value: str, found: list[str]) -> None:
    assert check.ask("e:a e:p 007 , 8 .", f"ASK {{ {query} }}", value=value) == found


def test_a_blank_focus_node_and_its_literals_stay_what_they_are(check: Checker) -> None:
    query = "SELECT $this ?value { $this e:p ?value FILTER (isBlank($this) && ?value < 8 && STRLEN(STR(?value)) = 3) }"
    assert check.select("[] e:p 007 , 8 , 7 .", query)[0].endswith(' "007"^^integer')


def test_a_term_that_a_nested_select_gives_is_the_term(check: Checker) -> None:
    inner = "{ SELECT $this (MIN(?x) AS ?least) { $this e:p ?x } GROUP BY $this }"
    query = f"SELECT $this ?value {{ $this e:p ?value . {inner} FILTER (sameTerm(?least, ?value) && ?least = 7) }}"
    assert check.select("e:a e:p 007 , 8 .", query) == [SEVEN]
