"""`kgtools site`: all pages of the graph as files that any host can serve."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgtools.cli._formats import data_option, input_format_option

if TYPE_CHECKING:
    from kgtools.pages.site.building import SiteSummary

__all__ = ["site"]

_EPILOG = """\b
Examples:
  kgtools site public
  kgtools site public --base-url https://example.org/graph/
  kgtools site public --data ships.ttl
  kgtools site public --check"""


@click.command(epilog=_EPILOG)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@data_option("Write")
@input_format_option()
@click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="Where the site is published: adds sitemap.xml, and w3id/.htaccess for the redirector.",
)
@click.option(
    "--sparql",
    is_flag=True,
    help="Add a SPARQL editor whose queries run in the reader's browser (WebAssembly; 5 MB and the graph as N-Quads).",
)
@click.option("--check", is_flag=True, help="Write nothing; list the files that would change, and exit 1 if any would.")
@click.pass_context
def site(
    ctx: click.Context,
    /,
    folder: Path,
    data: tuple[str, ...],
    input_format: str | None,
    base_url: str,
    sparql: bool,
    check: bool,
) -> None:
    """Write the pages of the graph to the folder DIR, in each language of the project.

    Links are relative, so the site works from any folder of any host, and from the disk. DIR is replaced as a whole.
    A stored query that cannot be answered stops nothing: its page says why, and the exit code is 3.
    In Python: kgtools.pages.build_site()
    """
    from kgtools.cli._progress import progress_line
    from kgtools.cli._project import open_graph
    from kgtools.pages import build_site, check_site
    from kgtools.text.characters import visible

    graph = open_graph(ctx, data, format=input_format)
    quiet = bool(ctx.obj["quiet"])
    progress = progress_line(quiet=quiet)
    try:
        with _ended_by_sigterm():
            if check:
                stale = check_site(graph, folder, base_url=base_url, sparql=sparql, progress=progress)
            else:
                site_files = build_site(graph, folder, base_url=base_url, sparql=sparql, progress=progress)
    finally:
        if progress is not None:
            click.echo("\r\x1b[K", err=True, nl=False)
    if check:
        for path in stale:
            click.echo(visible(path))
        ctx.exit(1 if stale else 0)
    for error in site_files.refused:
        click.echo(f"remark: not a stored query: {visible(error)}", err=True)
    for error in site_files.faults:
        click.echo(f"remark: not answered: {visible(error)}", err=True)
    _tell(site_files, has_address=bool(base_url), quiet=quiet)
    ctx.exit(3 if site_files.faults else 0)


def _tell(site: SiteSummary, *, has_address: bool, quiet: bool) -> None:
    """Say what was written."""
    from kgtools.text.characters import visible

    if quiet:
        return
    click.echo(
        f"{visible(str(site.folder))}: {site.pages:,} pages and {site.files - site.pages:,} other files, "
        f"{site.size / 1e6:.1f} MB, in {', '.join(site.languages)}.",
        err=True,
    )
    if not has_address:
        click.echo("remark: sitemap.xml and w3id/.htaccess need full addresses; give --base-url to get them.", err=True)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """A block that SIGTERM ends as Ctrl-C does: what was begun is removed, and no process is left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
