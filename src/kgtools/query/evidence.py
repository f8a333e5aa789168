"""Why a row is an answer: the claims, and the derivations, that its triples rest on.

The query is widened to its witness (:mod:`kgtools.query.witness`). Each solution of the witness instantiates triple
patterns; each triple is looked up in the claim graphs, and where no claim says it, among the derivations. What was
inferred rests on the facts and axioms of its derivation, and these facts again on claims. Solutions
belong to the row with the same values in the columns that are no aggregates, so a group has the claims of all its
members.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import OA, PROV, Vocabulary
from kgtools.query.results import Row
from kgtools.query.witness import Closure, Pattern, Witness, computed_by_groups, narrowed, query_of, witness_of
from kgtools.sparql.evaluate.budget import Budget
from kgtools.sparql.expressions import Constant, Expression, TripleTerm, Variable, ZeroOrMore
from kgtools.sparql.syntax import Element, GraphPattern, Group, InlineData, Query, TriplesBlock
from kgtools.sparql.syntax import Triple as TriplePattern
from kgtools.store import MemoryStore
from kgtools.text.names import last_part

__all__ = ["ClaimBook", "explain", "is_rejected"]

_DEFAULT = DefaultGraph()
_Key = tuple[Term | None, ...]


class Premise(Protocol):
    """A statement that an inferred triple rests on: a fact, or an axiom and where it stands."""

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
class _Found:
    """A triple that a solution has met, and the graph it was asked for in."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term | None


