"""Graphs whose data are in no RDF file: packs, tables, endpoints."""
