"""Texts: whole columns of them, and the functions on strings."""
