"""The terms of well-known vocabularies, and what kind of term each is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files as package_files

from kgtools.errors import nearest
from kgtools.model.vocab import RDF

__all__ = ["Vocabularies", "read_vocabularies"]

# rdf:_1, rdf:_2 … are terms without being listed
_MEMBERSHIP = re.compile(re.escape(RDF) + r"_[1-9][0-9]*")


@dataclass(frozen=True)
class Vocabularies:
    """The names that vocabularies have, by namespace, each with its kind.

    A kind is ``class``, ``datatype``, ``object``, ``data``, ``annotation``, ``property`` (of a kind that the vocabulary
    does not say) or ``other`` (individuals, and what is not said).
    """

    by_namespace: Mapping[str, Mapping[str, str]]

    def lacks(self, iri: str) -> bool:
        """Whether an IRI is in the namespace of a known vocabulary that has no such term."""
        namespace, local = _split_iri(iri)
        names = self.by_namespace.get(namespace)
        return bool(names is not None and local and local not in names and not _MEMBERSHIP.fullmatch(iri))

    def nearest(self, iri: str) -> str:
        """The term of the same vocabulary that looks most like an IRI, or nothing."""
        namespace, local = _split_iri(iri)
        matches = nearest(local, self.by_namespace.get(namespace, ()), max_names=1)
        return namespace + matches[0] if matches else ""

    def kind(self, iri: str) -> str:
        """The kind of a term, or nothing where no known vocabulary has it."""
        namespace, local = _split_iri(iri)
        if _MEMBERSHIP.fullmatch(iri):
            return "property"
        return self.by_namespace.get(namespace, {}).get(local, "")


def _split_iri(iri: str) -> tuple[str, str]:
    at = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:at], iri[at:]


def read_vocabularies() -> Vocabularies:
    """The well-known vocabularies that come with the package.

    >>> known = read_vocabularies()
    >>> foaf = "http://xmlns.com/foaf/0.1/"
    >>> [known.kind(foaf + name) for name in ("Person", "knows", "name", "nmae")]
    ['class', 'object', 'data', '']
    >>> known.lacks(foaf + "nmae"), known.lacks("http://e/nmae")
    (True, False)
    >>> known.nearest(foaf + "nmae")
    'http://xmlns.com/foaf/0.1/name'
    """
    vocabularies: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    kind = "other"
    text = package_files("kgtools.ontology").joinpath("vocabularies.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("  "):
            words = line.split()
            if words[0].endswith(":"):
                kind = words.pop(0)[:-1]
            names.update(dict.fromkeys(words, kind))
        elif line and not line.startswith("#"):
            names = {}
            # one vocabulary may have several namespaces, as schema.org has
            vocabularies.update(dict.fromkeys(line.split(), names))
    return Vocabularies(vocabularies)
