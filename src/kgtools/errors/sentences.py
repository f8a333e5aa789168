"""Parts of the sentences of errors: the nearest names, a place in a file, a text cut to a length."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["nearest", "place", "printable", "shorten"]

#: how much of a name may differ at all (as :meth:`difflib.SequenceMatcher.ratio` counts), and beside a better one
_MAX_DIFFERENCE = 0.4
_ALWAYS_NEAR = 0.2


def nearest(name: str, names: Iterable[str], *, max_names: int = 3) -> tuple[str, ...]:
    """The known names that look most like `name`, best first, at most `max_names`; whatever the case.

    A name that is more than twice as far away as the best one is no help beside it, unless it is near itself.

    >>> nearest("Tenur", ["tenure", "authors", "tenure-statistics"])
    ('tenure',)
    >>> nearest("harbuor", ["harbour", "hbr"]), nearest("hbrs", ["harbour", "hbr"])
    (('harbour',), ('hbr',))
    """
    # imported where it is needed: most runs meet no error
    import difflib

    by_folded = {k.casefold(): k for k in names}
    folded = name.casefold()[:200]
    matches = difflib.get_close_matches(folded, list(by_folded), n=max_names, cutoff=1 - _MAX_DIFFERENCE)
    # the sequences in the order in which get_close_matches compares them
    distances = [1 - difflib.SequenceMatcher(None, f, folded).ratio() for f in matches]
    return tuple(
        by_folded[f] for f, d in zip(matches, distances, strict=True) if d <= max(2 * distances[0], _ALWAYS_NEAR)
    )


def place(source: str, line: int | None, column: int | None) -> str:
    """The usual `file:line:column: ` prefix, as much of it as is known.

    >>> place("a.ttl", 2, 5), place("a.ttl", None, None), place("", 2, 5)
    ('a.ttl:2:5: ', 'a.ttl: ', 'line 2, column 5: ')
    """
    if not source:
        return f"line {line}, column {column}: " if line is not None else ""
    return ":".join([source, *(str(n) for n in (line, column) if n is not None)]) + ": "


def printable(line: str) -> str:
    """A line in which characters that a terminal would act on, or not show, are replaced by U+FFFD.

    >>> printable("a\\x1b[2Jb")
    'a\\ufffd[2Jb'
    """
    return line if line.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in line)


def shorten(text: str, max_length: int = 120) -> str:
    """`text` on one line without control characters, at most `max_length` characters; for messages.

    >>> shorten("a\\x1b[2Jb\\nc")
    'a\\ufffd[2Jb c'
    """
    line = printable(" ".join(text[: 4 * max_length].split()))
    return line if len(line) <= max_length else line[: max_length - 1] + "…"
