"""The tokens of SPARQL with their places, and a guard that looks at a query before any parser does.

The parser of the engine has no limit of its own: 4 kB of nested braces end the whole process. So whatever comes from
a user goes through :func:`guard` first. The terminals are those of SPARQL 1.1 section 19.8 (and the brackets that 1.2
adds); comments and white space are skipped, so that the text between two tokens is theirs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import NamedTuple

from kgtools.errors import QueryError, RefusedQueryError, nearest, shorten

__all__ = [
    "MAX_CHAIN",
    "MAX_DEPTH",
    "MAX_PATH",
    "Token",
    "guard",
    "nearest_keyword",
    "place_of",
    "query_form",
    "tokenize",
]

#: brackets within brackets; hand-written queries stay below 10, the parser dies beyond 500 on a stack of 1 MiB
MAX_DEPTH = 100
#: operators, or UNION, OPTIONAL, BIND …, side by side in one group: each makes the parser's tree one level deeper
MAX_CHAIN = 400
#: characters of a query
MAX_LENGTH = 1 << 22
#: steps of one property path: the optimizer's time grows with their cube
MAX_PATH = 100

_QUERY_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"])
_CHAINED_WORDS = frozenset(["BIND", "FILTER", "VALUES", "AS"])
_OPERATORS = frozenset(["+", "-", "*", "||", "&&", "=", "!=", "<", ">", "<=", ">=", "^", "|", "!"])
_CLOSING = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_OPENING = {close: open_ for open_, close in _CLOSING.items()}


class Token(NamedTuple):
    """One terminal of the grammar: what it is, its text, and where it stands (offsets in characters).

    `kind` is one of ``iri``, ``pname``, ``variable``, ``blank``, ``string``, ``language``, ``number``, ``word`` (a
    keyword or the name of a function) and ``punct``.
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        """The keyword that a word is, for words; the empty string for all else."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        """The name of a variable without its mark; the empty string for all else."""
        return self.text[1:] if self.kind == "variable" else ""


def tokenize(text: str, *, source: str = "") -> list[Token]:
    """The tokens of a query, in order; comments and white space are left out.

    >>> [token.text for token in tokenize("ASK { ?s a :T } # done?")]
    ['ASK', '{', '?s', 'a', ':T', '}']
    >>> tokenize('SELECT ?x { ?x :name "Ann }')
    Traceback (most recent call last):
    kgtools.errors.QueryError: line 1, column 22: the string that begins here is not closed; add its closing quote.

    Raises :class:`QueryError` where no token can begin, with line and column.
    """
    tokens: list[Token] = []
    add = tokens.append
    position = 0
    for match in _terminals().finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        if kind == "skip":
            position = end
            continue
        if start != position or kind == "wrong" or kind is None:
            raise _no_token(text, start, source)
        position = end
        add(Token(kind, match[0], start, end))
    return tokens


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1, columns in characters.

    >>> place_of("ab\\ncd", 4)
    (2, 2)
    """
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def query_form(tokens: list[Token]) -> str:
    """``select``, ``ask``, ``construct`` or ``describe``; the empty string where the text is no query.

    >>> query_form(tokenize("PREFIX a: <http://a/> select * {}"))
    'select'
    """
    for token in tokens:
        if token.upper in _QUERY_FORMS:
            return token.text.lower()
    return ""


