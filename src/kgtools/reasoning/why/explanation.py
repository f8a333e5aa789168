"""Why something follows, or why a graph contradicts itself: statements in words, with their places and claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kgtools.errors import ReasoningError, UsageError
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import Quad, Term, Triple
from kgtools.ontology.axioms import Axiom, Axioms, plain_triples
from kgtools.ontology.prepare import Prepared, prepare
from kgtools.ontology.profiles.entailment import KEPT_PROFILE
from kgtools.ontology.whereabouts import GraphPlace, Whereabouts
from kgtools.ontology.words import Words
from kgtools.reasoning.dl.hermit import RefusedError
from kgtools.reasoning.dl.refused import without_refused
from kgtools.reasoning.limits import MEMORY, TIMEOUT
from kgtools.reasoning.remarks import remarks_on
from kgtools.reasoning.rules.clashes import MESSAGES
from kgtools.reasoning.rules.closure import close_quads
from kgtools.reasoning.why.conclusion import Conclusion
from kgtools.reasoning.why.justify import DLBox, RuleBox, justifications, shrink
from kgtools.reasoning.why.proof import Proof, clash_support, prove

__all__ = ["Explanation", "Statement", "explain", "explain_inconsistency"]


_NOT_ASKED = "the rules do not infer it, and the reasoner was not asked, which may"

#: where a derived fact comes from, in words, by its subject and property
Origins = Mapping[tuple[Term, Term], str]


@dataclass(frozen=True)
class Statement:
    """One axiom or fact of a justification: in words, and where it stands."""

    axiom: Axiom
    text: str
    places: tuple[GraphPlace, ...] = ()
    #: for what a project's rules derived, the rule and the claims that it used
    origin: str = ""


@dataclass(frozen=True)
class Explanation:
    """Why a conclusion holds.

    `by` is ``asserted``, ``rules``, ``reasoner`` or nothing, where it does not follow, or where that was not decided:
    `undecided` then says why. Each of the `justifications` is
    a minimal set of statements: without any one of them the conclusion would not follow from the rest. `steps` is the
    derivation by rules, outermost first, each with its depth.
    """

    conclusion: str
    by: str
    justifications: tuple[tuple[Statement, ...], ...] = ()
    steps: tuple[tuple[int, str, str], ...] = ()
    #: why there may be more justifications than these, where they were not all looked for
    note: str = ""
    #: why it was not decided whether the conclusion follows; nothing where it was
    undecided: str = ""
    #: what was not looked at, in words
    remarks: tuple[str, ...] = ()

    @property
    def follows(self) -> bool:
        """Whether it is known to follow."""
        return bool(self.by)

    @property
    def verdict(self) -> str:
        """``follows``, ``does not follow`` or ``not decided``."""
        return "follows" if self.by else "not decided" if self.undecided else "does not follow"

    def text(self) -> str:
        """The explanation for people to read."""
        if self.undecided:
            return f"{self.conclusion}\n  This was not decided: {self.undecided}.\n"
        if not self.by:
            return f"{self.conclusion}\n  This does not follow.\n"
        lines = [self.conclusion]
        if self.steps:
            lines.append("  How it follows:")
            lines += [f"  {'  ' * depth}- {said}" + (f"  [{rule}]" if rule else "") for depth, said, rule in self.steps]
        for number, statements in enumerate(self.justifications, 1):
            which = f" ({number} of {len(self.justifications)})" if len(self.justifications) > 1 else ""
            if self.by == "asserted":
                lines.append("  It is stated:")
            elif not statements:
                lines.append("  It holds whatever is stated.")
            else:
                lines.append(f"  It rests on{which}, and it needs each of these:")
            for at, statement in enumerate(statements, 1):
                lines.append(f"  {at}. {statement.text}")
                lines += [f"       {_place(place)}" for place in statement.places]
                lines += [f"       {statement.origin}"] if statement.origin else []
        lines += [f"  {self.note}"] if self.note else []
        return "\n".join(lines) + "\n"

    def data(self) -> dict[str, Any]:
        """The explanation as plain data, for JSON."""
        return {
            "conclusion": self.conclusion,
            "verdict": self.verdict,
            "follows": None if self.undecided else self.follows,
            "undecided": self.undecided,
            "by": self.by,
            "note": self.note,
            "remarks": list(self.remarks),
            "steps": [{"depth": d, "statement": said, "rule": rule} for d, said, rule in self.steps],
            "justifications": [
                [
                    {
                        "statement": s.text,
                        "triple": [str(t) for t in s.axiom.main],
                        "origin": s.origin,
                        "places": [
                            {"file": p.file, "line": p.line, "column": p.column, "graph": p.graph} for p in s.places
                        ],
                    }
                    for s in statements
                ]
                for statements in self.justifications
            ],
        }


def _place(place: GraphPlace) -> str:
    return f"{place}  <{place.graph}>" if place.graph else str(place)


@dataclass(frozen=True)
class _Teller:
    words: Words
    places: Whereabouts = field(default_factory=lambda: Whereabouts(()))
    origins: Origins = field(default_factory=dict)

    def statements(self, axioms: Iterable[Axiom]) -> tuple[Statement, ...]:
        return tuple(
            Statement(
                a, self.words.axiom(a), self.places.of(a), self.origins.get((a.main.subject, a.main.predicate), "")
            )
            for a in axioms
        )

    def steps(self, proof: Proof, depth: int = 0, seen: set[Triple] | None = None) -> Iterator[tuple[int, str, str]]:
        seen = set() if seen is None else seen
        again = proof.rule and proof.triple in seen
        yield depth, self.words.triple(proof.triple) + (" (see above)" if again else ""), proof.rule
        if not again:
            seen.add(proof.triple)
            for premise in proof.premises:
                yield from self.steps(premise, depth + 1, seen)


def explain(
    quads: Iterable[Quad | Triple],
    goal: Triple | Axiom,
    *,
    most: int = 1,
    reasoner: bool = True,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    places: Whereabouts | None = None,
    origins: Origins | None = None,
    labels: Iterable[Quad | Triple] = (),
    languages: Sequence[str] = ("en",),
    prefixes: PrefixTable = WELL_KNOWN,
) -> Explanation:
    """Why `goal`, a triple or an axiom, follows from quads that hold an ontology and data.

    First it is looked for among what is stated, then in what the rules of OWL 2 RL infer, then, with `reasoner`, HermiT
    is asked, also for the justifications that are wanted beyond those of the rules. `most` is how many are wanted.
    `places` tells where statements stand, and `origins` what a derived fact was derived from. Where the rules do not
    infer it and the reasoner was not asked, or could not take all that is stated, it is not decided.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:Cat rdfs:subClassOf e:Animal . e:tom a e:Cat .'''
    >>> from kgtools.model.terms import NamedNode
    >>> from kgtools.model.vocab import RDF
    >>> animal = Triple(NamedNode("http://e/tom"), NamedNode(RDF + "type"), NamedNode("http://e/Animal"))
    >>> found = explain(parse_bytes(text, format="turtle"), animal, prefixes=PrefixTable({"e": "http://e/"}))
    >>> print(found.text(), end="")
    e:tom is an e:Animal
      How it follows:
      - e:tom is an e:Animal  [cax-sco]
        - e:tom is a e:Cat
      It rests on, and it needs each of these:
      1. every e:Cat is an e:Animal
      2. e:tom is a e:Cat

    Raises what :func:`kgtools.reasoning.infer` raises.
    """
    triples = plain_triples(quads)
    axioms = Axioms(triples)
    asked = Conclusion.of(goal, axioms)
    words = Words(Axioms([*triples, *asked.axiom.parts]), [*triples, *labels], languages=languages, prefixes=prefixes)
    teller = _Teller(words, places or Whereabouts(()), origins or {})
    conclusion = words.axiom(asked.axiom)
    if asked.triple in set(triples):
        stated = Axiom(asked.triple, axioms.reach([asked.triple.subject, asked.triple.object]))
        return Explanation(conclusion, "asserted", (teller.statements([stated]),))
    if asked.is_plain:
        closure = close_quads(triples)
        proof = prove(closure, asked.triple)
        if proof is not None:
            found = list(justifications(axioms.all, RuleBox(asked.triple), most=most))
            note = ""
            if len(found) < most and reasoner:
                further, note = _further(
                    lambda: prepare(triples), asked, found, most=most, timeout=timeout, memory=memory
                )
                found += further
            told = tuple(teller.statements(j) for j in found)
            return Explanation(conclusion, "rules", told, tuple(teller.steps(proof)), note)
    if not reasoner:
        return Explanation(conclusion, "", undecided=_NOT_ASKED)
    prepared = prepare(triples)
    try:
        return _reasoned(prepared, asked, conclusion, teller, most=most, timeout=timeout, memory=memory)
    except RefusedError:
        prepared = without_refused(prepared, timeout=timeout, memory=memory)
    try:
        return _reasoned(prepared, asked, conclusion, teller, most=most, timeout=timeout, memory=memory)
    except RefusedError as error:
        # it stops at what denies the conclusion, and not at what is stated
        return Explanation(conclusion, "", undecided=f"the rules do not infer it, and HermiT refuses it ({error.said})")


def _reasoned(
    prepared: Prepared,
    asked: Conclusion,
    conclusion: str,
    teller: _Teller,
    *,
    most: int,
    timeout: float,
    memory: int,
) -> Explanation:
    """What HermiT says of a conclusion. Raises :class:`RefusedError` where it stops at something."""
    box = DLBox(prepared, asked, timeout=timeout, memory=memory)
    remarks = remarks_on(prepared.aside, profile=KEPT_PROFILE, words=teller.words, places=teller.places)
    if box.reason:
        return Explanation(conclusion, "", undecided=f"the rules do not infer it, and {box.reason}", remarks=remarks)
    first, note = list(justifications(prepared.statements, box)), ""
    if not first:
        undecided = "HermiT does not infer it from what it was given, but something was left out" if remarks else ""
        return Explanation(conclusion, "", undecided=undecided, remarks=remarks)
    if most > 1:
        further, note = _further(lambda: prepared, asked, first, most=most, timeout=timeout, memory=memory)
        first += further
    return Explanation(conclusion, "reasoner", tuple(map(teller.statements, first)), note=note, remarks=remarks)


def _further(
    made: Callable[[], Prepared],
    goal: Conclusion | None,
    given: Sequence[tuple[Axiom, ...]],
    *,
    most: int,
    timeout: float,
    memory: int,
) -> tuple[list[tuple[Axiom, ...]], str]:
    """The justifications beyond those given that HermiT finds within `timeout` seconds, and why it did not go on."""
    found: list[tuple[Axiom, ...]] = []
    try:
        prepared = made()
        box = DLBox(prepared, goal, timeout=timeout, memory=memory, total=True)
        if box.reason:
            return found, f"There may be more reasons: {box.reason}."
        for justification in justifications(prepared.statements, box, most=most, given=given):
            found.append(justification)
    except (ReasoningError, UsageError) as error:
        return found, f"There may be more reasons: {error}"
    return found, ""


def explain_inconsistency(
    quads: Iterable[Quad | Triple],
    *,
    most: int = 1,
    reasoner: bool = True,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    places: Whereabouts | None = None,
    origins: Origins | None = None,
    labels: Iterable[Quad | Triple] = (),
    languages: Sequence[str] = ("en",),
    prefixes: PrefixTable = WELL_KNOWN,
) -> tuple[Explanation, ...]:
    """Why quads that hold an ontology and data contradict each other: up to `most` reasons; none where they do not.

    Contradictions that rules find come first, one reason each; where these are fewer than `most`, HermiT is asked
    unless `reasoner` is false. Raises what :func:`kgtools.reasoning.infer` raises.
    """
    triples = plain_triples(quads)
    axioms = Axioms(triples)
    words = Words(axioms, [*triples, *labels], languages=languages, prefixes=prefixes)
    teller = _Teller(words, places or Whereabouts(()), origins or {})
    closure = close_quads(triples)
    reasons: dict[tuple[Axiom, ...], Explanation] = {}
    for clash in closure.clashes:
        if len(reasons) >= most:
            break
        minimal = shrink(clash_support(closure, clash), RuleBox(None).first)
        steps = [
            step
            for triple in clash.triples
            for proof in [prove(closure, triple)]
            if proof
            for step in teller.steps(proof)
        ]
        told = (teller.statements(minimal),)
        reasons.setdefault(
            minimal, Explanation(f"A contradiction: {MESSAGES[clash.rule]}.", "rules", told, tuple(steps))
        )
    if len(reasons) >= most or not reasoner:
        return tuple(reasons.values())
    known, note = list(reasons), ""
    if not reasons:
        prepared = prepare(triples)
        try:
            known = list(justifications(prepared.statements, DLBox(prepared, None, timeout=timeout, memory=memory)))
        except RefusedError:
            prepared = without_refused(prepared, timeout=timeout, memory=memory)
            known = list(justifications(prepared.statements, DLBox(prepared, None, timeout=timeout, memory=memory)))
        if not known:
            return ()
    if len(known) < most:
        further, note = _further(lambda: prepare(triples), None, known, most=most, timeout=timeout, memory=memory)
        known += further
    for found in known:
        told = (teller.statements(found),)
        reasons.setdefault(found, Explanation("A contradiction.", "reasoner", told))
    *before, last = reasons.values()
    return (*before, replace(last, note=note))
