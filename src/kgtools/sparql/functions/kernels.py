"""Kernels over distinct texts, each in two ways: a loop of Python over a list, or a function of Arrow over its columns.

Both give the same. Where Arrow's notion differs from that of the recommendation (case beyond ASCII), the rows concerned
are given to Python. An error is None or null, and stays one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from kgtools.sparql.evaluate.budget import Budget
from kgtools.sparql.functions.texts import Texts, as_list, present

__all__ = [
    "PIECE",
    "cut",
    "each",
    "joined",
    "lengths",
    "lower",
    "matched",
    "size_of",
    "truths_of",
    "upper",
]

#: values that a loop of Python looks at between two looks at the clock
PIECE = 8192


def each(texts: Texts, function: Callable[[str], Any], budget: Budget) -> list[Any]:
    """A function of Python over the texts; None stays None."""
    found: list[Any] = []
    listed = as_list(texts)
    for start in range(0, len(listed), PIECE):
        budget.check()
        found += [None if text is None else function(text) for text in listed[start : start + PIECE]]
    return found


def size_of(texts: Texts) -> int:
    """The characters of all texts (bytes, where Arrow has them)."""
    if isinstance(texts, list):
        return sum(len(text) for text in texts if text is not None)
    return int(texts.nbytes)


def upper(texts: Texts, budget: Budget) -> Texts:
    """``fn:upper-case``: the full mapping of Unicode.

    >>> upper(["straße", None], Budget())
    ['STRASSE', None]
    """
    return _cased(texts, "ascii_upper", str.upper, budget)


def lower(texts: Texts, budget: Budget) -> Texts:
    """``fn:lower-case``.

    >>> lower(["ΟΔΟΣ"], Budget())
    ['οδος']
    """
    return _cased(texts, "ascii_lower", str.lower, budget)


def _cased(texts: Texts, name: str, function: Callable[[str], str], budget: Budget) -> Texts:
    # one character may become three
    budget.reserve(3 * size_of(texts), "texts in another case")
    if isinstance(texts, list):
        return each(texts, function, budget)
    from kgtools.columns.arrow import call, keep, replaced, text_array, truths

    made: Any = call(name, texts)
    beyond = ~truths(call("string_is_ascii", texts)) & present(texts)
    return replaced(made, beyond, text_array(each(keep(texts, beyond), function, budget))) if beyond.any() else made


def lengths(texts: Texts) -> npt.NDArray[np.int64]:
    """The number of characters (code points), -1 for an error.

    >>> lengths(["a\\U0001f600", None]).tolist()
    [2, -1]
    """
    if isinstance(texts, list):
        return np.array([-1 if text is None else len(text) for text in texts], np.int64)
    import pyarrow as pa

    from kgtools.columns.arrow import call

    found: npt.NDArray[np.int64] = call("coalesce", call("utf8_length", texts), pa.scalar(-1, pa.int64())).to_numpy()
    return found


def matched(texts: Texts, how: str, needle: str) -> npt.NDArray[np.bool_]:
    """Which have `needle` somewhere (`how`: ``match_substring``), first (``starts_with``) or last (``ends_with``).

    >>> matched(["abc", "b", None], "starts_with", "a").tolist()
    [True, False, False]
    """
    if isinstance(texts, list):
        tests: dict[str, Callable[[str], bool]] = {
            "match_substring": lambda text: needle in text,
            "starts_with": lambda text: text.startswith(needle),
            "ends_with": lambda text: text.endswith(needle),
        }
        test = tests[how]
        return np.array([text is not None and test(text) for text in texts], bool)
    from kgtools.columns.arrow import call, functions, truths

    return truths(call(how, texts, options=functions.MatchSubstringOptions(needle)))


def truths_of(found: npt.NDArray[np.bool_], valid: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
    """1, 0, or -1 where there is no value."""
    return np.where(valid, found, -1).astype(np.int8)


def cut(texts: Texts, begin: int, end: int | None) -> Texts:
    """The characters from place `begin` (from 0) up to `end`.

    >>> cut(["motor car"], 6, None)
    ['car']
    """
    if isinstance(texts, list):
        return [None if text is None else text[begin:end] for text in texts]
    from kgtools.columns.arrow import call, functions

    options = functions.SliceOptions(begin, (1 << 40) if end is None else end)
    return call("utf8_slice_codeunits", texts, options=options)


def joined(before: str, texts: Texts, after: str, budget: Budget) -> Texts:
    """The texts with others before and behind them.

    >>> joined("<", ["a", None], ">", Budget())
    ['<a>', None]
    """
    budget.reserve(size_of(texts) + len(texts) * (len(before) + len(after)), f"{len(texts):,} texts put together")
    if isinstance(texts, list):
        return [None if text is None else f"{before}{text}{after}" for text in texts]
    import pyarrow as pa

    from kgtools.columns.arrow import call

    large = pa.large_string()
    parts = (pa.scalar(before, large), texts, pa.scalar(after, large), pa.scalar("", large))
    found: Texts = call("binary_join_element_wise", *parts)
    return found
