"""`kgtools build`: the accepted and derived graphs, from the claims."""

from __future__ import annotations

import click

__all__ = ["build"]


@click.command(epilog="Example: kgtools build --check")
@click.option("--infer", is_flag=True, help="Also infer what follows, with the OWL reasoner (needs Java).")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a built file is out of date.")
@click.pass_context
def build(ctx: click.Context, infer: bool, check: bool) -> None:
    """Build the accepted and derived graphs from the claims, and check their invariants.

    Writes accepted.ttl, derived.ttl and derivations.ttl to data/graph/, and the digests of what they were built from.
    With --infer also inferred.ttl; without it an inferred.ttl that is stale by its digests is named, and --check then
    exits with 1. Two builds give the same bytes. In Python: KnowledgeGraph.build()
    """
    from kgtools.cli._project import project_graph

    graph = project_graph(ctx, is_expected=not check)
    outcome = graph.build(write=not check, infer=infer)
    if not ctx.obj["quiet"]:
        for name, count in outcome.counts.items():
            click.echo(f"{name}: {count} triples", err=True)
    stale = not infer and graph.inferred_is_stale
    if check:
        for path in outcome.changed:
            click.echo(f"{path} is stale; run: kgtools build{' --infer' if infer else ''}", err=True)
    elif not ctx.obj["quiet"]:
        for path in outcome.changed:
            click.echo(f"wrote {path}", err=True)
    if stale and (check or not ctx.obj["quiet"]):
        click.echo(
            f"{graph.project.built_file('inferred')} is stale: what it was inferred from has changed; "
            "check it with: kgtools build --infer --check, rebuild it with: kgtools build --infer",
            err=True,
        )
    ctx.exit(1 if check and (outcome.changed or stale) else 0)
