"""The places of a stored query where values are filled in, and the query that it is with them.

A parameter ``x`` is written ``?_x``. The query is parsed with its values: where the variable is, its term is read,
so a value can never become more than one term. What is between the comment lines ``#{ x`` and ``#} x`` is left out
when the optional parameter ``x`` has no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kgtools.errors import QueryError, UnknownNameError
from kgtools.model.terms import Literal, Term
from kgtools.query.columns import COMPANION
from kgtools.query.stored.header import Parameter
from kgtools.query.stored.parameter_types import LIST, integer, is_monthly, parameter_type
from kgtools.sparql.parse import parse_query
from kgtools.sparql.syntax import Query
from kgtools.sparql.text.places import place_of
from kgtools.sparql.text.tokens import Token, tokenize

__all__ = [
    "LANGUAGE",
    "MARK",
    "MONTH",
    "UNDECLARED",
    "check_template",
    "filled_text",
    "is_parameter",
    "parse_any",
    "parse_filled",
    "parse_template",
]

#: what the name of a parameter's variable begins with
MARK = "_"
#: what the name of a month derived from a date ends with: ``?_date_month`` is the number of the month of ``?_date``
MONTH = "_month"
#: the parameter that every query has: the first of the reader's languages, as a string
LANGUAGE = "language"
#: the namespace of all prefixes that a query does not declare, where these are not known
UNDECLARED = "urn:x-kgtools:prefix:"


class _Block(NamedTuple):
    """The text between ``#{ name`` and ``#} name``, both lines included."""

    name: str
    start: int
    end: int


def parse_filled(
    text: str,
    terms: Mapping[str, Term | tuple[Term, ...] | None],
    *,
    source: str = "",
    prefixes: Mapping[str, str] | None = None,
    allow_service: bool = False,
) -> Query:
    """The query with every parameter read as its term; those whose term is None have none, and their blocks fall away.

    `terms` are by the names of the variables (``_x``).

    >>> tree = parse_filled('ASK { ?s ?p ?_who } # ?_who', {"_who": Literal('" } DROP ALL')})
    >>> tree.where.elements[0].triples[0].object
    Constant(<Literal value=" } DROP ALL ...>)

    Raises what :func:`kgtools.sparql.parse.parse_query` raises.
    """
    dropped = [block for block in _blocks(text, source) if terms.get(MARK + block.name) is None]
    bindings = {name: term for name, term in terms.items() if term is not None}
    return parse_query(
        _blanked(text, dropped),
        source=source,
        prefixes=prefixes,
        allow_service=allow_service,
        parameters=bindings,
        companion=COMPANION,
    )


def filled_text(
    text: str, terms: Mapping[str, Term | tuple[Term, ...] | None], write: Callable[[Term], str], *, source: str = ""
) -> str:
    """The text of the query that :func:`parse_filled` reads: `write` gives a term as SPARQL has it. Lines that describe
    the query (``#+``), and the blocks of parameters without a value, are left out.

    >>> filled_text("#+ summary: S\\nASK { ?s ?p ?_x }\\n#{ y\\n?_y\\n#} y", {"_x": Literal("?_x")}, str)
    'ASK { ?s ?p "?_x" }'
    """
    for block in sorted(_blocks(text, source), key=lambda block: block.start, reverse=True):
        if terms.get(MARK + block.name) is None:
            text = text[: block.start] + text[block.end :].removeprefix("\n")
    parts, end, before = [], 0, ""
    for token in tokenize(text, source=source):
        term = terms.get(token.text[1:]) if is_parameter(token) else None
        if term is not None:
            # several terms are in IN ( … ) or in VALUES ?v { … }
            several = term if isinstance(term, tuple) else (term,)
            parts += [text[end : token.start], (", " if before in ("(", ",") else " ").join(map(write, several))]
            end = token.end
        before = token.key
    lines = "".join([*parts, text[end:]]).splitlines()
    return "\n".join(line for line in lines if not re.match(r"#\+|[ \t]*#[{}][ \t]*\w+[ \t]*$", line)).strip()


