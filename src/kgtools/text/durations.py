"""Durations in words (``xsd:duration``), for readers of English, Indonesian and Hebrew."""

from __future__ import annotations

import re

from kgtools.model.numbers import is_digits

__all__ = ["duration_words"]

_DURATION = re.compile(
    r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII
)
#: of each language the units from years to seconds (one, two, more), and how the parts are joined
_UNITS: dict[str, tuple[tuple[tuple[str, str, str], ...], str, str]] = {
    "en": (
        tuple(
            (f"1 {unit}", f"2 {unit}s", f"{{}} {unit}s")
            for unit in ("year", "month", "day", "hour", "minute", "second")
        ),
        ", ",
        " and ",
    ),
    "id": (
        tuple(
            (f"1 {unit}", f"2 {unit}", f"{{}} {unit}") for unit in ("tahun", "bulan", "hari", "jam", "menit", "detik")
        ),
        " ",
        " ",
    ),
    "he": (
        (
            ("שנה", "שנתיים", "{} שנים"),
            ("חודש", "חודשיים", "{} חודשים"),
            ("יום", "יומיים", "{} ימים"),
            ("שעה", "שעתיים", "{} שעות"),
            ("דקה", "שתי דקות", "{} דקות"),
            ("שנייה", "שתי שניות", "{} שניות"),
        ),
        ", ",
        " ו",
    ),
}


def duration_words(text: str, language: str = "en") -> str:
    """A duration in words; the text as it is where it is not one, or has a sign.

    >>> duration_words("P8Y5M"), duration_words("P1Y"), duration_words("PT36H"), duration_words("P8Y5M", "id")
    ('8 years and 5 months', '1 year', '36 hours', '8 tahun 5 bulan')
    """
    match = _DURATION.fullmatch(text)
    units, between, last = _UNITS[language if language in _UNITS else "en"]
    if match is None or match[1] or not any(match.groups()[1:]):
        return text
    parts = []
    for amount, (one, two, more) in zip(match.groups()[1:], units, strict=True):
        if amount is None or float(amount) == 0:
            continue
        number = amount if "." in amount else amount.lstrip("0")
        parts.append(one if number == "1" else two if number == "2" else more.format(number))
    if not parts:
        return units[2][2].format(0)
    if len(parts) == 1:
        return parts[0]
    words = last + parts[-1] if not (last == " ו" and is_digits(parts[-1][0])) else f"{last}-{parts[-1]}"
    return between.join(parts[:-1]) + words
