"""The things of a graph with their classes, names and addresses, looked up once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import UsageError
from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import RDFS
from kgtools.pages.contents.cached_store import CachedStore
from kgtools.pages.contents.labels import Labels
from kgtools.pages.contents.things import KindOfThing, Thing, count_things, find_kinds, find_things
from kgtools.store import MemoryStore

if TYPE_CHECKING:
    from kgtools.data.articles import ArticleFolder
    from kgtools.graph import KnowledgeGraph
    from kgtools.query import Answer
    from kgtools.query.portrait.records import SourceRef
    from kgtools.text.markup import Html

__all__ = ["NamedContents"]


class NamedContents:
    """What is in a graph, and what it is called."""

    def __init__(
        self,
        graph: KnowledgeGraph,
        *,
        articles: ArticleFolder | None = None,
        timeout: float | None = None,
        answers_queries: bool = False,
    ) -> None:
        self.graph = graph
        self.project = graph.project
        #: the reader's own copies of the articles, to show passages from
        self.articles = articles
        #: seconds that a look-up of lines in files may take
        self.timeout = timeout
        #: whether a site answers queries in the browser of its reader
        self.answers_queries = answers_queries
        #: the menus and search fields of pages by folder, kind and language: see :mod:`kgtools.pages.templates`
        self.menus: dict[object, tuple[Html, Html]] = {}
        #: the links to things, terms and claims by the pages that they are the same on
        self.hrefs: dict[object, str | None] = {}
        #: what statements rest on as markup, by the pages that it is the same on
        self.sources: dict[object, dict[SourceRef, Html]] = {}
        self._shown_paths: dict[str, str] = {}
        #: the last answers of a site: see :func:`kgtools.pages.answers.answer_to`
        self.kept_answers: dict[object, Answer] = {}

    @cached_property
    def title(self) -> str:
        """The title of the project; of files that are read in place of its graph, their names."""
        return self.graph.title

    @cached_property
    def store(self) -> MemoryStore:
        """The graph's store as it is when the pages are made."""
        return CachedStore.sharing(self.graph.store)

    @property
    def base(self) -> str:
        return self.project.base

    @cached_property
    def things(self) -> Mapping[str, Thing]:
        """The subjects of the default graph by IRI, in the order of their IRIs; no two have the same address."""
        return find_things(self.store, self.base)

    @cached_property
    def count(self) -> int:
        """How many things there are."""
        return len(self.things) if "things" in self.__dict__ else count_things(self.store)

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
        kinds_of: dict[str, list[str]] = {}
        for kind in self.kinds:
            for member in kind.members:
                kinds_of.setdefault(member, []).append(kind.iri)
        return kinds_of

    def kinds_of(self, iri: str) -> Sequence[str]:
        """The classes that a thing is said to be of; those with fewer members first, for they say more."""
        return self._kinds_of.get(iri, [])[::-1]

    def classes_of(self, iri: str) -> list[str]:
        """The classes of a thing, and those above them."""
        classes = list(self.kinds_of(iri))
        for cls in classes:
            for quad in self.store.match(NamedNode(cls), NamedNode(RDFS + "subClassOf")):
                if isinstance(quad.object, NamedNode) and quad.object.value not in classes:
                    classes.append(quad.object.value)
        return classes

    @cached_property
    def label_predicate(self) -> str:
        """The predicate that gives most labels."""
        return self._labels.predicate

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
        return self._labels.search_forms(self.things)

    def label(self, iri: str, languages: Sequence[str]) -> Literal:
        """The label for a reader of these languages; without one, words made of the IRI."""
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
        iri = self.iri_at(text)
        if iri is not None:
            return iri
        from kgtools.query.labels.entities import EntityFinder

        try:
            return EntityFinder(self.store, self.graph.prefixes).find(text).value
        except UsageError:
            return None

    @cached_property
    def _by_name(self) -> Mapping[str, set[str]]:
        by_name: dict[str, set[str]] = {}
        for iri, forms in self.search_names.items():
            for form, _ in forms:
                by_name.setdefault(form, set()).add(iri)
        return by_name

    def short(self, iri: str) -> str:
        """An IRI as a person writes it: as a prefixed name where a prefix fits."""
        return self.graph.query_prefixes.shorten(iri) or iri

    def members(self, of: str) -> tuple[str, ...]:
        """The things of a class and of those below it, by a prefixed name or an IRI, in the order of their IRIs."""
        try:
            iri = self.graph.query_prefixes.expand(of) if "://" not in of else of.strip("<>")
            NamedNode(iri)
        except (UsageError, ValueError):
            # what is not an IRI has no members
            return ()
        below, ahead = {iri}, [iri]
        while ahead:
            for quad in self.store.match(None, NamedNode(RDFS + "subClassOf"), NamedNode(ahead.pop())):
                if isinstance(quad.subject, NamedNode) and quad.subject.value not in below:
                    below.add(quad.subject.value)
                    ahead.append(quad.subject.value)
        return tuple(sorted({member for kind in self.kinds if kind.iri in below for member in kind.members}))

    def shown_path(self, file: str) -> str:
        """A file as pages name it: below the project's folder, and of another one its name alone."""
        name = self._shown_paths.get(file)
        if name is None:
            path, root = Path(file).absolute(), self.project.root
            name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
            self._shown_paths[file] = name
        return name
