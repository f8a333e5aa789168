"""Parts of reports in words: paths, things behind their labels, numbers of things; and values as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from kgtools.model.terms import BlankNode, Term
from kgtools.shacl.shapes_graph.path import Alternative, Path, Predicate, Sequence, to_sparql
from kgtools.text.characters import visible
from kgtools.text.names import last_part
from kgtools.text.terms import short_iri, term_text

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport
    from kgtools.shacl.result import ValidationResult

__all__ = ["JsonStream", "json_text", "message_text", "named_text", "path_text", "plural", "steps_text", "text_of"]

#: JSON whose arrays may be iterators, which are written one member at a time
JsonStream: TypeAlias = "bool | int | float | str | Iterable[JsonStream] | Mapping[str, JsonStream] | None"

_LOCAL = re.compile("<([^>]*)>")
_LINE_END = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_BEYOND_ASCII = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def message_text(result: ValidationResult, report: ValidationReport) -> str:
    """The message of a result for the report's readers on one line; in the shapes graph it may have several."""
    return visible(_LINE_END.sub(" ", result.message(report.languages).value))


def text_of(term: Term, report: ValidationReport) -> str:
    """A term as Turtle has it; a blank node whose label is in no file by its triples."""
    words = report.blank_words.get(term) if isinstance(term, BlankNode) else None
    return words or term_text(term, report.tags)


def named_text(term: Term, report: ValidationReport) -> str:
    """A term behind its label, if it has one."""
    label = report.label(term)
    text = text_of(term, report)
    return f"{visible(label)} {text}" if label else text


def path_text(path: Path) -> str:
    """A path as SPARQL has it, the IRIs shortened.

    >>> path_text(Sequence((Predicate("http://www.w3.org/2000/01/rdf-schema#label"), Predicate("http://e/p"))))
    'rdfs:label/<http://e/p>'
    """
    if isinstance(path, Predicate):
        return short_iri(path.iri)
    if isinstance(path, Sequence | Alternative) and all(isinstance(part, Predicate) for part in path.parts):
        sign = "/" if isinstance(path, Sequence) else "|"
        return sign.join(path_text(part) for part in path.parts)
    return visible(to_sparql(path))


def steps_text(paths: Iterable[Path]) -> str:
    """Paths that are walked one after the other, by the last parts of their IRIs.

    >>> from kgtools.shacl.shapes_graph.path import Inverse
    >>> steps_text((Predicate("http://e/address"), Inverse(Predicate("http://e/town"))))
    'address → ^town'
    """
    return " → ".join(_LOCAL.sub(lambda match: visible(last_part(match[1])), to_sparql(path)) for path in paths)


def json_text(value: JsonStream) -> str:
    """A value as JSON, indented; controls and characters that turn a line round are escaped, all other text is not.
    What an iterator gives is an array, of which no more than one member is held as a value.

    >>> print(json_text(["\u202e", "é"]))
    [
      "\\u202e",
      "é"
    ]
    <BLANKLINE>
    """
    return _json(value, "\n") + "\n"


#: strings and numbers as JSON has them
_scalar = json.JSONEncoder(ensure_ascii=False).encode


def _string(text: str) -> str:
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    scalar = _scalar(text)
    if scalar.isascii() and "\x7f" not in scalar:
        return scalar
    return _BEYOND_ASCII.sub(lambda match: f"\\u{ord(match[0]):04x}", scalar)


def _json(value: JsonStream, indent: str) -> str:
    """A value as JSON; `indent` is the line end with what its lines begin with.

    The encoder of Python does not write indented text in one go, but token by token, which takes thrice as long.
    """
    if isinstance(value, str):
        return _string(value)
    if value is None:
        return "null"
    if isinstance(value, int | float):
        return str(value) if type(value) is int else _scalar(value)
    deeper = f"{indent}  "
    if isinstance(value, dict):
        # mostly strings: they are written here, without another call
        parts = [
            f"{_string(key)}: {_string(item) if isinstance(item, str) else _json(item, deeper)}"
            for key, item in value.items()
        ]
        return f"{{{deeper}{f',{deeper}'.join(parts)}{indent}}}" if parts else "{}"
    parts = [_json(item, deeper) for item in value]
    return f"[{deeper}{f',{deeper}'.join(parts)}{indent}]" if parts else "[]"


def plural(count: int, word: str) -> str:
    """A number with its word.

    >>> plural(1, "result"), plural(2, "result")
    ('1 result', '2 results')
    """
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
