"""An article against the others: which of its claims are new, which others make too, and which differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgtools.data.graph_data import GraphData
from kgtools.errors import UnknownNameError
from kgtools.model.dates import PartialDate
from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.model.vocab import OWL, RDF, SH, Vocabulary
from kgtools.query.portrait.claims import sides_of
from kgtools.query.portrait.lookup import NAMES, TYPE, Lookup
from kgtools.query.portrait.records import Piece, SourceRef
from kgtools.query.portrait.sources import Sources
from kgtools.query.portrait.times import date_of
from kgtools.reading import parse

__all__ = ["ArticleComparison", "ComparedClaim", "compare_article", "compare_in"]


@dataclass(frozen=True)
class ComparedClaim:
    """A claim of the article, and the claims of other articles that it agrees with or differs from.

    `kind` says what kind of conflict is recorded.
    """

    claim: SourceRef
    other_claims: tuple[SourceRef, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class ArticleComparison:
    """What an article adds to the others.

    `things` are named in no other article. A claim is in `conflicts` where a conflict with a claim of another article
    is recorded, in `differs` where another article gives another value of a property that has one value, in `agrees`
    where other articles say all that it says, else in `new`. `open` are the claims without a decision.
    """

    number: str
    things: tuple[Piece, ...] = ()
    new: tuple[ComparedClaim, ...] = ()
    agrees: tuple[ComparedClaim, ...] = ()
    differs: tuple[ComparedClaim, ...] = ()
    conflicts: tuple[ComparedClaim, ...] = ()
    open: tuple[SourceRef, ...] = ()

    @property
    def count(self) -> int:
        """The number of claims of the article that are compared."""
        return sum(map(len, (self.new, self.agrees, self.differs, self.conflicts)))


def compare_article(
    lookup: Lookup, number: str, *, article_names: Iterable[str], shapes: Iterable[Triple] = ()
) -> ArticleComparison:
    """The claims of one article against those of all others.

    Compared are the claims that state facts; names, opinions and what is set aside are not. `shapes` are triples of
    shapes: a property with ``sh:maxCount 1`` has one value, as a functional property of the ontology has, and as dates
    have. Raises :class:`UnknownNameError` for an article that the graph does not have; `article_names` are
    their numbers.
    """
    numbers = sorted(article_names)
    if number not in numbers:
        raise UnknownNameError("article", number, numbers)
    return _Comparing(lookup, number, _single_valued(lookup, shapes)).comparison()


def compare_in(
    data: GraphData, number: str, *, article_names: Iterable[str], languages: Sequence[str] | None
) -> ArticleComparison:
    """The comparison within a project's graph, see :meth:`kgtools.graph.KnowledgeGraph.compare_article`."""
    lookup = Lookup(
        data.store,
        vocabulary=Vocabulary(data.project.base),
        prefixes=data.prefixes,
        languages=languages or data.project.languages,
    )
    shapes = (q.triple for path in data.project.shapes_files for q in parse(path, rename_blank_nodes=True))
    return compare_article(lookup, number, article_names=article_names, shapes=shapes)


def _single_valued(lookup: Lookup, shapes: Iterable[Triple]) -> frozenset[Term]:
    """The properties that have at most one value of a thing."""
    functional = lookup.store.match(None, NamedNode(RDF + "type"), NamedNode(OWL + "FunctionalProperty"))
    paths: dict[Term, Term] = {}
    limited: set[Term] = set()
    for triple in shapes:
        if triple.predicate.value == SH + "path":
            paths[triple.subject] = triple.object
        elif triple.predicate.value == SH + "maxCount" and getattr(triple.object, "value", "") == "1":
            limited.add(triple.subject)
    return frozenset(q.subject for q in functional) | {paths[shape] for shape in limited if shape in paths}


