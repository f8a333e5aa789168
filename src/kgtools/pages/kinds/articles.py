"""Articles and their claims in order of place; the passages only where the reader has the articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.errors import NotFoundError
from kgtools.model.terms import NamedNode
from kgtools.pages.contents import Contents
from kgtools.pages.contents.claims import Claim
from kgtools.pages.request import Document, Request
from kgtools.pages.tables import simple_table, table_of_cells
from kgtools.pages.templates import rendered
from kgtools.text.markup import Html, bdi, element, joined

__all__ = ["article", "article_arguments", "articles", "claim", "claim_arguments", "claim_link", "gist_html"]


def articles(contents: Contents, request: Request) -> Document:
    """The articles, the newest first."""
    t = request.words
    rows = []
    for one in contents.claims.articles:
        href = request.links.to("article", number=one.number)
        title = bdi(t("article", number=one.number))
        count = len(contents.claims.of_article(one.number))
        rows.append([element("a", title, href=href) if href else title, bdi(one.as_of), one.language, f"{count:,}"])
    heads = [t("articles"), t("date"), t("language"), t("claims")]
    table = simple_table(t("articles"), heads, rows) if rows else Html("")
    return Document(html=rendered("plain.html", contents, request, heading=t("articles"), body=table, notes=[]))


def article(contents: Contents, request: Request) -> Document:
    """The claims of an article in order of place. Raises :class:`NotFoundError` where there is no such article."""
    t = request.words
    number = request.arguments["number"]
    numbers = {one.number: one for one in contents.claims.articles}
    if number not in numbers:
        raise NotFoundError("article", number, numbers)
    claims = contents.claims.of_article(number)
    with_passages = contents.articles is not None and not request.is_static
    heads = [t("place"), t("gist"), t("certainty"), t("decision"), *([t("passage")] if with_passages else [])]
    rows = [_row(one, contents, request, with_passages=with_passages) for one in claims]
    notes = [] if with_passages else [t("no_passage")]
    table = table_of_cells(t("rows", n=f"{len(rows):,}"), heads, rows)
    heading = t("article", number=number)
    about = contents.link(numbers[number].iri, request)
    html = rendered(
        "plain.html", contents, request, heading=heading, body=joined(element("p", about), table), notes=notes
    )
    return Document(html=html)


def claim(contents: Contents, request: Request) -> Document:
    """One claim: what it says, where, how surely, and what was decided. Raises :class:`NotFoundError`."""
    number = request.arguments["number"]
    one = contents.claims.by_number.get(number)
    if one is None:
        raise NotFoundError("claim", number, contents.claims.by_number)
    t = request.words
    href = request.links.to("article", number=one.article)
    place = element("span", one.place, dir="ltr")
    facts: list[tuple[str, Html]] = [
        (t("place"), element("a", place, href=href) if href else place),
        (t("certainty"), contents.link(one.certainty, request) if one.certainty else Html("")),
        (t("kinds"), joined(*(contents.link(kind, request) for kind in one.kinds), separator=", ")),
        (t("decision"), _decision(one, contents, request)),
        (t("about"), joined(*(contents.link(iri, request) for iri in one.about), separator=", ")),
    ]
    if contents.articles is not None and not request.is_static:
        passage = contents.articles.passage(one.article, one.start, one.end)
        if passage is not None:
            facts.append((t("passage"), element("blockquote", bdi(passage))))
    rows = (element("div", element("dt", name), element("dd", value)) for name, value in facts if value)
    quads = contents.store.match(None, None, None, NamedNode(one.iri))
    triples = sorted((quad.triple for quad in quads), key=str)
    cells = [[contents.term(term, request) for term in (s.subject, s.predicate, s.object)] for s in triples]
    says = table_of_cells(t("says"), [t("subject"), t("property"), t("value")], cells) if cells else Html("")
    gist = element("p", gist_html(one, contents, request), class_="lead") if one.gist is not None else None
    body = joined(gist, element("dl", *rows), says)
    html = rendered("plain.html", contents, request, heading=t("claim", number=number), body=body, notes=[])
    return Document(html=html)


def claim_link(one: Claim, request: Request) -> Html:
    """The place of a claim as a link to its page."""
    place = element("span", one.place, class_="place", dir="ltr")
    href = request.links.to("claim", number=one.number)
    return element("a", place, href=href) if href is not None else place


def gist_html(one: Claim, contents: Contents, request: Request) -> Html:
    """The line of a claim, in the reader's language where it has been translated."""
    if one.gist is None:
        return Html("")
    return contents.shown_term(contents.own_words(NamedNode(one.iri), one.gist, request), request)


def _row(one: Claim, contents: Contents, request: Request, *, with_passages: bool) -> list[Html]:
    gist = gist_html(one, contents, request)
    certainty = contents.link(one.certainty, request) if one.certainty else Html("")
    row = [claim_link(one, request), gist, certainty, _decision(one, contents, request)]
    if with_passages:
        assert contents.articles is not None
        row.append(bdi(contents.articles.passage(one.article, one.start, one.end) or ""))
    return row


def _decision(one: Claim, contents: Contents, request: Request) -> Html:
    outcomes = joined(*(contents.link(outcome, request) for outcome in one.outcomes), separator=", ")
    reasons_shown = (contents.own_words(reason.decision, reason.text, request) for reason in one.reasons)
    reasons = joined(*(contents.shown_term(text, request) for text in dict.fromkeys(reasons_shown)), separator="; ")
    return joined(outcomes, element("small", ": ", reasons)) if reasons else outcomes


def article_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The arguments of the page of each article."""
    return ({"number": one.number} for one in contents.claims.articles)


def claim_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The arguments of the page of each claim."""
    return ({"number": number} for number in contents.claims.by_number)
