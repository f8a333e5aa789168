"""Validation on columns: every shape is judged once, for all nodes at a time."""
