"""Checks made on the bytes of a file before a parser sees them.

pyoxigraph's parsers are fast and right, and one input ends the whole process: triple terms nested thousands deep. It is
refused here at the cost of one scan, which reads the file in pieces and keeps no more than a piece and a term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kgtools.errors import ParseError
from kgtools.possessive import compile_pattern

__all__ = [
    "GUARDS",
    "MAX_TERM_BYTES",
    "MAX_TRIPLE_DEPTH",
    "PAGE_HEAD",
    "TERM_TOO_LONG",
    "guard_page",
    "guard_triple_terms",
    "is_too_long",
]

#: most bytes of one term, in UTF-8: the parser of the other formats has the same limit
MAX_TERM_BYTES = 16 << 20
TERM_TOO_LONG = f"one term or line is longer than {MAX_TERM_BYTES >> 20} MiB, the most that is read; shorten it."

#: deepest nesting of triple terms: what is written, compared and shown term within term is a Python call a level
MAX_TRIPLE_DEPTH = 100
_PIECE = 1 << 20


def is_too_long(text: str) -> bool:
    """Whether a term has more than :data:`MAX_TERM_BYTES` bytes.

    >>> is_too_long("a" * MAX_TERM_BYTES), is_too_long("é" * (MAX_TERM_BYTES // 2 + 1))
    (False, True)
    """
    # a character is four bytes at most
    return len(text) > MAX_TERM_BYTES // 4 and (
        len(text) > MAX_TERM_BYTES or len(text.encode("utf-8", "replace")) > MAX_TERM_BYTES
    )


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


# patterns are compiled (and kept by `re`) when they are first used: most runs read one format
# what may hide "<<" and ">>": strings, IRIs, comments and escaped characters of local names; at last what begins one of
# these and has no end in the text at hand
_TERSE_TOKEN = (
    rb'(?s)"""(?:[^"\\]|\\.|""?(?!"))*+"""|"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"'
    rb"|'''(?:[^'\\]|\\.|''?(?!'))*+'''|'[^'\\\r\n]*+(?:\\.[^'\\\r\n]*+)*+'"
    rb"|<[^<>\s]*+>|#[^\r\n]*+|\\.|<<|>>|[\"'<>\\]"
)
_LONG_QUOTES = (b'""', b"''")
_CONTINUATION = bytes(range(0x80, 0xC0))


def guard_triple_terms(stream: BinaryIO, source: str) -> None:
    """Refuse text with more than :data:`MAX_TRIPLE_DEPTH` triple terms or reified triples opened and not closed.

    >>> import io
    >>> guard_triple_terms(io.BytesIO(b"<<( :s :p " * 2000), "deep.ttl")
    Traceback (most recent call last):
    kgtools.errors.ParseError: deep.ttl:1:1001: triple terms are nested deeper than 100 levels; flatten the file.
    """
    start = stream.tell()
    level = 0
    last = b""
    for piece in _pieces(stream):
        level += piece.count(b"<<") + (last + piece[:1] == b"<<")
        last = piece[-1:]
        if level > MAX_TRIPLE_DEPTH:
            stream.seek(start)
            _check_depth(stream, source)
            return


def _check_depth(stream: BinaryIO, source: str) -> None:
    """Follow the depth from token to token; a token that a piece breaks off is read again with the next piece."""
    tokens = compile_pattern(_TERSE_TOKEN)
    depth, line, column = 0, 1, 1
    text = b""
    is_end = False
    while not is_end:
        piece = stream.read(_PIECE)
        is_end = not piece
        text += piece
        end = len(text)
        for match in tokens.finditer(text):
            if not is_end and _may_go_on(text, match.start(), match.end()):
                end = match.start()
                break
            if match[0] == b"<<":
                depth += 1
                if depth > MAX_TRIPLE_DEPTH:
                    line, column = _after(text[: match.start()], line, column)
                    raise ParseError(
                        f"triple terms are nested deeper than {MAX_TRIPLE_DEPTH} levels; flatten the file.",
                        source=source,
                        line=line,
                        column=column,
                    )
            elif match[0] == b">>":
                depth = max(depth - 1, 0)
        line, column = _after(text[:end], line, column)
        text = text[end:]
        if text[:1] == b"#":
            # a comment may be of any length, and nothing in it counts
            column += len(text.translate(None, _CONTINUATION)) - 1
            text = b"#"
        elif len(text) > 2 * MAX_TERM_BYTES:
            # the parser refuses a term of this length before it gets to what follows
            return


def _may_go_on(text: bytes, start: int, end: int) -> bool:
    """Whether what seems to be a token may be another one, or a part of one, with more text behind it."""
    token = text[start:end]
    if end == len(text):
        return True
    if token in _LONG_QUOTES:
        # a long string without an end
        return text[end : end + 1] == token[:1]
    if len(token) > 1 or token == b">":
        return False
    ending = rb"[^<>\s]*+[<>\s]" if token == b"<" else rb"(?s)(?:[^\\\r\n]|\\.)*+[\r\n]"
    return compile_pattern(ending).match(text, end) is None


def _after(text: bytes, line: int, column: int) -> tuple[int, int]:
    """The line and the column behind a text that begins at these."""
    last = text.rfind(b"\n")
    characters = len(text[last + 1 :].translate(None, _CONTINUATION))
    return line + text.count(b"\n"), characters + (column if last < 0 else 1)


# a bare "<html>" may be a relative IRI in Turtle: what follows tells
_PAGE = (
    rb"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?"
    rb"(?:<!doctype\s+html\b|<html\s+[a-z:]+\s*=|<html\s*>\s*<head\s*>\s*<(?:title\s*>[^<]*</|[a-z]+\s))"
)
#: bytes of a file in which the beginning of a page is looked for
PAGE_HEAD = 4096


def guard_page(head: bytes, source: str, title: str) -> None:
    """Refuse a web page, by the first bytes of the file; `title` is the format that it was taken for.

    >>> guard_page(b"<!DOCTYPE html><html><head>", "data.ttl", "Turtle")
    Traceback (most recent call last):
    kgtools.errors.ParseError: data.ttl:1:1: this is a web page (HTML) and not Turtle; save the data, not the page.
    """
    lowered = head.lower()
    if (b"<html" in lowered or b"<!doctype" in lowered) and re.match(_PAGE, head):
        message = f"this is a web page (HTML) and not {title}; save the data, not the page."
        raise ParseError(message, source=source, line=1, column=1)


#: the guard of each format of the parser that needs one
GUARDS = {
    "TURTLE": guard_triple_terms,
    "TRIG": guard_triple_terms,
    "N_TRIPLES": guard_triple_terms,
    "N_QUADS": guard_triple_terms,
}
