"""Moments in words, whole columns at once: their days and clocks, differences, and moments a duration later.

What is computed here comes out as :mod:`kgtools.sparql.functions.numbers.moments` computes it one by one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kgtools.model.calendar import date_of, days_in_month, days_of
from kgtools.sparql.functions.number_columns import within
from kgtools.sparql.typed import kinds
from kgtools.sparql.typed.kinds import Bools, Column, Words

__all__ = ["TIME_DAY", "LocalMoments", "differences", "local_moments", "moment_words", "shifted_words"]

#: the bits of a word that are the zone
_ZONE = (1 << kinds.ZONE_BITS) - 1
_DAY = 86400
_MICRO = 10**6
#: the day on which times are counted, 1972-12-31, in days from 1970
TIME_DAY = 1095
#: ticks of a moment in a word, with some days to spare
_MAX_TICKS = (1 << 55) - 3 * _DAY * _MICRO
#: months of which a date is a date in a word
_MAX_MONTHS = 10**9


class LocalMoments(NamedTuple):
    """Moments in their own zones: days from 1970, ticks of the clock, seconds from UTC, and the bits of the zones."""

    days: Words
    clock: Words
    shift: Words
    zones: Words


def local_moments(kind: int, words: Words) -> LocalMoments:
    """The parts of moments of one kind, by their words.

    >>> word = kinds.pack_moment(kinds.DATETIME, (86399, kinds.Decimal(0), 60))
    >>> days, clock, shift, _ = local_moments(kinds.DATETIME, np.array([word]))
    >>> days, clock // 10**6, shift
    (array([1]), array([3599]), array([3600]))
    """
    ticks, zones = kinds.TICKS[kind], words & _ZONE
    shift = np.where(zones == kinds.NO_ZONE, 0, (zones - kinds.UTC) * 900)
    days, clock = np.divmod((words >> kinds.ZONE_BITS) + shift * ticks, _DAY * ticks)
    return LocalMoments(days, clock, shift, zones)


def moment_words(kind: int, moments: LocalMoments) -> tuple[Words, Bools]:
    """The words of moments of one kind, and which of them have room in a word."""
    ticks = kinds.TICKS[kind]
    days, clock, shift, zones = moments
    good = within(days, _MAX_TICKS // (_DAY * ticks))
    at = (np.where(good, days, 0) * _DAY - shift) * ticks + clock
    return (at << kinds.ZONE_BITS) + zones, good


def differences(kind: int, left: Words, right: Words) -> Column | None:
    """Moments of one kind less others, as durations; None where they lie too far apart."""
    mixed = ((left & _ZONE) == kinds.NO_ZONE) != ((right & _ZONE) == kinds.NO_ZONE)
    ticks = (left >> kinds.ZONE_BITS) - (right >> kinds.ZONE_BITS)
    by = _MICRO // kinds.TICKS[kind]
    if len(ticks) and int(np.abs(ticks).max()) >= (1 << 62) // by:
        return None
    return np.where(mixed, np.uint8(kinds.ERROR), np.uint8(kinds.DAY_TIME)), ticks * by


def shifted_words(kind: int, words: Words, duration: int, by: Words) -> tuple[Words, Bools] | None:
    """Moments of one kind, and durations of one kind later; which of them were computed. None where there are none."""
    moments = local_moments(kind, words)
    if duration == kinds.DAY_TIME:
        return _by_seconds(kind, moments, by)
    if duration != kinds.YEAR_MONTH or kind == kinds.TIME:
        return None
    good = within(by, _MAX_MONTHS)
    year, month, day = date_of(moments.days)
    more, index = np.divmod(month - 1 + np.where(good, by, 0), 12)
    day = np.minimum(day, days_in_month(year + more, index + 1))
    shifted, fits = moment_words(kind, moments._replace(days=days_of(year + more, index + 1, day)))
    return shifted, good & fits


def _by_seconds(kind: int, moments: LocalMoments, by: Words) -> tuple[Words, Bools]:
    """By durations in millionths of a second."""
    good = within(by, 1 << 61)
    per_tick = _MICRO // kinds.TICKS[kind]
    more, clock = np.divmod(moments.clock * per_tick + np.where(good, by, 0), _DAY * _MICRO)
    days = np.full(len(by), TIME_DAY) if kind == kinds.TIME else moments.days + more
    # a date has no clock: what is left of the day is cut off
    clock = np.zeros(len(by), np.int64) if kind == kinds.DATE else clock // per_tick
    shifted, fits = moment_words(kind, moments._replace(days=days, clock=clock))
    return shifted, good & fits
