"""The valid values that are nearest to what was found: what people may have meant, as Turtle has it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from kgtools.model.datatypes import is_well_formed
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, XSD
from kgtools.table import Columns
from kgtools.text.names import last_part
from kgtools.text.terms import term_text

__all__ = ["nearest_instance", "nearest_term", "of_kind", "respelled", "with_language"]

#: instances of a class that are compared by name
INSTANCES = 5_000


def nearest_term(value: Term | None, candidates: Sequence[Term]) -> str:
    """The term among `candidates` whose name or text is most like that of `value`, if any is like it at all.

    >>> nearest_term(Literal("opne"), [Literal("open"), Literal("closed")])
    '"open"'
    """
    if value is None or not candidates:
        return ""
    text = _text(value)
    scored = ((_likeness(text, _text(term)), term) for term in candidates)
    best, term = max(scored, key=lambda pair: (pair[0], _reversed(str(pair[1]))))
    return term_text(term) if best >= 0.6 else ""


def _text(term: Term) -> str:
    """What people would compare: the last part of an IRI, the text of a literal."""
    if isinstance(term, NamedNode):
        return last_part(term.value).casefold()
    return term.value.strip().casefold() if isinstance(term, Literal) else term_text(term)


def _likeness(left: str, right: str) -> float:
    return 1.0 if left == right else difflib.SequenceMatcher(None, left[:200], right[:200]).ratio()


def _reversed(text: str) -> tuple[int, ...]:
    # of two that are equally near, the first in order
    return tuple(-ord(character) for character in text)


def respelled(value: Term | None, datatype: NamedNode) -> str:
    """The value spelled so that it is one of the datatype, if people write it that way.

    >>> respelled(Literal("2024/3/9"), NamedNode(XSD + "date"))
    '"2024-03-09"^^xsd:date'
    """
    if value is None or not isinstance(value, Literal | NamedNode):
        return ""
    if datatype.value == RDF + "langString":
        return ""
    for text in _spellings(value.value, datatype.value):
        if is_well_formed(datatype.value, text):
            return term_text(Literal(text, datatype=datatype))
    return ""


def _spellings(text: str, datatype: str) -> Iterable[str]:
    """The text, and ways in which people mean a value of that datatype."""
    plain = text.strip()
    yield text
    yield plain
    if datatype == XSD + "boolean":
        yield {"yes": "true", "no": "false"}.get(plain.casefold(), plain.casefold())
    elif datatype in (XSD + "date", XSD + "gYear", XSD + "gYearMonth"):
        day = re.match(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])", plain)
        month = re.match(r"([0-9]{4})[-/.]([0-9]{1,2})(?![0-9])", plain)
        if datatype == XSD + "date" and day:
            yield f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
        if datatype == XSD + "gYearMonth" and month:
            yield f"{month[1]}-{int(month[2]):02}"
        if datatype == XSD + "gYear":
            yield plain[:4]
    elif datatype == XSD + "dateTime":
        yield plain.replace(" ", "T", 1)
        yield f"{plain}T00:00:00"
    else:
        grouped = re.fullmatch(r"([+-]?[0-9]{1,3}(?:,[0-9]{3})+)((?:\.[0-9]+)?)", plain)
        if grouped:
            yield grouped[1].replace(",", "") + grouped[2]
        whole = re.fullmatch(r"([+-]?[0-9]+)\.0*", plain)
        if whole:
            yield whole[1]


def nearest_instance(value: Term | None, cls: NamedNode, columns: Columns) -> str:
    """The instance of the class whose name is most like that of `value`, if any is like it at all."""
    if value is None:
        return ""
    instances = columns.instances(cls)[:INSTANCES]
    terms = [term for term in columns.terms.terms(instances) if isinstance(term, NamedNode)]
    by_name: dict[str, Term] = {}
    for term in sorted(terms, key=str):
        by_name.setdefault(_text(term), term)
    near = difflib.get_close_matches(_text(value)[:200], list(by_name), n=1, cutoff=0.6)
    return term_text(by_name[near[0]]) if near else ""


def of_kind(value: Term | None, kind: str) -> str:
    """The value as the node kind wants it: text as the IRI that it spells, an IRI as text.

    >>> of_kind(Literal("http://e/a"), "IRI")
    '<http://e/a>'
    """
    if (
        isinstance(value, Literal)
        and "IRI" in kind
        and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+", value.value)
    ):
        return term_text(NamedNode(value.value))
    if isinstance(value, NamedNode) and "Literal" in kind:
        return term_text(Literal(value.value))
    return ""


def with_language(value: Term | None, ranges: Sequence[str]) -> str:
    """The text with the one language that it can be meant to have among `ranges`.

    >>> with_language(Literal("x", language="en-gb"), ["en", "he"])
    '"x"@en'
    """
    if not isinstance(value, Literal) or not ranges:
        return ""
    tag = (value.language or "").replace("_", "-").casefold()
    fitting = [r for r in ranges if tag and r.casefold().partition("-")[0] == tag.partition("-")[0]]
    if not fitting and len(ranges) > 1:
        return ""
    return term_text(Literal(value.value, language=(fitting or list(ranges))[0]))
