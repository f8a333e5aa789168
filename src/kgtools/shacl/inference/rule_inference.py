"""What the rules of shapes infer from data: read, run, written, explained."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Unpack

import numpy as np

from kgtools.errors import LimitError, ShapesFault, UsageError, ValidationFailure
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.model.vocab import RDF, RDFS, SH
from kgtools.reading import Format as FormatRecord
from kgtools.reading import format_by_name
from kgtools.shacl.advanced.rules.rule import Rule
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.graph_sources import GraphSource, files_or_dataset, in_formats
from kgtools.shacl.engine.inputs import Inputs, read_inputs
from kgtools.shacl.engine.state import ConditionShapes
from kgtools.shacl.inference.by_rules import infer_by_rules
from kgtools.shacl.inference.explaining import RuleExplainer
from kgtools.shacl.inference.explanation import RuleExplanation, RuleStep
from kgtools.shacl.inference.inferred_triples import InferredTriples
from kgtools.shacl.options import OptionKeywords, Options
from kgtools.shacl.places.placing import ShapesFiles
from kgtools.shacl.session.session import SparqlSession
from kgtools.shacl.shapes.constraint_text import shape_text
from kgtools.shacl.shapes.shape import Shapes
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, named_above
from kgtools.text.terms import term_text
from kgtools.writing import write

if TYPE_CHECKING:
    from kgtools.reading import Format

__all__ = ["RuleInference", "infer", "infer_from"]

#: shapes that a note names
_MAX_NAMED_SHAPES = 5
#: options that are about the results of a validation
_OF_RESULTS = (
    *("engine", "fail_on", "explain", "details", "shape", "focus", "severity", "max_results", "statistics"),
    *("require_targets", "meta_shacl", "baseline", "update_baseline", "waivers", "today"),
)


def infer(data: GraphSource, shapes: GraphSource | None = None, **options: Unpack[OptionKeywords]) -> RuleInference:
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
    cannot be evaluated, :class:`LimitError`, and :class:`UsageError` for an option that is about results.
    """
    for option in _OF_RESULTS:
        if option in options:
            raise UsageError(f"`{option}` is about the results of a validation; leave it out where rules are run.")
    settings = replace(Options(**options), rules=True)
    clock = Clock(settings.timeout)
    files = files_or_dataset(data, "data")
    shape_files = None if shapes is None else files_or_dataset(shapes, "shapes")
    try:
        with in_formats(files, shape_files, settings):
            inputs = read_inputs(files, shape_files, settings, check=clock.check)
            if not inputs.graph.pairs(SH + "rule"):
                raise ValidationFailure(
                    "there is no rule (sh:rule) in the shapes graph; name the file with the shapes."
                )
            return infer_from(inputs, settings, clock, leave_out=settings.skip_unsupported)
    except MemoryError as error:
        raise LimitError("there is not enough memory; use fewer files, or a machine with more memory.") from error


def infer_from(inputs: Inputs, options: Options, clock: Clock, *, leave_out: bool) -> RuleInference:
    """:func:`infer`, of what was read already; errors have their places in the files.

    With `leave_out` rules that are ill-formed or cannot be run are left out; ``failures`` has those of the second kind.
    """
    files = ShapesFiles(inputs.shapes_dataset, inputs.base)
    faults = (*inputs.shapes.rule_faults, *_faults_of_targets(inputs.shapes, inputs.graph))
    try:
        if faults and not leave_out:
            faults[0].faults = faults
            raise faults[0]
        return _infer(inputs, options, clock, leave_out=leave_out)
    except ShapesFault as error:
        raise files.raised(error) from error


def _faults_of_targets(shapes: Shapes, graph: ShapesGraph) -> list[ShapesFault]:
    """What is wrong with the targets of shapes that have rules: on which nodes these are to run is not known."""
    lacking = {rule.shape for rule in shapes.rules if not shapes.by_node[rule.shape].has_all_targets}
    targets = [target for shape in lacking for target in graph.objects(shape, SH + "target")]
    kinds = (kind for target in targets for kind in graph.objects(target, RDF + "type"))
    names = {name(node) for node in (*lacking, *kinds)}
    return [fault for fault in shapes.faults if fault.shape in names]


def _infer(inputs: Inputs, options: Options, clock: Clock, *, leave_out: bool) -> RuleInference:
    shapes = inputs.shapes
    session = SparqlSession(
        inputs.columns,
        inputs.graph,
        remaining=clock.remaining,
        shapes_in_data=inputs.dataset is inputs.shapes_dataset,
        functions=shapes.functions,
    )
    conditions = ConditionShapes(shapes, inputs.numbers, clock.check)
    failures: list[ShapesFault] = []
    outcome = infer_by_rules(
        inputs.columns,
        shapes.rules,
        session,
        conditions,
        iterate=options.iterate_rules,
        check=clock.check,
        failures=failures if leave_out else None,
    )
    return RuleInference(inputs, outcome, session, conditions, tuple(failures))


