"""The order of the properties of a thing on its page: that of its shapes (``sh:order``, ``sh:group``, ``sh:name``).

SHACL, section 2.3.2: non-validating property characteristics, which say how a form or a page is laid out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kgtools.model.terms import BlankNode, Literal, NamedNode, Subject, Term
from kgtools.model.vocab import RDFS, SH
from kgtools.store import MemoryStore
from kgtools.text.languages import choose

__all__ = ["Arrangement", "Slot"]

#: what has no order comes last
_LAST = 1e9


@dataclass(frozen=True, order=True)
class Slot:
    """The position of a property on a page: the order of its group and its own, and the names of both."""

    group_order: float = _LAST
    order: float = _LAST
    group: str = ""
    name: str = field(default="", compare=False)


class Arrangement:
    """What the shapes of a project say about the layout of pages.

    >>> from kgtools.reading import parse_bytes
    >>> store = MemoryStore(parse_bytes(b'''@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .
    ...     e:S sh:targetClass e:Ship ; sh:property [ sh:path e:mast ; sh:order 2 ; sh:name "masts"@en ] .''',
    ...     format="turtle"))
    >>> Arrangement(store).slots(["http://e/Ship"], ["en"])["http://e/mast"]
    Slot(group_order=1000000000.0, order=2.0, group='', name='masts')
    """

    def __init__(self, shapes: MemoryStore) -> None:
        self._shapes = shapes

    def slots(self, classes: Iterable[str], languages: Sequence[str]) -> Mapping[str, Slot]:
        """The places of the properties that the shapes of these classes describe, by the IRIs of the properties."""
        slots: dict[str, Slot] = {}
        for shape in self._shapes_of(classes):
            for described in self._objects(shape, "property"):
                for path in self._objects(described, "path"):
                    if isinstance(path, NamedNode):
                        slot = self._slot(described, languages)
                        slots[path.value] = min(slots.get(path.value, slot), slot)
        return slots

    def _shapes_of(self, classes: Iterable[str]) -> list[Subject]:
        shapes: dict[Subject, None] = {}
        for cls in classes:
            node = NamedNode(cls)
            targets = self._shapes.match(None, NamedNode(SH + "targetClass"), node)
            for quad in sorted(targets, key=lambda quad: str(quad.subject)):
                shapes[quad.subject] = None
            # a class that is a shape itself (section 2.1.3.3, implicit class targets)
            if self._objects(node, "property"):
                shapes[node] = None
        return list(shapes)

    def _slot(self, described: Term, languages: Sequence[str]) -> Slot:
        groups = self._objects(described, "group")
        group_order, group = _LAST, ""
        if groups:
            group_order = self._order(groups[0])
            group = self._text(groups[0], RDFS + "label", languages)
        return Slot(group_order, self._order(described), group, self._text(described, SH + "name", languages))

    def _order(self, node: Term) -> float:
        for value in self._objects(node, "order"):
            try:
                return float(value.value) if isinstance(value, Literal) else _LAST
            except ValueError:
                continue
        return _LAST

    def _text(self, node: Term, predicate: str, languages: Sequence[str]) -> str:
        if not isinstance(node, NamedNode | BlankNode):
            return ""
        texts = [q.object for q in self._shapes.match(node, NamedNode(predicate)) if isinstance(q.object, Literal)]
        text = choose(texts, languages)
        return "" if text is None else text.value

    def _objects(self, node: Term, name: str) -> list[Term]:
        if not isinstance(node, NamedNode | BlankNode):
            return []
        return sorted((q.object for q in self._shapes.match(node, NamedNode(SH + name))), key=str)
