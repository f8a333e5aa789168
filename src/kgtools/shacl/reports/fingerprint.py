"""A short name for a result that stays the same from run to run."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kgtools.shacl.accepted.baseline import baseline_entry
from kgtools.shacl.result import ValidationResult

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["fingerprint"]


def fingerprint(result: ValidationResult, report: ValidationReport) -> str:
    """What a baseline knows of a result, digested (the first 32 digits of its SHA-256)."""
    entry = baseline_entry(result, report)
    text = "\n".join((entry.shape, entry.focus, entry.path, entry.component, entry.value))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
