"""kgtools turns a folder of RDF into a validated, queryable, citable knowledge graph.

>>> from kgtools import KnowledgeGraph
>>> sorted(row["personLabel"].value for row in KnowledgeGraph.discover().query("remaining-authors"))
['Faisal Azhar', 'Hugo Touvron', 'Xavier Martinet']

The names below are imported when they are first used, so that importing kgtools loads nothing.
"""

from __future__ import annotations

from kgtools.lazy import lazy_names

# what type checkers take for true under this name, wherever it comes from; `typing` itself takes as long to import as
# Python takes to start
TYPE_CHECKING = False
if TYPE_CHECKING:
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
    "GraphProject": "project",
    "KgtoolsError": "errors",
    "KnowledgeGraph": "graph",
    "ValidationReport": "shacl",
    "ValidationResult": "shacl",
    "init_project": "data.starter",
    "validate": "shacl",
}

__getattr__ = lazy_names(__name__, _HOMES)
