"""The door to Arrow's functions: NumPy columns go in as Arrow arrays over the same bytes.

``pyarrow.compute`` and the methods of arrays that call it do the same; it makes a Python function of every function of
Arrow when it is imported, and ``pyarrow.array`` imports ``numpy.ma`` and, where it is installed, pandas: each takes
longer than all of a small validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kgtools.table.kernels.joining import Pieces, joined

try:
    from pyarrow import _compute as functions
except ImportError:  # where another version keeps them in the public module only
    import pyarrow.compute as functions

__all__ = [
    "as_ranks",
    "as_text",
    "bounds",
    "call",
    "common_beginning",
    "cut_out",
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
    "own_bytes",
    "pieces",
    "pieces_array",
    "places",
    "places_among",
    "replaced",
    "take",
    "text_array",
    "text_keys",
    "text_scalar",
    "texts_over",
    "truths",
]

Bools = npt.NDArray[np.bool_]
ArrowColumn: TypeAlias = "pa.Array | pa.ChunkedArray"
ArrowValue: TypeAlias = "ArrowColumn | pa.Scalar"
#: texts from which on NumPy puts them together sooner than Arrow
_MANY_TEXTS = 2000
#: bytes of a word
_WORD = 8


def numbers(column: npt.NDArray[np.integer]) -> pa.Int64Array:
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


def number_scalar(number: int, kind: type[np.integer] = np.int64) -> pa.Scalar:
    """One whole number for a function that takes columns.

    >>> number_scalar(7, np.int32).type
    DataType(int32)
    """
    one = np.array([number], kind)
    return pa.Array.from_buffers(pa.from_numpy_dtype(one.dtype), 1, [None, pa.py_buffer(one)])[0]


def call(name: str, *arguments: ArrowValue, options: functions.FunctionOptions = None) -> ArrowValue:
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
    columns = [part for part in parts if not isinstance(part, str)]
    if len(columns) == 1 and not between and len(columns[0]) >= _MANY_TEXTS and not columns[0].null_count:
        pieces_joined = joined([part.encode() if isinstance(part, str) else pieces(part) for part in parts])
        if pieces_joined is not None:
            return texts_over(*pieces_joined)
    scalars = [text_scalar(part) if isinstance(part, str) else part for part in parts]
    return call("binary_join_element_wise", *scalars, text_scalar(between), options=functions.JoinOptions(nulls))


def pieces(texts: pa.LargeStringArray) -> Pieces:
    """The texts of a column as ranges of its bytes; what is null is empty or anything.

    >>> pieces(text_array(["ab", "c"])).lengths.tolist()
    [2, 1]
    """
    ends, data = bounds(texts)
    return Pieces(data, ends[:-1], np.diff(ends))


def bounds(texts: pa.LargeStringArray) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Where each text of a column begins in its bytes, with where the last one ends; the bytes.

    >>> bounds(text_array(["ab", "c"]))[0].tolist()
    [0, 2, 3]
    """
    _, offsets, data = texts.buffers()
    # a column without texts may have no places
    cuts = np.zeros(1, np.int64)
    if len(texts):
        cuts = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return cuts, np.empty(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)


def own_bytes(texts: pa.LargeStringArray) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """The same of the bytes of these texts alone: a column may be a part of another one.

    >>> own_bytes(text_array(["ab", "c"])[1:])[0].tolist()
    [0, 1]
    """
    cuts, data = bounds(texts)
    return cuts - cuts[0], data[cuts[0] : cuts[-1]]


def pieces_array(texts: Pieces) -> pa.LargeStringArray:
    """The same as a column of its own.

    >>> pieces_array(pieces(text_array(["ab", "c"])).take(np.array([1, 0]))).to_pylist()
    ['c', 'ab']
    """
    return texts_over(*cut_out(texts))


def cut_out(texts: Pieces) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """The bytes of texts end to end, and where each begins, with where the last one ends.

    >>> cut_out(pieces(text_array(["ab", "c"])).take(np.array([1, 0])))[0].tolist()
    [0, 1, 3]
    """
    joined_cuts = joined([texts])
    if joined_cuts is not None:
        return joined_cuts
    # every other value of an array over the same bytes; what its end says is how much memory Arrow begins with
    cuts = np.empty(2 * len(texts.begins) + 1, np.int64)
    cuts[0:-1:2], cuts[1::2] = texts.begins, texts.begins + texts.lengths
    cuts[-1] = min(cuts[0] + 2 * texts.lengths.sum(), len(texts.data))
    buffers = [None, pa.py_buffer(cuts), pa.py_buffer(texts.data)]
    array = pa.Array.from_buffers(pa.large_string(), len(cuts) - 1, buffers)
    return bounds(take(array, np.arange(0, len(cuts) - 1, 2)))


