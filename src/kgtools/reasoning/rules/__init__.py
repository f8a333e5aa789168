"""Inference by rules: RDF Schema and OWL 2 RL on sorted columns of numbers."""
