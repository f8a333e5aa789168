"""The prefixes that a shapes graph declares for its queries (section 5.2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgtools.errors import ShapesError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import OWL, SH, XSD
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, named_above, term_name

__all__ = ["declared_prefixes"]


def declared_prefixes(graph: ShapesGraph, executable: Term) -> dict[str, str]:
    """The prefixes for the query of `executable`, with their namespaces: its sh:prefixes and what they import.

    Raises :class:`ShapesError` for declarations that are ill-formed or contradict each other.
    """
    prefixes: dict[str, str] = {}
    for owner in _owners(graph, executable):
        for declaration in graph.objects(owner, SH + "declare"):
            prefix, namespace = _declaration(graph, owner, declaration)
            if prefixes.setdefault(prefix, namespace.value) != namespace.value:
                why = f'the prefix "{prefix}" has another namespace elsewhere'
                raise _ill_formed(graph, owner, why, (declaration, SH + "namespace", namespace))
    return prefixes


def _owners(graph: ShapesGraph, executable: Term) -> Iterator[Term]:
    owners: dict[Term, None] = dict.fromkeys(graph.objects(executable, SH + "prefixes"))
    queue = list(owners)
    while queue:
        for imported in graph.objects(queue.pop(), OWL + "imports"):
            if imported not in owners:
                owners[imported] = None
                queue.append(imported)
    yield from owners


def _declaration(graph: ShapesGraph, owner: Term, declaration: Term) -> tuple[str, Literal]:
    literals: list[Literal] = []
    for word, datatype in (("prefix", "string"), ("namespace", "anyURI")):
        values = graph.objects(declaration, SH + word)
        if len(values) != 1:
            why = f"it has {len(values) or 'no'} sh:{word}; it needs one"
            triple = (declaration, SH + word, values[1]) if values else (owner, SH + "declare", declaration)
            raise _ill_formed(graph, owner, why, triple)
        value = values[0]
        triple = (declaration, SH + word, value)
        if not isinstance(value, Literal) or value.datatype.value != XSD + datatype:
            why = f"the sh:{word} {term_name(graph, value)} is not an xsd:{datatype}"
            if datatype == "anyURI" and isinstance(value, Literal | NamedNode):
                why += f'; write "{value.value}"^^xsd:anyURI'
            raise _ill_formed(graph, owner, why, triple)
        if word == "namespace" and re.search(r'[\x00-\x20<>"{}|^`\\]', value.value):
            raise _ill_formed(graph, owner, f"the sh:namespace {term_name(graph, value)} is not an IRI", triple)
        literals.append(value)
    return literals[0].value, literals[1]


def _ill_formed(graph: ShapesGraph, owner: Term, reason: str, triple: tuple[Term, str, Term]) -> ShapesError:
    owner_name = name(named_above(graph, owner))
    return ShapesError(
        f"a prefix declaration (sh:declare) of {owner_name} is ill-formed: {reason} (section 5.2.1).",
        shape=owner_name,
        section="5.2.1",
        triple=triple,
    )
