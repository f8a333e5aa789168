"""The tokens of SPARQL with their places (sections 19.2 to 19.8).

The terminals are those of SPARQL 1.1 and the brackets that 1.2 adds; comments and white space are skipped. A sign
before a number is a token of its own, as an expression needs it; so are the two brackets of ``()`` and of ``[]``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from kgtools.errors import QueryError
from kgtools.possessive import compile_pattern
from kgtools.sparql.text.places import place_of

__all__ = ["Token", "scan", "tokenize"]


class Token(NamedTuple):
    """One terminal of the grammar: what it is, its text, and where it begins (an offset in characters).

    `key` is one of ``iri``, ``pname``, ``variable``, ``blank``, ``string``, ``language`` and ``number``; the word in
    capitals for keywords and names of functions (but ``a``, which is small); the text itself for brackets, operators
    and marks; and empty at the end of the text.
    """

    key: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind the last character."""
        return self.start + len(self.text)


def tokenize(text: str, *, source: str = "") -> list[Token]:
    """The tokens of a text, in order.

    >>> [token.key for token in tokenize("ask { ?s a :T } # done?")]
    ['ASK', '{', 'variable', 'a', 'pname', '}']
    >>> tokenize('SELECT ?x { ?x :name "Ann }')
    Traceback (most recent call last):
    kgtools.errors.QueryError: line 1, column 22: the string that begins here is not closed; add its closing quote.

    Raises :class:`QueryError` where no token can begin, with line and column.
    """
    return [Token(*parts) for parts in scan(text, source=source) if parts[0]]


def scan(text: str, *, source: str = "", begin: int = 0) -> Iterator[tuple[str, str, int]]:
    """Key, text and place of each token, one at a time; the last one has an empty key, and is at the end.

    With `begin` from the token on that begins there, in a text that has been scanned from its beginning.

    Raises what :func:`tokenize` raises, as soon as the place is reached.
    """
    ascii_only = text.isascii()
    if not ascii_only and not begin:
        _refuse_surrogates(text, source)
    # a mark of byte order is not part of the text
    for match in _terminals().finditer(text, begin or (1 if text.startswith("\ufeff") else 0)):
        group = match.lastindex or 0
        kind = _KINDS[group]
        token: str = match[group]
        start = match.start(group)
        if kind == "punct":
            yield token, token, start
        elif kind == "word":
            yield (token if token == "a" else token.upper()), token, start
        elif kind == "dotted":
            for part in _words_and_dots().finditer(token):
                yield _key_of_part(part[0]), part[0], start + part.start()
        elif kind == "wrong":
            raise _no_token(text, start, source)
        else:
            if not ascii_only and kind in _NAMES and not token.isascii():
                _check_name(text, token, start, source)
            yield kind, token, start
            if not kind:
                return


_KINDS = (
    "",
    "iri",
    "variable",
    "pname",
    "punct",
    "dotted",
    "word",
    "number",
    "string",
    "blank",
    "language",
    "",
    "wrong",
)
_NAMES = frozenset({"variable", "pname", "blank"})

# Beyond ASCII the grammar lists ranges; sets of characters are compiled fast only below U+0100. So every character from
# U+00A1 on is taken here, and a name that holds such is looked at again, exactly.
_LETTER = r"[^\x00-@\[-`{-\xa0]"
_WORD = r"[^\x00-/:-@\[-^`{-\xa0]"
_DASHED = r"[^\x00-,./:-@\[-^`{-\xa0]"
#: what may follow the first character of a prefix: a dot does not end it
_REST = rf"{_DASHED}*+(?:\.++{_DASHED}++)*+"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL_CHARACTER = r"[^\x00-,./;-@\[-^`{-\xa0]"
_LOCAL = (
    rf"(?:(?!-){_LOCAL_CHARACTER}|{_ESCAPED})"
    rf"(?:{_LOCAL_CHARACTER}++|{_ESCAPED}|\.++(?:{_LOCAL_CHARACTER}|{_ESCAPED}))*+"
)
_NUMBER = r"(?:[0-9]++\.?[0-9]*+|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++"