def is_rejected(store: MemoryStore, vocabulary: Vocabulary, claim: NamedNode) -> bool:
    """Whether decisions stand beside a claim and none of them accepts it: nothing that is so rests on such a claim.

    >>> from kgtools.formats import parse_bytes
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
    a derivation's rule, what it is about, and its premises), in whatever graph they stand.
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
        self._claims: dict[str, dict[str, Any] | None] = {}
        self._supports: dict[_Found, tuple[str, ...]] = {}

    def supports(self, found: _Found) -> tuple[str, ...]:
        """The IRIs of the claims and derivations that give a triple; empty where it is a registered identity."""
        if found not in self._supports:
            self._supports[found] = tuple(sorted(self._look_up(found)))
        return self._supports[found]

    def reason(self, iri: str) -> dict[str, Any]:
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

    def _inference(self, record: NamedNode) -> Iterator[dict[str, Any]]:
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
            support = self.supports(_Found(fact.subject, fact.predicate, fact.object, None))
            yield from map(self.reason, support)
            if not support:
                yield {"fact": premise.text}

    def _look_up(self, found: _Found) -> set[str]:
        mentioned = {
            part.value
            for part in (found.graph, found.subject, found.object)
            if isinstance(part, NamedNode) and self._claim(part.value) is not None
        }
        if found.graph is not None and found.graph != _DEFAULT:
            # a triple in a claim's graph is that claim's; one about a claim speaks of the claim itself
            return mentioned
        if not isinstance(found.predicate, NamedNode) or isinstance(found.subject, Literal):
            return mentioned
        quads = self._store.match(found.subject, found.predicate, found.object, None)
        claims = {
            quad.graph_name.value
            for quad in quads
            if isinstance(quad.graph_name, NamedNode)
            and self._claim(quad.graph_name.value) is not None
            and not is_rejected(self._store, self._vocabulary, quad.graph_name)
        }
        return claims or mentioned or self._derivations(found.subject, found.predicate, found.object)

    def article(self, iri: str) -> str:
        """The article of a claim, by its number; empty where the IRI is that of no claim."""
        claim = self._claim(iri)
        return "" if claim is None else str(claim.get("article", ""))

    def _derivations(self, subject: Term, predicate: NamedNode, value: Term) -> set[str]:
        found = set()
        for quad in self._store.match(None, self._vocabulary.term("about"), subject, None):
            derivation = quad.subject
            if not isinstance(derivation, NamedNode) or self._one(derivation, self._vocabulary.term("rule")) is None:
                continue
            properties = self._all(derivation, self._vocabulary.term("derivedProperty"))
            values = self._all(derivation, self._vocabulary.term("derivedObject"))
            if (not properties or predicate in properties) and (not values or value in values):
                found.add(derivation.value)
        return found

    def _claim(self, iri: str) -> dict[str, Any] | None:
        if iri not in self._claims:
            self._claims[iri] = self._read_claim(NamedNode(iri)) if self._may_be_claim(iri) else None
        return self._claims[iri]

    def _may_be_claim(self, iri: str) -> bool:
        return iri.startswith(self._vocabulary.claims)

    def _read_claim(self, claim: NamedNode) -> dict[str, Any] | None:
        span = self._one(claim, NamedNode(PROV + "wasDerivedFrom"))
        if span is None:
            return None
        read: dict[str, Any] = {}
        article = self._one(span, NamedNode(OA + "hasSource"))
        if isinstance(article, NamedNode):
            number = self._one(article, self._vocabulary.term("articleNumber"))
            read["article"] = number.value if isinstance(number, Literal) else last_part(article.value)
        selector = self._one(span, NamedNode(OA + "hasSelector"))
        for name in ("start", "end"):
            offset = self._one(selector, NamedNode(OA + name))
            if isinstance(offset, Literal) and offset.value.isdigit():
                read[name] = int(offset.value)
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
    query: Query,
    variables: Sequence[str],
    rows: Sequence[Row],
    *,
    vocabulary: Vocabulary,
    passage: Callable[[str, int, int], str | None] | None = None,
    text: str = "",
    source: str = "",
    budget: Budget | None = None,
) -> list[list[dict[str, Any]]]:
    """For each row of a SELECT, what it rests on, in order of article and place.

    Raises :class:`QueryError` for queries whose patterns cannot be followed.
    """
    witness = witness_of(query, text=text, source=source)
    ask = _Asker(store, query, source=source, budget=budget)
    book = ClaimBook(store, vocabulary, passage)
    grouped = computed_by_groups(query)
    key_names = tuple(v for v in dict.fromkeys(variables) if v not in grouped)
    places = [variables.index(name) for name in key_names]
    shown = narrowed(witness.query, key_names, (tuple(row[place] for place in places) for row in rows))
    supports = ask.supports(replace(witness, query=shown), key_names, book)
    explained = []
    for row in rows:
        values = dict(zip(variables, row, strict=True))
        found = supports.get(tuple(values[v] for v in key_names), frozenset())
        # the derivations of several triples of a row often are one rule with the same premises
        explained.append(_in_order(map(book.reason, found)))
    return explained


def _in_order(reasons: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Reasons, each once."""
    distinct = {json.dumps(reason, sort_keys=True): reason for reason in reasons}
    return sorted(distinct.values(), key=_place)


def _place(reason: Mapping[str, Any]) -> tuple[int, str, int, int, str]:
    """Claims in order of article and span, then derivations by rule, facts that nobody claims, and axioms."""
    kind = next((i for i, key in enumerate(("rule", "fact", "axiom"), 1) if key in reason), 0)
    return (
        kind,
        str(reason.get(("article", "rule", "fact", "axiom")[kind], "")),
        reason.get("start", 0),
        reason.get("end", 0),
        str(reason.get("claim", "")),
    )


