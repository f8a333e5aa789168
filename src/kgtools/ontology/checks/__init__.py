"""The checks of an ontology and of data that use it: what each looks for, and the queries that ship with kgtools."""
