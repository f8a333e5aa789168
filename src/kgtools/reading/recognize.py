"""What a file is that does not read as the format it was taken for: the sentence that tells it.

Nothing is guessed here that is then read: a file is looked at only after a parser has refused it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kgtools.possessive import compile_pattern
from kgtools.reading.format import Format

__all__ = ["HEAD", "conflict_line", "has_context", "instead", "recognized"]

#: bytes of a file that are looked at
HEAD = 1 << 16


class _Kind(NamedTuple):
    """A kind of file: its title, and the name and extension of its format where that is read."""

    title: str
    format: str = ""
    extension: str = ""
    #: what to do with a file of a format that is not read
    advice: str = "convert it first"


_TURTLE = _Kind("Turtle", "turtle", ".ttl")
#: perhaps a mistake in N-Triples
_LOOSE = _Kind("Turtle", "turtle", ".ttl", advice="")
_TRIG = _Kind("TriG", "trig", ".trig")
_NT = _Kind("N-Triples", "nt", ".nt")
_NQ = _Kind("N-Quads", "nq", ".nq")
_JSONLD = _Kind("JSON-LD", "jsonld", ".jsonld")
_SOME_XML = _Kind("looks like XML")
_SOME_JSON = _Kind("looks like JSON", advice="JSON-LD has an @context, or keywords such as @id")
_RDFXML = _Kind("RDF/XML", "rdfxml", ".rdf")
#: what is read as a format because that one has it inside
_INSIDE = {"turtle": ("nt",), "trig": ("turtle", "nt"), "nq": ("nt",)}

_MAGIC = (
    (b"\x1f\x8b", "compressed with gzip"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ\0", "compressed with xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"%PDF-", "a PDF document"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"$HDT", "an HDT file"),
    (b"version https://git-lfs.github.com/spec/", "a pointer of Git LFS"),
)
#: what to do with some of these, by how they are called
_ADVICE = {
    "compressed with gzip": "end its name with .gz, or unpack it first",
    "compressed": "unpack it first",
    "a ZIP": "unpack it first",
    "a 7z": "unpack it first",
    "a pointer": "get the actual file first (`git lfs pull`)",
}
_XML = r"\s*(?:<\?xml\b|<!DOCTYPE\s+(?!html\b)|<!--|<(?:[A-Za-z_][\w.\-]*:)?[A-Za-z_][\w.\-]*\s+[\w:.\-]+\s*=\s*[\"'])"
#: bytes that no text has
_CONTROLS = re.escape(bytes([*range(9), *range(14, 27), *range(28, 32)]))
_JSON = r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"])"
_SYNTAX_OF_JSONLD = r'"@(?:context|id|graph|type|value)"\s*:'
_TERM = r'(?:<[^<>"{}|^`\s]*>|_:[^\s<>"]+|"(?:[^"\\\n]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^<>\s]*>)?)'
_LINE = rf"{_TERM}\s+<[^<>\s]*>\s+{_TERM}\s*"
_DIRECTIVE = r"(?i:@prefix|@base|prefix|base)\s+(?:[^\s:]*:\s*)?<"
_NAME = r"(?:<[^<>\s]*>|[\w.\-]*:[^\s{}()\[\];,]*|\[\s*\])"


def instead(head: bytes, format: Format) -> str | None:
    """The sentence for a file that was taken for a format and is something else; None where that is not known.

    >>> from kgtools.reading import format_by_name
    >>> instead(b'{ "@id": "http://e/a" }', format_by_name("turtle"))
    'this looks like JSON-LD and not Turtle; name the file .jsonld, or give its format (--input-format jsonld).'
    """
    kind = recognized(head)
    if kind is None or kind.format == format.name or kind.format in _INSIDE.get(format.name, ()):
        return None
    if (kind, format.name) in ((_LOOSE, "nt"), (_LOOSE, "nq"), (_SOME_XML, "rdfxml"), (_SOME_JSON, "jsonld")):
        return None
    if kind.format:
        return (
            f"this looks like {kind.title} and not {format.title}; name the file {kind.extension}, or give its "
            f"format (--input-format {kind.format})."
        )
    return f"this {kind.title} and not {format.title}; {kind.advice}."


def recognized(head: bytes) -> _Kind | None:
    """What a file seems to be, by its first bytes (:data:`HEAD`); None where they do not tell.

    >>> [recognized(text).title for text in (b"@prefix : <x:> .", b"<a:s> <a:p> 'o' ; <a:q> 1 .", b"<a:g> { }")]
    ['Turtle', 'Turtle', 'TriG']
    """
    for magic, what in _MAGIC:
        if head.startswith(magic):
            advice = (sentence for called, sentence in _ADVICE.items() if what.startswith(called))
            return _Kind(f"is {what}", advice=next(advice, "convert it first"))
    if head.count(b"\0") * 3 > len(head):
        return _Kind("is UTF-16 or UTF-32 text", advice="save it as UTF-8")
    controls = len(re.findall(b"[" + _CONTROLS + b"]", head))
    if controls * 50 > len(head) and "\ufffd" in head[:-4].decode("utf-8", "replace"):
        return _Kind("is a binary file")
    text = head.decode("utf-8-sig", "replace")
    if re.match(_XML, text):
        return _xml(text)
    if re.match(_JSON, text):
        if re.search(_SYNTAX_OF_JSONLD, text):
            return _JSONLD
        return _SOME_JSON
    return _terse(re.sub(r"(?m)^\s*(?:#.*)?\n", "", text).lstrip())


def _xml(text: str) -> _Kind:
    if "http://www.w3.org/2005/sparql-results#" in text:
        return _Kind("looks like the results of a SPARQL query in XML")
    if re.search(r"<Ontology\b[^>]*http://www\.w3\.org/2002/07/owl#", text):
        return _Kind("looks like OWL/XML", advice="convert it to RDF/XML or Turtle first")
    if "http://www.w3.org/1999/02/22-rdf-syntax-ns#" in text:
        return _RDFXML
    return _SOME_XML


def _terse(text: str) -> _Kind | None:
    """What a text is that has no brackets of XML or JSON at its beginning; comments before it are gone."""
    if re.match(r"(?:Prefix\s*\(|Ontology\s*\()", text):
        return _Kind("looks like OWL Functional Syntax", advice="convert it to Turtle first")
    if re.match(r"(?:Prefix:|Ontology:)\s", text):
        return _Kind("looks like OWL Manchester Syntax", advice="convert it to Turtle first")
    if re.match(r"format-version:", text):
        return _Kind("looks like OBO", advice="convert it to Turtle first")
    if re.match(r"(?i:BASE\s+<|PREFIX\s+[\w.\-]*:|IMPORTS\s+<).*\n(?:.*\n)*?\s*(?:shape|shapeClass)\s+\S", text):
        return _Kind("looks like SHACL Compact Syntax", advice="convert it to Turtle first")
    body = re.sub(rf"(?:{_DIRECTIVE}[^>]*>\s*\.?\s*)+", "", text)
    if re.match(r"(?i:SELECT|CONSTRUCT|ASK|DESCRIBE|INSERT|DELETE|WITH)\b[^.]*\{", body):
        return _Kind("looks like SPARQL", advice="give it to `kgtools query` or `kgtools update`")
    if re.search(r"\}\s*(?:=>|<=)\s*\{|\?\w+[^.]*\}\s*=>", body):
        return _Kind("looks like rules in Notation3", advice="take the rules (=>) and formulas ({ … }) out first")
    if re.search(rf"\A\{{[^{{}}]*\}}\s*{_NAME}\s+(?:{_NAME}|[\"'\d\[(])|^{_NAME}\s+{_NAME}\s*\{{", body, re.MULTILINE):
        return _Kind("looks like Notation3", advice="take the formulas ({ … }) out first")
    if re.match(rf"(?:(?i:GRAPH)\s+)?{_NAME}\s*\{{|\{{", body) or re.search(rf"(?mi)^\s*GRAPH\s+{_NAME}\s*\{{", body):
        return _TRIG
    lines = text.split("\n", 3)
    if re.fullmatch(rf"{_LINE}(?:<[^<>\s]*>|_:\S+)\s*\.\s*", lines[0]):
        return _NQ
    if re.fullmatch(rf"{_LINE}\.\s*", lines[0]):
        return _NT
    if body != text or re.match(rf"(?:[\w.\-]*:\S+\s+(?:a\b|{_NAME})\s+\S|\[\s*(?:a\b|\w*:|<))", text):
        return _LOOSE if body == text and text.startswith("_:") else _TURTLE
    if re.match(r"<[^<>\s]*>\s+(?:a\s|[\w.\-]*:|<[^<>\s]*>[^\n]*;\s*\n)", text):
        return _TURTLE
    if re.match(rf"{_NAME}\s+{_NAME}\s+\S", text):
        return _LOOSE
    return _table(lines[:2])


def _table(lines: list[str]) -> _Kind | None:
    for mark, title in ((",", "CSV"), ("\t", "a table with tabs"), (";", "CSV with semicolons")):
        counts = {line.count(mark) for line in lines}
        if len(lines) == 2 and len(counts) == 1 and counts != {0}:
            return _Kind(f"looks like {title}")
    return None


def has_context(text: bytes) -> bool:
    """Whether a JSON text has an ``@context`` at its top: a key of the object that it is, or of one in the array.

    >>> has_context(b'[{"@context": {}}]'), has_context(b'{"a": {"@context": {}}}')
    (True, False)
    """
    depth = most = 0
    for token in compile_pattern(rb'"(?:[^"\\]|\\.)*+"(\s*:)?|[{}\[\]]').finditer(text):
        key = token[0]
        if key in (b"{", b"["):
            depth += 1
            most = most or (2 if key == b"[" else 1)
        elif key in (b"}", b"]"):
            depth -= 1
        elif token[1] is not None and depth == most and key.startswith(b'"@context"'):
            return True
    return False


def conflict_line(lines: Iterable[bytes]) -> int | None:
    """The line of the first conflict that git has left in a text, from 1: all three of its marks are there.

    >>> conflict_line([b"a\\n", b"<<<<<<< HEAD\\n", b"b\\n", b"=======\\n", b"c\\n", b">>>>>>> main\\n"])
    2
    """
    start = parted = None
    for number, line in enumerate(lines, 1):
        if line.startswith(b"<<<<<<< "):
            start, parted = start or number, None
        elif start is not None and line.rstrip() == b"=======":
            parted = number
        elif parted is not None and line.startswith(b">>>>>>> "):
            return start
    return None
