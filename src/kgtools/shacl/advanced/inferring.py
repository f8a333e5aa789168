"""What the rules of shapes infer from data: read, run, written, explained."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Unpack

import numpy as np

from kgtools.errors import ShapesFault, ValidationFailure
from kgtools.model.place import Place
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Triple
from kgtools.model.vocab import RDFS, SH
from kgtools.shacl.advanced.note import owner_name
from kgtools.shacl.advanced.rules.explanation import RuleExplanation, RuleStep
from kgtools.shacl.advanced.rules.inference import infer_by_rules
from kgtools.shacl.advanced.rules.inferred import InferredTriples
from kgtools.shacl.advanced.rules.premises import premises_of
from kgtools.shacl.advanced.rules.rule import Rule
from kgtools.shacl.advanced.state import ConditionShapes, GraphState
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.given import Given, given
from kgtools.shacl.engine.inputs import Inputs, read_inputs
from kgtools.shacl.explain.locating import Locator
from kgtools.shacl.options import OptionKeywords, Options
from kgtools.shacl.shapes.placing import ShapesFiles
from kgtools.shacl.sparql.session import SparqlSession

if TYPE_CHECKING:
    from kgtools.reading import Format

__all__ = ["RuleInference", "infer", "infer_from"]

#: premises of premises that are followed
_DEEPEST = 40


def infer(data: Given, shapes: Given | None = None, **options: Unpack[OptionKeywords]) -> RuleInference:
    """What the rules (``sh:rule``) of a shapes graph infer from a data graph (SHACL Advanced Features, section 8).

    `data` and `shapes` are those of :func:`kgtools.shacl.validate`, and so are the `options`, of which
    ``iterate_rules``, ``timeout``, ``data_graphs``, ``ontology``, ``base`` and ``cache`` mean something here.

    >>> from kgtools.table import load_bytes
    >>> found = infer(load_bytes(b'''
    ...     @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> . e:a e:feeds e:b .
    ...     e:S a sh:NodeShape ; sh:targetObjectsOf e:feeds ; sh:rule [ a sh:TripleRule ; sh:subject sh:this ;
    ...         sh:predicate e:fedBy ; sh:object [ sh:path [ sh:inversePath e:feeds ] ] ] .''', format="turtle"))
    >>> [str(triple) for triple in found.triples]
    ['<http://e/b> <http://e/fedBy> <http://e/a>']

    Raises what reading raises, :class:`ShapesError` for rules that are ill-formed, :class:`ValidationFailure` for what
    cannot be evaluated, and :class:`LimitError`.
    """
    chosen = Options(**options)
    clock = Clock(chosen.timeout)
    files = given(data, "data")
    inputs = read_inputs(files, None if shapes is None else given(shapes, "shapes"), chosen, check=clock.check)
    if not inputs.shapes.rules and not inputs.shapes.rule_faults:
        raise ValidationFailure("there is no rule (sh:rule) in the shapes graph; name the file with the shapes.")
    return infer_from(inputs, chosen, clock)


def infer_from(inputs: Inputs, options: Options, clock: Clock) -> RuleInference:
    """:func:`infer`, of what was read already; errors have their places in the files."""
    files = ShapesFiles(inputs.shapes_dataset, inputs.base)
    faults = inputs.shapes.rule_faults
    try:
        if faults and not options.skip_unsupported:
            faults[0].faults = tuple(faults)
            raise faults[0]
        return _infer(inputs, options, clock)
    except ShapesFault as error:
        raise files.raised(error) from error


def _infer(inputs: Inputs, options: Options, clock: Clock) -> RuleInference:
    shapes = inputs.shapes
    session = SparqlSession(
        inputs.columns,
        inputs.graph,
        remaining=clock.remaining,
        same=inputs.dataset is inputs.shapes_dataset,
        functions=shapes.functions,
    )
    conditions = ConditionShapes(shapes, inputs.numbers, clock.check)
    found = infer_by_rules(
        inputs.columns, shapes.rules, session, conditions, iterate=options.iterate_rules, check=clock.check
    )
    return RuleInference(inputs, found, session, conditions)


@dataclass(frozen=True, eq=False)
class RuleInference:
    """What rules have inferred from a data graph: triples that it does not have."""

    inputs: Inputs
    found: InferredTriples
    session: SparqlSession = field(repr=False)
    conditions: ConditionShapes = field(repr=False)

    def __len__(self) -> int:
        return len(self.found)

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The inferred triples, in the order of their texts."""
        return tuple(sorted(self.found, key=str))

    @property
    def named(self) -> RuleInference:
        """The same without the triples that name a blank node of the data: in a file of their own nobody could tell
        which node that is.
        """
        return replace(self, found=self.found.named)

    @property
    def counts(self) -> dict[str, int]:
        """How many triples each predicate has, by its IRI, most first."""
        predicates, counts = np.unique(self.found.p, return_counts=True)
        names = self.found.terms.terms(predicates)
        counted = {str(name.value): n for name, n in zip(names, counts.tolist(), strict=True)}  # type: ignore[union-attr]  # predicates are IRIs
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said besides."""
        dropped = self.found.dropped
        if not dropped:
            return ()
        what = "1 triple that a rule made is" if dropped == 1 else f"{dropped} triples that rules made are"
        return (f"{what} left out: a literal cannot be a subject, and only an IRI a predicate.",)

    @cached_property
    def prefixes(self) -> PrefixTable:
        """The prefixes of the files, the data's first."""
        found: dict[str, str] = {}
        for dataset in (self.inputs.dataset, self.inputs.shapes_dataset):
            for declared in dataset.prefixes.values():
                found = {**declared, **found}
        return PrefixTable.writable(found)

    def write(self, *, format: str | Format = "turtle") -> bytes:
        """The bytes of the triples in a format; what is raised is that of :func:`kgtools.writing.write`."""
        from kgtools.reading import Format as FormatRecord
        from kgtools.reading import format_by_name
        from kgtools.writing import write
        from kgtools.writing.columns import FORMATS_IN_COLUMNS, write_dataset

        chosen = format if isinstance(format, FormatRecord) else format_by_name(format)
        if chosen.name in FORMATS_IN_COLUMNS:
            return write_dataset(self.found.dataset(), format=chosen, prefixes=self.prefixes)
        return write(self.triples, format=chosen, prefixes=self.prefixes)

    # why --------------------------------------------------------------------------------------------------------------

    def explain(self, triple: Triple) -> RuleExplanation:
        """Why a triple is in the graph: by which rules it was inferred, and which triples these have used.

        >>> from kgtools.table import load_bytes
        >>> found = infer(load_bytes(b'''
        ...     @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> . e:a e:feeds e:b .
        ...     e:S a sh:NodeShape ; sh:targetObjectsOf e:feeds ; sh:rule e:R . e:R a sh:TripleRule ;
        ...         sh:subject sh:this ; sh:predicate e:fedBy ; sh:object [ sh:path [ sh:inversePath e:feeds ] ] .
        ... ''', format="turtle"))
        >>> print(found.explain(found.triples[0]).text(), end="")
        <http://e/b> <http://e/fedBy> <http://e/a>
          How it follows:
          - <http://e/b> <http://e/fedBy> <http://e/a>  [the triple rule http://e/R at <http://e/b>]
            - <http://e/a> <http://e/feeds> <http://e/b>
          It rests on:
          1. <http://e/a> <http://e/feeds> <http://e/b>
        """
        ends = [triple.subject, triple.predicate, triple.object]
        numbers = tuple(self.found.terms.find(ends).tolist())
        step = None if -1 in numbers else _Explainer(self).step((numbers[0], numbers[1], numbers[2]), 0)
        step = None if step is None else _placed(step, self.inputs)
        rules = dict.fromkeys((s.rule.shape, s.rule.node) for _, s in (step.walk() if step else ()) if s.rule)
        kinds = {(rule.shape, rule.node): rule for rule in self.found.rules}
        files = ShapesFiles(self.inputs.shapes_dataset, self.inputs.base)
        places = dict(zip(rules, files.nodes([node for _, node in rules]), strict=True))
        return RuleExplanation(
            triple,
            step,
            self.prefixes,
            {key: self._name(kinds[key]) for key in rules},
            {key: place for key, place in places.items() if place is not None},
        )

    def _name(self, rule: Rule) -> str:
        """A rule as people are told of it: by its label or its IRI, else by its shape."""
        graph = self.inputs.graph
        for predicate in (SH + "name", RDFS + "label"):
            labels = [value.value for value in graph.objects(rule.node, predicate) if isinstance(value, Literal)]
            if labels:
                return f'the {rule.kind} "{min(labels)}"'
        if isinstance(rule.node, NamedNode):
            return f"the {rule.kind} {rule.node.value}"
        return f"a {rule.kind} of {owner_name(graph, rule.shape)}"


