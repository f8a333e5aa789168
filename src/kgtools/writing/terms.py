"""Terms as text: IRIs, literals and names as Turtle and TriG write them, every lexical form as it is."""

from __future__ import annotations

import re

from kgtools.errors import UsageError, shorten
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.reading.tags import Tags

__all__ = ["TermWriter", "check_iri"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = _XSD + "string"
#: the literals that Turtle writes bare (section 6.5, [19] to [21] and [133s]); the lexical form decides
_BARE = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
# control characters, and those that turn the direction of a whole line or cannot be seen: they are written as numbers,
# so that a file shows what it holds
_INVISIBLE = "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufeff\\ufffe\\uffff"
_TO_ESCAPE = re.compile(f'["\\\\{_INVISIBLE}]')
# in a long string a quotation mark is escaped only before another one and at the end; a line feed is as it is
_TO_ESCAPE_LONG = re.compile(f'"(?=")|"\\Z|(?!\n)[\\\\{_INVISIBLE}]')
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    short = _ESCAPES.get(character)
    return short if short is not None else f"\\u{ord(character):04X}"


def check_iri(iri: str) -> str:
    """`iri` itself if an RDF file can hold it between ``<`` and ``>``.

    Escapes would not help: they stand for the same forbidden characters (RDF 1.1 Turtle, section 6.4).

    >>> check_iri("http://example.org/a b")
    Traceback (most recent call last):
    kgtools.errors.UsageError: no RDF file can hold the IRI "http://example.org/a b"; it has a character that is not
    allowed in IRIs; write it as %20.
    """
    match = _NOT_IN_IRI.search(iri)
    if match is not None:
        code = "".join(f"%{byte:02X}" for byte in match[0].encode())
        raise UsageError(
            f'no RDF file can hold the IRI "{shorten(iri)}"; it has a character that is not allowed in IRIs; '
            f"write it as {code}."
        )
    return iri


class TermWriter:
    """Writes terms as Turtle does, and remembers which prefixes it used.

    `labels` gives the label of each blank node that is not written in brackets, `tags` the spelling of language tags.

    >>> terms = TermWriter(PrefixTable({"ex": "http://example.org/"}))
    >>> terms.iri("http://example.org/a"), terms.iri("http://example.org/a/b"), sorted(terms.used)
    ('ex:a', '<http://example.org/a/b>', ['ex'])
    >>> terms.literal(Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")))
    '01'
    """

    def __init__(self, prefixes: PrefixTable, labels: dict[str, str] | None = None, tags: Tags | None = None) -> None:
        self.used: set[str] = set()
        self.labels = labels if labels is not None else {}
        self._prefixes = prefixes
        self.tags = tags if tags is not None else Tags()
        self._iris: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        """An IRI: shortened where a prefix fits, else between ``<`` and ``>``; raises :class:`UsageError`."""
        text = self._iris.get(iri)
        if text is None:
            split = self._prefixes.split(iri)
            if split is None:
                text = f"<{check_iri(iri)}>"
            else:
                self.used.add(split[0])
                text = f"{split[0]}:{split[1]}"
            self._iris[iri] = text
        return text

    def literal(self, literal: Literal, *, long: bool = True) -> str:
        """A literal: bare where its lexical form allows it, in three quotes where it holds line breaks and `long`."""
        value = literal.value
        if literal.language is not None:
            direction = f"--{_direction(literal)}" if literal.direction is not None else ""
            return f"{_string(value, long)}@{self.tags.of(literal)}{direction}"
        datatype = literal.datatype.value
        if datatype == _STRING:
            return _string(value, long)
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(value):
            return value
        return f"{_string(value, long)}^^{self.iri(datatype)}"

    def term(self, term: Term) -> str:
        """Any term; a triple term as ``<<( s p o )>>`` (RDF 1.2 Turtle)."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, Literal):
            return self.literal(term)
        if isinstance(term, BlankNode):
            return f"_:{self.labels.get(term.value, term.value)}"
        assert isinstance(term, Triple)
        # not every parser reads strings in three quotes within a triple term
        inside = self.literal(term.object, long=False) if isinstance(term.object, Literal) else self.term(term.object)
        return f"<<( {self.term(term.subject)} {self.iri(term.predicate.value)} {inside} )>>"


def _string(value: str, long: bool) -> str:
    if long and "\n" in value:
        return f'"""{_TO_ESCAPE_LONG.sub(_escape, value)}"""'
    return f'"{_TO_ESCAPE.sub(_escape, value)}"'


def _direction(literal: Literal) -> str:
    return str(literal.direction).rsplit(".", 1)[-1].lower()
