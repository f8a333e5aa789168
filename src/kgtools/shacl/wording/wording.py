"""The default message of a result: the row of :data:`~kgtools.shacl.components.messages.MESSAGES`, filled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kgtools.model.terms import BlankNode, Literal, Term, Triple
from kgtools.reading import Tags
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.components.messages import LANGUAGES, NONE
from kgtools.shacl.components.phrases import listed, named_shapes
from kgtools.shacl.shapes_graph.path import Path, to_sparql
from kgtools.text.characters import visible
from kgtools.text.languages import matches
from kgtools.text.terms import term_text

__all__ = ["MessageValues", "Wording", "language_of"]


@dataclass(frozen=True, slots=True)
class MessageValues:
    """What is in the data: the focus node, the value node, how many values, and those that matter."""

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
        for tag in LANGUAGES:
            if matches(language, tag):
                return tag
    return "en"


#: places of messages for what is not a value
_OTHER_PLACES = ("{count}", "{values}", "{languages}", "{path}")


class Wording:
    """What is said of the violations of one constraint, where neither its shape nor itself has a message; `shape_name`
    gives the names of shapes, `term_name` those of terms.

    >>> from kgtools.model.terms import NamedNode
    >>> from kgtools.shacl.components.cardinality import MinCount
    >>> constraint = MinCount(1)
    >>> Wording(constraint, "en").message(MessageValues(NamedNode("http://e/a"), count=0)).value
    'Number of values: expected at least 1, found 0.'
    """

    def __init__(
        self,
        constraint: Constraint,
        language: str,
        tags: Tags | None = None,
        shape_name: Callable[[Term], str] | None = None,
        term_name: Callable[[Term], str] | None = None,
    ) -> None:
        phrase = constraint.phrase(language, tags)
        if "{shapes}" in phrase.template:
            words = {**phrase.words, "shapes": named_shapes(constraint.message_shapes, language, shape_name)}
            phrase = replace(phrase, words=words)
        self._has_names = shape_name is not None
        self._phrase = phrase
        self._none = NONE[language]
        self._name = term_name or (lambda term: term_text(term, tags))
        #: the messages by value, where they say nothing else of what was found
        self._messages: dict[Term, Literal] | None = None if any(p in phrase.template for p in _OTHER_PLACES) else {}

    def message(self, finding: MessageValues) -> Literal:
        """The message for what was found."""
        value = finding.focus if finding.value is None else finding.value
        if self._messages is None:
            return self._text(finding, value)
        message = self._messages.get(value)
        if message is None:
            message = self._messages[value] = self._text(finding, value)
        return message

    def _text(self, finding: MessageValues, value: Term) -> Literal:
        template, words = self._phrase.template, dict(self._phrase.words)
        if "{found}" in template:
            words["found"] = self._name(value)
        if "{count}" in template:
            words["count"] = "?" if finding.count is None else str(finding.count)
        if "{values}" in template:
            words["values"] = listed(finding.values, self._name) or self._none
        if "{length}" in template:
            words["length"] = "0" if isinstance(value, BlankNode | Triple) else str(len(value.value))
        if "{languages}" in template:
            words["languages"] = ", ".join(_repeated(finding.values)) or "?"
        if "{path}" in template:
            words["path"] = "?" if finding.path is None else visible(to_sparql(finding.path))
        language = self._phrase.language
        if language == "he":
            # text of the data keeps its own direction within the sentence (UAX #9, isolates)
            fields = ("shapes",) if self._has_names else ()
            words = {name: word if name in fields else f"\u2068{word}\u2069" for name, word in words.items()}
        text = template.format_map(words)
        return Literal(text, language=language) if language else Literal(text)


def _repeated(values: Sequence[Term]) -> list[str]:
    tags = [v.language.casefold() for v in values if isinstance(v, Literal) and v.language is not None]
    return sorted({tag for tag in tags if tags.count(tag) > 1})
