"""The server: pages, SPARQL and stored queries over HTTP, by workers that are forked from one loaded graph.

It needs the extra ``kgtools-ld[server]``. What answers (:mod:`kgtools.serving.service`) knows nothing of the network;
the front (:mod:`kgtools.serving.front`) knows nothing of graphs; between them are processes
(:mod:`kgtools.serving.processes`), so that a query that takes too much costs a process, and never the server.
"""

from __future__ import annotations

from collections.abc import Callable

from kgtools.serving.options import GraphSource, Limits, ServerOptions

__all__ = ["GraphSource", "Limits", "ServerOptions", "serve"]


def serve(
    source: GraphSource | None = None, options: ServerOptions | None = None, *, announce: Callable[[str], None] = print
) -> None:
    """Serve a graph until Ctrl-C or SIGTERM: by default the project in force, on this machine alone.

    `announce` gets a line when the server answers, and one for what happens to it later. Raises :class:`UsageError` for
    options that do not go together, :class:`ExtraMissingError` where the extra is not installed, and
    :class:`kgtools.errors.KgtoolsError` with the sentence of the process that could not load the graph.
    """
    settings = options or ServerOptions()
    settings.check()
    try:
        from kgtools.serving.front.run import run
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn", "jinja2", "anyio", "h11"):
            raise
        from kgtools.errors import ExtraMissingError

        raise ExtraMissingError("kgtools serve", "server") from error
    run(GraphSource.with_contexts_in_force(source or GraphSource()), settings, announce=announce)
