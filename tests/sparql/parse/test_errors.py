"""Where a query is wrong, what is wrong there, and what to do."""

from __future__ import annotations

import pytest

from kgtools.errors import QueryError, RefusedQueryError, UndeclaredPrefixError
from kgtools.sparql.parse import parse_query, parse_update

KNOWN = {"e": "http://e/", "talent": "http://talent/", "rdfs": "http://rdfs/"}


def check(text: str, wrong: str, message: str, *, update: bool = False) -> None:
    """`wrong` is the text from the place on."""
    read = parse_update if update else parse_query
    with pytest.raises(QueryError) as caught:
        read(text, source="q.rq", prefixes=KNOWN)
    error = caught.value
    assert message in error.reason
    assert error.source == "q.rq"
    assert error.line is not None
    assert error.column is not None
    lines = text.split("\n")
    assert lines[error.line - 1][error.column - 1 :].startswith(wrong), str(error)
    assert "\n" not in str(error)
    assert str(error).endswith((".", "?"))


TOKENS = [
    ("SELECT ?s, ?o { ?s e:p ?o }", ", ?o {", "columns of SELECT are not separated by commas"),
    ("SELECT s { ?s e:p ?o }", "s {", 'a variable begins with "?" (write ?s)'),
    ("SELECT ?s o { ?s e:p ?o }", "o {", 'a variable begins with "?" (write ?o)'),
    ("SELECT COUNT(?s) { ?s e:p ?o }", "COUNT", "(… AS ?name)"),
    ("SELECT (COUNT(?s)) { ?s e:p ?o }", ") {", "AS with a variable"),
    ("SELECT ?s AS ?t { ?s e:p ?o }", "AS", "(… AS ?name)"),
    ("SELECT ?s ?o+1 AS ?n { ?s e:p ?o }", "+1", "(… AS ?name)"),
    ("SELECT ?n { ?s e:p ?o } GROUP BY STR(?s) AS ?n", "AS", "in brackets: (… AS ?name)"),
    ("SELECT * { VALUES ?s { e:a, e:b } }", ", e:b", "not separated by commas"),
    ("SELECT * { ?s e:p '\\u00' }", "\\u00", "four hexadecimal digits follow \\u"),
    ("SELECT { ?s e:p ?o }", "{ ?s", 'a variable, "(" or "*"'),
    ("SELECT * { ?s e:p }", "}", "an object is expected"),
    ("SELECT * {\n  ?s e:p ?o\n  ?s e:q ?o }", "?s e:q", '"." or ";" is missing before it'),
    ("SELECT * { ?s e:p ?o . . }", ". }", "a triple or a part of a group"),
    ("SELECT * { ?s e:p ?o , }", "}", "an object"),
    ("SELECT * { ?s _:b ?o }", "_:b", "a predicate"),
    ("SELECT * { ?s <a b> ?o }", "<a b>", 'must end with ">"'),
    ("SELECT * { ?s ?p ?o FILTER(?o<?a&&?b>?c) }", "<?a&&?b>", 'put a space after "<"'),
    ("SELECT * { ?s ?p ?o FILTER(?o <> 1) }", "<>", '"!="'),
    ("SELECT * { ?s ?p ?o FILTER(?o == 1) }", "= 1", 'written "="'),
    ("SELECT * { ?s ?p ?o FILTER(?s AND ?o) }", "AND", '"&&"'),
    ("SELECT * { ?s ?p ?o FILTER(?o LIKE 'a%') }", "LIKE", "CONTAINS, STRSTARTS or REGEX"),
    ("SELECT TOP 10 ?s { ?s ?p ?o }", "TOP", "write LIMIT at the end"),
    ("ASK { ?s ?p ?o . ?o = 1 }", "=", "is written FILTER("),
    ("ASK { ?s ?p ?o . ?o >= 1 }", ">=", "is written FILTER("),
    ("ASK { ?s ?p ?o . ?o * 2 > 1 }", "*", "is written FILTER("),
    ("SELECT * { ?s ?p ?o FILTER(?o IS NULL) }", "IS NULL", "use BOUND"),
    ("SELECT * { ?s ?p ?o FILTER(?s & ?o) }", "& ?o", '"&&"'),
    ("SELECT (CASE WHEN ?o THEN 1 END AS ?n) { ?s ?p ?o }", "CASE", "IF(condition, one, other)"),
    ("ASK { ?s ?p 'x'@ }", "@ }", "a language tag such as @en"),
    ("ASK { ?s ?p '1'^e:t }", "^e:t", 'a datatype follows "^^"'),
    ("ASK { ?s ?p ?o } ORDER BY ?o DESC", "DESC", "DESC(…)"),
    ("ASK { ?s ?p ?o } ORDER BY DESC ?o", "DESC ?o", "DESC(…)"),
    ("SELECT * { ?s ?p ?o FILTER(?o BETWEEN 1 AND 2) }", "BETWEEN", '"&&"'),
    ("SELECT * { ?s ?p ?o FILTER NOT (?o > 1) }", "(?o > 1", '"not" is written "!" before a condition, and NOT EXISTS'),
    ("SELECT * { ?s ?p ?o FILTER(?o && NOT BOUND(?s)) }", "BOUND", '"not" is written "!" before a condition'),
    ("SELECT * { ?s ?p ?o FILTER(?o NOT = 1) }", "= 1", '"is not equal" is written "!="'),
    ("SELECT * { ?s ?p ?o FILTER(?o NOT EXISTS { }) }", "EXISTS", "takes no value before it"),
    ("SELECT * { ?s ?p ?o FILTER(?o NOT (1)) }", "(1)", "IN is expected"),
    ("SELECT * { ?s ?p ?o NOT EXISTS { ?s e:p 1 } }", "NOT", "FILTER NOT EXISTS { … }"),
    ("SELECT * { ?s ?p ?o EXISTS { ?s e:p 1 } }", "EXISTS", "FILTER EXISTS { … }"),
    ("@prefix e: <http://e/> . ASK { }", "@prefix", 'write PREFIX, without "@"'),
    ("SELECT * { ?s ?p “abc” }", "“abc”", "strings are quoted with"),
    ("SELECT * {\u00a0?s ?p ?o }", "\u00a0", "U+00A0 is not white space in SPARQL; write a plain space"),
    ("SELECT * { ?s ?p ?o }\x00", "\x00", "begins with the character U+0000"),
    ("SELECT * { ?s ?p ?o FILTER(?o = 1 = 2) }", "= 2", "comparisons do not chain"),
    ("SELECT * { ?s ?p ?o FILTER(?o IN (1) IN (2)) }", "IN (2)", "comparisons do not chain"),
    ("SELECT * { ?s ?p ?o FILTER ?o > 1 }", "?o >", "in brackets"),
    ("SELECT * { FILTER(- - ?x) }", "?x) }", "after the sign"),
    ("SELECT * { FILTER(?x = _:b) }", "_:b", "a blank node is not allowed in an expression"),
    ("SELECT * { FILTER(?x = o) }", "o) }", "write ?o"),
    ("SELECT * { FILTER(e:f) FILTER e:f }", "}", "arguments of the function"),
    ("SELECT * { BIND(<< ?s ?p ?o >> AS ?t) }", "<< ", "<<( … )>>"),
    ("SELECT * { BIND(<<( [] ?p ?o )>> AS ?t) }", "[]", "an IRI or a variable"),
    ("SELECT * { BIND(1 ?x) }", "?x", "AS is expected"),
    ("SELECT * { GRAPH { ?s ?p ?o } }", "{ ?s", "the IRI of a graph"),
    ("SELECT * { { ?s ?p ?o } UNION ?s ?p ?o }", "?s ?p ?o }", '"{"'),
    ("SELECT * { UNION { ?s ?p ?o } }", "UNION", "between two groups"),
    ("SELECT * { ?s ?p/e:q ?o }", "/e:q", "a variable cannot be part of a path"),
    ("SELECT * { ?s e:p/?q ?o }", "?q", "a variable cannot be part of a path"),
    ("SELECT * { ?s ?p+ ?o }", "+ ?o", "a variable cannot be part of a path"),
    ("SELECT * { ?s ?p + ?o }", "+ ?o", "a variable cannot be part of a path"),
    ("SELECT * { ?s e:p+* ?o }", "* ?o", "repeated once"),
    ("SELECT * { ?s e:p|e:q ?o {| e:r 1 |} }", "{|", "a path cannot be annotated"),
    ("SELECT * { << ?s e:p (1) >> e:q 1 }", "(1)", "a collection is not allowed in"),
    ("SELECT * { ?s ?p <<( << ?a ?b ?c >> e:q 1 )>> }", "<< ?a", "write <<( … )>>"),
    ("CONSTRUCT { ?s e:p/e:q ?o } { ?s ?p ?o }", "/e:q", "a path is not allowed here"),
    ("CONSTRUCT { GRAPH ?g { ?s ?p ?o } } { ?s ?p ?o }", "GRAPH", "has no graphs"),
    ("CONSTRUCT WHERE { ?s ?p ?o FILTER(?o > 1) }", "FILTER", "takes triples only"),
    ("DESCRIBE { ?s ?p ?o }", "{", "a variable, an IRI"),
    ("ASK { } LIMIT ten", "ten", "a whole number after LIMIT"),
    ("ASK { } LIMIT 1.5", "1.5", "a whole number"),
    ("ASK { } LIMIT 1 LIMIT 2", "LIMIT 2", "each may occur once"),
    ("ASK { } LIMIT 1 ORDER BY ?x", "ORDER", "in this order"),
    ("ASK { } ORDER ?x", "?x", "BY is expected"),
    ("ASK { } ORDER BY ?x, ?y", ", ?y", "no comma"),
    ("ASK { } GROUP BY ?x, ?y", ", ?y", "no comma"),
    ("ASK { } ASK { }", "ASK { }", "one query is run at a time"),
    ("ASK { } LIMIT 1 ; PREFIX e: <a:> ASK { }", "; PREFIX", "one query is run at a time"),
    ("ASK { } nonsense", "nonsense", "the end of the query"),
    ("PREFIX e <http://e/> ASK { }", "e <", "a prefix with its colon"),
    ("PREFIX e: http://e/ ASK { }", "http:", "between < and >"),
    ('VERSION """1.2""" ASK { }', '"""', "a version"),
    ("?x", "?x", "SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("SELECT * { ?s e:p 'a\\q' }", "\\q", "not an escape sequence"),
    ("SELECT * { ?s e:p 'a\\uD83C\\uDCA1' }", "\\uD83C", "half of a surrogate pair"),
    ("SELECT * { ?s e:p 'a\\U00110000' }", "\\U00110000", "beyond the last character"),
    ("SELECT * { ?s e:p <http://e/\\u0020> }", "<http", "not an IRI"),
    ("SELECT * { ?s e:p <rel> }", "<rel>", "cannot be read without a base"),
    ("PREFIX r: <rel/> ASK { }", "<rel/>", "cannot be read without a base"),
    ("SELECT * { ?s e:p 'x'@en--up }", "@en--up", "not a text direction"),
    ("SELECT * { ?s e:p 'x'@en--LTR }", "@en--LTR", "not a text direction"),
    ("SELECT * { ?s e:p 'x'@muchtoolong }", "@muchtoolong", "not a language tag"),
]

HABITS = [
    ("SELECT ?s * { ?s e:p ?o }", "* {", 'SELECT has either "*", for all variables, or a list of columns'),
    ("SELECT * ?s { ?s e:p ?o }", "?s {", 'SELECT has either "*", for all variables, or a list of columns'),
    ("SELECT ?s * 2 { ?s e:p ?o }", "* 2", "an expression in SELECT needs brackets and a name"),
    ("ASK { ?s e:p ?o FILTER(?o => 9) }", "> 9", '"at least" is written ">="'),
    ("ASK { ?s e:p ?o FILTER(?o =< 9) }", "< 9", '"at most" is written "<="'),
    ("ASK { ?s e:p ?o FILTER(?o ≥ 9) }", "≥ 9", '"at least" is written ">="'),
    ("ASK { ?s e:p ?o FILTER(?o ≠ 9) }", "≠ 9", '"is not equal" is written "!="'),
    ("ASK { ?s e:p ?o FILTER(9 − ?o > 1) }", "− ?o", 'minus is written "-"'),
    ("ASK { ?s e:p ?o FILTER(?s | ?o) }", "| ?o", '"||"'),
    ("ASK { ?s e:p ?o FILTER(?o ~ 'x') }", "~ 'x'", "matched with REGEX"),
    ("ASK { ?s e:p ?o FILTER(?o % 2 = 0) }", "% 2", "it is not an operator"),
    ("ASK { ?s e:p ?o FILTER(?o.size > 2) }", ".size", "queried with a triple"),
    ("ASK { ?s e:p ?o FILTER(?o@id) }", "@id", 'LANG(?x) = "id"'),
    ("ASK { ?s e:p ?o FILTER(?o = 'the cat's') }", "s')", "ends the string; write \\' within"),
    ("ASK { ?s e:p `cat` }", "`cat`", "strings are quoted with"),
    ("ASK { ?s e:p ?o FILTER(LANG(?o) = he) }", "he)", 'write ?he for a variable, "he" for a string'),
    ("ASK { ?s e:p Smith }", "Smith", 'write "Smith" for a string, ?Smith for a variable'),
    ("ASK { ?s e:p 1999-12-31 }", "-12-31", '"2020-01-31"^^xsd:date'),
    ("ASK { ?s e:p 'colour'@en_GB }", "_GB", 'joined with "-"'),
    ("ASK { ?s is e:Cat }", "is e:Cat", 'given by "a"'),
    ("ASK { ?s http://e/p ?o }", "/e/p", "an IRI is written between < and >"),
    ("ASK { ?s e:p https://e/o }", "//e/o", "an IRI is written between < and >"),
    ("ASK { ?s e:cat/7 ?o }", "7 ?o", "a predicate"),
    ("ASK { ?s e:cat/tom ?o }", "tom ?o", 'in a prefixed name "/" is written'),
    ("ASK { ?s e:p{2,3} ?o }", "{2,3}", "repeated with *, + or ?"),
    ("ASK { { ?s e:p 1 } OR { ?s e:p 2 } }", "OR", "write UNION between two groups"),
    ("ASK { ?s e:p ?o AND ?s e:q ?o }", "AND", "patterns follow one another without a word"),
    ("ASK { ?s e:p ?o WHERE ?o > 1 }", "WHERE", "a condition is written FILTER"),
    ("ASK { ?s e:p ?o . SELECT ?s { ?s ?p ?o } }", "SELECT", "braces of its own"),
    ("ASK { SELECT ?s { ?s ?p ?o } ?s e:q ?r }", "?s e:q", "braces of its own"),
    ("ASK { ?s e:p 1 } UNION { ?s e:p 2 }", "UNION", "within the braces of WHERE"),
    ("ASK { ?s e:p ?o } FILTER(?o > 1)", "FILTER", "FILTER goes within the braces of WHERE"),
    ("ASK { ?s e:p ?o } LIMIT 5, 10", ", 10", "rows are skipped with OFFSET"),
    ("ASK { ?s e:p ?o } SORT BY ?o", "SORT", "sorted with ORDER BY"),
    ("PREFIX c: <http://c/>; ASK { }", "; ASK", 'a declaration has no ";" at its end'),
    ("PREFIX c: <http://c/> . ASK { }", ". ASK", 'a declaration has no "." at its end'),
    ("-- cats\nASK { }", "-- cats", 'a comment begins with "#"'),
    ("// cats\nASK { }", "// cats", 'a comment begins with "#"'),
    ("/* cats */ ASK { }", "/* cats", 'a comment begins with "#"'),
    ("SELECT (GROUP_CONCAT(?s, '|') AS ?n) { ?s ?p ?o }", ", '|'", "the separator follows a semicolon"),
    ("SELECT (GROUP_CONCAT(?s SEPARATOR '|') AS ?n) { ?s ?p ?o }", "SEPARATOR", "the separator follows a semicolon"),
    ("SELECT (SUM(?s, ?o) AS ?n) { ?s ?p ?o }", ", ?o", "SUM takes one expression"),
    ("SELECT (COUNT(DISTINCT ?s AS ?n)) { ?s ?p ?o }", "AS ?n", "(COUNT(?x) AS ?n)"),
    ("SELECT ？s { ?s ?p ?o }", "？s", 'full width; write "?s"'),
    ("ASK ｛ ?s ?p ?o }", "｛", 'full width; write "{"'),
    ("ASK { ?s ?p​ ?o }", "​", "U+200B cannot be seen and is not allowed here; remove it"),
    ("ASK { ?s ?p ?o }", " ", "U+2028 is not white space in SPARQL; write a plain space"),
]

MISSPELT = [
    ("SELCT * { }", "SELCT", "SELECT"),
    ("PREFX e: <http://e/> ASK { }", "PREFX", "PREFIX"),
    ("SELECT DISTINT ?s { ?s ?p ?o }", "DISTINT", "DISTINCT"),
    ("SELECT * WERE { ?s ?p ?o }", "WERE", "WHERE"),
    ("SELECT * FORM <http://e/> { ?s ?p ?o }", "FORM", "FROM"),
    ("SELECT * { ?s ?p ?o OPTINAL { ?s ?p ?o } }", "OPTINAL", "OPTIONAL"),
    ("SELECT * { ?s ?p ?o FILTR(?o) }", "FILTR", "FILTER"),
    ("SELECT * { ?s ?p ?o } ODER BY ?s", "ODER", "ORDER"),
    ("SELECT * { ?s ?p ?o } ORDER BY DSC(?s)", "DSC", "DESC"),
    ("SELECT * { ?s ?p ?o } LIMT 1", "LIMT", "LIMIT"),
    ("SELECT * { VALUES ?x { UNDFE } }", "UNDFE", "UNDEF"),
]

NO_FUNCTIONS = [
    ("SELECT * { BIND(STRLENN(?o) AS ?n) }", "STRLENN", "STRLEN"),
    ("SELECT (CONUT(?o) AS ?n) { }", "CONUT", "COUNT"),
    ("ASK { ?s ?p ?o FILTER(lower(?o) = 'a') }", "lower", "LCASE"),
    ("ASK { ?s ?p ?o FILTER ISNULL(?o) }", "ISNULL", "!BOUND"),
    ("SELECT (CAST(?o AS e:t) AS ?n) { ?s ?p ?o }", "CAST", "a cast such as xsd:integer(…)"),
    ("SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING(AVERAGE(?o) > 1)", "AVERAGE", "AVG"),
    ("SELECT (1 + string_agg(?o) AS ?n) { ?s ?p ?o }", "string_agg", "GROUP_CONCAT"),
]

BRACKETS = [
    ("ASK { ?s ?p ?o", "{ ?s", 'nothing closes the "{"'),
    ("ASK { { ?s ?p ?o }", "{ { ?s", 'nothing closes the "{"'),
    ("ASK { ?s ?p ( 1 ", "( 1", 'add ")"'),
    ("ASK { ?s ?p <<( ?a ?b ?c", "<<(", 'add ")>>"'),
    ("ASK { ?s ?p ?o }}", "}", '"}" has nothing to close'),
    ("ASK { ?s ?p ( 1 }", "}", '"}" is where ")" should close the "(" in line 1, column 13 of the query'),
    ("ASK {\n FILTER(1 + (2) }", "}", 'close the "(" in line 2, column 8 of the query'),
    ("ASK { ?s ?p ?o ]", "]", 'should close the "{" in line 1, column 5 of the query'),
]

RULES = [
    # section 10.1
    ("SELECT * { ?s e:p ?o BIND(?o AS ?s) }", "?s) }", "?s already has a value where BIND"),
    ("SELECT * { { ?s e:p ?o } BIND(1 AS ?o) }", "?o) }", "?o already has a value where BIND"),
    ("SELECT * { OPTIONAL { ?s e:p ?o } BIND(1 AS ?o) }", "?o) }", "?o already has a value"),
    ("SELECT * { VALUES ?o { 1 } BIND(1 AS ?o) }", "?o) }", "?o already has a value"),
    ("SELECT * { { SELECT (1 AS ?o) { } } BIND(1 AS ?o) }", "?o) }", "?o already has a value"),
    ("SELECT * { GRAPH ?g { } BIND(1 AS ?g) }", "?g) }", "?g already has a value"),
    ("SELECT * { ?s e:p <<( ?a e:q ?b )>> BIND(1 AS ?b) }", "?b) }", "?b already has a value"),
    # section 18.2.4.4
    ("SELECT ?s (1 AS ?s) { }", "?s) {", "?s is already one of the columns"),
    ("SELECT (1 AS ?x) (2 AS ?x) { }", "?x) { }", "?x is already one of the columns"),
    ("SELECT (1 AS ?s) { ?s e:p ?o }", "?s) {", "?s has a value in the pattern"),
    ("SELECT (1 AS ?x) { } VALUES ?x { 1 }", "?x) {", "?x has a value in the pattern"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s e:p ?o } GROUP BY ?s ?n", "?n) {", "?n is grouped by already"),
    ("SELECT (1 AS ?z) { } GROUP BY (2 AS ?z)", "?z) { }", "?z is grouped by already"),
    ("SELECT ?o { ?s e:p ?o } GROUP BY (1 AS ?o)", "?o)", "?o already has a value where GROUP BY"),
    ("SELECT ?x { } GROUP BY (1 AS ?x) (2 AS ?x)", "?x)", "?x already has a value where GROUP BY"),
    # section 11.4
    (
        "SELECT ?s ?o (COUNT(*) AS ?n) { ?s e:p ?o } GROUP BY ?s",
        "?o (",
        "?o is neither in GROUP BY nor in an aggregate",
    ),
    ("SELECT (COUNT(*) AS ?n) ?o { ?s e:p ?o }", "?o {", "?o is neither"),
    ("SELECT ?s (STR(?o) AS ?n) { ?s e:p ?o } GROUP BY ?s", "?o)", "?o is neither"),
    ("SELECT ?s (SUM(?o) + ?o AS ?n) { ?s e:p ?o } GROUP BY ?s", "?o AS", "?o is neither"),
    ("SELECT ((?a + 1) AS ?n) { ?a e:p ?o } GROUP BY (?a + 1)", "?a + 1) AS", "?a is neither"),
    ("SELECT ?s (COUNT(*) AS ?n) { ?s e:p ?o } GROUP BY ?s HAVING(?n > 1)", "?n > 1", "comes after HAVING"),
    ("SELECT * { { SELECT ?s ?o { ?s e:p ?o } GROUP BY ?s } }", "?o {", "?o is neither"),
    ("SELECT * { ?s e:p ?o } GROUP BY ?s", "SELECT *", "SELECT * cannot be used with GROUP BY"),
    ("SELECT * { ?s e:p ?o } ORDER BY COUNT(?s)", "SELECT *", "SELECT * cannot be used"),
    # aggregates
    ("SELECT * { ?s e:p ?o BIND(MAX(?o) AS ?m) }", "MAX", "only in SELECT, HAVING and ORDER BY"),
    ("SELECT * { ?s e:p ?o FILTER(SUM(?o) > 1) }", "SUM", "only in SELECT, HAVING and ORDER BY"),
    ("SELECT ?s { ?s e:p ?o } GROUP BY (COUNT(?o) AS ?n)", "COUNT", "cannot be used in GROUP BY"),
    ("SELECT (SUM(COUNT(?o)) AS ?n) { ?s e:p ?o }", "COUNT", "cannot be used in another aggregate"),
    ("SELECT (COUNT(?o) AS ?n) { ?s e:p ?o FILTER(AVG(?o)) }", "AVG", "only in SELECT, HAVING and ORDER BY"),
    ("SELECT (EXISTS { FILTER(MIN(?o)) } AS ?n) { ?s e:p ?o }", "MIN", "only in SELECT, HAVING and ORDER BY"),
    # VALUES
    ("SELECT * { VALUES (?a ?a) { (1 2) } }", "?a) {", "?a occurs twice"),
    ("SELECT * { VALUES (?a ?b) { (1 2) (1) } }", "(1) }", "1 value for 2 variables"),
    ("SELECT * { VALUES (?a) { (1 2 3) } }", "(1 2 3)", "3 values for 1 variable"),
    ("SELECT * { } VALUES () { (1) }", "(1)", "1 value for 0 variables"),
    ("SELECT * { VALUES ?x { ?y } }", "?y", "no variables"),
    ("SELECT * { VALUES ?x { _:y } }", "_:y", "no blank nodes"),
    ("SELECT * { VALUES ?x { (1) } }", "(1)", "values without brackets"),
    # section 19.6
    ("SELECT * { _:a e:p ?o . { _:a e:q ?o } }", "_:a e:q", "another basic graph pattern"),
    ("SELECT * { { _:a e:p ?o } UNION { _:a e:q ?o } }", "_:a e:q", "another basic graph pattern"),
    ("SELECT * { _:a e:p ?o . OPTIONAL { ?s e:r 1 } _:a e:q ?o }", "_:a e:q", "another basic graph pattern"),
    ("SELECT * { _:a e:p ?o . BIND(1 AS ?x) _:a e:q ?o }", "_:a e:q", "another basic graph pattern"),
    ("SELECT * { _:a e:p ?o FILTER EXISTS { _:a e:q ?o } }", "_:a e:q", "another basic graph pattern"),
    # numbers of arguments
    ("SELECT * { FILTER(STR()) }", "STR", "takes 1 argument, but none were given"),
    ("SELECT * { FILTER(REGEX(?x)) }", "REGEX", "takes 2 or 3 arguments, but 1 was given"),
    ("SELECT * { FILTER(NOW(1)) }", "NOW", "takes no arguments"),
    ("SELECT * { FILTER(IF(1, 2)) }", "IF", "takes 3 arguments"),
    ("SELECT * { FILTER(REPLACE(1, 2, 3, 4, 5)) }", "REPLACE", "takes 3 or 4 arguments"),
    ("SELECT * { FILTER(BOUND(1)) }", "1)", "BOUND takes a variable"),
    ("SELECT (COUNT(?a, ?b) AS ?n) { }", ", ?b", "COUNT takes one expression"),
]

UPDATES = [
    ("INSERT DATA { e:a e:b ?x }", "?x", "INSERT DATA takes no variables"),
    ('INSERT DATA { e:a e:b 1 . "a" e:b 2 }', '"a"', "a literal cannot be the subject of a triple in INSERT DATA"),
    ("DELETE DATA { 1 e:b 2 }", "1", "a literal cannot be the subject of a triple in DELETE DATA"),
    ("INSERT DATA { <<( e:a e:b 1 )>> e:b 2 }", "<<(", "a triple term cannot be the subject"),
    ("DELETE DATA { GRAPH ?g { e:a e:b e:c } }", "?g", "DELETE DATA takes no variables"),
    ("INSERT DATA { e:a e:b <<( e:a e:b ?x )>> }", "?x", "takes no variables"),
    ("DELETE DATA { _:a e:b e:c }", "_:a", "a blank node is not allowed in DELETE DATA"),
    ("DELETE { ?a e:b [] } WHERE { ?a e:b ?c }", "[]", "a blank node is not allowed in DELETE"),
    ("DELETE WHERE { ?a e:b (1) }", "(1)", "a blank node is not allowed in DELETE WHERE"),
    ("DELETE { << ?a e:b 1 >> e:c 1 } WHERE { }", "<<", "a blank node is not allowed in DELETE"),
    ("DELETE { ?a e:b 1 {| e:c 1 |} } WHERE { }", "{|", "a blank node is not allowed in DELETE"),
    ("INSERT DATA { _:a e:b 1 } ; INSERT DATA { _:a e:b 2 }", "_:a e:b 2", "another basic graph pattern"),
    ("INSERT { ?a e:b/e:c 1 } WHERE { }", "/e:c", "a path is not allowed here"),
    ("INSERT DATA { GRAPH e:g { GRAPH e:h { } } }", "GRAPH e:h", 'a triple or "}"'),
    ("INSERT { ?a e:b 1 }", "", "WHERE with a group is missing"),
    ("CLEAR e:g", "e:g", "GRAPH with its IRI"),
    ("COPY DEAFULT TO e:g", "DEAFULT", "did you mean DEFAULT"),
    ("CREATE e:g", "e:g", "GRAPH is expected"),
    ("WITH e:g SELECT * { }", "SELECT", "DELETE or INSERT"),
    ("SELECT * { }", "SELECT", "it begins a query"),
    ("CLEAR ALL CLEAR ALL", "CLEAR ALL", '";" or the end'),
    ("INSRT DATA { }", "INSRT", "did you mean INSERT"),
    ("INSERT DATA { x:a e:b y:c }", "x:a", '"x:" and "y:"'),
]


def named(rows: list[tuple[str, str, str]]) -> list[object]:
    return [pytest.param(*row, id=row[0]) for row in rows]


@pytest.mark.parametrize(("text", "wrong", "message"), named(TOKENS))
def test_a_token_that_cannot_stand_where_it_stands_is_named(text: str, wrong: str, message: str) -> None:
    check(text, wrong, message)


@pytest.mark.parametrize(("text", "wrong", "message"), named(HABITS))
def test_what_is_written_out_of_habit_is_told_how_sparql_has_it(text: str, wrong: str, message: str) -> None:
    check(text, wrong, message)


@pytest.mark.parametrize(("text", "wrong", "meant"), named(MISSPELT))
def test_the_nearest_keyword_is_told(text: str, wrong: str, meant: str) -> None:
    check(text, wrong, f'did you mean {meant} instead of "{wrong}"?')


@pytest.mark.parametrize(("text", "wrong", "meant"), named(NO_FUNCTIONS))
def test_a_call_of_what_is_no_function_is_told_the_function_that_does_it(text: str, wrong: str, meant: str) -> None:
    check(text, wrong, f'there is no function "{wrong}"; did you mean {meant}?')


def test_a_name_that_is_like_no_function_is_not_taken_for_one() -> None:
    check("ASK { FILTER(frobnicate(1)) }", "frobnicate", "any other is called by its IRI")


@pytest.mark.parametrize(("text", "wrong", "message"), named(BRACKETS))
def test_brackets_that_do_not_match_are_named(text: str, wrong: str, message: str) -> None:
    check(text, wrong, message)


@pytest.mark.parametrize(("text", "wrong", "message"), named(RULES))
def test_what_breaks_a_rule_beyond_the_grammar_is_named(text: str, wrong: str, message: str) -> None:
    check(text, wrong, message)


@pytest.mark.parametrize(("text", "wrong", "message"), named(UPDATES))
def test_what_is_wrong_in_an_update_is_named(text: str, wrong: str, message: str) -> None:
    check(text, wrong, message, update=True)


RIGHT = [
    "SELECT ?s ?s { ?s e:p ?o }",
    "SELECT (1 AS ?s) ?s { }",
    "SELECT (COUNT(?o) AS ?o) { ?s e:p ?o }",
    "SELECT (COUNT(?o) AS ?n) (?n + 1 AS ?m) { ?s e:p ?o } ORDER BY ?m",
    "SELECT (123 AS ?z) { ?s e:p ?z } GROUP BY ?s",
    "SELECT ?k { ?s e:p ?o } GROUP BY (STR(?o) AS ?k) HAVING(COUNT(*) > 1) ORDER BY ?k MAX(?s)",
    "SELECT ?s (EXISTS { ?s e:p ?x } AS ?y) { ?s e:p ?o } GROUP BY ?s",
    "SELECT (SUM(?n) AS ?m) { { SELECT (COUNT(*) AS ?n) { ?s e:p ?o } GROUP BY ?s } }",
    "SELECT * { MINUS { ?s e:p ?o } BIND(1 AS ?o) }",
    "SELECT * { FILTER EXISTS { ?s e:p ?o } BIND(1 AS ?o) }",
    "SELECT * { FILTER(?o > 1) BIND(1 AS ?o) ?s e:p ?o }",
    "SELECT * { { SELECT ?s { ?s e:p ?o } } BIND(1 AS ?o) }",
    "SELECT * { _:a e:p ?o FILTER(?o > 1) _:a e:q ?o FILTER EXISTS { ?o e:r _:b } _:a e:s 1 }",
    "SELECT * { ?s e:p ?o . FILTER(!!?o || - -1 < +?o) }",
    "CONSTRUCT { _:a e:p ?o } { _:a e:p ?o }",
    "CONSTRUCT WHERE { _:a e:p ?o }",
    "SELECT * { VALUES () { () () } VALUES (?x) { } }",
    "ASK { [] e:p () ; e:q ( [ e:r 1 ; ] 2 ) ;; . [ e:s 1 ] }",
    "DESCRIBE e:a ?x",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_the_recommendation_allows_is_read(text: str) -> None:
    assert parse_query(text, prefixes=KNOWN) == parse_query(f"# a comment\n{text}\n", prefixes=KNOWN)


def test_the_labels_of_an_update_reach_as_far_as_the_recommendation_says() -> None:
    update = parse_update(
        "INSERT DATA { _:a e:b _:a . GRAPH e:g { _:a e:b 1 } } ; "
        "INSERT { _:a e:b _:c } WHERE { _:a e:b _:c } ; INSERT { _:a e:b _:c } WHERE { _:d e:b 1 }",
        prefixes=KNOWN,
    )
    assert len(update.operations) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ASK {\n  ?s talnt:x 1 }", '2:6: nothing declares the prefix "talnt:"; did you mean "talent:"?'),
        ("ASK { ?s zzz:x 1 }", '1:10: nothing declares the prefix "zzz:"; declare it: PREFIX zzz: <…>.'),
        ("ASK { ?s :x 1 }", '1:10: nothing declares the prefix ":"; declare it: PREFIX : <…>.'),
        (
            "ASK { ?s zzz:x 1 ; talnt:y zzz:b }",
            '1:10: nothing declares the prefixes "zzz:" and "talnt:" (did you mean "talent:"?); '
            "declare each: PREFIX zzz: <…>.",
        ),
        (
            "ASK { ?s a:x b0:y ; q:r '1'^^d4:e }",
            '1:10: nothing declares the prefixes "a:", "b0:", "q:" and "d4:"; declare each: PREFIX a: <…>.',
        ),
    ],
)
def test_all_prefixes_that_nothing_declares_are_told_at_once(text: str, message: str) -> None:
    with pytest.raises(UndeclaredPrefixError) as caught:
        parse_query(text, source="q", prefixes={"talent": "http://talent/"})
    assert all(text[at:].startswith(prefix + ":") for prefix, at in caught.value.prefixes.items())
    assert str(caught.value) == f"q:{message}"


