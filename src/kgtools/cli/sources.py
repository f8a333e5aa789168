"""`kgtools sources`: the articles at hand against what the graph says of them."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["sources"]


@click.command(epilog="Example: kgtools sources --articles ../articles")
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder with the article files; each file name begins with the three digits of its article.",
)
@click.option("--passages/--no-passages", default=True, show_default=True, help="Print the passages without a claim.")
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def sources(ctx: click.Context, articles: Path, passages: bool, format_name: str) -> None:
    """Check digests, lengths and the offsets of every span against the articles, and print what they cover.

    The articles are not part of the graph: give the folder where your own copies lie. Exit 1 when something does not
    fit. In Python: KnowledgeGraph.check_sources(folder)
    """
    from kgtools.cli._project import project_graph
    from kgtools.text.characters import safe

    checks, folder = project_graph(ctx).check_sources(articles)
    if format_name == "json":
        import dataclasses
        import json

        click.echo(json.dumps([dataclasses.asdict(c) for c in checks], ensure_ascii=False, indent=2))
    else:
        for check in checks:
            share = f"{check.covered / check.length:.1%}" if check.length else "nothing"
            state = "verified" if not check.problems else "does not fit"
            click.echo(
                f"{check.record.number}  {check.file or '(no file)'}  {state}: "
                f"{check.spans} spans cover {check.covered} of {check.length} letters and digits ({share})"
            )
            for problem in check.problems:
                click.echo(f"  problem: {problem}")
            for gap in check.gaps:
                line = f"  line {gap.line}, {gap.start}-{gap.end}"
                if passages:
                    line += f": {safe(folder.passage(check.record.number, gap.start, gap.end) or '')}"
                click.echo(line)
    if any(check.problems for check in checks):
        ctx.exit(1)
