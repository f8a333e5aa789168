"""Quads and solutions as columns of term numbers, with the orders in which they are looked up."""
