"""The report of the protocol's tests in EARL: ``python -m tests.serving.suite.earl`` writes it.

Tests that want an update to be carried out are reported as inapplicable: the endpoint is read-only.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.serving.running import running
from tests.serving.suite.manifest import DESCRIPTION, cases
from tests.serving.suite.verdict import DESCRIPTIONS, dataset_file, described, verdict
from tests.sparql.suites.earl import FOLDER, assertion, head

__all__ = ["report"]


def report() -> str:
    """The Turtle text of the report."""
    with tempfile.TemporaryDirectory() as folder, running("--data", str(dataset_file(Path(folder)))) as server:
        outcomes = [
            (case.iri, "inapplicable" if case.updates else "failed" if verdict(case, server) else "passed")
            for case in cases()
        ]
        outcomes += [(DESCRIPTION + name, "failed" if described(name, server) else "passed") for name in DESCRIPTIONS]
    lines = [assertion(iri, outcome) for iri, outcome in outcomes]
    return head("protocol11", "the SPARQL 1.1 Protocol and Service Description") + "\n" + "".join(lines)


def main() -> int:
    if not cases():
        print("the W3C suites are not there; set KGTOOLS_SUITES", file=sys.stderr)
        return 2
    (FOLDER / "protocol11.ttl").write_text(report(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
