"""Validation as algebra: which focus nodes may fail, said in the operators of SPARQL, for data that live elsewhere."""
