"""What an endpoint makes of literals is in the report of a validation; one that keeps them is not mentioned."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph
import pytest

from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.literals import literal_changes
from kgtools.graph import KnowledgeGraph
from tests.elsewhere.fake import Behaviour, Reply, Request, endpoint, honest

_ROW = re.compile(r'(?:\((\d+) )?"([^"]+)"\^\^<([^>]+)>')


def keeping(request: Request) -> Reply:
    """An endpoint that gives literals back as they are."""
    names = re.findall(r"\?([nv])", request.query.split("{")[0])
    rows = []
    for number, text, datatype in _ROW.findall(request.query):
        row = {
            "n": {"type": "literal", "value": number},
            "v": {"type": "literal", "value": text, "datatype": datatype},
        }
        rows.append({name: row[name] for name in names})
    body = {"head": {"vars": names}, "results": {"bindings": rows}}
    return Reply(json.dumps(body).encode())


def refusing(request: Request) -> Reply:
    """One that takes no literal that is not well-formed, as Virtuoso does."""
    if '"abc"' in request.query:
        return Reply(b"SR341: Invalid integer value converting 'abc'", status=400, media_type="text/plain")
    return keeping(request)


@pytest.mark.parametrize(
    ("behaviour", "changes"),
    [
        pytest.param(keeping, [], id="keeps them"),
        pytest.param(refusing, ['"abc"^^xsd:integer is refused'], id="refuses one"),
    ],
)
def test_what_becomes_of_literals_is_asked_together_or_one_by_one(behaviour: Behaviour, changes: list[str]) -> None:
    with endpoint(behaviour) as fake:
        assert list(map(str, literal_changes(Endpoint(fake.url)))) == changes
        assert len(fake.requests) == (1 if not changes else 13)


def test_a_store_that_keeps_values_alone_is_named_in_the_report(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://b.example/> . "
        "b:S sh:targetSubjectsOf b:depth ; sh:property [ sh:path b:depth ; sh:pattern '^[1-9]' ] ."
    )
    with endpoint(honest(pyoxigraph.Store())) as fake:
        for how in ("pull", "push"):
            report = KnowledgeGraph.from_endpoint(fake.url, method=how).validate([shapes])
            (note,) = (note for note in report.notes if "does not keep literals" in note)
            assert '"01"^^xsd:integer becomes "1"^^xsd:integer' in note
            assert '"abc"^^xsd:integer' not in note
