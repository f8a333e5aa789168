"""Answers as tables for people: for the terminal, and in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import XSD
from kgtools.query.columns import COMPANION
from kgtools.query.why.reason import Reason
from kgtools.query.why.words import why_lines
from kgtools.text.characters import is_right_to_left, isolated, visible
from kgtools.text.width import cut, width_of, wrapped

if TYPE_CHECKING:
    from kgtools.query.results.answers import Solutions

__all__ = ["cell_text", "table_of", "write_markdown", "write_table"]

_GAP = "  "
#: no column is made narrower; where not even that fits, each row becomes a block of lines
_MIN_COLUMN_WIDTH = 8
_MAX_LINES_PER_ROW = 4
_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
#: the datatypes of partial dates
_EDTF = "http://id.loc.gov/datatypes/edtf/"
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_MARKUP = re.compile(r"([\\`*_\[\]|~#])")


def cell_text(term: Term | None, prefixes: PrefixTable) -> str:
    """What a table shows of a term: the prefixed name of an IRI, the text of a literal, nothing where it is unbound.

    >>> prefixes = PrefixTable({"e": "http://e/"})
    >>> cell_text(NamedNode("http://e/a"), prefixes), cell_text(Literal("hi", language="en"), prefixes)
    ('e:a', 'hi')
    """
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return visible(prefixes.shorten(term.value) or term.value)
    if isinstance(term, Literal):
        return visible(term.value)
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    parts = (term.subject, term.predicate, term.object)
    return f"<<( {' '.join(cell_text(part, prefixes) for part in parts)} )>>"


def write_table(
    answer: Solutions,
    *,
    prefixes: Mapping[str, str],
    width: int | None = None,
    colour: bool = False,
    reader: str | None = None,
    headings: Mapping[str, str] | None = None,
) -> str:
    """The rows as a table that fits `width` cells of the terminal; None is as wide as the data.

    `headings` stand above the columns of these variables instead of their names. Cells with letters from right to left
    are aligned right and isolated (U+2068, U+2069), numbers are aligned right, and what would move the cursor is shown
    as a sign. Under each row is what it rests on, where that was asked for.

    >>> from kgtools.query import Solutions
    >>> print(write_table(Solutions(("n", "name"), [(Literal("1"), Literal("Ada"))]), prefixes={}), end="")
    n  name
    ─  ────
    1  Ada
    """
    heads, rows = _for_reader(answer, reader, headings or {})
    return table_of(heads, rows, prefixes=prefixes, width=width, colour=colour, why=answer.why)


def _for_reader(
    answer: Solutions, reader: str | None, headings: Mapping[str, str]
) -> tuple[list[str], list[Sequence[Term | None]]]:
    """What stands above the columns, and the rows: names before the things that they name, partial dates in words."""
    names = answer.variables
    if reader is None:
        return _heads(names, headings), list(answer.rows())
    # sorting is stable: the others keep their order
    order = sorted(range(len(names)), key=lambda column: names[column] + COMPANION in names)
    words: dict[Term | None, Term | None] = {}
    rows: list[Sequence[Term | None]] = [
        [_in_words(row[column], reader, words) for column in order] for row in answer.rows()
    ]
    return _heads([names[column] for column in order], headings), rows


def _heads(names: Sequence[str], headings: Mapping[str, str]) -> list[str]:
    """What stands above the columns; of two columns with one heading each has its name, to be told apart."""
    heads = [headings.get(name) or name for name in names]
    return [name if heads.count(head) > 1 else visible(head) for name, head in zip(names, heads, strict=True)]


def _in_words(term: Term | None, language: str, words: dict[Term | None, Term | None]) -> Term | None:
    """A partial date as its words; every other term as it is. What was found is `words` from then on."""
    if not isinstance(term, Literal) or not term.datatype.value.startswith(_EDTF):
        return term
    if term not in words:
        from kgtools.errors import UsageError
        from kgtools.model.dates import parse_edtf
        from kgtools.text.dates import date_name

        try:
            words[term] = Literal(date_name(parse_edtf(term.value), language))
        except UsageError:
            # what only looks like a date is shown as it is written
            words[term] = term
    return words[term]


def table_of(
    variables: Sequence[str],
    solutions: Iterable[Sequence[Term | None]],
    *,
    prefixes: Mapping[str, str],
    width: int | None = None,
    colour: bool = False,
    why: Sequence[Sequence[Reason]] | None = None,
) -> str:
    """The table of rows that are no answer, or a part of one; as :func:`write_table`."""
    table = PrefixTable(prefixes)
    solutions = list(solutions)
    rows = [[cell_text(term, table) for term in row] for row in solutions]
    names = list(variables)
    if not names:
        return f"({len(rows)} {'row' if len(rows) == 1 else 'rows'} without columns)\n"
    natural = [max([width_of(name), *(width_of(row[i]) for row in rows)]) for i, name in enumerate(names)]
    widths = _fitted(natural, width)
    lines_of = None if why is None else [why_lines(reasons, table, width) for reasons in why]
    if widths is None:
        return _blocks(names, rows, width or 80, lines_of)
    numbers = [_is_number_column(solutions, i) for i in range(len(names))]
    lines = _lines(names, widths, numbers)
    if colour:
        lines = [f"{_BOLD}{line}{_PLAIN}" for line in lines]
    lines.append(_GAP.join("─" * w for w in widths))
    for number, row in enumerate(rows):
        lines += _lines(row, widths, numbers)
        if lines_of is not None:
            lines += lines_of[number]
    if not rows:
        lines.append("(no rows)")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def write_markdown(
    answer: Solutions,
    *,
    prefixes: Mapping[str, str],
    reader: str | None = None,
    headings: Mapping[str, str] | None = None,
) -> str:
    """The rows as a Markdown table, for a `reader` and with `headings` as :func:`write_table` has them.

    What would be markup in the data is escaped.

    >>> from kgtools.query import Solutions
    >>> print(write_markdown(Solutions(("a",), [(Literal("x|y*"),)]), prefixes={}), end="")
    | a |
    | --- |
    | x\\|y\\* |
    """
    table = PrefixTable(prefixes)
    heads, rows = _for_reader(answer, reader, headings or {})
    numbers = [_is_number_column(rows, i) for i in range(len(heads))]
    # the name of a variable has no markup in it
    names = [
        *(head if head in answer.variables else _escaped(head) for head in heads),
        *(["why"] if answer.why is not None else []),
    ]
    rules = ["---:" if number else "---" for number in numbers] + ["---"] * (len(names) - len(numbers))
    lines = [names, rules]
    for number, row in enumerate(rows):
        cells = [_escaped(cell_text(term, table)) for term in row]
        if answer.why is not None:
            cells.append("<br>".join(_escaped(line.strip()) for line in why_lines(answer.why[number], table, None)))
        lines.append(cells)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _fitted(natural: Sequence[int], width: int | None) -> list[int] | None:
    """The widths of the columns, the widest made narrower until all fit; None where they cannot."""
    if width is None:
        return list(natural)
    room = width - len(_GAP) * (len(natural) - 1)
    if sum(min(w, _MIN_COLUMN_WIDTH) for w in natural) > room:
        return None
    widths = list(natural)
    while sum(widths) > room:
        widest = max(widths)
        second = max([w for w in widths if w < widest], default=0)
        columns = [i for i, w in enumerate(widths) if w == widest]
        spare = sum(widths) - room
        step = max(1, min(widest - max(second, _MIN_COLUMN_WIDTH), -(-spare // len(columns))))
        for i in columns:
            widths[i] -= min(step, max(0, sum(widths) - room))
    return widths


def _lines(cells: Sequence[str], widths: Sequence[int], numbers: Sequence[bool]) -> list[str]:
    parts = [wrapped(cell, width, max_lines=_MAX_LINES_PER_ROW) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for level in range(max(map(len, parts))):
        line = []
        for cell, part, width, number in zip(cells, parts, widths, numbers, strict=True):
            text = part[level] if level < len(part) else ""
            padding = " " * (width - width_of(text))
            right = number or is_right_to_left(cell)
            line.append(padding + isolated(text) if right else isolated(text) + padding)
        lines.append(_GAP.join(line))
    return lines


def _blocks(
    names: Sequence[str], rows: Sequence[Sequence[str]], width: int, why: Sequence[Sequence[str]] | None
) -> str:
    """Each row as lines `name  value`: for terminals too narrow for a table."""
    label = min(max(map(width_of, names)), max(_MIN_COLUMN_WIDTH, width // 3))
    lines: list[str] = []
    for number, row in enumerate(rows):
        if number:
            lines.append("")
        for name, cell in zip(names, row, strict=True):
            heading = cut(name, label)
            parts = wrapped(cell, max(1, width - label - len(_GAP)), max_lines=_MAX_LINES_PER_ROW)
            for level, part in enumerate(parts):
                head = heading if level == 0 else ""
                lines.append(head + " " * (label - width_of(head)) + _GAP + isolated(part))
        if why is not None:
            lines += why[number]
    return "".join(f"{line.rstrip()}\n" for line in lines or ["(no rows)"])


def _is_number_column(rows: Sequence[Sequence[Term | None]], column: int) -> bool:
    terms = [row[column] for row in rows if row[column] is not None]
    return bool(terms) and all(isinstance(t, Literal) and t.datatype.value in _NUMBERS for t in terms)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
