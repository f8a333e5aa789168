"""Turtle and TriG as they are written: where each triple stands, and how things are spelled there."""
