"""Edits of a Turtle or TriG text: triples go out of it and come into it, the rest stays."""
