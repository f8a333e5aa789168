"""`kgtools format`: Turtle and TriG files in the one style."""

from __future__ import annotations

import click

from kgtools.errors import KgtoolsError

__all__ = ["format"]


@click.command(epilog="Example: kgtools format --check ontology data")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--check", is_flag=True, help="Write nothing; name the files that would change, and exit with 1 if there are any."
)
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; print what would change.")
@click.option("--input-format", help="turtle, trig, nt or nq, if the file name does not show it.")
@click.pass_context
def format(
    ctx: click.Context,
    files: tuple[str, ...],
    check: bool,
    show_diff: bool,
    input_format: str | None,
) -> None:
    """Rewrite RDF files (Turtle, TriG, N-Triples, N-Quads) in the one style of docs/turtle-style.md.

    The graph stays the same, and so do @base and relative IRIs; comments stay with what they are about. A folder
    stands for the files in it and below; - reads standard input and writes to standard output. In Python:
    kgtools.writing.style.format_file()
    """
    from kgtools.cli._project import project_graph
    from kgtools.writing import write_bytes
    from kgtools.writing.style import format_file, formattable_files

    prefixes = project_graph(ctx, is_expected=True).prefixes
    quiet = bool(ctx.obj["quiet"])
    failures = changes = 0
    names = formattable_files(files)
    for name in names:
        try:
            result = format_file(name, format=input_format, prefixes=prefixes)
            changes += result.changed
            if show_diff:
                for piece in result.diff_pieces():
                    click.echo(piece, nl=False)
            elif name == "-" and not check:
                click.echo(result.data, nl=False)
            elif result.changed and not check:
                write_bytes(name, result.data)
        except KgtoolsError as error:
            failures += 1
            click.echo(f"error: {error}", err=True)
            continue
        if not quiet and result.changed and (check or show_diff or name != "-"):
            click.echo(f"{'would be ' if check or show_diff else ''}formatted: {result.source}", err=True)
    if not quiet and len(names) > 1:
        verb = "would be formatted" if check or show_diff else "formatted"
        click.echo(f"{changes} of {len(names)} files {verb}", err=True)
    ctx.exit(2 if failures else 1 if check and changes else 0)
