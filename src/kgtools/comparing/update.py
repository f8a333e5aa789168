"""A difference as SPARQL 1.1 Update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from kgtools.comparing.difference import Difference
from kgtools.comparing.neighbourhoods import nodes_of
from kgtools.comparing.telling.words import Words
from kgtools.errors import UsageError
from kgtools.model.order import sorted_quads
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, Quad, Term, Triple
from kgtools.reading import Tags
from kgtools.store import MemoryStore

__all__ = ["sparql_update"]

#: most nodes that a WHERE clause binds: engines plan the joins of more for minutes
_MAX_NODES = 200


def sparql_update(difference: Difference, words: Words) -> str:
    """An update that turns the first dataset into the second; nothing for no difference.

    Quads without blank nodes are deleted and inserted as data. Blank nodes of the first dataset become variables, which
    a WHERE clause binds by what is said about them and around them, as far as that is needed to single them out
    (SPARQL 1.1 Update, section 3.1.3: data cannot name them).

    Raises :class:`UsageError` where these words fit other nodes too, and where a blank node names a new graph: SPARQL
    has no name for such a node.
    """
    nodes = {node for quad in difference.left for node in nodes_of(quad)}
    if any(isinstance(q.graph_name, BlankNode) and q.graph_name.value not in nodes for q in difference.added):
        # QuadsNotTriples names a graph by a variable or an IRI (SPARQL 1.1, rule 51), and nothing binds the variable
        raise UsageError(
            "the difference has a new graph named by a blank node, which SPARQL Update cannot create; write it as "
            "patch or JSON."
        )
    plain_removed, removed = _split(difference.removed, nodes)
    plain_added, added = _split(difference.added, nodes)
    parts = []
    if removed or added:
        parts.append(_with_nodes(difference, removed, added, nodes, words.tags))
    for verb, quads in (("DELETE", plain_removed), ("INSERT", plain_added)):
        if quads:
            parts.append(f"{verb} DATA {{\n{_block(quads, {}, words.tags)}}}")
    return " ;\n".join(parts) + "\n" if parts else ""


def _split(quads: Sequence[Quad], labels: set[str]) -> tuple[list[Quad], list[Quad]]:
    """The quads without nodes of the first dataset, and those with them and what hangs on new nodes beside them."""
    touched: set[str] = set()
    grew = True
    while grew:
        grew = False
        for quad in quads:
            nodes = nodes_of(quad)
            if nodes & (labels | touched) and not nodes - labels <= touched:
                touched |= nodes - labels
                grew = True
    marked = [bool(nodes_of(quad) & (labels | touched)) for quad in quads]
    return (
        [quad for quad, mark in zip(quads, marked, strict=True) if not mark],
        [quad for quad, mark in zip(quads, marked, strict=True) if mark],
    )


def _with_nodes(difference: Difference, removed: list[Quad], added: list[Quad], labels: set[str], tags: Tags) -> str:
    involved = {node for quad in (*removed, *added) for node in nodes_of(quad)} & labels
    for pattern, nodes in _surroundings(difference.left, involved):
        variables = {node: f"?b{number}" for number, node in enumerate(sorted(nodes))}
        where = _block(pattern, variables, tags)
        if _has_one_solution(difference.left, where):
            break
    else:
        raise UsageError(
            "the difference is about a blank node that SPARQL cannot identify by its description and its surroundings; "
            "write the difference as patch or JSON."
        )
    deleted = f"DELETE {{\n{_block(removed, variables, tags)}}}\n" if removed else ""
    inserted = f"INSERT {{\n{_block(added, variables, tags)}}}\n" if added else ""
    return f"{deleted}{inserted}WHERE {{\n{where}}}"


def _surroundings(quads: Iterable[Quad], nodes: set[str]) -> Iterator[tuple[set[Quad], set[str]]]:
    """What is said about some nodes alone, then with ever more nodes around them; and those nodes."""
    about: dict[str, list[Quad]] = {}
    for quad in quads:
        for node in nodes_of(quad):
            about.setdefault(node, []).append(quad)
    nodes_so_far, edge, steps, before = set(nodes), set(nodes), 1, 0
    while before < len(nodes_so_far) <= _MAX_NODES:
        before = len(nodes_so_far)
        pattern = {quad for node in nodes_so_far for quad in about[node] if nodes_of(quad) <= nodes_so_far}
        if nodes_so_far <= set().union(*map(nodes_of, pattern)):
            yield pattern, nodes_so_far
        for _ in range(steps):
            edge = {node for old in edge for quad in about[old] for node in nodes_of(quad)} - nodes_so_far
            nodes_so_far |= edge
        steps *= 2


def _has_one_solution(quads: Iterable[Quad], pattern: str) -> bool:
    return len(MemoryStore(quads).select(f"SELECT * {{ {pattern} }} LIMIT 2")) == 1


def _block(quads: Iterable[Quad], variables: Mapping[str, str], tags: Tags) -> str:
    lines = []
    for graph, members in groupby(sorted_quads(quads), key=lambda quad: quad.graph_name):
        inside = [
            f"{_text(q.subject, variables, tags)} {q.predicate} {_text(q.object, variables, tags)} ." for q in members
        ]
        if isinstance(graph, DefaultGraph):
            lines += [f"  {line}" for line in inside]
        else:
            lines += [f"  GRAPH {_text(graph, variables, tags)} {{", *(f"    {line}" for line in inside), "  }"]
    return "".join(f"{line}\n" for line in lines)


def _text(term: Term, variables: Mapping[str, str], tags: Tags) -> str:
    if isinstance(term, BlankNode):
        return variables.get(term.value, str(term))
    if isinstance(term, Triple):
        return f"<<( {_text(term.subject, variables, tags)} {term.predicate} {_text(term.object, variables, tags)} )>>"
    return tags.literal(term) if isinstance(term, Literal) else str(term)
