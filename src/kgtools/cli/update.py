"""`kgtools update`: SPARQL Update on files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgtools.cli._limits import work_limits

if TYPE_CHECKING:
    from kgtools.data.updating import FileChange

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
@click.option("--input-format", help="turtle, trig, nt, nq, …, if the file names do not say.")
@work_limits("Stop, and write nothing,")
@click.pass_context
def update(
    ctx: click.Context,
    files: tuple[str, ...],
    text: str | None,
    update_file: str | None,
    into: str | None,
    dry_run: bool,
    show_diff: bool,
    allow_load: bool,
    base: str | None,
    input_format: str | None,
    timeout: float | None,
    memory: int | None,
) -> None:
    """Run SPARQL Update on RDF files: triples are edited in place, and everything else stays as it is written.

    Either all files are changed or none. A FILE may be a folder: then all RDF files in it take part. Without FILE the
    data of the project are changed. A new triple goes to the file of its subject. In Python: KnowledgeGraph.update()
    """
    from kgtools.cli import told
    from kgtools.cli._files import read_text
    from kgtools.cli._project import files_graph, project_graph
    from kgtools.cli._watch import watched
    from kgtools.errors import UsageError
    from kgtools.table.limits import out_of_time

    if (text is None) == (update_file is None):
        raise UsageError("give the update with either -q or --update-file.")
    source, update_base = "", base
    if update_file is not None:
        text, source = read_text(update_file), update_file
        if base is None and update_file != "-":
            update_base = Path(update_file).absolute().as_uri()
    assert text is not None
    named = files or into is not None
    graph = files_graph(ctx, files, format=input_format, base=base) if named else project_graph(ctx)
    seconds = graph.project.timeout if timeout is None else timeout or None
    with watched(seconds, told(out_of_time(seconds or 0))):
        updated = graph.update(
            text,
            into=into,
            dry_run=True,
            base=update_base,
            source=source,
            allow_load=allow_load,
            timeout=seconds,
            memory=memory,
        )
    quiet = bool(ctx.obj["quiet"])
    for sentence in updated.put_right if not quiet else ():
        click.echo(sentence, err=True)
    if show_diff:
        click.echo(updated.diff(), nl=False)
    elif dry_run:
        for file in updated.files:
            click.echo(f"{file.name}: {_words(file, 'would be ')}")
    else:
        updated.write()
    if quiet:
        return
    for file in updated.files if not dry_run or show_diff else ():
        click.echo(f"{file.name}: {_words(file, 'would be ' if show_diff or dry_run else '')}", err=True)
    if not updated.files:
        click.echo("nothing changes", err=True)
    elif not files and into is None and not (dry_run or show_diff):
        click.echo("what is built from the data is stale now: run `kgtools build`", err=True)


def _words(file: FileChange, would: str) -> str:
    counts = [
        f"{count:,} {'triple' if count == 1 else 'triples'} {would}{verb}"
        for count, verb in ((len(file.deleted), "deleted"), (len(file.inserted), "inserted"))
        if count
    ]
    return ", ".join(counts)
