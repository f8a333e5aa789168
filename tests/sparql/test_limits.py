"""Hostile queries: each ends with an answer or one sentence, within the time and near the memory that it may take."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import pytest

from kgtools.errors import KgtoolsError
from kgtools.model.terms import Term
from kgtools.query import Solutions, Triples, run
from kgtools.store import MemoryStore
from kgtools.table.limits import resident_memory

PREFIXES = "PREFIX : <http://e/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
SECONDS = 0.5
MEMORY = 100 << 20
#: seconds of computing that the last piece of work may take
PATIENCE = 1.5
#: what Arrow takes when it is loaded, and what allocators keep
SPARE = 500 << 20

PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


def store(text: str, format: str = "nt") -> MemoryStore:
    made = MemoryStore()
    made.load_bytes(text.encode(), format=format)
    return made


@cache
def nothing() -> MemoryStore:
    return store("")


@cache
def values() -> MemoryStore:
    """3000 things, each with a string."""
    return store("".join(f'<http://e/{i}> <http://e/p> "{i}" .\n' for i in range(3000)))


@cache
def numbers() -> MemoryStore:
    """100,000 things, each with a number and a text."""
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    things = ((f"<http://e/{i}>", i) for i in range(100_000))
    return store("".join(f'{s} <http://e/v> "{i}"{integer} .\n{s} <http://e/t> "text {i}" .\n' for s, i in things))


@cache
def chain() -> MemoryStore:
    """A way of 300,000 links."""
    return store("".join(f"<http://e/{i}> <http://e/p> <http://e/{i + 1}> .\n" for i in range(300_000)))


@cache
def dense() -> MemoryStore:
    """500 nodes, each with a link to each."""
    return store("".join(f"<http://e/{i}> <http://e/p> <http://e/{j}> .\n" for i in range(500) for j in range(500)))


@cache
def graphs() -> MemoryStore:
    """20,000 graphs of one triple each."""
    return store("".join(f"<http://e/{i}> <http://e/p> <http://e/x> <http://e/g{i}> .\n" for i in range(20_000)), "nq")


@cache
def tree() -> MemoryStore:
    """A tree of 100,000 blank nodes."""
    links = (f"_:b{i // 2} <http://e/p> _:b{i} .\n" for i in range(2, 100_000))
    return store("<http://e/root> <http://e/p> _:b1 .\n" + "".join(links))


@cache
def long() -> MemoryStore:
    """Two strings of a few million characters."""
    return store(f'<http://e/a> <http://e/p> "{"x" * 8_000_000}" .\n<http://e/b> <http://e/p> "{"é" * 4_000_000}" .\n')


def ends(data: Callable[[], MemoryStore], query: str) -> str:
    """The first row of the answer, or the sentence that the query ends with."""
    asked = data()
    asked.data()
    before, begun = resident_memory(), time.process_time()
    try:
        found = run(asked, PREFIXES + query, timeout=SECONDS, memory=MEMORY)
        told = ""
    except KgtoolsError as error:
        told = str(error)
        assert told.endswith("."), told
        assert "\n" not in told
    # of computing: a machine may do other things as well
    seconds, taken = time.process_time() - begun, resident_memory() - before
    assert seconds < SECONDS + PATIENCE, f"{seconds:.1f} s: {told}"
    assert taken < MEMORY + SPARE, f"{taken >> 20} MiB: {told}"
    if told:
        return told
    if isinstance(found, Solutions):
        rows = iter(found.rows())
        return " ".join(_short(term) for term in next(rows, ()))
    return str(len(found.triples)) if isinstance(found, Triples) else str(found)


def _short(term: Term | None) -> str:
    return "-" if term is None else str(getattr(term, "value", term))[:40]


def steps(call: str, start: str, count: int) -> str:
    """Bindings in which each value is made of the one before, `?` in the call."""
    bindings = " ".join(f"BIND({call.replace('?', f'?x{i}')} AS ?x{i + 1})" for i in range(count))
    return f"BIND({start} AS ?x0) {bindings}"


def side_by_side(part: str, between: str, count: int) -> str:
    return between.join(part.replace("#", str(i)) for i in range(count))


LIMIT = ("not finish within", "of memory")
REFUSED = ("take them", "split", "flatten", "nested", "more than")


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(f"SELECT (COUNT(DISTINCT ?a) AS ?n) {{ {PRODUCT} }}", id="distinct-count"),
        pytest.param(f"SELECT (SUM(xsd:integer(?c) + xsd:integer(?f)) AS ?n) {{ {PRODUCT} }}", id="sum"),
        pytest.param(f"SELECT * {{ {PRODUCT} }} OFFSET 1000000000000 LIMIT 5", id="offset"),
        pytest.param(f"SELECT DISTINCT ?a ?d ?g {{ {PRODUCT} }}", id="distinct"),
        pytest.param(f"SELECT ?a {{ {PRODUCT} }} ORDER BY ?a ?f LIMIT 3", id="order"),
        pytest.param(f"SELECT ?c (COUNT(*) AS ?n) {{ {PRODUCT} }} GROUP BY ?c ?f", id="groups"),
        pytest.param("SELECT * {" + " UNION ".join([f"{{ {PRODUCT} }}"] * 100) + "}", id="union"),
        pytest.param(
            "SELECT ?c ?i { ?a ?b ?c OPTIONAL { ?d ?e ?f FILTER(?c != ?f) } OPTIONAL { ?g ?h ?i } }", id="optional"
        ),
        pytest.param("SELECT * { { SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } } { SELECT ?g { ?g ?h ?i } } }", id="selects"),
        pytest.param(
            "SELECT (COUNT(*) AS ?n) "
            f"{{ ?x ?y ?z FILTER EXISTS {{ {PRODUCT} FILTER(?c > ?z && CONCAT(?f, ?i) = ?l) }} }}",
            id="exists",
        ),
        pytest.param(f"SELECT ?a {{ ?a ?y ?z MINUS {{ {PRODUCT} FILTER(CONCAT(?c, ?i) = ?l) }} }}", id="minus"),
        pytest.param(f"SELECT ?a {{ {PRODUCT} FILTER(CONCAT(?c, ?l) = 'x') }}", id="filter"),
        pytest.param(f"ASK {{ {PRODUCT} FILTER(CONCAT(?c, ?l, ?i) = 'x') }}", id="ask"),
        pytest.param(f"SELECT (MAX(?z) AS ?n) {{ {PRODUCT} BIND(CONCAT(?c, ?f, ?i) AS ?z) }}", id="bind"),
        pytest.param(f"CONSTRUCT {{ ?a ?b ?f }} {{ {PRODUCT} }}", id="construct"),
        pytest.param(f"DESCRIBE ?a ?d {{ {PRODUCT} }}", id="describe"),
        pytest.param("SELECT (GROUP_CONCAT(?c) AS ?n) { ?a ?b ?c . ?d ?e ?f }", id="group-concat"),
        pytest.param(
            f"SELECT (GROUP_CONCAT(?c; separator='{'x' * 100_000}') AS ?n) {{ ?a ?b ?c }}", id="a-long-separator"
        ),
        pytest.param(
            f"CONSTRUCT {{ {side_by_side('?a :p# ?f', ' . ', 10_000)} }} {{ ?a ?b ?c . ?d ?e ?f }}",
            id="a-long-template",
        ),
        pytest.param(
            "SELECT (COUNT(*) AS ?n) "
            '{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(CONCAT(?c, ?f, ?i), "^(a|b|[0-9])*x")) }',
            id="regular-expression",
        ),
    ],
)
def test_a_product_of_all_with_all_ends_in_a_sentence(query: str) -> None:
    told = ends(values, query)
    assert any(word in told for word in LIMIT), told


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}", "81000000000000", id="count"),
        pytest.param(f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {PRODUCT} }}", "81000000000000", id="count-distinct"),
        pytest.param(f"SELECT ?b {{ {PRODUCT} }} LIMIT 5", "http://e/p", id="limit"),
        pytest.param(f"ASK {{ {PRODUCT} }}", "True", id="ask"),
    ],
)
def test_a_product_that_nobody_sees_is_not_made(query: str, expected: str) -> None:
    assert ends(values, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?g ?h { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?t ?q ?r } FILTER(CONCAT(STR(?g), STR(?h)) = 'x') }",
        "SELECT DISTINCT ?g ?h { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?t ?q ?r } }",
        "SELECT * { GRAPH ?g {} GRAPH ?h {} GRAPH ?i {} }",
    ],
    ids=["filter", "distinct", "empty-patterns"],
)
def test_graphs_with_graphs_end_in_a_sentence(query: str) -> None:
    assert any(word in ends(graphs, query) for word in LIMIT)


@pytest.mark.parametrize(
    ("data", "query"),
    [
        pytest.param(chain, "SELECT (COUNT(*) AS ?n) { ?x :p* ?y }", id="star"),
        pytest.param(chain, "SELECT DISTINCT ?y { ?x (:p/:p?)+ ?y } ORDER BY ?y", id="sequence"),
        pytest.param(chain, "DESCRIBE * { ?x :p+ ?y }", id="describe"),
        pytest.param(chain, "SELECT ?x { ?x :p ?z FILTER NOT EXISTS { ?z :p+ ?y . ?y :p+ ?x } }", id="exists"),
        pytest.param(dense, "SELECT (COUNT(*) AS ?n) { ?x :p*/:p*/:p* ?y }", id="dense"),
        pytest.param(dense, "SELECT (COUNT(*) AS ?n) { ?x (:p|^:p|:p/:p)+ ?y }", id="alternatives"),
        pytest.param(values, f"SELECT (COUNT(*) AS ?n) {{ ?s {'(' * 60}:p{'|^:p)+' * 60} ?o }}", id="nested"),
        pytest.param(tree, "SELECT (COUNT(*) AS ?n) { ?x :p+ ?y . ?y :p+ ?z }", id="tree"),
        pytest.param(tree, "DESCRIBE :root", id="describe-tree"),
    ],
)
def test_a_path_ends(data: Callable[[], MemoryStore], query: str) -> None:
    ends(data, query)


@pytest.mark.parametrize(
    "call",
    [
        "CONCAT(?, ?)",
        "REPLACE(?, '[0-9]', '$0$0')",
        "REPLACE(?, '0', '00')",
        "ENCODE_FOR_URI(CONCAT(?, '%', ?))",
        "UCASE(CONCAT(?, 'ß', ?))",
        "STRLANG(CONCAT(STR(?), STR(?)), 'en')",
        "STRDT(CONCAT(STR(?), STR(?)), :d)",
        "IRI(CONCAT('http://e/', STR(?), STR(?)))",
        "OBJECT(TRIPLE(:s, :p, CONCAT(?, ?)))",
    ],
)
def test_a_text_that_doubles_itself_ends_in_a_sentence(call: str) -> None:
    found = ends(nothing, f"SELECT (STRLEN(STR(?x40)) AS ?n) {{ {steps(call, repr('0123456789'), 40)} }}")
    assert any(word in found for word in LIMIT)


@pytest.mark.parametrize(
    ("call", "start"),
    [("? * ?", "3"), ("-(? * ?)", "7"), ("? * ?", "1.1"), ("(? * ?) / 7", "1.1"), ("1 / (? * ?)", "0.3")],
)
def test_a_number_that_squares_itself_ends(call: str, start: str) -> None:
    found = ends(nothing, f"SELECT (?x60 > 0 AS ?n) {{ {steps(call, start, 60)} }}")
    assert found in ("-", "true", "false") or "digits" in found or any(word in found for word in LIMIT)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('xsd:integer("1e308"^^xsd:double) > 0', "true"),
        ("xsd:integer(1e400)", "-"),
        ('xsd:decimal("1E1000000"^^xsd:decimal)', "-"),
        ('"1E1000000"^^xsd:decimal + 1', "-"),
        ('xsd:integer("1E1000000")', "-"),
        ('CEIL("1E999999999"^^xsd:decimal)', "-"),
        (f"ABS(-1{'0' * 100_000}) > 1", "true"),
        (f"{'9' * 1_000_000} + 1 > 0", "true"),
        (f"1.0 / 0.{'1' * 200_000} > 8", "true"),
        ('"999999999999999999-01-01"^^xsd:date + "P1Y"^^xsd:yearMonthDuration', "1000000000000000000-01-01"),
        ('"9999-12-31T23:59:59.999999999999999999999Z"^^xsd:dateTime - "-9999-01-01T00:00:00Z"^^xsd:dateTime', None),
        (f'"P{"9" * 100_000}D"^^xsd:dayTimeDuration * 1e308', "-"),
        (f'YEAR("{"9" * 100_000}-01-01T00:00:00"^^xsd:dateTime)', None),
        ('SUBSTR("abc", 1e308)', ""),
        ('SUBSTR("abc", -1e308, "INF"^^xsd:double)', "abc"),
        ('SUBSTR("abc", "NaN"^^xsd:double)', ""),
        (f'SUBSTR("abc", -1{"0" * 400})', "abc"),
        (f'SUBSTR("abc", 2, 1{"0" * 400})', "bc"),
        (f'SUBSTR("abc", 1{"0" * 400}, 1e0)', ""),
        ("TRIPLE(:s, :p, TRIPLE(:s, :p, :o)) = :s", "false"),
    ],
)
def test_an_extreme_value_has_its_value_or_is_an_error(expression: str, expected: str | None) -> None:
    found = ends(nothing, f"SELECT ({expression} AS ?x) {{}}")
    assert found == expected or expected is None


def test_extreme_numbers_may_come_in_columns() -> None:
    places = f'1e308 -1e308 "NaN"^^xsd:double "INF"^^xsd:double -1{"0" * 400} 1{"0" * 400} 1.5 0'
    query = f"SELECT * {{ VALUES ?n {{ {places} }} VALUES ?m {{ {places} }} BIND(SUBSTR('abc', ?n, ?m) AS ?x) }}"
    assert ends(nothing, query).startswith("1e308 1e308 ")


@pytest.mark.parametrize(
    "expression",
    [
        "STRLEN(?o)",
        "MD5(?o)",
        "STRLEN(UCASE(?o))",
        "REGEX(?o, '(x+x+)+y')",
        "REGEX(?o, '^(x|X|[a-y]+)+z$', 'i')",
        "STRLEN(REPLACE(?o, 'x', 'yy'))",
        "STRLEN(REPLACE(?o, '(x)(x)', '$2$1'))",
        "STRLEN(ENCODE_FOR_URI(?o))",
        "xsd:integer(?o)",
        "xsd:dateTime(?o)",
        "STRLANG('a', ?o)",
        "LANGMATCHES(?o, ?o)",
        "REGEX('a', ?o)",
        "REPLACE('a', 'a', ?o)",
        "CONCAT(?o, ?o) < CONCAT(?o, 'a')",
    ],
)
def test_a_long_text_ends(expression: str) -> None:
    ends(long, f"SELECT ({expression} AS ?n) {{ ?s ?p ?o }}")


@pytest.mark.parametrize(
    "pattern",
    ["((a{0,1000}){0,1000}){0,1000}x", "(a|b)*" * 20_000 + "x", "(" * 20_000 + "a" + ")" * 20_000, "(.*)*(.*)*x$"],
    ids=["repetitions", "long", "brackets", "stars"],
)
def test_an_expression_that_is_too_much_ends(pattern: str) -> None:
    ends(
        values,
        f'SELECT (COUNT(*) AS ?n) {{ ?a :p ?x FILTER(REGEX(?x, "{pattern}") || REPLACE(?x, "{pattern}", "") = "") }}',
    )


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(f"VALUES ?o {{ {side_by_side(repr('#'), ' ', 100_000)} }}", id="values"),
        pytest.param(f"FILTER(?o IN ({side_by_side(repr('#'), ',', 100_000)}))", id="in"),
        pytest.param(f"FILTER(?o IN ({side_by_side('CONCAT(?o, #)', ',', 50_000)}))", id="in-computed"),
        pytest.param(f"FILTER({side_by_side('?o = #', '||', 50_000)})", id="or"),
        pytest.param(f"FILTER(COALESCE({side_by_side('# / 0', ',', 50_000)}))", id="coalesce"),
        pytest.param(f"FILTER(CONCAT({side_by_side('?o', ',', 50_000)}) != '')", id="concat"),
        pytest.param(side_by_side("{ ?s :p '#' }", " UNION ", 50_000), id="union"),
        pytest.param(f"?s ({side_by_side(':p#', '|', 50_000)})* ?x", id="path"),
        pytest.param(f"?s !({side_by_side(':p#', '|', 50_000)}) ?x", id="negated-path"),
        pytest.param(f". {side_by_side('?s :p ?o#', ' . ', 50_000)}", id="triples"),
        pytest.param(f"; :p {side_by_side('?o', ',', 200_000)}", id="objects"),
        pytest.param(f"{';' * 1_000_000}", id="semicolons"),
        pytest.param(f". ?o :q ({'1 ' * 200_000})", id="list"),
        pytest.param(side_by_side("OPTIONAL { ?s :p ?o# }", " ", 200), id="optionals"),
        pytest.param(side_by_side("OPTIONAL { ?s# :p ?o# }", " ", 200), id="optionals-without-shared"),
        pytest.param("OPTIONAL { ?s :p ?o " * 90 + "}" * 90, id="nested-optionals"),
        pytest.param("FILTER EXISTS { ?s :p ?o " * 90 + "}" * 90, id="nested-exists"),
        pytest.param(f"FILTER({'(' * 90}1{'+ 1)' * 90} > 0)", id="nested-sums"),
    ],
)
def test_a_long_query_ends(query: str) -> None:
    ends(values, f"SELECT (COUNT(*) AS ?n) {{ ?s :p ?o {query} }}")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(side_by_side("?s# :p :absent", " . ", 3000), "0", id="patterns of which one has nothing"),
        pytest.param(f"?s :absent ({':x ' * 3000})", "0", id="list that is not there"),
        pytest.param("?s :p ?o . " * 10_000, "3000", id="patterns that are met"),
        pytest.param(f"?s :p ?o FILTER({side_by_side('?s != :x#', ' && ', 1000)})", "3000", id="conditions"),
    ],
)
def test_a_long_query_takes_as_much_longer_as_it_is_longer(query: str, expected: str) -> None:
    begun = time.process_time()
    found = run(values(), f"{PREFIXES} SELECT (COUNT(*) AS ?n) {{ {query} }}")
    assert isinstance(found, Solutions)
    assert [row["n"].value for row in found] == [expected]
    # these took half a minute while each part was compared with each
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ ?s :p ?o {side_by_side('FILTER(?o != #)', ' ', 100_000)} }}",
        f"SELECT * {{ ?s :p ?o {'OPTIONAL { ?s :p ?o } ' * 400} }}",
        f"SELECT ({'(' * 400}1{'+ 1)' * 400} AS ?x) {{}}",
        f"SELECT ({'<<( :s :p ' * 5000}:o{' )>>' * 5000} AS ?x) {{}}",
        f"SELECT * {{ {'{' * 1_000_000}",
        f"SELECT ({'!' * 1_000_000}true AS ?x) {{}}",
        f"SELECT * {{ ?s {':p/' * 100_000}:p ?o }}",
        f"SELECT * {{ {steps('TRIPLE(:s, :p, ?)', ':a', 5000)} }}",
        f"SELECT * {{ {side_by_side('?s# :p ?o# .', ' ', 2500)} }}",
    ],
    ids=["filters", "optionals", "sums", "triple-terms", "groups", "not", "sequence", "bindings", "variables"],
)
def test_what_is_too_deep_is_refused(query: str) -> None:
    assert any(word in ends(values, query) for word in REFUSED)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("SELECT * { ?s ?p '\\uD800' }", id="escaped-surrogate"),
        pytest.param("SELECT * { ?s ?p '\udc80' }", id="surrogate"),
        pytest.param("SELECT * { ?s <http://e/\udc80> ?o }", id="surrogate-in-an-iri"),
        pytest.param("SELECT * { ?s ?p \x00 ?o }", id="nul"),
        pytest.param("SELECT * { ?s ?p 'a\x00b' }", id="nul-in-a-string"),
        pytest.param("SELECT * { ?s ?p \u202e\u2066'abc' ?o }", id="direction"),
        pytest.param(f"SELECT * {{ ?s ?p '{'a' * 10_000_000}' }}", id="string"),
        pytest.param(f"SELECT * {{ ?s ?p '{'a' * 10_000_000}", id="open-string"),
        pytest.param(f"SELECT * {{ ?s ?p '{chr(92)}n{'a' * 10_000_000}' }}", id="escape"),
        pytest.param(f"SELECT * #{'a' * 10_000_000}\n{{ ?s ?p ?o }} LIMIT 1", id="comment"),
        pytest.param(f"SELECT * {{ ?s ?p ?{'a' * 10_000_000} }} LIMIT 1", id="variable"),
        pytest.param(f"SELECT * {{ ?s ?p <http://e/{'../' * 1_000_000}> }}", id="iri"),
        pytest.param(side_by_side("PREFIX p#: <http://e/>\n", "", 100_000) + "ASK {}", id="prefixes"),
        pytest.param(" " * (17 << 20), id="too-long"),
    ],
)
def test_an_odd_text_ends(query: str) -> None:
    ends(values, query)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(
            f"SELECT ?s {{ ?s :v ?v ; :t ?t }} ORDER BY {side_by_side('CONCAT(?t, STR(?v), STR(#))', ' ', 50)}",
            id="order-by-fifty-keys",
        ),
        pytest.param(
            "SELECT ?k (COUNT(*) AS ?n) (SAMPLE(?t) AS ?m) "
            f"{{ ?s :v ?v ; :t ?t VALUES ?u {{ {side_by_side('#', ' ', 100)} }} }} "
            "GROUP BY (?v / ?u AS ?k)",
            id="groups-of-ten-million-rows",
        ),
        pytest.param(f"CONSTRUCT {{ {side_by_side('?s :p# ?v', ' . ', 10_000)} }} {{ ?s :v ?v }}", id="construct"),
        pytest.param("CONSTRUCT { _:a :p ?v . _:b :q _:a . _:c :q _:b } { ?s :v ?v }", id="blank-nodes"),
        pytest.param("SELECT (COUNT(DISTINCT STRUUID()) AS ?n) { ?s :v ?v . ?r :v ?w }", id="uuids"),
        pytest.param("SELECT (COUNT(*) AS ?n) { ?a :v ?x . ?b :v ?y FILTER(?x * ?y = 7) }", id="join-by-a-condition"),
        pytest.param(
            "SELECT ?a { ?a :v ?x "
            "FILTER EXISTS { SELECT (SUM(?y) AS ?z) { ?b :v ?y FILTER(?y > ?x) } HAVING(SUM(?y) > 3) } }",
            id="aggregates-for-each-row",
        ),
        pytest.param("SELECT * { ?s ?p ?o . ?t ?q ?r } ORDER BY ?o ?r LIMIT 1", id="order-of-a-product"),
    ],
)
def test_many_rows_end(query: str) -> None:
    ends(numbers, query)
