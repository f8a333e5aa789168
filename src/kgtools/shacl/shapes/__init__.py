"""The shapes graph, read: shapes, targets, paths, and what is wrong with them."""
