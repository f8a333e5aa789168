"""A graph as tables: one a class, a row an instance, a column a predicate (and language)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgtools.model.order import predicate_key, term_key
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import (
    BlankNode,
    GraphName,
    Literal,
    NamedNode,
    Quad,
    Subject,
    Term,
    Triple,
    quad_of,
    triple_of,
)
from kgtools.model.vocab import RDF
from kgtools.text.labels import best_labels
from kgtools.text.names import last_part
from kgtools.views.view import ViewOptions
from kgtools.writing.canonical import label_blank_nodes

__all__ = ["ClassTable", "Column", "class_tables", "file_names", "with_labels"]

_TYPE = RDF + "type"
#: names that a file cannot have everywhere
_RESERVED = {"con", "prn", "aux", "nul", *(f"{kind}{i}" for kind in ("com", "lpt") for i in range(10))}


@dataclass(frozen=True)
class Column:
    """A column: its predicate, the language of its texts (or nothing), and the title that it bears."""

    predicate: str
    language: str
    title: str


@dataclass(frozen=True)
class ClassTable:
    """The instances of a class: `cells` has for each subject, column by column, the values in order."""

    name: str
    iri: str
    columns: tuple[Column, ...]
    subjects: tuple[Subject, ...]
    labels: tuple[str, ...]
    cells: tuple[tuple[tuple[Term, ...], ...], ...]


def with_labels(quads: Sequence[Quad]) -> list[Quad]:
    """The quads with their blank nodes under labels that come from the content."""
    labels = label_blank_nodes(quads)
    if not labels:
        return list(quads)

    def renamed(term: Term | GraphName) -> Term | GraphName:
        if isinstance(term, BlankNode):
            return BlankNode(labels[term.value])
        if isinstance(term, Triple):
            return triple_of(renamed(term.subject), term.predicate, renamed(term.object))
        return term

    return [quad_of(renamed(q.subject), q.predicate, renamed(q.object), renamed(q.graph_name)) for q in quads]


def class_tables(quads: Sequence[Quad], options: ViewOptions) -> list[ClassTable]:
    """The tables of a graph (the union of all graphs), in order of class; what has no class is in ``untyped``.

    An instance of several classes is in the table of each.
    """
    about: dict[Subject, dict[str, set[Term]]] = {}
    classes: dict[str, set[Subject]] = {}
    labelled = with_labels(quads)
    for quad in labelled:
        about.setdefault(quad.subject, {}).setdefault(quad.predicate.value, set()).add(quad.object)
        if quad.predicate.value == _TYPE and isinstance(quad.object, NamedNode):
            classes.setdefault(quad.object.value, set()).add(quad.subject)
    typed = set().union(*classes.values()) if classes else set()
    if len(typed) < len(about):
        classes[""] = set(about) - typed
    # a blank node of the ontology is none of the data, whatever its label
    of_ontology = (quad for quad in options.ontology if isinstance(quad.subject, NamedNode))
    labels = best_labels((*of_ontology, *labelled), options.languages)
    prefixes = PrefixTable(options.prefixes)
    names = file_names([last_part(iri) if iri else "untyped" for iri in sorted(classes)])
    return [
        _table(iri, name, sorted(classes[iri], key=term_key), about, labels, prefixes)
        for name, iri in zip(names, sorted(classes), strict=True)
    ]


def _table(
    iri: str,
    name: str,
    subjects: list[Subject],
    about: dict[Subject, dict[str, set[Term]]],
    labels: dict[Subject, str],
    prefixes: PrefixTable,
) -> ClassTable:
    keys = {
        (predicate, _language(term))
        for subject in subjects
        for predicate, terms in about[subject].items()
        if predicate != _TYPE
        for term in terms
    }
    columns = []
    for predicate, language in sorted(keys, key=lambda key: (predicate_key(key[0]), key[1])):
        title = prefixes.shorten(predicate) or predicate
        columns.append(Column(predicate, language, f"{title}@{language}" if language else title))
    cells = tuple(
        tuple(
            tuple(sorted((t for t in about[s].get(c.predicate, ()) if _language(t) == c.language), key=term_key))
            for c in columns
        )
        for s in subjects
    )
    return ClassTable(name, iri, tuple(columns), tuple(subjects), tuple(labels.get(s, "") for s in subjects), cells)


def _language(term: Term) -> str:
    return (term.language or "") if isinstance(term, Literal) else ""


def file_names(names: Iterable[str]) -> list[str]:
    """Names that every file system can hold, all different, whatever their case; without an extension.

    >>> file_names(["Person", "person", "../x y", "CON", "", "\u05d0"])
    ['Person', 'person-2', 'x-y', 'CON-', 'class', '\u05d0']
    """
    folded: set[str] = set()
    names_of_files: list[str] = []
    for name in names:
        plain = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", name))[:80].strip("-") or "class"
        if plain.casefold() in _RESERVED:
            plain += "-"
        candidate, number = plain, 1
        while candidate.casefold() in folded:
            number += 1
            candidate = f"{plain}-{number}"
        folded.add(candidate.casefold())
        names_of_files.append(candidate)
    return names_of_files
