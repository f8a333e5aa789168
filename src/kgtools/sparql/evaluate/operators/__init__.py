"""The operators of the algebra, a family a module."""
