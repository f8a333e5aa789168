"""The options of data that are asked in SQL: a pack by DuckDB, or a table by Spark Connect."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from kgtools.cli._endpoint import EndpointArguments, check_alone
from kgtools.cli._records import gather
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.graph import KnowledgeGraph

__all__ = ["SqlArguments", "sql_options"]

Result = TypeVar("Result")
_OPTIONS = (
    click.option(
        "--sql",
        metavar="duckdb:DIR|sc://HOST:PORT",
        help="A pack that DuckDB queries, or a Spark Connect server, instead of files (kgtools pack).",
    ),
    click.option(
        "--table",
        metavar="NAME|PATH",
        help="With --sql sc://: a table with the columns of a pack, or the path of a pack as the cluster sees it.",
    ),
)


class SqlArguments(NamedTuple):
    """What is asked in SQL, if anything."""

    sql: str | None = None
    table: str | None = None

    @property
    def is_named(self) -> bool:
        """Whether something is named. Raises :class:`UsageError` for a table without a server."""
        if self.sql is None and self.table is not None:
            raise UsageError("--table needs --sql sc://HOST:PORT.")
        return self.sql is not None

    def open_graph(
        self,
        ctx: click.Context,
        endpoint: EndpointArguments,
        *,
        memory: int | None,
        trace: Callable[[str], None] | None = None,
        others: Mapping[str, object],
    ) -> KnowledgeGraph:
        """The graph; `others` are options that name data as well, for which it raises :class:`UsageError`."""
        from kgtools.cli._project import named_project
        from kgtools.graph import KnowledgeGraph

        check_alone("--sql", **others, endpoint=endpoint.url)
        assert self.sql is not None
        # Spark's client goes on in threads of its own after its session, and warns of what no longer matters
        warnings.filterwarnings("ignore", module=r"pyspark\.")
        return KnowledgeGraph.from_sql(
            self.sql,
            table=self.table,
            memory=memory,
            request_timeout=endpoint.request_timeout,
            max_size=endpoint.max_size,
            project=named_project(ctx),
            trace=trace,
        )


def sql_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Add the options; the command gets them as `sql`."""
    command = gather(sql=SqlArguments)(command)
    for option in reversed(_OPTIONS):
        option(command)
    return command
