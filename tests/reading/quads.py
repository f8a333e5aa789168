"""The triples of a file beside their places, as the parser gives the ones and the reader of places the others."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kgtools.model.place import Place
from kgtools.model.terms import Quad
from kgtools.reading import parse
from kgtools.reading.places import locate_rows


class PlacedQuad(NamedTuple):
    quad: Quad
    subject: Place
    object: Place


def placed_quads(path: Path) -> list[PlacedQuad]:
    """Each quad of a file with the places of its subject and object, in the order of the parser."""
    quads = list(parse(path))
    rows = locate_rows(path, range(len(quads)), count=len(quads))
    return [PlacedQuad(quad, rows[number].subject, rows[number].object) for number, quad in enumerate(quads)]


def numbers(place: Place) -> str:
    """Line and column, in short."""
    return f"{place.line}:{place.column}"
