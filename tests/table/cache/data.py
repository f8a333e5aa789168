"""RDF of every kind of term, to be kept and found again."""

from __future__ import annotations

from pathlib import Path

__all__ = ["QUERIES", "TURTLE", "large", "n_triples"]

E = "http://example.org/"

TURTLE = """@prefix e: <http://example.org/> .
@prefix v: <http://example.org/v#> .
e:a v:name "Ada"@en-GB, "Ada"@en-gb, "עדה"@he, "a\\nb", "" ; v:age 36, 036, 36.0, "x"^^v:odd ;
  v:knows e:b, [ v:name "B" ] .
e:b v:knows e:a, e:a ; v:says <<( e:a v:knows e:c )>> ; v:long '''%s''' .
_:one v:knows _:two , ( 1 2 3 ) .
e:q v:name "Zoë", "Łukasz" .
""" % ("long text " * 9000)


def n_triples(count: int) -> str:
    """`count` people, four lines each, some of them twice."""
    lines = []
    for n in range(count):
        node = f"<{E}person/{n}>"
        lines.append(f'{node} <{E}v#name> "Person {n} of the many"@{"en-GB" if n % 2 else "id"} .\n')
        lines.append(f'{node} <{E}v#age> "{n % 90}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n')
        lines.append(f"{node} <{E}v#knows> <{E}person/{n * 7 % count}> .\n")
        lines.append(f"{node} <{E}v#near> _:place{n % 50} .\n")
        if n % 10 == 0:
            lines.append(lines[-2])
    return "".join(lines)


def large(path: Path) -> Path:
    """A file that is large enough to be kept."""
    path.write_text(n_triples(16_000), encoding="utf-8")
    return path


#: what is asked: look-ups, joins, numbers, texts, paths, graphs, and parts of an answer without an order
QUERIES = [
    "SELECT * { <http://example.org/person/77> ?p ?o }",
    "SELECT * { ?s <http://example.org/v#age> 36 } LIMIT 7",
    "SELECT * { ?s <http://example.org/v#knows>/<http://example.org/v#knows> ?o } LIMIT 50",
    "SELECT ?o (COUNT(*) AS ?n) { ?s <http://example.org/v#knows> ?o } GROUP BY ?o ORDER BY ?n ?o LIMIT 9",
    "SELECT (SUM(?age) AS ?sum) (AVG(?age) AS ?mean) { ?s <http://example.org/v#age> ?age }",
    'SELECT ?s ?name { ?s <http://example.org/v#name> ?name FILTER(CONTAINS(?name, "77")) }',
    "SELECT DISTINCT ?p (LANG(?o) AS ?l) (DATATYPE(?o) AS ?d) { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } LIMIT 20",
    "SELECT * { ?s <http://example.org/v#near> ?b . ?t <http://example.org/v#near> ?b } LIMIT 30",
    'SELECT * { ?s ?p "nowhere" }',
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "ASK { <http://example.org/person/5> <http://example.org/v#knows>+ <http://example.org/person/0> }",
    "CONSTRUCT { ?o <http://example.org/v#knownBy> ?s } WHERE { ?s <http://example.org/v#knows> ?o } LIMIT 40",
]
