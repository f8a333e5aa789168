"""The pages of the docs that are made from the command line itself."""

from __future__ import annotations

import click
from click.testing import CliRunner

from kgtools.cli import COMMANDS, kgtools
from kgtools.project import GraphProject
from tests.ontology.ontology_page import project_ontology_page


def cli_page() -> str:
    """The reference of the command line: the help of every command."""
    parts = [
        "# The command line\n",
        "Made from `--help` by `python -m tests.generated`; do not edit.\n",
        "Every command is also one call in Python, which its help names. stdout is the result, stderr is talk.\n",
        _help([]),
    ]
    for name, _ in COMMANDS:
        parts += [f"## {name}\n", _help([name])]
    return "\n".join(parts)


def ontology_page() -> str:
    """The page of the ontology, with its drawing."""
    return project_ontology_page(GraphProject.shipped())


def _help(arguments: list[str]) -> str:
    # a command remembers the names of its help option from the first context it is asked in; a test may have asked
    # it alone, without the group that gives the names
    with kgtools.make_context("kgtools", ["config"]) as context:
        for name in arguments:
            command = kgtools.get_command(context, name)
            assert command is not None
            command._help_option = None
    # a fixed width, so that the page does not depend on the terminal
    ran = CliRunner(env={"COLUMNS": "100"}).invoke(
        kgtools, [*arguments, "--help"], prog_name="kgtools", terminal_width=100
    )
    assert ran.exit_code == 0, ran.output
    return f"```text\n{click.unstyle(ran.output)}```\n"
