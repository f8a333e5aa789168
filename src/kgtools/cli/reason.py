"""`kgtools reason`: what follows from a graph and its ontology, and whether they contradict each other."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgtools.cli._formats import input_format_option, shapes_format_option
from kgtools.cli._imports import imports_option, warn
from kgtools.cli._inferred import tell_inferred
from kgtools.cli._limits import reasoning_limits
from kgtools.cli._rules import only_without_shapes, rule_options, write_by_rules
from kgtools.ontology.profiles.entailment import PROFILES, RULE_PROFILE, profiles_in_words

if TYPE_CHECKING:
    from kgtools.reading import Format
    from kgtools.reasoning import Inference
    from kgtools.shacl.options import OptionKeywords

__all__ = ["reason"]

_EPILOG = """\b
Examples:
  kgtools reason
  kgtools reason --profile owl-dl -o inferred.ttl
  kgtools reason ontology.ttl data.ttl --profile rdfs
  kgtools reason data.ttl --shapes rules.ttl --iterate-rules

\b
Exit codes: 0 consistent, as far as it was looked at (warnings say what was left out);
1 inconsistent; 2 wrong usage, bad input or no Java; 3 not decided within the time or
memory, or refused by --strict."""


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
    help="Refuse, naming each of them, where statements, rules or imports would be left out.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write (default: standard output).")
@click.option("-f", "--format", "format_name", help="The format of the inferred triples (default: turtle).")
@click.pass_context
def reason(
    ctx: click.Context,
    files: tuple[str, ...],
    profile: str,
    reasoner: str,
    shapes: tuple[str, ...],
    iterate_rules: bool,
    input_format: str | None,
    shapes_format: str | None,
    imports: tuple[str, ...],
    timeout: float,
    memory: int,
    strict: bool,
    output: Path | None,
    format_name: str | None,
) -> None:
    """Infer what follows from the project's graph and ontology, or from the RDF of the FILEs.

    The output is the inferred triples only; how many of each kind there are is told on stderr. A graph that contradicts
    itself has the contradictions as output instead, and no file is written. In Python: KnowledgeGraph.reason()

    With --shapes the rules of SHACL shapes infer, in their order, each once or with --iterate-rules until nothing new
    follows. In Python: KnowledgeGraph.run_rules()
    """
    from kgtools.cli._files import write_output
    from kgtools.cli._project import opened

    chosen = _chosen(format_name, output)
    graph = opened(ctx, files, format=input_format, imports=imports)
    if shapes or iterate_rules:
        only_without_shapes(ctx, "profile", "reasoner", "memory", "strict")
        if not shapes:
            raise click.UsageError("--iterate-rules is about the rules of shapes; name these with --shapes.")
        rules: OptionKeywords = {
            "iterate_rules": iterate_rules,
            "timeout": timeout,
            "shapes_format": shapes_format,
        }
        write_by_rules(ctx, graph, shapes, rules, format=chosen, output=output)
        return
    outcome = graph.reason(profile, reasoner=reasoner, strict=strict, timeout=timeout, memory=memory)
    warn(ctx, outcome.remarks)
    quiet = bool(ctx.obj["quiet"])
    if not outcome.consistent:
        _tell_contradictions(outcome, files, output, quiet)
        ctx.exit(1)
    write_output(outcome.named.write(format=chosen), output)
    if not quiet:
        _tell_counts(outcome, profile)


def _chosen(name: str | None, output: Path | None) -> Format:
    """The format of a name, else of how the output ends, else Turtle."""
    from kgtools.reading import format_by_name, guess_format

    if name is None and output is not None and output.suffix:
        return guess_format(output, written=True)
    return format_by_name(name or "turtle")


def _tell_contradictions(outcome: Inference, files: tuple[str, ...], output: Path | None, quiet: bool) -> None:
    """Print the contradictions, and say how they are explained and that no file was written."""
    for contradiction in outcome.told:
        click.echo(contradiction)
    if quiet:
        return
    named = "".join(f" {shlex.quote(name)}" for name in files)
    click.echo(f"inconsistent; why, step by step: kgtools explain --inconsistency{named}", err=True)
    if output is not None:
        left = "is left as it was" if output.exists() else "was not written"
        click.echo(f"{output} {left}: everything follows from a contradiction", err=True)


def _tell_counts(outcome: Inference, profile: str) -> None:
    """Say how many triples of each kind were inferred, and what is worth a second look."""
    far = ", as far as it was looked at" if outcome.remarks else ""
    tell_inferred(outcome, f"consistent{far}; {{triples}} inferred ({profile})", unnamed="blank nodes")
    for iri in outcome.unsatisfiable:
        click.echo(f"warning: the class {outcome.prefixes.shorten(iri) or iri} can have no member", err=True)
    if outcome.undeclared:
        names = ", ".join(outcome.prefixes.shorten(iri) or iri for iri in outcome.undeclared)
        click.echo(f"warning: ignored, because no ontology declares them: {names}", err=True)
