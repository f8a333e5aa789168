"""A difference in words: a line a change, under the names that people know things by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from kgtools.comparing.difference import Difference
from kgtools.comparing.words import Words
from kgtools.model.order import predicate_key, term_key
from kgtools.model.terms import DefaultGraph, GraphName, Literal, NamedNode, Subject, Term
from kgtools.model.vocab import RDF
from kgtools.text.labels import LABELS

__all__ = ["prose"]

_TYPE = RDF + "type"
#: what one subject and predicate lost and gained in one graph
Change = tuple[list[Term], list[Term]]


def prose(difference: Difference, words: Words) -> str:
    """The difference in words, a line a change, by graph and subject; nothing for no difference."""
    if not difference:
        return ""
    kept = {(quad.graph_name, quad.subject) for quad in set(difference.left) - set(difference.removed)}
    lines: list[str] = []
    changes = _changes(difference)
    for graph, subjects in groupby(changes, key=lambda key: key[0]):
        indent = ""
        if not isinstance(graph, DefaultGraph):
            lines.append(f"in {words.of(graph)}:")
            indent = "  "
        for subject, keys in groupby(list(subjects), key=lambda key: key[1]):
            found = [(key[2], changes[key]) for key in keys]
            lines += [indent + line for line in _subject(subject, found, words, (graph, subject) in kept)]
    removed, added = len(difference.removed), len(difference.added)
    lines.append(f"{_count(added)} added, {_count(removed)} removed")
    return "".join(f"{line}\n" for line in lines)


def _count(number: int) -> str:
    return "1 triple" if number == 1 else f"{number} triples"


def _changes(difference: Difference) -> dict[tuple[GraphName, Subject, str], Change]:
    found: dict[tuple[GraphName, Subject, str], Change] = {}
    for side, quads in enumerate((difference.removed, difference.added)):
        for quad in quads:
            key = (quad.graph_name, quad.subject, quad.predicate.value)
            found.setdefault(key, ([], []))[side].append(quad.object)
    return dict(sorted(found.items(), key=lambda item: _place(item[0])))


def _place(key: tuple[GraphName, Subject, str]) -> tuple[object, ...]:
    graph, subject, predicate = key
    return term_key(graph), term_key(subject), predicate_key(predicate)


def _subject(subject: Subject, changes: Sequence[tuple[str, Change]], words: Words, was_there: bool) -> Iterable[str]:
    """The lines about one subject; one that is new or gone as a whole gets a heading."""
    only_removed = all(not added for _, (_, added) in changes)
    only_added = all(not removed for _, (removed, _) in changes)
    situation = words.situation(subject)
    name = words.of(subject) if situation is None else f"{situation[0]}: {situation[1]}"
    if not was_there and (only_added or only_removed):
        kinds = words.classes(subject)
        kind = f" ({', '.join(kinds)})" if kinds and situation is None else ""
        yield f"{name}{kind} {'added' if only_added else 'removed'}"
        for predicate, (removed, added) in changes:
            if predicate != _TYPE:
                values = ", ".join(words.of(term) for term in sorted(added or removed, key=term_key))
                yield f"  {_property(predicate, words)}: {values}"
        return
    for predicate, (removed, added) in changes:
        what = _property(predicate, words)
        about = f"{name}: {what}" if situation is None else f"{situation[0]}: {what} of {_lower(situation[1])}"
        yield from _values(about, removed, added, words)


def _property(predicate: str, words: Words) -> str:
    if predicate == _TYPE:
        return "type"
    if predicate in LABELS and not words.has_label(NamedNode(predicate)):
        return "label"
    return words.of(NamedNode(predicate))


def _lower(text: str) -> str:
    """The name of a class within a sentence; a prefixed name stays as it is."""
    return text if text[:2].isupper() or ":" in text.partition(" ")[0] else text[:1].lower() + text[1:]


def _values(about: str, removed: list[Term], added: list[Term], words: Words) -> Iterable[str]:
    """One line a value; what took the place of one other (in the same language) is a change."""
    left, right = sorted(removed, key=term_key), sorted(added, key=term_key)
    for old in list(left):
        partners = [new for new in right if _language(new) == _language(old)]
        if len(partners) == 1 and sum(_language(o) == _language(old) for o in removed) == 1:
            before, after = words.of(old), words.of(partners[0])
            if before == after:
                # what differs is what the words leave out
                before, after = words.in_full(old), words.in_full(partners[0])
            yield f"{about} changed: {before} → {after}"
            left.remove(old)
            right.remove(partners[0])
    for verb, terms in (("removed", left), ("added", right)):
        for term in terms:
            yield f"{about} {verb}: {words.of(term)}"


def _language(term: Term) -> str:
    return (term.language or "") if isinstance(term, Literal) else ""