def texts_over(
    cuts: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], *, like: pa.LargeStringArray | None = None
) -> pa.LargeStringArray:
    """The column whose texts begin at these places in the bytes, with where the last one ends; nothing is copied.

    Where `like` is null, so is the column.

    >>> texts_over(np.array([0, 2, 3]), np.frombuffer(b"abc", np.uint8)).to_pylist()
    ['ab', 'c']
    """
    there = None if like is None or not like.null_count else mask(truths(call("is_valid", like))).buffers()[1]
    return pa.Array.from_buffers(pa.large_string(), len(cuts) - 1, [there, pa.py_buffer(cuts), pa.py_buffer(data)])


def take(array: ArrowColumn, places: npt.NDArray[np.integer]) -> ArrowColumn:
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


def keep(array: ArrowColumn, rows: Bools) -> ArrowColumn:
    """The values that are marked.

    >>> keep(text_array(["a", "b"]), np.array([False, True])).to_pylist()
    ['b']
    """
    return call("filter", array, mask(rows))


def encoded(array: ArrowColumn) -> pa.DictionaryArray:
    """The distinct values, and for each value its place among them."""
    return call("dictionary_encode", array)


def distinct_texts(array: ArrowColumn) -> ArrowColumn:
    """The distinct values, in the order in which they come first."""
    return call("unique", array)


def as_text(array: ArrowColumn) -> pa.LargeStringArray:
    """Bytes as text; raises :class:`pyarrow.ArrowInvalid` where they are no UTF-8."""
    return call("cast", array, options=functions.CastOptions.safe(pa.large_string()))


def matching(texts: pa.LargeStringArray, pattern: str) -> Bools:
    """Which texts match the RE2 pattern somewhere; nothing is no match.

    >>> matching(text_array(["ab", None]), "b$").tolist()
    [True, False]
    """
    matches = call("match_substring_regex", texts, options=functions.MatchSubstringOptions(pattern))
    return truths(matches)


def integers(array: pa.IntegerArray, *, null: int | None = None) -> npt.NDArray[np.integer]:
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
    values = np.unpackbits(bits, bitorder="little")[array.offset : array.offset + len(array)].view(bool)
    if array.null_count:
        values = values & truths(call("is_valid", array))
    return values


def replaced(texts: pa.LargeStringArray, rows: Bools, new: pa.LargeStringArray) -> pa.LargeStringArray:
    """The texts, with the marked ones replaced by the `new` ones in order."""
    return call("replace_with_mask", texts, mask(rows), new)


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
    common = len(common_beginning(columns))
    keys, telling = [], True
    for column in columns:
        texts = pieces(column)
        keys.append(texts.words(common)[0])
        # a text that ends in a byte that is zero looks like one without it
        telling = telling and int(texts.lengths.max(initial=0)) <= common + _WORD and not _has_zeros(texts)
    return keys, telling


def _has_zeros(texts: Pieces) -> bool:
    if not len(texts.begins):
        return False
    return not texts.data[texts.begins[0] : texts.begins[-1] + texts.lengths[-1]].all()


def common_beginning(columns: Sequence[pa.LargeStringArray]) -> bytes:
    """What all texts begin with; it may end within a character.

    >>> common_beginning([text_array(["http://e/a", None, "http://e/c"]), text_array(["http://f/b"])])
    b'http://'
    """
    parts = []
    for column in columns:
        texts = pieces(column)
        if column.null_count:
            texts = texts.take(np.flatnonzero(truths(call("is_valid", column))))
        if len(texts.begins):
            parts.append(texts)
    if not parts:
        return b""
    begin, size = int(parts[0].begins[0]), int(parts[0].lengths[0])
    least = min(int(part.lengths.min()) for part in parts)
    first = parts[0].data[begin : begin + size].tobytes()
    for place in range(0, least, _WORD):
        word = np.uint64(int.from_bytes(first[place : place + _WORD].ljust(_WORD, b"\0"), "big"))
        differing = 0
        for part in parts:
            differing |= int(np.bitwise_or.reduce(part.words(place)[0] ^ word))
        if differing:
            return first[: min(least, place + _WORD - (differing.bit_length() + 7) // 8)]
    return first[:least]


def places(texts: pa.LargeStringArray, among: pa.LargeStringArray) -> pa.Int32Array:
    """The place of each text among others, null where it is not there."""
    return call("index_in", texts, options=functions.SetLookupOptions(among))


def places_among(texts: pa.LargeStringArray, among: pa.LargeStringArray) -> npt.NDArray[np.int64]:
    """The same as a NumPy column, with -1 where it is not there.

    >>> places_among(text_array(["b", "x"]), text_array(["a", "b"])).tolist()
    [1, -1]
    """
    result = integers(places(texts, among), null=-1)
    wide: npt.NDArray[np.int64] = result.astype(np.int64)
    return wide
