"""Stored queries as a web API: rows as plain JSON or in any format of answers, facets, and their OpenAPI document."""
