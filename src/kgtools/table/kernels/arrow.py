"""The door to Arrow's functions: NumPy columns go in as Arrow arrays over the same bytes.

``pyarrow.compute`` and the methods of arrays that call it do the same; it makes a Python function of every function of
Arrow when it is imported, and ``pyarrow.array`` imports ``numpy.ma`` and, where it is installed, pandas: each takes
longer than all of a small validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

try:
    from pyarrow import _compute as functions
except ImportError:  # where another version keeps them in the public module only
    import pyarrow.compute as functions

__all__ = [
    "as_ranks",
    "as_text",
    "call",
    "distinct_texts",
    "encoded",
    "functions",
    "integers",
    "joined_texts",
    "keep",
    "lines",
    "mask",
    "matching",
    "number_scalar",
    "numbers",
    "places",
    "places_among",
    "replaced",
    "take",
    "text_array",
    "text_keys",
    "text_scalar",
    "truths",
]

Bools = npt.NDArray[np.bool_]
#: bytes of a word
_WORD = 8


def numbers(column: npt.NDArray[np.integer[Any]]) -> pa.Int64Array:
    """Whole numbers, to take by.

    >>> numbers(np.array([3, 1], np.int32)).to_pylist()
    [3, 1]
    """
    wide = np.ascontiguousarray(column, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(wide), [None, pa.py_buffer(wide)])


def mask(column: Bools) -> pa.BooleanArray:
    """Truth values, to filter by.

    >>> mask(np.array([True, False])).to_pylist()
    [True, False]
    """
    bits = np.packbits(column, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(column), [None, pa.py_buffer(bits)])


def text_array(texts: Sequence[str | None]) -> pa.LargeStringArray:
    """Texts of Python as a column; None is null.

    >>> text_array(["a", None, "ö"]).to_pylist()
    ['a', None, 'ö']
    """
    filled = [text or "" for text in texts]
    joined = "".join(filled)
    # a letter of ASCII is a byte
    encoded: Sequence[str | bytes] = filled if joined.isascii() else [text.encode() for text in filled]
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(texts)), dtype=np.int64)
    offsets = pa.py_buffer(np.concatenate([np.zeros(1, np.int64), ends]))
    there = mask(np.array([text is not None for text in texts])).buffers()[1] if None in texts else None
    return pa.Array.from_buffers(pa.large_string(), len(texts), [there, offsets, pa.py_buffer(joined.encode())])


def text_scalar(text: str | None) -> pa.LargeStringScalar:
    """One text for a function that takes columns; ``pyarrow.scalar`` imports what ``pyarrow.array`` does.

    >>> call("coalesce", text_array(["a", None]), text_scalar("b")).to_pylist()
    ['a', 'b']
    """
    return text_array([text])[0]


def number_scalar(number: int, kind: type[np.integer[Any]] = np.int64) -> pa.Scalar:
    """One whole number for a function that takes columns.

    >>> number_scalar(7, np.int32).type
    DataType(int32)
    """
    one = np.array([number], kind)
    return pa.Array.from_buffers(pa.from_numpy_dtype(one.dtype), 1, [None, pa.py_buffer(one)])[0]


def call(name: str, *arguments: Any, options: Any = None) -> Any:
    """A function of Arrow by its name (see Arrow's list of compute functions).

    >>> call("utf8_length", text_array(["ab"])).to_pylist()
    [2]
    """
    # the system's own memory: what grows, as a dictionary does, is then moved by its pages and not copied
    return functions.call_function(name, list(arguments), options, pa.system_memory_pool())


def joined_texts(*parts: pa.LargeStringArray | str, between: str = "", nulls: str = "emit_null") -> pa.LargeStringArray:
    """Columns of text, and texts that are the same in all rows, put together row by row; null where one of them is.

    `nulls` is Arrow's word for what becomes of nulls (``skip`` leaves them out).

    >>> joined_texts("<", text_array(["a", None]), ">").to_pylist()
    ['<a>', None]
    """
    columns = [text_scalar(part) if isinstance(part, str) else part for part in parts]
    return call("binary_join_element_wise", *columns, text_scalar(between), options=functions.JoinOptions(nulls))


def take(array: Any, places: npt.NDArray[np.integer[Any]]) -> Any:
    """The values at these places; that each of them is there is not checked.

    >>> take(text_array(["a", "b"]), np.array([1, 1])).to_pylist()
    ['b', 'b']
    """
    return call("take", array, numbers(places), options=functions.TakeOptions(boundscheck=False))


def lines(texts: pa.LargeStringArray) -> list[str]:
    """Texts that are there and have no line feed, as Python has them: one text that is split takes a fifth of the time.

    >>> lines(text_array(["a", "", "b"]))
    ['a', '', 'b']
    """
    if not len(texts):
        return []
    whole = pa.LargeListArray.from_arrays(numbers(np.array([0, len(texts)])), texts)
    joined: str = call("binary_join", whole, text_scalar("\n"))[0].as_py()
    return joined.split("\n")


def keep(array: Any, which: Bools) -> Any:
    """The values that are marked.

    >>> keep(text_array(["a", "b"]), np.array([False, True])).to_pylist()
    ['b']
    """
    return call("filter", array, mask(which))


def encoded(array: Any) -> pa.DictionaryArray:
    """The distinct values, and for each value its place among them."""
    return call("dictionary_encode", array)


def distinct_texts(array: Any) -> Any:
    """The distinct values, in the order in which they come first."""
    return call("unique", array)


def as_text(array: Any) -> pa.LargeStringArray:
    """Bytes as text; raises :class:`pyarrow.ArrowInvalid` where they are no UTF-8."""
    return call("cast", array, options=functions.CastOptions.safe(pa.large_string()))


def matching(texts: pa.LargeStringArray, pattern: str) -> Bools:
    """Which texts match the RE2 pattern somewhere; nothing is no match.

    >>> matching(text_array(["ab", None]), "b$").tolist()
    [True, False]
    """
    found = call("match_substring_regex", texts, options=functions.MatchSubstringOptions(pattern))
    return truths(found)


def integers(array: pa.IntegerArray, *, null: int | None = None) -> npt.NDArray[Any]:
    """Whole numbers as a NumPy column over the same bytes, not to be changed; `null` stands for those that are null.

    >>> integers(call("utf8_length", text_array(["ab", "", "abc"])).slice(1))
    array([0, 3])
    >>> integers(places(text_array(["a", "b"]), text_array(["b"])), null=-1)
    array([-1,  0], dtype=int32)

    Raises :class:`ValueError` where a number is null and nothing stands for it.
    """
    kind = np.dtype(f"{'i' if pa.types.is_signed_integer(array.type) else 'u'}{array.type.bit_width // 8}")
    if array.null_count:
        if null is None:
            raise ValueError("a column of numbers has nulls")
        array = call("coalesce", array, number_scalar(null, kind.type))
    data = array.buffers()[1]
    if data is None or not len(array):
        return np.empty(0, kind)
    return np.frombuffer(data, kind, len(array), array.offset * kind.itemsize)


def truths(array: pa.BooleanArray) -> Bools:
    """Truth values as a NumPy column; null is false."""
    bits = np.frombuffer(array.buffers()[1], np.uint8) if len(array) else np.empty(0, np.uint8)
    found = np.unpackbits(bits, bitorder="little")[array.offset : array.offset + len(array)].view(bool)
    if array.null_count:
        found = found & truths(call("is_valid", array))
    return found


def replaced(texts: pa.LargeStringArray, which: Bools, new: pa.LargeStringArray) -> pa.LargeStringArray:
    """The texts, with the marked ones replaced by the `new` ones in order."""
    return call("replace_with_mask", texts, mask(which), new)


def as_ranks(columns: Sequence[pa.LargeStringArray]) -> npt.NDArray[np.int64]:
    """The rank of each text by its code points among all of the columns, end to end; equal where the texts are.

    >>> as_ranks([text_array(["b", "a"]), text_array(["b", None])]).tolist()
    [1, 0, 1, 2]
    """
    texts = pa.concat_arrays(columns)
    # the bytes of UTF-8 are in the order of code points; what is null comes last
    order = integers(call("array_sort_indices", texts))
    ordered = take(texts, order)
    new = np.zeros(len(order), np.int64)
    new[1:] = truths(call("coalesce", call("not_equal", ordered[1:], ordered[:-1]), mask(np.ones(1, np.bool_))[0]))
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.cumsum(new)
    return ranks


def text_keys(columns: Sequence[pa.LargeStringArray]) -> tuple[list[npt.NDArray[np.uint64]], bool]:
    """A number for each text, smaller where the text comes earlier by its code points, or the same number for both.

    It is made of the eight bytes that follow what all texts begin with. With them: whether they tell all texts apart.

    >>> (one, other), telling = text_keys([text_array(["http://e/a", "http://e/c"]), text_array(["http://e/b"])])
    >>> (one < other[0]).tolist(), telling
    ([True, False], True)
    """
    common = _common_beginning(columns)
    keys, telling = [], True
    for column in columns:
        offsets = np.frombuffer(column.buffers()[1], np.int64)[column.offset : column.offset + len(column) + 1]
        data = column.buffers()[2]
        # eight more bytes, so that a word can be read at the end of the last text
        padded = np.zeros(int(offsets[-1] - offsets[0]) + _WORD, np.uint8)
        if data is not None:
            padded[:-_WORD] = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]]
        begins = offsets[:-1] - offsets[0] + common
        lengths = np.diff(offsets) - common
        words = np.ndarray(len(padded) - _WORD + 1, ">u8", padded, strides=(1,))
        found = words[np.clip(begins, 0, len(padded) - _WORD)].astype(np.uint64)
        beyond = np.clip(_WORD - lengths, 0, _WORD).astype(np.uint64) * np.uint64(8)
        # what lies beyond the end is zero; a shift by all bits is none
        found = np.where(beyond < 64, found >> beyond << beyond, np.uint64(0))
        keys.append(found)
        # a text that ends in a byte that is zero looks like one without it
        telling &= bool((lengths <= _WORD).all()) and not (padded[:-_WORD] == 0).any()
    return keys, telling


def _common_beginning(columns: Sequence[pa.LargeStringArray]) -> int:
    """How many bytes all texts begin with."""
    bounds = [call("min_max", column) for column in columns if column.null_count < len(column)]
    texts = [bound[name].as_py().encode() for bound in bounds for name in ("min", "max")]
    if not texts:
        return 0
    # what the first and the last one have in common, all that are between have, too
    first, last = min(texts), max(texts)
    return next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))


def places(texts: pa.LargeStringArray, among: pa.LargeStringArray) -> pa.Int32Array:
    """The place of each text among others, null where it is not there."""
    return call("index_in", texts, options=functions.SetLookupOptions(among))


def places_among(texts: pa.LargeStringArray, among: pa.LargeStringArray) -> npt.NDArray[np.int64]:
    """The same as a NumPy column, with -1 where it is not there.

    >>> places_among(text_array(["b", "x"]), text_array(["a", "b"])).tolist()
    [1, -1]
    """
    found = integers(places(texts, among), null=-1)
    wide: npt.NDArray[np.int64] = found.astype(np.int64)
    return wide
