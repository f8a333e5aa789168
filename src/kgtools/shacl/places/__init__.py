"""Places of results and of shapes in the files that they were read from."""
