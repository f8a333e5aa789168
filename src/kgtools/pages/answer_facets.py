"""What the rows of an answer have in common: how many have each value of a column, and which have chosen ones.

The address names a column behind ``only:``, as in ``?only:certainty=possible``: no parameter has a colon in its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kgtools.errors import UnknownNameError
from kgtools.model.terms import Literal, Term
from kgtools.pages.facets import LONGEST, MAX_SHOWN, FacetValue, is_date, is_time, value_group
from kgtools.query.columns import COMPANION

if TYPE_CHECKING:
    from kgtools.pages.contents import Contents
    from kgtools.query.columns import Column

__all__ = ["AnswerFacet", "AnswerFacets", "column_choices", "field_of_column"]

_FIELD = "only:"
#: rows from which on an answer has facets, and years or months of one that are shown
_FEWEST_ROWS = 4
_MAX_TIMES = 200

Row = Sequence[Term | None]


class AnswerFacet(NamedTuple):
    """A column whose values several rows share, with the values; `left_out` are not among these."""

    column: str
    values: tuple[FacetValue, ...]
    left_out: int


def field_of_column(column: str) -> str:
    """What the address of an answer says for a value of a column.

    >>> field_of_column("certainty")
    'only:certainty'
    """
    return _FIELD + column


def column_choices(arguments: Mapping[str, str]) -> dict[str, str]:
    """The columns with the values that an address asks for.

    >>> column_choices({"name": "employed-at", "only:certainty": "possible", "only:person": ""})
    {'certainty': 'possible'}
    """
    choices = {name.removeprefix(_FIELD): value.strip() for name, value in arguments.items() if name.startswith(_FIELD)}
    return {column: value for column, value in choices.items() if value}


class AnswerFacets:
    """The facets of an answer with those rows that have the chosen values."""

    def __init__(
        self,
        variables: Sequence[str],
        rows: Sequence[Row],
        choices: Mapping[str, str],
        contents: Contents,
        columns: Sequence[Column] = (),
    ) -> None:
        """`columns` are those of the stored query: what words in them are translated keep their name in addresses.

        Raises :class:`UnknownNameError` for a chosen column that the answer does not have.
        """
        for column in choices:
            if column not in variables:
                raise UnknownNameError("column", column, variables)
        self._variables = variables
        self._contents = contents
        self._choices = choices
        self._size = len(rows)
        self._cells = dict(zip(variables, zip(*rows, strict=True), strict=False))
        self._words = {
            column.name: {text: word for word, texts in column.words.items() for text in texts.values()}
            for column in columns
            if column.words
        }
        #: of each chosen column the terms that have the value
        self._chosen_terms = {
            column: {term for term in set(self._cells.get(column, ())) if self._has(column, term, value)}
            for column, value in choices.items()
        }
        #: the places of the rows that have the chosen values
        self.places = self._places(choices)

    def facets(self) -> tuple[AnswerFacet, ...]:
        """The facets in the order of the columns; each counts the rows that have the chosen values of the others."""
        if self._size < _FEWEST_ROWS:
            return ()
        labels = {name + COMPANION for name in self._variables}
        facets = (self._facet(column) for column in self._variables if column not in labels)
        return tuple(facet for facet in facets if facet is not None)

    def _places(self, columns: Iterable[str]) -> Sequence[int]:
        places: Sequence[int] = range(self._size)
        for column in columns:
            cells, terms = self._cells[column], self._chosen_terms[column]
            places = [place for place in places if cells[place] in terms]
        return places

    def _facet(self, column: str) -> AnswerFacet | None:
        cells = self._cells[column]
        places = self._places(one for one in self._choices if one != column)
        choice = self._choices.get(column, "")
        by_month = is_time(choice)
        # of dates the months of the chosen year
        begins = choice[: len("2031")] if by_month else ""
        counts: Counter[tuple[str, Term]] = Counter()
        for term, count in Counter(cells[place] for place in places).items():
            if isinstance(term, Literal) and len(term.value) > LONGEST:
                return None
            group = self._group(column, term, by_month=by_month)
            if group is not None and group[0].startswith(begins):
                counts[group] += count
        is_shared = counts and len(counts) * 2 <= len(places) and min(counts.values()) < len(places)
        if column not in self._choices and not is_shared:
            return None
        values = [FacetValue(term, argument, count) for (argument, term), count in counts.items()]
        in_time = all(is_time(value.argument) for value in values)
        values.sort(key=lambda one: (0, one.argument) if in_time else (-one.count, one.argument))
        most = _MAX_TIMES if in_time else MAX_SHOWN
        return AnswerFacet(column, tuple(values[:most]), max(0, len(values) - most))

    def _has(self, column: str, term: Term | None, value: str) -> bool:
        """Whether a term has a value of an address; a year is that of all its days."""
        if is_date(term) and is_time(value):
            assert isinstance(term, Literal)
            return term.value == value or term.value.startswith(f"{value}-")
        group = self._group(column, term, by_month=False)
        return group is not None and group[0] == value

    def _group(self, column: str, term: Term | None, *, by_month: bool) -> tuple[str, Term] | None:
        """What a term is counted as: its name in addresses, and what is shown."""
        group = value_group(term, self._contents, by_month=by_month)
        words = self._words.get(column)
        return group if group is None or words is None else (words.get(group[0], group[0]), group[1])
