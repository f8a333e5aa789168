"""What the pages of a graph are made of: its things with their labels, classes and addresses, looked up once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import ParameterError, UsageError
from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Quad, Term, Triple
from kgtools.model.vocab import RDF, RDFS
from kgtools.pages.contents.arranged import Arrangement
from kgtools.pages.contents.claims import Claims, Compared, compared
from kgtools.pages.contents.dated import Places, date_properties, dated_things
from kgtools.pages.contents.labels import Labels
from kgtools.pages.contents.ontology_terms import statements_in, terms_on_page
from kgtools.pages.contents.portrayers import Portrayers
from kgtools.pages.contents.remembered import RememberedStore
from kgtools.pages.contents.schema_org import SchemaOrg
from kgtools.pages.contents.things import KindOfThing, Thing, find_kinds, find_things
from kgtools.pictures import Look
from kgtools.store import MemoryStore
from kgtools.text.characters import visible
from kgtools.text.markup import Html, element, named, web_address

if TYPE_CHECKING:
    from kgtools.data.articles import ArticleFolder
    from kgtools.graph import KnowledgeGraph
    from kgtools.pages.request import Request
    from kgtools.query import Answer, StoredQuery
    from kgtools.query.portrait import Portrait
    from kgtools.shacl import ValidationReport

__all__ = ["Contents"]

_TYPE = NamedNode(RDF + "type")


class Contents:
    """A graph as its pages need it: made once, then read by every page.

    >>> from kgtools.graph import KnowledgeGraph
    >>> from kgtools.project import GraphProject
    >>> contents = Contents(KnowledgeGraph(GraphProject.shipped()))
    >>> contents.label("https://w3id.org/talent-graph/id/person/hugo-touvron", ["he"]).value
    'הוגו טברון'
    """

    def __init__(
        self,
        graph: KnowledgeGraph,
        *,
        articles: ArticleFolder | None = None,
        timeout: float | None = None,
        memory: int | None = None,
        answers_queries: bool = False,
    ) -> None:
        self.graph = graph
        self.project = graph.project
        #: the reader's own copies of the articles, to show passages from
        self.articles = articles
        #: the limits of each query that a page asks: seconds, and bytes
        self.timeout = timeout
        self.memory = memory
        #: whether a site answers queries in the browser of its reader
        self.answers_queries = answers_queries
        #: the menus of pages by folder and language: see :mod:`kgtools.pages.templates`
        self.menus: dict[object, list[tuple[str, str]]] = {}
        #: the last answers of a site: see :func:`kgtools.pages.answers.answer_to`
        self.kept_answers: dict[object, Answer] = {}

    @cached_property
    def title(self) -> str:
        """The title of the project; of files that are read in place of its graph, their names."""
        if self.graph.data.has_parts:
            return self.project.title
        names = [path.name for path in self.graph.data.validation_files()]
        return ", ".join(names[:3]) + (" …" if len(names) > 3 else "") or self.project.title

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
        return find_things(self.store, self.base)

    @cached_property
    def _by_address(self) -> Mapping[str, str]:
        return {thing.address: thing.iri for thing in self.things.values() if thing.address is not None}

    def iri_at(self, address: str) -> str | None:
        """The IRI of the thing whose page is at an address below ``/doc/``."""
        return self._by_address.get(address)

    @cached_property
    def kinds(self) -> tuple[KindOfThing, ...]:
        """The classes of the things, those with most members first."""
        return find_kinds(self.store, self.short)

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

    def classes_of(self, iri: str) -> list[str]:
        """The classes of a thing, and those above them."""
        found = list(self.kinds_of(iri))
        for cls in found:
            for quad in self.store.match(NamedNode(cls), NamedNode(RDFS + "subClassOf")):
                if isinstance(quad.object, NamedNode) and quad.object.value not in found:
                    found.append(quad.object.value)
        return found

    # -- labels ---------------------------------------------------------------------------------------------------

    @cached_property
    def _labels(self) -> Labels:
        return Labels(self.store)

    @property
    def names(self) -> Mapping[str, tuple[tuple[int, Literal], ...]]:
        """The names of everything, in every graph: how good the predicate is (0 is the best), and the text."""
        return self._labels.names

    @cached_property
    def search_names(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The names of the things as they are searched: the form that is compared, and the name."""
        return self._labels.searched(self.things)

    @cached_property
    def claims(self) -> Claims:
        """The claims, articles and conflicts of the graph."""
        return Claims(self.store, self.graph.vocabulary)

    def label(self, iri: str, languages: Sequence[str]) -> Literal:
        """The label for a reader of these languages; where there is none, words made of the IRI."""
        return self._labels.label(iri, languages)

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

    @cached_property
    def _by_name(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for iri, forms in self.search_names.items():
            for form, _ in forms:
                found.setdefault(form, set()).add(iri)
        return found

    def named_link(self, text: str, request: Request) -> Html:
        """A text that names a thing as a link to it; the text alone where it names none, or several."""
        from kgtools.query.labels.entities import matching_form

        found = self._by_name.get(matching_form(text), set())
        return self.link(next(iter(found)), request, text=text) if len(found) == 1 else named(text)

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
        """The statements of the project's ontology; of files, those of the graph about what it declares."""
        from kgtools.reading import parse

        if not self.graph.data.has_parts:
            return tuple(statements_in(self.store))
        with self.graph.data.reading():
            files = self.project.ontology_files
            return tuple(quad for path in files for quad in parse(path, rename_blank_nodes=True))

    @cached_property
    def ontology_terms(self) -> Mapping[str, str]:
        """The classes, properties and individuals that the page of the ontology describes, with their names on it."""
        return terms_on_page(self.ontology, self.base, self.short)

    @cached_property
    def report(self) -> ValidationReport | None:
        """The validation report of the project's own shapes; None where it has none."""
        if not self.project.shapes_files or not self.graph.data.has_parts:
            return None
        return self.graph.validate()

    @cached_property
    def arrangement(self) -> Arrangement:
        """The order of properties that the project's shapes give."""
        from kgtools.reading import parse

        with self.graph.data.reading():
            files = self.project.shapes_files
            return Arrangement(MemoryStore(quad for path in files for quad in parse(path, rename_blank_nodes=True)))

    @cached_property
    def schema_org(self) -> SchemaOrg:
        """What search engines read of each thing."""
        return SchemaOrg(self.graph, self.store)

    @cached_property
    def has_claims(self) -> bool:
        """Whether the graph says what it says by claims of articles; else its properties are told by themselves."""
        return bool(self.claims.by_number)

    @cached_property
    def empty_pages(self) -> frozenset[str]:
        """The pages of the menu that would have nothing to show."""
        from kgtools.data.graph_pictures import flow_query

        shown = {
            "queries": self.queries,
            "timelines": self.with_timelines,
            "flow": flow_query(self.queries),
            "conflicts": self.claims.conflicts,
            "articles": self.claims.articles,
            "comparison": self.claims.articles,
            "ontology": self.ontology_terms,
            "validation": self.report,
        }
        return frozenset(name for name, found in shown.items() if found is None or not found)

    def prepare(self) -> None:
        """Look up what every page needs, before processes share it."""
        _ = self.things, self.kinds, self.names, self.claims.by_number, self.claims.conflicts, self.ontology_terms
        _ = self.with_timelines, self.compared, self.search_names, self.arrangement, self.empty_pages
        self._find_places.prepare()
        self.schema_org.prepare()

    def shown_path(self, file: str) -> str:
        """A file as pages name it: below the project's folder, and of another one its name alone."""
        path, root = Path(file).absolute(), self.project.root
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name

    # -- portraits ------------------------------------------------------------------------------------------------

    def portrait(self, iri: str, request: Request) -> Portrait:
        """What the graph knows about a thing, for the reader of a request and the month that it asks about.

        Raises :class:`ParameterError` for a month that is none.
        """
        month = _month(request.at)
        return self.portrayers.of(request.languages).portrait(NamedNode(iri), month=month)

    @cached_property
    def portrayers(self) -> Portrayers:
        return Portrayers(self.store, self.graph, self._find_places)

    @cached_property
    def _find_places(self) -> Places:
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
