"""The distinct terms of a dataset: one Arrow column of canonical N-Triples text; a term is its number in it.

Arrow is imported where it is called: terms that are kept in a file (:mod:`kgtools.table.cache`) are mostly read without
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Term
from kgtools.table.kernels.text import parse_term, parse_terms, term_text
from kgtools.table.kinds import BLANK, IRI, LITERAL, NOTHING, TRIPLE

if TYPE_CHECKING:
    import pyarrow as pa

    from kgtools.table.literals import Literals

__all__ = ["Terms"]

#: up to so many texts are searched for one by one
_FEW_TEXTS = 24
#: numbers of so many texts are remembered beside those of the seeds
_MAX_TEXTS_REMEMBERED = 20_000
#: texts whose signatures are made in one go
_PIECE_TEXTS = 1 << 16
#: what the bytes of a text count for in its signature
_FACTORS = (251, 8191, 31, 1021, 4093)
#: searches that look at all signatures before these are sorted
_MAX_SEARCHES = 40
#: bytes of a word; bits of a signature; an odd number whose bits are spread evenly
_WORD = 8
_BITS = 23
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_LESS, _UNDERSCORE, _QUOTE = 60, 95, 34
#: the place of one byte, or of one byte in each text
Place = TypeVar("Place", int, "npt.NDArray[np.int64]")


class Terms:
    """Distinct terms, each with its number.

    >>> import pyarrow as pa
    >>> from kgtools.model.terms import NamedNode
    >>> terms = Terms(pa.array(["<http://e/a>", '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'], pa.large_string()))
    >>> terms.term(1)
    <Literal value=01 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>
    >>> terms.find([NamedNode("http://e/a"), NamedNode("http://e/b")]).tolist()
    [0, -1]
    """

    def __init__(self, texts: pa.LargeStringArray, *, seeds: Iterable[str] = ()) -> None:
        self.texts = texts
        # the numbers that are known without a search: those of the terms that the dictionary was begun with, and of
        # some that were asked for
        self._seeds: dict[str, int] = {text: number for number, text in enumerate(seeds)}
        self._number_of: dict[str, int] = dict(self._seeds)
        self._searches = 0
        #: what others make of the dictionary and keep with it, each under a name of its own
        self.derived: dict[str, Any] = {}  # Any: each name has a type of its own

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def offsets(self) -> npt.NDArray[np.int64]:
        """Where the text of each term begins in :attr:`data`."""
        start = self.texts.offset
        cuts: npt.NDArray[np.int64] = np.frombuffer(self.texts.buffers()[1], np.int64)[start : start + len(self) + 1]
        return cuts

    @cached_property
    def data(self) -> npt.NDArray[np.uint8]:
        """The bytes of all texts, end to end."""
        buffer = self.texts.buffers()[2]
        return np.empty(0, np.uint8) if buffer is None else np.frombuffer(buffer, np.uint8)

    @cached_property
    def kinds(self) -> npt.NDArray[np.uint8]:
        """What each term is: IRI, BLANK, LITERAL, TRIPLE, or NOTHING for what only separated terms."""
        kinds = np.full(len(self), NOTHING, np.uint8)
        if not len(self.data):
            return kinds
        begins = self.offsets[:-1]
        filled = self.offsets[1:] > begins
        first = self.data[np.minimum(begins, len(self.data) - 1)]
        second = self.data[np.minimum(begins + 1, len(self.data) - 1)]
        kinds[filled & (first == _LESS)] = IRI
        kinds[filled & (first == _LESS) & (second == _LESS)] = TRIPLE
        kinds[filled & (first == _UNDERSCORE)] = BLANK
        kinds[filled & (first == _QUOTE)] = LITERAL
        return kinds

    @cached_property
    def literals(self) -> Literals:
        """What is known of the literals: datatype, language, lexical form, value."""
        from kgtools.table.literals import Literals

        return Literals(self)

    def text(self, number: int) -> str:
        """The canonical N-Triples text of a term."""
        text: str = self.texts[int(number)].as_py()
        return text

    def term(self, number: int) -> Term:
        """A term as an object."""
        return parse_term(self.text(number))

    def terms(self, numbers: npt.NDArray[np.integer] | Sequence[int]) -> list[Term]:
        """Terms as objects, in the order of `numbers`; each distinct one is made once."""
        ids = np.asarray(numbers, np.int64)
        unique, index = np.unique(ids, return_inverse=True)
        texts = self.texts_of(unique)
        # what is asked for as a term is often looked up as one (labels, places): known without a search then
        self._remember(dict(zip(texts, unique.tolist(), strict=True)))
        result = parse_terms(texts)
        return [result[i] for i in index.tolist()]

    def texts_of(self, numbers: npt.NDArray[np.integer]) -> list[str]:
        """The texts of terms, in the order of `numbers`.

        >>> import pyarrow as pa
        >>> Terms(pa.array(["<http://e/a>", "_:b"], pa.large_string())).texts_of(np.array([1, 0, 1]))
        ['_:b', '<http://e/a>', '_:b']
        """
        if len(numbers) > _FEW_TEXTS:
            from kgtools.table.kernels.arrow import lines, take

            # canonical N-Triples: a line feed is written with a backslash
            return lines(take(self.texts, numbers))
        places = numbers.astype(np.int64)
        begins, ends = self.offsets[places].tolist(), self.offsets[places + 1].tolist()
        return [self.data[begin:end].tobytes().decode() for begin, end in zip(begins, ends, strict=True)]

    def terms_of(self, numbers: npt.NDArray[np.integer]) -> list[Term]:
        """The terms with these numbers, as objects, in the order of `numbers`."""
        return parse_terms(self.texts_of(numbers))

    def find(self, terms: Sequence[Term]) -> npt.NDArray[np.int64]:
        """The number of each term, -1 where it does not occur."""
        return self.find_texts([term_text(term) for term in terms])

    def find_texts(self, texts: Sequence[str]) -> npt.NDArray[np.int64]:
        """The number of the term with each canonical text, -1 where it does not occur.

        >>> import pyarrow as pa
        >>> Terms(pa.array(["<http://e/a>", "_:b"], pa.large_string())).find_texts(["_:b", "_:c"]).tolist()
        [1, -1]
        """
        cache = self._number_of
        unknown = [text for text in dict.fromkeys(texts) if text not in cache]
        if len(unknown) <= _FEW_TEXTS:
            new = {text: self._search(text) for text in unknown}
            self._remember(new)
            return np.array([cache[text] if text in cache else new[text] for text in texts], np.int64)
        from kgtools.table.kernels.arrow import call, places, take, text_array, truths

        # one pass over the dictionary, however many texts are looked for
        numbers = places(self.texts, text_array(unknown))
        at = np.flatnonzero(truths(call("is_valid", numbers)))
        new = dict.fromkeys(unknown, -1)
        for which, number in zip(take(numbers, at).to_pylist(), at.tolist(), strict=True):
            new[unknown[which]] = number
        self._remember(new)
        return np.array([cache[text] if text in cache else new[text] for text in texts], np.int64)

    def _remember(self, numbers: Mapping[str, int]) -> None:
        """Know these numbers without a search from now on; what was known before goes where it would be too many."""
        if len(self._number_of) - len(self._seeds) + len(numbers) > _MAX_TEXTS_REMEMBERED:
            # a new dictionary: who looks something up in the old one right now finds it there
            self._number_of = dict(self._seeds)
        if len(numbers) <= _MAX_TEXTS_REMEMBERED:
            self._number_of.update(numbers)

    def find_column(self, texts: pa.LargeStringArray) -> npt.NDArray[np.int64]:
        """The numbers of many distinct texts, -1 where one is not here.

        >>> import pyarrow as pa
        >>> Terms(pa.array(["<http://e/a>", "<http://e/b>"], pa.large_string())).find_column(
        ...     pa.array(["<http://e/b>", "_:x"], pa.large_string())
        ... ).tolist()
        [1, -1]
        """
        result = np.full(len(texts), -1, np.int64)
        column = Terms(texts)
        # only texts with equal signatures are compared: those here that may be sought, and of these who may be here
        numbers = np.flatnonzero(_marked(column.signatures)[self.signatures])
        which = np.flatnonzero(_marked(self.signatures[numbers])[column.signatures])
        if len(numbers) and len(which):
            from kgtools.table.kernels.arrow import places_among, take

            at = places_among(take(texts, which), take(self.texts, numbers))
            result[which] = np.where(at >= 0, numbers[at], -1)
        return result

    @cached_property
    def signatures(self) -> npt.NDArray[np.uint32]:
        """A number below 2 to the power of 23 for each text, of its length, its beginning, its middle and its end."""
        result = np.zeros(len(self), np.uint32)
        # there is a word in any case
        data = self.data if len(self.data) >= _WORD else np.zeros(_WORD, np.uint8)
        words = np.ndarray(len(data) - _WORD + 1, np.uint64, data, strides=(1,))
        # in pieces that stay in the cache
        for start in range(0, len(self), _PIECE_TEXTS):
            begins, ends = (
                self.offsets[start : start + _PIECE_TEXTS + 1][:-1],
                self.offsets[start + 1 : start + _PIECE_TEXTS + 1],
            )
            rest = ends - begins - _WORD
            # of a text with less than a word only its length counts
            begins = np.where(rest < 0, 0, begins)
            places = begins, begins + (np.maximum(rest, 0) >> 1), begins + np.maximum(rest, 0)
            piece = rest.astype(np.uint64)
            for place in places:
                piece ^= words[place] * (rest >= 0)
                piece *= _SPREAD
                piece ^= piece >> np.uint64(32)
            result[start : start + _PIECE_TEXTS] = piece >> np.uint64(64 - _BITS)
        return result

    @cached_property
    def _signatures(self) -> npt.NDArray[np.uint16]:
        """A small number for each text that tells most texts apart: of its length and some of its bytes."""
        result = np.zeros(len(self), np.uint16)
        if not len(self.data):
            return result
        # in pieces that stay in the cache
        for start in range(0, len(self), _PIECE_TEXTS):
            begins, ends = (
                self.offsets[start : start + _PIECE_TEXTS + 1][:-1],
                self.offsets[start + 1 : start + _PIECE_TEXTS + 1],
            )
            piece = (ends - begins).astype(np.uint16)
            for factor, at in zip(_FACTORS, _places_of_bytes(begins, ends), strict=True):
                at = np.minimum(np.maximum(at, begins), len(self.data) - 1)
                piece += self.data[at] * np.uint16(factor)
            result[start : start + _PIECE_TEXTS] = piece
        return result

    @cached_property
    def _buckets(self) -> tuple[npt.NDArray[np.int64], list[int]]:
        """The numbers of the texts by their signatures, and where those of each signature begin."""
        counts = np.bincount(self._signatures, minlength=1 << 16)
        return np.argsort(self._signatures, kind="stable"), [0, *np.cumsum(counts).tolist()]

    def _search(self, text: str) -> int:
        """The number of one text: found by its signature, then looked at. A hash of all terms takes longer to make."""
        data = text.encode()
        end = len(data)
        if not end or not len(self.data):
            return -1
        signature = end
        for factor, at in zip(_FACTORS, _places_of_bytes(0, end), strict=True):
            signature += factor * data[max(at, 0)]
        signature &= 0xFFFF
        self._searches += 1
        if self._searches > _MAX_SEARCHES:
            order, starts = self._buckets
            candidates = order[starts[signature] : starts[signature + 1]]
        else:
            candidates = np.flatnonzero(self._signatures == signature)
        begins = self.offsets[candidates]
        same = self.offsets[candidates + 1] - begins == end
        candidates, begins = candidates[same], begins[same]
        # IRIs differ at their end, literals at their beginning
        order_of_bytes = range(end) if text[0] == '"' else range(end - 1, -1, -1)
        for place in order_of_bytes:
            if len(candidates) <= _FEW_TEXTS:
                break
            same = self.data[begins + place] == data[place]
            candidates, begins = candidates[same], begins[same]
        for number, begin in zip(candidates.tolist(), begins.tolist(), strict=True):
            if self.data[begin : begin + end].tobytes() == data:
                return int(number)
        return -1

    def extended(self, terms: Sequence[Term]) -> Terms:
        """These terms and others behind them, each with a number of its own."""
        return self.extended_texts([term_text(term) for term in terms])

    def extended_texts(self, texts: Sequence[str]) -> Terms:
        """The same, of canonical texts that are not here."""
        import pyarrow as pa

        from kgtools.table.kernels.arrow import text_array

        return Terms(pa.concat_arrays([self.texts, text_array(texts)]))


def _marked(signatures: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """For each signature that there can be, whether it is one of these."""
    table = np.zeros(1 << _BITS, bool)
    table[signatures] = True
    return table


def _places_of_bytes(begins: Place, ends: Place) -> tuple[Place, ...]:
    """The places of the bytes that make a signature."""
    # the last byte of an IRI is always the same; literals differ in the middle
    return ends - 2, ends - 3, ends - 4, ends - 5, (begins + ends) >> 1
