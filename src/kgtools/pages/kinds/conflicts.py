"""Where articles disagree: conflicts side by side, and what each article says of the same things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools.errors import UnknownNameError
from kgtools.model.terms import NamedNode
from kgtools.pages.contents import Contents
from kgtools.pages.contents.claims import Claim, Conflict
from kgtools.pages.forms import choice_form
from kgtools.pages.kinds.articles import claim_link, gist_html
from kgtools.pages.request import Document, Request
from kgtools.pages.tables import csv_table, table_of_cells
from kgtools.pages.templates import rendered
from kgtools.text.markup import Html, bdi, element, joined

__all__ = [
    "comparison",
    "comparison_arguments",
    "comparison_table",
    "conflict_arguments",
    "conflicts",
    "conflicts_table",
]

#: things that the table of all articles has
_MAX_COMPARED_THINGS = 400


def conflicts(contents: Contents, request: Request) -> Document:
    """The conflicts side by side, both with the places of their passages; narrowed by ``?kind=`` and ``?article=``."""
    t = request.words
    matching = _matching_conflicts(contents, request)
    all_conflicts = contents.claims.conflicts
    kinds = sorted({conflict.kind for conflict in all_conflicts})
    counts = {kind: sum(conflict.kind == kind for conflict in all_conflicts) for kind in kinds}
    labels = [
        (contents.short(kind), f"{contents.label(kind, request.languages).value} ({counts[kind]})") for kind in kinds
    ]
    numbers = _articles(all_conflicts)
    fields = [
        ("kind", t("kind_of_conflict"), labels),
        ("article", t("articles"), [(number, number) for number in numbers]),
    ]
    tally = element("ul", *(element("li", bdi(label)) for _, label in labels), class_="counted") if kinds else None
    parts = [_side_by_side(number, conflict, contents, request) for number, conflict in enumerate(matching)]
    arguments = {key: value for key, value in request.arguments.items() if key != "lang"}
    table = request.links.to_table("conflicts", **arguments)
    link = element("p", element("a", t("table_as_csv"), href=table, type="text/csv")) if table and matching else None
    html = rendered(
        "picture.html",
        contents,
        request,
        title=t("conflicts"),
        heading=t("conflicts"),
        body=joined(tally, element("p", t("rows", n=len(matching))), *parts, link),
        sparql="",
        query="conflicts" if "conflicts" in contents.queries else None,
        form=choice_form("conflicts", fields, request),
    )
    return Document(html=html)


def conflicts_table(contents: Contents, request: Request) -> bytes:
    """The conflicts as CSV: kind, note, and the place and the gist of both sides."""
    rows = []
    for one in _matching_conflicts(contents, request):
        note = "" if one.note is None else contents.own_words(one.subject, one.note, request).value
        sides = (cell for side in (one.side_a, one.side_b) for cell in (side.place, _gist(side, contents, request)))
        rows.append((contents.short(one.kind), note, *sides))
    return csv_table(("kind", "note", "placeA", "gistA", "placeB", "gistB"), rows)


def conflict_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The conflicts, all and by kind."""
    if contents.claims.conflicts:
        yield {}
        for kind in sorted({conflict.kind for conflict in contents.claims.conflicts}):
            yield {"kind": contents.short(kind)}


def comparison(contents: Contents, request: Request) -> Document:
    """What each article says of a thing (``?of=``), side by side; without one, which articles speak of what."""
    t = request.words
    of = _compared_thing(contents, request)
    numbers = sorted(article.number for article in contents.claims.articles)
    table = request.links.to_table("comparison", **({"of": request.arguments["of"]} if of else {}))
    if not of:
        heading: object = t("comparison")
        body = _everything_compared(numbers, contents, request)
    else:
        claims_of = dict(contents.compared)
        heading = joined(f"{t('comparison')}: ", contents.link(of, request))
        columns = (
            element(
                "section",
                element("h2", t("article", number=number), id=f"article-{number}"),
                element(
                    "ul", *(element("li", _claim_html(claim, contents, request)) for claim in claims_of[of][number])
                ),
                aria_labelledby=f"article-{number}",
            )
            for number in numbers
            if number in claims_of[of]
        )
        body = element("div", *columns, class_="beside")
    html = rendered(
        "picture.html",
        contents,
        request,
        title=t("comparison"),
        heading=heading,
        body=joined(
            body, element("p", element("a", t("table_as_csv"), href=table, type="text/csv")) if table else None
        ),
        sparql="",
        query="mentions" if "mentions" in contents.queries else None,
        form=None,
    )
    return Document(html=html)


