"""Hash functions (section 17.4.6): of the UTF-8 bytes of a simple literal, in small hexadecimal digits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kgtools.sparql.context import Context
from kgtools.sparql.functions.strings.kernels import PIECE_TEXTS, each
from kgtools.sparql.functions.strings.text_columns import string_column
from kgtools.sparql.functions.strings.texts import is_arrow
from kgtools.sparql.terms.byte_texts import byte_column
from kgtools.sparql.terms.values import Values

if TYPE_CHECKING:
    import pyarrow as pa

    from kgtools.sparql.budget import Budget

__all__ = ["md5", "sha1", "sha256", "sha384", "sha512"]


def _hash(make: Callable[..., hashlib._Hash], context: Context, arguments: Sequence[Values]) -> Values:
    column = string_column(arguments[0]).compact()
    column = column.only(column.simple())
    if is_arrow(column.texts) and len(column.texts):
        return column.plain(_hashes(column.as_column(), make, context.budget))
    return column.plain(
        each(column.texts, lambda text: make(text.encode(), usedforsecurity=False).hexdigest(), context.budget)
    )


def _hashes(texts: pa.LargeStringArray, make: Callable[..., hashlib._Hash], budget: Budget) -> pa.LargeStringArray:
    """The hashes of a column of Arrow: their digits are written for all at once."""
    from kgtools.table.kernels.arrow import texts_over

    data, offsets = byte_column(texts)
    digests = []
    for start in range(0, len(texts), PIECE_TEXTS):
        budget.check()
        bounds = offsets[start : start + PIECE_TEXTS + 1]
        piece = data[bounds[0] : bounds[-1]].tobytes()
        digests += [
            make(piece[begin:end], usedforsecurity=False).digest()
            for begin, end in pairwise((bounds - bounds[0]).tolist())
        ]
    digits = np.frombuffer(b"".join(digests).hex().encode(), np.uint8)
    return texts_over(np.arange(len(texts) + 1) * (2 * len(digests[0])), digits, like=texts)


md5 = partial(_hash, hashlib.md5)
sha1 = partial(_hash, hashlib.sha1)
sha256 = partial(_hash, hashlib.sha256)
sha384 = partial(_hash, hashlib.sha384)
sha512 = partial(_hash, hashlib.sha512)
