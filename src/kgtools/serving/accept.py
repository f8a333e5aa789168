"""Which of several media types a client wants (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import functools
from collections.abc import Sequence

__all__ = ["HTML", "chosen_type", "names_html"]

HTML = "text/html"
#: ranges that are read of one header; browsers send eight
_MAX_RANGES = 64
#: characters of headers whose ranges are kept: the same clients send the same
_MAX_CACHED_CHARACTERS = 512


def chosen_type(accept: str, media_types: Sequence[str]) -> str | None:
    """The media type to answer with, the first offered of those that are wanted most; None where none is wanted.

    HTML is given to who names it: ``*/*`` is what programs say, and they get the first of the others.

    >>> chosen_type("text/html,application/xml;q=0.9,*/*;q=0.8", ["text/turtle", "text/html"])
    'text/html'
    >>> chosen_type("*/*", ["text/html", "text/turtle"]), chosen_type("", ["text/html", "text/turtle"])
    ('text/turtle', 'text/turtle')
    >>> chosen_type("image/png", ["text/html", "text/turtle"])
    """
    ranges = _ranges(accept or "*/*")
    if not ranges:
        # a header that says nothing that can be read wants nothing in particular
        ranges = (("*/*", 1.0),)
    best, best_key = None, (0.0, 0)
    for media_type in media_types:
        quality, exactness = _quality(media_type, ranges)
        if quality <= 0:
            continue
        # at the same quality what was named beats what is wanted as anything; HTML comes last among those
        key = (quality, -1 if media_type == HTML and exactness < 2 else exactness)
        if best is None or key > best_key:
            best, best_key = media_type, key
    return best


def names_html(accept: str) -> bool:
    """Whether a client names HTML, as browsers do.

    >>> names_html("text/html,*/*;q=0.8"), names_html("*/*"), names_html("text/html;q=0")
    (True, False, False)
    """
    return any(name in (HTML, "application/xhtml+xml") and quality > 0 for name, quality in _ranges(accept))


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """How much a media type is wanted, and how exactly it was named; the most exact range counts."""
    family = media_type.partition("/")[0] + "/*"
    best = (0.0, -1)
    for name, quality in ranges:
        exactness = 2 if name == media_type else 1 if name == family else 0 if name == "*/*" else -1
        if exactness > best[1]:
            best = (quality, exactness)
    return best


def _ranges(accept: str) -> Sequence[tuple[str, float]]:
    """The media ranges of a header with their weights; what cannot be read is passed over."""
    return _known_ranges(accept) if len(accept) <= _MAX_CACHED_CHARACTERS else _read_ranges(accept)


@functools.lru_cache(maxsize=256)
def _known_ranges(accept: str) -> Sequence[tuple[str, float]]:
    return _read_ranges(accept)


def _read_ranges(accept: str) -> Sequence[tuple[str, float]]:
    ranges = []
    for part in accept.split(",")[:_MAX_RANGES]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name == "*":
            name = "*/*"
        if name.count("/") != 1 or name.startswith("/") or name.endswith("/"):
            continue
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
                break
        ranges.append((name, quality if 0 <= quality <= 1 else 0.0))
    return tuple(ranges)
