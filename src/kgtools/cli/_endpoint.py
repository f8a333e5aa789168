"""The options of a SPARQL endpoint: its address, and how it may be asked. Without ``--endpoint`` nothing is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from kgtools.cli._limits import Mebibytes, Seconds
from kgtools.cli._records import gather
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.elsewhere.endpoint.options import EndpointKeywords
    from kgtools.elsewhere.validating import Method
    from kgtools.graph import KnowledgeGraph

__all__ = ["EndpointArguments", "check_alone", "endpoint_limits", "endpoint_options"]

Result = TypeVar("Result")
#: the options in the order of the help
_ADDRESS = click.option(
    "--endpoint", "url", metavar="URL", help="A SPARQL endpoint, over the network, instead of files."
)
_LIMITS = (
    click.option(
        "--endpoint-graph",
        "endpoint_graphs",
        multiple=True,
        metavar="IRI",
        help="A named graph of the endpoint; may be repeated (default: its default graph).",
    ),
    click.option(
        "--request-timeout",
        type=Seconds(min=0.1, max=1e6),
        default=120.0,
        show_default=True,
        metavar="S",
        help="Seconds that one request to the endpoint, or one statement of Spark, may take.",
    ),
    click.option(
        "--max-size",
        type=Mebibytes(min=1, max=1 << 20),
        default=2048,
        show_default=True,
        metavar="MB",
        help="MiB that one answer of the endpoint, or of Spark, may have.",
    ),
    click.option(
        "--delay",
        type=Seconds(min=0, max=3600),
        default=0.0,
        metavar="S",
        help="Seconds to wait between two requests to the endpoint.",
    ),
)


class EndpointArguments(NamedTuple):
    """An endpoint, if one is named, and how it may be asked."""

    endpoint_graphs: tuple[str, ...]
    request_timeout: float
    max_size: int
    delay: float
    url: str | None = None

    def keywords(self) -> EndpointKeywords:
        """What :meth:`kgtools.graph.KnowledgeGraph.from_endpoint` is told beside the address."""
        return {
            "graphs": self.endpoint_graphs,
            "request_timeout": self.request_timeout,
            "max_size": self.max_size,
            "delay": self.delay,
        }

    def open_graph(
        self, ctx: click.Context, *, method: Method | None = None, trace: Callable[[str], None] | None = None
    ) -> KnowledgeGraph:
        """The graph of the endpoint."""
        from kgtools.cli._project import named_project
        from kgtools.graph import KnowledgeGraph

        assert self.url is not None
        return KnowledgeGraph.from_endpoint(
            self.url, project=named_project(ctx), method=method, trace=trace, **self.keywords()
        )


def check_alone(option: str, **others: object) -> None:
    """Raise :class:`UsageError` where something is named that does not go with what an option names as the data."""
    for name, value in others.items():
        if value:
            what = "a FILE" if name == "files" else f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} already names the data; leave out {what}.")


def endpoint_limits(command: Callable[..., Result]) -> Callable[..., Result]:
    """Add the options without the address; the command gets them as `endpoint`."""
    command = gather(endpoint=EndpointArguments)(command)
    for option in reversed(_LIMITS):
        option(command)
    return command


def endpoint_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Add the options; the command gets them as `endpoint`."""
    return _ADDRESS(endpoint_limits(command))
