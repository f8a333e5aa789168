"""The places of a stored query where values are filled in, and the filling itself.

A parameter ``x`` is written ``?_x``. Its token is replaced by the serialized term, so a value can never become more
than one term: what stands in strings, IRIs and comments is no token of a variable and stays as it is. What stands
between the comment lines ``#{ x`` and ``#} x`` is dropped when the optional parameter ``x`` has no value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kgtools.errors import ParameterError, QueryError, UnknownNameError
from kgtools.model.sparql import Token, place_of, tokenize
from kgtools.model.terms import Literal, Term
from kgtools.model.vocab import XSD
from kgtools.query.head import Edit, apply_edits
from kgtools.query.header import Parameter

__all__ = ["LANGUAGE", "MARK", "MONTH", "check_template", "fill", "serialized"]

#: what the name of a parameter's variable begins with
MARK = "_"
#: what the name of a month derived from a date ends with: ``?_date_month`` is the number of the month of ``?_date``
MONTH = "_month"

#: the parameter that every query has: the first of the reader's languages, as a string
LANGUAGE = "language"

_BLOCK = re.compile(r"^[ \t]*#([{}])[ \t]*(\w+)[ \t]*$", re.MULTILINE)
_BEFORE_U = re.compile(r"(\\\\)([uU])")
_HAS_MONTH = ("date", "month")


#: digits of a number that counts rows; the engine counts in 64 bits
_MOST_DIGITS = 18


@dataclass(frozen=True)
class _Block:
    """The text between ``#{ name`` and ``#} name``, both lines included."""

    name: str
    start: int
    end: int


def fill(
    text: str,
    parameters: Sequence[Parameter],
    terms: Mapping[str, Term | tuple[Term, ...] | None],
    *,
    source: str = "",
) -> str:
    """The text with every parameter replaced by its term; `terms` has one entry for each, also for derived months.

    >>> parameter = Parameter(name="who", type="string", descriptions={})
    >>> fill('ASK { ?s ?p ?_who } # ?_who', [parameter], {"who": Literal('" } DROP ALL')})
    'ASK { ?s ?p  "\\\\" } DROP ALL"  } # ?_who'
    """
    tokens = tokenize(text, source=source)
    dropped = [block for block in _blocks(text, tokens, source) if terms.get(block.name) is None]
    edits: list[Edit] = [(block.start, block.end, "") for block in dropped if not _inside(block, dropped)]
    for at, token in enumerate(tokens):
        if not token.variable.startswith(MARK) or any(b.start <= token.start < b.end for b in dropped):
            continue
        name = token.variable[len(MARK) :]
        value = terms.get(name)
        if value is None:
            raise ParameterError(name, "", "it has no value, and it stands outside its optional block")
        written = _written(name, value, tokens, at)
        edits.append((token.start, token.end, _apart(written, text, token)))
    return apply_edits(text, edits)


def serialized(term: Term) -> str:
    """A term as SPARQL writes it; every character that could end it is escaped.

    A backslash before ``u`` is kept away from it, for engines that undo ``\\uXXXX`` before they read the text
    (SPARQL 1.1 section 19.2).

    >>> from kgtools.model.terms import NamedNode
    >>> serialized(Literal("a\\\\\\"b\\n")), serialized(NamedNode("http://e/a"))
    ('"a\\\\\\\\\\\\"b\\\\n"', '<http://e/a>')
    """
    if not isinstance(term, Literal):
        return str(term)
    value = _BEFORE_U.sub(lambda m: m[1] + f"\\U{ord(m[2]):08X}", term.value.replace("\\", "\\\\"))
    value = value.replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    if term.language is not None:
        return f'"{value}"@{term.language}'
    if term.datatype.value == XSD + "string":
        return f'"{value}"'
    return f'"{value}"^^<{term.datatype.value}>'


def check_template(text: str, tokens: Sequence[Token], parameters: Sequence[Parameter], *, source: str = "") -> None:
    """Check that every parameter is declared, used, and stands where a term can stand.

    Raises :class:`QueryError` with line and column.
    """
    known = {p.name: p for p in parameters}
    months = {p.name + MONTH for p in parameters if p.type in _HAS_MONTH}
    blocks = _blocks(text, tokens, source)

    def error(message: str, offset: int) -> QueryError:
        line, column = place_of(text, offset)
        return QueryError(message, source=source, line=line, column=column)

    for block in blocks:
        if block.name not in known or not known[block.name].optional:
            raise error(f"`#{{ {block.name}` belongs to no optional parameter of the header.", block.start)
    used: set[str] = set()
    for at, token in enumerate(tokens):
        if token.kind == "iri" and re.search(r"[?$]_", token.text):
            raise error("a parameter inside an IRI is not filled in; put spaces around < and >.", token.start)
        if not token.variable.startswith(MARK):
            continue
        name = token.variable[len(MARK) :]
        owner = name.removesuffix(MONTH) if name in months else name
        if owner == LANGUAGE and owner not in known:
            parameter = Parameter(name=LANGUAGE, type="language", descriptions={})
        elif owner in known:
            parameter = known[owner]
        else:
            raise error(f"`{token.text}`: {UnknownNameError('parameter', name, known)}", token.start)
        used.add(owner)
        if parameter.optional and not any(b.name == owner and b.start <= token.start < b.end for b in blocks):
            raise error(
                f"`{token.text}` is optional; put what needs it between the lines `#{{ {owner}` and `#}} {owner}`.",
                token.start,
            )
        reason = _refused_place(tokens, at, parameter)
        if reason:
            raise error(f"`{token.text}` {reason}", token.start)
    for name in known:
        if name not in used:
            raise QueryError(f"the parameter `{name}` is declared and never used; write `?_{name}`.", source=source)


