"""Reasoning: what follows from a graph and its ontology, whether they contradict each other, and why.

The names below are imported when they are first used: the rules need NumPy, the names of the profiles do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.lazy import lazy_names
from kgtools.ontology.profiles.entailment import PROFILES

if TYPE_CHECKING:
    from kgtools.reasoning.inference import Inference, infer, inferred_triples
    from kgtools.reasoning.rules.closure import Clash, Closure, close, close_quads
    from kgtools.reasoning.subject import Subject, project_triples
    from kgtools.reasoning.why.explanation import Explanation, explain, explain_inconsistency

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

_HOMES = {
    "Clash": "rules.closure",
    "Closure": "rules.closure",
    "Explanation": "why.explanation",
    "Inference": "inference",
    "Subject": "subject",
    "close": "rules.closure",
    "close_quads": "rules.closure",
    "explain": "why.explanation",
    "explain_inconsistency": "why.explanation",
    "infer": "inference",
    "inferred_triples": "inference",
    "project_triples": "subject",
}

__getattr__ = lazy_names(__name__, _HOMES)
