"""Kept columns: what was read from large files is found again in the next run, as long as the files are the same.

A folder holds a file of columns for each set of files: the dictionary with a table to find terms in, the quads, and the
triples of the default graph by predicate, sorted by either end. It is mapped into memory: a question reads what it
needs. Every byte has a checksum that is looked at before the byte is believed; what is damaged is made again.

The names below are imported when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.lazy import lazy_names

if TYPE_CHECKING:
    from kgtools.table.cache.cache import Cache
    from kgtools.table.cache.dataset import CachedDataset
    from kgtools.table.cache.folder import CacheFolder, Entry
    from kgtools.table.cache.inputs import Inputs

__all__ = ["Cache", "CacheFolder", "CachedDataset", "Entry", "Inputs"]

_HOMES = {"Cache": "cache", "CacheFolder": "folder", "Entry": "folder", "Inputs": "inputs", "CachedDataset": "dataset"}

__getattr__ = lazy_names(__name__, _HOMES)
