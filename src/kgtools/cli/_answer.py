"""How `kgtools query` puts an answer out: in which format, to a file, a pipe or a terminal."""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from kgtools.errors import UnknownNameError, UsageError
from kgtools.model.numbers import whole_number

if TYPE_CHECKING:
    from kgtools.model.prefixes import PrefixTable
    from kgtools.query import Answer
    from kgtools.sparql.evaluate.explain import Trace

__all__ = ["AnswerOutput", "answer_options"]

Result = TypeVar("Result")
#: the options in the order of the help
_OPTIONS = (
    click.option(
        "-f",
        "--format",
        "format_name",
        help="table, csv, tsv, json, xml, md, parquet, arrow; for triples turtle, nt, …; or a media type.",
    ),
    click.option(
        "-o", "--output", type=click.Path(path_type=Path), help="The file to write; its extension can give the format."
    ),
    click.option(
        "--spreadsheet", is_flag=True, help="With -f csv: quote cells that a spreadsheet would run as a formula."
    ),
)


class AnswerOutput(NamedTuple):
    """The name of a format, the file (None is standard output), and whether formulas of spreadsheets are quoted."""

    format: str
    path: Path | None
    spreadsheet: bool

    @property
    def on_terminal(self) -> bool:
        """Whether a person sees the answer as it is written."""
        return self.path is None and sys.stdout is not None and sys.stdout.isatty()

    def check(self) -> None:
        """Raise :class:`UsageError` where a terminal would get a binary format."""
        from kgtools.query import RESULT_FORMATS

        if self.on_terminal and any(format.name == self.format and format.binary for format in RESULT_FORMATS):
            raise UsageError(
                f"{self.format} is a binary format and is not written to a terminal; write it to a file: "
                f"-o answer.{self.format}"
            )

    def trace(self) -> Trace:
        """What takes down how the query is answered; raises :class:`UsageError` where the format cannot show it."""
        from kgtools.sparql.evaluate.explain import Trace

        if self.format not in ("table", "json"):
            raise UsageError("--explain writes text, or JSON with -f json.")
        return Trace()

    def to_bytes(
        self,
        answer: Answer,
        prefixes: PrefixTable,
        *,
        reader: str | None = None,
        headings: Mapping[str, str] | None = None,
    ) -> bytes:
        """The answer in the format, as wide as the terminal where it goes to one.

        A table is for a `reader`, with `headings` above the columns.
        """
        from kgtools.query import write_answer

        return write_answer(
            answer,
            format=self.format,
            prefixes=prefixes,
            width=_width(self.on_terminal),
            colour=self.on_terminal and not os.environ.get("NO_COLOR"),
            spreadsheet=self.spreadsheet,
            reader=reader,
            headings=headings,
        )

    def plan(self, trace: Trace, prefixes: PrefixTable) -> bytes:
        """The plan as an answer is written; as text with the prefixes that a table has."""
        if self.format == "json":
            import json

            return json.dumps(trace.as_list(), ensure_ascii=False, indent=2).encode() + b"\n"
        from kgtools.text.characters import visible

        def short(iri: re.Match[str]) -> str:
            return prefixes.shorten(iri[1]) or iri[0]

        return "".join(f"{visible(re.sub('<([^<>]+)>', short, line))}\n" for line in trace.lines()).encode()

    def put(self, data: bytes) -> None:
        """Write what :meth:`data` or :meth:`plan` gave."""
        if self.path is not None:
            from kgtools.writing import write_bytes

            write_bytes(self.path, data)
            return
        if self.on_terminal and self.format != "table":
            # a standard format has the characters of the data as they are; a terminal would act on some
            from kgtools.text.characters import visible

            lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
            data = "\n".join("\t".join(map(visible, line.split("\t"))) for line in lines).encode()
        click.echo(data, nl=self.on_terminal and not data.endswith(b"\n"))


def answer_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Add the options; the command gets what they say as `output`. Raises :class:`UnknownNameError` for a format."""

    @functools.wraps(command)
    def with_output(
        *arguments: object, format_name: str | None, output: Path | None, spreadsheet: bool, **rest: object
    ) -> Result:
        format = _chosen_format(format_name, output)
        path = None if str(output) == "-" else output
        return command(*arguments, output=AnswerOutput(format, path, spreadsheet), **rest)

    for option in reversed(_OPTIONS):
        option(with_output)
    return with_output


def _chosen_format(name: str | None, output: Path | None) -> str:
    """The name of the format; what it is good for shows when the answer is there."""
    from kgtools.query import RESULT_FORMATS, result_format
    from kgtools.reading import FORMATS, format_by_name

    word = name if name is not None else output.suffix.lstrip(".") if output is not None else ""
    if not word:
        return "table"
    try:
        return result_format(word).name
    except UnknownNameError:
        pass
    try:
        return format_by_name(word).name
    except UnknownNameError as error:
        names = [f.name for f in RESULT_FORMATS] + [f.name for f in FORMATS]
        raise UnknownNameError("format", word, names, hint="Name it with -f." if name is None else "") from error


def _width(terminal: bool) -> int | None:
    """The width to fit: COLUMNS where it is set, else that of the terminal, else as wide as the data."""
    columns = whole_number(os.environ.get("COLUMNS", ""))
    if columns:
        return columns
    if not terminal:
        return None
    import shutil

    return shutil.get_terminal_size().columns
