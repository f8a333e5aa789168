"""Why a row is an answer: the claims, and the derivations, that its triples rest on.

The evaluation tells which quads a row comes from (:mod:`kgtools.sparql.evaluate.provenance`). Each is looked up
in the claim graphs, and where no claim says it, among the derivations. What was inferred rests on the facts and axioms
of its derivation, and these facts again on claims.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kgtools.model.numbers import whole_number
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import OA, PROV, Vocabulary
from kgtools.query.why.reason import Reason
from kgtools.sparql.budget import Budget
from kgtools.store import MemoryStore
from kgtools.text.names import last_part

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.provenance import Origins

__all__ = ["ClaimBook", "explain", "is_rejected"]

_DEFAULT = DefaultGraph()


class Premise(Protocol):
    """A statement that an inferred triple rests on: a fact, or an axiom and where it is."""

    @property
    def text(self) -> str: ...
    @property
    def fact(self) -> Triple | None: ...
    @property
    def place(self) -> str: ...


@runtime_checkable
class Reasoned(Protocol):
    """A dataset that can say what its inferred triples rest on."""

    def premises(self, triple: Triple) -> Sequence[Premise]: ...


@dataclass(frozen=True)
class _QuadPattern:
    """A triple that a solution has met, and the graph it was asked for in."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term | None

    @classmethod
    def of(cls, quad: Quad) -> _QuadPattern:
        graph = None if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name
        return cls(quad.subject, quad.predicate, quad.object, graph)


def is_rejected(store: MemoryStore, vocabulary: Vocabulary, claim: NamedNode) -> bool:
    """Whether decisions are beside a claim and none of them accepts it: nothing that is so rests on such a claim.

    >>> from kgtools.reading import parse_bytes
    >>> quads = parse_bytes(b'''@prefix o: <https://e.org/onto#> . @prefix c: <https://e.org/claim/> .
    ... c:000-0001 o:decidedBy [ o:outcome o:Undecided ] . ''', format="turtle")
    >>> store, words = MemoryStore(quads), Vocabulary("https://e.org/")
    >>> [is_rejected(store, words, NamedNode(f"https://e.org/claim/000-000{n}")) for n in (1, 2)]
    [True, False]
    """
    decisions = [quad.object for quad in store.match(claim, vocabulary.decidedBy)]
    return bool(decisions) and not any(
        quad.object == vocabulary.accepted
        for decision in decisions
        if isinstance(decision, NamedNode | BlankNode)
        for quad in store.match(decision, vocabulary.outcome)
    )