class _Explainer:
    """Steps of explanations, each triple once."""

    def __init__(self, inference: RuleInference) -> None:
        self._inference = inference
        found = inference.found
        self._rows = {
            numbers: row
            for row, numbers in enumerate(zip(found.s.tolist(), found.p.tolist(), found.o.tolist(), strict=True))
        }
        self._known: dict[tuple[int, int, int], RuleStep | None] = {}

    def step(self, numbers: tuple[int, int, int], depth: int) -> RuleStep | None:
        """What a triple follows from; None where the graph does not have it."""
        if numbers in self._known:
            return self._known[numbers]
        found, terms = self._inference.found, self._inference.found.terms
        s, p, o = terms.terms(np.array(numbers))
        triple = Triple(s, p, o)  # type: ignore[arg-type]  # they were a triple
        row = self._rows.get(numbers)
        if row is None:
            columns = found.data
            values = columns.relation(numbers[1]).restrict(np.array([numbers[0]], np.int32)).o
            return RuleStep(triple) if (values == numbers[2]).any() else None
        rule = found.rules[int(found.rule[row])]
        focus = int(found.focus[row])
        state = self._state(row)
        used = premises_of(rule, state, focus, numbers)
        size = len(terms)
        premises: list[RuleStep] = []
        for premise in used.triples:
            if depth < _DEEPEST and premise != numbers and max(premise) < size:
                below = self.step(premise, depth + 1)
                if below is not None:
                    premises.append(below)
        conforming = [(node, shape) for node, shape in used.conforming if node < size]
        nodes = terms.terms(np.array([node for node, _ in conforming], np.int64)) if conforming else []
        shapes = tuple(zip(nodes, (shape for _, shape in conforming), strict=True))
        made = RuleStep(triple, rule, terms.term(focus), tuple(premises), shapes)
        self._known[numbers] = made
        return made

    def _state(self, row: int) -> GraphState:
        """The graph as the rule saw it that has inferred a triple."""
        inference, found = self._inference, self._inference.found
        shapes = [rule.shape for rule in found.rules]
        mine = np.array([shape == shapes[int(found.rule[row])] for shape in shapes], bool)[found.rule]
        seen = (found.group < found.group[row]) | (
            (found.group == found.group[row]) & (found.stage < found.stage[row]) & mine
        )
        data = inference.inputs.columns.with_triples(found.terms, found.s[seen], found.p[seen], found.o[seen])
        session = inference.session.over(data)
        queries = [query.algebra for rule in found.rules for query in rule.queries]
        return GraphState(data, session, session.context(*queries), inference.conditions)


def _placed(step: RuleStep, inputs: Inputs) -> RuleStep:
    """The steps with the places of the triples that the data state."""
    stated = list(dict.fromkeys(s.triple for _, s in step.walk() if s.rule is None))
    if not stated or not inputs.dataset.sources:
        return step
    locator = Locator(inputs.dataset, inputs.data_graphs, inputs.base)
    asked = [(triple.subject, triple.predicate.value, triple.object) for triple in stated]
    places = dict(zip(stated, locator.triples(asked), strict=True))
    return _with_places(step, places)


def _with_places(step: RuleStep, places: dict[Triple, Place | None]) -> RuleStep:
    premises = tuple(_with_places(premise, places) for premise in step.premises)
    return replace(step, premises=premises, place=places.get(step.triple) if step.rule is None else None)
