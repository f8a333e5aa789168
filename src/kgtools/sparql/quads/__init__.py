"""Quads as columns of term numbers, by graph, with the orders in which they are looked up."""
