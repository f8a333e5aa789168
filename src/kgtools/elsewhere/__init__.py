"""Data that live elsewhere: behind a SPARQL endpoint, or in a database that is asked in SQL."""
