"""The claims of a graph, by article and place, and the conflicts between them; read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kgtools.model.numbers import whole_number
from kgtools.model.terms import BlankNode, Literal, NamedNode, Subject, Term
from kgtools.model.vocab import OA, PROV, RDF, Vocabulary
from kgtools.store import MemoryStore
from kgtools.text.names import last_part

__all__ = ["Article", "Claim", "Claims", "Compared", "Conflict", "DecisionReason", "compared"]


class DecisionReason(NamedTuple):
    """Why a decision was taken, with the decision that a translation is stated of."""

    decision: Subject
    text: Literal


@dataclass(frozen=True)
class Claim:
    """What one article says at one place."""

    iri: str
    number: str
    article: str
    start: int
    end: int
    certainty: str
    gist: Literal | None
    kinds: tuple[str, ...]
    about: tuple[str, ...]
    #: what was decided (an IRI: accepted, set aside, undecided), and why
    outcomes: tuple[str, ...]
    reasons: tuple[DecisionReason, ...]

    @property
    def place(self) -> str:
        """Article and offsets."""
        return f"{self.article}:{self.start}-{self.end}"


@dataclass(frozen=True)
class Article:
    """An article: its number, what is known of it, and when it was written, as far as that is known."""

    iri: str
    number: str
    language: str
    as_of: str
    length: int


@dataclass(frozen=True)
class Conflict:
    """Two claims that do not fit together: how (an IRI), about what, and what differs."""

    subject: Subject
    kind: str
    scope: str
    about: tuple[str, ...]
    note: Literal | None
    side_a: Claim
    side_b: Claim


#: things with the claims about each, by article
Compared = tuple[tuple[str, Mapping[str, tuple[Claim, ...]]], ...]


def compared(claims: Claims, is_shown: Callable[[str], bool]) -> Compared:
    """The things of which several articles speak, with the claims of each article in order of place.

    Those of which most articles say most come first.
    """
    claims_of: dict[str, dict[str, list[Claim]]] = {}
    for claim in claims.by_number.values():
        for iri in claim.about:
            if is_shown(iri):
                claims_of.setdefault(iri, {}).setdefault(claim.article, []).append(claim)
    several = [(iri, by_article) for iri, by_article in claims_of.items() if len(by_article) > 1]
    several.sort(key=lambda item: (-len(item[1]), -sum(map(len, item[1].values())), item[0]))
    return tuple(
        (iri, {number: tuple(sorted(own, key=_by_place)) for number, own in by_article.items()})
        for iri, by_article in several
    )


def _by_place(claim: Claim) -> tuple[int, int, str]:
    return claim.start, claim.end, claim.number


class Claims:
    """The claim model of a dataset, in whatever graphs it is; each property is read once for all its subjects."""

    def __init__(self, store: MemoryStore, vocabulary: Vocabulary) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._columns: dict[str, Mapping[Subject, list[Term]]] = {}

    @cached_property
    def by_number(self) -> Mapping[str, Claim]:
        """The claims by the end of their IRIs, in the order of these."""
        derived = self._column(PROV + "wasDerivedFrom")
        by_number = {}
        own = self._vocabulary.claims
        for subject in sorted(derived, key=str):
            if isinstance(subject, NamedNode) and subject.value.startswith(own):
                claim = self._claim(subject, derived[subject])
                by_number[claim.number] = claim
        return by_number

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """The articles, the newest first; those without a date come last."""
        numbers = self._column(self._term("articleNumber"))
        edtf = self._column(self._term("edtf"))
        articles = []
        for subject, values in numbers.items():
            as_of = [
                t.value for at in self._of(subject, "asOf") for t in edtf.get(_node(at), ()) if isinstance(t, Literal)
            ]
            articles.append(
                Article(
                    subject.value if isinstance(subject, NamedNode) else str(subject),
                    min(map(_value, values)),
                    self._text(subject, "language"),
                    min(as_of, default=""),
                    whole_number(self._text(subject, "charLength")) or 0,
                )
            )
        articles.sort(key=lambda article: article.number)
        return tuple(sorted(articles, key=lambda article: article.as_of.strip("[]."), reverse=True))

    def of_article(self, number: str) -> list[Claim]:
        """The claims of an article in order of place."""
        claims = [claim for claim in self.by_number.values() if claim.article == number]
        return sorted(claims, key=_by_place)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts, in order of the place of their first side."""
        side_a, side_b = self._column(self._term("sideA")), self._column(self._term("sideB"))
        conflicts = []
        for subject in sorted(side_a.keys() & side_b.keys(), key=str):
            sides = [self._side(values) for values in (side_a[subject], side_b[subject])]
            if sides[0] is None or sides[1] is None:
                continue
            conflicts.append(
                Conflict(
                    subject,
                    min((t.value for t in self._of(subject, "conflictKind") if isinstance(t, NamedNode)), default=""),
                    min((t.value for t in self._of(subject, "conflictScope") if isinstance(t, NamedNode)), default=""),
                    tuple(sorted(t.value for t in self._of(subject, "about") if isinstance(t, NamedNode))),
                    next((t for t in self._of(subject, "note") if isinstance(t, Literal)), None),
                    sides[0],
                    sides[1],
                )
            )
        conflicts.sort(
            key=lambda c: (c.side_a.article, c.side_a.start, c.side_b.article, c.side_b.start, str(c.subject))
        )
        return tuple(conflicts)

    def _side(self, values: Iterable[Term]) -> Claim | None:
        iris = sorted(t.value for t in values if isinstance(t, NamedNode))
        return self.by_number.get(iris[0].removeprefix(self._vocabulary.claims)) if iris else None

    def _claim(self, subject: NamedNode, spans: list[Term]) -> Claim:
        article, start, end = "", 0, 0
        for span in spans:
            source = self._column(OA + "hasSource").get(_node(span), [])
            if not source:
                continue
            article = self._text(_node(source[0]), "articleNumber") or last_part(_value(source[0]))
            for selector in self._column(OA + "hasSelector").get(_node(span), []):
                start = self._offset(selector, "start")
                end = self._offset(selector, "end")
            break
        decisions = self._of(subject, "decidedBy")
        return Claim(
            iri=subject.value,
            number=subject.value.removeprefix(self._vocabulary.claims),
            article=article,
            start=start,
            end=end,
            certainty=min((t.value for t in self._of(subject, "certainty") if isinstance(t, NamedNode)), default=""),
            gist=next((t for t in self._of(subject, "gist") if isinstance(t, Literal)), None),
            kinds=tuple(
                sorted(
                    t.value
                    for t in self._column(RDF + "type").get(subject, ())
                    if isinstance(t, NamedNode) and t != self._vocabulary.term("Claim")
                )
            ),
            about=tuple(sorted({t.value for t in self._of(subject, "about") if isinstance(t, NamedNode)})),
            outcomes=tuple(
                sorted({t.value for d in decisions for t in self._of(_node(d), "outcome") if isinstance(t, NamedNode)})
            ),
            reasons=tuple(
                DecisionReason(_node(d), t)
                for d in sorted(decisions, key=str)
                for t in self._of(_node(d), "reason")
                if isinstance(t, Literal)
            ),
        )

    def _offset(self, selector: Term, name: str) -> int:
        values = [_value(t) for t in self._column(OA + name).get(_node(selector), ())]
        return next((number for value in sorted(values) if (number := whole_number(value)) is not None), 0)

    def _text(self, subject: Subject, name: str) -> str:
        return min(map(_value, self._of(subject, name)), default="")

    def _of(self, subject: Subject, name: str) -> list[Term]:
        return self._column(self._term(name)).get(subject, [])

    def _term(self, name: str) -> str:
        return self._vocabulary.term(name).value

    def _column(self, predicate: str) -> Mapping[Subject, list[Term]]:
        if predicate not in self._columns:
            values_of: dict[Subject, dict[Term, None]] = {}
            for quad in self._store.match(None, NamedNode(predicate)):
                values_of.setdefault(quad.subject, {})[quad.object] = None
            self._columns[predicate] = {subject: list(values) for subject, values in values_of.items()}
        return self._columns[predicate]


def _node(term: Term) -> Subject:
    """A term as one that is looked up as a subject; a literal is that of nothing."""
    return term if isinstance(term, NamedNode | BlankNode) else BlankNode("nothing")


def _value(term: Term) -> str:
    return "" if not isinstance(term, NamedNode | Literal | BlankNode) else term.value