def comparison_table(contents: Contents, request: Request) -> bytes:
    """What a page of comparison shows as CSV: each claim about the thing; without one, the counts of all things."""
    of = _compared_thing(contents, request)
    if of:
        by_article = dict(contents.compared)[of]
        claims = [claim for number in sorted(by_article) for claim in by_article[number]]
        rows = [
            (claim.article, claim.place, _gist(claim, contents, request), contents.short(claim.certainty))
            for claim in claims
        ]
        return csv_table(("article", "place", "gist", "certainty"), rows)
    numbers = sorted(article.number for article in contents.claims.articles)
    counts = (
        (iri, contents.label(iri, request.languages).value, *(len(by_article.get(number, ())) for number in numbers))
        for iri, by_article in contents.compared[:_MAX_COMPARED_THINGS]
    )
    return csv_table(("thing", "thingLabel", *numbers), counts)


def _compared_thing(contents: Contents, request: Request) -> str:
    """The IRI of the thing of ``?of=``; nothing without it. Raises :class:`UnknownNameError`."""
    of = request.arguments.get("of", "").strip()
    things = {iri for iri, _ in contents.compared}
    iri = contents.iri_of(of) or "" if of else ""
    if of and iri not in things:
        raise UnknownNameError("thing", of, [contents.address(one) for one in things])
    return iri


def _everything_compared(numbers: list[str], contents: Contents, request: Request) -> Html:
    """How many claims each article has of each thing of which several speak."""
    t = request.words
    rows = []
    for iri, by_article in contents.compared[:_MAX_COMPARED_THINGS]:
        href = request.links.to("comparison", of=contents.address(iri))
        label = contents.link_to(href, iri, request) if href else contents.link(iri, request)
        rows.append([label, *(bdi(str(len(by_article.get(number, ())) or "–")) for number in numbers)])
    heads = [t("thing"), *(t("article", number=number) for number in numbers)]
    return table_of_cells(t("rows", n=len(rows)), heads, rows) if rows else Html("")


def comparison_arguments(contents: Contents) -> Iterable[Mapping[str, str]]:
    """The comparison of all, and that of each thing of which several articles speak."""
    if contents.claims.articles:
        yield {}
        for iri, _ in contents.compared[:_MAX_COMPARED_THINGS]:
            yield {"of": contents.address(iri)}


def _matching_conflicts(contents: Contents, request: Request) -> list[Conflict]:
    """The conflicts of a kind and an article. Raises :class:`UnknownNameError` for a kind or an article of none."""
    all_conflicts = contents.claims.conflicts
    kind, article = (request.arguments.get(name, "").strip() for name in ("kind", "article"))
    kinds = {contents.short(conflict.kind) for conflict in all_conflicts}
    if kind and kind not in kinds:
        raise UnknownNameError("kind of conflict", kind, kinds)
    numbers = _articles(all_conflicts)
    if article and article not in numbers:
        raise UnknownNameError("article with conflicts", article, numbers)
    return [
        conflict
        for conflict in all_conflicts
        if (not kind or contents.short(conflict.kind) == kind)
        and (not article or article in (conflict.side_a.article, conflict.side_b.article))
    ]


def _articles(conflicts: Iterable[Conflict]) -> list[str]:
    """The numbers of the articles that have a side in conflicts."""
    return sorted({claim.article for conflict in conflicts for claim in (conflict.side_a, conflict.side_b)})


def _side_by_side(number: int, conflict: Conflict, contents: Contents, request: Request) -> Html:
    key = f"conflict-{number}"
    kind = contents.shown_label(conflict.kind, request) if conflict.kind else None
    about = joined(*(contents.link(iri, request) for iri in conflict.about), separator=", ")
    note = None
    if conflict.note is not None:
        note = element("p", contents.shown_term(contents.own_words(conflict.subject, conflict.note, request), request))
    sides = (
        element("div", element("h3", name), _claim_html(side, contents, request), class_="side")
        for name, side in (("A", conflict.side_a), ("B", conflict.side_b))
    )
    title = element("h2", joined(kind, ": " if kind and about else None, about), id=key)
    return element(
        "article", title, note, element("div", *sides, class_="beside"), class_="conflict", aria_labelledby=key
    )


def _claim_html(claim: Claim, contents: Contents, request: Request) -> Html:
    gist = gist_html(claim, contents, request)
    passage = None
    if contents.articles is not None and not request.is_static:
        text = contents.articles.passage(claim.article, claim.start, claim.end)
        passage = None if text is None else element("blockquote", bdi(text))
    outcomes = joined(*(contents.shown_label(outcome, request) for outcome in claim.outcomes), separator=", ")
    return joined(gist, " ", claim_link(claim, request), " ", element("small", outcomes), passage)


def _gist(claim: Claim, contents: Contents, request: Request) -> str:
    return "" if claim.gist is None else contents.own_words(NamedNode(claim.iri), claim.gist, request).value
