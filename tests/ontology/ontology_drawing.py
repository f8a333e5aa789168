"""The drawing of an ontology: an indented tree of classes, which needs no layout engine and reads well at any size.

In the box of a class stand its name and, as attributes, the data and annotation properties that begin at it; beside it
the object properties, each with the classes that it leads to. Below the tree, in boxes of their own, stand the
properties that begin at no class of the ontology, so that every class and every property is in the drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.model.vocab import OWL, RDFS
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.words import AxiomWords

__all__ = ["OntologyDrawing"]

_INDENT = 28
#: the heights of a name and of an attribute, and the space below a box
_NAME, _LINE, _GAP = 20, 14, 6
_TITLE = "The classes of the ontology as a tree, with the properties of each"


@dataclass
class OntologyDrawing:
    """Draws classes and properties. `anchor` gives the name under which a term stands on the page."""

    axioms: Axioms
    words: AxiomWords
    anchor: Callable[[str], str]
    classes: Sequence[NamedNode]
    #: the title of each kind of property, and its properties
    objects: tuple[str, Sequence[NamedNode]]
    attributes: Sequence[tuple[str, Sequence[NamedNode]]]
    _shapes: list[str] = field(default_factory=list)
    _labels: list[str] = field(default_factory=list)
    _widest: int = 600
    _y: int = 10

    def svg(self) -> str:
        """The drawing as an SVG element; the same bytes for the same ontology."""
        self._shapes, self._labels, self._widest, self._y = [], [], 600, 10
        places: list[tuple[int, int]] = []
        for depth, node, parent in self._rows():
            x = 10 + depth * _INDENT
            if parent >= 0:
                px, py = places[parent]
                self._shapes.append(f'<path class="up" d="M{x} {self._y + 10}H{px + 12}V{py + _NAME}"/>')
            places.append((x, self._y))
            own = [p for _, properties in self.attributes for p in properties if node in self._domains(p)]
            leads = [self._leads(p) for p in self.objects[1] if node in self._domains(p)]
            self._box(x, self.words.term(node), node, own, " · ".join(leads))
        known = set(self.classes)
        for title, properties in (self.objects, *self.attributes):
            left = [p for p in properties if not known.intersection(self._domains(p))]
            if left:
                self._box(10, f"{title} of no one class", None, left, "")
        width, height = self._widest, self._y + 10
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" aria-label="{_TITLE}"><title>{_TITLE}</title>'
            + "".join(self._shapes + self._labels)
            + "</svg>"
        )

    def _rows(self) -> list[tuple[int, NamedNode, int]]:
        """The classes in the order of the tree: how deep each stands, and the row of the class above it."""
        known = set(self.classes)
        children: dict[Term, list[NamedNode]] = {}
        roots: list[NamedNode] = []
        for c in self.classes:
            found = {p for p in self.axioms.objects(c, RDFS + "subClassOf") if isinstance(p, NamedNode) and p in known}
            above = sorted(found, key=lambda p: p.value)
            children.setdefault(above[0], []).append(c) if above else roots.append(c)
        rows: list[tuple[int, NamedNode, int]] = []
        seen: set[NamedNode] = set()

        def place(node: NamedNode, depth: int, parent: int) -> None:
            if node in seen:
                return
            seen.add(node)
            rows.append((depth, node, parent))
            here = len(rows) - 1
            for child in self._sorted(children.get(node, ())):
                place(child, depth + 1, here)

        # what is below itself hangs from no root
        for root in (*self._sorted(roots), *self.classes):
            place(root, 0, -1)
        return rows

    def _sorted(self, nodes: Iterable[NamedNode]) -> list[NamedNode]:
        return sorted(nodes, key=lambda node: (self.words.term(node).casefold(), node.value))

    def _domains(self, p: NamedNode) -> set[Term]:
        """The classes at which a property begins, each member of a union by itself."""
        found: set[Term] = set()
        for domain in self.axioms.objects(p, RDFS + "domain"):
            heads = self.axioms.objects(domain, OWL + "unionOf") if isinstance(domain, BlankNode) else ()
            found.update([domain] if not heads else [m for head in heads for m in self.axioms.members(head)])
        return found

    def _box(self, x: int, name: str, node: NamedNode | None, inside: Sequence[NamedNode], beside: str) -> None:
        lines = [(p, self._attribute(p)) for p in self._sorted(inside)]
        width = 16 + max([round(7.2 * len(name)), *(round(6 * len(text)) for _, text in lines)])
        height = _NAME + _LINE * len(lines)
        y = self._y
        title = f'<text x="{x + 8}" y="{y + 14}">{escape(name)}</text>'
        self._labels.append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/>')
        self._labels.append(f'<a href="#{self.anchor(node.value)}">{title}</a>' if node is not None else title)
        for at, (p, text) in enumerate(lines, 1):
            label = f'<text class="soft" x="{x + 8}" y="{y + 14 + at * _LINE}">{escape(text)}</text>'
            self._labels.append(f'<a href="#{self.anchor(p.value)}">{label}</a>')
        if beside:
            self._labels.append(f'<text class="soft" x="{x + width + 8}" y="{y + 14}">{escape(beside)}</text>')
        self._widest = max(self._widest, x + width + 20 + round(5.6 * len(beside)))
        self._y += height + _GAP

    def _ends(self, p: NamedNode) -> str:
        return ", ".join(self.words.term(end) for end in self.axioms.objects(p, RDFS + "range"))

    def _leads(self, p: NamedNode) -> str:
        return f"{self.words.term(p)} → {self._ends(p)}"

    def _attribute(self, p: NamedNode) -> str:
        ends = self._ends(p)
        return f"{self.words.term(p)}: {ends}" if ends else self.words.term(p)
