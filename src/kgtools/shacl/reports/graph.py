"""The report as RDF: the graph that section 3.6 describes, in the one style, the same bytes for the same report.

It holds what is said of shapes and constraints without an IRI that results name, as far as it belongs to them, so that
a reader can tell which ones are meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import RDF, RDFS, SH, XSD
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.shapes_graph.path import (
    Alternative,
    Inverse,
    OneOrMore,
    Path,
    Predicate,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
)
from kgtools.table import load_bytes
from kgtools.text.characters import visible
from kgtools.writing import write

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport
    from kgtools.table import Dataset

__all__ = ["write_graph"]

_UNARY = {
    Inverse: "inversePath",
    ZeroOrMore: "zeroOrMorePath",
    OneOrMore: "oneOrMorePath",
    ZeroOrOne: "zeroOrOnePath",
}
_TRUTH = {True: f'"true"^^<{XSD}boolean>', False: f'"false"^^<{XSD}boolean>'}


def write_graph(report: ValidationReport, format: str) -> str:
    """A report as ``turtle``, ``nt`` or ``jsonld``.

    >>> from kgtools.shacl import ValidationReport
    >>> print(write_graph(ValidationReport(()), "turtle"), end="")
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    <BLANKLINE>
    []
        a sh:ValidationReport ;
        sh:conforms true ;
    .
    """
    # as columns: there are reports of hundreds of thousands of results
    dataset = load_bytes("".join(_Lines(report).all()).encode(), format="nt")
    prefixes = _prefixes(report, dataset)
    if format == "jsonld":
        return write(dataset.columns().quads(), format=format, prefixes=prefixes, tags=report.tags).decode()
    from kgtools.writing.columns import write_dataset

    return write_dataset(dataset, format=format, prefixes=prefixes, tags=report.tags).decode()


def _prefixes(report: ValidationReport, dataset: Dataset) -> PrefixTable:
    """The prefixes of the files that the report has a use for, before those that are known anyway."""
    texts = dataset.terms.texts_of(np.arange(len(dataset.terms)))
    iris = {text[1:-1] for text in texts if text.startswith("<")}
    iris |= {text[text.rindex("<") + 1 : -1] for text in texts if text.endswith(">") and text.startswith('"')}
    own = PrefixTable.writable(report.prefixes).restricted_to(iris)
    namespaces = set(own.values())
    return PrefixTable({**{p: n for p, n in report.known_prefixes.items() if n not in namespaces}, **own})


class _Lines:
    """The triples of a report as N-Triples; its nodes and those of data and shapes differ in their labels."""

    def __init__(self, report: ValidationReport) -> None:
        self._report = report
        self._of_shapes = "d" if report.one_graph else "s"
        self._count = 0
        self._paths: dict[Path, list[str]] = {}
        self._path_nodes: dict[Term, None] = {}

    def all(self) -> Iterator[str]:
        """The lines of the whole report."""
        report = self._report
        yield f"_:r <{RDF}type> <{SH}ValidationReport> .\n"
        yield f"_:r <{SH}conforms> {_TRUTH[report.conforms]} .\n"
        if any(entry.is_ill_formed for entry in report.not_evaluated):
            yield f"_:r <{SH}shapesGraphWellFormed> {_TRUTH[False]} .\n"
        for entry in report.not_evaluated:
            # section 3.6 lets a report have more than its own words; what was not evaluated is no result
            yield f"_:r <{RDFS}comment> {Literal(visible(f'Not evaluated: {entry}'))!s} .\n"
        for result in report.results:
            yield from self._result(result, f"_:r <{SH}result>")
        yield from self._descriptions()

    def _result(self, result: ValidationResult, before: str) -> Iterator[str]:
        self._count += 1
        node = f"_:r{self._count}"
        lines = [
            f"{before} {node} .\n",
            f"{node} <{RDF}type> <{SH}ValidationResult> .\n",
            f"{node} <{SH}focusNode> {_text(result.focus_node, 'd')} .\n",
            f"{node} <{SH}resultSeverity> {result.severity} .\n",
            f"{node} <{SH}sourceConstraintComponent> {result.source_constraint_component} .\n",
            f"{node} <{SH}sourceShape> {self._shape(result.source_shape)} .\n",
        ]
        if result.source_constraint is not None:
            lines.append(f"{node} <{SH}sourceConstraint> {self._shape(result.source_constraint)} .\n")
        if result.value is not None:
            lines.append(f"{node} <{SH}value> {_text(result.value, 'd')} .\n")
        lines += [f"{node} <{SH}resultMessage> {message} .\n" for message in result.messages]
        lines += [f"{node} {iri} {_text(value, 'd')} .\n" for iri, value in result.annotations]
        if result.path is not None:
            lines += self._path(result.path, f"{node} <{SH}resultPath>")
        yield "".join(lines)
        for detail in result.details:
            yield from self._result(detail, f"{node} <{SH}detail>")

    def _shape(self, node: Term) -> str:
        if not isinstance(node, NamedNode):
            self._path_nodes[node] = None
        return _text(node, self._of_shapes)

    def _path(self, path: Path, before: str) -> list[str]:
        if isinstance(path, Predicate):
            return [f"{before} <{path.iri}> .\n"]
        if isinstance(path, Sequence):
            return self._list(path.parts, before)
        self._count += 1
        node = f"_:p{self._count}"
        lines = [f"{before} {node} .\n"]
        if isinstance(path, Alternative):
            return lines + self._list(path.parts, f"{node} <{SH}alternativePath>")
        return lines + self._path(path.path, f"{node} <{SH}{_UNARY[type(path)]}>")

    def _list(self, parts: Iterable[Path], before: str) -> list[str]:
        lines = []
        for part in parts:
            self._count += 1
            node = f"_:p{self._count}"
            lines += [f"{before} {node} .\n", *self._path(part, f"{node} <{RDF}first>")]
            before = f"{node} <{RDF}rest>"
        return [*lines, f"{before} <{RDF}nil> .\n"]

    def _descriptions(self) -> Iterator[str]:
        """What the shapes graph says of the nodes without an IRI that results name, and of those below them."""
        graph = self._report.shapes_graph
        queue = list(self._path_nodes) if graph is not None else []
        nodes = set(queue)
        while queue:
            node = queue.pop()
            assert graph is not None
            for predicate, values in graph.properties(node).items():
                for value in values:
                    yield f"{_text(node, self._of_shapes)} <{predicate}> {_text(value, self._of_shapes)} .\n"
                    if isinstance(value, BlankNode) and value not in nodes:
                        nodes.add(value)
                        queue.append(value)


def _text(term: Term, label: str) -> str:
    """A term as N-Triples; `label` is what the labels of blank nodes begin with."""
    if isinstance(term, BlankNode):
        return f"_:{label}{term.value}"
    if isinstance(term, NamedNode | Literal):
        return str(term)
    return f"<<( {_text(term.subject, label)} {term.predicate} {_text(term.object, label)} )>>"
