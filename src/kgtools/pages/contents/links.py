"""What leads from a thing to its page: links, labels in the reader's language, and the terms of the ontology."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from kgtools.model.terms import Literal, NamedNode, Quad, Term
from kgtools.pages.contents.claims import Claims
from kgtools.pages.contents.names import NamedContents
from kgtools.pages.contents.ontology_terms import statements_in, terms_on_page
from kgtools.pictures import Look
from kgtools.text.characters import visible
from kgtools.text.markup import Html, bdi, element, web_address

if TYPE_CHECKING:
    from kgtools.pages.request import Request

__all__ = ["LinkedContents"]

#: links that are kept, so that a server does not grow without end
_MAX_LINKS = 100_000


class LinkedContents(NamedContents):
    """What is in a graph, with links to the pages about it."""

    @cached_property
    def claims(self) -> Claims:
        """The claims, articles and conflicts of the graph."""
        return Claims(self.store, self.graph.vocabulary)

    def page_of(self, iri: str) -> tuple[str, dict[str, str]] | None:
        """The name and the arguments of the page about an IRI; None where the graph says nothing of it."""
        thing = self.things.get(iri)
        if thing is None:
            return None
        return ("entity", {"thing": thing.address}) if thing.address is not None else ("about", {"iri": iri})

    def href(self, iri: str, request: Request) -> str | None:
        """Where a click on an IRI leads: to its page, to its term in the ontology, or out to the web."""
        key = (iri, request.links.common)
        if key not in self.hrefs:
            if len(self.hrefs) >= _MAX_LINKS:
                self.hrefs.clear()
            self.hrefs[key] = self._found_href(iri, request)
        return self.hrefs[key]

    def _found_href(self, iri: str, request: Request) -> str | None:
        number = iri.removeprefix(self.base + "claim/")
        if number != iri and number in self.claims.by_number:
            href = request.links.to("claim", number=number)
        elif iri in self.ontology_terms and iri not in self.things:
            href = request.links.to("ontology", fragment=self.ontology_terms[iri])
        else:
            page = self.page_of(iri)
            href = None if page is None else request.links.to(page[0], **page[1])
        return href or web_address(iri)

    def claim_href(self, claim: str, request: Request) -> str | None:
        """Where a click on a claim leads, which is written as an IRI or as a prefixed name."""
        iri = claim if "://" in claim else self.graph.prefixes.expand(claim) if ":" in claim else ""
        return self.href(iri, request) if iri.startswith(self.base + "claim/") else None

    def link(self, iri: str, request: Request, *, text: str | None = None) -> Html:
        """A thing as a link with its label, or the label alone where no link is safe."""
        label = self.label(iri, request.languages) if text is None else Literal(text)
        href = self.href(iri, request)
        if href is None:
            return bdi(label.value, _other(label.language, request.language))
        return self.link_to(href, iri, request, label=label)

    def link_to(self, href: str, iri: str, request: Request, *, label: Literal | None = None) -> Html:
        """A link to anywhere under the label of a thing."""
        text = self.label(iri, request.languages) if label is None else label
        content = bdi(text.value, _other(text.language, request.language))
        outside = href.startswith(("http://", "https://"))
        return element("a", content, href=href, title=visible(iri), rel="noopener nofollow" if outside else None)

    def term(self, term: Term, request: Request) -> Html:
        """A term as a page shows it: a thing as a link, a text in its own direction."""
        return self.link(term.value, request) if isinstance(term, NamedNode) else self.shown_term(term, request)

    def shown_term(self, term: Term, request: Request) -> Html:
        """The same without a link."""
        if isinstance(term, NamedNode):
            return self.shown_label(term.value, request)
        if isinstance(term, Literal):
            return bdi(term.value, _other(term.language, request.language))
        return bdi(str(term))

    def shown_label(self, iri: str, request: Request) -> Html:
        """The label of anything, without a link."""
        label = self.label(iri, request.languages)
        return bdi(label.value, _other(label.language, request.language))

    def named_link(self, text: str, request: Request) -> Html:
        """A text that names a thing as a link to it; the text alone where it names none, or several."""
        from kgtools.query.labels.entities import matching_form

        things = self._by_name.get(matching_form(text), set())
        return self.link(next(iter(things)), request, text=text) if len(things) == 1 else bdi(text)

    def look(self, request: Request, key: str) -> Look:
        """How a picture is drawn on a page: `key` is what its identifiers begin with."""
        return Look(request.words, lambda iri: self.href(iri, request) if iri else None, key)

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


def _other(language: str | None, interface: str) -> str | None:
    """The language of a text, where it is another one than that of the page."""
    return None if language == interface else language
