"""The processes behind the front: one that has the graph, and workers that are forked from it."""
