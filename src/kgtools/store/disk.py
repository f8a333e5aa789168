"""Oxigraph on disk, read only.

A store keeps literals in their canonical spelling (``01`` is ``1`` there), so what is read from one is the same graph
and not the same text; whoever exports from a store is told so.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph

from kgtools.errors import SourceError
from kgtools.model.terms import Quad

__all__ = ["read_store"]


def read_store(path: Path) -> list[Quad]:
    """The quads of an Oxigraph store in a folder; nothing in the folder is changed.

    >>> read_store(Path("no/such/store"))
    Traceback (most recent call last):
    kgtools.errors.SourceError: no/such/store: there is no Oxigraph store in this folder.

    Raises :class:`SourceError` where there is none, or it cannot be read.
    """
    # a folder that is no store would be turned into one by opening it; CURRENT names the state of a store
    if not (path / "CURRENT").is_file():
        raise SourceError(str(path), "there is no Oxigraph store in this folder")
    try:
        return list(pyoxigraph.Store.read_only(str(path)))
    except (OSError, RuntimeError, ValueError) as error:
        raise SourceError(str(path), f"the store cannot be read ({str(error).rstrip('.').lower()})") from error
