"""The bars of a timeline: what held from when to when, as far as that is known."""

from __future__ import annotations

from dataclasses import dataclass

from kgtools.model.dates import PartialDate

__all__ = ["Bar"]


@dataclass(frozen=True)
class Bar:
    """One thing that held: a label, when it began and ended as far as that is stated, and the sentence that says it.

    `group` is the label of the thing that it is about, and `group_iri` its IRI; `iri` is that of the situation, and
    `other` that of the thing that the label names.
    """

    label: str
    sentence: str
    start: PartialDate | None = None
    end: PartialDate | None = None
    period: str = ""
    kind: str = ""
    iri: str = ""
    other: str = ""
    group: str = ""
    group_iri: str = ""

    @property
    def possible(self) -> tuple[int | None, int | None]:
        """The first and the last month in which it may have held; None where that is not known.

        >>> from kgtools.model.dates import parse_edtf
        >>> bar = Bar("Meta", "", parse_edtf("2021"), parse_edtf("2023-06"))
        >>> bar.possible, bar.certain
        ((24252, 24281), (24264, 24280))
        """
        return (
            None if self.start is None else self.start.earliest,
            None if self.end is None else self.end.latest,
        )

    @property
    def certain(self) -> tuple[int, int] | None:
        """The first and the last month in which it held by every reading of its dates; None where there is none."""
        if self.start is None or self.end is None:
            return None
        if self.start.text == self.end.text:
            # a moment: certain where it is one month
            month = self.start.earliest
            return (month, month) if month is not None and month == self.start.latest else None
        if self.start.latest is None or self.end.earliest is None:
            return None
        first, last = self.start.latest + 1, self.end.earliest - 1
        return (first, last) if first <= last else None

    @property
    def is_dated(self) -> bool:
        """Whether any bound is known."""
        dates = [date for date in (self.start, self.end) if date is not None]
        return any(date.earliest is not None or date.latest is not None for date in dates)
