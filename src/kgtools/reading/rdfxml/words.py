"""The names of RDF/XML: which attribute means what, and which names an element or an attribute cannot have."""

from __future__ import annotations

import re
from typing import NamedTuple

from kgtools.model.vocab import RDF

__all__ = [
    "NOT_NODES",
    "NOT_PROPERTIES",
    "NOT_PROPERTY_ATTRIBUTES",
    "SEPARATOR",
    "SYNTAX",
    "XMLNS",
    "Name",
    "Names",
    "expanded",
    "is_ncname",
]

XMLNS = "http://www.w3.org/XML/1998/namespace"
#: a form feed: no document has one (XML 1.0, production 2)
SEPARATOR = "\f"
_ITS = "http://www.w3.org/2005/11/its"

#: attributes that are syntax (RDF 1.1 XML Syntax section 5.1 and RDF 1.2), by their IRIs; all others are properties
SYNTAX = {
    **{
        RDF + word: word
        for word in (
            "ID",
            "about",
            "nodeID",
            "resource",
            "datatype",
            "parseType",
            "annotation",
            "annotationNodeID",
            "version",
        )
    },
    XMLNS + "lang": "lang",
    XMLNS + "base": "base",
    _ITS + "dir": "dir",
    _ITS + "version": "itsVersion",
}
_CORE = ("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype")
_OLD = ("aboutEach", "aboutEachPrefix", "bagID")
#: section 5.1: names that no node element, no property element and no property attribute has
NOT_NODES = frozenset(RDF + word for word in (*_CORE, *_OLD, "li"))
NOT_PROPERTIES = frozenset(RDF + word for word in (*_CORE, *_OLD, "Description"))
NOT_PROPERTY_ATTRIBUTES = frozenset(RDF + word for word in (*_CORE, *_OLD, "Description", "li"))


class Name(NamedTuple):
    """An expanded name: the namespace, the local name, the prefix, and the IRI that both make."""

    namespace: str
    local: str
    prefix: str
    iri: str

    @property
    def qualified_name(self) -> str:
        """The name as the document has it."""
        return f"{self.prefix}:{self.local}" if self.prefix else self.local


def expanded(name: str) -> Name:
    """A name as expat gives it: namespace, local name and prefix, with :data:`SEPARATOR` between.

    >>> expanded(f"http://e/{SEPARATOR}p{SEPARATOR}e").qualified_name, expanded(f"http://e/{SEPARATOR}p").iri
    ('e:p', 'http://e/p')
    """
    namespace, _, rest = name.partition(SEPARATOR)
    if not rest:
        return Name("", name, "", name)
    local, _, prefix = rest.partition(SEPARATOR)
    return Name(namespace, local, prefix, namespace + local)


class Names(dict[str, Name]):
    """The names of a document, each expanded once."""

    def __missing__(self, name: str) -> Name:
        name_parts = self[name] = expanded(name)
        return name_parts


def is_ncname(text: str) -> bool:
    """Whether a text is an XML name without a colon (Namespaces in XML 1.0, production 4).

    >>> is_ncname("a-1"), is_ncname("1a"), is_ncname("a:b"), is_ncname("å.é")
    (True, False, False, True)
    """
    start = (
        "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
        "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
    )
    return re.fullmatch(f"[{start}][{start}0-9.\\-\u00b7\u0300-\u036f\u203f\u2040]*", text) is not None
