"""What a format is: one record with all that anybody asks about it."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Format"]


class Format(NamedTuple):
    """A serialization of RDF.

    `reads` is the name of the parser's format (an attribute of :class:`pyoxigraph.RdfFormat`, so that a table of
    formats imports no parser), or None where the format is written only.
    """

    name: str
    title: str
    iri: str
    media_type: str
    extensions: tuple[str, ...]
    supports_datasets: bool
    reads: str | None

    @property
    def extension(self) -> str:
        """The extension to write, without the dot."""
        return self.extensions[0]
