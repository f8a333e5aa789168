"""SHACL-SPARQL (sections 5 and 6): queries checked, prepared, and evaluated in a process of their own."""
