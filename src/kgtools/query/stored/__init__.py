"""Stored queries: their headers, their parameters, and the values that people give."""
