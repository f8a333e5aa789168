"""Passes over the algebra, one a file: the answer stays, the way to it becomes shorter."""
