"""Shapes as messages call them: by their IRIs, their labels, or, where they have neither, by what they ask for."""

from __future__ import annotations

from collections.abc import Mapping

from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.components.messages import UNNAMED
from kgtools.shacl.components.phrases import named_shapes
from kgtools.shacl.shapes.shape import Shape
from kgtools.shacl.shapes_graph.path import Path, Predicate, to_sparql
from kgtools.shacl.wording.demands import ASKING, ASKING_NOTHING, DEMANDS, OWN_DEMAND
from kgtools.text.characters import visible
from kgtools.text.languages import choose
from kgtools.text.terms import TagSpelling, short_iri, term_text

__all__ = ["ShapeNames"]

#: the most demands of a shape in its name, and how many shapes deep
_MAX_DEMANDS = 3
_DEPTH = 4


class ShapeNames:
    """The names of shapes for readers of a language; the name of a shape is made once.

    `labels` are those that the shapes graph gives them (``sh:name``, ``rdfs:label``).

    >>> from kgtools.model.terms import BlankNode
    >>> from kgtools.model.vocab import SH
    >>> from kgtools.shacl.components.value_type import Class
    >>> wanted = Class(NamedNode("http://e/Town"))
    >>> shape = Shape(BlankNode("s"), None, (), (wanted,), NamedNode(SH + "Violation"), (), False)
    >>> ShapeNames({shape.node: shape}, "en").of(shape.node)
    'a shape that requires an instance of <http://e/Town>'
    """

    def __init__(
        self,
        shapes: Mapping[Term, Shape],
        language: str,
        *,
        labels: Mapping[Term, tuple[Literal, ...]] | None = None,
        tags: TagSpelling | None = None,
    ) -> None:
        self._shapes = shapes
        self._language = language
        self._labels = labels or {}
        self._tags = tags
        self._names: dict[tuple[Term, int], str] = {}

    def of(self, shape: Term, depth: int = _DEPTH) -> str:
        """The name of a shape; `depth` is how many shapes below it are described by their demands as well."""
        if isinstance(shape, NamedNode):
            return self._apart(term_text(shape))
        name = self._names.get((shape, depth))
        if name is None:
            name = self._names[shape, depth] = self._text(shape, depth)
        return name

    def _text(self, node: Term, depth: int) -> str:
        label = choose(self._labels.get(node, ()), [self._language])
        if label is not None:
            return self._apart(f"“{visible(label.value)}”")
        shape = self._shapes.get(node)
        if shape is None or depth <= 0:
            return UNNAMED[self._language]
        if shape.path is None and not shape.constraints:
            # the demands of an incomplete shape are unknown
            return (ASKING_NOTHING if shape.is_whole else UNNAMED)[self._language]
        return ASKING[self._language].format(demands=self._demands(shape, depth))

    def _demands(self, shape: Shape, depth: int) -> str:
        """What a shape asks for, in one phrase."""
        parts = [self._demand(constraint, depth) for constraint in shape.constraints[:_MAX_DEMANDS]]
        is_all = shape.is_whole and len(shape.constraints) <= _MAX_DEMANDS
        demands = ", ".join(parts if is_all else [*parts, "…"])
        if shape.path is None:
            return demands
        return f"{self._path(shape.path)} ({demands})" if demands else self._path(shape.path)

    def _demand(self, constraint: Constraint, depth: int) -> str:
        row = DEMANDS.get(constraint.component_iri, OWN_DEMAND)
        if constraint.asks_as_its_shape and not isinstance(constraint.references[0], NamedNode):
            below = self._shapes.get(constraint.references[0])
            return "…" if below is None or depth <= 0 else self._demands(below, depth - 1)
        words = {name: self._apart(word) for name, word in constraint.words(self._language, self._tags).items()}
        words["component"] = self._apart(short_iri(constraint.component_iri))
        if constraint.message_shapes:
            words["shapes"] = named_shapes(
                constraint.message_shapes, self._language, lambda shape: self.of(shape, depth - 1)
            )
        return row[self._language].format_map(words)

    def _path(self, path: Path) -> str:
        return self._apart(short_iri(path.iri) if isinstance(path, Predicate) else visible(to_sparql(path)))

    def _apart(self, word: str) -> str:
        """A word that keeps its own direction in the sentence (UAX #9, isolates)."""
        return f"\u2068{word}\u2069" if self._language == "he" else word
