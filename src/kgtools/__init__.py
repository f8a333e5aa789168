"""kgtools turns a folder of RDF into a validated, queryable, citable knowledge graph."""

__version__ = "0.1.0"
