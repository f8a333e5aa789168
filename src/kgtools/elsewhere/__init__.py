"""Data that live elsewhere: behind a SPARQL endpoint, or in a database with SQL."""
