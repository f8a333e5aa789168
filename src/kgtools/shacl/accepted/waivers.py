"""Waivers: results that somebody answers for, with a reason, a name and a last day (``waivers.toml``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kgtools.errors import ParameterError, UsageError
from kgtools.model.terms import NamedNode
from kgtools.project import read_toml
from kgtools.reading import Source, check_source

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport
    from kgtools.shacl.result import ValidationResult

__all__ = ["Waiver", "apply_waivers", "read_waivers"]

_KEYS = {"shape", "focus", "reason", "person", "expires"}


@dataclass(frozen=True)
class Waiver:
    """One entry: results of `shape` at focus nodes that fit `focus` do not fail up to the day `expires`, inclusive.

    `shape` is the name of a shape as reports say it; in both, ``*`` matches any characters.
    """

    shape: str
    focus: str
    reason: str
    person: str
    expires: date
    source: str = ""
    number: int = 1

    @cached_property
    def _pattern(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        shape, focus = (re.escape(text).replace(r"\*", ".*") for text in (self.shape, self.focus))
        return re.compile(shape, re.DOTALL), re.compile(focus, re.DOTALL)

    def covers(self, shape: str, focus: str) -> bool:
        """Whether it speaks of results of that shape at that focus node.

        >>> Waiver("http://e/S", "http://e/p*", "", "", date(2031, 1, 1)).covers("http://e/S", "http://e/p1")
        True
        """
        left, right = self._pattern
        return left.fullmatch(shape) is not None and right.fullmatch(focus) is not None

    def __str__(self) -> str:
        where = f"{self.source}: " if self.source else ""
        return f"{where}waiver {self.number} (shape {self.shape}, focus {self.focus}, by {self.person})"


def read_waivers(path: Source) -> tuple[Waiver, ...]:
    """The waivers of a file.

    Raises :class:`SourceError`, :class:`ParseError` for what is no TOML, and :class:`UsageError` for an entry that
    lacks something or has something else.
    """
    document = read_toml(Path(check_source(path)))
    entries = document.pop("waiver", [])
    if document or not isinstance(entries, list):
        raise UsageError(f"{path}: write each waiver below a heading [[waiver]]; the file can contain nothing else.")
    return tuple(_waiver(entry, str(path), number) for number, entry in enumerate(entries, start=1))


def _waiver(entry: object, source: str, number: int) -> Waiver:
    where = f"{source}: waiver {number}"
    if not isinstance(entry, dict) or set(entry) != _KEYS:
        keys = set(entry) if isinstance(entry, dict) else set()
        missing, unknown = ", ".join(sorted(_KEYS - keys)), ", ".join(sorted(keys - _KEYS))
        faults = [f"lacks {missing}"] * bool(missing) + [f"has unknown keys {unknown}"] * bool(unknown)
        raise UsageError(f"{where} {' and '.join(faults)}; it needs shape, focus, reason, person and expires.")
    expires = entry["expires"]
    if not isinstance(expires, date) or isinstance(expires, datetime):
        raise UsageError(f"{where}: `expires` must be a day such as 2031-06-30, without quotes.")
    for key in sorted(_KEYS - {"expires"}):
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise UsageError(f"{where}: `{key}` must be a non-empty string.")
    return Waiver(
        shape=entry["shape"],
        focus=entry["focus"],
        reason=entry["reason"],
        person=entry["person"],
        expires=expires,
        source=source,
        number=number,
    )


def apply_waivers(report: ValidationReport, waivers: Sequence[Waiver], *, today: date) -> ValidationReport:
    """The report with every result that a waiver covers marked with it.

    A waiver past its last day covers nothing and fails the report by itself; one that covers no result is named.
    """
    if not isinstance(today, date):
        raise ParameterError("today", str(today), "it is a date")
    valid = [waiver for waiver in waivers if waiver.expires >= today]
    in_use: set[int] = set()

    def marked(result: ValidationResult) -> ValidationResult:
        shape = report.shape_name(result.source_shape)
        focus = result.focus_node.value if isinstance(result.focus_node, NamedNode) else str(result.focus_node)
        for index, waiver in enumerate(valid):
            if waiver.covers(shape, focus):
                in_use.add(index)
                return replace(result, waiver=waiver)
        return result

    results = tuple(map(marked, report.results)) if valid else report.results
    return replace(
        report,
        results=results,
        excuses=replace(
            report.excuses,
            expired_waivers=tuple(waiver for waiver in waivers if waiver.expires < today),
            unused_waivers=tuple(waiver for index, waiver in enumerate(valid) if index not in in_use),
        ),
    )