class ClaimBook:
    """What the dataset says about its claims and derivations; every lookup is made once.

    The words are those of the claim model (``wasDerivedFrom`` a span, a span's source and selector, certainty, gist;
    a derivation's rule, what it is about, and its premises), in whatever graph they are.
    """

    def __init__(
        self,
        store: MemoryStore,
        vocabulary: Vocabulary,
        passage: Callable[[str, int, int], str | None] | None = None,
    ) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._passage = passage
        self._claims: dict[str, Reason | None] = {}
        self._supports: dict[_QuadPattern, tuple[str, ...]] = {}

    def supports(self, reasons: _QuadPattern) -> tuple[str, ...]:
        """The IRIs of the claims and derivations that give a triple; empty where it is a registered identity."""
        if reasons not in self._supports:
            self._supports[reasons] = tuple(sorted(self._look_up(reasons)))
        return self._supports[reasons]

    def reasons(self, quad: Quad) -> list[Reason]:
        """What to say about the claims and derivations that give a quad."""
        return _in_order(map(self.reason, self.supports(_QuadPattern.of(quad))))

    def reason(self, iri: str) -> Reason:
        """What to say about a claim or a derivation."""
        claim = self._claim(iri)
        if claim is not None:
            return claim
        node = NamedNode(iri)
        rule = self._one(node, self._vocabulary.term("rule"))
        premises = [p.value for p in self._all(node, NamedNode(PROV + "wasDerivedFrom")) if isinstance(p, NamedNode)]
        reasons = [self.reason(premise) for premise in premises if premise != iri]
        reasons += self._inference(node)
        return {"rule": rule.value if isinstance(rule, NamedNode) else iri, "premises": _in_order(reasons)}

    def _inference(self, record: NamedNode) -> Iterator[Reason]:
        """What an inferred triple rests on: claims and rules that give the facts, facts that nobody claims, axioms."""
        if not isinstance(self._store, Reasoned):
            return
        about = self._one(record, self._vocabulary.term("about"))
        predicate = self._one(record, self._vocabulary.term("derivedProperty"))
        value = self._one(record, self._vocabulary.term("derivedObject"))
        if not isinstance(about, NamedNode | BlankNode) or not isinstance(predicate, NamedNode) or value is None:
            return
        for premise in self._store.premises(Triple(about, predicate, value)):
            if premise.fact is None:
                yield {"axiom": premise.text, **({"place": premise.place} if premise.place else {})}
                continue
            fact = premise.fact
            support = self.supports(_QuadPattern(fact.subject, fact.predicate, fact.object, None))
            yield from map(self.reason, support)
            if not support:
                yield {"fact": premise.text}

    def _look_up(self, reasons: _QuadPattern) -> set[str]:
        mentioned = {
            part.value
            for part in (reasons.graph, reasons.subject, reasons.object)
            if isinstance(part, NamedNode) and self._claim(part.value) is not None
        }
        if reasons.graph is not None and reasons.graph != _DEFAULT:
            # a triple in a claim's graph is that claim's; one about a claim speaks of the claim itself
            return mentioned
        if not isinstance(reasons.predicate, NamedNode) or isinstance(reasons.subject, Literal):
            return mentioned
        quads = self._store.match(reasons.subject, reasons.predicate, reasons.object, None)
        claims = {
            quad.graph_name.value
            for quad in quads
            if isinstance(quad.graph_name, NamedNode)
            and self._claim(quad.graph_name.value) is not None
            and not is_rejected(self._store, self._vocabulary, quad.graph_name)
        }
        return claims or mentioned or self._derivations(reasons.subject, reasons.predicate, reasons.object)

    def article(self, iri: str) -> str:
        """The article of a claim, by its number; empty where the IRI is that of no claim."""
        claim = self._claim(iri)
        return "" if claim is None else str(claim.get("article", ""))

    def _derivations(self, subject: Term, predicate: NamedNode, value: Term) -> set[str]:
        derivations = set()
        for quad in self._store.match(None, self._vocabulary.term("about"), subject, None):
            derivation = quad.subject
            if not isinstance(derivation, NamedNode) or self._one(derivation, self._vocabulary.term("rule")) is None:
                continue
            properties = self._all(derivation, self._vocabulary.term("derivedProperty"))
            values = self._all(derivation, self._vocabulary.term("derivedObject"))
            if (not properties or predicate in properties) and (not values or value in values):
                derivations.add(derivation.value)
        return derivations

    def _claim(self, iri: str) -> Reason | None:
        if iri not in self._claims:
            self._claims[iri] = self._read_claim(NamedNode(iri)) if self._may_be_claim(iri) else None
        return self._claims[iri]

    def _may_be_claim(self, iri: str) -> bool:
        return iri.startswith(self._vocabulary.claims)

    def _read_claim(self, claim: NamedNode) -> Reason | None:
        span = self._one(claim, NamedNode(PROV + "wasDerivedFrom"))
        if span is None:
            return None
        read: Reason = {}
        article = self._one(span, NamedNode(OA + "hasSource"))
        if isinstance(article, NamedNode):
            number = self._one(article, self._vocabulary.term("articleNumber"))
            read["article"] = number.value if isinstance(number, Literal) else last_part(article.value)
        selector = self._one(span, NamedNode(OA + "hasSelector"))
        for name in ("start", "end"):
            offset = self._one(selector, NamedNode(OA + name))
            characters = whole_number(offset.value) if isinstance(offset, Literal) else None
            if characters is not None:
                read[name] = characters
        read["claim"] = claim.value
        certainty = self._one(claim, self._vocabulary.term("certainty"))
        if certainty is not None:
            read["certainty"] = (
                last_part(certainty.value).lower() if isinstance(certainty, NamedNode) else str(certainty)
            )
        gist = self._one(claim, self._vocabulary.term("gist"))
        if isinstance(gist, Literal):
            read["gist"] = gist.value
        if self._passage is not None and {"article", "start", "end"} <= read.keys():
            text = self._passage(read["article"], read["start"], read["end"])
            if text is not None:
                read["passage"] = text
        return read

    def _all(self, subject: Term | None, predicate: NamedNode) -> list[Term]:
        if subject is None or isinstance(subject, Literal):
            return []
        return [quad.object for quad in self._store.match(subject, predicate, None, None)]

    def _one(self, subject: Term | None, predicate: NamedNode) -> Term | None:
        return min(self._all(subject, predicate), key=str, default=None)


def explain(
    store: MemoryStore,
    origins: Origins,
    rows: Iterable[Sequence[Term | None]],
    *,
    vocabulary: Vocabulary,
    passage: Callable[[str, int, int], str | None] | None = None,
    budget: Budget | None = None,
) -> list[list[Reason]]:
    """For each row of an answer, what the quads that it comes from rest on, in order of article and place.

    `origins` are those of the rows. Raises :class:`LimitError` where the time of `budget` is over.
    """
    book = ClaimBook(store, vocabulary, passage)
    explained = []
    for row, quads in (budget or Budget()).paced(zip(rows, origins.rows(), strict=True)):
        patterns = [_QuadPattern.of(quad) for quad in quads]
        own = _own_articles(patterns, row, book)
        supports: set[str] = set()
        for triple in patterns:
            support = book.supports(triple)
            # a row of one article rests on what that article says, as far as it says it
            supports.update([iri for iri in support if book.article(iri) in own] or support)
        # the derivations of several triples of a row often are one rule with the same premises
        explained.append(_in_order(map(book.reason, supports)))
    return explained


def _in_order(reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons, each once."""
    distinct = {json.dumps(reason, sort_keys=True): reason for reason in reasons}
    # two derivations by one rule are distinguished by their premises
    return [distinct[text] for text in sorted(distinct, key=lambda text: (_place(distinct[text]), text))]


def _place(reason: Reason) -> tuple[int, str, int, int, str]:
    """Claims in order of article and span, then derivations by rule, facts that nobody claims, and axioms."""
    kind = next((i for i, key in enumerate(("rule", "fact", "axiom"), 1) if key in reason), 0)
    return (
        kind,
        str(reason.get(("article", "rule", "fact", "axiom")[kind], "")),
        reason.get("start", 0),
        reason.get("end", 0),
        str(reason.get("claim", "")),
    )


def _own_articles(patterns: Iterable[_QuadPattern], values: Iterable[Term | None], book: ClaimBook) -> set[str]:
    """The articles that a row names and of which its query asks for a claim."""
    articles = {book.article(pattern.graph.value) for pattern in patterns if isinstance(pattern.graph, NamedNode)}
    return articles & {value.value for value in values if isinstance(value, Literal)} - {""}
