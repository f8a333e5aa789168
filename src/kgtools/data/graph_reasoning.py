"""What follows from a graph and why: by profiles and reasoners, by the rules of shapes; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.data.graph_opening import OpenedGraph, as_it_reads

if TYPE_CHECKING:
    from typing import Unpack

    from kgtools.ontology.checks.finding import Findings
    from kgtools.reading import Source
    from kgtools.reasoning import Explanation, Inference
    from kgtools.reasoning.limits import LimitKeywords
    from kgtools.shacl import RuleExplanation, RuleInference
    from kgtools.shacl.options import OptionKeywords

__all__ = ["ReasonedGraph"]


class ReasonedGraph(OpenedGraph):
    """A graph that is reasoned over, explained and checked."""

    @as_it_reads
    def run_rules(self, shapes: Sequence[Source] | None = None, **options: Unpack[OptionKeywords]) -> RuleInference:
        """What the rules (``sh:rule``) of the graph's shapes, or of other shapes files, infer from the graph.

        `options` and what is raised are those of :func:`kgtools.shacl.infer`. The answer has the inferred triples, and
        says of each of them why it was inferred.
        """
        return self.data.run_rules(shapes, options)

    @as_it_reads
    def explain_by_rules(
        self,
        subject: str,
        predicate: str,
        object: str,
        *,
        shapes: Sequence[Source] | None = None,
        **options: Unpack[OptionKeywords],
    ) -> RuleExplanation:
        """Why a triple is in the graph with what the rules of shapes infer: by which rule, from which triples.

        The three are those of :meth:`explain`, `shapes` and `options` those of :meth:`run_rules`.
        """
        from kgtools.data.graph_rules import explain_by_rules

        return explain_by_rules(self.data, (subject, predicate, object), shapes, options)

    @as_it_reads
    def reason(
        self,
        profile: str = "owl-rl",
        *,
        reasoner: str = "hermit",
        strict: bool = False,
        **limits: Unpack[LimitKeywords],
    ) -> Inference:
        """What follows from the graph and the ontology, or from files, and whether they contradict each other.

        The profiles, the reasoners, the `limits` (`timeout` in seconds, `memory` in bytes) and what is raised are those
        of :func:`kgtools.reasoning.infer`. What was left out is among the ``remarks``; with `strict` all of it is
        named by a :class:`ReasoningError` instead, and nothing is inferred.
        """
        return self.data.subject.infer(profile=profile, reasoner=reasoner, strict=strict, **limits)

    @as_it_reads
    def reasoning_gaps(self, profile: str = "owl-rl") -> tuple[str, ...]:
        """What reasoning in a profile does not look at, in words with places; see :meth:`reason`."""
        return self.data.subject.gaps(profile)

    @as_it_reads
    def explain(
        self,
        subject: str,
        predicate: str,
        object: str,
        *,
        max_justifications: int = 1,
        reasoner: bool = True,
        **limits: Unpack[LimitKeywords],
    ) -> Explanation:
        """Why a triple follows: one smallest set of statements, or as many as `max_justifications`.

        See :func:`kgtools.reasoning.explain`.

        The three are IRIs, prefixed names or labels; a literal or a class expression is written in Turtle. Without
        `reasoner` only what rules infer is looked at, and what they do not infer is not decided.
        """
        reasoned = self.data.subject
        goal = reasoned.conclusion(subject, predicate, object)
        return reasoned.explain(goal, max_justifications=max_justifications, reasoner=reasoner, **limits)

    @as_it_reads
    def explain_axiom(
        self, axiom: str, *, max_justifications: int = 1, reasoner: bool = True, **limits: Unpack[LimitKeywords]
    ) -> Explanation:
        """Why an axiom follows that is written in Turtle, such as ``[] a owl:AllDifferent ; …``: as :meth:`explain`.

        The prefixes are those of the files and the project. Raises :class:`ParseError` for what is not Turtle, and
        :class:`UsageError` for a text that states no axiom, or several.
        """
        reasoned = self.data.subject
        return reasoned.explain(
            reasoned.axiom(axiom), max_justifications=max_justifications, reasoner=reasoner, **limits
        )

    @as_it_reads
    def explain_inconsistency(
        self, *, max_justifications: int = 1, reasoner: bool = True, **limits: Unpack[LimitKeywords]
    ) -> tuple[Explanation, ...]:
        """Why the graph contradicts itself; nothing where it does not."""
        return self.data.subject.explain_inconsistency(
            max_justifications=max_justifications, reasoner=reasoner, **limits
        )

    @as_it_reads
    def check(
        self,
        *,
        profile: str = "owl-dl",
        only: Sequence[str] = (),
        skip: Sequence[str] = (),
        checks: Sequence[Source] = (),
    ) -> Findings:
        """What the checks find in the ontology and the data, the gravest first; the list knows what was looked for.

        `only` and `skip` name checks by how their names begin. `checks` are folders of check queries, or files: these
        ask the graph, as queries do, and of the checks that ship with kgtools only those are run that `only` names.
        Raises :class:`UnknownNameError` for a check or a profile that there is not, and what reading the files raises.
        """
        from kgtools.ontology.checks.project import CheckOptions

        folders = [Path(folder) for folder in checks]
        return self.data.check(CheckOptions(profile=profile, only=only, skip=skip, folders=folders))
