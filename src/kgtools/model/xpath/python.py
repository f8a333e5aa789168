"""Regular expressions of XPath in the words of Python's ``re``, where that is safe; the sibling of ``regex``.

For a few texts it saves the start of RE2 (which comes with Arrow). It is not a substitute: an expression is used on
texts only for which :meth:`PythonPattern.fits` says so. Three things must hold:

- the steps it may take are bounded (:class:`kgtools.model.xpath.effort.Effort`): no repetition without end of what
  matches in several ways, few repetitions beside each other;
- under the flag ``i`` Python takes the Turkish dotted and dotless i for variants of i, which the dotted one is not: it
  is not used where one of them is in the expression or a text;
- its classes of characters (``\\p{Lu}``, ``\\w``, ``\\S`` in a class …) are spelled out up to U+2FFF, so the texts must
  not have characters beyond that where it has such classes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from kgtools.model.xpath.classes import CLASSES
from kgtools.model.xpath.regex import Translator, translated

__all__ = ["PythonPattern", "to_python"]

#: classes are spelled out below this character
_LIMIT = 0x3000
#: the steps that one text, and all texts together, may take: tenths of a second
_MAX_STEPS = 2e6
_MAX_STEPS_OF_ALL = 2e7
_TURKISH = frozenset("\u0130\u0131")


class PythonPattern:
    """An expression for Python's ``re`` and the texts that it may be used on."""

    def __init__(self, text: str, translator: _PythonTranslator | None, pattern: str, *, any_case: bool) -> None:
        self.text = text
        self._pattern = pattern
        self._any_case = any_case
        self._effort = None if translator is None else translator.effort
        self._everywhere = translator is None or translator.everywhere
        self._compiled: re.Pattern[str] | None = None

    def fits(self, texts: Sequence[str]) -> bool:
        """Whether it is sure to be done with these texts soon, and right about them.

        >>> to_python("(a+)+$").fits(["a"]), to_python("a+$").fits(["a" * 40]), to_python("a+$").fits(["a" * 10**5])
        (False, True, False)
        >>> to_python("[a-z]").fits(["\\u5b57"]), to_python("\\\\p{Lu}").fits(["\\u5b57"])
        (True, False)
        """
        if not self._everywhere and any(not text.isascii() and ord(max(text)) >= _LIMIT for text in texts):
            return False
        if self._any_case and any(not _TURKISH.isdisjoint(text) for text in (self._pattern, *texts)):
            return False
        if self._effort is None:
            return True
        most = self._effort.steps(max(map(len, texts), default=0))
        return most <= _MAX_STEPS and most * len(texts) <= _MAX_STEPS_OF_ALL

    @property
    def compiled(self) -> re.Pattern[str]:
        """The expression, ready to use."""
        if self._compiled is None:
            self._compiled = re.compile(self.text)
        return self._compiled


@lru_cache(maxsize=256)
def to_python(pattern: str, flags: str = "", *, captures: frozenset[int] = frozenset()) -> PythonPattern:
    """The pattern with its flags, for Python; see :func:`kgtools.model.xpath.regex.to_re2`.

    >>> to_python("^a.$").text
    '^a[^\\\\n\\\\r]\\\\Z'
    """
    multiline = "m" in flags

    def make(text: str, /, *, dot_all: bool, any_case: bool) -> _PythonTranslator:
        translator = _PythonTranslator(text, dot_all=dot_all, any_case=any_case, captures=captures)
        translator.end = "$" if multiline else "\\Z"
        return translator

    return PythonPattern(*translated(pattern, flags, make), pattern, any_case="i" in flags)


def _class_text(points: Sequence[int]) -> str:
    """The inside of a class of these characters, which are in order."""
    ranges: list[list[int]] = []
    for point in points:
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(_point(low) if low == high else f"{_point(low)}-{_point(high)}" for low, high in ranges)


def _point(code: int) -> str:
    return f"\\U{code:08X}"


@lru_cache(maxsize=64)
def _category(names: str, outside: bool = False) -> str:
    """The inside of a class of general categories, one behind the other with a space between; or of all others."""
    categories = tuple(names.split())
    category = unicodedata.category
    return _class_text([code for code in range(_LIMIT) if category(chr(code)).startswith(categories) != outside])


@lru_cache(maxsize=256)
def _complement(inside: str) -> str:
    accepts = re.compile(f"[{inside}]").match
    return _class_text([code for code in range(_LIMIT) if not accepts(chr(code))])


def _names(inside: str) -> str:
    return re.sub(r"\\x\{([0-9A-F]+)\}", lambda match: _point(int(match[1], 16)), inside)


class _PythonTranslator(Translator):
    #: whether what was written holds for every character
    everywhere = True

    def positive(self, letter: str) -> str:
        if letter == "d":
            return "\\d"
        if letter == "w":
            self.everywhere = False
            return _category("L M N S")
        return _names(CLASSES[letter])

    def category(self, sign: str, name: str) -> str:
        self.everywhere = False
        return f"[{_category(name, sign == 'P')}]"

    def subtract(self, body: str, minus: str) -> str:
        return f"(?:(?!{minus}){body})"

    def others(self, body: str) -> str:
        return f"(?:(?!{body})[\\s\\S])"

    def complement(self, inside: str) -> str:
        self.everywhere = False
        return _complement(inside)

    def point(self, code: int) -> str:
        return _point(code)
