"""What `kgtools query` asks, and of what: a stored query with parameters, or SPARQL from the line or from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from kgtools.cli._formats import data_option
from kgtools.cli._records import gather
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.data.graph_query import QueryKeywords
    from kgtools.query import StoredQuery

__all__ = ["QueryArguments", "question_options"]

Result = TypeVar("Result")
#: the options in the order of the help
_OPTIONS = (
    click.argument("name", required=False),
    click.option(
        "-p", "--param", "params", metavar="NAME=VALUE", multiple=True, help="A parameter; repeat it for a list."
    ),
    click.option(
        "-q", "--query", "text", metavar="TEXT", help="SPARQL of your own: SELECT, ASK, CONSTRUCT or DESCRIBE."
    ),
    click.option(
        "--query-file",
        "file",
        metavar="FILE",
        help="A file with SPARQL (- is standard input), or, with -p, with a stored query.",
    ),
    data_option("Query"),
)


class QueryArguments(NamedTuple):
    """A stored query with parameters, or SPARQL as text or in a file; and the files that are asked, if any."""

    name: str | None
    params: tuple[str, ...]
    text: str | None
    file: str | None
    data: tuple[str, ...]

    def check(self) -> None:
        """Raise :class:`UsageError` unless one question is asked, and standard input is read once."""
        if sum(source is not None for source in (self.name, self.text, self.file)) != 1:
            if self.name is not None and Path(self.name).is_file():
                import shlex

                quoted = shlex.quote(self.name)
                raise UsageError(f"{self.name} is a file; query its data with --data {quoted}.")
            raise UsageError("give one of these: the name of a stored query, -q or --query-file.")
        if self.file == "-" and "-" in self.data:
            raise UsageError(
                "standard input can be read only once, and --query-file and --data both name it; name a file."
            )
        if self.text is not None and _is_file(self.text):
            raise UsageError(f"{self.text} is a file; read the query from it with --query-file {self.text}")

    def stored(self) -> str | StoredQuery | None:
        """The stored query: its name, or the file of one that gets parameters; None for SPARQL of one's own."""
        if self.file is None or self.file == "-" or not self.params:
            return self.name
        from kgtools.query import read_stored

        return read_stored(Path(self.file))

    def keywords(self, base: str | None) -> QueryKeywords:
        """What :meth:`kgtools.graph.KnowledgeGraph.query` is told of it beside the name; a file is its own base."""
        from kgtools.cli._files import read_text

        params = _parameters(self.params)
        if self.file is None or (params and self.file != "-"):
            return {"params": params, "text": self.text, "base": base}
        if base is None and self.file != "-":
            base = Path(self.file).absolute().as_uri()
        return {"params": params, "text": read_text(self.file), "source": self.file, "base": base}


def question_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Add the options; the command gets them as `question`."""
    command = gather(question=QueryArguments)(command)
    for option in reversed(_OPTIONS):
        option(command)
    return command


def _parameters(pairs: Sequence[str]) -> dict[str, str | list[str]]:
    values: dict[str, list[str]] = {}
    for part in pairs:
        name, equals, value = part.partition("=")
        if not equals or not name:
            raise UsageError(f'"{part[:60]}" is not a parameter; write name=value.')
        values.setdefault(name.strip(), []).append(value)
    return {name: parts[0] if len(parts) == 1 else parts for name, parts in values.items()}


def _is_file(text: str) -> bool:
    """Whether a query is the name of a file: what has no space and no brace is no query."""
    return not any(c.isspace() or c == "{" for c in text) and len(text) < 1000 and bool(text) and Path(text).is_file()
