"""SHACL on columns: all of SHACL Core and SHACL-SPARQL, every shape judged once for all nodes at a time."""

from typing import TYPE_CHECKING, Any

from kgtools.shacl.options import Options
from kgtools.shacl.validation import validate

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport, ValidationResult

__all__ = ["REPORT_FORMATS", "Options", "ValidationReport", "ValidationResult", "components_page", "validate"]


def __getattr__(name: str) -> Any:
    # the engine imports NumPy and Arrow; who only imports the package does not pay for that
    if name in ("ValidationReport", "ValidationResult"):
        from kgtools.shacl import report

        return getattr(report, name)
    if name == "REPORT_FORMATS":
        from kgtools.shacl.reports import REPORT_FORMATS

        return REPORT_FORMATS
    if name == "components_page":
        from kgtools.shacl.documentation import components_page

        return components_page
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
