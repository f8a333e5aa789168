"""`kgtools check`: the quality of the ontology and of the data."""

from __future__ import annotations

import json
from typing import NamedTuple

import click

from kgtools.cli._formats import input_format_option
from kgtools.cli._imports import imports_option
from kgtools.cli._input import InputOptions
from kgtools.cli._records import gather
from kgtools.ontology.profiles.entailment import CHECKED_PROFILE, CHECKED_PROFILES

__all__ = ["check"]

_EPILOG = """\b
Examples:
  kgtools check
  kgtools check ontology.ttl --profile owl-rl
  kgtools check data/*.ttl --checks my-checks

\b
Exit codes: 0 nothing found at or above --fail-on; 1 something found; 2 wrong usage or bad input."""
#: findings of a kind that are listed without --all
_MAX_FINDINGS = 5
_LEVELS = ("violation", "warning", "info")


class _Checks(NamedTuple):
    """The checks to run: the profile, and the beginnings of names and the folders that choose among the others."""

    profile: str
    only: tuple[str, ...]
    skip: tuple[str, ...]
    checks: tuple[str, ...]


@click.command(epilog=_EPILOG)
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option(
    "--profile",
    type=click.Choice(CHECKED_PROFILES),
    default=CHECKED_PROFILE,
    show_default=True,
    help="The profile that the ontology must keep to.",
)
@click.option(
    "--only", metavar="NAME", multiple=True, help="Run only the checks whose names begin with this; may be repeated."
)
@click.option(
    "--skip", metavar="NAME", multiple=True, help="Leave out the checks whose names begin with this; may be repeated."
)
@click.option(
    "--checks",
    metavar="DIR",
    multiple=True,
    help="Run the check queries (.rq) in this folder, or this one, and of the shipped checks only those that --only "
    "names; may be repeated.",
)
@input_format_option()
@imports_option
@click.option("--all", "lists_all", is_flag=True, help="List every finding as text, also where many are of one kind.")
@click.option(
    "--fail-on",
    type=click.Choice([*_LEVELS, "none"]),
    default="warning",
    show_default=True,
    help="The lowest level of a finding that makes the exit code 1.",
)
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@gather(checks=_Checks, reading=InputOptions)
@click.pass_context
def check(
    ctx: click.Context,
    files: tuple[str, ...],
    checks: _Checks,
    reading: InputOptions,
    lists_all: bool,
    fail_on: str,
    format_name: str,
) -> None:
    """Check the ontology and the data of the project, or those in the FILEs.

    Looks whether the ontology keeps to its profile, whether the terms of outside vocabularies exist and are used as
    what they are, whether all words are declared and none is deprecated, and what its terms and its header lack. In a
    project the queries of queries/checks/ are run, too (each row is a problem). In Python: KnowledgeGraph.check()
    """
    graph = reading.open_graph(ctx, files)
    findings = graph.check(profile=checks.profile, only=checks.only, skip=checks.skip, checks=checks.checks)
    if format_name == "json":
        records = [json.dumps(finding.record(), ensure_ascii=False) for finding in findings]
        click.echo("[" + ",".join(f"\n  {record}" for record in records) + ("\n]" if records else "]"))
    else:
        for line in findings.lines(max_per_kind=None if lists_all else _MAX_FINDINGS):
            click.echo(line)
    if not ctx.obj["quiet"]:
        click.echo(findings.summary(), err=True)
    failing = _LEVELS[: _LEVELS.index(fail_on) + 1] if fail_on != "none" else ()
    ctx.exit(1 if any(finding.level in failing for finding in findings) else 0)
