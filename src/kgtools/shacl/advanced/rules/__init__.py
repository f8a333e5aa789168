"""Rules (section 8 of the Note), read from the shapes graph."""
