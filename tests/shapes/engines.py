"""The engines that the cases run on: validators give results, stores give rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kgtools.formats import parse
from kgtools.formats.rdflib_bridge import from_rdflib, to_rdflib, to_rdflib_graph
from kgtools.model.terms import NamedNode, Quad, Term, Triple
from kgtools.store import MemoryStore
from tests.shapes.cases import SH, Found, queried, shape_files, shorten, validated

VALIDATORS = ("columns", "pyshacl")
STORES = ("oxigraph", "rdflib")


@dataclass(frozen=True)
class Results:
    """The results of one validation: how often each was found, and every message of each in any language."""

    counts: Counter[Found]
    messages: dict[Found, list[str]]
    severities: dict[Found, str]


def run_validator(engine: str, quads: Iterable[Quad]) -> Results:
    """Validate the data graph of those quads against the shapes of the project."""
    triples = validated(list(quads))
    rows = _columns(triples) if engine == "columns" else _pyshacl(triples)
    counts: Counter[Found] = Counter()
    messages: dict[Found, list[str]] = {}
    severities: dict[Found, str] = {}
    for shape, component, focus, severity, texts in rows:
        found = Found(shorten(shape), shorten(component), shorten(focus))
        counts[found] += 1
        messages.setdefault(found, []).extend(texts)
        severities[found] = shorten(severity)
    return Results(counts, messages, severities)


Row = tuple[Term, Term, Term, Term, list[str]]


def _columns(triples: list[Triple]) -> Iterable[Row]:
    from kgtools.formats import write
    from kgtools.shacl import validate

    with TemporaryDirectory() as folder:
        file = Path(folder) / "data.nt"
        file.write_bytes(write(triples, format="ntriples"))
        report = validate(file, shape_files())
    for r in report.results:
        texts = [message.value for message in r.messages]
        yield r.source_shape, r.source_constraint_component, r.focus_node, r.severity, texts


@cache
def _shapes() -> Any:
    return to_rdflib_graph(quad for path in shape_files() for quad in parse(path, rename_blank_nodes=True))


def _pyshacl(triples: list[Triple]) -> Iterable[Row]:
    import pyshacl

    _, graph, _ = pyshacl.validate(to_rdflib_graph(triples), shacl_graph=_shapes())
    report = MemoryStore(from_rdflib(graph))
    for result in [quad.object for quad in report.match(None, NamedNode(SH + "result"), None)]:

        def one(name: str, node: Any = result) -> Term:
            return report.objects(node, NamedNode(SH + name))[0]

        texts = [str(getattr(m, "value", m)) for m in report.objects(result, NamedNode(SH + "resultMessage"))]
        yield one("sourceShape"), one("sourceConstraintComponent"), one("focusNode"), one("resultSeverity"), texts


def run_query(engine: str, text: str, quads: Iterable[Quad]) -> list[dict[str, str]]:
    """The rows that a check query gives over the dataset of those quads, shortened as in the case files."""
    dataset = queried(list(quads))
    if engine == "oxigraph":
        names = ("entity", "property", "value", "message")
        rows = [dict(zip(names, row, strict=True)) for row in MemoryStore(dataset).select(text)]
        return [{name: shorten(term) for name, term in row.items() if term is not None} for row in rows]
    answer = to_rdflib(dataset).query(text)
    found = []
    for solution in answer:
        row = solution.asdict()
        found.append({name: _short(row[name]) for name in row})
    return found


def _short(node: Any) -> str:
    import rdflib

    return shorten(NamedNode(str(node))) if isinstance(node, rdflib.URIRef) else str(node)
