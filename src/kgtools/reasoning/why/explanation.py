"""Why something follows, or why a graph contradicts itself: statements in words, with their places and claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgtools.errors import ReasoningError, UsageError
from kgtools.model.json import JsonDict
from kgtools.model.terms import Quad, Triple
from kgtools.ontology.axioms import Axiom, Axioms, plain_triples
from kgtools.ontology.prepare import PreparedOntology, prepare
from kgtools.ontology.profiles.entailment import KEPT_PROFILE
from kgtools.ontology.whereabouts import GraphPlace, Whereabouts
from kgtools.ontology.words import AxiomWords
from kgtools.reasoning.dl.hermit import RefusedError, first_inconsistent
from kgtools.reasoning.dl.refusals import without_refused
from kgtools.reasoning.remarks import remarks_on
from kgtools.reasoning.rules.clashes import MESSAGES
from kgtools.reasoning.rules.closure import close_quads
from kgtools.reasoning.why.conclusion import Conclusion
from kgtools.reasoning.why.justify import DLBox, RuleBox, justifications, shrink
from kgtools.reasoning.why.options import ExplanationOptions, Origins
from kgtools.reasoning.why.proof import Proof, clash_support, prove

if TYPE_CHECKING:
    from typing import Self, Unpack

    from kgtools.reasoning.why.options import ExplanationKeywords

__all__ = ["Explanation", "JustificationAxiom", "explain", "explain_inconsistency"]


_NOT_ASKED = "the rules do not infer it, and HermiT was not asked"


@dataclass(frozen=True)
class JustificationAxiom:
    """One axiom or fact of a justification: in words, and where it is."""

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
    justifications: tuple[tuple[JustificationAxiom, ...], ...] = ()
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
            lines += [
                f"  {'  ' * depth}- {sentence}" + (f"  [{rule}]" if rule else "")
                for depth, sentence, rule in self.steps
            ]
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

    def data(self) -> JsonDict:
        """The explanation as plain data, for JSON."""
        return {
            "conclusion": self.conclusion,
            "verdict": self.verdict,
            "follows": None if self.undecided else self.follows,
            "undecided": self.undecided,
            "by": self.by,
            "note": self.note,
            "remarks": list(self.remarks),
            "steps": [{"depth": d, "statement": statement, "rule": rule} for d, statement, rule in self.steps],
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
    words: AxiomWords
    places: Whereabouts
    origins: Origins

    @classmethod
    def of(cls, axioms: Axioms, triples: Iterable[Quad | Triple], options: ExplanationOptions) -> Self:
        """What tells the statements of `axioms` with the labels in `triples`, as is asked for."""
        labels = [*triples, *options.labels]
        words = AxiomWords(axioms, labels, languages=options.languages, prefixes=options.prefixes)
        return cls(words, options.places, options.origins)

    def statements(self, axioms: Iterable[Axiom]) -> tuple[JustificationAxiom, ...]:
        return tuple(
            JustificationAxiom(
                a, self.words.axiom(a), self.places.of(a), self.origins.get((a.main.subject, a.main.predicate), "")
            )
            for a in axioms
        )

    def steps(
        self, proof: Proof, depth: int = 0, triples_so_far: set[Triple] | None = None
    ) -> Iterator[tuple[int, str, str]]:
        triples_so_far = set() if triples_so_far is None else triples_so_far
        again = proof.rule and proof.triple in triples_so_far
        yield depth, self.words.triple(proof.triple) + (" (see above)" if again else ""), proof.rule
        if not again:
            triples_so_far.add(proof.triple)
            for premise in proof.premises:
                yield from self.steps(premise, depth + 1, triples_so_far)


def explain(
    quads: Iterable[Quad | Triple], goal: Triple | Axiom, **options: Unpack[ExplanationKeywords]
) -> Explanation:
    """Why `goal`, a triple or an axiom, follows from quads that hold an ontology and data.

    First it is looked for among what is stated, then in what the rules of OWL 2 RL infer, then, with `reasoner`, HermiT
    is asked, also for the justifications that are wanted beyond those of the rules. The options are the fields of
    :class:`kgtools.reasoning.why.options.ExplanationOptions`. Where the rules do not infer it and the reasoner was not
    asked, or could not take all that is stated, it is not decided.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:Cat rdfs:subClassOf e:Animal . e:tom a e:Cat .'''
    >>> from kgtools.model.prefixes import PrefixTable
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
    settings = ExplanationOptions(**options)
    triples = plain_triples(quads)
    axioms = Axioms(triples)
    target = Conclusion.of(goal, axioms)
    teller = _Teller.of(Axioms([*triples, *target.axiom.parts]), triples, settings)
    conclusion = teller.words.axiom(target.axiom)
    if target.triple in set(triples):
        axiom = Axiom(target.triple, axioms.reach([target.triple.subject, target.triple.object]))
        return Explanation(conclusion, "asserted", (teller.statements([axiom]),))
    key = target.stated_key(axioms)
    if key is not None:
        return Explanation(conclusion, "asserted", (teller.statements([key]),))
    by_key = _key_by_rules(axioms, target, settings)
    if by_key:
        return Explanation(conclusion, "rules", tuple(map(teller.statements, by_key)))
    if target.is_plain:
        inferred = _by_rules(triples, axioms, target, teller, settings)
        if inferred is not None:
            return inferred
    if not settings.reasoner:
        return Explanation(conclusion, "", undecided=_NOT_ASKED)
    prepared = prepare(triples)
    try:
        return _by_reasoner(prepared, target, teller, settings)
    except RefusedError:
        prepared = without_refused(prepared, **settings.limits)
    try:
        return _by_reasoner(prepared, target, teller, settings)
    except RefusedError as error:
        # it stops at what denies the conclusion, and not at what is stated
        why = f"the rules do not infer it, and HermiT refuses it ({error.reason})"
        return Explanation(conclusion, "", undecided=why)


def _by_rules(
    triples: Sequence[Triple], axioms: Axioms, conclusion: Conclusion, teller: _Teller, options: ExplanationOptions
) -> Explanation | None:
    """Why the rules infer a conclusion; None where they do not."""
    proof = prove(close_quads(triples), conclusion.triple)
    if proof is None:
        return None
    reasons = list(
        justifications(axioms.all, RuleBox(conclusion.triple), max_justifications=options.max_justifications)
    )
    note = ""
    if len(reasons) < options.max_justifications and options.reasoner:
        further, note = _further(lambda: prepare(triples), conclusion, reasons, options)
        reasons += further
    statements = tuple(teller.statements(j) for j in reasons)
    return Explanation(teller.words.axiom(conclusion.axiom), "rules", statements, tuple(teller.steps(proof)), note)


def _key_by_rules(axioms: Axioms, conclusion: Conclusion, options: ExplanationOptions) -> list[tuple[Axiom, ...]]:
    """Why a key follows by rules, from what two things that share its values have to be; nothing where it does not."""
    sharing = conclusion.sharing()
    if sharing is None:
        return []
    assumed = [Axiom(triple) for triple in sharing[0]]
    reasons = justifications(
        [*axioms.all, *assumed], RuleBox(sharing[1]), max_justifications=options.max_justifications
    )
    return [tuple(axiom for axiom in statements if axiom not in assumed) for statements in reasons]


def _by_reasoner(
    ontology: PreparedOntology, goal: Conclusion, teller: _Teller, options: ExplanationOptions
) -> Explanation:
    """What HermiT says of a conclusion. Raises :class:`RefusedError` where it stops at something."""
    conclusion = teller.words.axiom(goal.axiom)
    box = DLBox(ontology, goal, **options.limits)
    remarks = remarks_on(ontology.aside, profile=KEPT_PROFILE, words=teller.words, places=teller.places)
    if box.reason:
        return Explanation(conclusion, "", undecided=f"the rules do not infer it, and {box.reason}", remarks=remarks)
    if box.doubt and box.first([ontology.statements]) is not None:
        return Explanation(conclusion, "", undecided=f"the rules do not infer it, and {box.doubt}", remarks=remarks)
    first, note = [] if box.doubt else list(justifications(ontology.statements, box)), ""
    if not first:
        undecided = "HermiT does not infer it from what it was given, but something was left out" if remarks else ""
        return Explanation(conclusion, "", undecided=undecided, remarks=remarks)
    if options.max_justifications > 1:
        further, note = _further(lambda: ontology, goal, first, options)
        first += further
    alone = [*ontology.declarations, *(t for statement in first[0] for t in statement.triples)]
    if first_inconsistent([alone], **options.limits) is not None:
        note = "These statements contradict each other, so that anything follows from them."
    return Explanation(conclusion, "reasoner", tuple(map(teller.statements, first)), note=note, remarks=remarks)


def _further(
    prepare: Callable[[], PreparedOntology],
    goal: Conclusion | None,
    first: Sequence[tuple[Axiom, ...]],
    options: ExplanationOptions,
) -> tuple[list[tuple[Axiom, ...]], str]:
    """The justifications beyond those given that HermiT finds within the time, and why it did not go on."""
    further: list[tuple[Axiom, ...]] = []
    try:
        prepared = prepare()
        box = DLBox(prepared, goal, **options.limits, total=True)
        if box.reason:
            return further, f"There may be more reasons: {box.reason}."
        for justification in justifications(
            prepared.statements, box, max_justifications=options.max_justifications, first=first
        ):
            further.append(justification)
    except (ReasoningError, UsageError) as error:
        return further, f"There may be more reasons: {error}"
    return further, ""


def explain_inconsistency(
    quads: Iterable[Quad | Triple], **options: Unpack[ExplanationKeywords]
) -> tuple[Explanation, ...]:
    """Why quads that hold an ontology and data contradict each other: up to `max_justifications` reasons, or none.

    Contradictions that rules find come first, one reason each; where these are fewer than that many, HermiT is asked
    unless `reasoner` is false.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... e:Cat owl:disjointWith e:Dog . e:tom a e:Cat, e:Dog .'''
    >>> (reason,) = explain_inconsistency(parse_bytes(text, format="turtle"), reasoner=False)
    >>> reason.conclusion
    'A contradiction: a thing belongs to two disjoint classes.'
    >>> [axiom.text for axiom in reason.justifications[0]][0]
    'nothing is both a <http://e/Cat> and a <http://e/Dog>'

    Raises what :func:`kgtools.reasoning.infer` raises.
    """
    settings = ExplanationOptions(**options)
    triples = plain_triples(quads)
    teller = _Teller.of(Axioms(triples), triples, settings)
    reasons = _contradictions(triples, teller, settings.max_justifications)
    if len(reasons) >= settings.max_justifications or not settings.reasoner:
        return tuple(reasons.values())
    all_reasons, note = list(reasons) or _of_reasoner(triples, settings), ""
    if not all_reasons:
        return ()
    if len(all_reasons) < settings.max_justifications:
        further, note = _further(lambda: prepare(triples), None, all_reasons, settings)
        all_reasons += further
    for reason in all_reasons:
        statements = (teller.statements(reason),)
        reasons.setdefault(reason, Explanation("A contradiction.", "reasoner", statements))
    *before, last = reasons.values()
    return (*before, replace(last, note=note))


def _contradictions(
    triples: Sequence[Triple], teller: _Teller, max_justifications: int
) -> dict[tuple[Axiom, ...], Explanation]:
    """The contradictions that rules find, up to `max_justifications`, by the statements that each rests on."""
    closure = close_quads(triples)
    reasons: dict[tuple[Axiom, ...], Explanation] = {}
    for clash in closure.clashes:
        if len(reasons) >= max_justifications:
            break
        minimal = shrink(clash_support(closure, clash), RuleBox(None).first)
        steps = [
            step
            for triple in clash.triples
            for proof in [prove(closure, triple)]
            if proof
            for step in teller.steps(proof)
        ]
        statements = (teller.statements(minimal),)
        reasons.setdefault(
            minimal, Explanation(f"A contradiction: {MESSAGES[clash.rule]}.", "rules", statements, tuple(steps))
        )
    return reasons


def _of_reasoner(triples: Sequence[Triple], options: ExplanationOptions) -> list[tuple[Axiom, ...]]:
    """The statements of the first contradiction that HermiT finds, in what it does not refuse."""
    prepared = prepare(triples)
    try:
        return list(justifications(prepared.statements, DLBox(prepared, None, **options.limits)))
    except RefusedError:
        prepared = without_refused(prepared, **options.limits)
        return list(justifications(prepared.statements, DLBox(prepared, None, **options.limits)))
