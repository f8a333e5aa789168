"""Where Oxigraph answers otherwise than the recommendation says; what is generated for both engines keeps off it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FAULTS", "Fault"]


@dataclass(frozen=True)
class Fault:
    """A difference: what it is about, the section that decides, and what Oxigraph answers."""

    what: str
    section: str
    answer: str


FAULTS: tuple[Fault, ...] = (
    Fault(
        "`GRAPH ?g` around a sub-select, VALUES, an empty group or GRAPH",
        "18.6, evaluation of Graph",
        "the variable is not bound, or the pattern is answered once and not once for each graph",
    ),
    Fault(
        "literals whose lexical form is not the canonical one",
        "RDF 1.1 Concepts, 3.3",
        "`01` of the data comes back as `1`, a value of a type derived from `xsd:integer` as an `xsd:integer`",
    ),
    Fault(
        "`COUNT(DISTINCT *)` over a pattern with blank nodes",
        "18.3.1, 18.5.1.2",
        "solutions that differ in a blank node of the query alone are counted apart",
    ),
    Fault("`COUNT` of an expression that is an error somewhere", "18.5.1.2", "the count is an error, too"),
    Fault(
        "alternatives and negated sets in paths, `a|b`, `!a`, `!(a|^b)`",
        "18.2.2.3, 18.4 (ALT and NPS)",
        "a pair of nodes that several connect is given once",
    ),
    Fault(
        "paths `*` and `?` that end in a term of the query which is not in the graph",
        "18.4, ZeroLengthPath",
        "there is no solution",
    ),
    Fault("`GROUP_CONCAT` of values that are not strings", "18.5.1.7", "the value is an error"),
    Fault(
        "`GRAPH` with a name that is not the name of a graph",
        "18.6, evaluation of Graph",
        "there is a solution for an empty pattern",
    ),
    Fault("`BNODE` of a label that no blank node of Turtle has", "17.4.2.9", "the value is an error"),
    Fault(
        'categories under the flag `i`, `REGEX(?x, "\\\\p{Lu}", "i")`',
        "XPath Functions 3.1, 5.6.2",
        "`\\p{Lu}` matches small letters, too",
    ),
    Fault(
        "subtraction in classes of characters, `[a-z-[aeiou]]`",
        "17.4.3.14; XML Schema Part 2, appendix F",
        "what follows the minus is not taken away",
    ),
    Fault(
        "`REPLACE` with a pattern that matches the empty string",
        "17.4.3.15; XPath Functions, 7.6.3",
        "the value is no error",
    ),
    Fault("zero divided by a decimal, `0 / 0.5`", "17.4.6; XPath Functions, 4.2.4", "the value is an error"),
    Fault(
        "`MINUS` within `GRAPH ?g`", "18.6, evaluation of Graph", "the name of the graph counts as a shared variable"
    ),
    Fault(
        "`<`, `>`, `<=`, `>=` between IRIs, blank nodes, or strings with a language",
        "17.3",
        "the value is no error",
    ),
    Fault(
        "paths `*` and `?` that begin with a literal",
        "18.4, ZeroLengthPath; 17.4.1.7",
        "comparisons take it for an IRI or a blank node",
    ),
    Fault(
        "`MINUS` within `EXISTS` and `OPTIONAL`",
        "18.5, 18.6",
        "what is bound outside counts as a shared variable of both sides",
    ),
    Fault(
        "sub-selects within `EXISTS`",
        "18.6, substitute",
        "variables of the solution that the sub-select does not project have no value in it",
    ),
    Fault(
        "variables in `HAVING` and `ORDER BY` that are neither grouped nor aggregated",
        "18.2.4.1",
        "they are unbound, and no sample is taken",
    ),
    Fault(
        "sequences in a path from a variable to itself",
        "18.4 (SEQ)",
        "a node is given once, however many ways there are",
    ),
    Fault("`<` between booleans", "17.3", "the value is an error"),
    Fault(
        "`DISTINCT` of moments that are equal in two time zones",
        "18.5, Distinct; RDF 1.1 Concepts, 3.3",
        "one of them is given, though the terms differ",
    ),
    Fault(
        "`REPLACE` with the flag `q`", "XPath Functions 3.1, 5.6.2", "`$0` in the replacement is not taken literally"
    ),
    Fault(
        "`FILTER` and `BIND` within `GRAPH ?g` that use `?g`",
        "18.6, evaluation of Graph",
        "the variable has its value there, and not only outside",
    ),
    Fault("`GROUP_CONCAT` of strings that all have one language", "18.5.1.7", "the value has that language, too"),
    Fault(
        "`!=` between a moment with a time zone and one without, less than 14 hours apart",
        "XML Schema Part 2, 3.2.7.4",
        "they are unequal, where it is not known",
    ),
    Fault(
        "`ORDER BY` of many moments with and without a time zone",
        "15.1",
        "there may be no answer: the order is not that of a sort",
    ),
    Fault("casts of strings with white space around them", "17.5; XPath Functions, 17.1.1", "the value is an error"),
    Fault(
        "`SUBSTR` from a position that is not an integer", "17.4.3.3; XPath Functions, 7.4.3", "the value is an error"
    ),
    Fault("a moment and a `xsd:yearMonthDuration`", "XPath Functions, 10.8", "the value is an error"),
    Fault("integers beyond 64 bits", "17.1; XML Schema Datatypes, 3.4.13", "they are ill-typed"),
    Fault("decimals of more than 18 digits after the point", "17.1; XML Schema Datatypes, 3.3.3", "they are ill-typed"),
    Fault(
        'numbers beyond the range of their datatype, `"300"^^xsd:byte`',
        "17.1; 17.4.2.4",
        "they are numbers all the same",
    ),
    Fault(
        "`<`, `>`, `<=`, `>=` between NaN and an integer or a decimal",
        "17.3; XPath Functions, 6.3.2",
        "the value is an error, and not false",
    ),
    Fault('`xsd:double("Infinity")`', "17.5; XML Schema Datatypes, 3.3.5.2", "the value is no error"),
    Fault("`<=` and `>=` between equal literals of an unknown datatype", "17.3", "the value is no error"),
)
