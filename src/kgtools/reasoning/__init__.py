"""Reasoning: what follows from a graph and its ontology, whether they contradict each other, and why."""

from kgtools.reasoning.closure import Clash, Closure, close, close_quads
from kgtools.reasoning.explain import Explanation, explain, explain_inconsistency
from kgtools.reasoning.inference import PROFILES, Inference, infer, inferred_triples, project_triples
from kgtools.reasoning.project import Subject

__all__ = [
    "PROFILES",
    "Clash",
    "Closure",
    "Explanation",
    "Inference",
    "Subject",
    "close",
    "close_quads",
    "explain",
    "explain_inconsistency",
    "infer",
    "inferred_triples",
    "project_triples",
]
