"""N-Triples and N-Quads: one line a quad, sorted, blank nodes under canonical labels."""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, DefaultGraph, NamedNode, Quad, Term, Triple
from kgtools.reading.tags import Tags
from kgtools.writing.canonical import label_blank_nodes
from kgtools.writing.nesting import unique_quads
from kgtools.writing.terms import check_iri

__all__ = ["write_nquads", "write_ntriples", "write_with_labels"]


def write_ntriples(quads: Iterable[Quad], *, prefixes: PrefixTable | None = None, tags: Tags | None = None) -> bytes:
    """The triples of `quads` as canonical N-Triples lines in order; graph names and `prefixes` play no part.

    Raises :class:`UsageError` for an IRI that no file can hold.
    """
    return write_with_labels(quads, tags=tags, with_graphs=False)[0]


def write_nquads(quads: Iterable[Quad], *, prefixes: PrefixTable | None = None, tags: Tags | None = None) -> bytes:
    """`quads` as canonical N-Quads lines in order; `prefixes` play no part.

    Raises :class:`UsageError` for an IRI that no file can hold.
    """
    return write_with_labels(quads, tags=tags, with_graphs=True)[0]


def write_with_labels(quads: Iterable[Quad], *, tags: Tags | None, with_graphs: bool) -> tuple[bytes, dict[str, str]]:
    """The lines of the distinct quads in order, and the labels of the blank nodes there, by those in `quads`.

    Raises :class:`UsageError` for an IRI that no file can hold.
    """
    unique = unique_quads(quads, with_graphs=with_graphs)
    labels = label_blank_nodes(unique)
    spellings = tags or Tags()
    texts: dict[Term, str] = {}

    def text(term: Term) -> str:
        known_text = texts.get(term)
        if known_text is None:
            if isinstance(term, NamedNode):
                known_text = f"<{check_iri(term.value)}>"
            elif isinstance(term, BlankNode):
                known_text = "_:" + labels[term.value]
            elif isinstance(term, Triple):
                known_text = f"<<( {text(term.subject)} {text(term.predicate)} {text(term.object)} )>>"
            else:
                known_text = spellings.literal(term)
            texts[term] = known_text
        return known_text

    lines = []
    for quad in unique:
        line = f"{text(quad.subject)} {text(quad.predicate)} {text(quad.object)}"
        graph = quad.graph_name
        lines.append(f"{line} .\n" if isinstance(graph, DefaultGraph) else f"{line} {text(graph)} .\n")
    return "".join(sorted(lines)).encode(), labels
