"""The text of docs/sparql-conformance.md: what the reports say, where we differ, and where Oxigraph does.

It is made from the reports that are stored in docs/earl, so that it needs no suites.
"""

from __future__ import annotations

from collections import Counter

import pyoxigraph

from kgtools.model.terms import NamedNode
from tests.sparql.oxigraph import FAULTS
from tests.sparql.suites.departures import BY_VALUE, DEPARTURES
from tests.sparql.suites.earl import FOLDER

__all__ = ["conformance_page"]

_EARL = "http://www.w3.org/ns/earl#"
_TITLES = {"sparql10": "SPARQL 1.0", "sparql11": "SPARQL 1.1", "sparql12": "SPARQL 1.2"}

_HEAD = """\
# Conformance to SPARQL

<!-- This page is generated from docs/earl, tests/sparql/suites/departures.py and tests/sparql/oxigraph.py:
     python -m tests.generated -->

The engine is run on the test suites of the W3C: all of SPARQL 1.0; of SPARQL 1.1 the query language, updates, and the
formats of results; all of SPARQL 1.2. Left out are what are recommendations of their own and not a part of this engine:
federation over a network, entailment regimes, and the protocols. The reports in the Evaluation and Report Language,
written by `python -m tests.sparql.suites.earl`: {reports}.

Solutions are compared as bags, up to the names of blank nodes, and in order where the query has an order. A literal of
the data must come back as it is written; of a number that is computed the recommendation tells the value and not the
spelling, so values are compared. Results in CSV, TSV and JSON are written by our writers and read back.
"""

_DIFFERENCES = """\
## Where kgtools differs from a test

A test that is listed here and passes fails the build.

"""

_OXIGRAPH = """\
## Where Oxigraph differs

Our engine and that of pyoxigraph are asked the same queries in the tests: those of the suites, the stored ones of the
project, and generated ones with every operator and every function. These are the differences that are not ours. Each
has the section of the recommendation (SPARQL 1.1 Query Language, unless another is named) that decides, and generated
queries are kept from it.

| what | section | what Oxigraph does |
|---|---|---|
"""


def conformance_page() -> str:
    """The whole page."""
    rows = ["| suite | tests | passed | differ |", "|---|---|---|---|"]
    groups = []
    for suite, title in _TITLES.items():
        counts = _counts(suite)
        passed, all_of_it = sum(n for n, _ in counts.values()), sum(n for _, n in counts.values())
        rows.append(f"| {title} | {all_of_it} | {passed} | {all_of_it - passed} |")
        parts = [group + (f" {all_}" if n == all_ else f" {n} of {all_}") for group, (n, all_) in counts.items()]
        groups.append(f"- {title}: {', '.join(parts)}.")
    reports = ", ".join(f"[{_TITLES[suite]}](earl/{suite}.ttl)" for suite in _TITLES)
    differences = "".join(f"- `{_short(iri)}`: {reason}\n" for iri, reason in DEPARTURES.items()) or "Nowhere.\n"
    respelled = "".join(f"- `{_short(iri)}` is compared by value: {reason}.\n" for iri, reason in BY_VALUE.items())
    faults = "".join(f"| {fault.what} | {fault.section} | {fault.answer} |\n" for fault in FAULTS)
    return (
        "\n".join([_HEAD.format(reports=reports), *rows, "", "By folder of the suite:", "", *groups, "", _DIFFERENCES])
        + differences
        + respelled
        + "\n"
        + _OXIGRAPH
        + faults
    )


def _counts(suite: str) -> dict[str, tuple[int, int]]:
    """For each folder of a suite how many tests passed, and how many there are."""
    quads = list(pyoxigraph.parse(path=str(FOLDER / f"{suite}.ttl"), format=pyoxigraph.RdfFormat.TURTLE))
    outcomes = {q.subject: q.object for q in quads if q.predicate.value == _EARL + "outcome"}
    results = {q.subject: q.object for q in quads if q.predicate.value == _EARL + "result"}
    passed: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for quad in quads:
        if quad.predicate.value == _EARL + "test":
            group = _short(quad.object.value).split("/")[0]
            found[group] += 1
            passed[group] += outcomes[results[quad.subject]] == NamedNode(_EARL + "passed")
    return {group: (passed[group], found[group]) for group in found}


def _short(iri: str) -> str:
    """The folder and the name of a test."""
    manifest, _, name = iri.partition("#")
    return f"{manifest.split('/')[-2]}/{name}"
