"""SHACL on columns: all of SHACL Core and SHACL-SPARQL, every shape evaluated once for all nodes at a time.

The names below are imported when they are first used: the engine needs NumPy and Arrow, options and a call do not.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from kgtools.shacl.options import Options
from kgtools.shacl.validation import validate

if TYPE_CHECKING:
    from kgtools.shacl.advanced.inference import RuleInference, infer
    from kgtools.shacl.advanced.rules.explanation import RuleExplanation
    from kgtools.shacl.incomplete import NotEvaluated, UnjudgedShape
    from kgtools.shacl.report import ValidationReport
    from kgtools.shacl.reports import REPORT_FORMATS, write_report
    from kgtools.shacl.result import ValidationResult

__all__ = [
    "REPORT_FORMATS",
    "NotEvaluated",
    "Options",
    "RuleExplanation",
    "RuleInference",
    "UnjudgedShape",
    "ValidationReport",
    "ValidationResult",
    "infer",
    "validate",
    "write_report",
]

_HOMES = {
    "NotEvaluated": "incomplete",
    "REPORT_FORMATS": "reports",
    "RuleExplanation": "advanced.rules.explanation",
    "RuleInference": "advanced.inference",
    "UnjudgedShape": "incomplete",
    "ValidationReport": "report",
    "ValidationResult": "result",
    "infer": "advanced.inference",
    "write_report": "reports",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
