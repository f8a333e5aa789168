"""The default message of a result: the row of :data:`~kgtools.shacl.messages.MESSAGES`, filled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.shacl.components.cardinality import MaxCount, MinCount
from kgtools.shacl.components.component import Constraint, local
from kgtools.shacl.components.other import HasValue, In
from kgtools.shacl.components.own import OwnConstraint
from kgtools.shacl.components.property_pair import Disjoint, Equals, LessThan
from kgtools.shacl.components.shape_based import QualifiedMaxCount, QualifiedMinCount
from kgtools.shacl.components.strings import LanguageIn, MaxLength, MinLength, Pattern
from kgtools.shacl.components.value_range import MaxExclusive, MaxInclusive, MinExclusive, MinInclusive
from kgtools.shacl.components.value_type import Class, Datatype, NodeKind
from kgtools.shacl.languages import matches
from kgtools.shacl.messages import KINDS, LANGUAGES, MESSAGES, NONE, OWN, UNNAMED
from kgtools.shacl.path import Path, to_sparql

__all__ = ["Found", "default_message", "language_of", "say"]

#: characters of a value, and members of a list, that a message shows
LONGEST = 120
MOST = 12
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_BOUNDED = (MinExclusive, MinInclusive, MaxExclusive, MaxInclusive, MinLength, MaxLength, MinCount, MaxCount)


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in the data: the focus node, the value node, how many values, and those that matter."""

    focus: Term
    value: Term | None = None
    path: Path | None = None
    count: int | None = None
    values: tuple[Term, ...] = ()


def language_of(languages: Sequence[str]) -> str:
    """The language of default messages for a reader of these languages.

    >>> language_of(["fr", "id-ID"]), language_of([])
    ('id', 'en')
    """
    for language in languages:
        for known in LANGUAGES:
            if matches(language, known):
                return known
    return "en"


def default_message(constraint: Constraint, found: Found, language: str) -> Literal:
    """What is said of a violation where neither the shape nor the constraint has a message."""
    if isinstance(constraint, OwnConstraint) and constraint.component.labels:
        return Literal(constraint.message[:1].upper() + constraint.message[1:] + ".", language="en")
    template = MESSAGES.get(constraint.iri, OWN)[language]
    words = _words(constraint, language)
    value = found.focus if found.value is None else found.value
    words["found"] = say(value)
    words["count"] = "?" if found.count is None else str(found.count)
    words["values"] = _list(found.values) or NONE[language]
    if "{length}" in template:
        words["length"] = "0" if isinstance(value, BlankNode | Triple) else str(len(value.value))
    if "{languages}" in template:
        words["languages"] = ", ".join(_repeated(found.values)) or "?"
    if "{path}" in template:
        words["path"] = "?" if found.path is None else _hidden(to_sparql(found.path))
    if language == "he":
        # what stands in the sentence keeps its own direction (UAX #9, isolates)
        words = {name: f"\u2068{word}\u2069" for name, word in words.items()}
    return Literal(template.format_map(words), language=language)


def say(term: Term) -> str:
    """A term as a message says it: on one line, not too long, nothing hidden.

    >>> from kgtools.model.vocab import XSD
    >>> say(Literal("a\\nb")), say(Literal("x", datatype=NamedNode(XSD + "integer"))), say(NamedNode("http://e/a"))
    ('"a\\\\nb"', '"x"^^xsd:integer', '<http://e/a>')
    """
    if isinstance(term, NamedNode):
        text = local(term.value)
    elif isinstance(term, Literal):
        text = str(Literal(term.value[: 4 * LONGEST]))
        if len(text) > LONGEST:
            text = f'{text[: LONGEST - 2]}…"'
        if term.language is not None:
            text += "@" + term.language
        elif not term.datatype.value.endswith("#string"):
            text += "^^" + local(term.datatype.value)
    else:
        text = str(term)
    return _hidden(text if len(text) <= 2 * LONGEST else text[: 2 * LONGEST] + "…")


def _words(constraint: Constraint, language: str) -> dict[str, str]:
    match constraint:
        case Class():
            return {"class": say(constraint.wanted)}
        case Datatype():
            return {"datatype": say(constraint.datatype)}
        case NodeKind():
            return {"kind": KINDS[constraint.kind][language]}
        case Pattern():
            flags = f" ({constraint.flags})" if constraint.flags else ""
            return {"pattern": say(Literal(constraint.pattern)) + flags}
        case LanguageIn():
            return {"ranges": ", ".join(constraint.ranges) or NONE[language]}
        case Equals() | Disjoint() | LessThan():
            return {"other": say(constraint.other)}
        case HasValue():
            return {"value": say(constraint.value)}
        case In():
            return {"allowed": _list(constraint.allowed) or NONE[language]}
        case QualifiedMinCount() | QualifiedMaxCount():
            return {"bound": str(constraint.bound), "shapes": _shapes((constraint.shape,), language)}
        case OwnConstraint():
            return {"component": say(constraint.component.node)}
    if isinstance(constraint, _BOUNDED):
        bound = constraint.bound
        return {"bound": say(bound) if isinstance(bound, Literal) else str(bound)}
    return {"shapes": _shapes(constraint.references, language)} if constraint.references else {}


def _shapes(shapes: Sequence[Term], language: str) -> str:
    named = [say(shape) for shape in shapes if isinstance(shape, NamedNode)]
    without = len(shapes) - len(named)
    if without:
        named.append(UNNAMED[language] + (f" (× {without})" if without > 1 else ""))
    return ", ".join(named)


def _list(terms: Sequence[Term]) -> str:
    shown = ", ".join(say(term) for term in terms[:MOST])
    return f"{shown}, … ({len(terms)})" if len(terms) > MOST else shown


def _repeated(values: Sequence[Term]) -> list[str]:
    tags = [v.language.casefold() for v in values if isinstance(v, Literal) and v.language is not None]
    return sorted({tag for tag in tags if tags.count(tag) > 1})


def _hidden(text: str) -> str:
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04X}", text)
