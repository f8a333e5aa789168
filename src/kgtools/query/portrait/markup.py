"""A portrait as HTML: names, sections of sentences with their times, and what each rests on.

Pages and notebooks show the same; they differ in where links lead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kgtools.text.characters import visible
from kgtools.text.direction import text_direction
from kgtools.text.interface import InterfaceWords
from kgtools.text.markup import Html, bdi, element, joined, web_address

if TYPE_CHECKING:
    from kgtools.query.portrait.records import Kind, Name, Piece, Portrait, Section, SourceRef, Statement

__all__ = ["PortraitMarkup"]


def _web_link(iri: str, text: str) -> Html:
    href = web_address(iri)
    return bdi(text) if href is None else element("a", bdi(text), href=href, rel="noopener nofollow")


@dataclass(frozen=True)
class PortraitMarkup:
    """How the parts of a portrait are written: the words, and where things, claims and files lead.

    `thing` gives the link to a thing under a text, `claim` the address of a claim, `passage` the text of an article
    where the reader has it, and `path` how a file is called.
    """

    words: InterfaceWords = field(default_factory=lambda: InterfaceWords("en"))
    thing: Callable[[str, str], Html] = _web_link
    claim: Callable[[str], str | None] = lambda claim: None
    passage: Callable[[SourceRef], str | None] = lambda source: None
    path: Callable[[str], str] = lambda file: file

    def whole(self, portrait: Portrait) -> Html:
        """A portrait without a page around it: its name, kinds, names and sections."""
        sections = (self.section(section, section.statements) for section in portrait.sections)
        return joined(element("h2", bdi(portrait.label)), self.head(portrait.kinds, portrait.names), *sections)

    def head(self, kinds: Sequence[Kind], names: Sequence[Name]) -> Html:
        """What the thing is, and its names."""
        t = self.words
        is_a = joined(*(self.thing(kind.iri, kind.label) for kind in kinds), separator=", ")
        name_list = element("ul", *map(self._name, names), class_="names")
        return joined(
            element("p", f"{t('kinds')}: ", is_a, class_="kinds") if kinds else None,
            element("section", element("h2", t("names"), id="names"), name_list, aria_labelledby="names")
            if names
            else None,
        )

    def section(self, section: Section, entries: Sequence[Statement]) -> Html:
        """Some of the statements of a section under its title."""
        statements = element("ol", *map(self.statement, entries), class_="statements")
        title = element("h2", bdi(section.title), id=section.key)
        return element("section", title, statements, aria_labelledby=section.key, class_=section.key)

    def statement(self, statement: Statement) -> Html:
        """A sentence, which says itself when it held, and what it rests on."""
        parts = [self._sentence(statement.sentence, class_="says")]
        if statement.held:
            parts.append(element("em", self.words(statement.held), class_=f"held {statement.held}"))
        if statement.reason:
            parts.append(element("span", bdi(statement.reason, reader=self.words.language), class_="reason"))
        if statement.details:
            by_label: dict[str, list[Html]] = {}
            for detail in statement.details:
                by_label.setdefault(detail.label, []).append(element("dd", self._sentence(detail.value)))
            groups = (element("div", element("dt", bdi(label)), *values) for label, values in by_label.items())
            parts.append(element("dl", *groups))
        if statement.sources:
            # triples of one line have one place
            source_items = [element("li", one) for one in dict.fromkeys(map(self.source, statement.sources))]
            summary = element("summary", f"{self.words('sources')}: {len(source_items)}")
            parts.append(element("details", summary, element("ul", *source_items, class_="sources")))
        return element("li", joined(*parts, separator=" "), class_=statement.certainty or None)

    def _sentence(self, pieces: Sequence[Piece], class_: str | None = None) -> Html:
        # the names of things are isolated; the rest runs as the sentence does
        own = " ".join(piece.text for piece in pieces if not piece.iri)
        return element("span", *map(self.piece, pieces), class_=class_, dir=text_direction(own, self.words.language))

    def piece(self, piece: Piece) -> Html:
        """A part of a sentence."""
        return self.thing(piece.iri, piece.text) if piece.iri else joined(visible(piece.text))

    def source(self, source: SourceRef) -> Html:
        """A claim with its place and gist, a rule with its premises, or a line of a file."""
        if source.rule:
            premises = (element("li", self.source(premise)) for premise in source.premises)
            rule = bdi(self.words("derived", rule=source.rule))
            return joined(rule, element("ul", *premises) if source.premises else None)
        if source.file:
            return element("code", f"{self.path(source.file)}:{source.line}", dir="ltr")
        place = element("span", f"{source.article}:{source.start}-{source.end}", class_="place", dir="ltr")
        href = self.claim(source.claim)
        passage = self.passage(source)
        details = " · ".join(part for part in (source.certainty, source.speaker) if part)
        return joined(
            place if href is None else element("a", place, href=href),
            " ",
            element("small", bdi(details)) if details else None,
            " ",
            bdi(source.gist, reader=self.words.language),
            None if passage is None else element("blockquote", bdi(passage)),
        )

    def _name(self, name: Name) -> Html:
        about = " · ".join(part for part in (name.language, self.words(f"name_{name.kind}")) if part)
        return element("li", bdi(name.text, name.language), " ", element("small", about))
