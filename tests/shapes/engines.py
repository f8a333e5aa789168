"""The engines that the cases run on: validators give results, stores give rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from kgtools.model.terms import NamedNode, Quad, Term, Triple
from kgtools.reading import parse
from kgtools.reading.rdflib_bridge import from_rdflib, to_rdflib, to_rdflib_graph
from kgtools.sparql.engine import prepare
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
    from kgtools.shacl import validate
    from kgtools.shacl.engine import inputs
    from kgtools.writing import write

    parsed, graph, dataset = _read_shapes()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "data.nt"
        file.write_bytes(write(triples, format="ntriples"))
        # the shapes are those of all cases, and are parsed once
        with mock.patch.multiple(inputs, _all_shapes=lambda _: graph, _parse_shapes=lambda *_: parsed):
            report = validate(file, dataset)
    for r in report.results:
        texts = [message.value for message in r.messages]
        yield r.source_shape, r.source_constraint_component, r.focus_node, r.severity, texts


@cache
def _read_shapes() -> tuple[Any, Any, Any]:
    from kgtools.shacl.engine.inputs import read_shapes
    from kgtools.shacl.options import Options

    return read_shapes(list(map(str, shape_files())), Options())


@cache
def _shapes() -> Any:
    return to_rdflib_graph(quad for path in shape_files() for quad in parse(path, rename_blank_nodes=True))


def _pyshacl(triples: list[Triple]) -> Iterable[Row]:
    import pyshacl
    import rdflib
    from pyshacl import constraints

    class Graph(rdflib.Graph):
        """pySHACL asks the same query of node after node; it is parsed once."""

        def query(self, query_object: Any, *rest: Any, **options: Any) -> Any:
            return super().query(_parsed_by_rdflib(query_object), *rest, **options)

    data = Graph()
    data += to_rdflib_graph(triples)
    # in a list of its own it would look for each property of each shape at each focus node
    kinds = constraints.CONSTRAINT_PARAMETERS_MAP
    with mock.patch("pyshacl.shape.CONSTRAINT_PARAMS", (kinds, kinds), create=True):
        _, graph, _ = pyshacl.validate(data, shacl_graph=_shapes(), inplace=True)
    report = MemoryStore(from_rdflib(graph))
    for result in [quad.object for quad in report.match(None, NamedNode(SH + "result"), None)]:

        def one(name: str, node: Any = result) -> Term:
            return report.objects(node, NamedNode(SH + name))[0]

        messages = report.objects(result, NamedNode(SH + "resultMessage"))
        texts = [str(getattr(message, "value", message)) for message in messages]
        yield one("sourceShape"), one("sourceConstraintComponent"), one("focusNode"), one("resultSeverity"), texts


def run_query(engine: str, text: str, quads: Iterable[Quad]) -> list[dict[str, str]]:
    """The rows that a check query gives over the dataset of those quads, shortened as in the case files."""
    dataset = queried(list(quads))
    if engine == "oxigraph":
        names = ("entity", "property", "value", "message")
        rows = [dict(zip(names, row, strict=True)) for row in MemoryStore(dataset).select(_prepared(text))]
        return [{name: shorten(term) for name, term in row.items() if term is not None} for row in rows]
    answer: Any = to_rdflib(dataset).query(_parsed_by_rdflib(text))
    return [{name: _short(node) for name, node in solution.asdict().items()} for solution in answer]


_prepared = cache(prepare)


@cache
def _parsed_by_rdflib(text: str) -> Any:
    """A query that rdflib has parsed, which takes longer than the answer."""
    from rdflib.plugins.sparql import prepareQuery

    return prepareQuery(text)


def _short(node: Any) -> str:
    import rdflib

    return shorten(NamedNode(str(node))) if isinstance(node, rdflib.URIRef) else str(node)