def parse_any(
    text: str,
    *,
    source: str = "",
    base: str | None = None,
    prefixes: Mapping[str, str] | None = None,
    allow_service: bool = False,
    companion: str = COMPANION,
    check: Callable[[], None] | None = None,
) -> Query:
    """The query with those prefixes; without, with whatever it uses, for what its form tells before data are read."""
    return parse_query(
        text,
        source=source,
        base=base,
        prefixes=_AnyPrefix() if prefixes is None else prefixes,
        allow_service=allow_service,
        companion=companion,
        check=check,
    )


def parse_template(
    text: str, parameters: Sequence[Parameter], *, source: str = "", prefixes: Mapping[str, str] | None = None
) -> Query:
    """The query with a term of its type for every parameter, and with those prefixes; without, whatever it uses.

    Raises :class:`QueryError` with line and column for what cannot be read, also where a parameter is where its
    value cannot.
    """
    terms: dict[str, Term | tuple[Term, ...]] = {MARK + LANGUAGE: Literal("en")}
    for parameter in parameters:
        sample = parameter_type(parameter).sample
        terms[parameter.variable] = (sample,) if parameter.type == LIST else sample
        if is_monthly(parameter):
            terms[parameter.variable + MONTH] = integer(1)
    return parse_query(
        text,
        source=source,
        prefixes=_AnyPrefix() if prefixes is None else prefixes,
        allow_service=True,
        parameters=terms,
        companion=COMPANION,
    )


class _AnyPrefix(Mapping[str, str]):
    """Takes every prefix for declared: what it stands for shows when the query is run."""

    def __getitem__(self, prefix: str) -> str:
        return UNDECLARED

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def check_template(text: str, parameters: Sequence[Parameter], *, source: str = "") -> None:
    """Check that every parameter is declared and used, and the optional ones within their blocks.

    Raises :class:`QueryError` with line and column.
    """
    parameter_of = {p.name: p for p in parameters}
    months = {p.name + MONTH for p in parameters if is_monthly(p)}
    variables = {p.variable for p in parameters}
    blocks = _blocks(text, source)

    def error(message: str, offset: int) -> QueryError:
        line, column = place_of(text, offset)
        return QueryError(message, source=source, line=line, column=column)

    for block in blocks:
        if block.name not in parameter_of or not parameter_of[block.name].optional:
            raise error(f"`#{{ {block.name}` does not name an optional parameter of the header.", block.start)
    used: set[str] = set()
    for token in tokenize(text, source=source):
        if token.key == "iri" and re.search(r"[?$]_", token.text):
            raise error("a parameter inside an IRI is not filled in; put spaces around < and >.", token.start)
        if not is_parameter(token) or token.text[1:] in variables - {MARK + name for name in parameter_of}:
            continue
        name = token.text[1 + len(MARK) :]
        owner = name.removesuffix(MONTH) if name in months else name
        used.add(owner)
        if owner not in parameter_of:
            if owner == LANGUAGE:
                continue
            raise error(f"`{token.text}`: {UnknownNameError('parameter', name, parameter_of)}", token.start)
        if parameter_of[owner].optional and not any(b.name == owner and b.start <= token.start < b.end for b in blocks):
            raise error(
                f"`{token.text}` is optional; put what needs it between the lines `#{{ {owner}` and `#}} {owner}`.",
                token.start,
            )
    for parameter in parameters:
        if parameter.name not in used and parameter.variable == MARK + parameter.name:
            name = parameter.name
            raise QueryError(f"the parameter `{name}` is declared but never used; write `?_{name}`.", source=source)


def is_parameter(token: Token) -> bool:
    """Whether a token is the variable of a parameter."""
    return token.key == "variable" and token.text[1:].startswith(MARK)


def _blanked(text: str, blocks: Sequence[_Block]) -> str:
    """The text with spaces in the place of the blocks: everything else stays in its line and column."""
    for block in blocks:
        inside = re.sub(r"[^\r\n]", " ", text[block.start : block.end])
        text = text[: block.start] + inside + text[block.end :]
    return text


def _blocks(text: str, source: str) -> list[_Block]:
    if "#{" not in text and "#}" not in text:
        return []
    spans = [(token.start, token.end) for token in tokenize(text, source=source) if token.key == "string"]
    blocks: list[_Block] = []
    opened: list[tuple[str, int]] = []
    for match in re.finditer(r"^[ \t]*#([{}])[ \t]*(\w+)[ \t]*$", text, re.MULTILINE):
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
