"""The texts of a dictionary as bytes, and which of them are nearest to a spelling: whole columns at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Literal
from kgtools.sparql.columns.dictionary import IRI, LITERAL, Dictionary
from kgtools.sparql.why_not.distances import distances, near_enough
from kgtools.table.kernels.text import term_text
from kgtools.table.limits import Check

__all__ = ["Numbers", "Spellings"]

Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

#: cells of a table of bytes that is made at once
_MAX_TABLE_CELLS = 1 << 22
#: texts up to which each is looked at by itself
_SINGLE = 500
#: a spelling that is longer is compared by its beginning
_MAX_CHARACTERS = 200
_LOWER = np.arange(256, dtype=np.uint8)
_LOWER[65:91] += 32
#: a bit for each letter and digit; all other bytes share some, and white space and 0 have none
_BITS = np.zeros(256, np.uint64)
_BITS[97:123] = np.uint64(1) << np.arange(26, dtype=np.uint64)
_BITS[49:58] = np.uint64(1) << np.arange(26, 35, dtype=np.uint64)
_BITS[128:] = np.uint64(1) << (np.arange(128, dtype=np.uint64) % np.uint64(24) + np.uint64(36))
#: capitals have the bits of small letters
_BITS = _BITS[_LOWER]
#: the same for ASCII alone, and one bit for all that is not
_BEYOND_ASCII = np.uint64(1) << np.uint64(63)
_ASCII_BITS = np.where(np.arange(256) < 128, _BITS, _BEYOND_ASCII)
#: bytes that white space, zeros and composed letters may add
_EXTRA_BYTES = 4
_WORD = 8
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SEPARATORS = (35, 47, 58)


class Spellings:
    """The IRIs and literals of a dictionary, what is compared of each without its marks.

    >>> from kgtools.table import SmallTerms
    >>> from kgtools.model.terms import Literal, NamedNode
    >>> terms = SmallTerms([NamedNode("http://e/knows"), NamedNode("http://e/age"), Literal("knows", language="en")])
    >>> spellings = Spellings.of(terms)
    >>> [(number, distance) for number, distance in spellings.nearest("konws", spellings.iris, local=True)]
    [(0, 1)]
    """

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        data: Bytes | None = getattr(dictionary, "data", None)
        if data is None:
            encoded = [text.encode() for text in dictionary.texts_of(np.arange(len(dictionary)))]
            self._data: Bytes = np.frombuffer(b"".join(encoded), np.uint8)
            self._offsets: Numbers = np.concatenate([[0], np.cumsum([len(text) for text in encoded], dtype=np.int64)])
        else:
            self._data, self._offsets = data, getattr(dictionary, "offsets")  # noqa: B009  no part of the protocol
        if len(self._data) < _WORD:
            self._data = np.concatenate([self._data, np.zeros(_WORD, np.uint8)])
        # eight bytes from each place on, read as one number
        self._words = np.ndarray(len(self._data) - _WORD + 1, "<u8", self._data, strides=(1,))
        self._cuts: Numbers | None = None
        self._quotes: Numbers | None = None

    @classmethod
    def of(cls, dictionary: Dictionary) -> Spellings:
        """Those of a dictionary, made once."""
        spellings: Spellings | None = dictionary.derived.get("spellings")
        if spellings is None:
            spellings = dictionary.derived["spellings"] = cls(dictionary)
        return spellings

    @property
    def iris(self) -> Numbers:
        """The numbers of all IRIs."""
        return np.flatnonzero(self._dictionary.kinds == IRI)

    @property
    def literals(self) -> Numbers:
        """The numbers of all literals."""
        return np.flatnonzero(self._dictionary.kinds == LITERAL)

    # where texts begin and end ------------------------------------------------------------------------------------

    def _local(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Where the local names of IRIs begin and end: what follows the last ``#``, ``/`` or ``:``."""
        ends = self._offsets[numbers + 1] - 1
        if self._cuts is None and len(numbers) <= _SINGLE:
            # few of many: not worth looking at all of them
            begins = self._offsets[numbers] + 1
            cuts = begins.copy()
            for i, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
                text = self._data[begin:end].tobytes()
                cuts[i] = begin + max(text.rfind(b"#"), text.rfind(b"/"), text.rfind(b":")) + 1
            return cuts, ends
        if self._cuts is None:
            marks = self._data == _SEPARATORS[0]
            for separator in _SEPARATORS[1:]:
                marks |= self._data == separator
            self._cuts = np.flatnonzero(marks)
        # there is a colon in every IRI
        at = np.searchsorted(self._cuts, ends) - 1
        return self._cuts[at] + 1, ends

    def namespaces(self, numbers: Numbers) -> list[str]:
        """The distinct texts before the local names of IRIs, sorted."""
        if not len(numbers):
            return []
        begins = self._offsets[numbers] + 1
        ends, _ = self._local(numbers)
        _, firsts = np.unique(self._keys(begins, ends), return_index=True)
        return sorted({self._data[begins[i] : ends[i]].tobytes().decode() for i in firsts.tolist()})

    def _word(self, places: Numbers) -> npt.NDArray[np.uint64]:
        """The eight bytes from each place on, as one number; behind the last text there are zeros."""
        last = len(self._words) - 1
        word = self._words[np.minimum(places, last)]
        late = np.flatnonzero(places > last)
        if len(late):
            beyond = places[late] - last
            shift = (np.minimum(beyond, _WORD - 1) * 8).astype(np.uint64)
            word[late] = np.where(beyond < _WORD, word[late] >> shift, np.uint64(0))
        return word

    def _keys(self, begins: Numbers, ends: Numbers) -> npt.NDArray[np.uint64]:
        """A number for each piece of text that is the same for the same text, and hardly for any other."""
        lengths = ends - begins
        keys = lengths.astype(np.uint64)
        for place in range(0, int(lengths.max(initial=0)), _WORD):
            left = lengths - place
            here = np.flatnonzero(left > 0)
            word = self._word(begins[here] + place)
            short = left[here] < _WORD
            word[short] <<= ((_WORD - left[here][short]) * 8).astype(np.uint64)
            keys[here] = (keys[here] ^ word) * _FACTOR
            keys[here] ^= keys[here] >> np.uint64(29)
        return keys

    def same_name(self, ones: Numbers, others: Numbers) -> tuple[int, int] | None:
        """Two literals with the same lexical form, or two IRIs with the same local name; None where there are none.

        >>> from kgtools.table import SmallTerms
        >>> from kgtools.model.terms import Literal
        >>> spellings = Spellings.of(SmallTerms([Literal("a"), Literal("b"), Literal("b", language="en")]))
        >>> spellings.same_name(np.array([0, 1]), np.array([2]))
        (1, 2)
        """
        kinds = self._dictionary.kinds
        for kind, find in ((LITERAL, self._quoted), (IRI, self._local)):
            first, second = ones[kinds[ones] == kind], others[kinds[others] == kind]
            if not len(first) or not len(second):
                continue
            keys, other_keys = self._keys(*find(first)), self._keys(*find(second))
            ordered = np.sort(other_keys)
            both = ordered[np.minimum(ordered.searchsorted(keys), len(ordered) - 1)] == keys
            if both.any():
                (one,) = self.first(first[both], 1).tolist()
                key = self._keys(*find(np.array([one])))
                (other,) = self.first(second[other_keys == key], 1).tolist()
                return one, other
        return None

    def starting_with(self, text: str, numbers: Numbers) -> Numbers:
        """Those whose text begins so, the mark before it included (``<http://…``)."""
        data = text.encode()
        begins = self._offsets[numbers]
        keep = self._offsets[numbers + 1] - begins >= len(data)
        numbers, begins = numbers[keep], begins[keep]
        # what several begin with tells less than what comes later
        for place in range((len(data) - 1) // _WORD * _WORD, -1, -_WORD):
            piece = data[place : place + _WORD]
            mask = np.frombuffer((b"\xff" * len(piece)).ljust(_WORD, b"\0"), np.uint64)[0]
            word = np.frombuffer(piece.ljust(_WORD, b"\0"), np.uint64)[0]
            same = self._word(begins + place) & mask == word
            if not same.all():
                numbers, begins = numbers[same], begins[same]
        return numbers

    def has_start(self, text: str, numbers: Numbers) -> bool:
        """Whether one of them begins so; looked at piece by piece, for most often one of the first does."""
        low, size = 0, 1000
        while low < len(numbers):
            if len(self.starting_with(text, numbers[low : low + size])):
                return True
            low, size = low + size, size * 4
        return False

    def first(self, numbers: Numbers, most: int) -> Numbers:
        """Those whose texts come first in the order of their code points, in that order."""
        first: list[int] = []
        numbers = np.asarray(numbers, np.int64)
        while len(numbers) and len(first) < most:
            candidates, place = numbers, 0
            while len(candidates) > 1:
                begins = self._offsets[candidates] + place
                left = self._offsets[candidates + 1] - begins
                word = self._word(begins).byteswap()
                short = left < _WORD
                shift = (np.maximum(_WORD - left[short], 0) * 8).astype(np.uint64)
                # what follows a text is none of it
                word[short] = np.where(shift < 64, word[short] >> shift << shift, np.uint64(0))
                candidates = candidates[word == word.min()]
                place += _WORD
                if (self._offsets[candidates + 1] - self._offsets[candidates] <= place).any():
                    # a text that is at its end comes before those that go on
                    ended = candidates[self._offsets[candidates + 1] - self._offsets[candidates] <= place]
                    candidates = ended[:1]
            first.append(int(candidates[0]))
            numbers = numbers[numbers != candidates[0]]
        return np.array(first, np.int64)

    def with_local_name(self, name: str, numbers: Numbers) -> Numbers:
        """The IRIs that end with a local name: what precedes it ends with ``#``, ``/`` or ``:``."""
        data = name.encode()
        ends = self._offsets[numbers + 1] - 1
        keep = ends - self._offsets[numbers] > len(data) + 1
        numbers, ends = numbers[keep], ends[keep]
        for place in range(1, len(data) + 1):
            if not len(numbers):
                return numbers
            same = self._data[ends - place] == data[-place]
            if not same.all():
                numbers, ends = numbers[same], ends[same]
        return numbers[np.isin(self._data[ends - len(data) - 1], _SEPARATORS)]

    # what is near --------------------------------------------------------------------------------------------------

    def nearest(self, name: str, numbers: Numbers, *, local: bool, check: Check | None = None) -> list[tuple[int, int]]:
        """Numbers of terms that are spelt nearly so, with the number of changes, the nearest first.

        Changes are letters that are put in, left out, replaced, or that have changed places; capitals count as small
        letters. With `local` the local names of IRIs are compared, else literals without their tags and datatypes. The
        order of those at the same distance is that of the numbers.
        """
        target = _LOWER[np.frombuffer(name.encode()[:_MAX_CHARACTERS], np.uint8)]
        most = near_enough(len(target))
        begins, ends = self._local(numbers) if local else self._quoted(numbers)
        lengths = ends - begins
        keep = np.abs(lengths - len(target)) <= most
        numbers, begins, lengths = numbers[keep], begins[keep], lengths[keep]
        nearest: list[tuple[int, int]] = []
        width = len(target) + most
        step = max(1, _MAX_TABLE_CELLS // max(width, 1))
        mask = np.bitwise_or.reduce(_BITS[target]) if len(target) else np.uint64(0)
        for low in range(0, len(numbers), step):
            if check is not None:
                check()
            part = slice(low, low + step)
            bits = self._letters(begins[part], lengths[part], _BITS)
            rows = np.flatnonzero(np.bitwise_count(bits ^ mask) <= 2 * most) + low
            if len(rows):
                table = self._table(begins[rows], lengths[rows], width)
                far = distances(table, lengths[rows], target, most)
                good = np.flatnonzero(far <= most)
                nearest += zip(numbers[rows[good]].tolist(), far[good].tolist(), strict=True)
        return sorted(nearest, key=lambda pair: (pair[1], pair[0]))

    def _quoted(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Where the lexical forms of literals begin and end: the last quote closes one, for tags have none."""
        begins, ends = self._offsets[numbers] + 1, self._offsets[numbers + 1] - 1
        tagged = np.flatnonzero(self._data[ends] != 34)
        if len(tagged):
            if self._quotes is None:
                self._quotes = np.flatnonzero(self._data == 34)
            ends[tagged] = self._quotes[np.searchsorted(self._quotes, ends[tagged]) - 1]
        return begins, ends

    def like(self, text: str, numbers: Numbers) -> Numbers:
        """The literals that may be the same text except for capitals, white space, composed letters, zeros and tags.

        Those that have other letters or digits are left out; what is left has to be looked at.
        """
        same = self.starting_with(f'"{_escaped(text)}"', numbers)
        if len(same):
            return same
        target = _LOWER[np.frombuffer(text.encode()[:_MAX_CHARACTERS], np.uint8)]
        letters = target[target < 128]
        # a letter with an accent may be written as the letter and its accent
        loose = 2 * (len(target) - len(letters)) + _EXTRA_BYTES
        begins, ends = self._quoted(numbers)
        lengths = ends - begins
        keep = np.abs(lengths - len(target)) <= loose
        numbers, begins, lengths = numbers[keep], begins[keep], lengths[keep]
        width = len(target) + loose
        mask = np.bitwise_or.reduce(_ASCII_BITS[letters]) if len(letters) else np.uint64(0)
        step = max(1, _MAX_TABLE_CELLS // width)
        similar = []
        for low in range(0, len(numbers), step):
            part = slice(low, low + step)
            bits = self._letters(begins[part], lengths[part], _ASCII_BITS)
            composed = (bits >= _BEYOND_ASCII) | (len(letters) < len(target))
            bits &= ~_BEYOND_ASCII
            alike = np.where(composed, (bits & mask == mask) | (bits & mask == bits), bits == mask)
            similar.append(numbers[part][alike])
        return np.concatenate(similar) if similar else numbers[:0]

    def _letters(self, begins: Numbers, lengths: Numbers, bits_of: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """The bits of all bytes of each text: which letters it has, whatever their order."""
        bits = np.zeros(len(begins), np.uint64)
        shortest = int(lengths.min()) if len(lengths) else 0
        for place in range(shortest):
            bits |= bits_of[self._data[begins + place]]
        rows = np.arange(len(begins))
        for place in range(shortest, int(lengths.max(initial=0))):
            rows = rows[lengths[rows] > place]
            bits[rows] |= bits_of[self._data[begins[rows] + place]]
        return bits

    def _table(self, begins: Numbers, lengths: Numbers, width: int) -> Bytes:
        """The bytes of texts as rows, in small letters, filled up with zeros."""
        places = np.arange(width)
        inside = places < lengths[:, None]
        at = np.where(inside, begins[:, None] + places, 0)
        table: Bytes = _LOWER[self._data[at]] * inside if len(self._data) else np.zeros(at.shape, np.uint8)
        return table


def _escaped(text: str) -> str:
    """A lexical form as the dictionary has it."""
    return term_text(Literal(text))[1:-1]
