"""The Reconciliation Service API, version 0.2: OpenRefine and others match tables against the things of the graph."""
