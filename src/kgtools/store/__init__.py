"""Oxigraph in memory: the one place where a store is opened, filled and asked."""

from kgtools.store.memory import Answer, MemoryStore

__all__ = ["Answer", "MemoryStore"]
