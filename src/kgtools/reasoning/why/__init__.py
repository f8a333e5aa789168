"""Why something follows: derivations, justifications, and the facts and axioms at their leaves."""