class _Comparing:
    def __init__(self, lookup: Lookup, number: str, single: frozenset[Term]) -> None:
        self.lookup = lookup
        self.sources = Sources(lookup, None)
        self.number = number
        self.single = single
        self.own: dict[NamedNode, list[Triple]] = {}
        self.others: dict[NamedNode, list[Triple]] = {}
        for name in lookup.store.named_graphs():
            if isinstance(name, NamedNode) and name.value.startswith(lookup.vocabulary.claims):
                mine = self.sources.claim(name).article == number
                (self.own if mine else self.others)[name] = [
                    q.triple for q in lookup.store.match(None, None, None, name)
                ]
        #: which claims of other articles state a triple, or a value of a property of a thing
        self.stating: dict[Triple, set[NamedNode]] = {}
        self.values: dict[tuple[Term, Term], list[tuple[Term, NamedNode]]] = {}
        for claim, content in self.others.items():
            if not self._counts(claim, content):
                continue
            for triple in content:
                self.stating.setdefault(triple, set()).add(claim)
                self.values.setdefault((triple.subject, triple.predicate), []).append((triple.object, claim))

    def comparison(self) -> ArticleComparison:
        by_kind: dict[str, list[ComparedClaim]] = {"new": [], "agrees": [], "differs": [], "conflicts": []}
        for claim, content in self.own.items():
            if self._counts(claim, content):
                outcome, others = self._compared(claim, content)
                sources = tuple(sorted(map(self.sources.claim, others)))
                sides = sides_of(self.lookup, claim) if outcome == "conflicts" else {}
                kinds = ", ".join(sorted({kind for side, kind in sides.items() if side in others and kind}))
                by_kind[outcome].append(ComparedClaim(self.sources.claim(claim), sources, kinds))
        in_order = {kind: tuple(sorted(claims, key=lambda one: one.claim)) for kind, claims in by_kind.items()}
        undecided = [c for c in self.own if not self.lookup.objects(c, self.lookup.vocabulary.decidedBy)]
        return ArticleComparison(
            self.number, self._unshared_things(), **in_order, open=tuple(sorted(map(self.sources.claim, undecided)))
        )

    def _counts(self, claim: NamedNode, content: Sequence[Triple]) -> bool:
        """Whether a claim states a fact, and something else than a name."""
        look = self.lookup
        if look.is_a(look.types(claim), "Opinion", "CountClaim", "AggregateClaim", "UnknownValueClaim"):
            return False
        decisions = look.objects(claim, look.vocabulary.decidedBy)
        outcomes = {look.text(decision, look.vocabulary.outcome) for decision in decisions}
        return outcomes != {"SetAside"} and any(t.predicate.value not in NAMES for t in content)

    def _compared(self, claim: NamedNode, content: Sequence[Triple]) -> tuple[str, set[NamedNode]]:
        sides = {side for side in sides_of(self.lookup, claim) if side in self.others}
        if sides:
            return "conflicts", sides
        facts = [t for t in content if t.predicate.value not in NAMES]
        # the class of a situation says nothing that its participants do not say
        telling = [t for t in facts if t.predicate != TYPE] or facts
        differing = {other for t in telling for other in self._differing(t)}
        if differing:
            return "differs", differing
        agreeing = [self._agreeing(t) for t in telling]
        if all(agreeing):
            return "agrees", set().union(*agreeing)
        return "new", set()

    def _agreeing(self, triple: Triple) -> set[NamedNode]:
        """The claims of other articles that state a triple, or a date that fits to its date."""
        claims = set(self.stating.get(triple, ()))
        dates = date_of(self.lookup, triple.object)
        for value, claim in self.values.get((triple.subject, triple.predicate), ()):
            if dates and any(_overlap(dates[0], other) for other in date_of(self.lookup, value)):
                claims.add(claim)
        return claims

    def _differing(self, triple: Triple) -> set[NamedNode]:
        """The claims of other articles that state another value of what has one value."""
        claims = set()
        dates = date_of(self.lookup, triple.object)
        for value, claim in self.values.get((triple.subject, triple.predicate), ()):
            others = date_of(self.lookup, value)
            if dates and others:
                if not any(_overlap(dates[0], other) for other in others):
                    claims.add(claim)
            elif value != triple.object and triple.predicate in self.single and not _translates(value, triple.object):
                claims.add(claim)
        # a value that another article states as well is not disputed by that article
        return claims - self.stating.get(triple, set())

    def _unshared_things(self) -> tuple[Piece, ...]:
        """The things with a name that no other article speaks of."""
        look = self.lookup
        elsewhere = {term for content in self.others.values() for t in content for term in (t.subject, t.object)}
        here = {term for content in self.own.values() for t in content for term in (t.subject, t.object)}
        things = [
            Piece(label, term.value)
            for term in here - elsewhere
            if isinstance(term, NamedNode) and term.value.startswith(f"{look.vocabulary.base}id/")
            if (label := look.stated_label(term)) and not look.is_a(look.types(term), "Situation", "Quantity")
            # a date is a value, however it is written
            if not date_of(look, term)
        ]
        return tuple(sorted(things, key=lambda piece: (piece.text, piece.iri)))


def _overlap(one: PartialDate, other: PartialDate) -> bool:
    """Whether two dates may be the same."""
    if one.month_of_year is not None and other.month_of_year is not None:
        return one.month_of_year == other.month_of_year
    before = one.latest is not None and other.earliest is not None and one.latest < other.earliest
    after = one.earliest is not None and other.latest is not None and one.earliest > other.latest
    return not before and not after


def _translates(one: Term, other: Term) -> bool:
    """Whether two values are texts in different languages."""
    return isinstance(one, Literal) and isinstance(other, Literal) and one.language != other.language
