"""Patterns against the data: triples, and property paths."""
