"""Text of SPARQL: tokens, places, relative references, files."""
