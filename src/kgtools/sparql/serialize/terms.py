"""Terms and paths as SPARQL writes them, every IRI in full."""

from __future__ import annotations

import re

from kgtools.model.terms import Literal, Term, Triple
from kgtools.sparql.expressions import (
    Alternative,
    Inverse,
    Link,
    NegatedSet,
    OneOrMore,
    Path,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
)

__all__ = ["path_text", "term_text"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
#: the datatypes of literals that need no quotes, with the lexical forms that are read back as they are (section 4.1.2)
_PLAIN = {
    _XSD + "integer": r"[+-]?[0-9]+",
    _XSD + "decimal": r"[+-]?[0-9]*\.[0-9]+",
    _XSD + "boolean": "true|false",
}
_ALTERNATIVE, _SEQUENCE, _ELEMENT, _PRIMARY = range(4)


def term_text(term: Term) -> str:
    """A term as SPARQL reads it back unchanged.

    >>> from kgtools.model.terms import NamedNode
    >>> print(term_text(Literal("5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))))
    5
    >>> print(term_text(Literal("5 is\\n five", language="en")))
    "5 is\\n five"@en
    """
    if isinstance(term, Literal):
        plain = _PLAIN.get(term.datatype.value)
        if plain is not None and re.fullmatch(plain, term.value):
            return term.value
        text = str(term)
        # \uXXXX is read before anything else (section 19.2), and so would be a backslash that is before a u
        return re.sub(r"\\\\([uU])|\\.", _kept_apart, text) if "\\\\" in text else text
    if isinstance(term, Triple):
        return f"<<( {term_text(term.subject)} {term_text(term.predicate)} {term_text(term.object)} )>>"
    return str(term)


def _kept_apart(match: re.Match[str]) -> str:
    # eight digits: what follows them is never taken for more of them
    return f"\\\\\\U{ord(match[1]):08X}" if match[1] else match[0]


def path_text(path: Path) -> str:
    """A path with the brackets that it needs.

    >>> from kgtools.model.terms import NamedNode
    >>> a, b = Link(NamedNode("http://e/a")), Link(NamedNode("http://e/b"))
    >>> path_text(ZeroOrMore(Sequence((a, Inverse(b)))))
    '(<http://e/a>/^<http://e/b>)*'
    """
    return _path(path, _ALTERNATIVE)


def _path(path: Path, level: int) -> str:
    match path:
        case Link(iri=iri):
            return str(iri)
        case NegatedSet(forward=forward, backward=backward):
            return f"!({'|'.join([*map(str, forward), *(f'^{iri}' for iri in backward)])})"
        case Alternative(parts=parts):
            own, text = _ALTERNATIVE, "|".join(_path(part, _SEQUENCE) for part in parts)
        case Sequence(parts=parts):
            own, text = _SEQUENCE, "/".join(_path(part, _ELEMENT) for part in parts)
        case Inverse(path=inner):
            # what is inverted may be repeated (^a*), but not inverted itself
            own, text = _ELEMENT, "^" + (_bracketed(inner) if isinstance(inner, Inverse) else _path(inner, _ELEMENT))
        case ZeroOrMore(path=inner) | OneOrMore(path=inner) | ZeroOrOne(path=inner):
            sign = "*" if isinstance(path, ZeroOrMore) else "+" if isinstance(path, OneOrMore) else "?"
            own, text = _ELEMENT, _path(inner, _PRIMARY) + sign
        case _:
            raise AssertionError(f"no such path: {type(path).__name__}")
    return f"({text})" if own < level else text


def _bracketed(path: Path) -> str:
    return f"({_path(path, _ALTERNATIVE)})"
