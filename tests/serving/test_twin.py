"""What a server answers is what the command line prints, to the byte."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys

import pytest

from kgtools.query.results.write import write_answer
from kgtools.serving.service import Service
from tests.serving.asking import ask
from tests.serving.running import ROOT, Server

_PATTERNS = (
    "?s a ?class",
    "?s rdfs:label ?label",
    "?s ?p ?o . ?o rdfs:label ?label",
    "?s a talent:Person . OPTIONAL { ?s talent:affiliatedWith ?o }",
    "{ ?s a talent:Person } UNION { ?s a talent:Organization }",
    "?s a talent:Person FILTER NOT EXISTS { ?s talent:affiliatedWith ?o }",
    "?s a talent:Person MINUS { ?s talent:affiliatedWith organization:meta }",
    "GRAPH ?g { ?s a talent:Person }",
    "VALUES ?s { organization:meta organization:google } ?s ?p ?o",
    "?s talent:affiliatedWith/rdfs:label ?label",
    "?s (talent:affiliatedWith|^talent:affiliatedWith)+ organization:meta",
    "?s rdfs:label ?label BIND(STRLEN(?label) AS ?n) FILTER(?n > 12)",
    '?s rdfs:label ?label FILTER(LANG(?label) = "he")',
)
_HEADS = (
    "SELECT * {{ {} }} ORDER BY ?s ?p ?o ?label ?class ?g LIMIT 30",
    "SELECT DISTINCT ?s {{ {} }} ORDER BY DESC(?s) LIMIT 10",
    "SELECT (COUNT(*) AS ?rows) (COUNT(DISTINCT ?s) AS ?things) (MIN(STR(?s)) AS ?first) {{ {} }}",
    "ASK {{ {} }}",
    "CONSTRUCT {{ ?s a <urn:x:found> }} {{ {} }}",
    "SELECT ?s (COUNT(*) AS ?n) {{ {} }} GROUP BY ?s HAVING (COUNT(*) > 1) ORDER BY DESC(?n) ?s LIMIT 5",
    "SELECT ?s {{ {{ SELECT DISTINCT ?s {{ {} }} }} FILTER(CONTAINS(STR(?s), 'a')) }} ORDER BY ?s OFFSET 3 LIMIT 7",
    "DESCRIBE ?s {{ {} }} ORDER BY ?s LIMIT 2",
)
ADHOC = [head.format(pattern) for head, pattern in itertools.product(_HEADS, _PATTERNS)]
_FORMATS = {"json": "application/sparql-results+json", "csv": "text/csv", "xml": "application/sparql-results+xml"}


def test_a_hundred_queries_are_asked() -> None:
    assert len(set(ADHOC)) > 100


@pytest.mark.parametrize("text", ADHOC, ids=range(len(ADHOC)))
def test_the_endpoint_answers_as_the_facade_does(text: str, service: Service) -> None:
    answer = service.graph.query(text=text)
    is_graph = text.startswith(("CONSTRUCT", "DESCRIBE"))
    formats = {"turtle": "text/turtle", "nt": "application/n-triples"} if is_graph else _FORMATS
    for name, media_type in formats.items():
        response = ask(
            service,
            "/sparql",
            method="POST",
            body=text.encode(),
            content_type="application/sparql-query",
            accept=media_type,
        )
        assert (response.status, response.media_type) == (200, media_type), response.body
        assert response.body == write_answer(answer, format=name, prefixes=service.graph.query_prefixes)


@pytest.mark.parametrize("text", ADHOC[:: len(_PATTERNS) + 4], ids=lambda text: text[:30])
def test_the_server_sends_what_the_command_prints(text: str, server: Server) -> None:
    name, media_type = ("turtle", "text/turtle") if text.startswith(("CONS", "DESC")) else ("csv", "text/csv")
    printed = subprocess.run(
        [sys.executable, "-m", "kgtools", "query", "-q", text, "-f", name], cwd=ROOT, capture_output=True, check=True
    ).stdout
    assert server.query(text, accept=media_type).body == printed


@pytest.mark.parametrize("name", ["authors", "moves", "remaining-authors"])
def test_a_stored_query_is_sent_as_the_command_prints_it(name: str, server: Server) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "kgtools", "query", name, "-f", "json"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    assert json.loads(server.get(f"/api/queries/{name}.srj").body) == json.loads(printed)


def test_help_loads_nothing_of_the_server() -> None:
    for arguments in (["--help"], ["queries"]):
        program = (
            "import sys; from kgtools.cli import run; run(sys.argv[1:]); "
            "found = {'starlette', 'uvicorn', 'jinja2', 'kgtools.serving', 'kgtools.pages'} & set(sys.modules); "
            "sys.exit(f'{found}' if found else 0)"
        )
        subprocess.run([sys.executable, "-c", program, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
