"""Oxigraph, in memory and on disk: the one place where a store is opened, filled and asked."""

from kgtools.store.disk import read_store
from kgtools.store.memory import Answer, MemoryStore

__all__ = ["Answer", "MemoryStore", "read_store"]
