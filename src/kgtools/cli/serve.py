"""`kgtools serve`: the graph over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kgtools.cli._cache import CacheOptions, cache_options
from kgtools.cli._formats import data_option, input_format_option
from kgtools.cli._imports import imports_option
from kgtools.cli._input import InputOptions
from kgtools.cli._limits import Mebibytes, Seconds
from kgtools.cli._records import gather

if TYPE_CHECKING:
    from kgtools.serving import GraphSource

__all__ = ["serve"]

_EPILOG = """\b
Examples:
  kgtools serve
  kgtools --project my-graph serve --port 8080 --watch
  kgtools serve --data people.ttl
  kgtools serve --host 0.0.0.0 --allow-host data.example.org --cors '*'"""


class _Contents(NamedTuple):
    """What is served, beside how files are read and kept."""

    data: tuple[str, ...]
    base: str | None
    articles: Path | None

    def source(self, project: str | None, reading: InputOptions, caching: CacheOptions) -> GraphSource:
        """Where each process of the server reads the graph from. Raises :class:`click.UsageError`."""
        from kgtools.serving import GraphSource

        caching.check()
        if "-" in self.data:
            raise click.UsageError("standard input cannot be served; name a file.")
        return GraphSource(
            project=project,
            files=self.data,
            format=reading.input_format,
            base=self.base,
            imports=reading.imports,
            articles=None if self.articles is None else str(self.articles),
            cache=None if caching.no_cache else str(caching.cache_folder or ""),
        )


class _Listening(NamedTuple):
    """Where the server listens, whom it answers, and how."""

    host: str
    port: int
    allow_host: tuple[str, ...]
    cors: tuple[str, ...]
    workers: int | None
    watch: bool
    log_queries: bool


class _RequestLimits(NamedTuple):
    """What one request may take: seconds and bytes."""

    timeout: float
    memory: int


@click.command(epilog=_EPILOG)
@data_option("Serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="NAME", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port (0: any free).")
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="Answer requests for this host as well, for example data.example.org; may be repeated. Needed with a "
    "--host that other machines can reach.",
)
@click.option(
    "--cors",
    multiple=True,
    metavar="ORIGIN",
    help="Let scripts of this origin read the answers, for example https://example.org, or * for all; may be repeated.",
)
@click.option(
    "--timeout",
    type=Seconds(min=0.1, max=3600),
    default=10,
    show_default=True,
    metavar="S",
    help="Stop a request after this many seconds.",
)
@click.option(
    "--memory",
    type=Mebibytes(min=16, max=1 << 30),
    default=1024,
    show_default=True,
    metavar="MB",
    help="Stop a request that needs more memory than this, in MiB.",
)
@click.option(
    "--workers",
    type=click.IntRange(2, 256),
    metavar="N",
    help="Processes that answer, one of them for pages and stored queries only (default: one more than the cores).",
)
@click.option("--watch", is_flag=True, help="Load files again when they change.")
@click.option("--log-queries", is_flag=True, help="With -v: print the texts of queries, too.")
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder with your own copies of the articles: pages show the passages of claims.",
)
@imports_option
@click.option("--base", metavar="IRI", help="Resolve relative IRIs of the data against this.")
@input_format_option()
@cache_options
@gather(contents=_Contents, listening=_Listening, limits=_RequestLimits, reading=InputOptions)
@click.pass_context
def serve(
    ctx: click.Context,
    /,
    contents: _Contents,
    listening: _Listening,
    limits: _RequestLimits,
    reading: InputOptions,
    caching: CacheOptions,
) -> None:
    """Serve the graph over HTTP: pages, SPARQL, stored queries.

    Everything is read-only. The server listens on this machine only unless --host says otherwise, and ends with Ctrl-C.
    It needs the extra kgtools-ld[server]. In Python: kgtools.serving.serve()
    """
    from kgtools.cli._project import named_project, tell_shipped
    from kgtools.project import GraphProject
    from kgtools.serving import Limits, ServerOptions
    from kgtools.serving import serve as serve_graph

    if not contents.data:
        tell_shipped(ctx, named_project(ctx) or GraphProject.discover())
    source = contents.source(ctx.obj["project"], reading, caching)
    verbose, quiet = bool(ctx.obj["verbose"]), bool(ctx.obj["quiet"])
    options = ServerOptions(**listening._asdict(), log=verbose, limits=Limits(**limits._asdict()))

    def announce(line: str) -> None:
        if not quiet:
            click.echo(line, err=True)

    serve_graph(source, options, announce=announce)
