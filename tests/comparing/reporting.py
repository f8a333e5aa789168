"""Two texts compared, and the difference told."""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.comparing import Words, compare, report_by_name
from kgtools.model.terms import Quad
from kgtools.reading import parse_bytes

HEAD = "@prefix : <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "


def trig(text: str) -> list[Quad]:
    return list(parse_bytes((HEAD + text).encode(), format="trig"))


def report(
    name: str,
    left: str,
    right: str,
    languages: tuple[str, ...] = ("en",),
    prefixes: Mapping[str, str] | None = None,
) -> str:
    difference = compare(trig(left), trig(right))
    words = Words((*difference.left, *difference.added), languages=languages, prefixes=prefixes)
    return report_by_name(name).write(difference, words)
