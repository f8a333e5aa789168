"""The rows of an answer on its page: what they have in common, by which they are narrowed, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kgtools.pages.answer_facets import AnswerFacet, AnswerFacets, column_choices, field_of_column
from kgtools.pages.answers import field_name, is_relabelled, parameter_values
from kgtools.pages.contents import Contents
from kgtools.pages.kinds.facet_lists import facet_list, facet_section
from kgtools.pages.request import Request
from kgtools.pages.tables import Heads, in_order, rows_table
from kgtools.query.columns import COMPANION
from kgtools.text.languages import in_language
from kgtools.text.markup import Html, joined

if TYPE_CHECKING:
    from kgtools.model.terms import Term
    from kgtools.query import StoredQuery
    from kgtools.query.why.reason import Reason

__all__ = ["answer_rows"]

#: rows that a page shows
MAX_ROWS = 1_000


def answer_rows(
    stored: StoredQuery,
    variables: Sequence[str],
    rows: Sequence[Sequence[Term | None]],
    contents: Contents,
    request: Request,
    *,
    why: Sequence[Sequence[Reason]] | None = None,
) -> Html:
    """The rows of a stored query under the titles of its columns, if there are any."""
    if not rows:
        return Html("")
    t = request.words
    heads = {one.name: in_language(one.descriptions, request.languages) for one in stored.columns if one.descriptions}
    choices = column_choices(request.arguments)
    facets = AnswerFacets(variables, rows, choices, contents, stored.columns)
    if choices:
        rows = [rows[place] for place in facets.places]
        why = None if why is None else [why[place] for place in facets.places]
    caption = t("rows", n=f"{len(rows):,}")
    if len(rows) > MAX_ROWS:
        caption += " " + t("rows_shown", n=f"{MAX_ROWS:,}")
    parameters = parameter_values(stored, request)
    order = request.arguments.get("order", "")
    if order and why is None:
        rows = in_order(variables, rows, order)

    def ordered(column: str) -> str | None:
        """The address of the same answer in the order of a column; of the same column, backwards."""
        key = f"-{column}" if order == column else column
        return address(choices, order=key)

    def address(values: Mapping[str, str], **more: str) -> str | None:
        """The address of the same answer, narrowed to other values."""
        arguments = {field_name(name): value for name, value in parameters.items()}
        narrowing = {field_of_column(column): value for column, value in values.items()}
        return request.links.to("query", name=stored.name, **arguments, **narrowing, **more)

    def narrowed_to(column: str, value: str | None) -> str | None:
        others = {one: text for one, text in choices.items() if one != column}
        return address(others if value is None else {**others, column: value}, **view)

    view = {"why": "1"} if why is not None else {"order": order} if order else {}
    table = rows_table(
        caption,
        variables,
        rows[:MAX_ROWS],
        contents,
        request,
        heads=Heads(heads, None if request.is_static or why is not None else ordered),
        why=None if why is None else why[:MAX_ROWS],
        relabelled=is_relabelled(stored, request),
    )
    narrowing = (_facet(facet, choices, heads, narrowed_to, contents, request) for facet in facets.facets())
    return joined(facet_section(narrowing, request), table)


def _facet(
    facet: AnswerFacet,
    choices: Mapping[str, str],
    heads: Mapping[str, str],
    address: Callable[[str, str | None], str | None],
    contents: Contents,
    request: Request,
) -> Html:
    # a column is called what its labels are called, where these are
    column = facet.column
    title = heads.get(column + COMPANION) or heads.get(column) or column
    narrowed_to = partial(address, column)
    left_out = facet.left_out
    return facet_list(title, facet.values, choices.get(column), narrowed_to, contents, request, left_out=left_out)
