"""The W3C tests of the protocol and of service descriptions: requests as the manifests have them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kgtools.store import MemoryStore

__all__ = ["DESCRIPTION", "PROTOCOL", "Exchange", "ProtocolCase", "cases"]

ROOT = Path(os.environ.get("KGTOOLS_SUITES") or Path(__file__).parents[3].parent / "shared" / "suites") / "sparql11"
_BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
PROTOCOL = _BASE + "protocol/manifest#"
DESCRIPTION = _BASE + "service-description/manifest#"

_REQUESTS = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX ht: <http://www.w3.org/2011/http#>
PREFIX cnt: <http://www.w3.org/2011/content#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?test ?request ?path ?method ?body ?encoding ?format ?boolean (GROUP_CONCAT(STR(?status)) AS ?statuses) {
    ?test a mf:ProtocolTest ; mf:action/ht:requests/rdf:rest*/rdf:first ?request .
    ?request ht:absolutePath ?path ; ht:methodName ?method ; ht:resp ?response .
    ?response mf:expectedStatus ?status .
    OPTIONAL {
        ?request ht:body ?content . ?content cnt:chars ?body . OPTIONAL { ?content cnt:characterEncoding ?encoding }
    }
    OPTIONAL { ?response mf:expectedFormat ?format }
    OPTIONAL { ?response mf:expectedBoolean ?boolean }
} GROUP BY ?test ?request ?path ?method ?body ?encoding ?format ?boolean"""
_HEADERS = """
PREFIX ht: <http://www.w3.org/2011/http#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?request ?name ?value {
    ?request ht:headers/rdf:rest*/rdf:first ?header . ?header ht:fieldName ?name ; ht:fieldValue ?value
}"""
_ORDER = """
PREFIX ht: <http://www.w3.org/2011/http#>
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?request (COUNT(?before) AS ?place) {
    ?test mf:action/ht:requests ?list . ?list rdf:rest* ?before . ?before rdf:rest* ?item . ?item rdf:first ?request
} GROUP BY ?request"""


@dataclass(frozen=True)
class Exchange:
    """One request, and what is expected of its answer."""

    target: str
    method: str
    headers: dict[str, str]
    body: bytes | None
    statuses: tuple[str, ...]
    format: str
    boolean: bool | None


@dataclass(frozen=True)
class ProtocolCase:
    """A test: its IRI and its requests in order."""

    iri: str
    exchanges: tuple[Exchange, ...]

    @property
    def name(self) -> str:
        return self.iri.rpartition("#")[2]

    @property
    def updates(self) -> bool:
        """Whether the test wants a change to be carried out, which a read-only endpoint does not offer."""
        return self.name.startswith("update_")


@cache
def cases() -> tuple[ProtocolCase, ...]:
    """The tests of the protocol, in the order of their names; none where the suites are not there."""
    path = ROOT / "protocol" / "manifest.ttl"
    if not path.is_file():
        return ()
    store = MemoryStore()
    store.load(path)
    headers: dict[Any, dict[str, str]] = {}
    for request, name, value in store.select(_HEADERS):
        headers.setdefault(request, {})[_text(name)] = _text(value)
    places = {request: int(_text(place)) for request, place in store.select(_ORDER)}
    found: dict[str, list[tuple[int, Exchange]]] = {}
    for test, request, target, method, body, encoding, format, boolean, statuses in store.select(_REQUESTS):
        exchange = Exchange(
            target=re.sub(r"^/sparql/", "/sparql", _text(target)),
            method=_text(method),
            headers=headers.get(request, {}),
            body=None if body is None else _text(body).encode(_text(encoding) or "utf-8"),
            statuses=tuple(re.findall(r"StatusCode(\d)xx", _text(statuses))),
            format=_text(format),
            boolean=None if boolean is None else _text(boolean) == "true",
        )
        found.setdefault(_text(test), []).append((places[request], exchange))
    return tuple(
        ProtocolCase(iri, tuple(exchange for _, exchange in sorted(requests, key=lambda pair: pair[0])))
        for iri, requests in sorted(found.items())
    )


def _text(term: Any) -> str:
    return "" if term is None else str(term.value)
