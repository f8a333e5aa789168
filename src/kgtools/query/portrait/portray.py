"""All that a graph knows about one thing: facts in order of time, what follows, what is disputed or not accepted.

Not one query but a walk of two steps over the default graph: the triples in which the thing is, and for every
situation that it takes part in (an employment, a founding, a release …) the triples of that situation. A triple's
sources are the claim graphs that hold it, the derivation that gave it, or its place in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Subject, Triple
from kgtools.model.vocab import SKOS, Vocabulary
from kgtools.query.portrait.claims import ClaimBook, ClaimStatements
from kgtools.query.portrait.lookup import NAMES, TYPE, Lookup
from kgtools.query.portrait.omissions import Situation
from kgtools.query.portrait.phrases import phrase
from kgtools.query.portrait.records import Kind, Name, Portrait, Section, Statement
from kgtools.query.portrait.sources import FindPlaces, Sources
from kgtools.query.portrait.statements import Statements
from kgtools.query.portrait.surroundings import Surroundings
from kgtools.query.portrait.values import Values
from kgtools.store import MemoryStore
from kgtools.table.limits import no_check

__all__ = ["Portrayer", "portray"]

_NAME_KINDS = {SKOS + "prefLabel": "preferred", SKOS + "altLabel": "other", SKOS + "hiddenLabel": "hidden"}
#: the section of each status, in the order of the sections
_SECTIONS = {
    "accepted": "facts",
    "derived": "derived",
    "conflict": "conflicts",
    "undecided": "undecided",
    "denied": "denied",
    "unknown": "unknown",
    "set aside": "set-aside",
    "opinion": "opinions",
    "mention": "mentions",
}


def portray(
    store: MemoryStore,
    entity: NamedNode,
    *,
    vocabulary: Vocabulary,
    prefixes: PrefixTable,
    languages: Sequence[str] = ("en",),
    month: int | None = None,
    places: FindPlaces | None = None,
    check: Callable[[], None] = no_check,
) -> Portrait:
    """The portrait of a thing; with `month` (a number, see :mod:`kgtools.model.dates`) only what may have held then.

    `places` finds the lines of files in which triples are; `check` raises where the time is over.

    >>> from kgtools.reading import parse_bytes
    >>> store = MemoryStore(parse_bytes(b'''@prefix e: <http://e/> .
    ... @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:ada rdfs:label "Ada"@en ; e:knows e:bob . e:cyd e:knows e:ada . ''', format="turtle"))
    >>> ada, words = NamedNode("http://e/ada"), Vocabulary("http://e/")
    >>> portrait = portray(store, ada, vocabulary=words, prefixes=PrefixTable({}))
    >>> portrait.label, [statement.text for statement in portrait.section("facts")]
    ('Ada', ['Ada: knows bob.', 'cyd: knows Ada.'])
    """
    lookup = Lookup(store, vocabulary=vocabulary, prefixes=prefixes, languages=languages, check=check)
    return Portrayer(lookup, places).portrait(entity, month=month)


class Portrayer:
    """Makes portraits of the things of a store, which must not change: what several of them need is looked up once."""

    def __init__(self, lookup: Lookup, places: FindPlaces | None) -> None:
        self.lookup = lookup
        self._sources = Sources(lookup, places)
        self._statements = Statements(lookup, Values(lookup), self._sources)
        self._claims = ClaimStatements(lookup, self._statements, self._sources)

    def portrait(self, entity: NamedNode, *, month: int | None = None) -> Portrait:
        """The portrait of a thing, see :func:`portray`."""
        near = Surroundings(self.lookup, self._sources, entity, month)
        return _Portraying(self.lookup, self._sources, self._statements, self._claims, near).portrait()


class _Portraying:
    """The making of one portrait."""

    def __init__(
        self,
        lookup: Lookup,
        sources: Sources,
        statements: Statements,
        claims: ClaimStatements,
        near: Surroundings,
    ) -> None:
        self.lookup = lookup
        self.entity = near.entity
        self.month = near.month
        self.sources = sources
        self.statements = statements
        self.claims = claims
        self.near = near

    def portrait(self) -> Portrait:
        look, near = self.lookup, self.near
        situations = near.situations()
        plain = near.plain(situations)
        # each file is read once for all that stands in it
        self.sources.look_up(
            [
                *near.own,
                *self._search_names(),
                *(t for one in situations for t in (*one.triples, *one.also)),
                *(t for t, _ in plain),
            ]
        )
        nodes = {one.node for one in situations}
        statements = [self._statement(one, nodes) for one in situations]
        facts = [replace(self.statements.fact(t, times=times), held=near.certainty(times)) for t, times in plain]
        statements += sorted(facts, key=lambda f: (f.iri != self.entity.value, _predicate(f), f.text))
        book = ClaimBook(look, self.claims, self.sources, entity=self.entity, situations=near.around)
        statements += book.statements(tuple(statements), within=None if self.month is None else nodes)
        return Portrait(
            self.entity.value,
            look.label(self.entity),
            look.language,
            self._kinds(),
            self._names(),
            self._sections(statements),
            tuple(near.omissions),
            look.phrase(self.entity),
        )

    def _statement(self, one: Situation, nodes: Collection[Subject]) -> Statement:
        statement = self.statements.situation(
            one.node, one.triples, times=one.times, link=one.link, also=one.also, others=nodes
        )
        return replace(statement, held=one.held)

    def _kinds(self) -> tuple[Kind, ...]:
        look = self.lookup
        return tuple(
            Kind(look.word(c), c.value, self.sources.of([Triple(self.entity, TYPE, c)]))
            for c in look.classes(self.near.own)
        )

    def _names(self) -> tuple[Name, ...]:
        look = self.lookup
        search = look.term("searchLabel")
        candidates = [*self.near.own, *self._search_names()]
        names_by_key: dict[tuple[str, str], tuple[int, Triple]] = {}
        for triple in candidates:
            predicate, name = triple.predicate.value, triple.object
            if isinstance(name, Literal) and (predicate in NAMES or triple.predicate == search):
                key = (name.value, name.language or "")
                # a label that repeats a name says nothing more
                names_by_key[key] = min(
                    names_by_key.get(key, (len(_NAME_KINDS), triple)), (_rank(predicate), triple), key=_first
                )
        printed = {text for (text, _), (rank, _) in names_by_key.items() if rank < len(_NAME_KINDS)}
        names = [
            Name(
                text,
                language,
                _NAME_KINDS.get(triple.predicate.value, "search" if triple.predicate == search else "label"),
                self.sources.of([triple]),
            )
            for (text, language), (rank, triple) in names_by_key.items()
            # nor does one that repeats it for another language
            if rank < len(_NAME_KINDS) or triple.predicate == search or text not in printed
        ]
        return tuple(sorted(names, key=lambda n: (look.rank(n.language), n.kind != "preferred", n.language, n.text)))

    def _search_names(self) -> list[Triple]:
        """The names that people may type and no source prints, in whatever graph they are."""
        search = self.lookup.term("searchLabel")
        return sorted((q.triple for q in self.lookup.store.match(self.entity, search)), key=str)

    def _sections(self, statements: Iterable[Statement]) -> tuple[Section, ...]:
        by_key: dict[str, list[Statement]] = {key: [] for key in _SECTIONS.values()}
        for statement in statements:
            by_key[_SECTIONS[statement.status]].append(statement)
        language = self.lookup.language
        return tuple(Section(key, phrase(language, key), tuple(section)) for key, section in by_key.items() if section)


def _predicate(statement: Statement) -> str:
    return "" if statement.predicate is None else statement.predicate.iri


def _first(pair: tuple[int, Triple]) -> int:
    return pair[0]


def _rank(predicate: str) -> int:
    return list(_NAME_KINDS).index(predicate) if predicate in _NAME_KINDS else len(_NAME_KINDS)
