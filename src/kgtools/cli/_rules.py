"""What `kgtools reason` and `kgtools explain` do with the rules of shapes (``--shapes``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from kgtools.cli._inferred import tell_inferred
from kgtools.errors import LimitError, ShapesFault

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph
    from kgtools.reading import Format
    from kgtools.shacl.options import OptionKeywords

__all__ = ["RuleOptions", "not_decided", "only_without_shapes", "rule_options", "write_by_rules"]

Command = TypeVar("Command", bound=Callable[..., object])


class RuleOptions(NamedTuple):
    """The shapes whose rules are run, and how: without shapes there are none."""

    shapes: tuple[str, ...]
    iterate_rules: bool
    shapes_format: str | None

    def check(self) -> None:
        """Raise :class:`click.UsageError` where rules are to be iterated and no shapes are named."""
        if self.iterate_rules and not self.shapes:
            raise click.UsageError("--iterate-rules is about the rules of shapes; name these with --shapes.")

    def keywords(self, timeout: float) -> OptionKeywords:
        """The keywords of :meth:`kgtools.graph.KnowledgeGraph.run_rules`, with a limit of time."""
        return {"iterate_rules": self.iterate_rules, "timeout": timeout, "shapes_format": self.shapes_format}


def rule_options(command: Command) -> Command:
    """Add ``--shapes`` and ``--iterate-rules``."""
    iterate = click.option(
        "-it", "--iterate-rules", is_flag=True, help="With --shapes: run the rules until they infer nothing new."
    )
    shapes = click.option(
        "-s",
        "--shapes",
        multiple=True,
        metavar="FILE",
        help="Take the rules (sh:rule) of these SHACL shapes instead of a profile; may be repeated.",
    )
    return shapes(iterate(command))


def only_without_shapes(ctx: click.Context, *names: str) -> None:
    """Refuse options that say nothing where the rules of shapes are run."""
    for name in names:
        source = ctx.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            option = next(p for p in ctx.command.params if p.name == name).opts[-1]
            raise click.UsageError(f"{option} has no meaning for the rules of shapes; leave it out, or --shapes.")


@contextmanager
def not_decided() -> Iterator[None]:
    """Time or memory that does not suffice is one of the ways in which it is not decided what follows (exit code 3).

    Of rules that are ill-formed all faults are told.
    """
    try:
        yield
    except LimitError as error:
        error.exit_code = 3
        raise
    except ShapesFault as error:
        error.others = tuple(fault for fault in error.faults if fault is not error)
        raise


def write_by_rules(
    ctx: click.Context,
    graph: KnowledgeGraph,
    shapes: tuple[str, ...],
    options: OptionKeywords,
    *,
    format: Format,
    output: Path | None,
) -> None:
    """Write what the rules of shapes infer, and tell on stderr how many triples of each kind there are."""
    from kgtools.cli._files import write_output

    with not_decided():
        outcome = graph.run_rules(shapes, **options)
    output_graph = outcome.without_blank_nodes
    write_output(output_graph.write(format=format), output)
    if ctx.obj["quiet"]:
        return
    tell_inferred(outcome, "{triples} inferred by the rules of the shapes", remainder="blank nodes of the data")
    for note in outcome.remarks:
        click.echo(f"note: {note}", err=True)
