"""Whether a server passes a test of the W3C; an empty text where it does, else what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph

from tests.serving.running import Answer, Server
from tests.serving.suite.manifest import ROOT, Exchange, ProtocolCase

__all__ = ["DESCRIPTIONS", "dataset_file", "described", "verdict"]

_GRAPHS = "http://kasei.us/2009/09/sparql/data/"
_TABULAR = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
_RDF = {"text/turtle", "application/rdf+xml", "application/n-triples"}
_SD = "http://www.w3.org/ns/sparql-service-description#"
DESCRIPTIONS = ("returns-rdf", "has-endpoint-triple", "conforms-to-schema")


def dataset_file(folder: Path) -> Path:
    """The dataset of the tests as one file: data1 to data3, and a graph for data0, of which only the name is used."""
    lines = [f"<{_GRAPHS}data0.rdf> <urn:x-test:is> <urn:x-test:empty> <{_GRAPHS}data0.rdf> .\n"]
    for number in (1, 2, 3):
        text = (ROOT / "protocol" / f"data{number}.nt").read_text("utf-8")
        triples = [line.rstrip().removesuffix(".") for line in text.splitlines() if line.strip()]
        lines += [f"{triple} <{_GRAPHS}data{number}.rdf> .\n" for triple in triples]
    path = folder / "data.nq"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def verdict(case: ProtocolCase, server: Server) -> str:
    """What is wrong with the answers to a test of the protocol."""
    for exchange in case.exchanges:
        answer = server.ask(exchange.method, exchange.target, body=exchange.body, headers=exchange.headers)
        wrong = _wrong(exchange, answer)
        if wrong:
            return wrong
    return ""


def _wrong(exchange: Exchange, answer: Answer) -> str:
    if str(answer.status)[0] not in exchange.statuses:
        return f"status {answer.status}: {answer.body[:200]!r}"
    kinds = {"boolean": _TABULAR, "tabular": _TABULAR, "RDF": _RDF}.get(exchange.format)
    if kinds is not None and answer.type not in kinds:
        return f"media type {answer.type}"
    if exchange.boolean is not None and json.loads(answer.body)["boolean"] is not exchange.boolean:
        return f"answer {answer.body[:200]!r}"
    return ""


def described(name: str, server: Server) -> str:
    """What is wrong with the service description, by the test of that name."""
    answer = server.get("/sparql")
    if answer.status != 200 or answer.type not in _RDF:
        return f"{answer.status} {answer.type}"
    store = pyoxigraph.Store()
    store.load(answer.body, format=pyoxigraph.RdfFormat.TURTLE, base_iri=server.address + "/sparql")
    prefix = f"PREFIX sd: <{_SD}> "
    if name == "has-endpoint-triple":
        asked = f"ASK {{ ?service sd:endpoint <{server.address}/sparql> }}"
    elif name == "conforms-to-schema":
        # domains and ranges of the vocabulary (section 3.4), as far as they are classes of its own
        asked = (
            "ASK { ?service a sd:Service ; sd:endpoint ?e ; sd:supportedLanguage ?l ; sd:resultFormat ?f ; "
            "sd:defaultDataset ?d . ?d a sd:Dataset ; sd:defaultGraph ?g . ?g a sd:Graph . "
            "FILTER(ISIRI(?e) && ISIRI(?l) && ISIRI(?f)) "
            "FILTER NOT EXISTS { ?d sd:namedGraph ?n FILTER NOT EXISTS { ?n a sd:NamedGraph ; sd:name ?name } } }"
        )
    else:
        return ""
    return "" if store.query(prefix + asked) else "the description lacks it"
