"""Functions that the caller brings."""
