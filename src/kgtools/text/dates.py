"""Partial dates in words, for readers of English, Indonesian and Hebrew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kgtools.model.numbers import is_digits
from kgtools.text.languages import matches

if TYPE_CHECKING:
    from kgtools.model.dates import PartialDate

__all__ = ["date_name", "date_words", "spoken_language"]


class _Words(NamedTuple):
    months: tuple[str, ...]
    #: a day, with its month and year
    day: str
    in_day: str
    in_month: str
    in_year: str
    in_decade: str
    between: str
    earlier: str
    later: str
    no_year: str
    approximate: str
    uncertain: str


_WORDS = {
    "en": _Words(
        (
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        "{day} {month}",
        "on {0}",
        "in {0}",
        "in {0}",
        "in the {0}s",
        "between {0} and {1}",
        "in {0} or earlier",
        "in {0} or later",
        "in {0} of a year that is not given",
        "{0} or so",
        "perhaps {0}",
    ),
    "id": _Words(
        (
            "Januari",
            "Februari",
            "Maret",
            "April",
            "Mei",
            "Juni",
            "Juli",
            "Agustus",
            "September",
            "Oktober",
            "November",
            "Desember",
        ),
        "{day} {month}",
        "pada {0}",
        "pada {0}",
        "pada {0}",
        "pada dekade {0}-an",
        "antara {0} dan {1}",
        "pada {0} atau sebelumnya",
        "pada {0} atau sesudahnya",
        "pada {0} (tahunnya tidak disebutkan)",
        "{0} kira-kira",
        "mungkin {0}",
    ),
    "he": _Words(
        ("ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר"),
        "{day} ב{month}",
        "ב-{0}",
        "ב{0}",
        "ב-{0}",
        "בעשור של שנות {0}",
        "בין {0} ל{1}",
        "ב{0} או קודם לכן",
        "ב{0} או לאחר מכן",
        "ב{0} (השנה לא צוינה)",
        "{0} בערך",
        "אולי {0}",
    ),
}


def spoken_language(languages: Sequence[str]) -> str:
    """The first of the languages that there are words in, else English.

    >>> spoken_language(["fr", "id-ID", "he"]), spoken_language(["fr"])
    ('id', 'en')
    """
    return next((tag for one in languages for tag in _WORDS if matches(one, tag)), "en")


def date_words(date: PartialDate, language: str = "en") -> str:
    """When something was, as a phrase that follows a verb; nothing is said that the date leaves open.

    >>> from kgtools.model.dates import parse_edtf
    >>> for text in ("2031", "2031-06", "[2031-01..2031-04]", "[2031-05..]", "XXXX-11", "2031-06-15", "203X"):
    ...     print(date_words(parse_edtf(text)))
    in 2031
    in June 2031
    between January 2031 and April 2031
    in May 2031 or later
    in November of a year that is not given
    on 15 June 2031
    in the 2030s
    >>> date_words(parse_edtf("[2031-01..2031-04]"), "id")
    'antara Januari 2031 dan April 2031'
    """
    words = _WORDS[language if language in _WORDS else "en"]
    phrase = _phrase(date, words)
    if date.approximate:
        phrase = words.approximate.format(phrase)
    return words.uncertain.format(phrase) if date.uncertain else phrase


def date_name(date: PartialDate, language: str = "en") -> str:
    """A date as a name, where it is one day, month or year; else as :func:`date_words` has it.

    >>> from kgtools.model.dates import parse_edtf
    >>> [date_name(parse_edtf(text)) for text in ("2031", "2031-06", "2031-06-15", "[2031-05..]")]
    ['2031', 'June 2031', '15 June 2031', 'in May 2031 or later']
    """
    words = _WORDS[language if language in _WORDS else "en"]
    return _exact(date, words) or date_words(date, language)


def _exact(date: PartialDate, words: _Words) -> str:
    first, last = date.earliest, date.latest
    if first is None or last is None or date.approximate or date.uncertain:
        return ""
    if first == last:
        day = _day(date)
        return words.day.format(day=day, month=_month(first, words)) if day else _month(first, words)
    return str(first // 12) if first % 12 == 0 and last - first == 11 else ""


def _day(date: PartialDate) -> int:
    """The day of the month that a date is, or 0."""
    bare = date.text.rstrip("~?%")
    return int(bare[-2:]) if len(bare) == len("2031-06-15") and bare.count("-") == 2 and is_digits(bare[-2:]) else 0


def _phrase(date: PartialDate, words: _Words) -> str:
    first, last = date.earliest, date.latest
    if date.month_of_year is not None:
        return words.no_year.format(words.months[date.month_of_year - 1])
    if first is None and last is None:
        return date.text
    if first is None or last is None:
        bound = last if first is None else first
        assert bound is not None
        return (words.earlier if first is None else words.later).format(_month(bound, words))
    if first == last:
        if day := _day(date):
            return words.in_day.format(words.day.format(day=day, month=_month(first, words)))
        return words.in_month.format(_month(first, words))
    if first % 12 == 0 and last % 12 == 11:
        if first // 12 == last // 12:
            return words.in_year.format(first // 12)
        if last - first == 119 and first // 12 % 10 == 0:
            return words.in_decade.format(first // 12)
    return words.between.format(_month(first, words), _month(last, words))


def _month(number: int, words: _Words) -> str:
    return f"{words.months[number % 12]} {number // 12}"
