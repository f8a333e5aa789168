"""What was inferred, in numbers on stderr: by the rules of shapes and by a profile alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kgtools.reasoning.inference import Inference
    from kgtools.shacl.inference.rule_inference import RuleInference

__all__ = ["tell_inferred"]


def tell_inferred(outcome: Inference | RuleInference, headline: str, *, remainder: str) -> None:
    """Say how many triples of each kind were inferred, and how many are not written.

    ``{triples}`` in the headline is their number; `remainder` is what those that are not written are about.
    """
    graph = outcome.without_blank_nodes
    count = len(graph)
    click.echo(headline.format(triples=f"{count} {'triple' if count == 1 else 'triples'}"), err=True)
    for iri, count in graph.counts.items():
        click.echo(f"  {count:6}  {outcome.prefixes.shorten(iri) or iri}", err=True)
    unwritten = len(outcome) - len(graph)
    if unwritten:
        click.echo(f"  {unwritten:6}  more are about {remainder} and are not written", err=True)