class _Asker:
    """Asks the questions of an explanation, over the graphs that the query names."""

    def __init__(self, store: MemoryStore, query: Query, *, source: str, budget: Budget | None) -> None:
        self._store = store
        self._query = query
        self._source = source
        self._budget = budget or Budget()
        self._steps: dict[tuple[int, Term, Term, Term | None], tuple[_Found, ...]] = {}

    def solutions(self, query: Query) -> Iterator[dict[str, Term]]:
        """The solutions of a query, each with what it binds."""
        # what imports NumPy is imported when a query is answered
        from kgtools.sparql.answers import SelectAnswer
        from kgtools.sparql.engine import answer, prepare

        found = answer(prepare(query, source=self._source), self._store.data(), budget=self._budget)
        assert isinstance(found, SelectAnswer)
        for row in found.rows():
            self._budget.check()
            yield {name: term for name, term in zip(found.variables, row, strict=True) if term is not None}

    def supports(self, witness: Witness, key_names: Sequence[str], book: ClaimBook) -> dict[_Key, frozenset[str]]:
        """What the solutions of a witness rest on, by their values of `key_names`."""
        parts = [(child.keys, self.supports(child.witness, child.keys, book)) for child in witness.children]
        keyed: dict[_Key, set[str]] = {}
        for bound in self.solutions(witness.query):
            found = keyed.setdefault(tuple(bound.get(name) for name in key_names), set())
            met = list(self.met(witness, bound))
            own = _own_articles(met, (bound.get(name) for name in key_names), book)
            for triple in met:
                support = book.supports(triple)
                # a row of one article rests on what that article says, as far as it says it
                found.update([iri for iri in support if book.article(iri) in own] or support)
            for names, inside in parts:
                found.update(inside.get(tuple(bound.get(name) for name in names), ()))
        return {key: frozenset(found) for key, found in keyed.items()}

    def met(self, witness: Witness, bound: Mapping[str, Term]) -> Iterable[_Found]:
        """The triples that a solution of the witness has met."""
        for pattern in witness.patterns:
            found = _instance(pattern, bound)
            if found is not None:
                yield found
        for closure in witness.closures:
            start, end = _term(closure.start, bound), _term(closure.end, bound)
            graph = None if closure.graph is None else _term(closure.graph, bound)
            if start is None or end is None or (closure.graph is not None and graph is None):
                continue
            key = (id(closure), start, end, graph)
            if key not in self._steps:
                self._steps[key] = tuple(self._path(closure, start, end, graph))
            yield from self._steps[key]

    def _path(self, closure: Closure, start: Term, end: Term, graph: Term | None) -> Iterable[_Found]:
        """The triples of all ways from `start` to `end`."""
        if start == end:
            # the empty way needs no triple
            return
        a, b, first, last = (Variable(name) for name in ("a", "b", "first", "last"))
        elements: list[Element]
        if closure.single:
            elements = [InlineData((a, b), ((start, end),)), *closure.step.elements]
        else:
            more = ZeroOrMore(closure.path)
            elements = [
                InlineData((first, last), ((start, end),)),
                TriplesBlock((TriplePattern(first, more, a),)),
                *closure.step.elements,
                TriplesBlock((TriplePattern(b, more, last),)),
            ]
        group = Group(tuple(elements))
        node = None
        if graph is not None:
            node = Constant(graph)
            group = Group((GraphPattern(node, group),))
        for bound in self.solutions(query_of(group, self._query)):
            for pattern in closure.patterns:
                found = _instance(Pattern(pattern.subject, pattern.predicate, pattern.object, node), bound)
                if found is not None:
                    yield found


def _own_articles(met: Iterable[_Found], values: Iterable[Term | None], book: ClaimBook) -> set[str]:
    """The articles that a row names and of which its query asks for a claim."""
    asked = {book.article(found.graph.value) for found in met if isinstance(found.graph, NamedNode)}
    return asked & {value.value for value in values if isinstance(value, Literal)} - {""}


def _instance(pattern: Pattern, bound: Mapping[str, Term]) -> _Found | None:
    """The triple that a pattern becomes, or None where the solution does not bind all of it."""
    subject, predicate, value = (_term(node, bound) for node in (pattern.subject, pattern.predicate, pattern.object))
    if subject is None or predicate is None or value is None:
        return None
    if pattern.graph is None:
        return _Found(subject, predicate, value, None)
    graph = _term(pattern.graph, bound)
    return None if graph is None else _Found(subject, predicate, value, graph)


def _term(node: Expression, bound: Mapping[str, Term]) -> Term | None:
    if isinstance(node, Variable):
        return bound.get(node.name)
    if isinstance(node, Constant):
        return node.term
    assert isinstance(node, TripleTerm)
    subject, predicate, value = (_term(part, bound) for part in (node.subject, node.predicate, node.object))
    if not isinstance(subject, NamedNode | BlankNode) or not isinstance(predicate, NamedNode) or value is None:
        return None
    return Triple(subject, predicate, value)
