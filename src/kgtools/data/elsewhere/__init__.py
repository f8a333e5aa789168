"""Graphs whose data stand in no RDF file: packs, tables, endpoints."""
