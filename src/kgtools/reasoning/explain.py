"""Why something follows, or why a graph contradicts itself: statements in words, with their places and claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kgtools.errors import AmbiguousNameError, UnknownNameError, UsageError
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import RDF, RDFS, SKOS
from kgtools.reasoning.axioms import Axiom, Axioms, plain_triples
from kgtools.reasoning.clashes import MESSAGES
from kgtools.reasoning.closure import close_quads
from kgtools.reasoning.hermit import MEMORY, TIMEOUT
from kgtools.reasoning.justify import DLBox, RuleBox, justifications, shrink
from kgtools.reasoning.places import Place, Places
from kgtools.reasoning.prepare import prepare
from kgtools.reasoning.proof import Proof, clash_support, prove
from kgtools.reasoning.words import Words

__all__ = ["Explanation", "Statement", "explain", "explain_inconsistency", "find_term"]


#: where a derived fact comes from, in words, by its subject and property
Origins = Mapping[tuple[Term, Term], str]


@dataclass(frozen=True)
class Statement:
    """One axiom or fact of a justification: in words, and where it stands."""

    axiom: Axiom
    text: str
    places: tuple[Place, ...] = ()
    #: for what a project's rules derived, the rule and the claims that it used
    origin: str = ""


@dataclass(frozen=True)
class Explanation:
    """Why a conclusion holds.

    `by` is ``asserted``, ``rules``, ``reasoner`` or nothing, where it does not follow. Each of the `justifications` is
    a minimal set of statements: without any one of them the conclusion would not follow from the rest. `steps` is the
    derivation by rules, outermost first, each with its depth.
    """

    conclusion: str
    by: str
    justifications: tuple[tuple[Statement, ...], ...] = ()
    steps: tuple[tuple[int, str, str], ...] = ()

    @property
    def follows(self) -> bool:
        return bool(self.by)

    def text(self) -> str:
        """The explanation for people to read."""
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
            else:
                lines.append(f"  It rests on{which}, and on none of these can it do without:")
            for at, statement in enumerate(statements, 1):
                lines.append(f"  {at}. {statement.text}")
                lines += [f"       {_place(place)}" for place in statement.places]
                lines += [f"       {statement.origin}"] if statement.origin else []
        return "\n".join(lines) + "\n"

    def data(self) -> dict[str, Any]:
        """The explanation as plain data, for JSON."""
        return {
            "conclusion": self.conclusion,
            "follows": self.follows,
            "by": self.by,
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


def _place(place: Place) -> str:
    return f"{place}  <{place.graph}>" if place.graph else str(place)


@dataclass(frozen=True)
class _Teller:
    words: Words
    places: Places = field(default_factory=lambda: Places(()))
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
    goal: Triple,
    *,
    most: int = 1,
    reasoner: bool = True,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    places: Places | None = None,
    origins: Origins | None = None,
    labels: Iterable[Quad | Triple] = (),
    languages: Sequence[str] = ("en",),
    prefixes: PrefixTable = WELL_KNOWN,
) -> Explanation:
    """Why `goal` follows from quads that hold an ontology and data.

    First it is looked for among what is stated, then in what the rules of OWL 2 RL infer, then, with `reasoner`, HermiT
    is asked. `most` is how many justifications are wanted. `places` tells where statements stand, and `origins` what a
    derived fact was derived from.

    >>> from kgtools.formats import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:Cat rdfs:subClassOf e:Animal . e:tom a e:Cat .'''
    >>> animal = Triple(NamedNode("http://e/tom"), NamedNode(RDF + "type"), NamedNode("http://e/Animal"))
    >>> found = explain(parse_bytes(text, format="turtle"), animal, prefixes=PrefixTable({"e": "http://e/"}))
    >>> print(found.text(), end="")
    e:tom is an e:Animal
      How it follows:
      - e:tom is an e:Animal  [cax-sco]
        - e:tom is a e:Cat
      It rests on, and on none of these can it do without:
      1. every e:Cat is an e:Animal
      2. e:tom is a e:Cat

    Raises what :func:`kgtools.reasoning.infer` raises.
    """
    triples = plain_triples(quads)
    axioms = Axioms(triples)
    words = Words(axioms, [*triples, *labels], languages=languages, prefixes=prefixes)
    teller = _Teller(words, places or Places(()), origins or {})
    conclusion = teller.words.triple(goal)
    if goal in set(triples):
        stated = Axiom(goal, axioms.reach([goal.subject, goal.object]))
        return Explanation(conclusion, "asserted", (teller.statements([stated]),))
    closure = close_quads(triples)
    proof = prove(closure, goal)
    if proof is not None:
        found = justifications(axioms, RuleBox(goal), most=most)
        told = tuple(teller.statements(j) for j in found)
        return Explanation(conclusion, "rules", told, tuple(teller.steps(proof)))
    if not reasoner or isinstance(goal.object, Literal):
        return Explanation(conclusion, "")
    prepared = prepare(triples)
    box = DLBox(prepared, goal, timeout=timeout, memory=memory)
    told = tuple(teller.statements(j) for j in justifications(prepared.axioms, box, most=most))
    return Explanation(conclusion, "reasoner" if told else "", told)


def explain_inconsistency(
    quads: Iterable[Quad | Triple],
    *,
    most: int = 1,
    reasoner: bool = True,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
    places: Places | None = None,
    origins: Origins | None = None,
    labels: Iterable[Quad | Triple] = (),
    languages: Sequence[str] = ("en",),
    prefixes: PrefixTable = WELL_KNOWN,
) -> tuple[Explanation, ...]:
    """Why quads that hold an ontology and data contradict each other: up to `most` reasons; none where they do not.

    Contradictions that rules find come first, one reason each; where rules find none, HermiT is asked unless
    `reasoner` is false. Raises what :func:`kgtools.reasoning.infer` raises.
    """
    triples = plain_triples(quads)
    axioms = Axioms(triples)
    words = Words(axioms, [*triples, *labels], languages=languages, prefixes=prefixes)
    teller = _Teller(words, places or Places(()), origins or {})
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
    if reasons or not reasoner:
        return tuple(reasons.values())
    prepared = prepare(triples)
    box = DLBox(prepared, None, timeout=timeout, memory=memory)
    found = [teller.statements(j) for j in justifications(prepared.axioms, box, most=most)]
    return tuple(Explanation("A contradiction.", "reasoner", (statements,)) for statements in found)


def find_term(name: str, triples: Iterable[Triple], prefixes: PrefixTable, *, what: str = "thing") -> Term:
    """The term that a text names: an IRI, a prefixed name, ``a`` (rdf:type), a label, or the end of an IRI.

    Raises :class:`UnknownNameError` and :class:`AmbiguousNameError`.
    """
    text = name.strip()
    if not text:
        raise UsageError(f"the {what} is empty; name it by an IRI, a prefixed name or a label.")
    if text == "a":
        return NamedNode(RDF + "type")
    known = list(triples)
    iris = {t.value for triple in known for t in triple if isinstance(t, NamedNode)}
    if text.startswith("<") and text.endswith(">"):
        return NamedNode(text[1:-1])
    if text in iris:
        return NamedNode(text)
    prefix = text.split(":", 1)[0]
    if ":" in text and prefix in prefixes:
        return NamedNode(prefixes.expand(text))
    wanted = text.casefold()
    named = {
        t.subject.value
        for t in known
        if t.predicate.value in (SKOS + "prefLabel", SKOS + "altLabel", RDFS + "label")
        and isinstance(t.object, Literal)
        and isinstance(t.subject, NamedNode)
        and t.object.value.casefold() == wanted
    }
    found = named or {iri for iri in iris if iri.rstrip("/").replace("#", "/").rsplit("/", 1)[-1].casefold() == wanted}
    if len(found) > 1:
        raise AmbiguousNameError(what, text, [prefixes.shorten(iri) or f"<{iri}>" for iri in found])
    if not found:
        named_by = (SKOS + "prefLabel", RDFS + "label")
        labels = {t.object.value for t in known if t.predicate.value in named_by and isinstance(t.object, Literal)}
        raise UnknownNameError(what, text, labels)
    return NamedNode(found.pop())
