"""What changes between two texts, line by line."""
