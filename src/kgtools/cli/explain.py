"""`kgtools explain`: why a triple follows, or why a graph contradicts itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from kgtools.cli._formats import input_format_option, shapes_format_option
from kgtools.cli._imports import imports_option, warn
from kgtools.cli._limits import reasoning_limits
from kgtools.cli._rules import not_decided, only_without_shapes, rule_options
from kgtools.ontology.profiles.entailment import KEPT_PROFILE, RULE_PROFILE

if TYPE_CHECKING:
    from kgtools.reasoning import Explanation
    from kgtools.reasoning.limits import LimitKeywords
    from kgtools.shacl.advanced.rules.explanation import RuleExplanation
    from kgtools.shacl.options import OptionKeywords

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


@click.command(epilog=_EPILOG)
@click.argument("words", metavar="[SUBJECT PREDICATE OBJECT | FILE...]", nargs=-1)
@click.option(
    "--axiom", metavar="TURTLE", help="Explain the axiom that this Turtle states, with the prefixes of the files."
)
@click.option("--inconsistency", is_flag=True, help="Explain why the graph, or the FILEs, are inconsistent.")
@click.option(
    "--data", "files", metavar="FILE", multiple=True, help="Explain what follows from these files; may be repeated."
)
@click.option("--all", "most", type=click.IntRange(min=1), default=1, metavar="N", help="Up to N explanations.")
@click.option(
    "--no-reasoner", is_flag=True, help="Look only at what rules infer: the rest is not decided, and no Java is needed."
)
@rule_options
@input_format_option()
@shapes_format_option()
@imports_option
@reasoning_limits("the reasoner")
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def explain(
    ctx: click.Context,
    words: tuple[str, ...],
    axiom: str | None,
    inconsistency: bool,
    files: tuple[str, ...],
    most: int,
    no_reasoner: bool,
    shapes: tuple[str, ...],
    iterate_rules: bool,
    input_format: str | None,
    shapes_format: str | None,
    imports: tuple[str, ...],
    timeout: float,
    memory: int,
    format_name: str,
) -> None:
    """Say why a triple or an axiom follows from the project's graph and ontology.

    SUBJECT, PREDICATE and OBJECT are IRIs, prefixed names or labels; the predicate `a` is rdf:type, and a literal or a
    class expression is written in Turtle. The answer names the statements that it rests on, none of which can be
    missed, each with its file, line and claim. In Python: KnowledgeGraph.explain(), explain_axiom()

    With --shapes it names the rule (sh:rule) that has inferred the triple, and what this rule used, down to the
    statements of the data. In Python: KnowledgeGraph.explain_by_rules()
    """
    from kgtools.cli._project import opened

    _check(words, axiom, inconsistency)
    named = (*words, *files) if inconsistency else files
    graph = opened(ctx, named, format=input_format, imports=imports)
    if shapes or iterate_rules:
        only_without_shapes(ctx, "axiom", "inconsistency", "most", "no_reasoner", "memory")
        if not shapes:
            raise click.UsageError("--iterate-rules is about the rules of shapes; name these with --shapes.")
        rules: OptionKeywords = {"iterate_rules": iterate_rules, "timeout": timeout, "shapes_format": shapes_format}
        with not_decided():
            by_rules = graph.explain_by_rules(*words, shapes=shapes, **rules)
        _show([by_rules], format_name)
        ctx.exit(0 if by_rules.follows else 1)
    limits: LimitKeywords = {"timeout": timeout, "memory": memory}
    if inconsistency:
        found = graph.explain_inconsistency(most=most, reasoner=not no_reasoner, **limits)
    elif axiom is not None:
        found = (graph.explain_axiom(axiom, most=most, reasoner=not no_reasoner, **limits),)
    else:
        subject, predicate, object = words
        found = (graph.explain(subject, predicate, object, most=most, reasoner=not no_reasoner, **limits),)
    found = tuple(map(_with_options, found))
    _show(found, format_name)
    warn(ctx, dict.fromkeys(remark for explanation in found for remark in explanation.remarks))
    if not inconsistency:
        ctx.exit(_EXIT_CODES[found[0].verdict])
    if found:
        ctx.exit(1)
    gaps = graph.reasoning_gaps(RULE_PROFILE if no_reasoner else KEPT_PROFILE)
    warn(ctx, gaps)
    if not ctx.obj["quiet"]:
        click.echo(_none_found(gaps, no_reasoner=no_reasoner), err=True)
    ctx.exit(3 if gaps or no_reasoner else 0)


def _none_found(gaps: Sequence[str], *, no_reasoner: bool) -> str:
    """What is known where no contradiction was found."""
    if no_reasoner:
        return "this was not decided: the rules find no contradiction, and HermiT was not asked"
    if gaps:
        return "this was not decided: HermiT finds no contradiction in what it was given, but something was left out"
    return "there is no contradiction"


def _check(words: Sequence[str], axiom: str | None, inconsistency: bool) -> None:
    """Raise :class:`click.UsageError` unless one thing is asked about."""
    if inconsistency and axiom is not None:
        raise click.UsageError("--axiom asks about one axiom, and --inconsistency about the whole; give one of them.")
    if axiom is not None and words:
        raise click.UsageError("--axiom already says what is asked about; leave out the subject.")
    if not inconsistency and axiom is None and len(words) != 3:
        raise click.UsageError("name a subject, a predicate and an object, or give --axiom or --inconsistency.")


def _with_options(found: Explanation) -> Explanation:
    """An explanation whose note names the options of a limit, not the arguments of Python."""
    return replace(found, note=found.note.replace("`timeout`", "--timeout").replace("`memory`", "--memory"))


def _show(found: Sequence[Explanation | RuleExplanation], format: str) -> None:
    """Print explanations, as text or as one list of JSON."""
    if format == "json":
        click.echo(json.dumps([explanation.data() for explanation in found], ensure_ascii=False, indent=2))
        return
    for explanation in found:
        click.echo(explanation.text(), nl=False)
