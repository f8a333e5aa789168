"""Which texts of a column of Arrow have a piece of text in them: looked for in the bytes of all at once.

A piece that every match of a regular expression has leaves few texts for the expression itself.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["behind_class", "holding", "required_piece"]

#: bytes that are looked at between two allocations: what is made of them stays in the cache
_PIECE_BYTES = 1 << 22
#: bytes that tell how often each byte comes
_SAMPLE = 1 << 16
_NOT_ASCII = 128


def holding(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], piece: str, *, any_case: bool = False
) -> npt.NDArray[np.bool_]:
    """Which of the texts, whose bytes lie between one offset and the next, have `piece` in them.

    With `any_case` the piece is of ASCII, its letters stand for themselves in either case, and a text with a character
    beyond ASCII, which may be another case of one of them, is always among those.

    >>> data = np.frombuffer("motor car MOTOR".encode(), np.uint8)
    >>> offsets = np.array([0, 5, 10, 15])
    >>> holding(data, offsets, "mot").tolist(), holding(data, offsets, "mot", any_case=True).tolist()
    ([True, False, False], [True, False, True])
    """
    needle = piece.encode()
    result = np.zeros(len(offsets) - 1, bool)
    begin, end = int(offsets[0]), int(offsets[-1])
    if not needle:
        return ~result
    often = np.bincount(data[begin : min(end, begin + _SAMPLE)], minlength=256)
    choices = [_cases(byte) if any_case else (byte,) for byte in needle]
    # the rarest byte first: it leaves the fewest places for the others
    order = sorted(range(len(needle)), key=lambda place: sum(often[byte] for byte in choices[place]))
    for start in range(begin, end, _PIECE_BYTES):
        stop = min(end, start + _PIECE_BYTES)
        places = np.flatnonzero(_is_one(data[start:stop], choices[order[0]])) + (start - order[0])
        places = places[(places >= begin) & (places <= end - len(needle))]
        for place in order[1:]:
            places = places[_is_one(data[places + place], choices[place])]
        if len(places):
            rows = np.searchsorted(offsets, places, "right") - 1
            result[rows[places + len(needle) <= offsets[rows + 1]]] = True
        if any_case:
            beyond = np.flatnonzero(data[start:stop] >= _NOT_ASCII)
            if len(beyond):
                result[np.searchsorted(offsets, beyond + start, "right") - 1] = True
    return result


def _cases(byte: int) -> tuple[int, ...]:
    letter = bytes([byte])
    return tuple({*letter.lower(), *letter.upper()})


def _is_one(data: npt.NDArray[np.uint8], choices: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    same: npt.NDArray[np.bool_] = data == choices[0]
    return same if len(choices) == 1 else same | (data == choices[1])


def required_piece(pattern: str, flags: str) -> str:
    """The longest piece of text that each match of a regular expression of XPath has; empty where none is sure.

    With the flag ``i`` the piece is of ASCII: other letters may have a case within it (the Kelvin sign).

    >>> required_piece("^Person .*ne?ss[0-9]+$", ""), required_piece("(ab|cd)e", ""), required_piece("ab|cd", "")
    ('Person ', 'e', '')
    """
    if "q" in flags or "x" in flags:
        return ""
    runs: list[str] = [""]
    depth = at = 0
    while at < len(pattern):
        sign = pattern[at]
        at += 1
        if sign == "[":
            at = behind_class(pattern, at)
            runs.append("")
        elif sign == "\\":
            escaped = pattern[at : at + 1]
            at += 1
            if escaped.isalnum():
                # a class of characters, a category (what is in its braces is no text), or a back-reference
                if escaped in "pP" and pattern[at : at + 1] == "{":
                    at = pattern.find("}", at) + 1 or len(pattern)
                runs.append("")
            elif not depth:
                runs[-1] += escaped
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            runs.append("")
        elif depth:
            continue
        elif sign == "|":
            return ""
        elif sign in "*?{":
            # what precedes it need not be there
            runs[-1] = runs[-1][:-1]
            if sign == "{":
                at = pattern.find("}", at) + 1 or len(pattern)
            runs.append("")
        elif sign in "+.^$" or (sign > "\x7f" and "i" in flags):
            runs.append("")
        else:
            runs[-1] += sign
    return max(runs, key=len)


def behind_class(pattern: str, at: int) -> int:
    """Where a class of characters ends that has begun before `at`; one may be subtracted within another."""
    depth = 1
    while at < len(pattern) and depth:
        if pattern[at] == "\\":
            at += 1
        else:
            depth += (pattern[at] == "[") - (pattern[at] == "]")
        at += 1
    return at