@functools.cache
def _terminals() -> re.Pattern[str]:
    parts = (
        r"<(?:[^<>\"{}|^`\\\x00-\x20]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>",
        rf"[?$]{_WORD}++",
        rf"(?:{_LETTER}{_REST})?+:(?:{_LOCAL})?+",
        r"<<\(|\)>>|<<|>>|\{\||\|\}|\^\^|&&|\|\||!=|<=|>=|[{}()\[\],;*/+\-|^!=<>~?]|\.(?![0-9])",
        # words, dots and dashes without a colon behind them, such as "true.FILTER", are taken in one and cut apart
        # afterwards: a long row of them would else be read to its end again from each of its words
        rf"{_LETTER}{_WORD}*+(?=-|\.++{_DASHED}){_REST}",
        rf"(?:{_LETTER}|_(?!:)){_WORD}*+",
        _NUMBER,
        r"'''(?:[^'\\]++|\\[\s\S]|'(?!''))*+'''|\"\"\"(?:[^\"\\]++|\\[\s\S]|\"(?!\"\"))*+\"\"\""
        r"|'(?!'')(?:[^'\\\n\r]++|\\[^\n\r])*+'|\"(?!\"\")(?:[^\"\\\n\r]++|\\[^\n\r])*+\"",
        rf"_:{_WORD}{_REST}",
        r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+",
        r"\Z",
        r"[\s\S]",
    )
    space = r"[ \t\r\n]*+(?:#[^\n\r]*+[ \t\r\n]*+)*+"
    return compile_pattern(space + "(?:" + "|".join(f"({part})" for part in parts) + ")")


@functools.cache
def _words_and_dots() -> re.Pattern[str]:
    return compile_pattern(rf"(?:{_LETTER}|_){_WORD}*+|{_NUMBER}|[\s\S]")


def _key_of_part(part: str) -> str:
    if part == "a" or part in ".-":
        return part
    return "number" if part[0] in ".0123456789" else part.upper()


@functools.cache
def _no_name() -> re.Pattern[str]:
    """A character beyond ASCII that is none of PN_CHARS, or one of them that may not be the first of a name."""
    follows = "\u00b7\u0300-\u036f\u203f\u2040"
    begins = (
        "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
        "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
    )
    return compile_pattern(f"(?:^(?:[^:]*:|[?$])?(?=[{follows}])|(?=[^\x01-\x7f{follows}{begins}]))([\\s\\S])")


def _check_name(text: str, name: str, start: int, source: str) -> None:
    fault = _no_name().search(name)
    if fault is not None:
        line, column = place_of(text, start + fault.start(1))
        message = f"{_character_name(fault[1])} is not allowed in a name here."
        if fault[1].isspace() or not fault[1].isprintable():
            message = _unseen(fault[1])
        raise QueryError(message, source=source, line=line, column=column)


def _refuse_surrogates(text: str, source: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line, column = place_of(text, error.start)
        message = f"U+{ord(text[error.start]):04X} is half of a surrogate pair; write the whole character."
        raise QueryError(message, source=source, line=line, column=column) from error


#: what a character that begins no token is meant for
_ADVICE: Final = {
    "&": 'join conditions with "&&"',
    "@": "a language tag such as @en follows the string directly",
    "%": "it is not an operator, and in a name it is followed by two hexadecimal digits",
    "`": "strings are quoted with \" or ', and names are not quoted",
}


def _character_name(character: str) -> str:
    code = f"U+{ord(character):04X}"
    if not character.isprintable():
        return f"the character {code}"
    return f'"{character}"' if character.isascii() else f'the character "{character}" ({code})'


def _unseen(character: str) -> str:
    """The sentence for a character that looks like white space, or like nothing at all."""
    if character.isspace():
        return f"{_character_name(character)} is not white space in SPARQL; write a plain space."
    return f"{_character_name(character)} cannot be seen and is not allowed here; remove it."


def _no_token(text: str, start: int, source: str) -> QueryError:
    line, column = place_of(text, start)
    character = text[start]
    if character in "\"'":
        message = "the string that begins here is not closed; add its closing quote."
    elif character == "\\":
        message = "a backslash is allowed only in strings, IRIs and the local part of names; write the character."
    elif character in _ADVICE:
        message = f'"{character}" cannot be read here; {_ADVICE[character]}.'
    else:
        message = f"nothing in SPARQL begins with {_character_name(character)}."
        if character.isspace():
            message = _unseen(character)
    return QueryError(message, source=source, line=line, column=column)
