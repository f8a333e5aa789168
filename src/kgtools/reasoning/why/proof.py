"""Why a triple follows by rules: its derivation tree, found again after the fact.

Every tuple knows the round and the rule that gave it. The premises of that rule are solved again with the tuple's
terms, and only premises of earlier rounds are taken: the tree is finite, and nothing had to be kept while the rules
ran.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kgtools.model.terms import Literal, Triple
from kgtools.model.vocab import OWL, RDF
from kgtools.ontology.axioms import Axiom, blind
from kgtools.reasoning.rules.closure import Clash, Closure
from kgtools.reasoning.rules.engine import Ints, RuleEngine, RuleSolutions, Table, join
from kgtools.reasoning.rules.rule import Key, Rule, connected
from kgtools.reasoning.rules.schema import SCHEMA_PREDICATES

__all__ = ["Proof", "Supports", "clash_support", "prove", "support"]

#: rows of a rule that are compared for the best derivation
_ROWS = 2000


@dataclass(frozen=True)
class Proof:
    """A triple, and why it holds: asserted (`rule` is empty), or by a rule from axioms and premises."""

    triple: Triple
    rule: str = ""
    axioms: tuple[Proof, ...] = ()
    premises: tuple[Proof, ...] = ()

    def leaves(self) -> Iterator[Triple]:
        """The asserted triples at the ends of the tree."""
        if not self.rule:
            yield self.triple
        for part in (*self.axioms, *self.premises):
            yield from part.leaves()


def prove(closure: Closure, triple: Triple) -> Proof | None:
    """The derivation of a triple, or None where it does not hold.

    >>> from kgtools.reading import parse_bytes
    >>> from kgtools.reasoning.rules.closure import close_quads
    >>> text = b'''@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:Cat rdfs:subClassOf e:Animal . e:tom a e:Cat .'''
    >>> closure = close_quads(parse_bytes(text, format="turtle"))
    >>> proof = prove(closure, closure.triples[0])
    >>> proof.rule, [premise.triple.object.value for premise in proof.premises]
    ('cax-sco', ['http://e/Cat'])
    """
    return _Prover(closure).prove(triple)


def support(closure: Closure, triple: Triple) -> tuple[Axiom, ...] | None:
    """The axioms and facts at the leaves of a triple's derivation, or None where it does not hold."""
    return Supports(closure).of(triple)


def clash_support(closure: Closure, clash: Clash) -> tuple[Axiom, ...]:
    """The axioms and facts that a clash rests on."""
    return Supports(closure).of_clash(clash)


class Supports:
    """What triples of one closure rest on; what was proved for one is known for the next."""

    def __init__(self, closure: Closure) -> None:
        self._axioms = closure.axioms
        self._prover = _Prover(closure)
        self._axiom_of = {axiom.main: axiom for axiom in self._axioms.all}

    def of(self, triple: Triple) -> tuple[Axiom, ...] | None:
        """The axioms and facts at the leaves of a triple's derivation, or None where it does not hold."""
        proof = self._prover.prove(triple)
        return None if proof is None else self._whole(list(proof.leaves()))

    def of_clash(self, clash: Clash) -> tuple[Axiom, ...]:
        """The axioms and facts that a clash rests on."""
        leaves = list(clash.axioms)
        for triple in clash.triples:
            proof = self._prover.prove(triple)
            leaves += [triple] if proof is None else list(proof.leaves())
        return self._whole(leaves)

    def _whole(self, leaves: list[Triple]) -> tuple[Axiom, ...]:
        """The whole axioms that triples are part of, each once."""
        axioms = self._axioms
        whole_axioms: dict[Axiom, None] = {}
        for leaf in leaves:
            whole = self._axiom_of.get(leaf)
            if whole is None and (axioms.is_structural(leaf)):
                whole = axioms.of_node.get(leaf.subject)
            whole_axioms[whole or Axiom(leaf, axioms.reach([leaf.subject, leaf.object]))] = None
        return tuple(sorted(whole_axioms, key=lambda axiom: axiom.key))


