"""The prefix table of a project: a file of ``sh:declare`` (SHACL section 5.2.1)."""

from __future__ import annotations

from kgtools.errors import ParameterError, ParseError
from kgtools.formats.parse import Source, parse
from kgtools.model.prefixes import WELL_KNOWN, PrefixTable
from kgtools.model.terms import Literal, Term
from kgtools.project import GraphProject

__all__ = ["project_prefixes", "read_prefixes"]

_SH = "http://www.w3.org/ns/shacl#"


def read_prefixes(path: Source) -> PrefixTable:
    """The prefixes that a file declares with ``sh:declare [ sh:prefix "ex" ; sh:namespace "http://…"^^xsd:anyURI ]``.

    The ``@prefix`` lines of the file play no part: they are how the file is written, not what it says.

    Raises :class:`ParseError` where a declaration lacks a part or a prefix has two namespaces, and what
    :func:`kgtools.formats.parse` raises.
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
