"""The answer to a query as a table for the next: its terms as they are, and no values made of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.query.results.cells import Check, blank_node_in, no_term
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.columns.codes import distinct_ids
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.terms.inline import InlineColumn, TextColumn, TypedColumn
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import is_reference

__all__ = ["columns_of_answer"]

#: distinct terms from which on they go through Arrow
_MANY_TERMS = 20_000


def columns_of_answer(name: str, answer: SelectAnswer, check: Check) -> dict[str, InlineColumn]:
    """The columns of an answer. Raises :class:`UsageError` where there is a blank node."""
    columns: dict[str, InlineColumn] = {}
    for variable in answer.variables:
        check()
        distinct, places = distinct_ids(answer.table.column(variable))
        if len(distinct) and distinct[0] < 0:
            distinct, places = distinct[1:], places - 1
        _refuse_blank_nodes(name, variable, answer, distinct, places)
        columns[variable] = _column(distinct, places.astype(np.int32), answer.pool)
    return columns


def _column(ids: Ids, places: Ids, pool: Pool) -> InlineColumn:
    if len(ids) and int(ids[0]) >= pool.base and not pool.is_written(ids).any():
        # what was computed is nothing but its value
        tags, words = pool.typed(ids)
        if not is_reference(tags).any():
            tags, words = np.append(tags, np.uint8(kinds.ERROR)), np.append(words, 0)
            return TypedColumn(tags[places], words[places])
    if len(ids) >= _MANY_TERMS:
        from kgtools.query.results.arrow_tables import column_of_terms

        column = column_of_terms(ids, places, pool)
        if column is not None:
            return column
    texts = pool.texts(ids)
    # two numbers may be one term
    at: dict[str, int] = {}
    standing = [at.setdefault(text, len(at)) for text in texts]
    return TextColumn(list(at), np.array([*standing, UNBOUND], np.int32)[places])


def _refuse_blank_nodes(
    name: str, variable: str, answer: SelectAnswer, ids: Ids, places: npt.NDArray[np.integer]
) -> None:
    kinds_of_values = answer.pool.typed(ids)[0] & np.uint8(kinds.KIND_MASK)
    suspects = np.flatnonzero((kinds_of_values == kinds.BLANK) | (kinds_of_values == kinds.TRIPLE))
    for place, term in zip(suspects.tolist(), answer.terms(ids[suspects]), strict=True):
        if term is not None and blank_node_in(term):
            row = int(np.flatnonzero(places == place)[0])
            raise no_term(name, variable, row, "a blank node, whose label has no meaning outside its own data")
