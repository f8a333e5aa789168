"""How much room text takes on a terminal: widths, cuts, lines."""

from __future__ import annotations

__all__ = ["cut", "width_of", "wrapped"]

_JOINER = "\u200d"


def width_of(text: str) -> int:
    """How many cells of the terminal a visible text takes.

    >>> width_of("שלום"), width_of("日本"), width_of("e\\u0301")
    (4, 4, 1)
    """
    if text.isascii() and text.isprintable():
        return len(text)
    # the tables of widths take longer to load than most answers to compute
    from wcwidth import wcswidth, wcwidth

    width: int = wcswidth(text)
    return width if width >= 0 else sum(max(0, wcwidth(c)) for c in text)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with … where something is left out.

    >>> cut("abcdef", 4), cut("日本語", 4), cut("abc", 3)
    ('abc…', '日…', 'abc')
    """
    if width_of(text) <= width:
        return text
    return "" if width < 1 else _beginning(text, width - 1).rstrip() + "…"


def wrapped(text: str, width: int, *, max_lines: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken at spaces where it can be; at most `max_lines` lines.

    >>> wrapped("one two three", 7, max_lines=3), wrapped("abcdefgh", 3, max_lines=2)
    (['one two', 'three'], ['abc', 'de…'])
    """
    lines: list[str] = []
    rest = text
    while width_of(rest) > width:
        if len(lines) == max_lines - 1:
            return [*lines, cut(rest, width)]
        line = _beginning(rest, width) or rest[0]
        if rest[len(line) : len(line) + 1] != " ":
            # after a space, else after a sign at which a name can be broken
            place = line.rfind(" ") + 1 or max(line.rfind(sign) for sign in "-/:;,") + 1
            line = line[:place] if place > 0 else line
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip(" ")
    return [*lines, rest]


def _beginning(text: str, width: int) -> str:
    """The longest beginning in at most `width` cells that ends between characters as people see them."""
    if text.isascii() and text.isprintable():
        return text[: max(width, 0)]
    from wcwidth import wcwidth

    columns = end = 0
    index = 0
    while index < len(text):
        after = index + 1
        while after < len(text) and (wcwidth(text[after]) == 0 or text[after - 1] == _JOINER):
            after += 1
        columns += max(0, width_of(text[index:after]))
        if columns > width:
            break
        end = index = after
    return text[:end]
