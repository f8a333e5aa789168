"""The checks that ship with kgtools, run over a text."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from kgtools.ontology.checks.finding import Finding
from kgtools.ontology.quality import check_ontology
from tests.reasoning.graphs import HEAD, PREFIXES


def findings(check: str, text: str) -> list[Finding]:
    """What a check finds in a text with the prefixes of the tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "o.ttl"
        path.write_text(HEAD + text, encoding="utf-8")
        return check_ontology([path], prefixes=PREFIXES, checks=[check])


def found(check: str, text: str) -> list[str]:
    """The entities that a check finds, each with its property."""
    return [" ".join((f.entity_name, f.property_name)) for f in findings(check, text)]
