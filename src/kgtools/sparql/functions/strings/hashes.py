"""Hash functions (section 17.4.6): of the UTF-8 bytes of a simple literal, in small hexadecimal digits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kgtools.sparql.evaluate.context import Context
from kgtools.sparql.functions.strings.kernels import each_text
from kgtools.sparql.functions.strings.text_columns import string_column
from kgtools.sparql.functions.values import Values

__all__ = ["md5", "sha1", "sha256", "sha384", "sha512"]


def _hash(make: Callable[..., Any], context: Context, arguments: Sequence[Values]) -> Values:
    column = string_column(arguments[0]).compact()
    column = column.only(column.simple())
    return column.plain(
        each_text(column.texts, lambda text: make(text.encode(), usedforsecurity=False).hexdigest(), context.budget)
    )


md5 = partial(_hash, hashlib.md5)
sha1 = partial(_hash, hashlib.sha1)
sha256 = partial(_hash, hashlib.sha256)
sha384 = partial(_hash, hashlib.sha384)
sha512 = partial(_hash, hashlib.sha512)
