"""Joins of two tables of solutions, and joins with a condition that is tested as the rows are made."""
