"""SHACL on columns: all of SHACL Core and SHACL-SPARQL, every shape judged once for all nodes at a time."""

from typing import Any

from kgtools.shacl.report import ValidationReport, ValidationResult
from kgtools.shacl.validation import validate

__all__ = ["REPORT_FORMATS", "ValidationReport", "ValidationResult", "components_page", "validate"]


def __getattr__(name: str) -> Any:
    # the tables import everything; who only asks for a class does not pay for that
    if name == "REPORT_FORMATS":
        from kgtools.shacl.reports import REPORT_FORMATS

        return REPORT_FORMATS
    if name == "components_page":
        from kgtools.shacl.documentation import components_page

        return components_page
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
