"""Comparing strings that are still texts: no term is written for them, and no number asked for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.sparql.functions.strings.text_columns import string_column
from kgtools.sparql.functions.strings.texts import StringColumn, Texts, is_arrow, present
from kgtools.sparql.terms.values import Values
from kgtools.sparql.typed import kinds

__all__ = ["text_equality", "text_order"]

Bytes = npt.NDArray[np.int8]


def _columns(left: Values, right: Values) -> tuple[StringColumn, StringColumn] | None:
    """Both as columns of texts, where one of them is and the other has nothing but strings."""
    if not (_is_text(left) or _is_text(right)):
        return None
    for column in (left, right):
        if not isinstance(column, StringColumn):
            kinds_of_values = column.kinds
            if not ((kinds_of_values == kinds.STRING) | (kinds_of_values == kinds.LANGUAGE)).all():
                return None
    return string_column(left), string_column(right)


def _is_text(values: Values) -> bool:
    """Whether a column is one of texts: no term has been written, or all were made at once and none is looked for."""
    ids = values.ids
    return isinstance(values, StringColumn) or (ids is not None and values.pool.block_of(ids) is not None)


def text_equality(left: Values, right: Values) -> Bytes | None:
    """``=`` of strings as 1, 0 and -1 (section 17.4.1.7); None where there are others, or none that is a text."""
    columns = _columns(left, right)
    if columns is None:
        return None
    a, b = columns
    if a.sole() is not None:
        a, b = b, a
    sole = b.sole()
    if sole is not None:
        a = a.compact()
        same = _signs(a.texts, sole[0]) == 0
        if a.codes is not None:
            same &= np.array([suffix == sole[1] for suffix in a.suffixes])[a.codes]
        elif sole[1] != a.suffixes[0]:
            same[:] = False
        return np.where(present(a.texts), same, -1).astype(np.int8)[a.places]
    if is_arrow(a.texts) or is_arrow(b.texts):
        all_suffixes = [*a.suffixes, *b.suffixes]
        codes = np.array([all_suffixes.index(suffix) for suffix in all_suffixes])
        (left_codes, _), (right_codes, _) = a.row_suffixes(), b.row_suffixes()
        same = (_row_signs(a, b) == 0) & (codes[left_codes] == codes[right_codes + len(a.suffixes)])
        return np.where(a.valid & b.valid, same, -1).astype(np.int8)
    numbers: dict[object, int] = {}
    rows = []
    for column in columns:
        texts, places = column.numbered()
        pairs = [-1 if t is None else numbers.setdefault((t, column.suffixes[c]), len(numbers)) for t, c in texts]
        rows.append(np.array(pairs, np.int64)[places][column.places])
    return np.where((rows[0] < 0) | (rows[1] < 0), -1, rows[0] == rows[1]).astype(np.int8)


def text_order(left: Values, right: Values, incomparable: int) -> Bytes | None:
    """-1, 0 and 1 for less, equal and greater by code points; `incomparable` for errors and strings with a language."""
    columns = _columns(left, right)
    if columns is None:
        return None
    a, b = columns
    sole = b.sole()
    if sole is not None and not sole[1]:
        a = a.compact()
        return np.where(a.simple(), _signs(a.texts, sole[0]), incomparable).astype(np.int8)[a.places]
    sole = a.sole()
    if sole is not None and not sole[1]:
        b = b.compact()
        return np.where(b.simple(), -_signs(b.texts, sole[0]), incomparable).astype(np.int8)[b.places]
    if is_arrow(a.texts) or is_arrow(b.texts):
        simple = a.simple()[a.places] & b.simple()[b.places]
        return np.where(simple, _row_signs(a, b), incomparable).astype(np.int8)
    numbered = [column.numbered() for column in columns]
    distinct = {text for texts, _ in numbered for text, _ in texts if text is not None}
    ranks = {text: rank for rank, text in enumerate(sorted(distinct))}
    rows = []
    for column, (texts, places) in zip(columns, numbered, strict=True):
        values = [-1 if t is None or column.suffixes[c] else ranks[t] for t, c in texts]
        rows.append(np.array(values, np.int64)[places][column.places])
    signs = np.sign(rows[0] - rows[1])
    return np.where((rows[0] < 0) | (rows[1] < 0), incomparable, signs).astype(np.int8)


def _row_signs(left: StringColumn, right: StringColumn) -> Bytes:
    """How the texts of each row stand to each other, for columns of Arrow; anything where there is none."""
    from kgtools.table.kernels.arrow import call, take, text_keys, truths

    left, right = left.compact(), right.compact()
    columns = left.as_column(), right.as_column()
    (one, other), telling = text_keys(columns)
    one, other = one[left.places], other[right.places]
    signs: Bytes = (one > other).astype(np.int8) - (one < other).astype(np.int8)
    if not telling and len(rows := np.flatnonzero(signs == 0)):
        texts = take(columns[0], left.places[rows]), take(columns[1], right.places[rows])
        greater, less = (truths(call(name, *texts)) for name in ("greater", "less"))
        signs[rows] = greater.astype(np.int8) - less.astype(np.int8)
    return signs


def _signs(texts: Texts, other: str) -> Bytes:
    """How each text stands to another one; 0 or anything for none.

    >>> _signs(["a", "b", "c"], "b").tolist()
    [-1, 0, 1]
    """
    if isinstance(texts, list):
        return np.array([0 if text is None else (text > other) - (text < other) for text in texts], np.int8)

    from kgtools.table.kernels.arrow import call, text_scalar, truths

    sole = text_scalar(other)
    greater, less = (truths(call(name, texts, sole)) for name in ("greater", "less"))
    return greater.astype(np.int8) - less.astype(np.int8)
