"""Turtle and TriG as they are written: where each triple is, and how things are spelled there."""
