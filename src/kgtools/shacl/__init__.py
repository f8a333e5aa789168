"""SHACL on columns: all of SHACL Core and SHACL-SPARQL, every shape evaluated once for all nodes at a time.

The names below are imported when they are first used: the engine needs NumPy and Arrow, options and a call do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.lazy import lazy_names
from kgtools.shacl.options import Options
from kgtools.shacl.validation import validate

if TYPE_CHECKING:
    from kgtools.shacl.incomplete import NotEvaluated, UnjudgedShape
    from kgtools.shacl.inference.explanation import RuleExplanation
    from kgtools.shacl.inference.rule_inference import RuleInference, infer
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
    "RuleExplanation": "inference.explanation",
    "RuleInference": "inference.rule_inference",
    "UnjudgedShape": "incomplete",
    "ValidationReport": "report",
    "ValidationResult": "result",
    "infer": "inference.rule_inference",
    "write_report": "reports",
}

__getattr__ = lazy_names(__name__, _HOMES)
