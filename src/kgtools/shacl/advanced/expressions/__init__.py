"""Node expressions (section 6 of the Note): read from the shapes graph, evaluated for all focus nodes at once."""
