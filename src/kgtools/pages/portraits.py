"""A portrait on a page; of a graph without claims, the properties of a thing in the order of its shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kgtools.pages.contents import Contents
from kgtools.pages.contents.arrangement import Slot
from kgtools.pages.request import Request
from kgtools.query.portrait.markup import PortraitMarkup
from kgtools.query.portrait.records import Portrait, SourceRef, Statement
from kgtools.text.markup import Html, bdi, element, joined

__all__ = ["portrait_html"]

#: sources that are kept as markup, and folders of pages for which they are
_MAX_SOURCES = 10_000
_MAX_FOLDERS = 64


def portrait_html(portrait: Portrait, contents: Contents, request: Request) -> Html:
    """What a portrait says, as sections of a page."""
    markup = _markup(contents, request)
    parts = [markup.head(portrait.kinds, portrait.names)]
    for section in portrait.sections:
        statements: Sequence[Statement] = section.statements
        if not contents.has_claims and section.key == "facts":
            statements, properties = _properties(portrait, statements, markup, contents, request)
            parts += properties
        if statements:
            parts.append(markup.section(section, statements))
    return joined(*parts)


def _markup(contents: Contents, request: Request) -> PortraitMarkup:
    articles = None if request.is_static else contents.articles

    def passage(source: SourceRef) -> str | None:
        return None if articles is None else articles.passage(source.article, source.start, source.end)

    return _PageMarkup(
        request.words,
        thing=lambda iri, text: contents.link(iri, request, text=text),
        claim=lambda claim: contents.claim_href(claim, request),
        passage=passage,
        path=contents.shown_path,
        html_by_source=_source_cache(contents, request) if articles is None else {},
    )


@dataclass(frozen=True)
class _PageMarkup(PortraitMarkup):
    """The markup of portraits that keeps what statements rest on: many rest on the same."""

    html_by_source: dict[SourceRef, Html] = field(default_factory=dict)

    def source(self, source: SourceRef) -> Html:
        html = self.html_by_source.get(source)
        if html is None:
            if len(self.html_by_source) >= _MAX_SOURCES:
                self.html_by_source.clear()
            html = self.html_by_source[source] = super().source(source)
        return html


def _source_cache(contents: Contents, request: Request) -> dict[SourceRef, Html]:
    """What has been written of sources on pages that have the same links."""
    key = (request.links.common, request.language)
    if key not in contents.sources and len(contents.sources) >= _MAX_FOLDERS:
        contents.sources.clear()
    return contents.sources.setdefault(key, {})


def _properties(
    portrait: Portrait, statements: Sequence[Statement], markup: PortraitMarkup, contents: Contents, request: Request
) -> tuple[list[Statement], list[Html]]:
    """The plain properties of a thing by themselves, in the order of its shapes; and the statements that are left."""
    slots = contents.arrangement.slots(contents.classes_of(portrait.iri), request.languages)
    values: dict[str, list[Statement]] = {}
    left = []
    for statement in statements:
        subject, predicate = statement.subject, statement.predicate
        if subject is not None and subject.iri == portrait.iri and predicate is not None and not statement.kind:
            values.setdefault(predicate.iri, []).append(statement)
        else:
            left.append(statement)
    groups: dict[str, list[Html]] = {}
    for iri in sorted(values, key=lambda iri: (slots.get(iri, Slot()), iri)):
        slot = slots.get(iri, Slot())
        predicate_piece = values[iri][0].predicate
        term = contents.link(
            iri, request, text=slot.name or (predicate_piece.text if predicate_piece is not None else "")
        )
        values_html = (
            element("span", element("bdi", markup.piece(one.object)), " ", _where(one.sources, contents))
            for one in values[iri]
            if one.object is not None
        )
        row = element("div", element("dt", term), element("dd", joined(*values_html, separator=" · ")))
        groups.setdefault(slot.group, []).append(row)
    sections = []
    for number, (group, rows) in enumerate(groups.items()):
        title = bdi(group) if group else request.words("properties")
        heading = element("h2", title, id=f"group-{number}")
        sections.append(element("section", heading, element("dl", *rows), aria_labelledby=f"group-{number}"))
    return left, sections


def _where(sources: Sequence[SourceRef], contents: Contents) -> Html:
    """The lines of files that have a value."""
    places = (f"{contents.shown_path(source.file)}:{source.line}" for source in sources if source.file)
    return joined(*(element("code", place, dir="ltr", class_="quiet") for place in places), separator=" ")
