"""What people write out of habit where SPARQL has something else: words of SQL, signs, marks of word processors."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["advice", "missing_end"]

#: quotation marks of word processors
_QUOTES: Final = frozenset("“”„‟‘’‚‛«»")
#: what is written in other languages, and how SPARQL has it
_WORDS: Final = {
    "AND": 'join conditions with "&&"',
    "OR": 'join conditions with "||"',
    "<>": '"is not equal" is written "!="',
    "=": '"is equal" is written "="',
    "IS": "use BOUND to test whether a variable has a value",
    "CASE": "choose between two values with IF(condition, one, other)",
    "^": 'a datatype follows "^^", and "^" begins an inverse path in the place of a predicate',
    "BETWEEN": 'join two comparisons with "&&"',
    "TOP": "write LIMIT at the end of the query",
    "LIKE": "compare strings with CONTAINS, STRSTARTS or REGEX",
    "SORT": "the solutions are sorted with ORDER BY",
    "NULL": "write UNDEF in VALUES where there is no value, and test it with BOUND",
    "@PREFIX": 'write PREFIX, without "@" and without the dot at its end',
    "@BASE": 'write BASE, without "@" and without the dot at its end',
    "<": 'an IRI that begins here must end with ">" and contain no space, quotation mark or brace',
}
#: mathematical signs and dashes, and how SPARQL has them
_SIGNS: Final = {
    "≥": '"at least" is written ">="',
    "≤": '"at most" is written "<="',
    "≠": '"is not equal" is written "!="',
    "×": 'a product is written "*"',
    "÷": 'a quotient is written "/"',
    "∧": 'join conditions with "&&"',
    "∨": 'join conditions with "||"',
    "¬": '"not" is written "!" before a condition',
    **dict.fromkeys("‐‑‒–—−", 'minus is written "-"'),
}
#: what compares and computes
_OPERATORS: Final = frozenset(("=", "!=", "<=", ">=", ">", "&&", "||", "+", "-", "*"))
#: signs within an expression
_IN_EXPRESSIONS: Final = {
    "|": 'join conditions with "||"',
    "~": "a string is matched with REGEX",
    ".": "a property is queried with a triple, such as ?s :property ?value",
    "AS": "AS follows the closing bracket of the call, as in (COUNT(?x) AS ?n)",
}
#: words of a group that say nothing there
_IN_GROUPS: Final = {
    "AND": "patterns follow one another without a word; conditions are joined with && in FILTER(…)",
    "OR": "write UNION between two groups in braces",
    "WHERE": "a condition is written FILTER(…)",
    "SELECT": "a sub-query needs braces of its own: { SELECT … }",
}
_BEHIND: Final = frozenset(("OPTIONAL", "FILTER", "BIND", "MINUS", "GRAPH"))


def advice(key: str, token: str, text: str, place: int, expected: str) -> str:
    """How SPARQL has what the token at a place of a text is meant for; empty where that is not known.

    `key` and `token` are those of the token, `expected` says what could be in its place.

    >>> advice("|", "|", "ASK { FILTER(?a | ?b) }", 16, "an operator or ')'")
    'join conditions with "||"'
    """
    return _by_context(key, token, text[:place], text[place:], expected) or _by_token(token)


def _by_token(token: str) -> str:
    first = token[:1]
    if first in _QUOTES:
        return "strings are quoted with \" or '"
    if first in _SIGNS:
        return _SIGNS[first]
    plain = unicodedata.normalize("NFKC", token)
    if plain != token and plain.isascii():
        return f'it is written with characters of full width; write "{plain}"'
    return _WORDS.get(token.upper(), "")


def _by_context(key: str, token: str, before: str, rest: str, expected: str) -> str:
    last = before[-1:]
    word = token.isidentifier()
    if expected.startswith("SELECT, ASK"):
        return _at_the_beginning(key, rest)
    if expected == "the end of the query":
        return _behind_the_pattern(key, before)
    if word and last in ("'", '"'):
        return f"the {last} before it ends the string; write \\{last} within a string"
    if key == "/" and re.search(r"\bhttps?:/?\Z", before):
        return "an IRI is written between < and >"
    if expected.startswith(("an operator", '"," or')) or expected == "an expression":
        return _in_an_expression(key, token, last)
    if expected.startswith("a predicate"):
        return _for_a_predicate(key, token, before)
    if expected == "an object":
        return _for_an_object(key, token, last, rest)
    if expected.startswith("a triple or a part"):
        if word and re.search(r"@[A-Za-z0-9-]+\Z", before):
            return 'the parts of a language tag are joined with "-", as in @en-GB'
        return _IN_GROUPS.get(key, "")
    return ""


def _at_the_beginning(key: str, rest: str) -> str:
    if key in (";", "."):
        return f'a declaration has no "{key}" at its end; remove it'
    return 'a comment begins with "#"' if rest.startswith(("--", "//", "/*")) else ""


def _behind_the_pattern(key: str, before: str) -> str:
    if key == "," and re.search(r"(?i)\blimit\s+[0-9]+\s*\Z", before):
        return "rows are skipped with OFFSET, as in LIMIT 20 OFFSET 10"
    if key == "UNION":
        return "UNION goes between two groups in braces, within the braces of WHERE"
    return f"{key} goes within the braces of WHERE" if key in _BEHIND else ""


def _in_an_expression(key: str, token: str, last: str) -> str:
    if key in "<>" and last == "=":
        return '"at least" is written ">="' if key == ">" else '"at most" is written "<="'
    if key == "language":
        return f'the language of a string is compared with LANG(?x) = "{token[1:]}"'
    return _IN_EXPRESSIONS.get(key, "")


def _for_a_predicate(key: str, token: str, before: str) -> str:
    if key == "IS":
        return 'the class of a thing is given by "a", as in ?x a :Person'
    if token in _OPERATORS:
        return "a condition among the triples is written FILTER(…)"
    if token.isidentifier() and re.search(r":[^\s<>\"]*/\Z", before):
        return 'in a prefixed name "/" is written "\\/", or the whole IRI is written between < and >'
    return ""


def _for_an_object(key: str, token: str, last: str, rest: str) -> str:
    if re.match(r"\{\s*[0-9,]", rest) and not last.isspace():
        return "a path is repeated with *, + or ?, or its steps are written one by one"
    # a word in capitals may be a keyword that is misspelt
    if token.isidentifier() and not token.isupper() and key != "a":
        return f'write "{token}" for a string, ?{token} for a variable'
    return ""


def missing_end(text: str, place: int) -> str:
    """The advice for a term that follows a complete triple without a mark between them."""
    if text[place] == "-" and re.search(r"[0-9]{4}\Z", text[:place]) and re.match(r"-[0-9]{2}", text[place:]):
        return 'a date is written as a string with its datatype, as in "2020-01-31"^^xsd:date'
    return '"." or ";" is missing before it'
