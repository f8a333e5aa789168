"""The prefix table of a project: a file of ``sh:declare`` (SHACL section 5.2.1)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from kgtools.errors import ParameterError, ParseError
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import Literal, NamedNode, Quad, Term
from kgtools.model.vocab import RDF, SH
from kgtools.project import GraphProject
from kgtools.reading.format import Format
from kgtools.reading.formats import format_by_name, guess_format
from kgtools.reading.parse import Source, parse

__all__ = ["declared_prefixes", "prefixes_at_head", "project_prefixes", "read_prefixes", "with_vocabulary"]

#: the predicates that Turtle writes without their names
_UNNAMED = {RDF + word for word in ("type", "first", "rest")}
#: the formats whose lines declare nothing
_WITHOUT_PREFIXES = ("nt", "nq")


def declared_prefixes(sources: Iterable[Source]) -> PrefixTable:
    """The prefixes at the head of files: the first triple of a file ends its head. Standard input is passed over."""
    prefixes: dict[str, str] = {}
    for source in sources:
        if str(source) != "-":
            prefixes.update(prefixes_at_head(source))
    return PrefixTable(prefixes)


def prefixes_at_head(
    source: Source, *, format: str | Format | None = None, base: str | None = None
) -> Mapping[str, str]:
    """The prefixes that a file declares before its first triple. Raises what :func:`kgtools.reading.parse` raises."""
    syntax = format_by_name(format) if isinstance(format, str) else format or guess_format(os.fspath(source))
    if syntax.name in _WITHOUT_PREFIXES:
        # not even the first triple is read: guards read all of a file before it
        return {}
    reader = parse(source, format=syntax, base=base)
    next(reader, None)
    return reader.prefixes


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
        if predicate == SH + "declare":
            declared.append(quad.object)
        elif predicate in (SH + "prefix", SH + "namespace"):
            text = quad.object.value if isinstance(quad.object, Literal) else ""
            values.setdefault((quad.subject, predicate), set()).add(text)
    table: dict[str, str] = {}
    for node in declared:
        prefixes, namespaces = (sorted(values.get((node, SH + part), ())) for part in ("prefix", "namespace"))
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
    prefixes_in_use: set[str] = set()
    for quad in quads:
        prefixes_in_use.add(quad.predicate.value)
        if quad.predicate.value == RDF + "type" and isinstance(quad.object, NamedNode):
            prefixes_in_use.add(quad.object.value)
    return prefixes.with_generated(prefixes_in_use - _UNNAMED)
