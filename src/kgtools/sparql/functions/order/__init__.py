"""What is equal, what is less, what comes first."""