def guard(text: str, *, source: str = "", allow_service: bool = False, allow_update: bool = False) -> list[Token]:
    """Refuse what would end or leave the process, before a parser sees it; gives the tokens back.

    Refused are texts longer than :data:`MAX_LENGTH`, groups nested deeper than :data:`MAX_DEPTH`, chains longer than
    :data:`MAX_CHAIN`, paths longer than
    :data:`MAX_PATH`, ``SERVICE`` unless `allow_service`, and updates unless `allow_update`.

    >>> guard("SELECT * " + "{" * 3000 + "}" * 3000)
    Traceback (most recent call last):
    kgtools.errors.RefusedQueryError: line 1, column 110: the query is nested deeper than 100 levels; flatten it.
    >>> guard("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    kgtools.errors.RefusedQueryError: line 1, column 12: SERVICE would send data to another machine; ...

    Raises :class:`RefusedQueryError`, and :class:`QueryError` for text that cannot be a query (a bracket that nothing
    closes, a string without end).
    """
    if len(text) > MAX_LENGTH:
        raise RefusedQueryError(
            f"the query is longer than {MAX_LENGTH >> 20} MiB; put the values into a file of data.", source=source
        )
    tokens = tokenize(text, source=source)
    if not tokens:
        raise QueryError("the query is empty; write a SELECT, ASK, CONSTRUCT or DESCRIBE query.", source=source)

    def refused(message: str, token: Token) -> RefusedQueryError:
        line, column = place_of(text, token.start)
        return RefusedQueryError(message, source=source, line=line, column=column)

    if not allow_update:
        for token in tokens:
            if token.upper in _QUERY_FORMS:
                break
            if token.upper in _UPDATES:
                raise refused(
                    f"{token.upper} begins an update, and kgtools only reads; change the files instead.", token
                )
    _check_nesting(tokens, text, source, refused_as=refused)
    if not allow_service:
        for index, token in enumerate(tokens):
            if _calls_service(tokens, index):
                raise refused(
                    "SERVICE would send data to another machine; allow it (--allow-service) or take it out.", token
                )
    return tokens


def _calls_service(tokens: list[Token], index: int) -> bool:
    """Whether the keyword SERVICE stands here, also glued to its neighbours.

    The grammar asks for the longest token, the engine's parser does not: it reads ``trueSERVICEx:y{}`` as ``true``,
    ``SERVICE`` and a prefixed name.
    """
    token = tokens[index]
    if token.kind == "word":
        return "SERVICE" in token.text.upper()
    if token.kind != "pname" or "SERVICE" not in token.text.partition(":")[0].upper():
        return False
    names_a_graph = index > 0 and tokens[index - 1].upper == "GRAPH"
    return not names_a_graph and index + 1 < len(tokens) and tokens[index + 1].text == "{"


class _Group:
    """What is counted inside one pair of brackets."""

    __slots__ = ("bracket", "chain", "data", "operators", "path", "token")

    def __init__(self, token: Token | None, *, data: bool = False) -> None:
        self.token = token
        self.bracket = token.text if token is not None else ""
        self.data = data
        self.chain = self.operators = self.path = 0


def _check_nesting(
    tokens: list[Token], text: str, source: str, *, refused_as: Callable[[str, Token], RefusedQueryError]
) -> None:
    groups = [_Group(None)]
    signs = 0
    values_ahead = False
    for token in tokens:
        group = groups[-1]
        written = token.text
        if token.kind == "word":
            signs = 0
            word = written.upper()
            if word in _CHAINED_WORDS:
                # (… AS ?x) stands in brackets of its own: what counts is how many of them stand side by side
                around = groups[-2] if word == "AS" and len(groups) > 1 else group
                around.chain += 1
                values_ahead = word == "VALUES"
                if around.chain > MAX_CHAIN:
                    raise refused_as(f"more than {MAX_CHAIN} {word} parts stand in one group; split the query.", token)
            continue
        if token.kind != "punct":
            signs = 0
            continue
        if written in _CLOSING:
            signs = 0
            if written == "{":
                group.chain += 1
                if group.chain > MAX_CHAIN:
                    raise refused_as(
                        f"more than {MAX_CHAIN} parts stand side by side in one group; split the query.",
                        token,
                    )
            groups.append(_Group(token, data=group.data or (values_ahead and written == "{")))
            values_ahead = values_ahead and written != "{"
            if len(groups) > MAX_DEPTH + 1:
                raise refused_as(f"the query is nested deeper than {MAX_DEPTH} levels; flatten it.", token)
        elif written in _OPENING:
            signs = 0
            if group.bracket != _OPENING[written]:
                raise _unbalanced(token, group, text, source)
            groups.pop()
        elif written in _OPERATORS and not group.data:
            signs += 1
            group.operators += 1
            if signs > MAX_DEPTH:
                raise refused_as(f'more than {MAX_DEPTH} times "{written}" in a row; take pairs of them out.', token)
            if group.operators > MAX_CHAIN:
                raise refused_as(
                    f"more than {MAX_CHAIN} operators stand in one expression; use IN, VALUES or a sum.", token
                )
        elif written == "/":
            group.path += 1
            if group.path > MAX_PATH:
                raise refused_as(f'more than {MAX_PATH} steps with "/" stand in one path or expression.', token)
        else:
            signs = 0
            if written in ".;,":
                group.operators = group.path = 0
    if len(groups) > 1:
        opened = groups[-1].token
        assert opened is not None
        line, column = place_of(text, opened.start)
        raise QueryError(
            f'nothing closes the "{opened.text}" that stands here; add "{_CLOSING[opened.text]}".',
            source=source,
            line=line,
            column=column,
        )


