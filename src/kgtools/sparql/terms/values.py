"""One value or error for each row: the columns that expressions are computed in.

A :class:`Values` stands for a column in one of two ways, or both: by the numbers of its terms (`ids`, what a variable's
column is), and by its values (`tags` and `words`, see :mod:`kgtools.sparql.typed.kinds`). What is missing is made when
it is asked for. Kernels work on `tags` and `words`; where Python has to look at values one by one, it does so once for
each distinct one: see :meth:`Values.distinct`, :meth:`Values.objects`, :meth:`Values.lexical_forms`.

>>> from kgtools.table.small import SmallTerms
>>> from kgtools.table.kernels.text import parse_term
>>> texts = '"01"^^<http://www.w3.org/2001/XMLSchema#integer>', '"a"@en', "<http://e/a>"
>>> pool = Pool(SmallTerms(map(parse_term, texts)))
>>> column = Values.of_ids(pool, np.array([0, 1, 2, -1], np.int32))
>>> column.objects()
[1, ('a', 'en', None), '<http://e/a>', None]
>>> column.lexical_forms()
['01', 'a', 'http://e/a', None]
>>> pool.texts(Values.integers(pool, np.array([7])).numbers())
['"7"^^<http://www.w3.org/2001/XMLSchema#integer>']
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.codes import distinct_ids, distinct_words, is_repeated
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.truth import effective_boolean_values
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools, Column, Scalar, Tags, ValueObject, Words

if TYPE_CHECKING:
    from kgtools.model.terms import Term
    from kgtools.sparql.budget import Budget

__all__ = ["Fixed", "Truths", "Values", "value_of"]

#: bytes that a computed value takes in the pool, and its number
_MADE = 32
#: rows up to which a copy for each is made in less time than a column without copies
_FEW_ROWS = 64
Item = TypeVar("Item", bound=np.generic)


class Values:
    """A column of values and errors; never changed once it is made. `len()` is the number of rows."""

    __slots__ = ("_ids", "_tags", "_words", "pool", "size")

    def __init__(
        self, pool: Pool, size: int, *, ids: Ids | None = None, tags: Tags | None = None, words: Words | None = None
    ) -> None:
        self.pool = pool
        self.size = size
        self._ids = ids
        self._tags = tags
        self._words = words

    def __len__(self) -> int:
        return self.size

    # how columns are made -------------------------------------------------------------------------------------------

    @classmethod
    def of_ids(cls, pool: Pool, ids: Ids) -> Values:
        """The terms with these numbers; where there is none (-1), an error."""
        return Values(pool, len(ids), ids=ids)

    @classmethod
    def typed(cls, pool: Pool, tags: Tags, words: Words) -> Values:
        """Values by tag and word."""
        return Values(pool, len(tags), tags=tags, words=words)

    @classmethod
    def uniform(cls, pool: Pool, tag: int, words: npt.NDArray[np.generic], valid: Bools | None = None) -> Values:
        """Values of one tag; errors where `valid` is false."""
        tags = np.full(len(words), tag, np.uint8)
        if valid is not None:
            tags[~valid] = kinds.ERROR
        return Values(pool, len(words), tags=tags, words=words.astype(np.int64, copy=False))

    @classmethod
    def errors(cls, pool: Pool, size: int) -> Values:
        """Nothing but errors."""
        return Values(pool, size, tags=np.zeros(size, np.uint8), words=np.zeros(size, np.int64))

    @classmethod
    def booleans(cls, pool: Pool, truth: npt.NDArray[np.generic], valid: Bools | None = None) -> Values:
        """xsd:boolean, of a column of truth values, or of 1, 0 and -1 (an error) as :meth:`truth` gives it."""
        if valid is not None:
            truth = np.where(valid, truth, -1)
        return Truths(pool, truth.view(np.int8) if truth.dtype == np.bool_ else truth.astype(np.int8, copy=False))

    @classmethod
    def integers(cls, pool: Pool, numbers: npt.NDArray[np.integer], valid: Bools | None = None) -> Values:
        """xsd:integer."""
        return cls.uniform(pool, kinds.INTEGER, numbers, valid)

    @classmethod
    def doubles(cls, pool: Pool, numbers: npt.NDArray[np.floating], valid: Bools | None = None) -> Values:
        """xsd:double."""
        return cls.uniform(pool, kinds.DOUBLE, kinds.double_bits(numbers), valid)

    @classmethod
    def strings(cls, pool: Pool, texts: Sequence[str | None]) -> Values:
        """xsd:string; an error where there is None. The texts should be distinct ones (see :meth:`distinct`)."""
        return cls.of_objects(pool, kinds.STRING, texts)

    @classmethod
    def of_objects(cls, pool: Pool, kind: int, objects: Sequence[ValueObject]) -> Values:
        """Values of one kind of their objects, as :meth:`objects` gives them; an error where there is None."""
        return cls.of_scalars(pool, [None if value is None else (kind, value) for value in objects])

    @classmethod
    def of_scalars(cls, pool: Pool, scalars: Sequence[Scalar | None]) -> Values:
        """Values of pairs of kind and object; an error where there is None."""
        tags, words = pool.pack(scalars)
        return Values(pool, len(tags), tags=tags, words=words)

    @classmethod
    def of_texts(cls, pool: Pool, texts: Sequence[str | None]) -> Values:
        """Terms by their canonical N-Triples text; an error where there is None."""
        present = [text for text in texts if text is not None]
        if len(present) == len(texts):
            return Values(pool, len(texts), ids=pool.intern(present))
        ids = np.full(len(texts), UNBOUND, np.int32)
        ids[[i for i, text in enumerate(texts) if text is not None]] = pool.intern(present)
        return Values(pool, len(texts), ids=ids)

    # what they are --------------------------------------------------------------------------------------------------

    @property
    def ids(self) -> Ids | None:
        """The numbers of the terms where the column has them without further work."""
        return self._ids

    @property
    def tags(self) -> Tags:
        """The tag of each row."""
        if self._tags is None:
            self._type(words=False)
        assert self._tags is not None
        return self._tags

    @property
    def words(self) -> Words:
        """The word of each row."""
        if self._words is None:
            self._type()
        assert self._words is not None
        return self._words

    @property
    def column(self) -> Column:
        """Tags and words."""
        return self.tags, self.words

    @property
    def kinds(self) -> Tags:
        """The kind of each row: its tag, without the mark of a reference."""
        return self.tags & np.uint8(kinds.KIND_MASK)

    def _type(self, *, words: bool = True) -> None:
        """Find out the tags, and the words unless only tags are asked for."""
        assert self._ids is not None
        if is_repeated(self._ids):
            one = self.pool.typed(self._ids[:1])
            self._tags, self._words = _repeated(one[0], self.size), _repeated(one[1], self.size)
            return
        if self._tags is None:
            self._tags = self.pool.tags(self._ids)
        if words:
            self._words = self.pool.words(self._ids)

    @property
    def valid(self) -> Bools:
        """Where there is a value."""
        result: Bools = self._ids >= 0 if self._ids is not None else self.tags != kinds.ERROR
        return result

    def numbers(self, budget: Budget | None = None) -> Ids:
        """The number of each term, -1 for an error. What was computed gets a number of its own from the pool.

        Raises :class:`kgtools.errors.LimitError` where that takes more memory than the budget allows.
        """
        if self._ids is None:
            if budget is not None:
                budget.reserve(_MADE * len(self), f"a column of {len(self):,} computed values")
            self._ids = self.pool.add(self.tags, self.words)
        return self._ids

    def resolved(self) -> Ids:
        """The number of each term, equal exactly where the terms are the same."""
        return self.pool.resolved(self.numbers())

    def truth(self) -> npt.NDArray[np.int8]:
        """The effective boolean value (section 17.2.2): 1, 0, or -1 where there is none."""
        return effective_boolean_values(self)

    # rows -----------------------------------------------------------------------------------------------------------

    def take(self, rows: npt.NDArray[np.generic]) -> Values:
        """The rows with these numbers, or those that a mask marks."""
        ids, tags, words = (None if column is None else column[rows] for column in self._columns())
        size = len(next(column for column in (ids, tags) if column is not None))
        return Values(self.pool, size, ids=ids, tags=tags, words=words)

    def _columns(self) -> tuple[Ids | None, Tags | None, Words | None]:
        if self._ids is None and self._tags is None:
            self._type()
        return self._ids, self._tags, self._words

    def repeated(self, size: int) -> Values:
        """The one row, so often (without a copy for each)."""
        ids, tags, words = self._columns()
        return Values(
            self.pool,
            size,
            ids=None if ids is None else _repeated(ids, size),
            tags=None if tags is None else _repeated(tags, size),
            words=None if words is None else _repeated(words, size),
        )

    def where(self, valid: Bools) -> Values:
        """The same values, with errors where `valid` is false."""
        if self._ids is not None:
            return Values.of_ids(self.pool, np.where(valid, self._ids, np.int32(UNBOUND)))
        return Values.typed(self.pool, np.where(valid, self.tags, np.uint8(kinds.ERROR)), self.words)

    def merged(self, other: Values, choose: Bools) -> Values:
        """The rows of this column where `choose` is true, those of the other elsewhere."""
        if self._ids is not None and other._ids is not None:
            return Values.of_ids(self.pool, np.where(choose, self._ids, other._ids))
        if self._ids is None and other._ids is None:
            tags = np.where(choose, self.tags, other.tags)
            return Values.typed(self.pool, tags, np.where(choose, self.words, other.words))
        # a term of the data keeps its spelling only under its number
        return Values.of_ids(self.pool, np.where(choose, self.numbers(), other.numbers()))

    def distinct(self) -> tuple[Values, npt.NDArray[np.intp]]:
        """The distinct rows, and for each row its place among them: ``distinct.take(places)`` is this column.

        Distinct by number or by word, so what is equal may still come more than once.
        """
        if self._ids is not None:
            ids, places = distinct_ids(self._ids)
            return Values.of_ids(self.pool, ids), places
        first, places = distinct_words([self.words, self.tags])
        return self.take(first), places

    # values one by one ----------------------------------------------------------------------------------------------

    def objects(self) -> list[ValueObject]:
        """Each value as Python has it, None for an error: a loop in Python, meant for distinct values.

        ======================================  ============================================================
        kind                                    object
        ======================================  ============================================================
        ``BOOLEAN``                             bool
        ``INTEGER``                             int (:class:`Decimal` where it does not fit into 64 bits)
        ``DECIMAL``                             Decimal
        ``FLOAT DOUBLE``                        float
        ``STRING``                              str
        ``LANGUAGE``                            (lexical form, language tag, direction or None)
        ``DATETIME`` … ``GDAY``                 (seconds from 1970 in UTC, fraction: Decimal, zone in minutes or None)
        ``DURATION YEAR_MONTH DAY_TIME``        (months: int, seconds: Decimal)
        ``BLANK IRI TRIPLE OTHER ILL``          the canonical N-Triples text
        ======================================  ============================================================
        """
        return self.pool.objects(self.tags, self.words)

    def term_texts(self) -> list[str | None]:
        """The canonical N-Triples text of each term, None for an error."""
        if self._ids is None:
            return self.pool.texts_of_values(self.tags, self.words)
        if self.valid.all():
            return list(self.pool.texts(self._ids))
        texts = iter(self.pool.texts(self._ids[self.valid]))
        return [next(texts) if valid else None for valid in self.valid.tolist()]

    def lexical_forms(self) -> list[str | None]:
        """``STR()`` of each: the IRI, or the lexical form as it is; None for blank nodes, triple terms, errors."""
        from kgtools.sparql.typed.reading import lexical_form

        if self._ids is None and len(self) and (self.tags == kinds.STRING).all():
            return self.objects()
        return [None if text is None else lexical_form(text) for text in self.term_texts()]

    def string_literals(self) -> list[tuple[str, str | None, str | None] | None]:
        """A *string literal* (section 17.4.3) as lexical form, language tag and direction; None for anything else."""
        result: list[tuple[str, str | None, str | None] | None] = []
        for kind, value in zip(self.tags.tolist(), self.objects(), strict=True):
            result.append((value, None, None) if kind == kinds.STRING else value if kind == kinds.LANGUAGE else None)
        return result

    def mapped(self, function: Callable[[int, ValueObject], Scalar | None]) -> Values:
        """A function of kind and object, once for each distinct value; it gives kind and object, or None (an error)."""
        rows, places = self.distinct()
        scalars = [
            None if kind == kinds.ERROR else function(kind, value)
            for kind, value in self.pool.budget.paced(zip(rows.kinds.tolist(), rows.objects(), strict=True))
        ]
        return Values.of_scalars(self.pool, scalars).take(places)


class Truths(Values):
    """Truth values that are kept as such: most are asked for nothing else."""

    __slots__ = ("_truth",)

    def __init__(self, pool: Pool, truth: npt.NDArray[np.int8]) -> None:
        super().__init__(pool, len(truth))
        self._truth = truth

    def _type(self, *, words: bool = True) -> None:
        valid = self._truth >= 0
        self._tags = np.where(valid, np.uint8(kinds.BOOLEAN), np.uint8(kinds.ERROR))
        self._words = np.where(valid, self._truth, 0).astype(np.int64)

    def truth(self) -> npt.NDArray[np.int8]:
        return self._truth

    def take(self, rows: npt.NDArray[np.generic]) -> Values:
        return Truths(self.pool, self._truth[rows])

    def repeated(self, size: int) -> Values:
        return Truths(self.pool, _repeated(self._truth, size))


class Fixed(Values):
    """One term of a query in all rows, whose value is a word: its number is asked for only where a row keeps it."""

    __slots__ = ("_term", "_value")

    def __init__(self, pool: Pool, size: int, term: Term, value: Column) -> None:
        super().__init__(pool, size)
        self._term = term
        self._value = value

    def _type(self, *, words: bool = True) -> None:
        tag, word = self._value
        self._tags, self._words = _repeated(tag, self.size), _repeated(word, self.size)

    @property
    def valid(self) -> Bools:
        return np.ones(self.size, bool)

    def numbers(self, budget: Budget | None = None) -> Ids:
        if self._ids is None:
            self._ids = _repeated(self.pool.intern_terms([self._term]), self.size)
        return self._ids

    def take(self, rows: npt.NDArray[np.generic]) -> Values:
        size = int(np.count_nonzero(rows)) if rows.dtype == np.bool_ else len(rows)
        return Fixed(self.pool, size, self._term, self._value)

    def repeated(self, size: int) -> Values:
        return Fixed(self.pool, size, self._term, self._value)


def value_of(term: Term) -> Column | None:
    """Tag and word of a term, as columns of one row; None where its value is no word, or has another spelling.

    >>> from kgtools.model.terms import Literal
    >>> [column.tolist() for column in value_of(Literal(7))] == [[kinds.INTEGER], [7]]
    True
    >>> value_of(Literal("a")) is None
    True
    """
    from kgtools.sparql.typed.reading import pack, read_term
    from kgtools.sparql.typed.writing import write_term
    from kgtools.table.kernels.text import term_text

    text = term_text(term)
    kind, value = read_term(text)
    packed = pack(kind, value)
    if packed is None or write_term(kind, value) != text:
        return None
    return np.array(packed[:1], np.uint8), np.array(packed[1:], np.int64)


def _repeated(column: npt.NDArray[Item], size: int) -> npt.NDArray[Item]:
    """The one row, so often."""
    return column.repeat(size) if size <= _FEW_ROWS else np.broadcast_to(column, size)
