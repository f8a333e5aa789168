"""A portrait as HTML: names, sections of sentences with their times, and what each rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kgtools.pages.contents import Contents
from kgtools.pages.contents.arranged import Slot
from kgtools.pages.request import Request
from kgtools.text.markup import Html, element, joined, named

if TYPE_CHECKING:
    from kgtools.query.portrait.records import Detail, Name, Piece, Portrait, Section, SourceRef, Statement

__all__ = ["portrait_html"]


def portrait_html(portrait: Portrait, contents: Contents, request: Request) -> Html:
    """What a portrait says, as sections of a page."""
    t = request.words
    parts: list[Html] = []
    if portrait.kinds:
        kinds = (contents.link(kind.iri, request, text=kind.label) for kind in portrait.kinds)
        parts.append(element("p", f"{t('kinds')} ", joined(*kinds, separator=", "), class_="kinds"))
    if portrait.names:
        names = element("ul", *(_name(name, request) for name in portrait.names), class_="names")
        parts.append(element("section", element("h2", t("names"), id="names"), names, aria_labelledby="names"))
    for section in portrait.sections:
        told: Sequence[Statement] = section.statements
        if not contents.has_claims and section.key == "facts":
            told, properties = _properties(portrait, told, contents, request)
            parts += properties
        if told:
            parts.append(_section(section, told, contents, request))
    return joined(*parts)


def _properties(
    portrait: Portrait, statements: Sequence[Statement], contents: Contents, request: Request
) -> tuple[list[Statement], list[Html]]:
    """The plain properties of a thing by themselves, in the order of its shapes; and the statements that are left."""
    slots = contents.arrangement.slots(contents.classes_of(portrait.iri), request.languages)
    values: dict[str, list[Statement]] = {}
    left = []
    for statement in statements:
        own = (
            statement.subject is not None and statement.subject.iri == portrait.iri and statement.predicate is not None
        )
        if own and not statement.kind and statement.object is not None:
            assert statement.predicate is not None
            values.setdefault(statement.predicate.iri, []).append(statement)
        else:
            left.append(statement)
    groups: dict[str, list[Html]] = {}
    for iri in sorted(values, key=lambda iri: (slots.get(iri, Slot()), iri)):
        slot = slots.get(iri, Slot())
        said = values[iri][0].predicate
        term = contents.link(iri, request, text=slot.name or (said.text if said is not None else ""))
        told = (
            element("span", _piece(one.object, contents, request), " ", _where(one.sources, contents))
            for one in values[iri]
            if one.object is not None
        )
        groups.setdefault(slot.group, []).append(
            element("div", element("dt", term), element("dd", joined(*told, separator=" · ")))
        )
    sections = []
    for number, (group, rows) in enumerate(groups.items()):
        title = named(group) if group else request.words("properties")
        heading = element("h2", title, id=f"group-{number}")
        sections.append(element("section", heading, element("dl", *rows), aria_labelledby=f"group-{number}"))
    return left, sections


def _where(sources: Sequence[SourceRef], contents: Contents) -> Html:
    """The lines of files in which a value stands."""
    places = (f"{contents.shown_path(source.file)}:{source.line}" for source in sources if source.file)
    return joined(*(element("code", place, dir="ltr", class_="quiet") for place in places), separator=" ")


def _name(name: Name, request: Request) -> Html:
    about = " · ".join(part for part in (name.language, request.words(f"name_{name.kind}")) if part)
    return element("li", named(name.text, name.language), " ", element("small", about))


def _section(section: Section, told: Sequence[Statement], contents: Contents, request: Request) -> Html:
    statements = element("ol", *(_statement(s, contents, request) for s in told), class_="statements")
    title = element("h2", named(section.title), id=section.key)
    return element("section", title, statements, aria_labelledby=section.key, class_=section.key)


def _statement(statement: Statement, contents: Contents, request: Request) -> Html:
    parts: list[Html] = []
    when = statement.period or _interval(statement)
    # most sentences say when themselves
    if when and when not in statement.text:
        parts.append(element("span", named(when), class_="when"))
    parts.append(element("span", *(_piece(piece, contents, request) for piece in statement.sentence), class_="says"))
    if statement.held:
        parts.append(element("em", request.words(statement.held), class_=f"held {statement.held}"))
    if statement.reason:
        parts.append(element("span", named(statement.reason), class_="reason"))
    if statement.details:
        details = (_detail(detail, contents, request) for detail in statement.details)
        parts.append(element("dl", *details))
    if statement.sources:
        parts.append(sources_html(statement.sources, contents, request))
    return element("li", joined(*parts, separator=" "), class_=statement.certainty or None)


def _interval(statement: Statement) -> str:
    if statement.start == statement.end:
        return statement.start
    return f"{statement.start or '?'} – {statement.end or '?'}"


def _detail(detail: Detail, contents: Contents, request: Request) -> Html:
    value = (_piece(piece, contents, request) for piece in detail.value)
    return element("div", element("dt", named(detail.label)), element("dd", *value))


def _piece(piece: Piece, contents: Contents, request: Request) -> Html:
    return contents.link(piece.iri, request, text=piece.text) if piece.iri else named(piece.text)


def sources_html(sources: Sequence[SourceRef], contents: Contents, request: Request) -> Html:
    """Where a fact comes from: places in articles with their gist, rules with their premises, or lines of files."""
    shown = [element("li", source_html(source, contents, request)) for source in sources]
    listed = element("ul", *shown, class_="sources")
    summary = element("summary", f"{request.words('sources')}: {len(shown)}")
    return element("details", summary, listed)


def source_html(source: SourceRef, contents: Contents, request: Request) -> Html:
    """One source."""
    if source.rule:
        premises = (element("li", source_html(premise, contents, request)) for premise in source.premises)
        rule = request.words("derived", rule=source.rule)
        return joined(named(rule), element("ul", *premises) if source.premises else None)
    if source.file:
        return element("code", f"{contents.shown_path(source.file)}:{source.line}", dir="ltr")
    place = element("span", f"{source.article}:{source.start}-{source.end}", class_="place", dir="ltr")
    href = contents.claim_href(source.claim, request)
    shown = element("a", place, href=href) if href is not None else place
    passage = None
    if contents.articles is not None and not request.is_static:
        text = contents.articles.passage(source.article, source.start, source.end)
        passage = None if text is None else element("blockquote", named(text))
    said = " · ".join(part for part in (source.certainty, source.speaker) if part)
    return joined(shown, " ", element("small", named(said)) if said else None, " ", named(source.gist), passage)
