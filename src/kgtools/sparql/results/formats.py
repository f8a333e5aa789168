"""What a format puts around terms, cells and rows; and how it spells a term whose N-Triples text is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.model.vocab import XSD
from kgtools.table.kernels.text import parse_term, term_text, unescape
from kgtools.text.languages import language_tag

__all__ = ["CSV", "JSON", "NTRIPLES", "PLAIN", "TSV", "XML", "CharacterError", "Format", "read_tsv"]


class CharacterError(ValueError):
    """A text that a format cannot hold, because of one `character`."""

    def __init__(self, character: str) -> None:
        self.character = character
        super().__init__(f"the character U+{ord(character):04X} cannot be written")


class Format(NamedTuple):
    """A format of rows.

    `head` gives what precedes the rows of some variables, and `end` is what follows them.

    A term is written as what precedes it, the text within its N-Triples text (an IRI without ``<>``, a label
    without ``_:``, a lexical form without quotation marks), and what follows: `iri`, `blank`, and `literal` for
    what follows the lexical form in N-Triples. Where one of the bytes `special` is within it, its escapes are resolved,
    no character may be one of `impossible`, `replacements` stand for characters, and what `quoted` is found in is put
    between quotation marks. `term` writes any one term so, or raises :class:`CharacterError`. A triple term is its
    three terms with `triple` around and between them; None where it is anything else. Literals for which `literal`
    gives None are their lexical form alone where one of the regular expressions of `short` (by what follows it in
    N-Triples) matches all of it, and else as N-Triples has them. A cell is between `cell` (with the name of the
    variable) and `cell_end`; cells are separated by `between`, an unbound one is left out where `sparse` and else
    empty. `row` and `row_end` are around a row, `between_rows` between two.
    """

    term: Callable[[str], str]
    iri: tuple[str, str]
    blank: tuple[str, str]
    literal: Callable[[str], tuple[str, str] | None]
    special: bytes
    cell: str
    cell_end: str
    between: str
    sparse: bool
    row: str
    row_end: str
    between_rows: str
    head: Callable[[Sequence[str]], str]
    end: str = ""
    triple: tuple[str, str, str, str] | None = None
    replacements: Mapping[str, str] = MappingProxyType({})
    impossible: re.Pattern[str] | None = None
    quoted: re.Pattern[str] | None = None
    short: Mapping[str, re.Pattern[str]] = MappingProxyType({})


def _parts(text: str) -> tuple[str, str]:
    """The lexical form of a literal as it is escaped, and what follows its quotation mark."""
    end = text.rindex('"')
    return text[1:end], text[end + 1 :]


def _components(text: str) -> dict[str, str] | None:
    """The N-Triples texts of the parts of a triple term."""
    if not text.startswith("<<"):
        return None
    term = parse_term(text)
    assert isinstance(term, Triple)
    return {"subject": str(term.subject), "predicate": str(term.predicate), "object": term_text(term.object)}


# JSON ---------------------------------------------------------------------------------------------------------------


def _json_literal(rest: str) -> tuple[str, str]:
    # N-Triples and JSON escape alike: the lexical form is as it is
    head = '{"type":"literal","value":"'
    if not rest:
        return head, '"}'
    if rest[0] == "^":
        return head, f'","datatype":"{rest[3:-1]}"}}'
    language, _, direction = rest[1:].partition("--")
    return head, f'","xml:lang":"{language}"' + (f',"its:dir":"{direction}"}}' if direction else "}")


def _json_term(text: str) -> str:
    parts = _components(text)
    if parts is not None:
        inside = ",".join(f'"{name}":{_json_term(part)}' for name, part in parts.items())
        return f'{{"type":"triple","value":{{{inside}}}}}'
    if text[0] == "<":
        return f'{{"type":"uri","value":"{text[1:-1]}"}}'
    if text[0] == "_":
        return f'{{"type":"bnode","value":"{text[2:]}"}}'
    lexical, rest = _parts(text)
    head, tail = _json_literal(rest)
    return f"{head}{lexical}{tail}"


def _json_head(names: Sequence[str]) -> str:
    variables = ",".join(f'"{name}"' for name in names)
    return f'{{"head":{{"vars":[{variables}]}},"results":{{"bindings":['


JSON = Format(
    term=_json_term,
    iri=('{"type":"uri","value":"', '"}'),
    blank=('{"type":"bnode","value":"', '"}'),
    literal=_json_literal,
    special=b"",
    cell='"%s":',
    cell_end="",
    between=",",
    sparse=True,
    row="{",
    row_end="}",
    between_rows=",",
    head=_json_head,
    end="]}}",
    triple=('{"type":"triple","value":{"subject":', ',"predicate":', ',"object":', "}}"),
)


# XML ----------------------------------------------------------------------------------------------------------------

#: carriage returns are read as line feeds unless they are references
_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\r": "&#13;"}
#: what no document can hold, not even as a reference (XML 1.0, section 2.2)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _xml_text(text: str) -> str:
    impossible = _NOT_IN_XML.search(text)
    if impossible is not None:
        raise CharacterError(impossible[0])
    for character, reference in _XML.items():
        text = text.replace(character, reference)
    return text


def _xml_literal(rest: str) -> tuple[str, str]:
    end = "</literal>"
    if not rest:
        return "<literal>", end
    if rest[0] == "^":
        return f'<literal datatype="{_xml_text(rest[3:-1])}">', end
    language, _, direction = rest[1:].partition("--")
    towards = f' its:dir="{direction}" xmlns:its="http://www.w3.org/2005/11/its"' if direction else ""
    return f'<literal xml:lang="{language}"{towards}>', end


def _xml_term(text: str) -> str:
    parts = _components(text)
    if parts is not None:
        return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts.items())}</triple>"
    if text[0] == "<":
        return f"<uri>{_xml_text(text[1:-1])}</uri>"
    if text[0] == "_":
        return f"<bnode>{text[2:]}</bnode>"
    lexical, rest = _parts(text)
    head, tail = _xml_literal(rest)
    return f"{head}{_xml_text(unescape(lexical))}{tail}"


def _xml_head(names: Sequence[str]) -> str:
    variables = "".join(f'<variable name="{name}"/>' for name in names)
    return (
        f'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>{variables}</head><results>'
    )


XML = Format(
    term=_xml_term,
    iri=("<uri>", "</uri>"),
    blank=("<bnode>", "</bnode>"),
    literal=_xml_literal,
    special=b"&<>\\'\xef",
    cell='<binding name="%s">',
    cell_end="</binding>",
    between="",
    sparse=True,
    row="<result>",
    row_end="</result>",
    between_rows="",
    head=_xml_head,
    end="</results></sparql>",
    triple=(
        "<triple><subject>",
        "</subject><predicate>",
        "</predicate><object>",
        "</object></triple>",
    ),
    replacements=_XML,
    impossible=_NOT_IN_XML,
)


# CSV and TSV --------------------------------------------------------------------------------------------------------


#: a cell that has one of these stands between quotation marks (RFC 4180, section 2)
_QUOTED = re.compile('[,"\r\n]')


def _csv_cell(text: str) -> str:
    if text[0] == "_":
        return text
    cell = _csv_text(text)
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def _csv_text(text: str) -> str:
    parts = _components(text)
    if parts is not None:
        return " ".join(map(_csv_text, parts.values()))
    if text[0] == '"':
        return unescape(_parts(text)[0])
    return text[1:-1] if text[0] == "<" else text


CSV = Format(
    term=_csv_cell,
    iri=("", ""),
    blank=("_:", ""),
    literal=lambda rest: ("", ""),
    special=b',\\"\r\n',
    cell="",
    cell_end="",
    between=",",
    sparse=False,
    row="",
    row_end="\r\n",
    between_rows="",
    head=lambda names: ",".join(names) + "\r\n",
    replacements={'"': '""'},
    quoted=_QUOTED,
)
#: IRIs and lexical forms alone, as cells of a table that needs no marks between them
PLAIN = CSV._replace(term=_csv_text, special=b"\\", replacements={}, quoted=None)
#: what Turtle reads as a number or a truth value (Turtle, section 2.5.2)
_SHORT = {
    f"^^<{XSD}integer>": re.compile(r"[+-]?[0-9]+"),
    f"^^<{XSD}decimal>": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"^^<{XSD}double>": re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"),
    f"^^<{XSD}boolean>": re.compile("true|false"),
}


def _tsv_literal(rest: str) -> tuple[str, str] | None:
    return None if rest in _SHORT else ('"', f'"{rest}')


def _tsv_term(text: str) -> str:
    if text[0] == '"':
        lexical, rest = _parts(text)
        short = _SHORT.get(rest)
        if short is not None and short.fullmatch(lexical):
            return lexical
    return text


def read_tsv(text: str) -> Term:
    """The term that SPARQL TSV writes so.

    >>> str(read_tsv("1.5")), str(read_tsv('"a"@en'))
    ('"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"a"@en')

    Raises :class:`ValueError`, :class:`IndexError` or :class:`SyntaxError` for anything else.
    """
    for suffix, short in _SHORT.items():
        if short.fullmatch(text):
            return Literal(text, datatype=NamedNode(suffix[3:-1]))
    return parse_term(text)


TSV = Format(
    term=_tsv_term,
    iri=("<", ">"),
    blank=("_:", ""),
    literal=_tsv_literal,
    special=b"",
    cell="",
    cell_end="",
    between="\t",
    sparse=False,
    row="",
    row_end="\n",
    between_rows="",
    head=lambda names: "\t".join(f"?{name}" for name in names) + "\n",
    short=_SHORT,
)


# N-Triples ----------------------------------------------------------------------------------------------------------


def _ntriples_literal(rest: str) -> tuple[str, str]:
    """A language tag has the case that RFC 5646 recommends, as in every RDF that is written."""
    if rest[:1] != "@":
        return '"', f'"{rest}'
    tag, dashes, direction = rest[1:].partition("--")
    return '"', f'"@{language_tag(tag)}{dashes}{direction}'


def _ntriples_term(text: str) -> str:
    parts = _components(text)
    if parts is not None:
        return f"<<( {' '.join(map(_ntriples_term, parts.values()))} )>>"
    if text[0] != '"':
        return text
    lexical, rest = _parts(text)
    before, behind = _ntriples_literal(rest)
    return f"{before}{lexical}{behind}"


NTRIPLES = TSV._replace(
    term=_ntriples_term,
    literal=_ntriples_literal,
    between=" ",
    row_end=" .\n",
    head=lambda names: "",
    triple=("<<( ", " ", " ", " )>>"),
    short={},
)
