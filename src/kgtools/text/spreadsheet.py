"""Cells of tables that spreadsheets open."""

from __future__ import annotations

import re

__all__ = ["spreadsheet_cell"]

#: what begins a formula (OWASP ASVS 1.2.10), white space or not before it, and the wide forms of these signs
_FORMULA = re.compile(r"\s*[=+\-@|＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def spreadsheet_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe is before what would be one; numbers stay.

    >>> spreadsheet_cell("=1+1"), spreadsheet_cell("-5.0"), spreadsheet_cell("-2+3"), spreadsheet_cell("a=1")
    ("'=1+1", '-5.0', "'-2+3", 'a=1')
    """
    return f"'{text}" if _FORMULA.match(text) and _NUMBER.fullmatch(text) is None else text
