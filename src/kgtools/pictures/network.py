"""Networks: things, and what links them, on a date or at any time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kgtools.model.dates import Certainty
from kgtools.model.terms import DefaultGraph, NamedNode, Triple
from kgtools.model.vocab import PROV, Vocabulary
from kgtools.pictures.links import Edge, Node
from kgtools.pictures.network_svg import draw_network
from kgtools.pictures.picture import Look, Picture
from kgtools.text.markup import Html

if TYPE_CHECKING:
    from kgtools.model.prefixes import PrefixTable
    from kgtools.query.portrait.lookup import Lookup
    from kgtools.store import MemoryStore

__all__ = ["MAX_NODES", "Network", "find_network"]

#: things that are drawn; of more, those with most links
MAX_NODES = 300
_DEFAULT = DefaultGraph()
_SCHEMA = ("http://schema.org/", "https://schema.org/")
#: what acts: people and organizations are below one of these
_AGENTS = frozenset(
    {"http://xmlns.com/foaf/0.1/Agent", "http://xmlns.com/foaf/0.1/Person", "http://xmlns.com/foaf/0.1/Organization"}
    | {PROV + name for name in ("Agent", "Person", "Organization")}
    | {"http://www.w3.org/ns/org#Organization", "http://purl.org/dc/terms/Agent"}
    | {base + name for base in _SCHEMA for name in ("Person", "Organization")}
)


@dataclass(frozen=True)
class Network(Picture):
    """Things and what links them.

    >>> nodes = (Node("http://e/a", "Ada", "person"), Node("http://e/m", "Mill", "place"))
    >>> Network("People", nodes, (Edge("http://e/a", "http://e/m", "works at"),)).rows
    (('Ada', 'works at', 'Mill', ''),)
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    #: things that are not drawn, because there are too many
    left_out: int = 0

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of each thing."""
        return {node.iri: node.label for node in self.nodes}

    @property
    def columns(self) -> Sequence[str]:
        return ("thing", "link", "other", "holds_in")

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        return tuple((self.labels[e.source], e.label, self.labels[e.target], e.held) for e in self.edges)

    def svg(self, look: Look | None = None) -> Html:
        return draw_network(self.title, self.nodes, self.edges, look or Look())


def find_network(
    title: str,
    store: MemoryStore,
    *,
    vocabulary: Vocabulary,
    prefixes: PrefixTable,
    languages: Sequence[str] = ("en",),
    month: int | None = None,
    of: str | None = None,
) -> Network:
    """People and organizations and what links them; where the graph has no such things, all things with a label.

    Two are linked where one names the other, or where a situation takes both together (an employment, a membership).
    With `month` (months since the year 0) only what certainly or possibly held then. With `of`, an IRI, only that thing
    and those that it is linked to.

    >>> from kgtools.model.prefixes import WELL_KNOWN
    >>> from kgtools.store import MemoryStore
    >>> store = MemoryStore()
    >>> store.load_bytes(b'''@prefix e: <http://e/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    ... e:ada a foaf:Person ; foaf:name "Ada" ; foaf:knows e:bob .
    ... e:bob a foaf:Person ; foaf:name "Bob" .''', format="turtle")
    >>> find_network("People", store, vocabulary=Vocabulary("http://e/"), prefixes=WELL_KNOWN).rows
    (('Ada', 'knows', 'Bob', ''),)
    """
    from kgtools.query.portrait.lookup import Lookup

    lookup = Lookup(store, vocabulary=vocabulary, prefixes=prefixes, languages=languages)
    members = _members(lookup)
    edges = _edges(lookup, members, month)
    if of is not None:
        near = {of, *(e.target for e in edges if e.source == of), *(e.source for e in edges if e.target == of)}
        edges = [e for e in edges if e.source in near and e.target in near]
    degrees: dict[str, int] = {}
    for edge in edges:
        for end in (edge.source, edge.target):
            degrees[end] = degrees.get(end, 0) + 1
    # a thing that nothing links is in no network
    by_degree = sorted(degrees, key=lambda iri: (iri != of, -degrees[iri], iri))
    drawn_iris = set(by_degree[:MAX_NODES])
    nodes = [Node(iri, lookup.label(NamedNode(iri)), members[iri]) for iri in sorted(drawn_iris)]
    drawn_edges = [e for e in edges if e.source in drawn_iris and e.target in drawn_iris]
    return Network(title, tuple(nodes), tuple(drawn_edges), len(degrees) - len(drawn_iris))


def _members(lookup: Lookup) -> dict[str, str]:
    """The things of the network, with the labels of their classes."""
    from kgtools.query.portrait.lookup import TYPE

    classes: dict[NamedNode, list[NamedNode]] = {}
    for quad in lookup.store.match(None, TYPE, None, _DEFAULT):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            classes.setdefault(quad.object, []).append(quad.subject)
    agents = _AGENTS | {lookup.vocabulary.term(name).value for name in ("Agent", "Person", "Organization")}
    acting = [c for c in classes if any(one.value in agents for level in lookup.levels([c]) for one in level)]
    wide: dict[str, str] = {}
    # the class with most members says what a thing is
    for cls in sorted(acting or classes, key=lambda c: (-len(classes[c]), c.value)):
        for member in classes[cls]:
            if acting or lookup.stated_label(member):
                wide.setdefault(member.value, lookup.label(cls))
    return wide


def _edges(lookup: Lookup, members: dict[str, str], month: int | None) -> list[Edge]:
    from kgtools.query.portrait.lookup import TYPE

    edges: dict[tuple[str, str, str], Edge] = {}
    around: dict[NamedNode, dict[str, None]] = {}
    for quad in lookup.store.match(None, None, None, _DEFAULT):
        if quad.predicate == TYPE or not isinstance(quad.object, NamedNode) or quad.object.value not in members:
            continue
        if not isinstance(quad.subject, NamedNode):
            continue
        if quad.subject.value not in members:
            around.setdefault(quad.subject, {})[quad.object.value] = None
        elif month is None and quad.subject != quad.object:
            edge = Edge(quad.subject.value, quad.object.value, lookup.label(quad.predicate))
            edges[edge.source, edge.target, edge.label] = edge
    for situation, parts in around.items():
        if len(parts) < 2:
            continue
        triples = lookup.triples(situation)
        certainty = _certainty(lookup, triples, month)
        if certainty == Certainty.IMPOSSIBLE.value:
            continue
        label = ", ".join(lookup.label(c) for c in lookup.classes(triples))
        ends = sorted(parts, key=lambda iri: (members[iri], iri))
        for at, source in enumerate(ends):
            for target in ends[at + 1 :]:
                edges.setdefault((source, target, label), Edge(source, target, label, certainty, situation.value))
    return [edges[key] for key in sorted(edges)]


def _certainty(lookup: Lookup, triples: Iterable[Triple], month: int | None) -> str:
    from kgtools.query.portrait.times import times_of

    if month is None:
        return ""
    return times_of(lookup, triples).holds_in(month).value
