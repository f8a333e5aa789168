"""Hash functions (section 17.4.6): of the UTF-8 bytes of a simple literal, in small hexadecimal digits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from kgtools.sparql.evaluate.context import Context
from kgtools.sparql.functions.combined import of_literals, of_strings, rowwise
from kgtools.sparql.functions.texts import string_column
from kgtools.sparql.functions.values import Values

if TYPE_CHECKING:
    from kgtools.sparql.functions.strings import Pair

__all__ = ["md5", "sha1", "sha256", "sha384", "sha512"]


def _hash(make: Callable[..., Any], context: Context, arguments: Sequence[Values]) -> Values:
    def one(pair: Pair) -> Pair | None:
        return None if pair[1] else (make(pair[0].encode(), usedforsecurity=False).hexdigest(), "")

    return of_literals(arguments[0], rowwise([of_strings(string_column(arguments[0]).compact())], one, context.budget))


md5 = partial(_hash, hashlib.md5)
sha1 = partial(_hash, hashlib.sha1)
sha256 = partial(_hash, hashlib.sha256)
sha384 = partial(_hash, hashlib.sha384)
sha512 = partial(_hash, hashlib.sha512)
