"""Validation with constraints in SPARQL and without: what each kind of constraint adds."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import shacl_data

from kgtools.shacl import validate
from kgtools.table import load

__all__ = ["measure"]

_HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix v: <http://example.org/vocab#> . @prefix s: <http://example.org/shapes#> .
s: sh:declare [ sh:prefix "v" ; sh:namespace "http://example.org/vocab#"^^xsd:anyURI ] .
"""
#: constraints by their kinds: the class that they are for, and the query
_KINDS = {
    "order of two dates": ("Employment", "$this v:start ?a ; v:end ?value FILTER(?value < ?a)"),
    "inequality of a self-join": (
        "Person",
        "$this v:employment ?e, ?value . ?e v:start ?d . ?value v:start ?d FILTER(?e != ?value)",
    ),
    "OPTIONAL and BOUND": ("Person", "$this v:status ?value OPTIONAL { $this v:name ?n } FILTER(!BOUND(?n))"),
    "UNION": ("Paper", '{ $this v:title ?value FILTER(LANG(?value) = "") } UNION { $this v:unexpected ?value }'),
    "NOT EXISTS": ("Paper", "$this v:authorship ?value FILTER NOT EXISTS { ?value v:author ?p }"),
    "a path": ("Organization", "$this v:parent+ ?value FILTER(?value = $this)"),
    "a text": ("Person", '$this v:email ?value FILTER(!CONTAINS(STR(?value), "@"))'),
    "an aggregate": (
        "Employment",
        "{ SELECT $this (COUNT(?p) AS ?value) { ?p v:employment $this } GROUP BY $this } FILTER(?value != 1)",
    ),
    "arithmetic on dates": ("Employment", "$this v:start ?a ; v:end ?value FILTER(YEAR(?value) - YEAR(?a) > 24)"),
    "two as texts": ("Employment", "$this v:start ?a ; v:end ?value FILTER(STR(?value) < STR(?a))"),
}


#: the same with results by the tens of thousands: for each of them in turn, not together
_MANY = {
    "two dates, many results": ("Employment", "$this v:start ?a ; v:end ?value FILTER(?value > ?a)"),
    "several values, a result each": ("Employment", "$this v:start|v:end|a ?value"),
}


def _shape(name: str, kind: str, pattern: str) -> str:
    return (
        f"s:{name} a sh:NodeShape ; sh:targetClass v:{kind} ; sh:sparql [ sh:prefixes s: ; "
        f'sh:select """SELECT $this ?value WHERE {{ {pattern} }}""" ] .\n'
    )


def measure(triples: int, folder: Path) -> int:
    """Print what validation takes; 1 where constraints take more than the core shapes alone."""
    path = folder / f"shacl-{triples}.nt"
    if not path.exists():
        shacl_data.write(triples, path)
    core = (Path(__file__).parent / "shacl_shapes.ttl").read_text(encoding="utf-8")
    head, _, rest = core.partition("s:order sh:message")
    core = head.replace(" ;\n    sh:sparql s:order .", " .") + rest.partition('}""" .')[2]
    data = load([path])
    data.columns()

    def seconds(name: str, shapes: str) -> tuple[float, int]:
        file = folder / f"{name}.ttl"
        file.write_text(shapes, encoding="utf-8")
        least, results = float("inf"), 0
        for _ in range(2):
            gc.collect()
            begun = time.process_time()
            results = len(validate(data, [file], positions=False).results)
            least = min(least, time.process_time() - begun)
        return least, results

    base, results = seconds("core", core)
    print(f"\nvalidation of {len(data):,} triples, loaded; seconds of CPU\n{'core shapes':44} {base:9.3f} {results:8}")
    for number, (name, (kind, pattern)) in enumerate(_KINDS.items()):
        took, results = seconds(f"kind-{number}", core + _HEAD + _shape(f"k{number}", kind, pattern))
        print(f"and {name:40} {took:9.3f} {results:8} {took / base:6.2f}x", flush=True)
    slow = 0
    for number, (name, (kind, pattern)) in enumerate(_MANY.items()):
        took, results = seconds(f"many-{number}", core + _HEAD + _shape(f"m{number}", kind, pattern))
        slow |= took > 2 * base
        print(f"and {name:40} {took:9.3f} {results:8} {took / base:6.2f}x{'  MISSED: 2x' if took > 2 * base else ''}")
    shapes = "".join(_shape(f"k{number}", *shape) for number, shape in enumerate(_KINDS.values()))
    took, results = seconds("all", core + _HEAD + shapes)
    slow |= took > 2 * base
    print(f"{'all of them':44} {took:9.3f} {results:8} {took / base:6.2f}x{'  MISSED: 2x' if took > 2 * base else ''}")
    return slow
