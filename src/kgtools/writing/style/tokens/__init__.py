"""A text in Turtle or TriG as columns of tokens: what :mod:`..anatomy` finds in one, for millions of them."""
