"""Where the triples of a JSON-LD document stand.

What a context makes of keys and values is known to the parser alone, and no parser of JSON-LD tells places. So it reads
the document once more with marks in it: every value of a property becomes a literal that has the number of its place as
datatype, and every node gets one more property with the number of its own. The triples come in the same order, and each
shows where it is from. Where a mark could change more than that (maps by language or type, reverse properties, JSON
literals) there is none; and where the marked document gives other triples than the document, no place is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kgtools.errors import KgtoolsError
from kgtools.model.terms import Literal, NamedNode, Quad, Term
from kgtools.reading import parse_bytes
from kgtools.reading.places.json_text import JsonValue, parse_json

__all__ = ["scan_jsonld"]

#: the scheme of the marks: no document has it
_MARK = "x-kgtools-place:"
_NODE = f"{_MARK}node"
#: containers whose members are values as they would be without
_PLAIN = {"@list", "@set"}


def scan_jsonld(text: str, *, base: str | None = None, source: str = "") -> Iterator[tuple[int, int]]:
    """The offsets of subject and object of each triple of a document that the parser accepts, -1 for what is not known.

    A node stands at its ``@id``, or at its brace where it has none; where a value is not known, its node stands for it.

    >>> text = '{"@id": "http://e/a", "http://e/p": [1, {"http://e/q": "x"}]}'
    >>> [(text[s:][:10], text[o:][:3]) for s, o in scan_jsonld(text)]
    [('"http://e/', '1, '), ('"http://e/', '{"h'), ('{"http://e', '"x"')]

    Raises what :func:`kgtools.reading.parse_bytes` raises for the document.
    """
    quads = parse_bytes(text.encode(), format="jsonld", base=base, source=source).read()
    found = _marked_places(text, quads, base)
    yield from found if found is not None else [(-1, -1)] * len(quads)


@dataclass
class _Marks:
    """The marked document: what is put in place of which part, and the offsets that the marks stand for."""

    text: str
    aliases: dict[str, str] = field(default_factory=dict)
    unmarked: set[str] = field(default_factory=set)
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    #: of each mark the offset of the value, and of the node that has it
    values: list[tuple[int, int]] = field(default_factory=list)
    nodes: list[int] = field(default_factory=list)

    def document(self) -> str:
        """The document with its marks."""
        parts, end = [], 0
        for start, stop, text in sorted(self.edits):
            parts += [self.text[end:start], text]
            end = stop
        return "".join([*parts, self.text[end:]])

    def read_contexts(self, root: JsonValue) -> None:
        """Learn which terms stand for keywords, and whose values are no plain values."""
        stack = [root]
        while stack:
            value = stack.pop()
            stack += [member for _, member in value.members]
            for key, member in value.members:
                if key == "@context":
                    for context in member.members if member.kind == "[" else [("", member)]:
                        for term, definition in context[1].members:
                            self._define(term, definition)

    def _define(self, term: str, definition: JsonValue) -> None:
        means = definition if definition.kind == '"' else definition.member("@id")
        said = "" if means is None else means.text(self.text)
        if said.startswith("@"):
            self.aliases[term] = said
        container = definition.member("@container")
        kinds = [] if container is None else [container, *(member for _, member in container.members)]
        coerced = definition.member("@type")
        if (
            definition.member("@reverse") is not None
            or any(kind.kind == '"' and kind.text(self.text) not in _PLAIN for kind in kinds)
            or (coerced is not None and coerced.text(self.text) == "@json")
        ):
            self.unmarked.add(term)

    def mark(self, root: JsonValue) -> None:
        """Mark all nodes and their values; a value of a property knows the node that has it."""
        stack: list[tuple[JsonValue, int | None]] = [(root, None)]
        while stack:
            value, owner = stack.pop()
            if value.kind == "[":
                stack += [(member, owner) for _, member in value.members]
            elif value.kind == "{":
                stack += self._object(value, owner)
            elif owner is not None and self.text[value.start : value.end] != "null":
                self._value(value, value, owner)

    def _object(self, value: JsonValue, owner: int | None) -> list[tuple[JsonValue, int | None]]:
        said = {self.aliases.get(key, key): member for key, member in value.members}
        content = said.get("@value")
        if content is not None:
            if owner is not None and self.text[content.start : content.end] != "null":
                self._value(value, content, owner)
            return []
        for keyword in _PLAIN:
            if keyword in said:
                return [(said[keyword], owner)]
        name = said.get("@id")
        if owner is not None and name is not None and name.kind == '"' and len(said) == 1:
            self._value(value, name, owner)
            return []
        place = value.start if name is None else name.start
        if "@graph" not in said:
            self.nodes.append(place)
            comma = "," if value.members else ""
            self.edits.append((value.end - 1, value.end - 1, f'{comma}"{_NODE}":{{"@value":"{len(self.nodes) - 1}"}}'))
        inside: list[tuple[JsonValue, int | None]] = []
        for key, member in value.members:
            keyword = self.aliases.get(key, key)
            if keyword in ("@graph", "@included"):
                inside.append((member, None))
            elif not keyword.startswith("@") and key not in self.unmarked:
                inside.append((member, place))
        return inside

    def _value(self, whole: JsonValue, shown: JsonValue, owner: int) -> None:
        self.values.append((shown.start, owner))
        mark = f'{{"@value":"","@type":"{_MARK}{len(self.values) - 1}"}}'
        self.edits.append((whole.start, whole.end, mark))


def _marked_places(text: str, quads: list[Quad], base: str | None) -> list[tuple[int, int]] | None:
    """The places of the triples; None where the marked document does not give the same ones."""
    marks = _Marks(text)
    try:
        root = parse_json(text)
        marks.read_contexts(root)
        marks.mark(root)
        read = parse_bytes(marks.document().encode(), format="jsonld", base=base).read() if _MARK not in text else []
    except (KgtoolsError, ValueError):
        return None
    marked: list[Quad] = []
    nodes: dict[Term, list[int]] = {}
    for quad in read:
        if quad.predicate.value == _NODE:
            nodes.setdefault(quad.subject, []).append(marks.nodes[int(quad.object.value)])  # type: ignore[union-attr]  # a mark is a literal
        else:
            marked.append(quad)
    if len(marked) != len(quads) or any(map(_differs, quads, marked)):
        return None
    return [_places(quad, marks.values, nodes) for quad in marked]


def _differs(quad: Quad, marked: Quad) -> bool:
    """Whether two quads are not the same but for a mark and the labels of blank nodes."""
    return quad.predicate != marked.predicate or any(
        one != other and (isinstance(one, NamedNode) or isinstance(other, NamedNode))
        for one, other in ((quad.subject, marked.subject), (quad.graph_name, marked.graph_name))
    )


def _places(marked: Quad, values: list[tuple[int, int]], nodes: dict[Term, list[int]]) -> tuple[int, int]:
    value = marked.object
    if isinstance(value, Literal) and value.datatype.value.startswith(_MARK):
        place, owner = values[int(value.datatype.value.removeprefix(_MARK))]
        # the cells of a list are nodes that are not written
        return owner, place
    subject = nodes.get(marked.subject, [-1])[0]
    inner = nodes.get(value, [])
    return subject, inner[0] if len(inner) == 1 else subject