class _Prover:
    def __init__(self, closure: Closure) -> None:
        self.closure = closure
        self._memo: dict[tuple[int, Key, int], Proof] = {}
        self._asserted = set(closure.axioms.triples)

    def prove(self, triple: Triple) -> Proof | None:
        closure = self.closure
        numbers = closure.numbers
        if triple in self._asserted:
            return Proof(triple)
        if triple.predicate.value in SCHEMA_PREDICATES:
            return self._axiom(triple)
        if triple.predicate.value == RDF + "type":
            key: Key = ("class", numbers(triple.object))
            return self._tuple(closure.data, key, numbers(triple.subject))
        key = ("property", numbers(triple.predicate))
        return self._tuple(closure.data, key, (numbers(triple.subject) << 32) | numbers(triple.object))

    def _axiom(self, triple: Triple) -> Proof | None:
        """An axiom: asserted, turned round, or from the schema rules."""
        if triple in self._asserted:
            return Proof(triple)
        if triple.predicate.value == OWL + "equivalentClass" and not isinstance(triple.object, Literal):
            turned = Triple(triple.object, triple.predicate, triple.subject)
            if turned in self._asserted:
                return Proof(turned)
        numbers = self.closure.numbers
        key: Key = ("property", numbers(triple.predicate))
        return self._tuple(self.closure.schema, key, (numbers(triple.subject) << 32) | numbers(triple.object))

    def _tuple(self, engine: RuleEngine, key: Key, number: int) -> Proof | None:
        memo = (id(engine), key, number)
        if memo in self._memo:
            return self._memo[memo]
        table = engine.tables.get(key)
        origin = None if table is None else table.origin(number)
        if origin is None:
            return None
        round_, rule_number = origin
        places = [number] if key[0] == "class" else [number >> 32, number & ((1 << 32) - 1)]
        triple = self.closure.as_triple(key, places)
        assert triple is not None
        if round_ == 0:
            proof = Proof(triple)
        else:
            rule = engine.rules[rule_number]
            axioms = tuple(self._axiom(t) or Proof(t) for t in rule.axioms)
            proof = Proof(triple, rule.name, axioms, self._premises(engine, rule, places, round_))
        self._memo[memo] = proof
        return proof

    def _premises(self, engine: RuleEngine, rule: Rule, places: list[int], round_: int) -> tuple[Proof, ...]:
        assert rule.head is not None
        frame = RuleSolutions(1, {})
        for place, number in zip(rule.head.places, places, strict=True):
            if isinstance(place, str):
                frame.columns[place] = np.array([number], np.int64)
        if not rule.body:
            return ()
        body = rule.body
        bound = {p for p in rule.head.places if isinstance(p, str)}
        first = max(range(len(body)), key=lambda i: (sum(p in bound for p in body[i].places), -i))
        for index in connected(body, first):
            table = engine.tables.get(body[index].key, Table(np.empty(0, np.int64)))
            frame = join(frame, body[index], table)
            # a premise is older than what it gives
            keep = _rounds(table, _keys(frame, body[index].places)) < round_
            frame = frame.take(keep)
        row = self._best(engine, rule, frame)
        premises: list[Proof] = []
        for atom in body:
            if atom.key[0] in ("class", "property"):
                tuple_ = [p if isinstance(p, int) else int(frame.columns[p][row]) for p in atom.places]
                number = tuple_[0] if len(tuple_) == 1 else (tuple_[0] << 32) | tuple_[1]
                proof = self._tuple(engine, atom.key, number)
                if proof is not None:
                    premises.append(proof)
        return tuple(premises)

    def _best(self, engine: RuleEngine, rule: Rule, frame: RuleSolutions) -> int:
        """The row whose premises are oldest; of several, the first by their terms, so that it is always the same."""
        total = np.zeros(frame.size, np.int64)
        for atom in rule.body:
            table = engine.tables.get(atom.key, Table(np.empty(0, np.int64)))
            total += _rounds(table, _keys(frame, atom.places))
        candidates = np.flatnonzero(total == total.min())[:_ROWS].tolist()
        if len(candidates) == 1:
            return int(candidates[0])
        names = sorted(frame.columns)

        def text(row: int) -> list[tuple[object, ...]]:
            return [blind(self.closure.numbers.term(int(frame.columns[name][row]))) for name in names]

        return int(min(candidates, key=text))


def _keys(frame: RuleSolutions, places: tuple[str | int, ...]) -> Ints:
    columns = [frame.value(place) for place in places]
    first = columns[0]
    assert first is not None
    if len(columns) == 1:
        return first
    second = columns[1]
    assert second is not None
    return (first << 32) | second


def _rounds(table: Table, keys: Ints) -> Ints:
    """The round of each of `keys`."""
    rounds = np.full(len(keys), 1 << 30, np.int64)
    for round_, _, batch in table.batches:
        if len(batch):
            at = np.searchsorted(batch, keys)
            at[at == len(batch)] = 0
            hit = (batch[at] == keys) & (rounds > round_)
            rounds[hit] = round_
    return rounds
