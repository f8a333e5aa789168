"""Reports of the suites in the Evaluation and Report Language: ``python -m tests.sparql.suites.earl`` writes them.

Two runs give the same bytes: there is no date, and the tests stand in the order of their manifests.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kgtools import __version__
from tests.sparql.suites.engines import ENGINES
from tests.sparql.suites.manifest import SUITES, Case, cases
from tests.sparql.suites.run import verdict

__all__ = ["FOLDER", "assertion", "head", "report"]

FOLDER = Path(__file__).parents[3] / "docs" / "earl"

_HEAD = """\
@prefix dc: <http://purl.org/dc/terms/> .
@prefix doap: <http://usefulinc.com/ns/doap#> .
@prefix earl: <http://www.w3.org/ns/earl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .

<urn:x-kgtools:earl:{name}> a earl:Report , foaf:Document ;
    dc:title "kgtools {version}: report on {suite}" ;
    foaf:primaryTopic <urn:x-kgtools:kgtools> .

<urn:x-kgtools:kgtools> a doap:Project , earl:Software , earl:TestSubject ;
    doap:name "kgtools" ;
    doap:shortdesc "A linked-data toolkit: RDF, SPARQL and SHACL in Python"@en ;
    doap:programming-language "Python" ;
    doap:license <https://spdx.org/licenses/Apache-2.0> ;
    doap:developer <urn:x-kgtools:authors> ;
    doap:release <urn:x-kgtools:kgtools:{version}> .

<urn:x-kgtools:kgtools:{version}> a doap:Version ;
    doap:name "kgtools {version}" ;
    doap:revision "{version}" .

<urn:x-kgtools:authors> a foaf:Group , earl:Assertor ;
    foaf:name "The kgtools authors" .
"""


def report(suite: str) -> str:
    """The Turtle text of one suite's report."""
    lines = [_assertion(case) for case in cases() if case.name.startswith(suite + "/")]
    title = f"SPARQL {suite[-2]}.{suite[-1]}"
    return head(suite, title) + "\n" + "".join(lines)


def head(name: str, suite: str) -> str:
    """What a report begins with: what was tested, by whom, and by which suite."""
    return _HEAD.format(name=name, version=__version__, suite=suite)


def _assertion(case: Case) -> str:
    return assertion(case.iri, "failed" if verdict(case, ENGINES["kgtools"]) else "passed")


def assertion(iri: str, outcome: str) -> str:
    """What is said of one test: ``passed``, ``failed`` or ``inapplicable``."""
    return (
        "[] a earl:Assertion ; earl:assertedBy <urn:x-kgtools:authors> ; earl:subject <urn:x-kgtools:kgtools> ;\n"
        f"    earl:test <{iri}> ;\n"
        f"    earl:mode earl:automatic ; earl:result [ a earl:TestResult ; earl:outcome earl:{outcome} ] .\n"
    )


def main() -> int:
    if not cases():
        print("the W3C suites are not there; set KGTOOLS_SUITES", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    for suite in SUITES:
        (FOLDER / f"{suite}.ttl").write_text(report(suite), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
