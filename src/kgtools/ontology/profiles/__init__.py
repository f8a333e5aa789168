"""Whether an ontology keeps to a profile of OWL 2, and which axiom does not."""
