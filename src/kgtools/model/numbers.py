"""Whole numbers in text, as data, headers and parameters write them.

Python's own predicates and ``int()`` are no test of such a text: ``str.isdigit`` is true of ``²``, of which ``int()``
makes no number, ``str.isdecimal`` of the digits of every script, and ``int()`` refuses more than 4,300 digits.
"""

from __future__ import annotations

__all__ = ["is_digits", "whole_number"]

#: so many digits that every number of them is in 64 bits
_MAX_DIGITS = 18


def is_digits(text: str) -> bool:
    """Whether a text is one or more of the digits 0 to 9.

    >>> is_digits("007"), is_digits("²"), is_digits("٣"), is_digits("-1"), is_digits("")
    (True, False, False, False, False)
    """
    return text.isascii() and text.isdigit()


def whole_number(text: str, *, most_digits: int = _MAX_DIGITS) -> int | None:
    """The number that a text of digits is; None where it is another text, or has more digits than `most_digits`.

    >>> whole_number("007"), whole_number("²"), whole_number("-1"), whole_number("9" * 5000)
    (7, None, None, None)
    """
    return int(text) if is_digits(text) and len(text) <= most_digits else None
