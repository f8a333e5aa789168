"""The prefix table of a project: a file of ``sh:declare`` (SHACL section 5.2.1)."""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.errors import ParameterError, ParseError
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import Literal, NamedNode, Quad, Term
from kgtools.project import GraphProject
from kgtools.reading.parse import Source, parse

__all__ = ["declared_prefixes", "project_prefixes", "read_prefixes", "with_vocabulary"]

_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#: the predicates that Turtle writes without their names
_UNNAMED = {_RDF + word for word in ("type", "first", "rest")}


def declared_prefixes(sources: Iterable[Source]) -> PrefixTable:
    """The prefixes at the head of files: the first triple of a file ends its head. Standard input is passed over."""
    found: dict[str, str] = {}
    for source in sources:
        if str(source) != "-":
            reader = parse(source)
            next(reader, None)
            found.update(reader.prefixes)
    return PrefixTable(found)


def read_prefixes(path: Source) -> PrefixTable:
    """The prefixes that a file declares with ``sh:declare [ sh:prefix "ex" ; sh:namespace "http://…"^^xsd:anyURI ]``.

    The ``@prefix`` lines of the file play no part: they are how the file is written, not what it says.

    Raises :class:`ParseError` where a declaration lacks a part or a prefix has two namespaces, and what
    :func:`kgtools.reading.parse` raises.
    """
    reader = parse(path)
    declared: list[Term] = []
    values: dict[tuple[Term, str], set[str]] = {}
    for quad in reader:
        predicate = quad.predicate.value
        if predicate == _SH + "declare":
            declared.append(quad.object)
        elif predicate in (_SH + "prefix", _SH + "namespace"):
            text = quad.object.value if isinstance(quad.object, Literal) else ""
            values.setdefault((quad.subject, predicate), set()).add(text)
    table: dict[str, str] = {}
    for node in declared:
        prefixes, namespaces = (sorted(values.get((node, _SH + part), ())) for part in ("prefix", "namespace"))
        if len(prefixes) != 1 or len(namespaces) != 1:
            raise ParseError(
                "a declaration needs one sh:prefix and one sh:namespace, both literals; one has "
                f"{prefixes or 'no prefix'} and {namespaces or 'no namespace'}.",
                source=reader.source,
            )
        if table.setdefault(prefixes[0], namespaces[0]) != namespaces[0]:
            raise ParseError(
                f"the prefix {prefixes[0]}: has two namespaces, {table[prefixes[0]]} and {namespaces[0]}; keep one.",
                source=reader.source,
            )
    try:
        return PrefixTable(table)
    except ParameterError as error:
        raise ParseError(str(error), source=reader.source) from error


def project_prefixes(project: GraphProject) -> PrefixTable:
    """The prefixes of a project's own table, with the well-known ones."""
    path = project.prefixes_file
    return WELL_KNOWN | read_prefixes(path) if path.is_file() else WELL_KNOWN


def with_vocabulary(prefixes: PrefixTable, quads: Iterable[Quad]) -> PrefixTable:
    """The table with prefixes for the predicates and classes that have none (:meth:`PrefixTable.with_generated`)."""
    named: set[str] = set()
    for quad in quads:
        named.add(quad.predicate.value)
        if quad.predicate.value == _RDF + "type" and isinstance(quad.object, NamedNode):
            named.add(quad.object.value)
    return prefixes.with_generated(named - _UNNAMED)
