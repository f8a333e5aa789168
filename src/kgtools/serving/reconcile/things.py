"""The things of a graph as the Reconciliation Service API has them: identifiers, names, types and values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kgtools.model.datatypes import parse_value
from kgtools.model.json import JsonDict
from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Term
from kgtools.model.vocab import RDF, XSD
from kgtools.query.labels.entities import matching_form
from kgtools.serving.reconcile.candidates import NameIndex
from kgtools.serving.stored.rows import json_value

if TYPE_CHECKING:
    from kgtools.pages import Contents

__all__ = ["Things"]

_DEFAULT = DefaultGraph()
_TYPE = RDF + "type"


class Things:
    """What is matched: the things with their names, the classes, and the properties. Identifiers are IRIs."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents

    @cached_property
    def names(self) -> NameIndex:
        return NameIndex(self.contents.search_names)

    @cached_property
    def types(self) -> NameIndex:
        return NameIndex({kind.iri: self._forms(kind.iri) for kind in self.contents.kinds})

    @cached_property
    def properties(self) -> NameIndex:
        return NameIndex({iri: self._forms(iri) for iri in self.property_iris})

    @cached_property
    def property_iris(self) -> tuple[str, ...]:
        """The predicates of the default graph, in order; what a thing is of is said by its types."""
        iris = {quad.predicate.value for quad in self.contents.store.match(None, None, None, _DEFAULT)}
        return tuple(sorted(iris - {_TYPE}))

    def property_iri(self, name: str) -> str | None:
        """The IRI of a property by itself or a prefixed name; None where the graph does not have it."""
        prefixes = self.contents.graph.query_prefixes
        for iri in (name, prefixes.expand(name) if ":" in name and name.partition(":")[0] in prefixes else name):
            if iri in self.property_iris:
                return iri
        return None

    def members(self, types: Sequence[str], strict: str) -> frozenset[str] | None:
        """The things that are of one of the types, or of all of them; None where types narrow nothing."""
        if not types or strict == "should":
            return None
        sets = [frozenset(self._members(name)) for name in types]
        return frozenset.intersection(*sets) if strict == "all" else frozenset.union(*sets)

    def _members(self, name: str) -> Sequence[str]:
        prefixes = self.contents.graph.query_prefixes
        if "://" not in name and name.partition(":")[0] not in prefixes:
            return ()
        return self.contents.members(name)

    def type_objects(self, iri: str, languages: Sequence[str]) -> list[JsonDict]:
        """The types of a thing, each with its name."""
        return [self.reference(kind, languages) for kind in self.contents.kinds_of(iri)]

    def reference(self, iri: str, languages: Sequence[str]) -> JsonDict:
        """An IRI with its name."""
        return {"id": iri, "name": self.contents.label(iri, languages).value}

    def properties_of(self, types: Sequence[str]) -> list[str]:
        """The properties that things of a type have, the most frequent first; without types those of all things."""
        members = self.members(types, "any")
        counts: dict[str, int] = {}
        for quad in self.contents.store.match(None, None, None, _DEFAULT):
            subject = quad.subject
            if isinstance(subject, NamedNode) and (members is None or subject.value in members):
                counts[quad.predicate.value] = counts.get(quad.predicate.value, 0) + 1
        counts.pop(_TYPE, None)
        return sorted(counts, key=lambda iri: (-counts[iri], iri))

    def values(self, iri: str, of: str) -> list[Term]:
        """The values that a thing has for a property, in order."""
        try:
            node = NamedNode(iri)
        except ValueError:
            return []
        return sorted(self.contents.store.objects(node, NamedNode(of)), key=str)

    def has_value(self, iri: str, of: str, text: str) -> bool:
        """Whether a thing has a value for a property: by its IRI, its text or number, or one of its names."""
        form = matching_form(text)
        number = parse_value(XSD + "double", text.strip())
        for term in self.values(iri, of):
            if isinstance(term, NamedNode):
                names = (f for f, _ in self.contents.search_names.get(term.value, ()))
                if term.value == text or form in names:
                    return True
            elif isinstance(term, Literal) and (
                matching_form(term.value) == form or (number is not None and json_value(term) == number.key)
            ):
                return True
        return False

    def value_object(self, term: Term, languages: Sequence[str]) -> JsonDict:
        """A value as the API has it: a thing, a number, a truth value, a date, or text."""
        if isinstance(term, NamedNode):
            return self.reference(term.value, languages)
        value = json_value(term)
        if isinstance(value, bool):
            return {"bool": value}
        if isinstance(value, int):
            return {"int": value}
        if isinstance(value, float):
            return {"float": value}
        if isinstance(term, Literal) and term.datatype.value.endswith(("#date", "#dateTime")):
            return {"date": term.value}
        return {"str": str(value)}

    def _forms(self, iri: str) -> list[tuple[str, str]]:
        """The names of a class or a property, and what its IRI says."""
        names = [name.value for _, name in self.contents.names.get(iri, ())]
        names += [self.contents.label(iri, ()).value, self.contents.short(iri)]
        return [(matching_form(name), name) for name in dict.fromkeys(names)]
