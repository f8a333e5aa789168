"""RDF and nothing else: terms, vocabularies, prefixes, order, datatypes and partial dates."""
