"""The style and the script of the pages, as they lie beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["ASSETS", "asset"]

#: the files that pages ask for, with their media types
ASSETS: Mapping[str, str] = {
    "style.css": "text/css; charset=utf-8",
    "script.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


def asset(name: str) -> tuple[bytes, str]:
    """The bytes and the media type of one of :data:`ASSETS`. Raises :class:`KeyError` for another name.

    >>> asset("style.css")[1]
    'text/css; charset=utf-8'
    """
    media_type = ASSETS[name]
    return (Path(__file__).parent / name).read_bytes(), media_type
