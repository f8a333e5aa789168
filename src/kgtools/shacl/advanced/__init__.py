"""The SHACL Advanced Features: target types, functions, node expressions and rules (W3C Note, sections 3 to 8)."""
