"""A session of SPARQL over the data and shapes of one validation: all queries of shapes are asked in it."""
