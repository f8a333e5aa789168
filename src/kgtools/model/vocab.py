"""The IRIs that kgtools itself speaks of: the words of the vocabularies and of the claim model.

The words of the claim model (claims, spans, decisions, derivations) lie at ``onto#`` below the project's base, so that
every project can have its own.

>>> Vocabulary("https://example.org/").decidedBy.value
'https://example.org/onto#decidedBy'
"""

from __future__ import annotations

from typing import NamedTuple

from kgtools.model.terms import NamedNode

__all__ = ["OA", "OWL", "PROV", "RDF", "RDFS", "SH", "SKOS", "XSD", "Vocabulary"]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SH = "http://www.w3.org/ns/shacl#"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"


class Vocabulary(NamedTuple):
    """The words of the claim model and the graphs of a project with that base."""

    base: str

    def term(self, name: str) -> NamedNode:
        """A class or property of the project's ontology."""
        return NamedNode(f"{self.base}onto#{name}")

    def graph(self, name: str) -> NamedNode:
        """A named graph of the project: ``entities``, ``accepted``, ``derived`` …"""
        return NamedNode(f"{self.base}graph/{name}")

    @property
    def claims(self) -> str:
        """What the IRIs of claims begin with."""
        return f"{self.base}claim/"

    @property
    def decidedBy(self) -> NamedNode:  # noqa: N802  the word as it is in the ontology
        return self.term("decidedBy")

    @property
    def outcome(self) -> NamedNode:
        return self.term("outcome")

    @property
    def accepted(self) -> NamedNode:
        return self.term("Accepted")
