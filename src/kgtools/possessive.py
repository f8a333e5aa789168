"""Regular expressions with possessive groups, the same on every Python that has them."""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import AnyStr

__all__ = ["compile_pattern", "with_failing_branches"]

#: before this version a possessive group went on from where its last, failed repetition had come to (CPython gh-106052)
_SOUND = (3, 11, 5)
#: an escape, a class of characters, or the end of a group that is repeated possessively
_PART = r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\)(?=[*+?]\+|\{[0-9,]+\}\+)"


def compile_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    r"""What ``re.compile`` gives, for a pattern that may repeat groups possessively: ``(?:…)*+``.

    >>> compile_pattern(r'"(?:[^"\\]++|\\x[0-9]|\\n)*+"').match(r'"a\x1b\n"').group()
    '"a\\x1b\\n"'

    Raises :class:`re.error` for what is not a regular expression.
    """
    return re.compile(pattern if sys.version_info >= _SOUND else with_failing_branches(pattern), flags)


def with_failing_branches(pattern: AnyStr) -> AnyStr:
    """The pattern with a branch at the end of each possessive group that never matches: it changes nothing, but makes
    a repetition that fails end where it began.

    >>> with_failing_branches("(?:ab?c)*+[)*+]")
    '(?:ab?c|(?!))*+[)*+]'
    """
    if isinstance(pattern, bytes):
        return _parts().sub(_ended, pattern.decode("latin-1")).encode("latin-1")
    return _parts().sub(_ended, pattern)


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(_PART, re.DOTALL)


def _ended(part: re.Match[str]) -> str:
    return "|(?!))" if part[0] == ")" else part[0]
