"""Columns of term numbers: what the numbers stand for, rows as keys, distinct rows."""
