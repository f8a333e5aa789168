"""Data queried in SQL: packs, by DuckDB.

SQL is built as a tree by sqlglot, never pasted from text, and no engine is asked what a literal means: terms are texts
that are equal or not, and whatever else is known of a literal was computed when it was packed.
"""
