"""SHACL-SPARQL (sections 5 and 6): queries read and checked, and evaluated for all focus nodes at once."""
