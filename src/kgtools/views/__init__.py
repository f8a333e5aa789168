"""Views of a graph for other tools, tables, networks, schema.org: they say less than the graph, and each says what."""
