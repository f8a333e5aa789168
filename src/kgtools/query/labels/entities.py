"""Which thing a person means: by IRI, prefixed name, slug, a label in any language, or a surname.

Labels for search alone are the values of ``skos:hiddenLabel`` and of every property that the ontology declares below
it, in whatever graph they stand: a project can keep names that people type apart from names that a source prints.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from kgtools.errors import AmbiguousNameError, UnknownNameError, UsageError, nearest
from kgtools.model.terms import DefaultGraph, Literal, NamedNode
from kgtools.model.vocab import RDF, RDFS, SKOS
from kgtools.store import MemoryStore
from kgtools.text.labels import LABELS
from kgtools.text.names import last_part, with_article

__all__ = ["EntityFinder", "matching_form"]

#: what a thing was asked for by: a name, or its IRI, and the class that it has to be of
Name = tuple[str, bool, str | None]

_TYPE = NamedNode(RDF + "type")
_SUBCLASS = NamedNode(RDFS + "subClassOf")
_SUBPROPERTY = NamedNode(RDFS + "subPropertyOf")
_HIDDEN = NamedNode(SKOS + "hiddenLabel")
#: the local name of the classes whose instances have surnames
_PERSON = "Person"
_LABELS = tuple(map(NamedNode, (*LABELS, SKOS + "altLabel", SKOS + "hiddenLabel")))
_DEFAULT = DefaultGraph()
#: apostrophes, geresh and their look-alikes; gershayim and double quotes
_SINGLE = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u0060\u00b4\u05f3"), "'")
_DOUBLE = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u05f4"), '"')
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_LOOKALIKES: Mapping[int, str | None] = {**_SINGLE, **_DOUBLE, **_INVISIBLE, 0x05BE: "-", 0x2010: "-", 0x2011: "-"}
_ABSOLUTE = r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|^`\\]*"
#: beyond so many names no nearest one is looked for: it would take longer than the answer
_MAX_NAMES_COMPARED = 5000
#: names that are kept for the next query, and their longest
_MAX_NAMES_KEPT, _MAX_CHARACTERS_KEPT = 10_000, 200
#: characters of a word that is worth comparing
_MIN_CHARACTERS = 4


def matching_form(text: str) -> str:
    """The form of a label in which it is compared: NFC, without case, quotes and hyphens of one kind, single spaces.

    >>> matching_form("צ\u05f3ט  GPT") == matching_form("צ'ט gpt")
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_LOOKALIKES).casefold().split())


def plain_form(text: str) -> str:
    """The form of a label for those who type it without accents and other marks.

    >>> plain_form("José Ñuñez"), plain_form("שָׂרָה") == plain_form("שרה")
    ('jose nunez', True)
    """
    parts = unicodedata.normalize("NFKD", matching_form(text))
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


