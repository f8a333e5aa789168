"""Spark over Spark Connect: a table, or a pack that the cluster sees, with the columns of a pack."""
