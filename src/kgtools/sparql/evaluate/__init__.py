"""The evaluation of the algebra on tables of term numbers (section 18.6): whole columns at once."""
