"""`kgtools reason`: what follows from a graph and its ontology, and whether they contradict each other."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kgtools.cli._files import GraphOutput, write_output
from kgtools.cli._formats import input_format_option, shapes_format_option
from kgtools.cli._imports import imports_option, warn
from kgtools.cli._inferred import tell_inferred
from kgtools.cli._input import InputOptions
from kgtools.cli._limits import ReasoningLimits, reasoning_limits
from kgtools.cli._records import gather
from kgtools.cli._rules import RuleOptions, only_without_shapes, rule_options, write_by_rules
from kgtools.ontology.profiles.entailment import PROFILES, RULE_PROFILE, profiles_in_words

if TYPE_CHECKING:
    from kgtools.reasoning import Inference

__all__ = ["reason"]

_EPILOG = """\b
Examples:
  kgtools reason
  kgtools reason --profile owl-dl -o inferred.ttl
  kgtools reason ontology.ttl data.ttl --profile rdfs
  kgtools reason data.ttl --shapes rules.ttl --iterate-rules

\b
Exit codes: 0 consistent, as far as it was checked (warnings say what was left out);
1 inconsistent; 2 wrong usage, bad input or no Java; 3 not decided within the time or
memory, or refused by --strict."""


class _Entailment(NamedTuple):
    """What is inferred, by which reasoner, and whether anything may be left out."""

    profile: str
    reasoner: str
    strict: bool


@click.command(epilog=_EPILOG)
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default=RULE_PROFILE,
    show_default=True,
    help=f"What to infer: {profiles_in_words(java=False)} with rules, {profiles_in_words(java=True)} with a reasoner "
    "(needs Java).",
)
@click.option(
    "--reasoner",
    type=click.Choice(["hermit", "pellet"]),
    default="hermit",
    show_default=True,
    help=f"The reasoner of {profiles_in_words(java=True)}.",
)
@rule_options
@input_format_option()
@shapes_format_option()
@imports_option
@reasoning_limits("the reasoner or the rules")
@click.option(
    "--strict",
    is_flag=True,
    help="Fail if statements, rules or imports would be left out, and name each of them.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write (default: standard output).")
@click.option("-f", "--format", "format_name", help="The format of the inferred triples (default: turtle).")
@gather(entailment=_Entailment, rules=RuleOptions, reading=InputOptions, target=GraphOutput)
@click.pass_context
def reason(
    ctx: click.Context,
    files: tuple[str, ...],
    entailment: _Entailment,
    rules: RuleOptions,
    reading: InputOptions,
    limits: ReasoningLimits,
    target: GraphOutput,
) -> None:
    """Infer what follows from the project's graph and ontology, or from the RDF of the FILEs.

    The output is the inferred triples only; how many of each kind there are is printed on stderr. A graph that
    contradicts itself has the contradictions as output instead, and no file is written. In Python:
    KnowledgeGraph.reason()

    With --shapes the rules of SHACL shapes infer, in their order, each once or with --iterate-rules until nothing new
    follows. In Python: KnowledgeGraph.run_rules()
    """
    rules.check()
    format, output = target.format(), target.output
    graph = reading.open_graph(ctx, files)
    if rules.shapes:
        only_without_shapes(ctx, "profile", "reasoner", "memory", "strict")
        write_by_rules(ctx, graph, rules.shapes, rules.keywords(limits.timeout), format=format, output=output)
        return
    outcome = graph.reason(
        entailment.profile,
        reasoner=entailment.reasoner,
        strict=entailment.strict,
        timeout=limits.timeout,
        memory=limits.memory,
    )
    warn(ctx, outcome.remarks)
    quiet = bool(ctx.obj["quiet"])
    if not outcome.consistent:
        _tell_contradictions(outcome, files, output, quiet)
        ctx.exit(1)
    write_output(outcome.without_blank_nodes.write(format=format), output)
    if not quiet:
        _tell_counts(outcome, entailment.profile)


def _tell_contradictions(outcome: Inference, files: tuple[str, ...], output: Path | None, quiet: bool) -> None:
    """Print the contradictions, and say how they are explained and that no file was written."""
    for contradiction in outcome.contradictions:
        click.echo(contradiction)
    if quiet:
        return
    arguments = "".join(f" {shlex.quote(name)}" for name in files)
    click.echo(f"inconsistent; why, step by step: kgtools explain --inconsistency{arguments}", err=True)
    if output is not None:
        fate = "is left as it was" if output.exists() else "was not written"
        click.echo(f"{output} {fate}: everything follows from a contradiction", err=True)


def _tell_counts(outcome: Inference, profile: str) -> None:
    """Say how many triples of each kind were inferred, and what is worth a second look."""
    far = ", as far as it was checked" if outcome.remarks else ""
    tell_inferred(outcome, f"consistent{far}; {{triples}} inferred ({profile})", remainder="blank nodes")
    for iri in outcome.unsatisfiable:
        click.echo(f"warning: the class {outcome.prefixes.shorten(iri) or iri} can have no member", err=True)
    if outcome.undeclared:
        names = ", ".join(outcome.prefixes.shorten(iri) or iri for iri in outcome.undeclared)
        click.echo(f"warning: ignored, because no ontology declares them: {names}", err=True)
