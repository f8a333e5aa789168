"""The first rows of an answer, as the interpreter and notebooks show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.query.results.table import cell_text, table_of
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.results.blank_nodes import renamed
from kgtools.text.characters import visible
from kgtools.text.direction import text_direction

__all__ = ["MAX_ROWS", "as_html", "as_text"]

_WIDTH = 100
#: rows and columns of a text, and of a table of HTML
_TEXT, _HTML = (10, 8), (20, 20)
#: no more rows are shown anywhere
MAX_ROWS = max(_TEXT[0], _HTML[0])
#: characters of a cell
_MAX_CELL_CHARACTERS = 300


def as_text(answer: SelectAnswer, prefixes: Mapping[str, str], *, size: int) -> str:
    """A small table of plain text, of bounded width, and how much more there is: of `size` rows the first are given.

    >>> answer = SelectAnswer.of_rows(["n"], [(Literal(n),) for n in range(12)])
    >>> as_text(answer, {}, size=12).splitlines()[-2:]
    ['9', '… 2 more rows']
    """
    variables, rows = _first(answer, *_TEXT, PrefixTable(prefixes))
    lines = table_of(variables, rows, prefixes=prefixes, width=_WIDTH).splitlines()
    return "\n".join(lines + _more(len(answer.variables) - len(variables), size - len(rows)))


def as_html(answer: SelectAnswer, prefixes: Mapping[str, str], *, size: int) -> str:
    """A table of HTML: all texts are escaped, and each cell runs in the direction of its own text.

    >>> print(as_html(SelectAnswer.of_rows(["x"], [(Literal("<b>", language="en"),)]), {}, size=1))
    <table><thead><tr><th dir="auto">x</th></tr></thead><tbody>
    <tr><td dir="auto" lang="en">&lt;b&gt;</td></tr></tbody></table>
    """
    table = PrefixTable(prefixes)
    variables, rows = _first(answer, *_HTML, table)
    head = "".join(f'<th dir="auto">{escape(visible(name))}</th>' for name in variables)
    body = "".join(f"\n<tr>{''.join(_cell(term, table) for term in row)}</tr>" for row in rows)
    more = "".join(f"\n<p>{line}</p>" for line in _more(len(answer.variables) - len(variables), size - len(rows)))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _first(
    answer: SelectAnswer, most_rows: int, most_columns: int, prefixes: PrefixTable
) -> tuple[Sequence[str], list[tuple[Term | None, ...]]]:
    """The first variables and rows; what is long is cut, blank nodes have the labels that every format gives them."""
    head = renamed(answer.head(most_rows))
    rows = [tuple(_short_term(term, prefixes) for term in row[:most_columns]) for row in head.rows()]
    return answer.variables[:most_columns], rows


def _short_term(term: Term | None, prefixes: PrefixTable) -> Term | None:
    if term is None:
        return None
    text = cell_text(term, prefixes) if isinstance(term, Triple) else term.value
    return term if len(text) <= _MAX_CELL_CHARACTERS else Literal(text[:_MAX_CELL_CHARACTERS].rstrip() + "…")


def _more(columns: int, rows: int) -> list[str]:
    left = [(rows, "row"), (columns, "column")]
    return [f"… {count:,} more {what}{'s' if count > 1 else ''}" for count, what in left if count > 0]


def _cell(term: Term | None, prefixes: PrefixTable) -> str:
    attributes = {"dir": "auto"}
    if isinstance(term, Literal) and term.language is not None:
        attributes["lang"] = term.language
        attributes["dir"] = str(term.direction or text_direction(term.value, term.language))
    elif isinstance(term, NamedNode):
        attributes["title"] = visible(term.value)
    markup = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<td{markup}>{escape(cell_text(term, prefixes))}</td>"
