"""Messages of results in words: the wording of constraints, names of shapes, blank nodes."""