@dataclass(frozen=True, eq=False)
class RuleInference:
    """What rules have inferred from a data graph: triples that it does not have."""

    inputs: Inputs
    inferred_triples: InferredTriples
    session: SparqlSession = field(repr=False)
    conditions: ConditionShapes = field(repr=False)
    #: why rules were not run, or not to their end, where such rules are left out
    failures: tuple[ShapesFault, ...] = ()

    def __len__(self) -> int:
        return len(self.inferred_triples)

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The inferred triples, in the order of their texts."""
        return tuple(sorted(self.inferred_triples, key=str))

    @property
    def without_blank_nodes(self) -> RuleInference:
        """The same without the triples that name a blank node of the data: in a file of their own nobody could tell
        which node that is.
        """
        return replace(self, inferred_triples=self.inferred_triples.without_blank_nodes)

    @property
    def counts(self) -> dict[str, int]:
        """How many triples each predicate has, by its IRI, most first."""
        predicates, counts = np.unique(self.inferred_triples.p, return_counts=True)
        names = self.inferred_triples.terms.terms(predicates)
        counts_by_name = {str(name.value): n for name, n in zip(names, counts.tolist(), strict=True)}  # type: ignore[union-attr]  # predicates are IRIs
        return dict(sorted(counts_by_name.items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of shapes and data, such as imports that are absent, and of the inference."""
        return (*self.inputs.notes, *self.notes)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the inference besides."""
        dropped, shapes = self.inferred_triples.dropped, self.inputs.shapes
        notes = []
        if dropped:
            what = "1 triple that a rule made is" if dropped == 1 else f"{dropped} triples that rules made are"
            notes.append(f"{what} left out: a literal cannot be a subject, and only an IRI a predicate.")
        if self.inferred_triples.pending:
            more = (
                "1 more triple"
                if self.inferred_triples.pending == 1
                else f"{self.inferred_triples.pending:,} more triples"
            )
            notes.append(f"another pass of the rules would infer {more}; iterate the rules to have all that follows.")
        idle = dict.fromkeys(rule.shape for rule in shapes.rules if not shapes.by_node[rule.shape].targets)
        if idle:
            names = ", ".join(name(node) for node in list(idle)[:_MAX_NAMED_SHAPES])
            more = f" and {len(idle) - _MAX_NAMED_SHAPES} more" if len(idle) > _MAX_NAMED_SHAPES else ""
            notes.append(f"the rules of {names}{more} are not run, as the shape has no target (section 8.4).")
        return tuple(notes)

    @cached_property
    def prefixes(self) -> PrefixTable:
        """The prefixes of the files, the data's first."""
        prefixes: dict[str, str] = {}
        for dataset in (self.inputs.dataset, self.inputs.shapes_dataset):
            for declared in dataset.prefixes.values():
                prefixes = {**declared, **prefixes}
        return PrefixTable.writable(prefixes)

    def write(self, *, format: str | Format = "turtle") -> bytes:
        """The bytes of the triples in a format; what is raised is that of :func:`kgtools.writing.write`."""
        from kgtools.writing.columns import FORMATS_IN_COLUMNS, write_dataset

        rdf_format = format if isinstance(format, FormatRecord) else format_by_name(format)
        if rdf_format.name in FORMATS_IN_COLUMNS:
            return write_dataset(self.inferred_triples.dataset(), format=rdf_format, prefixes=self.prefixes)
        return write(self.triples, format=rdf_format, prefixes=self.prefixes)

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
        e:b e:fedBy e:a
          How it follows:
          - e:b e:fedBy e:a  [the triple rule e:R at e:b]
            - e:a e:feeds e:b
          It rests on:
          1. e:a e:feeds e:b
        """
        step = RuleExplainer(self).step(triple)
        rules = dict.fromkeys((s.rule.shape, s.rule.node) for _, s in (step.walk() if step else ()) if s.rule)
        kinds = {(rule.shape, rule.node): rule for rule in self.inferred_triples.rules}
        files = ShapesFiles(self.inputs.shapes_dataset, self.inputs.base)
        places = dict(zip(rules, files.nodes([node for _, node in rules]), strict=True))
        return RuleExplanation(
            triple,
            step,
            self.prefixes,
            {key: self._name(kinds[key]) for key in rules},
            {key: place for key, place in places.items() if place is not None},
            self._shapes_in_words(step),
        )

    def _shapes_in_words(self, step: RuleStep | None) -> dict[Term, str]:
        """The shapes without an IRI that nodes were found to conform to, as Turtle has them."""
        shapes = self.inputs.shapes.by_node
        shapes_to_name = dict.fromkeys(shape for _, s in (step.walk() if step else ()) for _, shape in s.conforming)
        return {shape: shape_text(shape, shapes) for shape in shapes_to_name if not isinstance(shape, NamedNode)}

    def _name(self, rule: Rule) -> str:
        """A rule in words: its label or its IRI, else its shape."""
        graph = self.inputs.graph
        for predicate in (SH + "name", RDFS + "label"):
            labels = [value.value for value in graph.objects(rule.node, predicate) if isinstance(value, Literal)]
            if labels:
                return f'the {rule.kind} "{min(labels)}"'
        if isinstance(rule.node, NamedNode):
            return f"the {rule.kind} {self._short(rule.node)}"
        return f"a {rule.kind} of {self._short(named_above(graph, rule.shape))}"

    def _short(self, term: Term) -> str:
        return (self.prefixes.shorten(term.value) if isinstance(term, NamedNode) else None) or term_text(term)
