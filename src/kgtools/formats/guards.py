"""Checks made on the bytes of a file before a parser sees them.

pyoxigraph's parsers are fast and right, and three inputs end the whole process: nested XML entities (expanded without
limit), JSON-LD nested thousands deep, and triple terms nested thousands deep. Each is refused here at the cost of one
scan. The scans read the file in pieces and keep no more than a piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kgtools.errors import ParseError

__all__ = ["GUARDS", "guard_json", "guard_triple_terms", "guard_xml"]

#: deepest nesting of JSON objects and arrays, of XML elements, and of triple terms
MAX_DEPTH = 1_000
#: most bytes that the entities of one XML document may expand to
MAX_EXPANSION = 4 << 20
_PIECE = 1 << 20


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


_JSON_TOKEN = re.compile(rb'\\.|["{}\[\]]', re.DOTALL)


def guard_json(stream: BinaryIO, source: str) -> None:
    """Refuse JSON nested deeper than :data:`MAX_DEPTH`.

    >>> import io
    >>> guard_json(io.BytesIO(b'{"a":' * 2000), "deep.jsonld")
    Traceback (most recent call last):
    kgtools.errors.ParseError: deep.jsonld: objects are nested deeper than 1000 levels; flatten the file.
    """
    depth = 0
    in_string = False
    rest = b""
    for piece in _pieces(stream):
        text = rest + piece
        # a backslash at the very end belongs to the next piece
        rest = b"\\" if text.endswith(b"\\") and (len(text) - len(text.rstrip(b"\\"))) % 2 else b""
        for match in _JSON_TOKEN.finditer(text, 0, len(text) - len(rest)):
            token = match[0]
            if token == b'"':
                in_string = not in_string
            elif in_string or len(token) > 1:
                continue
            elif token in b"{[":
                depth += 1
                if depth > MAX_DEPTH:
                    raise ParseError(
                        f"objects are nested deeper than {MAX_DEPTH} levels; flatten the file.", source=source
                    )
            else:
                depth -= 1


def guard_triple_terms(stream: BinaryIO, source: str) -> None:
    """Refuse text with more than :data:`MAX_DEPTH` triple terms or reifiers opened in a row without one closed.

    >>> import io
    >>> guard_triple_terms(io.BytesIO(b"<<( :s :p " * 2000), "deep.ttl")
    Traceback (most recent call last):
    kgtools.errors.ParseError: deep.ttl: triple terms are nested deeper than 1000 levels; flatten the file.
    """
    depth = 0
    rest = b""
    for piece in _pieces(stream):
        if b"<<" not in piece and b">>" not in piece and not rest:
            continue
        text = rest + piece
        rest = text[-1:] if text[-1:] in b"<>" else b""
        for match in re.finditer(rb"<<|>>", text[: len(text) - len(rest)]):
            # strings and comments may hold these too: the count is then too high, never too low by nesting
            depth = depth + 1 if match[0] == b"<<" else max(depth - 1, 0)
            if depth > MAX_DEPTH:
                raise ParseError(
                    f"triple terms are nested deeper than {MAX_DEPTH} levels; flatten the file.", source=source
                )


_ENTITY = re.compile(rb"<!ENTITY\s+(%\s+)?([^\s%]+)\s+(?:(SYSTEM|PUBLIC)\b|\"([^\"]*)\"|'([^']*)')", re.DOTALL)
_REFERENCE = re.compile(rb"&([^#;&\s][^;&\s]{0,200});")
_MARKUP = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>|</?[^\s<>!?][^<>]*>", re.DOTALL)
_PREDEFINED = {b"lt", b"gt", b"amp", b"quot", b"apos"}


def guard_xml(stream: BinaryIO, source: str) -> None:
    """Refuse XML whose entities expand to more than :data:`MAX_EXPANSION` bytes, that names entities outside the
    file, or whose elements are nested deeper than :data:`MAX_DEPTH`.

    >>> import io
    >>> bomb = b'<!DOCTYPE r [<!ENTITY a "%s"><!ENTITY b "%s"><!ENTITY c "%s">]><r>&c;</r>'
    >>> guard_xml(io.BytesIO(bomb % (b"x" * 1000, b"&a;" * 1000, b"&b;" * 1000)), "bomb.rdf")
    Traceback (most recent call last):
    kgtools.errors.ParseError: bomb.rdf: the XML entities would expand to more than 4 MiB; write the text out instead.
    """
    text = stream.read()
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ParseError("the file is UTF-16; save it as UTF-8.", source=source)
    _check_depth(text, source)
    if b"<!ENTITY" not in text:
        return
    sizes: dict[bytes, int] = {}
    values: dict[bytes, bytes] = {}
    for match in _ENTITY.finditer(text):
        parameter, name, outside, double, single = match.groups()
        if outside or parameter:
            raise ParseError(
                f"the XML entity {name.decode('utf-8', 'replace')} lies outside the file; only entities with "
                "their text in the file are read.",
                source=source,
                line=text.count(b"\n", 0, match.start()) + 1,
            )
        values.setdefault(name, double if double is not None else single)

    def size(name: bytes, seen: tuple[bytes, ...]) -> int:
        if name in sizes:
            return sizes[name]
        if name in seen or len(seen) > 100:
            raise ParseError("an XML entity is made of itself; write the text out instead.", source=source)
        value = values.get(name)
        if value is None:
            return 1 if name in _PREDEFINED else 0
        total = len(value) + sum(size(r, (*seen, name)) for r in _REFERENCE.findall(value))
        sizes[name] = total
        return total

    body = text[text.find(b"]>") + 2 :] if b"]>" in text else text
    expansion = 0
    for reference in _REFERENCE.findall(body):
        expansion += size(reference, ())
        if expansion > MAX_EXPANSION:
            limit = MAX_EXPANSION >> 20
            raise ParseError(
                f"the XML entities would expand to more than {limit} MiB; write the text out instead.", source=source
            )


def _check_depth(text: bytes, source: str) -> None:
    depth = 0
    for match in _MARKUP.finditer(text):
        tag = match[0]
        if tag[1:2] in b"!?" or tag.endswith(b"/>"):
            continue
        depth += -1 if tag[1:2] == b"/" else 1
        if depth > MAX_DEPTH:
            raise ParseError(
                f"elements are nested deeper than {MAX_DEPTH} levels; flatten the file.",
                source=source,
                line=text.count(b"\n", 0, match.start()) + 1,
            )


#: the guard of each format of the parser that needs one
GUARDS = {
    "JSON_LD": guard_json,
    "RDF_XML": guard_xml,
    "TURTLE": guard_triple_terms,
    "TRIG": guard_triple_terms,
    "N_TRIPLES": guard_triple_terms,
    "N_QUADS": guard_triple_terms,
}
