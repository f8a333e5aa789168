"""Regular expressions and replacements, ready to be used on texts (XPath and XQuery functions, section 5.6).

A few texts are searched by Python's ``re`` where the expression is sure to be done soon (see
:mod:`kgtools.model.xpath.python`), all others by RE2, whose time grows with the text alone. Back-references (``\\1`` in
an expression) are in neither: they are an error of the function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from kgtools.model.xpath.python import PythonPattern, to_python
from kgtools.model.xpath.regex import PatternError, UnsupportedPatternError, group_count, to_re2
from kgtools.sparql.budget import Budget
from kgtools.sparql.functions.strings import kernels
from kgtools.sparql.functions.strings.characters import character_class, replaced_characters
from kgtools.sparql.functions.strings.finding import holding, required_piece
from kgtools.sparql.functions.strings.texts import Texts, as_list, is_arrow
from kgtools.sparql.terms.byte_texts import byte_column, pieces_of_rows

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["PatternError", "Replacement", "UnsupportedPatternError", "replacement", "search"]

Result = TypeVar("Result")
#: more texts than this are worth the start of RE2, and their way into a column of Arrow
_FEW_TEXTS = 50_000
#: texts are picked out for an expression where they are fewer than one in so many
_PICKED_ONE_IN = 2
_META = frozenset("\\.+*?()|[]{}^$")
_PLAIN_FLAGS = frozenset("smq")
_MEBIBYTE = 1 << 20
#: what is longer is not kept for the next call
_SHORT_CHARACTERS = 10_000


def search(texts: Texts, pattern: str, flags: str, budget: Budget) -> npt.NDArray[np.bool_]:
    """Which of the texts match somewhere.

    >>> search(["abc", "xyz", None], "^A", "i", Budget()).tolist()
    [True, False, False]

    Raises :class:`PatternError` where the expression or a flag is none, :class:`UnsupportedPatternError` where it
    cannot be run.
    """
    plain = _plain(pattern, flags)
    if plain is not None:
        return kernels.matched(texts, *plain)
    if isinstance(texts, list):
        python = to_python(pattern, flags)
        if _suits(python, texts):
            matches = kernels.each(texts, python.compiled.search, budget)
            return np.array([match is not None for match in matches], bool)
        return _by_re2(texts, to_re2(pattern, flags), budget)
    expression = to_re2(pattern, flags)
    piece = required_piece(pattern, flags)
    if not piece:
        return _by_re2(texts, expression, budget)
    # the texts without the piece need no expression to be told
    return _by_re2(texts, expression, budget, among=holding(*byte_column(texts), piece, any_case="i" in flags))


def _plain(pattern: str, flags: str) -> tuple[str, str] | None:
    """Kernel and text where the expression is only that text, or that text at the begin or the end."""
    if not _PLAIN_FLAGS.issuperset(flags):
        return None
    if "q" in flags or _META.isdisjoint(pattern):
        return "match_substring", pattern
    if "m" in flags:
        return None
    if pattern[0] == "^" and _META.isdisjoint(pattern[1:]):
        return "starts_with", pattern[1:]
    if pattern[-1] == "$" and _META.isdisjoint(pattern[:-1]):
        return "ends_with", pattern[:-1]
    return None


def _suits(python: PythonPattern, texts: list[str | None]) -> bool:
    if len(texts) > _FEW_TEXTS:
        return False
    present = [text for text in texts if text is not None]
    # nothing else is done in Python while its `re` reads one text
    return max(map(len, present), default=0) <= _MEBIBYTE and python.fits(present)


def _by_re2(
    texts: Texts, pattern: str, budget: Budget, among: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.bool_]:
    """Which of the texts match; `among` marks those of which alone that is possible."""
    from kgtools.table.kernels.arrow import keep, matching

    result: npt.NDArray[np.bool_] = np.zeros(len(texts), bool)
    start = 0
    for piece in _pieces(texts, budget):
        here = result[start : start + len(piece)]
        may = None if among is None else among[start : start + len(piece)]
        start += len(piece)
        few = may is not None and np.count_nonzero(may) * _PICKED_ONE_IN < len(piece)
        if may is None or not few:
            # to pick them out would take as long as to look at all
            here[:] = _checked(matching, piece, pattern)
        elif may.any():
            here[may] = _checked(matching, keep(piece, may), pattern)
    return result


def _pieces(texts: Texts, budget: Budget) -> Iterator[pa.LargeStringArray]:
    """The texts as columns of Arrow, each of which takes little time."""
    from kgtools.table.kernels.arrow import text_array

    for start in range(0, len(texts), _FEW_TEXTS):
        budget.check()
        piece = texts[start : start + _FEW_TEXTS]
        yield piece if is_arrow(piece) else text_array(as_list(piece))


def _checked(kernel: Callable[..., Result], *arguments: object) -> Result:
    import pyarrow as pa

    try:
        return kernel(*arguments)
    except pa.ArrowInvalid as error:
        raise UnsupportedPatternError("it is too large or uses a feature that RE2 lacks") from error


class Replacement:
    """``fn:replace``: an expression, and what comes instead of each match (``$0`` … ``$9``, ``\\$`` and ``\\\\``).

    >>> Replacement("a(b)|c", "[$1]", "").apply(["abc", "x", None], Budget())
    ['[b][]', 'x', None]

    Raises :class:`PatternError` also where the replacement is none, and where the expression matches nothing at all
    (``fn:replace``, err:FORX0003).
    """

    def __init__(self, pattern: str, replacement: str, flags: str) -> None:
        self._pattern = pattern
        self._flags = flags
        groups = group_count(pattern, flags)
        self.pieces: list[str | int] = [replacement] if "q" in flags else _pieces_of(replacement, groups)
        # a group that the expression does not have stands for nothing
        self.pieces = [piece for piece in self.pieces if isinstance(piece, str) or piece <= groups]
        self._captures = frozenset(piece for piece in self.pieces if isinstance(piece, int) and piece)
        if search([""], pattern, flags, Budget())[0]:
            raise PatternError("a replacement needs an expression that does not match the empty string")

    def apply(self, texts: Texts, budget: Budget) -> Texts:
        """The texts with every match replaced."""
        self._reserve(texts, budget)
        plain = _plain(self._pattern, self._flags)
        if plain is not None and plain[0] == "match_substring":
            return _substituted(texts, self._pattern, self._whole(self._pattern), budget)
        if isinstance(texts, list):
            python = to_python(self._pattern, self._flags, captures=self._captures)
            if _suits(python, texts):
                compiled, template = python.compiled, self._template
                return kernels.each(texts, lambda text: compiled.sub(template, text), budget)
        else:
            one = character_class(self._pattern, self._flags)
            if one is not None and all(isinstance(piece, str) for piece in self.pieces):
                return self._by_characters(texts, *one, budget)
        return self._by_re2(texts, budget)

    def _by_characters(self, texts: pa.LargeStringArray, kind: str, runs: bool, budget: Budget) -> pa.LargeStringArray:
        """Each character of a kind, or each run of them, replaced by the same text."""
        import pyarrow as pa

        from kgtools.table.kernels.arrow import text_array

        expression = to_re2(kind, self._flags)

        def members(signs: Sequence[str]) -> npt.NDArray[np.bool_]:
            return _by_re2(text_array(signs), expression, budget)

        new = self._whole("")
        pieces = [replaced_characters(texts[rows], members, new, runs=runs) for rows in pieces_of_rows(texts, budget)]
        return pa.concat_arrays(pieces) if pieces else texts

    def _whole(self, text: str) -> str:
        """The replacement of a match without groups."""
        return "".join(piece if isinstance(piece, str) else text for piece in self.pieces)

    def _numbered(self) -> list[str | int]:
        """The pieces, with the groups numbered among those that are kept."""
        number_of = {group: place for place, group in enumerate(sorted(self._captures), 1)}
        return [piece if isinstance(piece, str) else number_of.get(piece, 0) for piece in self.pieces]

    def _template(self, match: re.Match[str]) -> str:
        return "".join([piece if isinstance(piece, str) else match[piece] or "" for piece in self._numbered()])

    def _by_re2(self, texts: Texts, budget: Budget) -> Texts:
        import pyarrow as pa

        from kgtools.table.kernels.arrow import call, functions

        if len(self._captures) > 9:
            raise UnsupportedPatternError("a replacement refers to more than nine groups")
        parts = [p.replace("\\", "\\\\") if isinstance(p, str) else f"\\{p}" for p in self._numbered()]
        pattern = to_re2(self._pattern, self._flags, captures=self._captures)
        options = functions.ReplaceSubstringOptions(pattern, "".join(parts))
        pieces = [
            _checked(lambda piece: call("replace_substring_regex", piece, options=options), piece)
            for piece in _pieces(texts, budget)
        ]
        result = pa.concat_arrays(pieces) if pieces else texts
        return result if is_arrow(texts) else as_list(result)

    def _reserve(self, texts: Texts, budget: Budget) -> None:
        """Look at how large the result may become."""
        size = kernels.size_of(texts)
        literal_size = sum(len(piece) for piece in self.pieces if isinstance(piece, str))
        copied = sum(1 for piece in self.pieces if isinstance(piece, int))
        # each character is matched once at most
        most = size * (1 + copied + literal_size)
        if most > 64 * _MEBIBYTE and literal_size > 1:
            most = size * (1 + copied) + literal_size * self._count(texts, budget)
        budget.reserve(4 * most if isinstance(texts, list) else most, f"REPLACE in texts of {size:,} characters")

    def _count(self, texts: Texts, budget: Budget) -> int:
        from kgtools.table.kernels.arrow import call, functions

        options = functions.MatchSubstringOptions(to_re2(self._pattern, self._flags))
        pieces = _pieces(texts, budget)
        return sum(
            _checked(lambda piece: call("sum", call("count_substring_regex", piece, options=options)), piece).as_py()
            or 0
            for piece in pieces
        )


def _substituted(texts: Texts, needle: str, replacement: str, budget: Budget) -> Texts:
    if isinstance(texts, list):
        return kernels.each(texts, lambda text: text.replace(needle, replacement), budget)
    from kgtools.table.kernels.arrow import call, functions

    result: Texts = call("replace_substring", texts, options=functions.ReplaceSubstringOptions(needle, replacement))
    return result


def replacement(pattern: str, text: str, flags: str) -> Replacement:
    """A :class:`Replacement`, made once where it is not long."""
    return (_remembered if len(pattern) + len(text) < _SHORT_CHARACTERS else Replacement)(pattern, text, flags)


_remembered = lru_cache(maxsize=256)(Replacement)


def _pieces_of(text: str, groups: int) -> list[str | int]:
    """Plain text and numbers of groups; of several digits as many as a group has (``fn:replace``).

    >>> _pieces_of("a$12", 3), _pieces_of("\\\\$1", 1)
    (['a', 1, '2'], ['$', '1'])
    """
    pieces: list[str | int] = []
    plain = re.compile(r"[^\\$]++")
    at = 0
    while at < len(text):
        c = text[at]
        if c == "\\":
            if text[at + 1 : at + 2] not in ("\\", "$"):
                raise PatternError("in a replacement, a backslash must be followed by a backslash or a dollar sign")
            pieces.append(text[at + 1])
            at += 2
        elif c == "$":
            end = at + 1
            while (
                end < len(text)
                and text[end] in "0123456789"
                and (end == at + 1 or int(text[at + 1 : end + 1]) <= groups)
            ):
                end += 1
            if end == at + 1:
                raise PatternError(
                    "in a replacement, a dollar sign must be followed by the number of a group; write \\$ for itself"
                )
            pieces.append(int(text[at + 1 : end]))
            at = end
        else:
            piece = plain.match(text, at)
            assert piece is not None
            pieces.append(piece[0])
            at = piece.end()
    return pieces
