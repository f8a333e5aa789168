"""Columns of strings and bytes at once: what the table needs of Arrow and NumPy, and what terms look like in bytes."""
