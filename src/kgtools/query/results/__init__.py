"""Answers: as rows, as tables for people and for other tools, as bytes in a format."""
