"""A difference for machines: RDF Patch and JSON."""

from __future__ import annotations

import json

from kgtools.comparing.difference import Difference
from kgtools.comparing.telling.words import Words
from kgtools.model.terms import DefaultGraph, GraphName, NamedNode, Quad, Term
from kgtools.reading import Tags

__all__ = ["json_lines", "rdf_patch"]


def _row(quad: Quad, tags: Tags) -> str:
    terms = [tags.term(term) for term in (quad.subject, quad.predicate, quad.object)]
    if not isinstance(quad.graph_name, DefaultGraph):
        terms.append(str(quad.graph_name))
    return " ".join(terms)


def rdf_patch(difference: Difference, words: Words) -> str:
    """RDF Patch (https://afs.github.io/rdf-patch/): one transaction, deletions first; nothing for no difference.

    The labels of blank nodes are those that `kgtools export` gives them in N-Quads of the first dataset.
    """
    if not difference:
        return ""
    rows = [f"D {_row(quad, words.tags)} ." for quad in difference.removed]
    rows += [f"A {_row(quad, words.tags)} ." for quad in difference.added]
    return "".join(f"{row}\n" for row in ["TX .", *rows, "TC ."])


def json_lines(difference: Difference, words: Words) -> str:
    """JSON: the quads removed and added, terms as in N-Triples, and a label for each thing that has one."""
    terms: set[Term | GraphName] = set()
    for quad in (*difference.removed, *difference.added):
        terms |= {quad.subject, quad.predicate, quad.object, quad.graph_name}
    labels = {str(t): words.of(t) for t in terms if isinstance(t, NamedNode) and words.has_label(t)}
    document = {
        "different": bool(difference),
        "removed": [_object(quad, words.tags) for quad in difference.removed],
        "added": [_object(quad, words.tags) for quad in difference.added],
        "labels": dict(sorted(labels.items())),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _object(quad: Quad, tags: Tags) -> dict[str, str]:
    terms = {name: tags.term(getattr(quad, name)) for name in ("subject", "predicate", "object")}
    if not isinstance(quad.graph_name, DefaultGraph):
        terms["graph"] = str(quad.graph_name)
    return terms
