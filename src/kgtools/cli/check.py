"""`kgtools check`: the quality of the ontology and of the data."""

from __future__ import annotations

import json

import click

from kgtools.ontology.profiles.entailment import CHECKED_PROFILE, CHECKED_PROFILES

__all__ = ["check"]

_EPILOG = """\b
Examples:
  kgtools check
  kgtools check ontology.ttl --profile owl-rl

\b
Exit codes: 0 nothing found at or above --fail-on; 1 something found; 2 wrong usage or bad input."""


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
    "--fail-on",
    type=click.Choice(["violation", "warning", "info", "none"]),
    default="warning",
    show_default=True,
    help="The lowest level of a finding that makes the exit code 1.",
)
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def check(
    ctx: click.Context, files: tuple[str, ...], profile: str, only: tuple[str, ...], fail_on: str, format_name: str
) -> None:
    """Check the ontology and the data of the project, or the ontology in the FILEs.

    Runs the queries of queries/checks/ (each row is a problem), and looks whether the ontology keeps to its profile,
    whether the terms of outside vocabularies exist and are used as what they are, and whether all that axioms name is
    declared. In Python: KnowledgeGraph.check()
    """
    from kgtools.cli._project import opened

    found = opened(ctx, files).check(profile=profile, only=only)
    if format_name == "json":
        records = [
            {
                "level": f.level,
                "check": f.check,
                "entity": f.entity,
                "property": f.property,
                "value": f.value,
                "message": f.message,
                "places": [str(place) for place in f.places],
            }
            for f in found
        ]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    else:
        for f in found:
            where = f"{f.places[0]}: " if f.places else ""
            about = " ".join(part for part in (f.entity, f.property, f.value) if part)
            click.echo(f"{where}{f.level}: {about}: {f.message} [{f.check}]")
    if not found and not ctx.obj["quiet"]:
        click.echo("nothing found", err=True)
    levels = ("violation", "warning", "info")
    failing = levels[: levels.index(fail_on) + 1] if fail_on != "none" else ()
    ctx.exit(1 if any(f.level in failing for f in found) else 0)
