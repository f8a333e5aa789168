"""`kgtools config`: the settings in force, and where each comes from."""

from __future__ import annotations

import click

from kgtools.cli._project import named_project
from kgtools.project import GraphProject

__all__ = ["config"]


@click.command(epilog="Example: kgtools config")
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def config(ctx: click.Context, format_name: str) -> None:
    """Print the settings in force, and where each comes from.

    A setting comes from its default, from the project's kgtools.toml, or from an environment variable
    KGTOOLS_<NAME>; the later wins. In Python: GraphProject.discover().settings
    """
    project = named_project(ctx) or GraphProject.discover()
    settings = project.settings.values()
    if format_name == "json":
        import json

        members = {s.key: {"value": s.value, "origin": s.origin} for s in settings}
        click.echo(json.dumps({"project": str(project.root), "settings": members}, indent=2, ensure_ascii=False))
        return
    click.echo(f"# project: {project.root}")
    rows = [(s.key, _toml(s.value), s.origin) for s in settings]
    key_width = max(len(key) for key, _, _ in rows)
    value_width = max(len(value) for _, value, _ in rows)
    for key, value, origin in rows:
        click.echo(f"{key:<{key_width}} = {value:<{value_width}}  # {origin}")


def _toml(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
