"""Where the quads of a dataset are held, asked and changed: in memory on our own engine; Oxigraph beside it."""

from kgtools.store.disk import read_store
from kgtools.store.memory import MemoryStore

__all__ = ["MemoryStore", "read_store"]
