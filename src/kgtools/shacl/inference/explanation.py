"""Why an inferred triple was inferred: by which rule, on which node, from which triples, down to those of the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kgtools.model.place import Place
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import NamedNode, Term, Triple
from kgtools.shacl.advanced.rules.rule import Rule
from kgtools.text.terms import term_text

__all__ = ["RuleExplanation", "RuleStep"]


@dataclass(frozen=True)
class RuleStep:
    """A triple, and what it follows from.

    An inferred triple has its `rule`, the node `focus` that this was run on, the `premises` that it used, and the
    shapes that nodes were found to conform to; a triple of the data has its `place`.
    """

    triple: Triple
    rule: Rule | None = None
    focus: Term | None = None
    premises: tuple[RuleStep, ...] = ()
    conforming: tuple[tuple[Term, Term], ...] = ()
    place: Place | None = None
    #: whether what it rests on was not looked at, as it is too far away
    is_cut: bool = False

    def walk(self, depth: int = 0) -> Iterator[tuple[int, RuleStep]]:
        """The step and all below it, each with its depth; one that was there already has nothing below it again."""
        triples: set[Triple] = set()
        stack = [(depth, self)]
        while stack:
            at, step = stack.pop()
            yield at, step
            if step.triple not in triples:
                triples.add(step.triple)
                stack += [(at + 1, premise) for premise in reversed(step.premises)]


@dataclass(frozen=True)
class RuleExplanation:
    """Why a triple is in the graph: the data state it, or rules infer it, or neither (`step` is None)."""

    triple: Triple
    step: RuleStep | None
    prefixes: PrefixTable = WELL_KNOWN
    #: the names and places of rules, by shape and rule
    names: Mapping[tuple[Term, Term], str] = field(default_factory=dict)
    rule_places: Mapping[tuple[Term, Term], Place] = field(default_factory=dict)
    #: what shapes without an IRI say
    shapes: Mapping[Term, str] = field(default_factory=dict)

    @property
    def follows(self) -> bool:
        """Whether the triple is stated or inferred."""
        return self.step is not None

    @property
    def verdict(self) -> str:
        """``follows`` or ``does not follow``."""
        return "follows" if self.follows else "does not follow"

    @property
    def by(self) -> str:
        """``asserted``, ``rules``, or nothing."""
        if self.step is None:
            return ""
        return "asserted" if self.step.rule is None else "rules"

    def text(self) -> str:
        """The explanation for people to read."""
        lines = [self._triple(self.triple)]
        if self.step is None:
            return f"{lines[0]}\n  The data do not state this, and no rule infers it.\n"
        if self.step.rule is None:
            lines.append("  It is stated:")
            lines.append(f"  1. {lines[0]}")
            lines += [f"       {self.step.place}"] if self.step.place else []
            return "\n".join(lines) + "\n"
        lines.append("  How it follows:")
        for depth, step in self.step.walk():
            lines += (f"  {'  ' * depth}{line}" for line in self._lines(step))
        data_steps = dict.fromkeys(step for _, step in self.step.walk() if step.rule is None)
        if data_steps:
            lines.append("  It rests on:")
        for number, step in enumerate(data_steps, 1):
            lines.append(f"  {number}. {self._triple(step.triple)}")
            lines += [f"       {step.place}"] if step.place else []
        return "\n".join(lines) + "\n"

    def data(self) -> dict[str, object]:
        """The explanation as plain data, for JSON."""
        return {
            "conclusion": self._triple(self.triple),
            "follows": self.follows,
            "by": self.by,
            "steps": [] if self.step is None else [self._data(depth, step) for depth, step in self.step.walk()],
        }

    def _lines(self, step: RuleStep) -> Iterator[str]:
        rule = step.rule
        if rule is None:
            yield f"- {self._triple(step.triple)}"
            return
        key = (rule.shape, rule.node)
        place = self.rule_places.get(key)
        focus = "" if step.focus is None else f" at {self._term(step.focus)}"
        yield f"- {self._triple(step.triple)}  [{self.names[key]}{focus}]"
        if place is not None:
            yield f"    {place}"
        if step.is_cut:
            yield "    … its own premises are not shown; explain it separately"
        for node, shape in step.conforming:
            yield f"    {self._term(node)} conforms to {self._shape(shape)}"

    def _data(self, depth: int, step: RuleStep) -> dict[str, object]:
        rule = step.rule
        key = None if rule is None else (rule.shape, rule.node)
        place = step.place if key is None else self.rule_places.get(key)
        return {
            "depth": depth,
            "statement": self._triple(step.triple),
            "triple": [str(term) for term in (step.triple.subject, step.triple.predicate, step.triple.object)],
            "rule": "" if key is None else self.names[key],
            "focus": None if step.focus is None else str(step.focus),
            "conforming": [{"node": str(node), "shape": self._shape(shape)} for node, shape in step.conforming],
            "cut": step.is_cut,
            "place": None if place is None else {"file": place.file, "line": place.line, "column": place.column},
        }

    def _shape(self, shape: Term) -> str:
        return self.shapes.get(shape) or self._term(shape)

    def _triple(self, triple: Triple) -> str:
        return " ".join(self._term(term) for term in (triple.subject, triple.predicate, triple.object))

    def _term(self, term: Term) -> str:
        short = self.prefixes.shorten(term.value) if isinstance(term, NamedNode) else None
        return short or term_text(term)
