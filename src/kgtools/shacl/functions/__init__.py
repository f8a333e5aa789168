"""SHACL functions (section 5 of the Note): declared by queries, called by expressions and by queries."""