class EntityFinder:
    """Finds the things of a dataset by what people call them; candidates are those of the default graph.

    Subclasses count for their class; ``rdfs:subClassOf`` is read from every graph of the dataset.
    """

    def __init__(
        self, store: MemoryStore, prefixes: Mapping[str, str], *, cache: dict[Name, NamedNode] | None = None
    ) -> None:
        """`cache` has what finders of the same dataset have found before."""
        from kgtools.model.prefixes import PrefixTable

        self._store = store
        self._prefixes = prefixes if isinstance(prefixes, PrefixTable) else PrefixTable(prefixes)
        self._cache = {} if cache is None else cache

    def find(self, name: str, *, of: str | None = None) -> NamedNode:
        """The one thing that `name` means; `of` is the class that it has to be of.

        An IRI (with or without angle brackets) and a prefixed name come first, then the last segment of an IRI, then
        labels in any language, then the surname of a person, at last without accents. Raises
        :class:`UnknownNameError` and :class:`AmbiguousNameError`, which name candidates as prefixed names, and
        :class:`UsageError` where the thing that `name` means is of another class.
        """
        text = name.strip()
        iri = self._as_iri(text)
        key = (text if iri is None else iri, iri is not None, of)
        entity = self._cache.get(key)
        if entity is None:
            entity = self._find(name, text, iri, of)
            if len(text) <= _MAX_CHARACTERS_KEPT:
                if len(self._cache) >= _MAX_NAMES_KEPT:
                    self._cache.clear()
                self._cache[key] = entity
        return entity

    def _find(self, name: str, text: str, iri: str | None, of: str | None) -> NamedNode:
        if iri is not None:
            node = _node(iri)
            members = None if of is None else self._instances(of)
            if node is not None and members is not None and node in members:
                return node
            if node is None or not self._is_known(node):
                raise self._unknown(self._kind(of), text, of)
            if members is not None and of is not None:
                raise self._other_kind(text, node, of)
            return node
        what = self._kind(of)
        instances = None if of is None else self._instances(of)
        matches = self._candidates_for(text, instances)
        if len(matches) == 1:
            return matches.pop()
        if matches:
            raise AmbiguousNameError(what, name, [self.display(n) for n in matches])
        others = self._candidates_for(text, None) if of is not None and instances is not None else set()
        if of is not None and len(others) == 1:
            raise self._other_kind(text, others.pop(), of)
        raise self._unknown(what, text, of)

    def _candidates_for(self, name: str, instances: frozenset[NamedNode] | None) -> set[NamedNode]:
        """The things that a name may mean: by slug, else by label, else by surname.

        Where nothing narrows them down, what has neither a class nor a label comes last.
        """
        ending = self._by_slug(name, instances)
        described = ending if instances is not None else set(filter(self._is_described, ending))
        return described or next(
            (
                matches
                for form in (matching_form, plain_form)
                for by in (self._by_label, self._by_surname)
                if (matches := by(name, instances, form))
            ),
            ending,
        )

    def _by_slug(self, name: str, instances: frozenset[NamedNode] | None) -> set[NamedNode]:
        """The things whose IRIs end with the name."""
        slug = name.casefold()
        nodes = self._store.default_terms("subject") if instances is None else instances
        return {
            node
            for node in nodes
            if isinstance(node, NamedNode)
            # most do not end so, and need no look at their parts
            and node.value.rstrip("/#:").casefold().endswith(slug)
            and last_part(node.value).casefold() == slug
        }

    def _is_described(self, node: NamedNode) -> bool:
        of_node = (self._store.match(node, predicate, None, _DEFAULT) for predicate in (_TYPE, *_LABELS))
        return any(next(quads, None) is not None for quads in of_node)

    def _by_surname(
        self, name: str, instances: frozenset[NamedNode] | None, form: Callable[[str], str]
    ) -> set[NamedNode]:
        """The persons whose names end with these words."""
        surname = form(name).split()
        classes = {
            quad.object.value
            for predicate in (_TYPE, _SUBCLASS)
            for quad in self._store.match(None, predicate, None, None)
            if isinstance(quad.object, NamedNode) and last_part(quad.object.value) == _PERSON
        }
        persons = frozenset().union(*(self._instances(cls) or () for cls in classes))
        if instances is not None:
            persons &= instances
        return {
            node
            for node, label in self._labels(persons)
            if surname and len(words := form(label).split()) > len(surname) and words[-len(surname) :] == surname
        }

    def _other_kind(self, name: str, node: NamedNode, of: str) -> UsageError:
        """The error for a thing that is not of the class asked for: what it is instead."""
        classes = {q.object for q in self._store.match(node, _TYPE, None, _DEFAULT) if isinstance(q.object, NamedNode)}
        above = {q.object for c in classes for q in self._store.match(c, _SUBCLASS, None, None)}
        kinds = sorted(self._class_label(c) for c in classes - above)
        label = self.display(node)
        subject = label if self._as_iri(name) is not None else f'"{name}" ({label})'
        kind = f"is {with_article(kinds[0])}" if kinds else "has no class"
        expected = _node(of)
        assert expected is not None
        return UsageError(f"{subject} {kind}; {with_article(self._class_label(expected))} is expected here.")

    def _kind(self, of: str | None) -> str:
        """What a message calls the things of a class."""
        named = None if of is None else _node(of)
        return "entity" if named is None else self._class_label(named)

    def _class_label(self, cls: NamedNode) -> str:
        """The English name of a class, else words made of its IRI."""
        labels = [
            quad.object.value
            for predicate in _LABELS
            for quad in self._store.match(cls, predicate, None, None)
            if isinstance(quad.object, Literal) and (quad.object.language or "en").casefold().startswith("en")
        ]
        return min(labels, default=re.sub(r"(?<=[a-z])(?=[A-Z])", " ", last_part(cls.value)).lower())

    def iri(self, name: str) -> NamedNode | None:
        """The IRI that a text is, as such or as a prefixed name; None where it is neither."""
        iri = self._as_iri(name.strip())
        return None if iri is None else _node(iri)

    def display(self, node: NamedNode) -> str:
        """The prefixed name of a thing, or its IRI in angle brackets."""
        return self._prefixes.shorten(node.value) or f"<{node.value}>"

    def class_iri(self, name: str | None) -> str | None:
        """The IRI of a class that a header names."""
        return None if name is None else self._as_iri(name.strip())

    def _as_iri(self, name: str) -> str | None:
        if name.startswith("<") and name.endswith(">"):
            return name[1:-1]
        prefix, colon, _ = name.partition(":")
        if colon and prefix in self._prefixes and not name.startswith(f"{prefix}://"):
            return self._prefixes.expand(name)
        return name if re.fullmatch(_ABSOLUTE, name) else None

    def _is_known(self, node: NamedNode) -> bool:
        return (
            next(self._store.match(node, None, None, _DEFAULT), None) is not None
            or next(self._store.match(None, None, node, _DEFAULT), None) is not None
        )

    def _instances(self, of: str) -> frozenset[NamedNode] | None:
        """The instances of a class and its subclasses; None, that is no narrowing, where it has none."""
        root = _node(of)
        if root is None:
            return None
        classes, ahead = {root}, [root]
        while ahead:
            for quad in self._store.match(None, _SUBCLASS, ahead.pop(), None):
                if isinstance(quad.subject, NamedNode) and quad.subject not in classes:
                    classes.add(quad.subject)
                    ahead.append(quad.subject)
        instances = frozenset(
            quad.subject
            for cls in classes
            for quad in self._store.match(None, _TYPE, cls, _DEFAULT)
            if isinstance(quad.subject, NamedNode)
        )
        return instances or None

    def _subjects(self, instances: frozenset[NamedNode] | None) -> Iterator[NamedNode]:
        if instances is not None:
            yield from instances
            return
        for predicate in (_TYPE, *_LABELS):
            for quad in self._store.match(None, predicate, None, _DEFAULT):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject

    def _labels(self, instances: frozenset[NamedNode] | None) -> Iterator[tuple[NamedNode, str]]:
        for predicate, graph in self._label_properties():
            for quad in self._store.match(None, predicate, None, graph):
                subject, label = quad.subject, quad.object
                if not isinstance(label, Literal) or not isinstance(subject, NamedNode):
                    continue
                if instances is None or subject in instances:
                    yield subject, label.value

    def _label_properties(self) -> Iterator[tuple[NamedNode, DefaultGraph | None]]:
        """The properties that give a name, and the graph that they are looked up in: None is every graph."""
        yield from ((predicate, _DEFAULT) for predicate in _LABELS)
        for quad in self._store.match(None, _SUBPROPERTY, _HIDDEN, None):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject, None

    def _by_label(
        self, name: str, instances: frozenset[NamedNode] | None, form: Callable[[str], str]
    ) -> set[NamedNode]:
        plain = form(name)
        return {node for node, label in self._labels(instances) if form(label) == plain}

    def _unknown(self, text: str, name: str, of: str | None) -> UnknownNameError:
        """The error, with the prefixed names of what has the nearest label, slug or name."""
        instances = None if of is None else self._instances(of)
        entity_of: dict[str, NamedNode] = {}
        for node in self._subjects(instances):
            entity_of.setdefault(last_part(node.value).casefold(), node)
            entity_of.setdefault(self.display(node).casefold(), node)
            if len(entity_of) > _MAX_NAMES_COMPARED:
                break
        for node, label in self._labels(instances):
            if len(entity_of) > _MAX_NAMES_COMPARED:
                break
            entity_of.setdefault(matching_form(label), node)
        near = nearest(matching_form(name), entity_of)
        if not near and " " not in name:
            # one word may be one of several of a name, as a surname is
            words = {
                word: node
                for form, node in entity_of.items()
                for word in form.split()
                if len(word) >= _MIN_CHARACTERS and " " in form
            }
            near, entity_of = nearest(matching_form(name), words), words
        return UnknownNameError(text, name, (), suggested=[self.display(entity_of[n]) for n in near])


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None
