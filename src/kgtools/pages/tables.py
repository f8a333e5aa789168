"""Rows of an answer as a table of HTML: things as links under their labels, and what each row rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import XSD
from kgtools.pages.contents import Contents
from kgtools.pages.request import Request
from kgtools.query.why.reason import Reason
from kgtools.text.markup import Html, bdi, element, joined

__all__ = ["Heads", "csv_table", "in_order", "reason_html", "rows_table", "simple_table", "table_of_cells"]

_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float", "int", "long"))
_LABEL = "Label"


def table_of_cells(
    caption: str,
    heads: Sequence[object],
    rows: Sequence[Sequence[Html]],
    *,
    key: str = "rows",
    numbers: frozenset[int] = frozenset(),
) -> Html:
    """A table that can be scrolled on a narrow screen, with a caption; columns of `numbers` are set flush."""
    head = (
        element("th", text, scope="col", class_="number" if at in numbers else None) for at, text in enumerate(heads)
    )
    body = (
        element("tr", *(element("td", cell, class_="number" if at in numbers else None) for at, cell in enumerate(row)))
        for row in rows
    )
    table = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *head)),
        element("tbody", *body),
        class_="rows",
        id=key,
    )
    return element("div", table, class_="scroll", tabindex="0", role="region", aria_label=caption)


def simple_table(caption: str, heads: Sequence[object], rows: Sequence[Sequence[object]], *, key: str = "rows") -> Html:
    """The same of texts, each in its own direction."""
    cells = [[cell if isinstance(cell, Html) else bdi(str(cell)) for cell in row] for row in rows]
    return table_of_cells(caption, heads, cells, key=key)


@dataclass(frozen=True)
class Heads:
    """The heads of the columns: their names, if these are not the variables, and links that order the rows.

    `order` gives the address of the same rows in the order of a column, which works without a script.
    """

    names: Mapping[str, object] = field(default_factory=dict)
    order: Callable[[str], str | None] | None = None


def rows_table(
    caption: str,
    variables: Sequence[str],
    rows: Sequence[Sequence[Term | None]],
    contents: Contents,
    request: Request,
    *,
    heads: Heads | None = None,
    why: Sequence[Sequence[Reason]] | None = None,
    relabelled: bool = False,
) -> Html:
    """The rows of an answer. A column ``xLabel`` is shown as the text of the links of column ``x``.

    With `relabelled` the links have the labels of the reader of this page instead.
    """
    heads = heads or Heads()
    labels = {v: variables.index(v + _LABEL) for v in variables if v + _LABEL in variables}
    columns = [v for v in variables if not (v.endswith(_LABEL) and v.removesuffix(_LABEL) in variables)]
    places = [variables.index(v) for v in columns]
    numbers = frozenset(at for at, place in enumerate(places) if rows and all(_is_number(row[place]) for row in rows))
    cells = []
    for number, row in enumerate(rows):
        line = []
        for variable, place in zip(columns, places, strict=True):
            label = row[labels[variable]] if variable in labels and not relabelled else None
            line.append(_cell(row[place], label, contents, request))
        if why is not None:
            reasons = [element("li", reason_html(reason, contents, request)) for reason in why[number]]
            line.append(element("ul", *reasons, class_="sources") if reasons else Html(""))
        cells.append(line)
    titles = [_title(v, heads, v in labels) for v in columns]
    if why is not None:
        titles.append(request.words("because"))
    return table_of_cells(caption, titles, cells, numbers=numbers)


def _title(variable: str, heads: Heads, is_labelled: bool) -> object:
    """The head of a column: its name, and the link to the rows in its order."""
    text = heads.names.get(variable, variable)
    if is_labelled:
        text = heads.names.get(variable + _LABEL, text)
    href = None if heads.order is None else heads.order(variable)
    return text if href is None else element("a", text, href=href)


def in_order(
    variables: Sequence[str], rows: Sequence[Sequence[Term | None]], column: str
) -> Sequence[Sequence[Term | None]]:
    """Rows in the order of a column, its labels before its terms; backwards with a hyphen before its name.

    >>> rows = [(Literal(10),), (None,), (Literal(9),)]
    >>> [row[0] and row[0].value for row in in_order(["n"], rows, "-n")]
    ['10', '9', None]
    """
    name = column.removeprefix("-")
    if name not in variables:
        return rows
    places = [variables.index(one) for one in (name + _LABEL, name) if one in variables]

    def key(row: Sequence[Term | None]) -> tuple[float, str]:
        term = next((row[place] for place in places if row[place] is not None), None)
        text = "" if term is None or not isinstance(term, NamedNode | Literal | BlankNode) else term.value
        return _number(text) if _is_number(term) else 0.0, text.casefold()

    bound = [row for row in rows if row[places[-1]] is not None]
    unbound = [row for row in rows if row[places[-1]] is None]
    return [*sorted(bound, key=key, reverse=column.startswith("-")), *unbound]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def reason_html(reason: Reason, contents: Contents, request: Request) -> Html:
    """What a row rests on: a claim with its place, a rule with its premises, a fact, or a triple with file and line."""
    if "rule" in reason:
        rule = contents.graph.prefixes.shorten(str(reason["rule"])) or str(reason["rule"])
        premises = [element("li", reason_html(premise, contents, request)) for premise in reason["premises"]]
        derivation = bdi(request.words("derived", rule=rule))
        return joined(derivation, element("ul", *premises)) if premises else derivation
    if "triple" in reason:
        triple = reason["triple"]
        parts = (contents.term(part, request) for part in (triple.subject, triple.predicate, triple.object))
        if "file" not in reason:
            return joined(*parts, separator=" ")
        where = f"{contents.shown_path(reason['file'])}:{reason['line']}:{reason['column']}"
        return joined(joined(*parts, separator=" "), " ", element("code", where, dir="ltr"))
    if "more" in reason:
        return Html(f"… +{int(reason['more']):,}")
    if "fact" in reason or "axiom" in reason:
        return bdi(str(reason.get("fact") or reason["axiom"]))
    return _claim(reason, contents, request)


def _claim(reason: Reason, contents: Contents, request: Request) -> Html:
    place = element(
        "span", f"{reason.get('article', '?')}:{reason.get('start', '?')}-{reason.get('end', '?')}", dir="ltr"
    )
    href = contents.href(str(reason["claim"]), request) if "claim" in reason else None
    place_link = place if href is None else element("a", place, href=href)
    # passages come from the reader's own copies: they are shown to that reader, and never written into a site
    passage = None if request.is_static else reason.get("passage")
    quoted = element("blockquote", bdi(str(passage))) if passage else None
    certainty = element("small", str(reason.get("certainty", "")))
    gist = bdi(str(reason.get("gist", "")))
    number = str(reason.get("claim", "")).removeprefix(contents.graph.vocabulary.claims)
    claim = contents.claims.by_number.get(number)
    if claim is not None and claim.gist is not None:
        gist = contents.shown_term(contents.own_words(NamedNode(claim.iri), claim.gist, request), request)
    return joined(place_link, " ", certainty, " ", gist, quoted)


def _cell(term: Term | None, label: Term | None, contents: Contents, request: Request) -> Html:
    if term is None:
        return Html("")
    if isinstance(term, NamedNode) and isinstance(label, Literal):
        return contents.link(term.value, request, text=label.value)
    if isinstance(term, BlankNode):
        return element("code", f"_:{term.value}", dir="ltr")
    return contents.term(term, request)


def _is_number(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype.value in _NUMBERS


def csv_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """What a page shows as CSV (RFC 4180), in UTF-8."""
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8", "replace")
