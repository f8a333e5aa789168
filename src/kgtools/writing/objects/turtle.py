"""Turtle and TriG in the one style of this project (docs/turtle-style.md): the same bytes for the same graph, and a
small change of the graph is a small change of the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.model.order import object_key, predicate_key, section
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import BlankNode, NamedNode, Quad, Term
from kgtools.reading.prefixes import with_vocabulary
from kgtools.reading.tags import Tags
from kgtools.writing.canonical import label_blank_nodes
from kgtools.writing.nesting import FIRST, NIL, REST, Graph, Nesting, group, nest, unique_quads
from kgtools.writing.terms import TermWriter, check_iri

__all__ = ["write_trig", "write_turtle", "write_with_labels"]

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_STEP = "    "
#: a list stays on one line up to this length
_LIST_WIDTH = 80


def write_turtle(quads: Iterable[Quad], *, prefixes: PrefixTable = WELL_KNOWN, tags: Tags | None = None) -> bytes:
    """The triples of `quads` as Turtle (RDF 1.1 Turtle, RDF 1.2 for triple terms); graph names play no part.

    >>> from kgtools.reading import parse_bytes
    >>> quads = parse_bytes(b"@prefix e: <http://e/> . e:a e:b [ e:c 1, 2 ], '''x''' .", format="turtle")
    >>> print(write_turtle(quads, prefixes=PrefixTable({"e": "http://e/"})).decode(), end="")
    @prefix e: <http://e/> .
    <BLANKLINE>
    e:a
        e:b
            "x" ,
            [
                e:c
                    1 ,
                    2 ;
            ] ;
    .

    Raises :class:`UsageError` for an IRI that no file can hold.
    """
    return write_with_labels(quads, prefixes=prefixes, tags=tags, with_graphs=False)[0]


def write_trig(quads: Iterable[Quad], *, prefixes: PrefixTable = WELL_KNOWN, tags: Tags | None = None) -> bytes:
    """`quads` as TriG: the default graph first, then the named graphs in order of name.

    Raises :class:`UsageError` for an IRI that no file can hold.
    """
    return write_with_labels(quads, prefixes=prefixes, tags=tags, with_graphs=True)[0]


def write_with_labels(
    quads: Iterable[Quad], *, prefixes: PrefixTable, tags: Tags | None, with_graphs: bool
) -> tuple[bytes, dict[str, str]]:
    """Turtle or TriG, and the labels that it gives to the blank nodes that are not in brackets, by those in `quads`.

    Raises :class:`UsageError` for an IRI that no file can hold.
    """
    unique = unique_quads(quads, with_graphs=with_graphs)
    graphs = group(unique, with_graphs=with_graphs)
    nesting = nest(graphs)
    labels = label_blank_nodes(unique, nesting.labelled) if nesting.labelled else {}
    prefixes = with_vocabulary(prefixes, unique)
    terms = TermWriter(prefixes, labels, tags)
    parts = [_blocks(graphs.get("", {}), nesting, terms, "")]
    graph_names = [name for name in graphs if name]
    for name in sorted(graph_names, key=lambda n: (n.startswith("_:"), labels[n[2:]] if n.startswith("_:") else n)):
        heading = f"_:{labels[name[2:]]}" if name.startswith("_:") else terms.iri(name)
        blocks = "\n".join(_blocks(graphs[name], nesting, terms, _STEP))
        parts.append([f"{heading} {{\n{blocks}}}\n"])
    head = [f"@prefix {prefix}: <{check_iri(prefixes[prefix])}> .\n" for prefix in sorted(terms.used)]
    text = "\n".join([*(["".join(head)] if head else []), *(block for part in parts for block in part)])
    return text.encode(), labels


def _blocks(graph: Graph, nesting: Nesting, terms: TermWriter, indent: str) -> list[str]:
    """One text for each subject of a graph, in order."""
    layout = _Layout(graph, nesting, terms)
    blocks: list[tuple[tuple[int, int, str], str]] = []
    for subject, predicates in graph.items():
        label = subject[2:] if subject.startswith("_:") else None
        if label in nesting.inlined:
            continue
        types = [term.value for term in predicates.get(_TYPE, ()) if isinstance(term, NamedNode)]
        text = layout.triples(subject, indent + _STEP)
        if label is None:
            kind, name, heading = 0, subject, terms.iri(subject)
        elif label in nesting.free:
            kind, name, heading = 2, text, "[]"
        else:
            kind, name = 1, terms.labels[label]
            heading = f"_:{name}"
        blocks.append(((section(types), kind, name), f"{indent}{heading}\n{text}\n{indent}.\n"))
    blocks.sort(key=lambda block: block[0])
    return [text for _, text in blocks]


class _Layout:
    """Lays out the triples of one graph."""

    def __init__(self, graph: Graph, nesting: Nesting, terms: TermWriter) -> None:
        self._graph = graph
        self._nesting = nesting
        self._terms = terms

    def triples(self, subject: str, indent: str) -> str:
        """The predicates and objects of a subject, each line with `indent`, the last one without its line break."""
        predicates = self._graph[subject]
        lines = []
        for predicate in sorted(predicates, key=predicate_key) if len(predicates) > 1 else predicates:
            verb = "a" if predicate == _TYPE else self._terms.iri(predicate)
            objects = predicates[predicate]
            if len(objects) == 1:
                lines.append(f"{indent}{verb} {self._object(objects[0], indent)} ;")
            else:
                deeper = indent + _STEP
                texts = f" ,\n{deeper}".join(self._objects(objects, deeper))
                lines.append(f"{indent}{verb}\n{deeper}{texts} ;")
        return "\n".join(lines)

    def _objects(self, objects: list[Term], indent: str) -> list[str]:
        """The texts of several objects, in order."""
        texts = [(term, self._object(term, indent)) for term in objects]
        return [text for _, text in sorted(texts, key=lambda pair: (object_key(*pair), pair[1]))]

    def _object(self, term: Term, indent: str) -> str:
        if isinstance(term, NamedNode):
            return "()" if term.value == NIL else self._terms.iri(term.value)
        if isinstance(term, BlankNode) and term.value in self._nesting.inlined:
            if term.value in self._nesting.cells:
                return self._list(term.value, indent)
            if "_:" + term.value not in self._graph:
                return "[]"
            return f"[\n{self.triples('_:' + term.value, indent + _STEP)}\n{indent}]"
        return self._terms.term(term)

    def _list(self, label: str, indent: str) -> str:
        deeper = indent + _STEP
        items = []
        rest: Term = BlankNode(label)
        while isinstance(rest, BlankNode):
            cell = self._graph["_:" + rest.value]
            items.append(self._object(cell[FIRST][0], deeper))
            rest = cell[REST][0]
        line = f"( {' '.join(items)} )"
        if len(line) <= _LIST_WIDTH and "\n" not in line:
            return line
        return f"(\n{deeper}" + f"\n{deeper}".join(items) + f"\n{indent})"
