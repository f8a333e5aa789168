"""What a term stands for, as a kind and one machine word: read from its text, and written again in canonical form."""
