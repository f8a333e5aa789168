"""What writes each format of :data:`kgtools.reading.FORMATS`, by the format's name: the one place to add a writer.

A writer is imported when something is written in its format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Quad
from kgtools.reading.tags import Tags

__all__ = ["WRITERS", "Writer"]


class Writer(Protocol):
    """Gives the bytes of quads; `prefixes` are those that may be used, and `tags` the spellings of language tags."""

    def __call__(self, quads: Sequence[Quad], *, prefixes: PrefixTable, tags: Tags | None) -> bytes: ...


def _turtle(quads: Sequence[Quad], *, prefixes: PrefixTable, tags: Tags | None) -> bytes:
    from kgtools.writing.objects.turtle import write_turtle

    return write_turtle(quads, prefixes=prefixes, tags=tags)


def _trig(quads: Sequence[Quad], *, prefixes: PrefixTable, tags: Tags | None) -> bytes:
    from kgtools.writing.objects.turtle import write_trig

    return write_trig(quads, prefixes=prefixes, tags=tags)


def _ntriples(quads: Sequence[Quad], *, prefixes: PrefixTable, tags: Tags | None) -> bytes:
    from kgtools.writing.objects.nlines import write_ntriples

    return write_ntriples(quads, prefixes=prefixes, tags=tags)


def _nquads(quads: Sequence[Quad], *, prefixes: PrefixTable, tags: Tags | None) -> bytes:
    from kgtools.writing.objects.nlines import write_nquads

    return write_nquads(quads, prefixes=prefixes, tags=tags)


def _jsonld(quads: Sequence[Quad], *, prefixes: PrefixTable, tags: Tags | None) -> bytes:
    from kgtools.writing.objects.jsonld import write_jsonld

    return write_jsonld(quads, prefixes=prefixes, tags=tags)


def _rdfxml(quads: Sequence[Quad], *, prefixes: PrefixTable, tags: Tags | None) -> bytes:
    from kgtools.writing.objects.rdfxml import write_rdfxml

    return write_rdfxml(quads, prefixes=prefixes, tags=tags)


WRITERS: Mapping[str, Writer] = {
    "turtle": _turtle,
    "trig": _trig,
    "nt": _ntriples,
    "nq": _nquads,
    "jsonld": _jsonld,
    "rdfxml": _rdfxml,
}
