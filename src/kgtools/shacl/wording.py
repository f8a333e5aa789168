"""The default message of a result: the row of :data:`~kgtools.shacl.messages.MESSAGES`, filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kgtools.formats import Tags
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.shacl.components.cardinality import MaxCount, MinCount
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.components.logical import And, Or, Xone
from kgtools.shacl.components.other import HasValue, In
from kgtools.shacl.components.own import OwnConstraint
from kgtools.shacl.components.property_pair import Disjoint, Equals, LessThan
from kgtools.shacl.components.shape_based import QualifiedMaxCount, QualifiedMinCount
from kgtools.shacl.components.strings import LanguageIn, MaxLength, MinLength, Pattern
from kgtools.shacl.components.value_range import MaxExclusive, MaxInclusive, MinExclusive, MinInclusive
from kgtools.shacl.components.value_type import Class, Datatype, NodeKind
from kgtools.shacl.messages import EMPTY, KINDS, LANGUAGES, MESSAGES, NONE, OWN, UNNAMED
from kgtools.shacl.path import Path, to_sparql
from kgtools.shacl.sparql.query import substituted
from kgtools.text.characters import visible
from kgtools.text.languages import choose, matches
from kgtools.text.terms import term_text

__all__ = ["Found", "Wording", "language_of"]

#: members of a list that a message shows
MOST = 12
#: components whose parameter is a list; without members nothing conforms to them (but to sh:and)
_LISTED = (In, LanguageIn, And, Or, Xone)
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


#: places of messages for what is no value
_OTHER_PLACES = ("{count}", "{values}", "{languages}", "{path}")


class Wording:
    """What is said of the violations of one constraint, where neither its shape nor itself has a message.

    >>> constraint = MinCount(1)
    >>> Wording(constraint, "en").message(Found(NamedNode("http://e/a"), count=0)).value
    'Number of values: expected at least 1, found 0.'
    """

    def __init__(self, constraint: Constraint, language: str, tags: Tags | None = None) -> None:
        self._language = language
        self._tags = tags
        self._template = MESSAGES.get(constraint.iri, OWN)[language]
        self._words = _words(constraint, language, tags)
        if isinstance(constraint, _LISTED) and not _members(constraint):
            self._template = EMPTY[language]
            self._words = {"parameter": constraint.parameters[0]}
        if isinstance(constraint, OwnConstraint) and constraint.component.labels:
            # a component's own label is its message (section 6.2.2)
            found = choose(constraint.component.labels, [language])
            assert found is not None
            self._words = {}
            text = substituted(found, constraint.query.bound).value.rstrip(".")
            self._template = f"{text[:1].upper()}{text[1:]}.".replace("{", "{{").replace("}", "}}")
            self._language = found.language or ""
        #: the messages by value, where they say nothing else of what was found
        self._known: dict[Term, Literal] | None = None if any(p in self._template for p in _OTHER_PLACES) else {}

    def message(self, found: Found) -> Literal:
        """The message for what was found."""
        value = found.focus if found.value is None else found.value
        if self._known is None:
            return self._made(found, value)
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = self._made(found, value)
        return known

    def _made(self, found: Found, value: Term) -> Literal:
        template, words = self._template, dict(self._words)
        if "{found}" in template:
            words["found"] = term_text(value, self._tags)
        if "{count}" in template:
            words["count"] = "?" if found.count is None else str(found.count)
        if "{values}" in template:
            words["values"] = _list(found.values, self._tags) or NONE[self._language]
        if "{length}" in template:
            words["length"] = "0" if isinstance(value, BlankNode | Triple) else str(len(value.value))
        if "{languages}" in template:
            words["languages"] = ", ".join(_repeated(found.values)) or "?"
        if "{path}" in template:
            words["path"] = "?" if found.path is None else visible(to_sparql(found.path))
        if self._language == "he":
            # what stands in the sentence keeps its own direction (UAX #9, isolates)
            words = {name: f"\u2068{word}\u2069" for name, word in words.items()}
        text = template.format_map(words)
        return Literal(text, language=self._language) if self._language else Literal(text)


def _words(constraint: Constraint, language: str, tags: Tags | None) -> dict[str, str]:
    match constraint:
        case Class():
            return {"class": term_text(constraint.wanted)}
        case Datatype():
            return {"datatype": term_text(constraint.datatype)}
        case NodeKind():
            return {"kind": KINDS[constraint.kind][language]}
        case Pattern():
            flags = f" ({constraint.flags})" if constraint.flags else ""
            return {"pattern": term_text(Literal(constraint.pattern)) + flags}
        case LanguageIn():
            return {"ranges": ", ".join(constraint.ranges)}
        case Equals() | Disjoint() | LessThan():
            return {"other": term_text(constraint.other)}
        case HasValue():
            return {"value": term_text(constraint.value, tags)}
        case In():
            return {"allowed": _list(constraint.allowed, tags)}
        case QualifiedMinCount() | QualifiedMaxCount():
            return {"bound": str(constraint.bound), "shapes": _shapes((constraint.shape,), language)}
        case OwnConstraint():
            return {"component": term_text(constraint.component.node)}
    if isinstance(constraint, _BOUNDED):
        bound = constraint.bound
        return {"bound": term_text(bound) if isinstance(bound, Literal) else str(bound)}
    return {"shapes": _shapes(constraint.references, language)} if constraint.references else {}


def _members(constraint: In | LanguageIn | And | Or | Xone) -> Sequence[object]:
    match constraint:
        case In():
            return constraint.allowed
        case LanguageIn():
            return constraint.ranges
    return constraint.shapes


def _shapes(shapes: Sequence[Term], language: str) -> str:
    named = [term_text(shape) for shape in shapes if isinstance(shape, NamedNode)]
    without = len(shapes) - len(named)
    if without:
        named.append(UNNAMED[language] + (f" (× {without})" if without > 1 else ""))
    return ", ".join(named)


def _list(terms: Sequence[Term], tags: Tags | None) -> str:
    shown = ", ".join(term_text(term, tags) for term in terms[:MOST])
    return f"{shown}, … ({len(terms)})" if len(terms) > MOST else shown


def _repeated(values: Sequence[Term]) -> list[str]:
    tags = [v.language.casefold() for v in values if isinstance(v, Literal) and v.language is not None]
    return sorted({tag for tag in tags if tags.count(tag) > 1})
