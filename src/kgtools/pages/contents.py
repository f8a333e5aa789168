"""What the pages of a graph are made of: its things with their labels, classes and addresses, looked up once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kgtools.errors import ParameterError, UsageError
from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import OWL, RDF, RDFS, SKOS
from kgtools.pages.claims import Claims, Compared, compared
from kgtools.pages.dated import Places, date_properties, dated_things
from kgtools.pages.remembered import RememberedStore
from kgtools.pictures import Look
from kgtools.text.characters import visible
from kgtools.text.labels import LABELS
from kgtools.text.languages import rank
from kgtools.text.markup import Html, element, named, web_address
from kgtools.text.names import last_part

if TYPE_CHECKING:
    from kgtools.data.articles import ArticleFolder
    from kgtools.graph import KnowledgeGraph
    from kgtools.pages.request import Request
    from kgtools.query import Answer, StoredQuery
    from kgtools.query.portrait import Portrait
    from kgtools.query.portrait.sources import FindPlaces
    from kgtools.shacl import ValidationReport
    from kgtools.store import MemoryStore

__all__ = ["Contents", "KindOfThing", "Thing"]

_TYPE = NamedNode(RDF + "type")
#: what is described on the page of the ontology
_DECLARED = frozenset(
    {RDFS + "Class", RDF + "Property"}
    | {OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual")}
)
_NAMES = (*LABELS, SKOS + "altLabel", SKOS + "hiddenLabel")


class Thing(NamedTuple):
    """A thing of the graph: its IRI, and the address of its page below ``/doc/`` where it lies below the base."""

    iri: str
    address: str | None


class KindOfThing(NamedTuple):
    """A class with the things that are its instances."""

    iri: str
    address: str
    members: tuple[str, ...]


class Contents:
    """A graph as its pages need it: made once, then read by every page.

    >>> from kgtools.graph import KnowledgeGraph
    >>> from kgtools.project import GraphProject
    >>> contents = Contents(KnowledgeGraph(GraphProject.shipped()))
    >>> contents.label("https://w3id.org/talent-graph/id/person/hugo-touvron", ["he"]).value
    'הוגו טוברון'
    """

    def __init__(
        self,
        graph: KnowledgeGraph,
        *,
        articles: ArticleFolder | None = None,
        timeout: float | None = None,
        memory: int | None = None,
    ) -> None:
        self.graph = graph
        self.project = graph.project
        #: the reader's own copies of the articles, to show passages from
        self.articles = articles
        #: the limits of each query that a page asks: seconds, and bytes
        self.timeout = timeout
        self.memory = memory
        #: the last answers of a site: see :func:`kgtools.pages.answers.answer_to`
        self.kept_answers: dict[object, Answer] = {}

    @cached_property
    def store(self) -> MemoryStore:
        """The graph's store as it is when the pages are made."""
        return RememberedStore(self.graph.store)

    @property
    def base(self) -> str:
        return self.project.base

    # -- things ---------------------------------------------------------------------------------------------------

    @cached_property
    def things(self) -> Mapping[str, Thing]:
        """The subjects of the default graph by IRI, in the order of their IRIs; no two have the same address."""
        quads = self.store.match(None, None, None, DefaultGraph())
        subjects = {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
        found, taken = {}, set()
        for iri in sorted(subjects):
            address = self._below_base(iri)
            if address is not None and address.casefold() in taken:
                # a file system may take two cases for one name
                address = None
            if address is not None:
                taken.add(address.casefold())
            found[iri] = Thing(iri, address)
        return found

    @cached_property
    def _by_address(self) -> Mapping[str, str]:
        return {thing.address: thing.iri for thing in self.things.values() if thing.address is not None}

    def iri_at(self, address: str) -> str | None:
        """The IRI of the thing whose page is at an address below ``/doc/``."""
        return self._by_address.get(address)

    def _below_base(self, iri: str) -> str | None:
        if not iri.startswith(self.base):
            return None
        local = iri[len(self.base) :].removeprefix("id/").removeprefix("#")
        # what a browser would resolve, or cut, is no part of a path
        return local if re.fullmatch(r"[^/?#\\.][^?#\\]*", local) and not re.search(r"/(?:\.|/|$)", local) else None

    @cached_property
    def kinds(self) -> tuple[KindOfThing, ...]:
        """The classes of the things, those with most members first."""
        members: dict[str, list[str]] = {}
        for quad in self.store.match(None, _TYPE, None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                members.setdefault(quad.object.value, []).append(quad.subject.value)
        addresses: dict[str, str] = {}
        for iri in sorted(members):
            short = self.short(iri).replace(":", "-") if "://" not in self.short(iri) else iri
            addresses[iri] = short if short not in addresses.values() else iri
        ordered = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
        return tuple(KindOfThing(iri, addresses[iri], tuple(sorted(set(found)))) for iri, found in ordered)

    @cached_property
    def _kinds_of(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for kind in self.kinds:
            for member in kind.members:
                found.setdefault(member, []).append(kind.iri)
        return found

    def kinds_of(self, iri: str) -> Sequence[str]:
        """The classes that a thing is said to be of; those with fewer members first, for they say more."""
        return self._kinds_of.get(iri, [])[::-1]

    # -- labels ---------------------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> Mapping[str, tuple[tuple[int, Literal], ...]]:
        """The names of everything, in every graph: how good the predicate is (0 is the best), and the text."""
        found: dict[str, dict[tuple[int, Literal], None]] = {}
        for place, predicate in enumerate(_NAMES):
            for quad in self.store.match(None, NamedNode(predicate)):
                subject, name = quad.subject, quad.object
                if isinstance(name, Literal) and isinstance(subject, NamedNode) and name.value.strip():
                    found.setdefault(subject.value, {})[place, name] = None
        return {iri: tuple(names) for iri, names in found.items()}

    @cached_property
    def search_names(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The names of the things as they are searched: the form that is compared, and the name."""
        from kgtools.query.labels.entities import matching_form

        return {
            iri: tuple((matching_form(name.value), name.value) for _, name in self.names[iri])
            for iri in self.things
            if iri in self.names
        }

    @cached_property
    def claims(self) -> Claims:
        """The claims, articles and conflicts of the graph."""
        return Claims(self.store, self.graph.vocabulary)

    def label(self, iri: str, languages: Sequence[str]) -> Literal:
        """The label for a reader of these languages; where there is none, words made of the IRI."""
        best = [(place, text) for place, text in self.names.get(iri, ()) if place < len(LABELS)]
        if not best:
            return Literal(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", last_part(iri)).replace("-", " ") or iri)
        return min(best, key=lambda n: (rank(n[1].language, languages), n[0], n[1].language or "", n[1].value))[1]

    def address(self, iri: str) -> str:
        """A thing as addresses of pages name it: its address below the base, or its IRI."""
        thing = self.things.get(iri)
        return iri if thing is None or thing.address is None else thing.address

    def iri_of(self, text: str) -> str | None:
        """The thing that an address, an IRI, a prefixed name or a label in any language means, if one does."""
        if not text.strip():
            return None
        if text in self.things:
            return text
        found = self.iri_at(text)
        if found is not None:
            return found
        from kgtools.query.labels.entities import EntityFinder

        try:
            return EntityFinder(self.store, self.graph.prefixes).find(text).value
        except UsageError:
            return None

    def shown_label(self, iri: str, request: Request) -> Html:
        """The label of anything, without a link."""
        label = self.label(iri, request.languages)
        return named(label.value, _other(label.language, request.language))

    def short(self, iri: str) -> str:
        """An IRI as a person writes it: as a prefixed name where a prefix fits."""
        return self.graph.query_prefixes.shorten(iri) or iri

    def members(self, of: str) -> tuple[str, ...]:
        """The things of a class and of those below it, by a prefixed name or an IRI, in the order of their IRIs."""
        iri = self.graph.query_prefixes.expand(of) if "://" not in of else of.strip("<>")
        below, ahead = {iri}, [iri]
        while ahead:
            for quad in self.store.match(None, NamedNode(RDFS + "subClassOf"), NamedNode(ahead.pop())):
                if isinstance(quad.subject, NamedNode) and quad.subject.value not in below:
                    below.add(quad.subject.value)
                    ahead.append(quad.subject.value)
        return tuple(sorted({member for kind in self.kinds if kind.iri in below for member in kind.members}))

    # -- links ----------------------------------------------------------------------------------------------------

    def page_of(self, iri: str) -> tuple[str, dict[str, str]] | None:
        """The name and the arguments of the page about an IRI; None where the graph says nothing of it."""
        thing = self.things.get(iri)
        if thing is None:
            return None
        return ("entity", {"thing": thing.address}) if thing.address is not None else ("about", {"iri": iri})

    def href(self, iri: str, request: Request) -> str | None:
        """Where a click on an IRI leads: to its page, to its term in the ontology, or out to the web."""
        if iri.startswith(self.base + "claim/"):
            found = request.links.to("claim", number=iri[len(self.base) + len("claim/") :])
        elif iri in self.ontology_terms and iri not in self.things:
            found = request.links.to("ontology", fragment=self.ontology_terms[iri])
        else:
            page = self.page_of(iri)
            found = None if page is None else request.links.to(page[0], **page[1])
        return found or web_address(iri)

    def claim_href(self, claim: str, request: Request) -> str | None:
        """Where a click on a claim leads, which is written as an IRI or as a prefixed name."""
        iri = claim if "://" in claim else self.graph.prefixes.expand(claim) if ":" in claim else ""
        return self.href(iri, request) if iri.startswith(self.base + "claim/") else None

    def link(self, iri: str, request: Request, *, text: str | None = None) -> Html:
        """A thing as a link with its label, or the label alone where no link is safe."""
        label = self.label(iri, request.languages) if text is None else Literal(text)
        href = self.href(iri, request)
        if href is None:
            return named(label.value, _other(label.language, request.language))
        return self.link_to(href, iri, request, label=label)

    def link_to(self, href: str, iri: str, request: Request, *, label: Literal | None = None) -> Html:
        """A link to anywhere under the label of a thing."""
        text = self.label(iri, request.languages) if label is None else label
        shown = named(text.value, _other(text.language, request.language))
        outside = href.startswith(("http://", "https://"))
        return element("a", shown, href=href, title=visible(iri), rel="noopener nofollow" if outside else None)

    def term(self, term: Term, request: Request) -> Html:
        """A term as a page shows it: a thing as a link, a text in its own direction."""
        if isinstance(term, NamedNode):
            return self.link(term.value, request)
        if isinstance(term, Literal):
            return named(term.value, _other(term.language, request.language))
        return named(str(term))

    @cached_property
    def ontology(self) -> tuple[Quad, ...]:
        """The statements of the project's ontology; of files, those of the graph itself."""
        from kgtools.reading import parse

        if not self.graph.data.has_parts:
            return tuple(self.store)
        with self.graph.data.reading():
            files = self.project.ontology_files
            return tuple(quad for path in files for quad in parse(path, rename_blank_nodes=True))

    @cached_property
    def ontology_terms(self) -> Mapping[str, str]:
        """The classes, properties and individuals that the page of the ontology describes, with their names on it.

        A term of the project's own is called by the last part of its IRI, another one with its prefix before it.
        """
        terms = {
            quad.subject.value
            for quad in self.ontology
            if quad.predicate == _TYPE
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
            and quad.object.value in _DECLARED
        }
        found: dict[str, str] = {}
        for iri in sorted(terms, key=lambda iri: (not iri.startswith(self.base), iri)):
            names = (last_part(iri), re.sub(r"[^A-Za-z0-9_.-]+", "-", self.short(iri)), iri)
            found[iri] = next((name for name in names if name not in found.values()), iri)
        return found

    @cached_property
    def report(self) -> ValidationReport | None:
        """The validation report of the project's own shapes; None where it has none."""
        if not self.project.shapes_files or not self.graph.data.has_parts:
            return None
        return self.graph.validate()

    def prepare(self) -> None:
        """Look up what every page needs, before processes share it."""
        _ = self.things, self.kinds, self.names, self.claims.by_number, self.claims.conflicts, self.ontology_terms
        _ = self.with_timelines, self.compared, self.search_names, self.report, self.queries
        self._find_places(())

    def shown_path(self, file: str) -> str:
        """A file as pages name it: below the project's folder, and of another one its name alone."""
        path = Path(file)
        root = self.project.root
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name

    # -- portraits ------------------------------------------------------------------------------------------------

    def portrait(self, iri: str, request: Request) -> Portrait:
        """What the graph knows about a thing, for the reader of a request and the month that it asks about.

        Raises :class:`ParameterError` for a month that is none.
        """
        from kgtools.query.portrait import portray

        return portray(
            self.store,
            NamedNode(iri),
            vocabulary=self.graph.vocabulary,
            prefixes=self.graph.query_prefixes,
            languages=request.languages,
            month=_month(request.at),
            places=self._find_places,
        )

    @cached_property
    def _find_places(self) -> FindPlaces:
        return Places(self.graph, self.store, self.timeout)

    @cached_property
    def date_properties(self) -> frozenset[str]:
        """The properties that give the start, the end or the moment of a situation."""
        return date_properties(self.graph, self.store)

    @cached_property
    def with_timelines(self) -> tuple[str, ...]:
        """The things that have a timeline: those with a label that a dated situation takes part in."""
        return dated_things(self.store, self.date_properties, lambda iri: iri in self.things and iri in self.names)

    @cached_property
    def compared(self) -> Compared:
        """The things of which several articles speak, with the claims of each article; the most spoken of first."""
        return compared(self.claims, lambda iri: iri in self.things and iri in self.names)

    def look(self, request: Request, key: str) -> Look:
        """How a picture is drawn on a page: `key` is what its identifiers begin with."""
        return Look(request.words, lambda iri: self.href(iri, request) if iri else None, key)

    # -- the rest of the project ----------------------------------------------------------------------------------

    @cached_property
    def queries(self) -> Mapping[str, StoredQuery]:
        """The stored queries that can be used."""
        return self.graph.stored_queries(refused=lambda error: None)

    def triples_about(self, iri: str) -> list[Triple]:
        """What the default graph says of a thing: its triples, and those of what refers to it, each once, in order."""
        node = NamedNode(iri)
        found = {q.triple for q in self.store.match(node, None, None, DefaultGraph())}
        for quad in list(self.store.match(None, None, node, DefaultGraph())):
            if quad.predicate == _TYPE:
                continue
            found |= {q.triple for q in self.store.match(quad.subject, None, None, DefaultGraph())}
        return sorted(found, key=str)


def _month(at: str) -> int | None:
    from kgtools.model.dates import parse_user_date

    if not at:
        return None
    try:
        return parse_user_date(at).earliest
    except UsageError as error:
        raise ParameterError("at", at, str(error)) from error


def _other(language: str | None, interface: str) -> str | None:
    """The language of a text, where it is another one than that of the page."""
    return None if language == interface else language
