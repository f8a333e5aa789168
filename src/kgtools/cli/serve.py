"""`kgtools serve`: the graph over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from kgtools.cli._formats import input_format_option
from kgtools.cli._imports import imports_option
from kgtools.cli._limits import Mebibytes, Seconds

__all__ = ["serve"]

_EPILOG = """\b
Examples:
  kgtools serve
  kgtools --project my-graph serve --port 8080 --watch
  kgtools serve --data people.ttl
  kgtools serve --host 0.0.0.0 --allow-host data.example.org --cors '*'"""


@click.command(epilog=_EPILOG)
@click.option("--data", metavar="FILE", multiple=True, help="Serve these RDF files instead of the project's graph.")
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
@click.option(
    "--cache",
    "cache_folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder for the cache of large files (default: KGTOOLS_CACHE, else the user's cache folder).",
)
@click.option("--no-cache", is_flag=True, help="Neither read the cache nor write to it.")
@click.pass_context
def serve(
    ctx: click.Context,
    /,
    data: tuple[str, ...],
    host: str,
    port: int,
    allow_host: tuple[str, ...],
    cors: tuple[str, ...],
    timeout: float,
    memory: int,
    workers: int | None,
    watch: bool,
    log_queries: bool,
    articles: Path | None,
    imports: tuple[str, ...],
    base: str | None,
    input_format: str | None,
    cache_folder: Path | None,
    no_cache: bool,
) -> None:
    """Serve the graph over HTTP: pages, SPARQL, stored queries.

    Everything is read-only. The server listens on this machine only unless --host says otherwise, and ends with Ctrl-C.
    It needs the extra kgtools-ld[server]. In Python: kgtools.serving.serve()
    """
    from kgtools.serving import GraphSource, Limits, ServerOptions
    from kgtools.serving import serve as serve_graph

    if no_cache and cache_folder is not None:
        raise click.UsageError("--cache and --no-cache cannot be combined.")
    if "-" in data:
        raise click.UsageError("standard input cannot be served; name a file.")
    quiet = bool(ctx.obj["quiet"])
    source = GraphSource(
        project=ctx.obj["project"],
        files=data,
        format=input_format,
        base=base,
        imports=imports,
        articles=None if articles is None else str(articles),
        cache=None if no_cache else "" if cache_folder is None else str(cache_folder),
    )
    options = ServerOptions(
        host=host,
        port=port,
        allow_host=allow_host,
        cors=cors,
        workers=workers,
        watch=watch,
        log=bool(ctx.obj["verbose"]),
        log_queries=log_queries,
        limits=Limits(timeout=timeout, memory=memory),
    )

    def told(line: str) -> None:
        if not quiet:
            click.echo(line, err=True)

    serve_graph(source, options, told=told)
