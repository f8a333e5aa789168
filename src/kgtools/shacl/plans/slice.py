"""The triples that judging some nodes by their shapes looks at, fetched from where they are.

Few nodes may fail; what is said of these is enough to judge them here, with messages, reasons and all.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from kgtools.errors import ValidationFailure
from kgtools.model.terms import NamedNode, Term
from kgtools.model.vocab import RDF, RDFS
from kgtools.shacl.plans.plan import THIS, VALUE, linked
from kgtools.shacl.plans.source import Source, Texts
from kgtools.shacl.shapes.shape import Shape, Shapes
from kgtools.shacl.shapes_graph import path as paths
from kgtools.shacl.shapes_graph.graph import name
from kgtools.sparql.algebra import BGP
from kgtools.sparql.algebra import Slice as Cut
from kgtools.sparql.expressions import Constant, Link, Variable
from kgtools.sparql.syntax import Triple
from kgtools.table import Dataset
from kgtools.table.encoding.streams import load_lines
from kgtools.table.kernels.arrow import call, distinct_texts, functions, joined_texts, keep, text_array, truths
from kgtools.table.kernels.text import parse_terms
from kgtools.text.labels import LABELS
from kgtools.writing.columns.strings import buffer_of

__all__ = ["FetchedSlice", "WholeDataError", "require_sliceable"]

_TYPE, _SUBCLASS = RDF + "type", RDFS + "subClassOf"
_NONE = text_array([])


class WholeDataError(ValidationFailure):
    """Shapes that may look at any of the data, so that these have to be at hand."""


def require_sliceable(shapes: Shapes) -> None:
    """Raise :class:`WholeDataError` for shapes that may look at any of the data."""
    odd: list[tuple[Shape, str]] = []
    for shape in shapes.by_node.values():
        odd += [(shape, "a target with a query") for target in shape.targets if target.query is not None]
        odd += [
            (shape, constraint.parameter)
            for constraint in shape.constraints
            if constraint.has_queries
            or (constraint.predicates_read() is None and not constraint.reads_value_nodes_only)
        ]
    if shapes.rules:
        raise WholeDataError("rules (sh:rule) are run on local data only; leave out --rules.")
    if odd:
        shape, what = odd[0]
        more = f" (and {len(odd) - 1} more)" if len(odd) > 1 else ""
        raise WholeDataError(
            f"{name(shape.node)} has {what}{more}, which may read any part of the data, so it needs local data; "
            "choose other shapes with --shape, or validate the files.",
            shape=name(shape.node),
        )


@dataclass
class FetchedSlice:
    """What has been fetched so far."""

    source: Source
    shapes: Shapes
    check: Callable[[], None]
    _parts: list[Texts] = field(default_factory=list)
    #: the nodes that were judged by each shape already
    _checked_nodes: dict[Term, pa.LargeStringArray] = field(default_factory=dict)

    def add(self, shape: Shape, nodes: pa.LargeStringArray) -> None:
        """Fetch what judging these focus nodes looks at, and what makes them targets of the shape."""
        kinds = {target.kind for target in shape.targets}
        predicates = {_TYPE} if "class" in kinds else set()
        for target in shape.targets:
            if isinstance(target.value, NamedNode) and target.kind == "subjectsOf":
                predicates.add(target.value.value)
            elif isinstance(target.value, NamedNode) and target.kind == "objectsOf":
                self._fetch(nodes, [target.value.value], inverse=True)
        self._fetch(nodes, [*sorted(predicates), *LABELS])
        self._judge(shape, nodes)

    def know(self, nodes: pa.LargeStringArray) -> None:
        """Fetch what is said of some nodes (IRIs): that they are in the data is known then, whatever shapes look at."""
        subjects = self._fetch(nodes, None)[0]
        link, value = Variable("link"), Variable("value")
        for text in _without(nodes, subjects).to_pylist():
            node = parse_terms([text])[0]
            texts = self.source.texts(Cut(BGP((Triple(value, link, Constant(node)),)), 0, 1), (value, link))
            if len(texts[0]):
                self._parts.append((texts[0], texts[1], text_array([text])))

    def dataset(self) -> Dataset:
        """All that was fetched, and the tree of classes."""
        below, above = self.source.texts(linked(THIS, Link(NamedNode(_SUBCLASS)), VALUE), (THIS, VALUE))
        tree = joined_texts(below, f" <{_SUBCLASS}> ", above, " .\n")
        lines = [buffer_of(joined_texts(s, " ", p, " ", o, " .\n")) for s, p, o in self._parts if len(s)]
        stream = io.BytesIO(b"".join([*lines, buffer_of(tree)]))
        return load_lines(stream, source="the slice", check=self.check)

    def _judge(self, shape: Shape, nodes: pa.LargeStringArray) -> None:
        # a shape refers to others, and none in a circle: as deep as they are nested
        self.check()
        earlier = self._checked_nodes.get(shape.node, _NONE)
        nodes = _without(nodes, earlier)
        if not len(nodes) or shape.deactivated:
            return
        self._checked_nodes[shape.node] = pa.concat_arrays([earlier, nodes])
        values = nodes if shape.path is None else self._walk(shape.path, nodes)
        predicates: set[str] = set()
        for constraint in shape.constraints:
            predicates_read = constraint.predicates_read()
            if predicates_read is None:
                self._fetch(values, None)
            else:
                predicates.update(predicates_read)
        if predicates:
            self._fetch(distinct_texts(pa.concat_arrays([nodes, values])), sorted(predicates))
        for child in dict.fromkeys(shape.references):
            self._judge(self.shapes.by_node[child], values)

    def _walk(self, path: paths.Path, nodes: pa.LargeStringArray) -> pa.LargeStringArray:
        """What a path leads to; the triples on the way are fetched."""
        match path:
            case paths.Predicate(iri):
                return distinct_texts(self._fetch(nodes, [iri])[2])
            case paths.Inverse(paths.Predicate(iri)):
                return distinct_texts(self._fetch(nodes, [iri], inverse=True)[0])
            case paths.Inverse(inner):
                return self._walk(paths.turned(inner), nodes)
            case paths.Sequence(parts):
                for part in parts:
                    nodes = self._walk(part, nodes)
                return nodes
            case paths.Alternative(parts):
                return distinct_texts(pa.concat_arrays([self._walk(part, nodes) for part in parts]))
            case paths.ZeroOrOne(inner):
                return distinct_texts(pa.concat_arrays([nodes, self._walk(inner, nodes)]))
        assert isinstance(path, paths.ZeroOrMore | paths.OneOrMore)
        visited = nodes if isinstance(path, paths.ZeroOrMore) else _NONE
        fresh = nodes
        while len(fresh):
            self.check()
            fresh = _without(self._walk(path.path, fresh), visited)
            visited = pa.concat_arrays([visited, fresh])
        return visited

    def _fetch(self, nodes: pa.LargeStringArray, predicates: Iterable[str] | None, *, inverse: bool = False) -> Texts:
        if not inverse:
            # literals are subjects of nothing
            literal = truths(call("starts_with", nodes, options=functions.MatchSubstringOptions('"')))
            nodes = keep(nodes, ~literal)
        if not len(nodes):
            return _NONE, _NONE, _NONE
        triples = self.source.triples(nodes, predicates, inverse=inverse)
        self._parts.append(triples)
        return triples


def _without(texts: pa.LargeStringArray, nodes: pa.LargeStringArray) -> pa.LargeStringArray:
    if not len(nodes):
        return texts
    there = truths(call("is_in", texts, options=functions.SetLookupOptions(nodes)))
    return keep(texts, ~there)
