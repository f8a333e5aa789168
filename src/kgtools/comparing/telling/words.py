"""Names for what a difference is about: labels of things, and of what has none by what it ties together."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from kgtools.errors import KgtoolsError, shorten
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, DefaultGraph, GraphName, Literal, NamedNode, Quad, Subject, Term, Triple
from kgtools.model.vocab import RDF, XSD
from kgtools.project import GraphProject
from kgtools.reading import Tags, parse
from kgtools.text.labels import LABELS
from kgtools.text.languages import rank
from kgtools.text.names import last_part

__all__ = ["Words", "project_labels"]

_TYPE = RDF + "type"
#: nameless nodes above a nameless node that are told
_STEPS = 8
#: classes (by their last word) whose members a situation is "at"
_PLACES = ("Organization", "Organisation", "Company", "Institution", "University")
#: the datatypes, by their last words, whose values are shown without quotation marks
_PLAIN = frozenset(("boolean", "integer", "decimal", "double", "date", "gYear", "gYearMonth"))
#: the base directions of RDF 1.2
_DIRECTIONS = {"ltr": "left to right", "rtl": "right to left"}


class Words:
    """Labels out of some quads, in the first of `languages` that there is one in.

    What has no label is called by its prefixed name where one of `prefixes` fits, else by the last part of its IRI, and
    where several have one last part, by the whole IRI.

    >>> from kgtools.reading import parse_bytes
    >>> text = b'''@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ... e:ann rdfs:label "Ann"@en . e:job a e:Employment ; e:employee e:ann ; e:employer e:Acme .'''
    >>> words = Words(parse_bytes(text, format="turtle"))
    >>> words.of(NamedNode("http://e/ann")), words.situation(NamedNode("http://e/job"))
    ('Ann', ('Ann', 'Employment with Acme'))
    """

    def __init__(
        self,
        quads: Iterable[Quad],
        *,
        languages: Sequence[str] = ("en",),
        tags: Tags | None = None,
        prefixes: Mapping[str, str] | None = None,
    ) -> None:
        #: how language tags are spelled
        self.tags = tags if tags is not None else Tags()
        self._prefixes = PrefixTable.writable(prefixes or {})
        self._iris: set[str] = set()
        self._languages = languages
        self._labels: dict[str, tuple[tuple[int, int, str], str]] = {}
        self._about: dict[Subject, list[tuple[str, Term]]] = {}
        #: the first triple that has a nameless node as its object
        self._above: dict[BlankNode, tuple[Subject, NamedNode]] = {}
        for quad in quads:
            predicate = quad.predicate.value
            self._iris.update(
                term.value
                for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
                if isinstance(term, NamedNode)
            )
            if isinstance(quad.object, BlankNode):
                self._above.setdefault(quad.object, (quad.subject, quad.predicate))
            if predicate in LABELS and isinstance(quad.object, Literal) and quad.object.value.strip():
                self._keep_label(str(quad.subject), LABELS.index(predicate), quad.object)
            else:
                self._about.setdefault(quad.subject, []).append((predicate, quad.object))

    def _keep_label(self, subject: str, place: int, label: Literal) -> None:
        # of two that are equally good the first one given stays
        key = (rank(label.language, self._languages), place, label.language or "")
        if subject not in self._labels or key < self._labels[subject][0]:
            self._labels[subject] = key, label.value

    def has_label(self, term: Term | GraphName) -> bool:
        """Whether the quads give a label."""
        return str(term) in self._labels

    def of(self, term: Term | GraphName) -> str:
        """A term in words: its label, else a short form of its IRI; a literal with its language and direction."""
        label = self._labels.get(str(term))
        if label is not None:
            return shorten(label[1])
        if isinstance(term, NamedNode):
            return shorten(self._unlabelled(term.value))
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, Triple):
            return f"({self.of(term.subject)}: {self.of(term.predicate)} {self.of(term.object)})"
        if isinstance(term, DefaultGraph):
            return "the default graph"
        return self._nameless(term)

    def _unlabelled(self, iri: str) -> str:
        name = self._prefixes.shorten(iri)
        if name is None:
            name = last_part(iri)
            return iri if self._shared[name] > (iri in self._iris) else name
        return name

    @cached_property
    def _shared(self) -> Counter[str]:
        """How many of the things without a label and a prefixed name have a last part."""
        return Counter(
            last_part(iri)
            for iri in self._iris
            if f"<{iri}>" not in self._labels and self._prefixes.shorten(iri) is None
        )

    def in_full(self, term: Term) -> str:
        """A term in words that leave nothing out: a literal with its datatype, and a thing with its IRI."""
        words = self.of(term)
        if isinstance(term, Literal) and term.language is None:
            datatype = term.datatype.value
            name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else self._prefixes.shorten(datatype)
            return f"{words} ({shorten(name or datatype, 300)})"
        return f"{words} ({shorten(str(term), 300)})" if isinstance(term, NamedNode) else words

    def _literal(self, literal: Literal) -> str:
        text = f'"{shorten(literal.value, 300)}"'
        if literal.language is not None:
            direction = f", {_DIRECTIONS[str(literal.direction)]}" if literal.direction is not None else ""
            return f"{text} ({self.tags.of(literal)}{direction})"
        return shorten(literal.value) if last_part(literal.datatype.value) in _PLAIN else text

    def classes(self, subject: Subject) -> list[str]:
        """The names of the classes of a subject."""
        kinds = {term for predicate, term in self._about.get(subject, ()) if predicate == _TYPE}
        return sorted((self.of(kind) for kind in kinds if isinstance(kind, NamedNode)), key=lambda n: (len(n), n))

    def _nameless(self, node: BlankNode, below: frozenset[BlankNode] = frozenset()) -> str:
        """A node without a name by what leads to it, else by what it ties together or says."""
        kinds = self.classes(node)
        above = self._above.get(node)
        if above is not None and above[0] not in below and len(below) < _STEPS:
            subject, predicate = above
            outer = self._nameless(subject, below | {node}) if isinstance(subject, BlankNode) else self.of(subject)
            return f"{outer}: {self.of(predicate)}{f' ({kinds[0]})' if kinds else ''}"
        return self.alone(node)

    def alone(self, node: BlankNode) -> str:
        """A node without a name by its class, and by what it ties together or says."""
        kinds = self.classes(node)
        ties = [self.of(term) for _, term in self._ties(node)]
        ends = ", ".join(ties) or ", ".join(
            self._literal(term) for _, term in sorted(self._about.get(node, ()), key=str) if isinstance(term, Literal)
        )
        kind = kinds[0] if kinds else "a node without a name"
        return f"{kind} ({ends})" if ends else kind

    def _ties(self, subject: Subject) -> list[tuple[str, NamedNode]]:
        """The things with a label (or at least a type) that a subject ties together, in order of predicate."""
        ties = {
            (predicate, term)
            for predicate, term in self._about.get(subject, ())
            if predicate != _TYPE and isinstance(term, NamedNode)
        }
        return sorted(ties, key=lambda pair: (not self.has_label(pair[1]), pair[0], pair[1].value))

    def situation(self, subject: Subject) -> tuple[str, str] | None:
        """What a subject without a label is, told by the first thing that it ties to others: that thing, and the rest.

        None where the subject has a label, or ties nothing together.
        """
        if self.has_label(subject):
            return None
        kinds = self.classes(subject)
        ties = self._ties(subject)
        if not kinds or len(ties) < 2 or not self.has_label(ties[0][1]):
            return None
        others = [term for _, term in ties[1:] if self.has_label(term)] or [ties[1][1]]
        word = "at" if any(last_part(k) in _PLACES for k in self._kinds(others[0])) else "with"
        return self.of(ties[0][1]), f"{kinds[0]} {word} {self.of(others[0])}"

    def _kinds(self, subject: NamedNode) -> list[str]:
        return [t.value for p, t in self._about.get(subject, ()) if p == _TYPE and isinstance(t, NamedNode)]


def project_labels(project: GraphProject) -> list[Quad]:
    """The labels that a project's ontology and data give; a file that cannot be read gives none.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "kgtools.toml").write_text("")
    ...     Path(folder, "data").mkdir()
    ...     text = "<http://e/ada> <http://www.w3.org/2000/01/rdf-schema#label> 'Ada' ; <http://e/age> 36 ."
    ...     _ = Path(folder, "data", "people.ttl").write_text(text)
    ...     [str(quad.object) for quad in project_labels(GraphProject.at(Path(folder)))]
    ['"Ada"']
    """
    quads: list[Quad] = []
    for path in (*project.ontology_files, *project.source_files):
        with contextlib.suppress(KgtoolsError):
            quads += [quad for quad in parse(path) if quad.predicate.value in LABELS]
    return quads