def _unbalanced(token: Token, group: _Group, text: str, source: str) -> QueryError:
    line, column = place_of(text, token.start)
    if group.token is None:
        message = f'"{token.text}" closes nothing; take it out.'
    else:
        opened_line, opened_column = place_of(text, group.token.start)
        message = (
            f'"{token.text}" stands where "{_CLOSING[group.bracket]}" should close the "{group.bracket}" '
            f"of line {opened_line}, column {opened_column}."
        )
    return QueryError(message, source=source, line=line, column=column)


def _no_token(text: str, start: int, source: str) -> QueryError:
    line, column = place_of(text, start)
    character = text[start]
    if character in "\"'":
        message = "the string that begins here is not closed; add its closing quote."
    elif character == "\\":
        message = "a backslash may stand only inside strings, IRIs and the local part of names; write the character."
    else:
        message = f'no part of a query begins with "{shorten(character)}".'
    return QueryError(message, source=source, line=line, column=column)


@functools.cache
def _terminals() -> re.Pattern[str]:
    # Beyond ASCII the grammar lists ranges; a character outside them can stand nowhere but in strings, IRIs and
    # comments, so taking them all here changes no query that the engine accepts. The sets are written by what they
    # leave out, because only sets below U+0100 compile fast: letters; letters, digits, "_"; those and "-", ".", ":".
    base = r"[^\x00-@\[-`{-\xa0]"
    chars = r"[^\x00-/:-@\[-^`{-\xa0]"
    dashed = r"[^\x00-,./:-@\[-^`{-\xa0]"
    dotted = r"[^\x00-,/:-@\[-^`{-\xa0]"
    name = rf"{base}(?:{dotted}*{dashed})?"
    escaped = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
    first, last, inner = (r"[^\x00-/;-@\[-^`{-\xa0]", r"[^\x00-,./;-@\[-^`{-\xa0]", r"[^\x00-,/;-@\[-^`{-\xa0]")
    local = rf"(?:{first}|{escaped})(?:(?:{inner}|{escaped})*(?:{last}|{escaped}))?"
    escape = r"\\(?:[tbnrf\\\"']|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
    parts = (
        ("skip", r"[ \t\r\n]+|\#[^\n\r]*"),
        ("iri", r"<(?:[^<>\"{}|^`\\\x00-\x20]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>"),
        (
            "string",
            rf"'''(?:'{{0,2}}+(?:[^'\\]|{escape}))*'''|\"\"\"(?:\"{{0,2}}+(?:[^\"\\]|{escape}))*\"\"\""
            rf"|'(?!'')(?:[^'\\\n\r]++|{escape})*+'|\"(?!\"\")(?:[^\"\\\n\r]++|{escape})*+\"",
        ),
        ("blank", rf"_:{chars}(?:{dotted}*{dashed})?"),
        ("pname", rf"(?:{name})?:(?:{local})?"),
        ("variable", rf"[?$]{chars}+"),
        ("language", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?"),
        ("number", r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+"),
        ("word", r"[A-Za-z_][A-Za-z0-9_]*"),
        ("punct", r"<<\(|\)>>|<<|>>|\{\||\|\}|\^\^|&&|\|\||!=|<=|>=|[{}()\[\].,;*/+\-|^!=<>?~]"),
        ("wrong", r"[\s\S]"),
    )
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in parts))


def nearest_keyword(token: Token) -> tuple[str, ...]:
    """The keywords that a misspelt word most resembles.

    >>> nearest_keyword(Token("word", "SELCT", 0, 5))
    ('SELECT',)
    """
    return nearest(token.text, _KEYWORDS)


# fmt: off
_KEYWORDS = (
    "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "FROM", "NAMED", "PREFIX", "BASE", "DISTINCT", "REDUCED",
    "GROUP", "ORDER", "BY", "HAVING", "LIMIT", "OFFSET", "VALUES", "FILTER", "OPTIONAL", "UNION", "MINUS", "GRAPH",
    "BIND", "EXISTS", "NOT", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT",
)
# fmt: on
