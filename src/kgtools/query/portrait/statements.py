"""Situations and plain facts as statements: a sentence by the ontology's patterns, or from labels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from kgtools.model.terms import BlankNode, Literal, NamedNode, Subject, Term, Triple
from kgtools.query.portrait.lookup import NAMES, TYPE, Lookup
from kgtools.query.portrait.patterns import Pattern, filled, joined, parse_pattern
from kgtools.query.portrait.records import Detail, Piece, SourceRef, Statement
from kgtools.query.portrait.sources import Sources
from kgtools.query.portrait.times import Times, is_time_property, times_of
from kgtools.query.portrait.values import Values
from kgtools.text.names import last_part

__all__ = ["Statements"]

_CERTAINTIES = ("asserted", "reported", "inferred")
#: properties of a situation that say in another form what one beside it says, or only link it to another situation
_HIDDEN = ("claimedTenureMonths", "inEmployment", "derivedFromStake", "foundingWording", "queryName")


#: what the statement of a situation depends on, beside the reader
_Key = tuple[Subject, tuple[Triple, ...], Triple | None, tuple[Triple, ...], frozenset[Term]]


class Statements:
    """Makes statements from triples."""

    def __init__(self, lookup: Lookup, values: Values, sources: Sources) -> None:
        self._lookup = lookup
        self._values = values
        self._sources = sources
        self._situations: dict[_Key, Statement] = {}
        self._patterns: dict[NamedNode, tuple[Pattern, ...]] = {}
        self._hidden = {TYPE, *map(NamedNode, NAMES), *map(lookup.term, _HIDDEN)}

    # -- situations ---------------------------------------------------------------------------------------------

    def situation(
        self,
        node: Subject,
        triples: Sequence[Triple],
        *,
        times: Times,
        link: Triple | None = None,
        also: Sequence[Triple] = (),
        others: Collection[Term] = (),
    ) -> Statement:
        """The statement of a situation.

        `link` is the triple that relates the thing to a situation that does not name the thing itself; `also` are
        triples that only add sources; `others` are situations that have statements of their own.
        """
        # of what is told elsewhere only its own values matter
        beside = frozenset(t.object for t in triples if t.object in others)
        key = (node, tuple(triples), link, tuple(also), beside)
        statement = self._situations.get(key)
        if statement is None:
            statement = self._situations[key] = self._tell(node, triples, times, link, also, beside)
        return statement

    def _tell(
        self,
        node: Subject,
        triples: Sequence[Triple],
        times: Times,
        link: Triple | None,
        also: Sequence[Triple],
        nodes: Collection[Term],
    ) -> Statement:
        look = self._lookup
        classes = look.classes(triples)
        values = self._values_by_name(node, triples, times)
        # a class has no words of its own in a pattern
        values |= {f":{last_part(cls.value)}": [(Piece(""),)] for level in look.levels(classes) for cls in level}
        pieces, used = self._by_pattern(classes, values)
        period = self._values.period(times)
        visible = [t for t in triples if t.predicate not in self._hidden and not is_time_property(look, t.predicate)]
        if pieces:
            # what stands in the sentence under another property is not told again
            named = {
                t.object for t in visible if last_part(t.predicate.value) in used and isinstance(t.object, NamedNode)
            }
            left = [
                t
                for t in visible
                if last_part(t.predicate.value) not in used and t.object not in nodes and t.object not in named
            ]
            details = self._details(left, node)
        else:
            pieces, details = self._generic(node, classes, visible, link), ()
        if period and not used & {"start", "end", "at"}:
            pieces = (*pieces, Piece(f" ({period})"))
        # a name of a situation is made of what it says
        facts = [t for t in (*triples, *also) if t.predicate.value not in NAMES]
        sources = self._sources.of([link, *facts] if link is not None else facts)
        return Statement(
            node.value if isinstance(node, NamedNode | BlankNode) else "",
            self._sentence(pieces),
            kind=", ".join(map(look.word, classes)),
            start="" if times.start is None else times.start.text,
            end="" if times.end is None else times.end.text,
            period=period,
            certainty=_surest(sources),
            details=details,
            sources=sources,
        )

    def _values_by_name(
        self, node: Subject, triples: Iterable[Triple], times: Times
    ) -> dict[str, list[tuple[Piece, ...]]]:
        """The values of the properties of a situation in words, by the local names of the properties."""
        look = self._lookup
        triples = list(triples)
        participants = {t.object for t in triples if not isinstance(t.object, Literal)}
        by_name: dict[str, list[tuple[Piece, ...]]] = {}
        label = look.stated_label(node)
        if label:
            by_name["label"] = [(Piece(label, node.value if isinstance(node, NamedNode) else ""),)]
        for triple in best_texts(look, triples):
            named = triple.predicate == TYPE or triple.predicate.value in NAMES
            if not named and not is_time_property(look, triple.predicate):
                value = self._values.of(triple.object, but={node, *participants} - {triple.object})
                name = last_part(triple.predicate.value)
                by_name.setdefault(name, []).append(value)
        for triple in triples:
            # what is printed in a language may be asked for in that language
            if isinstance(triple.object, Literal) and triple.object.language:
                name = f"{last_part(triple.predicate.value)}@{triple.object.language}"
                by_name.setdefault(name, []).append((Piece(triple.object.value),))
        for values in by_name.values():
            values.sort(key=lambda pieces: "".join(p.text for p in pieces))
        if times.start is not None and times.start is times.end:
            by_name["at"] = [self._values.when(times.start)]
            return by_name
        by_name |= {
            name: [self._values.when(date)] for name, date in (("start", times.start), ("end", times.end)) if date
        }
        return by_name

    def _by_pattern(
        self, classes: Iterable[NamedNode], values: Mapping[str, Sequence[Sequence[Piece]]]
    ) -> tuple[tuple[Piece, ...], frozenset[str]]:
        """The sentence by the pattern of the most specific class that has one, and the properties that it uses."""
        for level in self._lookup.levels(classes):
            for pattern in (pattern for one in level for pattern in self._patterns_of(one)):
                pieces = filled(pattern, _not_in_label(values, pattern), self._lookup.language)
                if pieces:
                    return _without_repeated_name(pieces), pattern.names
        return (), frozenset()

    def _patterns_of(self, of: NamedNode) -> tuple[Pattern, ...]:
        """The sentence patterns of a class or a property in the reader's language, those that need most first."""
        if of not in self._patterns:
            look = self._lookup
            texts = [x for x in look.objects(of, "sentence") if isinstance(x, Literal)]
            best = min((look.rank(text.language) for text in texts), default=0)
            patterns = []
            for text in sorted((x for x in texts if look.rank(x.language) == best), key=lambda x: x.value):
                # a pattern that is none is as good as missing
                with suppress(ValueError):
                    patterns.append(parse_pattern(text.value))
            self._patterns[of] = tuple(sorted(patterns, key=lambda pattern: -len(pattern.needed)))
        return self._patterns[of]

    def _generic(
        self, node: Subject, classes: Sequence[NamedNode], triples: Sequence[Triple], link: Triple | None
    ) -> tuple[Piece, ...]:
        """The sentence of a situation that no pattern fits: what it is, and its properties with their values."""
        look = self._lookup
        kinds = ", ".join(map(look.word, classes))
        label = look.stated_label(node)
        head = [Piece(label, node.value)] if label and isinstance(node, NamedNode) else [Piece(label or kinds)]
        parts = [
            (Piece(f"{detail.label} "), *detail.value)
            for detail in self._details(triples, node)
            if detail.text and detail.text != label
        ]
        pieces: list[Piece] = head if head[0].text else []
        if link is not None:
            pieces = [*self._values.of(link.subject), Piece(f": {look.word(link.predicate)}")]
            if label or (isinstance(node, NamedNode) and not parts):
                pieces += [Piece(" "), *self._values.of(node)]
        for place, part in enumerate(parts):
            pieces.append(Piece("; " if place else ": " if pieces else ""))
            pieces += part
        return tuple(pieces)

    def _details(self, triples: Sequence[Triple], node: Subject) -> tuple[Detail, ...]:
        look = self._lookup
        participants = {node, *(t.object for t in triples if not isinstance(t.object, Literal))}
        grouped: dict[NamedNode, list[tuple[Piece, ...]]] = {}
        for triple in best_texts(look, triples):
            if triple.predicate in self._hidden or look.stated_label(node) == getattr(triple.object, "value", None):
                continue
            value = self._in_full(triple.object) or self._values.of(triple.object, but=participants - {triple.object})
            grouped.setdefault(triple.predicate, []).append(value)
        details = []
        for predicate, values in sorted(grouped.items(), key=lambda pair: (look.word(pair[0]), pair[0].value)):
            ordered = sorted(dict.fromkeys(values), key=lambda pieces: "".join(p.text for p in pieces))
            # texts that are sentences are not joined by "and"
            if any(isinstance(t.object, Literal) for t in triples if t.predicate == predicate):
                details += [Detail(look.word(predicate), value, predicate.value) for value in ordered]
            else:
                details.append(Detail(look.word(predicate), joined(ordered, look.language), predicate.value))
        return tuple(details)

    def _in_full(self, term: Term) -> tuple[Piece, ...]:
        """The sentence of a situation without a name, as a value in another statement; empty for anything else."""
        look = self._lookup
        if not isinstance(term, NamedNode):
            return ()
        triples = look.triples(term)
        if not look.is_a(triples, "Situation"):
            return ()
        label = look.stated_label(term)
        if label:
            return (Piece(label, term.value),)
        return self._by_pattern(look.classes(triples), self._values_by_name(term, triples, times_of(look, triples)))[0]

    # -- plain facts --------------------------------------------------------------------------------------------

    def fact(self, triple: Triple, *, times: Times | None = None, also: Sequence[Triple] = ()) -> Statement:
        """The statement of a plain triple: subject, property, object; `times` are those that are beside it."""
        look = self._lookup
        subject = self._values.of(triple.subject)
        value = self._values.of(triple.object)
        pieces: tuple[Piece, ...] = ()
        for pattern in self._patterns_of(triple.predicate)[:1]:
            pieces = filled(pattern, {"subject": [subject], "object": [value]}, look.language)
        label = look.word(triple.predicate)
        if isinstance(triple.object, Literal) and _names("".join(p.text for p in value), look.label(triple.subject)):
            # a text that names the thing itself says all
            pieces = value
        if not pieces:
            pieces = (*subject, Piece(f": {label} "), *value)
        period = "" if times is None else self._values.period(times)
        if period:
            pieces = (*pieces, Piece(f" ({period})"))
        sources = self._sources.of([triple, *also])
        status = "derived" if sources and all(s.rule for s in sources) else "accepted"
        return Statement(
            triple.subject.value if isinstance(triple.subject, NamedNode | BlankNode) else "",
            self._sentence(pieces),
            status=status,
            start=times.start.text if times is not None and times.start is not None else "",
            end=times.end.text if times is not None and times.end is not None else "",
            period=period,
            certainty=_surest(sources),
            subject=_one(subject),
            predicate=Piece(label, triple.predicate.value),
            object=_one(value),
            sources=sources,
        )

    def _sentence(self, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
        """Pieces with a full stop, where the last has no sign of the end; a phrase at its start has a capital."""
        if not pieces:
            return ()
        first = pieces[0]
        if first.iri and first.text == self._lookup.phrase(NamedNode(first.iri)):
            pieces = (replace(first, text=first.text[:1].upper() + first.text[1:]), *pieces[1:])
        last = pieces[-1]
        if last.text.endswith((".", "?", "!", "…")):
            return tuple(pieces)
        return (*pieces, Piece(".")) if last.iri else (*pieces[:-1], replace(last, text=last.text + "."))


def best_texts(lookup: Lookup, triples: Iterable[Triple]) -> list[Triple]:
    """Triples without those whose object is the same text for readers of other languages.

    Texts of a property count as translations of each other where the reader's language has as many as any other.
    """
    candidates = list(triples)
    by_property: dict[NamedNode, dict[str, list[Triple]]] = {}
    for triple in candidates:
        if isinstance(triple.object, Literal) and triple.object.language:
            by_property.setdefault(triple.predicate, {}).setdefault(triple.object.language, []).append(triple)
    dropped: set[Triple] = set()
    for texts_in in by_property.values():
        best = min(texts_in, key=lambda language: (lookup.rank(language), language))
        if len(texts_in[best]) == max(map(len, texts_in.values())):
            dropped.update(t for language, texts in texts_in.items() if language != best for t in texts)
    return [t for t in candidates if t not in dropped]


def _not_in_label(
    values: Mapping[str, Sequence[Sequence[Piece]]], pattern: Pattern
) -> Mapping[str, Sequence[Sequence[Piece]]]:
    """Values without the names of things that the label of the situation has, where the sentence has that label."""
    label = "".join(piece.text for value in values.get("label", ()) for piece in value)
    if not label or "label" not in pattern.names:
        return values
    return {
        name: some if name == "label" else [v for v in some if not any(p.iri and p.text in label for p in v)]
        for name, some in values.items()
    }


def _without_repeated_name(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of a sentence ``name: text`` without the name where the text itself names the thing."""
    name, *others = pieces
    text = "".join(piece.text for piece in others)
    if name.iri and text.startswith(": ") and _names(text[2:], name.text):
        left = others[0].text[2:]
        return (*((replace(others[0], text=left),) if left else ()), *others[1:])
    return tuple(pieces)


def _names(text: str, label: str) -> bool:
    """Whether a text of several words has the name of a thing, or the last word of it, in it."""
    words = text.split()
    last = label.split()[-1:] or [""]
    return len(words) > 3 and (label in text or any(word.strip(".,;:").removesuffix("'s") in last for word in words))


def _one(pieces: Sequence[Piece]) -> Piece:
    """Pieces as one: with the IRI where one piece names one thing."""
    return pieces[0] if len(pieces) == 1 else Piece("".join(p.text for p in pieces))


def _surest(sources: Iterable[SourceRef]) -> str:
    certainties = {source.certainty for source in sources}
    return next((c for c in _CERTAINTIES if c in certainties), "")
