"""A difference in words: a line a change, under the names that people know things by."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kgtools.comparing.difference import Difference
from kgtools.comparing.telling.list_edits import list_edits
from kgtools.comparing.telling.nameless import Nameless
from kgtools.comparing.telling.words import Words
from kgtools.model.order import predicate_key, term_key
from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, Literal, NamedNode, Quad, Subject, Term
from kgtools.model.vocab import RDF
from kgtools.text.labels import LABELS

__all__ = ["prose"]

_TYPE = RDF + "type"
_FIRST, _LIST = RDF + "first", RDF + "List"
_NIL = NamedNode(RDF + "nil")
#: what something is said of: a graph, a subject and a predicate
_Key = tuple[GraphName, Subject, str]


@dataclass(slots=True)
class _Change:
    """What one subject and predicate lost and gained in one graph: values, and the beginnings of lists."""

    removed: list[Term] = field(default_factory=list)
    added: list[Term] = field(default_factory=list)
    lists_before: list[Term] = field(default_factory=list)
    lists_after: list[Term] = field(default_factory=list)

    @property
    def only_added(self) -> bool:
        return not self.removed and not self.lists_before

    @property
    def only_removed(self) -> bool:
        return not self.added and not self.lists_after


def prose(difference: Difference, words: Words) -> str:
    """The difference in words, a line a change, by graph and subject; nothing for no difference.

    Lists are written as lists, and things without a name by what they are (:mod:`kgtools.comparing.telling.nameless`).
    """
    return _Prose(difference, words).text() if difference else ""


def _count(number: int) -> str:
    return "1 triple" if number == 1 else f"{number} triples"


class _Prose:
    def __init__(self, difference: Difference, words: Words) -> None:
        self._difference, self._words = difference, words
        common = set(difference.left) - set(difference.removed)
        self._was_there = {(quad.graph_name, quad.subject) for quad in common}
        right = difference.right
        self._before, self._after = Nameless(difference.left, words), Nameless(right, words)
        self._told_there = {
            node
            for side, other, quads in (
                (self._before, self._after, difference.removed),
                (self._after, self._before, difference.added),
            )
            for node in self._shown_within(side, other, quads)
        }

    def text(self) -> str:
        lines: list[str] = []
        changes = self._changes()
        for graph, subjects in groupby(changes, key=lambda key: key[0]):
            indent = ""
            if not isinstance(graph, DefaultGraph):
                lines.append(f"in {self._name(graph)}:")
                indent = "  "
            for subject, keys in groupby(list(subjects), key=lambda key: key[1]):
                entries = [(key[2], changes[key]) for key in keys]
                lines += [indent + line for line in self._subject(graph, subject, entries)]
        removed, added = len(self._difference.removed), len(self._difference.added)
        lines.append(f"{_count(added)} added, {_count(removed)} removed")
        return "".join(f"{line}\n" for line in lines)

    # what changed -----------------------------------------------------------------------------------------------------

    def _shown_within(self, side: Nameless, other: Nameless, quads: Sequence[Quad]) -> Iterator[BlankNode]:
        """The nodes that one side alone has, and that are shown where the one triple that leads to them is."""
        terms = {term for quad in quads for term in (quad.subject, quad.object)}
        own = {term for term in terms if isinstance(term, BlankNode) and term not in other} - side.lists.cells
        own -= {quad.graph_name for quad in quads if isinstance(quad.graph_name, BlankNode)}
        for node in own:
            above: Subject = node
            subjects: set[Subject] = set()
            # up to what is shown by itself: what leads back to itself never is
            while (
                isinstance(above, BlankNode) and above not in subjects and (above in own or above in side.lists.cells)
            ):
                subjects.add(above)
                references = side.references(above)
                if len(references) != 1:
                    break
                above = references[0][0]
            if above not in subjects and len(side.references(node)) == 1:
                yield node

    def _changes(self) -> dict[_Key, _Change]:
        changes: dict[_Key, _Change] = {}
        for side, quads in ((self._before, self._difference.removed), (self._after, self._difference.added)):
            for quad in quads:
                if side.lists.is_spine(quad) or quad.subject in self._told_there or side.lists.is_list(quad.object):
                    continue
                change = changes.setdefault(_key(quad), _Change())
                (change.removed if side is self._before else change.added).append(quad.object)
        for key, change in self._changed_lists().items():
            earlier = changes.setdefault(key, change)
            earlier.lists_before, earlier.lists_after = change.lists_before, change.lists_after
        return dict(sorted(changes.items(), key=lambda item: _place(item[0])))

    def _changed_lists(self) -> dict[_Key, _Change]:
        """The lists of subjects and predicates, where both sides do not have the same."""
        sides = (self._difference.left, self._before), (self._difference.right, self._after)
        if not any(side.lists.heads for _, side in sides) and not any(
            quad.object == _NIL for quad in (*self._difference.removed, *self._difference.added)
        ):
            return {}
        lists: dict[_Key, tuple[list[Term], list[Term]]] = {}
        for number, (quads, side) in enumerate(sides):
            for quad in quads:
                outer = side.lists.is_spine(quad) or quad.subject in self._told_there
                if not outer and side.lists.is_list(quad.object):
                    lists.setdefault(_key(quad), ([], []))[number].append(quad.object)
                head = quad.subject
                if quad.predicate.value == _FIRST and side.lists.is_list(head) and not side.references(head):
                    # a list that is a subject and nothing else
                    lists.setdefault((quad.graph_name, head, _LIST), ([], []))[number].append(head)
        list_changes: dict[_Key, _Change] = {}
        for key, (before, after) in lists.items():
            ours = {self._items(self._before, head): head for head in sorted(before, key=term_key)}
            theirs = {self._items(self._after, head): head for head in sorted(after, key=term_key)}
            if ours.keys() != theirs.keys():
                list_changes[key] = _Change(
                    lists_before=[head for items, head in ours.items() if items not in theirs],
                    lists_after=[head for items, head in theirs.items() if items not in ours],
                )
        return list_changes

    def _items(self, side: Nameless, head: Term) -> tuple[Hashable, ...]:
        """The items of a list, those that are lists as such."""
        return tuple(self._items(side, item) if side.lists.is_list(item) else item for item in side.lists.items(head))

    # in words ---------------------------------------------------------------------------------------------------------

    def _name(self, node: Subject | GraphName) -> str:
        if not isinstance(node, BlankNode):
            return self._words.of(node)
        return (self._after if node in self._after else self._before).place(node)

    def _value(self, term: Term, side: Nameless) -> str:
        """A value in words; a node that stays is identified by its place."""
        if isinstance(term, BlankNode) and term not in self._told_there and not side.lists.is_list(term):
            return side.place(term)
        return side.value(term)

    def _subject(self, graph: GraphName, subject: Subject, changes: Sequence[tuple[str, _Change]]) -> Iterable[str]:
        """The lines about one subject; one that is new or gone as a whole gets a heading."""
        words = self._words
        only_removed = all(change.only_removed for _, change in changes)
        only_added = all(change.only_added for _, change in changes)
        nameless = isinstance(subject, BlankNode) and bool(self._after.kind(subject) or self._before.kind(subject))
        situation = None if nameless else words.situation(subject)
        name = self._name(subject) if situation is None else f"{situation[0]}: {situation[1]}"
        if (graph, subject) not in self._was_there and (only_added or only_removed):
            kinds = words.classes(subject)
            kind = f" ({', '.join(kinds)})" if kinds and situation is None and not nameless else ""
            yield f"{name}{kind} {'added' if only_added else 'removed'}"
            side = self._after if only_added else self._before
            for predicate, change in changes:
                terms = sorted(change.added or change.removed, key=term_key)
                terms += change.lists_after or change.lists_before
                if predicate not in (_TYPE, _LIST):
                    values = ", ".join(self._value(term, side) for term in terms)
                    yield f"  {_property(predicate, words)}: {values}"
            return
        for predicate, change in changes:
            what = _property(predicate, words)
            about = f"{name}: {what}" if situation is None else f"{situation[0]}: {what} of {_lower(situation[1])}"
            if predicate == _LIST:
                about = name
            yield from self._values(about, change.removed, change.added)
            yield from self._lists(about, change)

    def _values(self, about: str, removed: list[Term], added: list[Term]) -> Iterable[str]:
        """One line a value; what took the place of one other (in the same language) is a change."""
        left, right = sorted(removed, key=term_key), sorted(added, key=term_key)
        for old in list(left):
            partners = [new for new in right if _language(new) == _language(old)]
            if len(partners) == 1 and sum(_language(o) == _language(old) for o in removed) == 1:
                before, after = self._value(old, self._before), self._value(partners[0], self._after)
                if before == after:
                    # what differs is what the words leave out
                    before, after = self._words.in_full(old), self._words.in_full(partners[0])
                yield f"{about} changed: {before} → {after}"
                left.remove(old)
                right.remove(partners[0])
        for verb, terms, side in (("removed", left, self._before), ("added", right, self._after)):
            for term in terms:
                yield f"{about} {verb}: {self._value(term, side)}"

    def _lists(self, about: str, change: _Change) -> Iterable[str]:
        before, after = change.lists_before, change.lists_after
        if len(before) == len(after) == 1:
            ours, theirs = (self._items(s, h) for s, h in ((self._before, before[0]), (self._after, after[0])))
            shows = self._item_words(self._before, before[0]), self._item_words(self._after, after[0])
            for edit in list_edits(ours, theirs, shows):
                yield f"{about} {edit}" if edit.startswith("changed") else f"{about}: {edit}"
            return
        for verb, heads, side in (("removed", before, self._before), ("added", after, self._after)):
            for head in heads:
                yield f"{about} {verb}: {side.value(head)}"

    def _item_words(self, side: Nameless, head: Term) -> Callable[[Sequence[int]], list[str]]:
        """What gives the items of a list in words by their numbers."""
        items = side.lists.items(head)
        return lambda numbers: [self._value(items[number], side) for number in numbers]


def _key(quad: Quad) -> _Key:
    return quad.graph_name, quad.subject, quad.predicate.value


def _place(key: _Key) -> tuple[object, ...]:
    graph, subject, predicate = key
    return term_key(graph), term_key(subject), predicate_key(predicate)


def _property(predicate: str, words: Words) -> str:
    if predicate == _TYPE:
        return "type"
    if predicate in LABELS and not words.has_label(NamedNode(predicate)):
        return "label"
    return words.of(NamedNode(predicate))


def _lower(text: str) -> str:
    """The name of a class within a sentence; a prefixed name stays as it is."""
    return text if text[:2].isupper() or ":" in text.partition(" ")[0] else text[:1].lower() + text[1:]


def _language(term: Term) -> str:
    return (term.language or "") if isinstance(term, Literal) else ""
