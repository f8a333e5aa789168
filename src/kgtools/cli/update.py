"""`kgtools update`: SPARQL Update on files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from kgtools.cli._formats import input_format_option
from kgtools.cli._limits import work_limits
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.data.graph_update import UpdateKeywords
    from kgtools.data.updating import FileChange, Updated

__all__ = ["update"]

_EPILOG = """\b
Examples:
  kgtools update people.ttl -q 'DELETE { ?p ex:age ?a } INSERT { ?p ex:years ?a } WHERE { ?p ex:age ?a }'
  kgtools update data/*.ttl --update-file rename.ru --diff
  kgtools update people.ttl places.ttl -q 'INSERT DATA { ex:oslo a ex:City }' --into places.ttl"""


@click.command(epilog=_EPILOG)
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("-q", "--update", "text", metavar="TEXT", help="The update, in SPARQL 1.1 Update.")
@click.option("--update-file", metavar="FILE", help="Read the update from a file (- for standard input).")
@click.option("--into", metavar="FILE", help="The file for new triples whose subject is in no file, or in several.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; print the lines that would change.")
@click.option("--allow-load", is_flag=True, help="Let LOAD read files of this machine (file: IRIs).")
@click.option("--base", metavar="IRI", help="Resolve relative IRIs of the update and the data against this.")
@input_format_option()
@work_limits("Stop, and write nothing,")
@click.pass_context
def update(
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    text: str | None,
    update_file: str | None,
    dry_run: bool,
    show_diff: bool,
    input_format: str | None,
    **options: Unpack[UpdateKeywords],
) -> None:
    """Run SPARQL Update on RDF files: triples are edited in place, and everything else stays as it is written.

    Either all files are changed or none. A FILE may be a folder: then all RDF files in it take part. Without FILE the
    data of the project are changed. A new triple goes to the file of its subject. In Python: KnowledgeGraph.update()
    """
    from kgtools.cli import message_of
    from kgtools.cli._files import read_text
    from kgtools.cli._project import files_graph, project_graph
    from kgtools.cli._watch import watched
    from kgtools.table.limits import out_of_time

    if (text is None) == (update_file is None):
        raise UsageError("give the update with either -q or --update-file.")
    into_files = bool(files) or options["into"] is not None
    base = options["base"]
    if into_files:
        graph = files_graph(ctx, files, format=input_format, base=base)
    else:
        graph = project_graph(ctx, is_expected=True)
    if update_file is not None:
        text, options["source"] = read_text(update_file), update_file
        if base is None and update_file != "-":
            options["base"] = Path(update_file).absolute().as_uri()
    assert text is not None
    timeout = options["timeout"]
    seconds = options["timeout"] = graph.project.timeout if timeout is None else timeout or None
    with watched(seconds, message_of(out_of_time(seconds or 0))):
        outcome = graph.update(text, dry_run=True, **options)
    quiet, is_plan = bool(ctx.obj["quiet"]), show_diff or dry_run
    for sentence in outcome.put_right if not quiet else ():
        click.echo(sentence, err=True)
    if not is_plan:
        outcome.write()
    _tell(outcome, show_diff=show_diff, dry_run=dry_run, quiet=quiet)
    if outcome.files and not (into_files or is_plan or quiet):
        click.echo("what is built from the data is stale now: run `kgtools build`", err=True)


def _tell(updated: Updated, *, show_diff: bool, dry_run: bool, quiet: bool) -> None:
    """Print what changes, or what would: a line for each file, or its lines."""
    would = "would be " if show_diff or dry_run else ""
    if show_diff:
        click.echo(updated.diff(), nl=False)
    # what is asked for goes to standard output
    is_answer = dry_run and not show_diff
    for file in updated.files if is_answer or not quiet else ():
        click.echo(f"{file.name}: {_words(file, would)}", err=not is_answer)
    if not updated.files and not quiet:
        click.echo("nothing changes", err=True)


def _words(file: FileChange, would: str) -> str:
    counts = [
        f"{count:,} {'triple' if count == 1 else 'triples'} {would}{verb}"
        for count, verb in ((len(file.deleted), "deleted"), (len(file.inserted), "inserted"))
        if count
    ]
    return ", ".join(counts)
