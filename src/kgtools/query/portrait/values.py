"""Terms in words: names of things, dates, durations, amounts of money, numbers."""

from __future__ import annotations

from collections.abc import Collection

from kgtools.model.dates import PartialDate
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import SKOS, XSD
from kgtools.query.portrait.lookup import TYPE, Lookup
from kgtools.query.portrait.patterns import joined
from kgtools.query.portrait.phrases import phrase
from kgtools.query.portrait.records import Piece
from kgtools.query.portrait.times import Times, date_of
from kgtools.text.amounts import money_words, number_words
from kgtools.text.dates import date_name, date_words
from kgtools.text.durations import duration_words
from kgtools.text.terms import term_text

__all__ = ["Values"]

_DURATIONS = frozenset(XSD + name for name in ("duration", "yearMonthDuration", "dayTimeDuration"))
_NUMBERS = frozenset(
    XSD + name for name in ("integer", "decimal", "int", "long", "nonNegativeInteger", "positiveInteger")
)
_PREFERRED = NamedNode(SKOS + "prefLabel")
#: how deep descriptions of things without a name go into each other
_DEPTH = 2
#: members of a list that are shown
_MAX_MEMBERS = 20


class Values:
    """Puts terms into words for one reader."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def of(self, term: Term, *, but: Collection[Term] = (), depth: int = _DEPTH) -> tuple[Piece, ...]:
        """A term in words; of a situation without a name its participants, except those of `but`."""
        if isinstance(term, Literal):
            return (Piece(self._literal(term)),)
        if isinstance(term, Triple):
            return (Piece(term_text(term)),)
        dates = date_of(self._lookup, term)
        if dates:
            return (Piece(date_name(dates[0], self._lookup.language)),)
        money = self._money(term)
        if money:
            return (Piece(money),)
        label = self._lookup.stated_label(term)
        # a label that only says who takes part is longer than what of it is not known yet
        is_named = bool(label) and (not but or bool(self._lookup.objects(term, _PREFERRED)))
        if not is_named and depth:
            inner = self._participants(term, but, depth)
            if inner:
                return inner
        # a value of a closed list of the ontology is a word, and no thing to go to
        is_word = isinstance(term, NamedNode) and term.value.startswith(f"{self._lookup.vocabulary.base}onto#")
        iri = term.value if isinstance(term, NamedNode) and not is_word else ""
        return (Piece(self._lookup.phrase(term) or label or self._lookup.label(term) or "…", iri),)

    def _literal(self, literal: Literal) -> str:
        datatype, language = literal.datatype.value, self._lookup.language
        if datatype in _DURATIONS:
            return duration_words(literal.value, language)
        if datatype in _NUMBERS:
            return number_words(literal.value, language)
        if datatype == XSD + "boolean" and literal.value in ("true", "false", "1", "0"):
            return phrase(language, "yes" if literal.value in ("true", "1") else "no")
        dates = date_of(self._lookup, literal)
        return date_name(dates[0], language) if dates else self._lookup.translated(literal)

    def _money(self, term: NamedNode | BlankNode) -> str:
        look = self._lookup
        currency = look.text(term, "currency")
        amount = look.text(term, "amount")
        if not amount:
            # an amount that is not exact has its words as a note
            words = look.own_words(term, "note") if currency else ""
            return f"{words} ({currency})" if words else ""
        about = look.text(term, "approximate") in ("true", "1")
        return money_words(amount, currency, look.language, approximate=about)

    def _participants(self, node: NamedNode | BlankNode, but: Collection[Term], depth: int) -> tuple[Piece, ...]:
        """A thing without a name by what it relates to each other; a list by its members."""
        look = self._lookup
        if look.is_list(node):
            members = look.members(node, _MAX_MEMBERS + 1)
            pieces = [self._member(member, but, depth - 1) for member in members[:_MAX_MEMBERS]]
            return joined([*pieces, *[(Piece("…"),)][: len(members) - len(pieces)]], look.language)
        # a claim that is not accepted may be all that there is of it
        triples = look.triples(node) or sorted({q.triple for q in look.store.match(node)}, key=str)
        if not (isinstance(node, BlankNode) or look.is_a(triples, "Situation")):
            return ()
        parts = [
            self.of(t.object, depth=0)
            for t in triples
            if t.predicate != TYPE and t.object not in but and self._is_participant(t.object)
        ]
        if not parts:
            parts = [
                (Piece(f"{look.word(t.predicate)} "), *self.of(t.object, but=but, depth=depth - 1))
                for t in triples
                if t.predicate != TYPE and t.object not in but and isinstance(node, BlankNode)
            ]
        return joined(list(dict.fromkeys(parts)), look.language)

    def _member(self, term: Term, but: Collection[Term], depth: int) -> tuple[Piece, ...]:
        """A member of a list; a list within it in brackets."""
        words = self.of(term, but=but, depth=depth)
        return (Piece("("), *words, Piece(")")) if self._lookup.is_list(term) else words

    def _is_participant(self, term: Term) -> bool:
        """Whether a term is a thing with a name: no date, no amount, no situation, no word of the ontology."""
        look = self._lookup
        if not isinstance(term, NamedNode) or term.value.startswith(f"{look.vocabulary.base}onto#"):
            return False
        if not look.stated_label(term) or date_of(look, term) or self._money(term):
            return False
        return not look.is_a(look.types(term), "Situation", "TimePoint")

    def when(self, date: PartialDate) -> tuple[Piece, ...]:
        """A date as a phrase that follows a verb."""
        return (Piece(date_words(date, self._lookup.language)),)

    def period(self, times: Times) -> str:
        """The start and the end of a situation in words; empty where neither is known."""
        language = self._lookup.language
        if times.start is not None and times.start is times.end:
            return date_words(times.start, language)
        parts = [
            phrase(language, key, date_words(date, language))
            for key, date in (("started", times.start), ("ended", times.end))
            if date is not None
        ]
        return ", ".join(parts)
