"""Which quads a solution comes from."""