@pytest.mark.parametrize("text", ["", "  # only a comment"])
def test_an_empty_text_is_no_query(text: str) -> None:
    with pytest.raises(QueryError, match="the query is empty; write a SELECT, ASK, CONSTRUCT or DESCRIBE query"):
        parse_query(text)


@pytest.mark.parametrize("text", ["SELECT", "SELECT ?x", "ASK WHERE", "PREFIX e: <http://e/>", "ASK { } LIMIT"])
def test_a_text_that_ends_too_early_says_what_is_missing(text: str) -> None:
    with pytest.raises(QueryError, match=r"cannot be read at its end; .* is missing there") as caught:
        parse_query(text)
    assert caught.value.column == len(text) + 1


@pytest.mark.parametrize("word", ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"])
def test_an_update_is_refused_where_a_query_is_read(word: str) -> None:
    with pytest.raises(RefusedQueryError, match=f"1:24: {word} begins an update, and this is for queries only"):
        parse_query(f"PREFIX e: <http://e/>  {word.lower()} DATA {{ e:a e:b e:c }}", source="q")


SERVICES = [
    "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    "ASK { ?s ?p ?o FILTER NOT EXISTS { SERVICE<http://e/>{} } }",
    "SELECT * { { SELECT * { SERVICE e:x { } } } }",
    "SELECT*{?s ?p true SERVICE<http://e/>{}}",
    "SELECT*{?s ?p true.SERVICE<http://e/>{}}",
]


@pytest.mark.parametrize("text", SERVICES)
def test_service_is_refused_unless_it_is_allowed(text: str) -> None:
    with pytest.raises(RefusedQueryError, match="SERVICE would send data to another machine"):
        parse_query(text, prefixes=KNOWN)
    assert parse_query(text, prefixes=KNOWN, allow_service=True)
    with pytest.raises(RefusedQueryError, match="SERVICE would send"):
        parse_update("INSERT { } WHERE { SERVICE ?x { } }")


@pytest.mark.parametrize(
    "text", ["SELECT*{SERVICESILENT<http://e/>{}}", "SELECT*{?s ?p 1SERVICE?x{}}", "ASK{SERVICE:x{}}"]
)
def test_service_does_not_hide_in_its_neighbours(text: str) -> None:
    with pytest.raises(QueryError):
        parse_query(text)


def test_the_word_service_elsewhere_is_no_service() -> None:
    assert parse_query(
        "PREFIX service: <http://e/> ASK { GRAPH service:x { ?service service:y 'SERVICE' } # SERVICE\n}"
    )


def test_load_is_refused_unless_it_is_allowed() -> None:
    with pytest.raises(RefusedQueryError, match="line 1, column 1: LOAD would read"):
        parse_update("LOAD <http://e/>")
    assert parse_update("LOAD SILENT <http://e/> INTO GRAPH <http://g/>", allow_load=True)