def _refused_place(tokens: Sequence[Token], at: int, parameter: Parameter) -> str:
    """Why no value can stand here, or the empty string."""
    before = tokens[at - 1].upper if at else ""
    if before == "AS":
        return "is a value and cannot be bound by AS; choose another variable."
    if _in_projection(tokens, at):
        return "is a value and cannot be a column; leave it out of the SELECT."
    if _names_values(tokens, at):
        return "is a value and cannot be a variable of VALUES; choose another variable."
    if _in_modifier(tokens, at):
        return "is a value; rows cannot be grouped or ordered by it."
    if before in ("LIMIT", "OFFSET") and parameter.type != "integer":
        return f"stands after {before}, so its type has to be integer."
    if parameter.type == "list" and not _list_place(tokens, at):
        return "is a list; it stands only in `VALUES ?v { … }` or `IN (…)`."
    return ""


def _enclosing(tokens: Sequence[Token], at: int) -> int:
    """The index of the innermost bracket that is open at a token, or -1."""
    depth = 0
    for index in range(at - 1, -1, -1):
        text = tokens[index].text
        if text in ("}", ")", "]"):
            depth += 1
        elif text in ("{", "(", "["):
            if depth == 0:
                return index
            depth -= 1
    return -1


def _in_projection(tokens: Sequence[Token], at: int) -> bool:
    depth = 0
    for index in range(at - 1, -1, -1):
        token = tokens[index]
        depth += (token.text == ")") - (token.text == "(")
        if depth < 0 or token.text in ("{", "}") or token.upper in ("WHERE", "FROM", "BY"):
            return False
        if depth == 0 and token.upper == "SELECT":
            return True
    return False


def _names_values(tokens: Sequence[Token], at: int) -> bool:
    if tokens[at - 1].upper == "VALUES":
        return True
    opened = _enclosing(tokens, at)
    return opened > 0 and tokens[opened].text == "(" and tokens[opened - 1].upper == "VALUES"


def _in_modifier(tokens: Sequence[Token], at: int) -> bool:
    for index in range(at - 1, -1, -1):
        token = tokens[index]
        if token.upper == "BY":
            return True
        if token.text in ("{", "}", "(", ")", "[", ".", ";", ",") or token.upper in (
            "LIMIT",
            "OFFSET",
            "HAVING",
            "VALUES",
        ):
            return False
    return False


def _list_place(tokens: Sequence[Token], at: int) -> bool:
    opened = _enclosing(tokens, at)
    if opened < 1:
        return False
    if tokens[opened].text == "(":
        return tokens[opened - 1].upper == "IN"
    return tokens[opened].text == "{" and opened > 1 and tokens[opened - 2].upper == "VALUES"


def _written(name: str, value: Term | tuple[Term, ...], tokens: Sequence[Token], at: int) -> str:
    if isinstance(value, tuple):
        opened = _enclosing(tokens, at)
        separator = ", " if tokens[opened].text == "(" else " "
        return separator.join(map(serialized, value))
    if at and tokens[at - 1].upper in ("LIMIT", "OFFSET"):
        # the grammar has bare digits here (SPARQL 1.1 rules [26] and [27])
        digits = str(getattr(value, "value", value))
        if not digits.isascii() or not digits.isdigit() or len(digits) > _MOST_DIGITS:
            raise ParameterError(name, digits, "it counts rows; write a whole number from 0")
        return digits
    return serialized(value)


def _apart(written: str, text: str, token: Token) -> str:
    """What is written, with a space where it would otherwise touch a name, a number or another term."""
    before = " " if re.search(r"[\w\"'<>:@?$]\Z", text[max(0, token.start - 1) : token.start]) else ""
    # a "?" that no name follows is the sign of a path and has to stay where it is
    after = " " if re.match(r"[\w\"'<>:@$]|\?\w", text[token.end : token.end + 2]) else ""
    return before + written + after


def _blocks(text: str, tokens: Sequence[Token], source: str) -> list[_Block]:
    if "#{" not in text and "#}" not in text:
        return []
    spans = [(token.start, token.end) for token in tokens if token.kind == "string"]
    blocks: list[_Block] = []
    opened: list[tuple[str, int]] = []
    for match in _BLOCK.finditer(text):
        if any(start <= match.start() < end for start, end in spans):
            continue
        mark, name = match.groups()
        line = place_of(text, match.start())[0]
        if mark == "{":
            opened.append((name, match.start()))
        elif not opened or opened[-1][0] != name:
            raise QueryError(f"`#}} {name}` closes no `#{{ {name}` before it.", source=source, line=line)
        else:
            _, start = opened.pop()
            blocks.append(_Block(name, start, match.end()))
    if opened:
        name, start = opened[-1]
        line = place_of(text, start)[0]
        raise QueryError(f"nothing closes `#{{ {name}`; add a line `#}} {name}`.", source=source, line=line)
    return blocks


def _inside(block: _Block, others: Sequence[_Block]) -> bool:
    return any(o is not block and o.start <= block.start and block.end <= o.end for o in others)
