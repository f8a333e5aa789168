"""A table of prefixes: short names for namespaces, and the two ways between ``ex:a`` and an IRI."""

from __future__ import annotations

import re
from collections.abc import Collection, ItemsView, Iterable, Iterator, Mapping

from kgtools.errors import ParameterError, UnknownNameError
from kgtools.model.names import is_prefix, local_name

__all__ = ["WELL_KNOWN", "PrefixTable"]

_PARTS = re.compile(r"([^:]*):(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\([_~.\-!$&'()*+,;=/?#@%])")

#: what a prefix can be made for: not a mere scheme, and nothing that no file can hold
_NAMESPACE = r"[A-Za-z][A-Za-z0-9+.\-]*:(?://)?[^/\x00-\x20<>\"{}|^`\\][^\x00-\x20<>\"{}|^`\\]*"
_VERSION = r"v?[0-9][0-9._-]*"


class PrefixTable(Mapping[str, str]):
    """Prefixes and their namespaces; a mapping that cannot be changed, in order of prefix.

    >>> table = PrefixTable({"ex": "http://example.org/"})
    >>> table.expand("ex:a"), table.shorten("http://example.org/a"), table.shorten("http://elsewhere.org/a")
    ('http://example.org/a', 'ex:a', None)

    Where several namespaces fit an IRI, the longest one is taken; where two prefixes name one namespace, the
    shorter prefix, then the first in the alphabet.

    Raises :class:`ParameterError` for a prefix that Turtle cannot write (section 6.5, ``PN_PREFIX``).
    """

    def __init__(self, prefixes: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        by_prefix = dict(sorted(dict(prefixes).items()))
        for prefix, namespace in by_prefix.items():
            if not is_prefix(prefix):
                raise ParameterError(
                    "prefix", prefix, "a prefix is made of letters, digits, - and . and begins with a letter"
                )
            if not namespace:
                raise ParameterError("namespace", namespace, f"the prefix {prefix}: needs an IRI")
        self._by_prefix = by_prefix
        names: dict[str, str] = {}
        for prefix in sorted(by_prefix, key=lambda p: (len(p), p)):
            names.setdefault(by_prefix[prefix], prefix)
        # a local name holds no "/", "#" or "?" (see names.local_name), so a namespace that ends in one of these fits
        # only an IRI of which it is all up to the last of these; the others are tried one by one, longest first
        plain = {namespace: prefix for namespace, prefix in names.items() if namespace[-1] in "/#?"}
        odd = sorted(((n, p) for n, p in names.items() if n not in plain), key=lambda pair: (-len(pair[0]), pair[0]))
        self._plain = plain
        self._odd = tuple(odd)

    @classmethod
    def writable(cls, prefixes: Mapping[str, str]) -> PrefixTable:
        """The part of the prefixes of a file that Turtle can write: XML allows more names.

        >>> dict(PrefixTable.writable({"_x": "http://x/", "ex": "http://example.org/", "e": ""}))
        {'ex': 'http://example.org/'}
        """
        return cls({prefix: namespace for prefix, namespace in prefixes.items() if is_prefix(prefix) and namespace})

    @property
    def in_full(self) -> Collection[str]:
        """The IRIs that are written in full, whatever prefix fits them."""
        return ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each prefix with its namespace."""
        return tuple(self._by_prefix.items())

    def __repr__(self) -> str:
        return f"PrefixTable({self._by_prefix!r})"

    def __eq__(self, other: object) -> bool:
        return self._by_prefix == other._by_prefix if isinstance(other, PrefixTable) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __getitem__(self, prefix: str) -> str:
        return self._by_prefix[prefix]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_prefix)

    def __len__(self) -> int:
        return len(self._by_prefix)

    def items(self) -> ItemsView[str, str]:
        """Each prefix with its namespace."""
        return self._by_prefix.items()

    def __or__(self, other: Mapping[str, str]) -> PrefixTable:
        """Both tables together; where a prefix is in both, the other's namespace is taken.

        >>> dict(PrefixTable({"a": "http://a/"}) | {"b": "http://b/"})
        {'a': 'http://a/', 'b': 'http://b/'}
        """
        if other.items() <= self._by_prefix.items():
            return self
        return PrefixTable({**self, **other})

    def expand(self, name: str) -> str:
        """The IRI of a prefixed name; backslash escapes of Turtle are undone.

        Raises :class:`ParameterError` where there is no colon and :class:`UnknownNameError` where the prefix is not
        in the table.
        """
        match = _PARTS.fullmatch(name)
        if match is None:
            raise ParameterError("name", name, "a prefixed name has a colon, as in rdfs:label")
        prefix, local = match.groups()
        if prefix not in self._by_prefix:
            raise UnknownNameError("prefix", prefix, self._by_prefix)
        return self._by_prefix[prefix] + _ESCAPE.sub(r"\1", local)

    def split(self, iri: str) -> tuple[str, str] | None:
        """The prefix and the local name (escaped as Turtle needs it) of an IRI, or None where no prefix fits."""
        cut = max(iri.rfind("/"), iri.rfind("#"), iri.rfind("?")) + 1
        for namespace, prefix in self._odd:
            if len(namespace) > cut and iri.startswith(namespace):
                local = local_name(iri[len(namespace) :])
                if local is not None:
                    return prefix, local
        shortest = self._plain.get(iri[:cut])
        if shortest is not None:
            local = local_name(iri[cut:])
            if local is not None:
                return shortest, local
        return None

    def shorten(self, iri: str) -> str | None:
        """The prefixed name of an IRI, as Turtle writes it, or None where no prefix fits."""
        parts = self.split(iri)
        return None if parts is None else f"{parts[0]}:{parts[1]}"

    def with_generated(self, iris: Iterable[str]) -> PrefixTable:
        """The table, and a prefix for the namespace of each of these IRIs that none fits.

        A well-known namespace has its well-known prefix. Any other has the last word of the namespace that begins with
        a letter and is not a version, and a number where that is taken; so the same IRIs have the same prefixes.

        >>> iris = ["http://a.org/vocab#p", "http://b.org/vocab#p", "http://www.c.org/v1/2024/x", "urn:x"]
        >>> dict(PrefixTable().with_generated(iris))
        {'c': 'http://www.c.org/v1/2024/', 'vocab': 'http://a.org/vocab#', 'vocab2': 'http://b.org/vocab#'}
        """
        namespaces = {iri[: max(map(iri.rfind, "/#?")) + 1] for iri in iris if self.lacks(iri)}
        prefixes = dict(self._by_prefix)
        for namespace in sorted(namespaces - self._plain.keys()):
            if not re.fullmatch(_NAMESPACE, namespace):
                continue
            name = WELL_KNOWN._plain.get(namespace) or _word(namespace)
            number = 2
            prefix = name
            while prefix in prefixes:
                prefix, number = f"{name}{number}", number + 1
            prefixes[prefix] = namespace
        return self if len(prefixes) == len(self) else self.replaced(prefixes)

    def lacks(self, iri: str) -> bool:
        """Whether no prefix fits an IRI that a prefix could stand for."""
        return self.split(iri) is None and local_name(iri[max(map(iri.rfind, "/#?")) + 1 :]) is not None

    def replaced(self, prefixes: Mapping[str, str]) -> PrefixTable:
        """A table like this one with other prefixes."""
        return PrefixTable(prefixes)

    def restricted_to(self, iris: Iterable[str]) -> PrefixTable:
        """The part of the table that shortens any of these IRIs.

        >>> list(WELL_KNOWN.restricted_to(["http://www.w3.org/2002/07/owl#Class"]))
        ['owl']
        """
        prefixes = {split[0] for split in map(self.split, iris) if split is not None}
        return PrefixTable({prefix: self[prefix] for prefix in prefixes})


#: the prefixes that need no table: their names are the same everywhere
WELL_KNOWN = PrefixTable(
    {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)


def _word(namespace: str) -> str:
    """A name for a namespace: its last word that begins with a letter and is not a version, else of its host."""
    _, _, rest = namespace.partition(":")
    host, *path = [part for part in re.split("[/#?]", rest.lower()) if part] or [""]
    domain = [label for label in host.partition(":")[0].split(".")[:-1] if label != "www"] or [host.partition(":")[0]]
    for part in (*reversed(path), *reversed(domain)):
        word = re.sub("[^a-z0-9-]", "", part)[:20].rstrip("-")
        if word[:1].isalpha() and not re.fullmatch(_VERSION, part):
            return word
    return "ns"
