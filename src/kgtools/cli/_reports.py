"""The reports that `kgtools validate` writes: each in a format, to a file or to standard output."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

if TYPE_CHECKING:
    from kgtools.shacl import ValidationReport
    from kgtools.shacl.reports import ReportFormat

__all__ = ["ReportOutputs", "report_options"]

Result = TypeVar("Result")
#: the options in the order of the help
_OPTIONS = (
    click.option(
        "-f",
        "--format",
        "formats",
        multiple=True,
        metavar="NAME[:FILE]",
        help="text, json, turtle, nt, jsonld, sarif, junit, github, csv or html, and the file it goes to; may be "
        "repeated (default: text, or as --output ends).",
    ),
    click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="The file for the report whose --format names no file.",
    ),
)


class ReportOutputs(NamedTuple):
    """Each report that is wanted, with its file; None is standard output."""

    outputs: tuple[tuple[ReportFormat, Path | None], ...]

    @property
    def has_details(self) -> bool:
        """Whether one of them shows the results below results."""
        return any(format.has_details for format, _ in self.outputs)

    @property
    def shows_text(self) -> bool:
        """Whether a person reads the text on standard output."""
        return any(format.name == "text" and path is None for format, path in self.outputs)

    def check(self, inputs: Collection[Path]) -> None:
        """Raise :class:`click.UsageError` where a report would overwrite one of these files."""
        sources = {path.resolve() for path in inputs}
        for _, path in self.outputs:
            if path is not None and path.resolve() in sources:
                raise click.UsageError(f"the report would overwrite {path}, which is an input; name another file.")

    def write(self, report: ValidationReport) -> None:
        """Write them all."""
        from kgtools.cli._files import write_output

        for format, path in self.outputs:
            write_output(format.write(report).encode(), path)


def report_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Add the options; the command gets what they say as `reports`."""

    @functools.wraps(command)
    def with_reports(*arguments: object, formats: tuple[str, ...], output: Path | None, **rest: object) -> Result:
        return command(*arguments, reports=ReportOutputs(tuple(_outputs(formats, output))), **rest)

    for option in reversed(_OPTIONS):
        option(with_reports)
    return with_reports


def _outputs(formats: tuple[str, ...], output: Path | None) -> list[tuple[ReportFormat, Path | None]]:
    """Each report that is wanted, with its file; None is standard output."""
    from kgtools.shacl.reports import report_format

    by_ending = output.suffix.lstrip(".") if output is not None else ""
    outputs: list[tuple[ReportFormat, Path | None]] = []
    for text in formats or (by_ending or "text",):
        name, colon, file = text.partition(":")
        if colon and not file:
            raise click.UsageError(f'"{text}" has no file name after the colon.')
        outputs.append((report_format(name), Path(file) if file and file != "-" else None))
    without = [index for index, (_, path) in enumerate(outputs) if path is None]
    if len(without) > 1:
        raise click.UsageError(
            "two reports would go to the same place; name a file for one of them (--format NAME:FILE)."
        )
    if output is not None:
        if not without:
            raise click.UsageError("every --format names its file, so --output is not needed; leave it out.")
        outputs[without[0]] = (outputs[without[0]][0], output)
    paths = [path.absolute() for _, path in outputs if path is not None]
    if len(set(paths)) < len(paths):
        raise click.UsageError("two reports would go to the same file; name another one.")
    return outputs
