"""Text from data on a line that people see: nothing hidden, nothing that acts, columns that can be counted."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from kgtools.formats import Tags
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import OWL, RDF, RDFS, SH, SKOS, XSD
from kgtools.shacl.path import Alternative, Path, Predicate, Sequence, to_sparql
from kgtools.shacl.wording import is_bare

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["isolated", "json_text", "path_text", "plural", "short", "term_text", "visible", "width"]

_PREFIXES = (("sh", SH), ("rdf", RDF), ("rdfs", RDFS), ("xsd", XSD), ("owl", OWL), ("skos", SKOS))
#: controls, characters that turn a line round or join it to the next without being seen, and halves of characters
#: (names of files can have them)
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_BEYOND_ASCII = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_LONG = 200
_ISOLATED = re.compile("\u2068([^\u2066-\u2069\u202a-\u202e]*)\u2069")


def visible(text: str) -> str:
    """`text` on one line; controls are shown and not carried out. Closed isolates (U+2068 … U+2069) stay: they turn
    nothing but what is in them.

    >>> visible("a\\x1b[2J\\n\\u202eb")
    'a\\\\u001B[2J\\\\u000A\\\\u202Eb'
    """
    parts, end = [], 0
    for match in _ISOLATED.finditer(text):
        parts += [_HIDDEN.sub(_escape, text[end : match.start()]), f"\u2068{_HIDDEN.sub(_escape, match[1])}\u2069"]
        end = match.end()
    return "".join([*parts, _HIDDEN.sub(_escape, text[end:])])


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04X}"


def isolated(text: str) -> str:
    """`text` between U+2068 and U+2069 where its letters run from right to left, so that the rest of the line stays.

    >>> isolated("Meta"), isolated("מטא") == "\\u2068מטא\\u2069"
    ('Meta', True)
    """
    if "\u2068" not in text and any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text):
        return f"\u2068{text}\u2069"
    return text


def width(text: str) -> int:
    """How many cells of a terminal a visible text takes.

    >>> width("abc"), width("שלום"), width("日本")
    (3, 4, 4)
    """
    if text.isascii():
        return len(text)
    # the tables of widths are loaded only where they are needed
    from wcwidth import wcwidth

    return sum(max(0, wcwidth(character)) for character in text)


def short(iri: str) -> str:
    """An IRI with the prefix of a vocabulary that everybody knows, else between angle brackets.

    >>> short(SH + "minCount"), short("http://e/a")
    ('sh:minCount', '<http://e/a>')
    """
    for prefix, namespace in _PREFIXES:
        rest = iri.removeprefix(namespace)
        if rest != iri and rest.isalnum() and rest.isascii():
            return f"{prefix}:{rest}"
    return f"<{visible(iri)}>"


def term_text(term: Term, tags: Tags | None = None) -> str:
    """A term as Turtle has it, not too long; `tags` are the spellings of language tags.

    >>> term_text(Literal("01", datatype=NamedNode(XSD + "byte"))), term_text(NamedNode("http://e/a"))
    ('"01"^^xsd:byte', '<http://e/a>')
    """
    if isinstance(term, NamedNode):
        return short(term.value)
    if not isinstance(term, Literal):
        return visible(str(term))
    if is_bare(term):
        return term.value
    text = str(Literal(term.value[:_LONG]))
    if len(term.value) > _LONG:
        text = f'{text[:-1]}…" ({len(term.value)} characters)'
    if term.language is not None:
        text += "@" + (tags or Tags()).of(term)
    elif term.datatype.value != XSD + "string":
        text += "^^" + short(term.datatype.value)
    return visible(text)


def full_text(term: Term, tags: Tags) -> str:
    """A term as N-Triples has it."""
    return tags.literal(term) if isinstance(term, Literal) else str(term)


def named_text(term: Term, report: ValidationReport) -> str:
    """A term behind its label, if it has one."""
    label = report.label(term)
    text = term_text(term, report.tags)
    return f"{visible(label)} {text}" if label else text


def path_text(path: Path) -> str:
    """A path as SPARQL has it, the IRIs shortened.

    >>> path_text(Sequence((Predicate(RDFS + "label"), Predicate("http://e/p"))))
    'rdfs:label/<http://e/p>'
    """
    if isinstance(path, Predicate):
        return short(path.iri)
    if isinstance(path, Sequence | Alternative) and all(isinstance(part, Predicate) for part in path.parts):
        sign = "/" if isinstance(path, Sequence) else "|"
        return sign.join(path_text(part) for part in path.parts)
    return visible(to_sparql(path))


def json_text(value: Any) -> str:
    """A value as JSON, indented; controls and characters that turn a line round are escaped, all other text is not.

    >>> print(json_text(["\u202e", "é"]))
    [
      "\\u202e",
      "é"
    ]
    <BLANKLINE>
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # between strings JSON has ASCII only, so these stand in strings
    return _BEYOND_ASCII.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def plural(count: int, word: str) -> str:
    """A number with its word.

    >>> plural(1, "result"), plural(2, "result")
    ('1 result', '2 results')
    """
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
