"""The ontology as such: its axioms, its terms in words, its profiles and its quality, without any inference."""
