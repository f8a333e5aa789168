"""`kgtools endpoint`: what is behind the address of a SPARQL endpoint."""

from __future__ import annotations

import click

from kgtools.cli._endpoint import EndpointArguments, endpoint_limits

__all__ = ["endpoint"]

_EPILOG = """\b
Examples:
  kgtools endpoint http://localhost:7878/query
  kgtools endpoint https://example.org/sparql -f json --delay 1"""


@click.command(epilog=_EPILOG)
@click.argument("address", metavar="URL")
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@endpoint_limits
@click.pass_context
def endpoint(ctx: click.Context, address: str, format_name: str, endpoint: EndpointArguments) -> None:
    """Show what is behind the address of a SPARQL endpoint: its limits, its dialect, its classes and predicates.

    About thirty small requests are sent, most of them over constants. Credentials come from KGTOOLS_USER and
    KGTOOLS_PASSWORD, KGTOOLS_TOKEN, or netrc. In Python: KnowledgeGraph.endpoint_summary()
    """
    import json

    graph = endpoint._replace(url=address).open_graph(ctx)
    summary = graph.endpoint_summary()
    if format_name == "json":
        click.echo(json.dumps(summary.as_dict(), indent=2, ensure_ascii=False))
    else:
        click.echo(summary.text(), nl=False)
