"""SPARQL: text, syntax tree, algebra, plan, solutions."""
