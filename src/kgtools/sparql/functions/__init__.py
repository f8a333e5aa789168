"""Expressions, functions, aggregates and orders over columns of terms (sections 17, 11 and 15.1)."""
