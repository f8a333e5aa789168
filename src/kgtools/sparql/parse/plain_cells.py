"""Cells of a long VALUES that are spelled plainly: many are read at once, as the texts that dictionaries hold. Members
of a long IN are found the same way.

What is spelled otherwise (escapes, comments, triple terms, relative IRIs) or is wrong is left to the
parser, which reads one token after the other and knows the place of each.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Final

from kgtools.model.terms import Literal, NamedNode
from kgtools.possessive import compile_pattern

__all__ = ["PlainCells", "find_members"]

#: rows that are read between two looks at the clock, and how many plain ones in a row are worth while
_MAX_ROWS_PER_READ, _MIN_ROWS_PER_READ = 4096, 64
_XSD = "http://www.w3.org/2001/XMLSchema#"

_SPACE = r"[ \t\r\n]*+"
# parts of the grammar of RFC 3987: every IRI of these is one, though not every IRI is of these
_PATH = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/\xa1-\ud7ff]|%[0-9A-Fa-f]{2})"
_AUTHORITY = r"//[A-Za-z0-9\-.]++(?::[0-9]{1,4}+)?+(?=[/?#>])"
_IRI = rf"<[A-Za-z][A-Za-z0-9+.\-]*+:(?:{_AUTHORITY}|(?!//)){_PATH}*+(?:\?(?:{_PATH}|\?)*+)?+(?:\#(?:{_PATH}|\?)*+)?+>"
_NAME = r"(?:[A-Za-z][A-Za-z0-9_\-]*+)?+:[A-Za-z0-9_]++(?:[.\-]++[A-Za-z0-9_]++)*+"
_STRING = r"(?:\"[^\"\\\x00-\x1f\x7f\ufffe\uffff]*+\"|'[^'\"\\\x00-\x1f\x7f\ufffe\uffff]*+')"
_LANGUAGE = r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+"
_NUMBER = r"[+-]?+(?:(?:[0-9]++\.?[0-9]*+|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)"
_WORD = r"true|false|UNDEF"
#: a language or datatype may be apart from its string, and behind a comment
_BEHIND = rf"(?:{_LANGUAGE}|\^\^(?:{_IRI}|{_NAME})|(?!{_SPACE}[@^#]))"
_CELL = rf"(?:{_IRI}|{_NAME}|{_STRING}{_BEHIND}|{_NUMBER}|{_WORD})(?=[ \t\r\n)}}])"


@functools.cache
def _run(width: int | None) -> re.Pattern[str]:
    """Rows of so many cells in brackets, or of one without any."""
    row = _CELL if width is None else rf"\((?:{_SPACE}{_CELL}){{{width}}}+{_SPACE}\)"
    return compile_pattern(rf"(?:{_SPACE}{row}){{{_MIN_ROWS_PER_READ},{_MAX_ROWS_PER_READ}}}+")


@functools.cache
def _cell() -> re.Pattern[str]:
    return compile_pattern(_CELL)


@functools.cache
def _members() -> re.Pattern[str]:
    """Constants, each with the comma behind it; the last of a list has none, and is left to the parser."""
    member = rf"(?:{_IRI}|{_NAME}|{_STRING}(?:{_LANGUAGE}|\^\^(?:{_IRI}|{_NAME}))?+|{_NUMBER}|true|false)"
    return compile_pattern(rf"(?:{member}{_SPACE},{_SPACE}){{{_MIN_ROWS_PER_READ},{_MAX_ROWS_PER_READ}}}+")


@functools.cache
def _member() -> re.Pattern[str]:
    """One of them: an IRI, a name, a string between its quotes (of either kind), its language, its datatype, a number
    or a truth value."""
    string = rf"(?:\"([^\"]*+)\"|'([^']*+)')(?:@({_LANGUAGE[1:]})|\^\^({_IRI}|{_NAME}))?+"
    return compile_pattern(rf"(?:({_IRI})|({_NAME})|{string}|({_NUMBER})|(true|false)){_SPACE},{_SPACE}")


def find_members(text: str, place: int) -> Iterator[re.Match[str]]:
    """Matches of the plain constants from `place` on, each with the comma and the white space behind it; none where
    they are few. Groups: IRI, name, string in double quotes, in single ones, language, datatype, number, truth value.

    >>> found = list(find_members("(7, 'b'@en, " + "e:a, " * 64 + "?x)", 1))
    >>> found[0][7], found[1].group(4, 5), found[2][2], len(found)
    ('7', ('b', 'en'), 'e:a', 66)
    >>> list(find_members("7, 8, 9)", 0))
    []
    """
    match = _members().match(text, place)
    return iter(()) if match is None else _member().finditer(text, place, match.end())


class PlainCells:
    """Reads plain cells; `prefixes` are the namespaces of the query by their prefixes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes: Final = prefixes
        #: what follows a string, as it is written and as a dictionary has it
        self._suffixes: Final[dict[str, str]] = {"": ""}
        self._namespaces: Final[dict[str, str]] = {}

    def read(self, text: str, place: int, width: int | None) -> tuple[list[str | None], int] | None:
        """The cells of the rows that begin at `place`, and where they end; None where they are not many or not plain.

        A cell is a term in canonical N-Triples, None for UNDEF. `width` is how many cells a row in brackets has, None
        where rows have no brackets.

        >>> cells = PlainCells({"e": "http://e/"})
        >>> found, end = cells.read("e:a 'b'@en " * 32 + "}", 0, None)
        >>> found[:2], len(found), end
        (['<http://e/a>', '"b"@en'], 64, 351)
        >>> cells.read("e:a }", 0, None) is None
        True
        """
        match = _run(width).match(text, place)
        if match is None:
            return None
        # one character more, as it is what ends the last cell
        cells = _cell().findall(text, place, match.end() + 1)
        try:
            return [cell if cell[0] == "<" else self._text(cell) for cell in cells], match.end()
        except ValueError:
            return None

    def _text(self, cell: str) -> str | None:
        """The text of a cell that is not an IRI in angle brackets; a ValueError for what the parser shall look at."""
        first = cell[0]
        if first in "\"'":
            value, _, suffix = cell[1:].rpartition(first)
            end = self._suffixes.get(suffix)
            if end is None:
                end = self._suffixes[suffix] = self._suffix(suffix)
            return f'"{value}"{end}'
        if first in "+-.0123456789":
            kind = "double" if "e" in cell or "E" in cell else "decimal" if "." in cell else "integer"
            return f'"{cell}"^^<{_XSD}{kind}>'
        if ":" in cell:
            return self._iri(cell)
        return None if cell == "UNDEF" else f'"{cell}"^^<{_XSD}boolean>'

    def _iri(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        namespace = self._namespaces.get(prefix)
        if namespace is None:
            namespace = self._prefixes.get(prefix, "")
            if namespace[-1:] not in ("/", "#"):
                # what follows might not be allowed there: it may be a part of the authority, a port for example
                raise ValueError(namespace)
            NamedNode(f"{namespace}a")
            self._namespaces[prefix] = namespace
        return f"<{namespace}{local}>"

    def _suffix(self, text: str) -> str:
        if text[0] == "@":
            return str(Literal("", language=text[1:]))[2:]
        iri = text[2:] if text[2] == "<" else self._iri(text[2:])
        return str(Literal("", datatype=NamedNode(iri[1:-1])))[2:]
