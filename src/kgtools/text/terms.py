"""A term as people read it: in the notation of Turtle, on one line, not too long, nothing hidden."""

from __future__ import annotations

import re
from typing import Protocol

from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, SH, SKOS, XSD
from kgtools.text.characters import visible
from kgtools.text.languages import language_tag

__all__ = ["TagSpelling", "is_bare", "short_iri", "term_text", "triple_term"]

#: prefixes of the vocabularies that everybody knows
_PREFIXES = (("sh", SH), ("rdf", RDF), ("rdfs", RDFS), ("xsd", XSD), ("owl", OWL), ("skos", SKOS))
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile("true|false"),
}
#: characters of a value that are shown; of a whole term twice as many
_LONGEST = 120


class TagSpelling(Protocol):
    """How the language tags of some files are spelled (:class:`kgtools.reading.Tags`)."""

    def of(self, literal: Literal) -> str:
        """The tag of a literal."""


def short_iri(iri: str) -> str:
    """An IRI with the prefix of a vocabulary that everybody knows, else between angle brackets.

    >>> short_iri("http://www.w3.org/ns/shacl#minCount"), short_iri("http://e/a")
    ('sh:minCount', '<http://e/a>')
    """
    for prefix, namespace in _PREFIXES:
        rest = iri.removeprefix(namespace)
        if rest != iri and rest.isalnum() and rest.isascii():
            return f"{prefix}:{rest}"
    return f"<{visible(iri)}>"


def is_bare(literal: Literal) -> bool:
    """Whether Turtle writes a literal as it is, without quotes and datatype: whole numbers, decimals, truth values.

    >>> is_bare(Literal("01", datatype=NamedNode(XSD + "integer"))), is_bare(Literal("1"))
    (True, False)
    """
    pattern = _BARE.get(literal.datatype.value)
    return pattern is not None and len(literal.value) <= _LONGEST and pattern.fullmatch(literal.value) is not None


def term_text(term: Term, tags: TagSpelling | None = None) -> str:
    r"""A term as Turtle has it, cut where it is long; `tags` spell its language tag, which else has its usual case.

    >>> print(term_text(Literal("a\nb")), term_text(Literal("01", datatype=NamedNode(XSD + "byte"))))
    "a\nb" "01"^^xsd:byte
    >>> print(term_text(NamedNode("http://e/a")), term_text(Literal("x" * 500, language="en-gb"))[-12:])
    <http://e/a> xxxx…"@en-GB
    """
    if isinstance(term, NamedNode):
        text = short_iri(term.value)
    elif isinstance(term, Literal):
        text = _literal(term, tags)
    elif isinstance(term, Triple):
        text = visible(triple_term(term))
    else:
        text = visible(str(term))
    return text if len(text) <= 2 * _LONGEST else text[: 2 * _LONGEST] + "…"


def triple_term(term: Triple) -> str:
    """A triple term in N-Triples; the text that it has by itself has brackets around what is within it only.

    >>> a = NamedNode("http://e/a")
    >>> triple_term(Triple(a, a, Triple(a, a, a)))
    '<<( <http://e/a> <http://e/a> <<( <http://e/a> <http://e/a> <http://e/a> )>> )>>'
    """
    return f"<<( {term} )>>"


def _literal(literal: Literal, tags: TagSpelling | None) -> str:
    if is_bare(literal):
        return literal.value
    text = str(Literal(literal.value[: 4 * _LONGEST]))
    if len(text) > _LONGEST:
        text = f'{text[: _LONGEST - 2]}…"'
    if literal.language is not None:
        text += "@" + (language_tag(literal.language) if tags is None else tags.of(literal))
    elif literal.datatype.value != XSD + "string":
        text += "^^" + short_iri(literal.datatype.value)
    return visible(text)
