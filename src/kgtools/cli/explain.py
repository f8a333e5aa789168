"""`kgtools explain`: why a triple follows, or why a graph contradicts itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import click

from kgtools.cli._formats import input_format_option, shapes_format_option
from kgtools.cli._imports import imports_option, warn
from kgtools.cli._input import InputOptions
from kgtools.cli._limits import ReasoningLimits, reasoning_limits
from kgtools.cli._records import gather
from kgtools.cli._rules import RuleOptions, not_decided, only_without_shapes, rule_options
from kgtools.ontology.profiles.entailment import KEPT_PROFILE, RULE_PROFILE

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph
    from kgtools.reasoning import Explanation
    from kgtools.reasoning.limits import LimitKeywords
    from kgtools.shacl.inference.explanation import RuleExplanation

__all__ = ["explain"]

_EPILOG = """\b
Examples:
  kgtools explain "Guillaume Lample" a talent:FormerEmployee
  kgtools explain person:hugo-touvron talent:hasAuthorship authorship:hugo-touvron--llama-paper --all 3
  kgtools explain --axiom "[] a owl:AllDifferent ; owl:distinctMembers ( person:a person:b )"
  kgtools explain --inconsistency data.ttl ontology.ttl
  kgtools explain e:a e:fedBy e:b --data data.ttl --shapes rules.ttl

\b
Exit codes: 0 it follows, or there is no contradiction; 1 it does not follow, or there is one;
2 wrong usage, bad input or no Java; 3 not decided."""

_EXIT_CODES = {"follows": 0, "does not follow": 1, "not decided": 3}


class _Question(NamedTuple):
    """A triple, an axiom or an inconsistency; the files that are asked, and how many explanations of which kind."""

    words: tuple[str, ...]
    axiom: str | None
    inconsistency: bool
    files: tuple[str, ...]
    max_justifications: int
    no_reasoner: bool

    @property
    def data(self) -> tuple[str, ...]:
        """The files that are asked; with --inconsistency the words are files as well."""
        return (*self.words, *self.files) if self.inconsistency else self.files

    def check(self) -> None:
        """Raise :class:`click.UsageError` unless one thing is asked about."""
        if self.inconsistency and self.axiom is not None:
            raise click.UsageError(
                "--axiom asks about one axiom, and --inconsistency about the whole; give one of them."
            )
        if self.axiom is not None and self.words:
            raise click.UsageError("--axiom already names what to explain; leave out the subject.")
        if not self.inconsistency and self.axiom is None and len(self.words) != 3:
            raise click.UsageError("name a subject, a predicate and an object, or give --axiom or --inconsistency.")

    def explanations(self, graph: KnowledgeGraph, limits: LimitKeywords) -> tuple[Explanation, ...]:
        """The answer of the graph: one explanation, or one for each contradiction."""
        count, reasoner = self.max_justifications, not self.no_reasoner
        if self.inconsistency:
            return tuple(graph.explain_inconsistency(max_justifications=count, reasoner=reasoner, **limits))
        if self.axiom is not None:
            return (graph.explain_axiom(self.axiom, max_justifications=count, reasoner=reasoner, **limits),)
        subject, predicate, object = self.words
        return (graph.explain(subject, predicate, object, max_justifications=count, reasoner=reasoner, **limits),)


@click.command(epilog=_EPILOG)
@click.argument("words", metavar="[SUBJECT PREDICATE OBJECT | FILE...]", nargs=-1)
@click.option(
    "--axiom", metavar="TURTLE", help="Explain the axiom that this Turtle states, with the prefixes of the files."
)
@click.option("--inconsistency", is_flag=True, help="Explain why the graph, or the FILEs, are inconsistent.")
@click.option(
    "--data", "files", metavar="FILE", multiple=True, help="Explain what follows from these files; may be repeated."
)
@click.option(
    "--all", "max_justifications", type=click.IntRange(min=1), default=1, metavar="N", help="Up to N explanations."
)
@click.option(
    "--no-reasoner", is_flag=True, help="Look only at what rules infer: the rest is not decided, and no Java is needed."
)
@rule_options
@input_format_option()
@shapes_format_option()
@imports_option
@reasoning_limits("the reasoner")
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@gather(question=_Question, rules=RuleOptions, reading=InputOptions)
@click.pass_context
def explain(
    ctx: click.Context,
    question: _Question,
    rules: RuleOptions,
    reading: InputOptions,
    limits: ReasoningLimits,
    format_name: str,
) -> None:
    """Say why a triple or an axiom follows from the project's graph and ontology.

    SUBJECT, PREDICATE and OBJECT are IRIs, prefixed names or labels; the predicate `a` is rdf:type, and a literal or a
    class expression is written in Turtle. The answer names the statements that it rests on, none of which can be
    missed, each with its file, line and claim. In Python: KnowledgeGraph.explain(), explain_axiom()

    With --shapes it names the rule (sh:rule) that has inferred the triple, and what this rule used, down to the
    statements of the data. In Python: KnowledgeGraph.explain_by_rules()
    """
    question.check()
    rules.check()
    graph = reading.open_graph(ctx, question.data)
    if rules.shapes:
        only_without_shapes(ctx, "axiom", "inconsistency", "max_justifications", "no_reasoner", "memory")
        with not_decided():
            by_rules = graph.explain_by_rules(*question.words, shapes=rules.shapes, **rules.keywords(limits.timeout))
        _show([by_rules], format_name)
        ctx.exit(0 if by_rules.follows else 1)
    answers = question.explanations(graph, {"timeout": limits.timeout, "memory": limits.memory})
    explanations = tuple(map(_with_options, answers))
    _show(explanations, format_name)
    warn(ctx, dict.fromkeys(remark for explanation in explanations for remark in explanation.remarks))
    if not question.inconsistency:
        ctx.exit(_EXIT_CODES[explanations[0].verdict])
    if explanations:
        ctx.exit(1)
    gaps = graph.reasoning_gaps(RULE_PROFILE if question.no_reasoner else KEPT_PROFILE)
    warn(ctx, gaps)
    if not ctx.obj["quiet"]:
        click.echo(_none_found(gaps, no_reasoner=question.no_reasoner), err=True)
    ctx.exit(3 if gaps or question.no_reasoner else 0)


def _none_found(gaps: Sequence[str], *, no_reasoner: bool) -> str:
    """What is known where no contradiction was found."""
    if no_reasoner:
        return "this was not decided: the rules find no contradiction, and HermiT was not asked"
    if gaps:
        return "this was not decided: HermiT finds no contradiction in what it was given, but something was left out"
    return "there is no contradiction"


def _with_options(explanation: Explanation) -> Explanation:
    """An explanation whose note names the options of a limit, not the arguments of Python."""
    return replace(explanation, note=explanation.note.replace("`timeout`", "--timeout").replace("`memory`", "--memory"))


def _show(explanations: Sequence[Explanation | RuleExplanation], format: str) -> None:
    """Print explanations, as text or as one list of JSON."""
    if format == "json":
        click.echo(json.dumps([explanation.data() for explanation in explanations], ensure_ascii=False, indent=2))
        return
    for explanation in explanations:
        click.echo(explanation.text(), nl=False)
