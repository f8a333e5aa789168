"""Characters that do not show or would do harm, and directions: what text from data may do on a line."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["has_right_to_left", "is_right_to_left", "isolated", "safe", "visible"]

# expressions as texts: large sets of characters take long to compile, and most texts are looked through without them

#: controls, characters that turn a line round or join it to the next without being seen, tag characters, and halves of
#: characters, which names of files can have
_HIDDEN = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
#: the blocks of scripts that run from right to left, and the mark of that direction
_TURNING = "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
_ISOLATE, _POP = "\u2068", "\u2069"
_ISOLATED = re.compile("\u2068([^\u2066-\u2069\u202a-\u202e]*)\u2069")


def visible(text: str) -> str:
    r"""`text` on one line: what would not show is as the escape that Turtle, JSON and SPARQL have for it.

    Closed isolates (U+2068 … U+2069) stay: they turn nothing but what is in them.

    >>> print(visible("a\x1b[2Jb\n\u202ec"))
    a\u001B[2Jb\u000A\u202Ec
    """
    if text.isascii() and text.isprintable():
        return text
    parts, end = [], 0
    for match in _ISOLATED.finditer(text):
        parts += [_escaped(text[end : match.start()]), _ISOLATE, _escaped(match[1]), _POP]
        end = match.end()
    return "".join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return re.sub(_HIDDEN, _escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def has_right_to_left(text: str) -> bool:
    """Whether some letters or digits run from right to left.

    >>> has_right_to_left("Meta מטא"), has_right_to_left("Meta")
    (True, False)
    """
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in re.findall(_TURNING, text))


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left (UAX #9, rules P2 and P3).

    >>> is_right_to_left("1. שלום"), is_right_to_left("Meta מטא")
    (True, False)
    """
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def isolated(text: str) -> str:
    """`text` between U+2068 and U+2069 where letters run from right to left, so that the rest of the line stays.

    >>> isolated("Meta"), isolated("מטא") == "\\u2068מטא\\u2069"
    ('Meta', True)
    """
    if text.isascii() or _ISOLATE in text:
        return text
    return f"{_ISOLATE}{text}{_POP}" if has_right_to_left(text) else text


def safe(text: str) -> str:
    r"""`text` from data as it may be put on a line of a terminal: visible and isolated.

    >>> print(safe("a\x1b[2Jb"))
    a\u001B[2Jb
    """
    return isolated(visible(text))
