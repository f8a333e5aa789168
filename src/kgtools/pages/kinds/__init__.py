"""The kinds of pages: one module a subject."""
