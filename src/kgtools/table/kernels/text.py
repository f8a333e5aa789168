"""A term as text and back: canonical N-Triples, which is how dictionaries hold terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term, Triple

__all__ = ["labels_in", "parse_term", "parse_terms", "relabelled", "term_text", "unescape"]

#: what is in a triple term and may hold anything: IRIs and strings; or else the label of a blank node
_PARTS = re.compile(r'<[^ <>]*>|"(?:[^"\\]|\\.)*"|(_:[^ ]+)')


def term_text(term: Term) -> str:
    """A term as the dictionary holds it: canonical N-Triples.

    >>> term_text(Literal('a"b', language="en"))
    '"a\\\\"b"@en'
    """
    if not isinstance(term, Triple):
        return str(term)
    # a loop: triple terms may be nested deeper than Python calls
    opened = []
    while isinstance(term, Triple):
        opened.append(f"<<( {term.subject} {term.predicate} ")
        term = term.object
    return f"{''.join(opened)}{term}{' )>>' * len(opened)}"


def parse_term(text: str) -> Term:
    """The term whose canonical N-Triples text this is.

    >>> parse_term('"a\\\\"b"@en')
    <Literal value=a"b language=en>
    """
    if text[0] == "<":
        return NamedNode(text[1:-1]) if text[1] != "<" else _parse_triple(text)
    if text[0] == "_":
        return BlankNode(text[2:])
    if text[0] == '"':
        end = text.rindex('"')
        lexical, rest = text[1:end], text[end + 1 :]
        if "\\" in lexical:
            lexical = unescape(lexical)
        if not rest:
            return Literal(lexical)
        if rest[0] == "^":
            return Literal(lexical, datatype=NamedNode(rest[3:-1]))
        if "--" not in rest:
            return Literal(lexical, language=rest[1:])
    return _parse_slowly(text)


def parse_terms(texts: Iterable[str]) -> list[Term]:
    """The terms of many texts, as :func:`parse_term` gives each; a datatype is made once for all of its literals.

    >>> parse_terms(["<http://e/a>", '"1"^^<http://e/t>'])
    [<NamedNode value=http://e/a>, <Literal value=1 datatype=<NamedNode value=http://e/t>>]
    """
    datatypes: dict[str, NamedNode] = {}
    terms: list[Term] = []
    add = terms.append
    for text in texts:
        if text[0] == "<" and text[1] != "<":
            add(NamedNode(text[1:-1]))
            continue
        if text[0] == '"' and text[-1] == ">" and "\\" not in text:
            lexical, _, rest = text[1:].rpartition('"')
            datatype = datatypes.get(rest)
            if datatype is None:
                datatype = datatypes[rest] = NamedNode(rest[3:-1])
            add(Literal(lexical, datatype=datatype))
            continue
        add(parse_term(text))
    return terms


def _parse_triple(text: str) -> Triple:
    # a triple term has another in its object alone; neither subject nor predicate has a space
    opened: list[tuple[str, str]] = []
    while text.startswith("<<( "):
        _, subject, predicate, rest = text.split(" ", 3)
        opened.append((subject, predicate))
        text = rest.removesuffix(" )>>")
    # Any: the text of a triple term that was written by us has only what may stand there
    term: Any = parse_term(text)
    for subject, predicate in reversed(opened):
        begin: Any = parse_term(subject)  # Any: as above
        term = Triple(begin, NamedNode(predicate[1:-1]), term)
    triple: Triple = term
    return triple


def _parse_slowly(text: str) -> Term:
    import pyoxigraph

    line = f"<s:> <p:> {text} .".encode()
    (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES)
    term: NamedNode | BlankNode | Literal | Triple = quad.object
    return term


_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
#: the same with their backslashes, the most frequent first
_SIMPLE = [('\\"', '"'), ("\\'", "'"), *((f"\\{sign}", character) for sign, character in _ESCAPES.items())]


def unescape(text: str) -> str:
    """The inside of an N-Triples string as the characters it stands for (N-Triples, section 2.4).

    >>> unescape("a\\\\\\\\n\\\\n")
    'a\\\\n\\n'
    """
    if "\\\\" not in text and "\\u" not in text and "\\U" not in text:
        for sign, character in _SIMPLE:
            if "\\" not in text:
                break
            text = text.replace(sign, character)
        return text
    pieces = text.split("\\")
    out = [pieces[0]]
    i = 1
    while i < len(pieces):
        piece = pieces[i]
        if not piece:
            # two in a row: the backslash itself; the piece after it is plain
            out.append("\\")
            i += 1
            out.append(pieces[i])
        elif piece[0] == "u":
            out.append(chr(int(piece[1:5], 16)) + piece[5:])
        elif piece[0] == "U":
            out.append(chr(int(piece[1:9], 16)) + piece[9:])
        else:
            out.append(_ESCAPES.get(piece[0], piece[0]) + piece[1:])
        i += 1
    return "".join(out)


def labels_in(text: str) -> list[str]:
    """The blank nodes in a triple term's canonical text, each with its ``_:``.

    >>> labels_in('<<( _:a <http://e/p> "_:b" )>>')
    ['_:a']
    """
    return [label for label in _PARTS.findall(text) if label]


def relabelled(text: str, labels: Mapping[str, str]) -> str:
    """A triple term's canonical text with other labels for some of its blank nodes, each with its ``_:``.

    >>> relabelled('<<( _:a <http://e/p> "_:a" )>>', {"_:a": "_:n0"})
    '<<( _:n0 <http://e/p> "_:a" )>>'
    """
    return _PARTS.sub(lambda match: labels.get(match[1], match[0]) if match[1] else match[0], text)
