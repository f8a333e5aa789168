"""The validation report (section 3.6): results as terms, in one order, whatever order they were found in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kgtools.errors import ParameterError, UnknownNameError
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.reading import Tags
from kgtools.shacl.components.messages import MESSAGES
from kgtools.shacl.incomplete import NotEvaluated, UnjudgedShape, incomplete_remark, left_out_text, unjudged_remarks
from kgtools.shacl.names import bare, find_name, find_node
from kgtools.shacl.report_parts import Coverage, Excuses, Omissions
from kgtools.shacl.result import FAIL_ON, FailOn, ValidationResult, is_own, rank_of, severity_name
from kgtools.shacl.result_columns import ResultColumns
from kgtools.text.languages import choose
from kgtools.text.names import last_part
from kgtools.text.terms import term_text

if TYPE_CHECKING:
    from kgtools.shacl.engine.evaluation import Evaluation
    from kgtools.shacl.engine.results_in_order import Reader
    from kgtools.shacl.shapes.summary import ShapeSummary
    from kgtools.shacl.shapes_graph.graph import ShapesGraph

__all__ = ["ValidationReport"]

_COMPONENT = "ConstraintComponent"


@dataclass(frozen=True)
class ValidationReport:
    """What a validation found: a value, to iterate over, to filter, and to write in any format.

    `coverage` is what was looked at, `omissions` count the results that are left out of `results`, `excuses` are what a
    baseline and waivers say besides; `notes` say what played no part; `differences` are what two engines do not agree
    on. `summaries` are the shapes by node, `labels` what nodes are called. `fail_on` is from which severity on the
    validation has failed; with `require_targets` it has also failed where a shape met no node. `skip_unsupported`
    accepts that parts of the shapes were not evaluated. `one_graph` says that shapes and data are one graph, so that
    the label of a blank node means the same node in both.
    """

    results: Sequence[ValidationResult]
    notes: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    omissions: Omissions = field(default_factory=Omissions)
    excuses: Excuses = field(default_factory=Excuses)
    summaries: Mapping[Term, ShapeSummary] = field(default_factory=dict, repr=False)
    labels: Mapping[Term, tuple[Literal, ...]] = field(default_factory=dict, repr=False)
    blank_nodes: Mapping[BlankNode, str] = field(default_factory=dict, repr=False)
    blank_words: Mapping[BlankNode, str] = field(default_factory=dict, repr=False)
    languages: tuple[str, ...] = ()
    fail_on: FailOn = "violation"
    files: tuple[str, ...] = ()
    statistics: bool = False
    require_targets: bool = False
    skip_unsupported: bool = False
    one_graph: bool = False
    tags: Tags = field(default_factory=Tags, compare=False, repr=False)
    #: the prefixes that the files declare, and those that are known anyway; what a report graph may use
    prefixes: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    known_prefixes: Mapping[str, str] = field(default=WELL_KNOWN, compare=False, repr=False)
    shapes_graph: ShapesGraph | None = field(default=None, compare=False, repr=False)
    #: what found the results, and who they are worded for, while the report is made; one that is finished has none
    evaluation: tuple[Evaluation, Reader] | None = field(default=None, compare=False, repr=False)

    @property
    def unmatched_shapes(self) -> tuple[str, ...]:
        """The shapes with targets that no node of the data fits."""
        return self.coverage.unmatched_shapes

    @property
    def unjudged_shapes(self) -> tuple[UnjudgedShape, ...]:
        """The shapes that no node is ever judged by."""
        return self.coverage.unjudged_shapes

    @property
    def not_evaluated(self) -> tuple[NotEvaluated, ...]:
        """The parts of the shapes that were left out."""
        return self.coverage.not_evaluated

    @property
    def lacks_targets(self) -> bool:
        """Whether a shape met no node, or is never evaluated, though every one should (`require_targets`)."""
        return self.require_targets and bool(
            self.unmatched_shapes or self.coverage.shapes_without_targets or self.unjudged_shapes
        )

    @property
    def is_incomplete(self) -> bool:
        """Whether a part of the shapes was not evaluated, and `skip_unsupported` does not accept that."""
        return bool(self.not_evaluated) and not self.skip_unsupported

    @property
    def conforms(self) -> bool:
        """Whether there is no result, of whatever severity (section 3.6.1.1); False where :attr:`is_incomplete`."""
        return not self.has_results and not self.is_incomplete

    @property
    def has_results(self) -> bool:
        """Whether there is a result, listed or left out."""
        return bool(self.results) or self.omissions.count > 0

    def fails(self, fail_on: FailOn | None = None) -> bool:
        """Whether there is a result of that severity or a graver one that nothing excuses, or a waiver past its day.

        Where `require_targets` is not met, or a part of the shapes was not evaluated, it fails whatever `fail_on` is.
        Own severities count as violations. Without `fail_on` the report's own is meant.

        >>> ValidationReport(()).fails("info")
        False
        """
        severity = self.fail_on if fail_on is None else fail_on
        if severity not in FAIL_ON:
            raise ParameterError("fail_on", str(severity), f"it is one of {', '.join(FAIL_ON)}")
        if self.lacks_targets or self.is_incomplete:
            return True
        if severity == "none":
            return False
        limit = FAIL_ON.index(severity)
        return (
            bool(self.excuses.expired_waivers)
            or _has_failing(self.results, limit)
            or any(count and rank_of(iri) <= limit for iri, count in self.omissions.failing.items())
        )

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many results there are of each severity (by IRI), gravest first, those left out included."""
        counts = {iri: count for iri, count in self.omissions.by_severity.items() if count}
        for iri, count in _severities(self.results).items():
            counts[iri] = counts.get(iri, 0) + count
        return dict(sorted(counts.items(), key=lambda item: (not is_own(item[0]), rank_of(item[0]), item[0])))

    @property
    def excused_counts(self) -> tuple[int, int]:
        """How many results a baseline knows, and how many are waived."""
        if isinstance(self.results, ResultColumns):
            return 0, 0
        return sum(r.in_baseline for r in self.results), sum(r.waiver is not None for r in self.results)

    def __iter__(self) -> Iterator[ValidationResult]:
        return iter(self.results)

    def __repr__(self) -> str:
        return f"<ValidationReport: {self.verdict()}>"

    def filter(
        self,
        *,
        shape: str | None = None,
        focus: str | None = None,
        component: str | None = None,
        severity: FailOn | None = None,
        new: bool = False,
    ) -> ValidationReport:
        """The report with those results only that fit: by the name of the shape, the IRI, prefixed name or label
        (``_:b``) of the focus node, the name of the component, the mildest severity, and with `new` those that nothing
        excuses. What a shape or a component ends with will do, such as ``PersonShape`` and ``MinCount``.

        >>> ValidationReport(()).filter(severity="warning")
        <ValidationReport: conforms, no result>

        Raises :class:`UnknownNameError` for a severity, a shape or a component that is not there and for a focus node
        that no result is about, and :class:`AmbiguousNameError`.
        """
        if severity is not None and severity not in FAIL_ON:
            raise UnknownNameError("severity", str(severity), FAIL_ON)
        limit = 3 if severity is None else FAIL_ON.index(severity)
        shape_name = None if shape is None else self._shape_named(shape)
        iri = None if component is None else self._component_named(component)
        node = None if focus is None else self._focus_named(focus)
        results = tuple(
            r
            for r in self.results
            if (shape_name is None or self.shape_name(r.source_shape) == shape_name)
            and (node is None or r.focus_node == node)
            and (iri is None or r.source_constraint_component.value == iri)
            and r.rank <= limit
            and not (new and r.excused)
        )
        return replace(self, results=results, omissions=Omissions())

    def _shape_named(self, text: str) -> str:
        names = {summary.name for summary in self.summaries.values()}
        names |= {self.shape_name(result.source_shape) for result in self.results}
        return find_name("shape", text, names, lambda name: name if " " in name else last_part(name))

    def _focus_named(self, text: str) -> Term:
        nodes = {result.focus_node for result in self.results}
        return find_node(text, nodes, {**self.known_prefixes, **self.prefixes})

    def _component_named(self, text: str) -> str:
        iris = {*MESSAGES, *(result.source_constraint_component.value for result in self.results)}
        short = text.removesuffix(_COMPONENT)
        if bare(text) in iris:
            return bare(text)
        return find_name("component", short, iris, lambda iri: last_part(iri.removesuffix(_COMPONENT)))

    def cut(self, *, severity: FailOn | None = None, max_results: int | None = None) -> ValidationReport:
        """The report with the results of that severity and graver ones only, and `max_results` of them; the others
        count.
        """
        limit = 3 if severity is None else FAIL_ON.index(severity)
        if isinstance(self.results, ResultColumns):
            return self._cut_columns(self.results, limit, max_results)
        grave = [result for result in self.results if result.rank <= limit]
        first = grave[:max_results]
        rest = [result for result in self.results if result.rank > limit] + grave[len(first) :]
        if not rest:
            return self
        counts = Counter(result.severity.value for result in rest)
        failing = Counter(result.severity.value for result in rest if not result.excused)
        return replace(
            self,
            results=tuple(first),
            omissions=Omissions(
                dict(sorted(counts.items())), dict(failing), dict(Counter(result.source_shape for result in rest))
            ),
        )

    def _cut_columns(self, results: ResultColumns, limit: int, max_results: int | None) -> ValidationReport:
        """:meth:`cut` of results that nothing excuses yet, as those in columns are."""
        is_grave = results.mask_of(lambda kind: rank_of(kind.severity.value) <= limit)
        grave = np.flatnonzero(is_grave)
        first = grave[:max_results]
        if len(first) == len(results):
            return self
        rest = results.take(np.concatenate([np.flatnonzero(~is_grave), grave[len(first) :]]))
        counts = _severities(rest)
        return replace(
            self,
            results=results.take(first),
            omissions=Omissions(
                dict(sorted(counts.items())), dict(counts), dict(rest.counts_by(lambda kind: kind.source_shape))
            ),
        )

    def shape_name(self, node: Term) -> str:
        """The name of a shape: its IRI, or the way to it from a shape that has one."""
        summary = self.summaries.get(node)
        if summary is not None:
            return summary.name
        return node.value if isinstance(node, NamedNode) else str(node)

    def shape_label(self, node: Term) -> str:
        """What a shape is called in the reader's languages (``sh:name``, ``rdfs:label``), or nothing."""
        summary = self.summaries.get(node)
        return "" if summary is None else summary.label(self.languages)

    def shape_phrase(self, node: Term) -> str:
        """What messages call a shape: its IRI, or what it asks for where that is known."""
        summary = self.summaries.get(node)
        return summary.phrase if summary is not None and summary.phrase else term_text(node)

    def label(self, node: Term) -> str:
        """What a node is called in the reader's languages, or nothing."""
        label = choose(self.labels.get(node, ()), self.languages)
        return "" if label is None else label.value

    def blank_node(self, node: BlankNode) -> str:
        """A blank node by its triples, where that is known, else by its label."""
        return self.blank_nodes.get(node, str(node))

    def verdict(self) -> str:
        """The verdict in one line.

        >>> ValidationReport(()).verdict()
        'conforms, no result'
        """
        left_out = left_out_text(self.not_evaluated)
        if not self.has_results:
            return f"no result; {left_out}" if self.is_incomplete else "conforms, no result"
        total = sum(self.counts.values())
        parts = [f"{count} {severity_name(iri)}{'s' if count != 1 else ''}" for iri, count in self.counts.items()]
        in_baseline, waived = self.excused_counts
        excused = ((in_baseline, "in the baseline"), (waived, "waived"))
        parts += [f"{count} {word}" for count, word in excused if count]
        sentence = f"does not conform, {total} result{'s' if total != 1 else ''} ({', '.join(parts)})"
        return f"{sentence}; {left_out}" if self.is_incomplete else sentence

    def remarks(self) -> list[str]:
        """What is said besides the results: data without triples, shapes that matched nothing, what played no part."""
        remarks = []
        if self.coverage.triples == 0:
            remarks.append("the data graph is empty: it has no triples.")
        if self.coverage.shapes_without_targets:
            remarks.append("no shape has a target: nothing was validated.")
        if self.unmatched_shapes:
            names = ", ".join(self.unmatched_shapes[:10])
            more = f" and {len(self.unmatched_shapes) - 10} more" if len(self.unmatched_shapes) > 10 else ""
            remarks.append(f"the targets of these shapes match no node: {names}{more}.")
        remarks += unjudged_remarks(self.unjudged_shapes)
        if self.not_evaluated:
            remarks.append(incomplete_remark(self.not_evaluated, accepted=self.skip_unsupported))
        if self.has_results and not self.fails():
            remarks.append(f"the data does not conform, though nothing fails (--fail-on {self.fail_on}).")
        left_out = self.omissions.count
        if left_out:
            remarks.append(
                f"{left_out} of {left_out + len(self.results)} results {'is' if left_out == 1 else 'are'} left out of "
                "the report."
            )
        remarks += [
            f"{waiver}: it expired on {waiver.expires}; renew it or remove it."
            for waiver in self.excuses.expired_waivers
        ]
        remarks += [f"{waiver}: it covers no result; remove it." for waiver in self.excuses.unused_waivers]
        if self.excuses.gone_entries:
            remarks.append(
                f"{len(self.excuses.gone_entries)} results of the baseline are gone; update it with --update-baseline."
            )
        return [*remarks, *self.notes, *self.differences]

    def to(self, format: str) -> str:
        """The report in a format, by its name.

        >>> ValidationReport(()).to("github")
        '::notice::The data conforms: no result.\\n'

        Raises :class:`UnknownNameError`.
        """
        from kgtools.shacl.reports import write_report

        return write_report(self, format)

    def to_text(self) -> str:
        """The report for people, grouped by shape, with the lines of the files."""
        return self.to("text")

    def to_json(self) -> str:
        """The report as JSON; its JSON Schema is shipped as `report.schema.json`."""
        return self.to("json")

    def to_turtle(self) -> str:
        """The report as Turtle: the report graph of the recommendation."""
        return self.to("turtle")

    def to_nt(self) -> str:
        """The report graph as N-Triples."""
        return self.to("nt")

    def to_jsonld(self) -> str:
        """The report graph as JSON-LD."""
        return self.to("jsonld")

    def to_sarif(self) -> str:
        """The report as SARIF 2.1.0, for code scanning."""
        return self.to("sarif")

    def to_junit(self) -> str:
        """The report as JUnit XML, for test dashboards."""
        return self.to("junit")

    def to_github(self) -> str:
        """The report as annotations of GitHub Actions."""
        return self.to("github")

    def to_csv(self) -> str:
        """The report as CSV, one result a row."""
        return self.to("csv")

    def to_html(self) -> str:
        """The report as one HTML page that needs no network."""
        return self.to("html")

    def _repr_html_(self) -> str:
        from kgtools.shacl.reports.notebook import write_fragment

        return write_fragment(self)


def _severities(results: Sequence[ValidationResult]) -> Counter[str]:
    """How many results there are of each severity."""
    if isinstance(results, ResultColumns):
        return results.counts_by(lambda kind: kind.severity.value)
    return Counter(result.severity.value for result in results)


def _has_failing(results: Sequence[ValidationResult], limit: int) -> bool:
    """Whether nothing excuses one of the results up to a rank."""
    if isinstance(results, ResultColumns):
        return any(rank_of(iri) <= limit for iri in _severities(results))
    return any(result.rank <= limit and not result.excused for result in results)
