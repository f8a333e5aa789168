"""kgtools turns a folder of RDF into a validated, queryable, citable knowledge graph.

>>> from kgtools import KnowledgeGraph
>>> sorted(row["personLabel"].value for row in KnowledgeGraph.discover().query("remaining-authors"))
['Faisal Azhar', 'Hugo Touvron', 'Xavier Martinet']

The names below are imported when they are first used, so that importing kgtools loads nothing.
"""

from __future__ import annotations

import importlib

# what type checkers take for true under this name, wherever it comes from; `typing` itself takes as long to import as
# Python takes to start
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kgtools.data.starter import init_project
    from kgtools.errors import KgtoolsError
    from kgtools.graph import KnowledgeGraph
    from kgtools.project import GraphProject
    from kgtools.shacl import ValidationReport, ValidationResult, validate

__all__ = [
    "GraphProject",
    "KgtoolsError",
    "KnowledgeGraph",
    "ValidationReport",
    "ValidationResult",
    "__version__",
    "init_project",
    "validate",
]

__version__ = "0.1.0"

_HOMES = {
    "GraphProject": "kgtools.project",
    "KgtoolsError": "kgtools.errors",
    "KnowledgeGraph": "kgtools.graph",
    "ValidationReport": "kgtools.shacl",
    "ValidationResult": "kgtools.shacl",
    "init_project": "kgtools.data.starter",
    "validate": "kgtools.shacl",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
