"""What a format is: one record with all that anybody asks about it."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Format"]


class Format(NamedTuple):
    """A serialization of RDF.

    `reads` is the name of the parser's format (an attribute of :class:`pyoxigraph.RdfFormat`) or None where the
    format is written only; `writer` names the function that writes it, as ``module:function``, or is None where
    the format is read only. Both are names, so that a table of formats imports no parser and no writer.
    """

    name: str
    title: str
    iri: str
    media_type: str
    extensions: tuple[str, ...]
    supports_datasets: bool
    reads: str | None
    writer: str | None

    @property
    def extension(self) -> str:
        """The extension to write, without the dot."""
        return self.extensions[0]
