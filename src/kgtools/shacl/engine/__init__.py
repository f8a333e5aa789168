"""Validation on columns: every shape is evaluated once, for all nodes at a time."""
