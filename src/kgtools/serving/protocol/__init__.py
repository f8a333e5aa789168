"""SPARQL 1.1 Protocol: queries over HTTP, and what the endpoint says of itself."""
