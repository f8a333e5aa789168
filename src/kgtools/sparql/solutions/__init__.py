"""Solutions as a table with a column of term numbers for each variable, and which rows each row was made from."""
