"""What the parser of Turtle and its relatives says is wrong, in the words of our other messages, with what to do."""

from __future__ import annotations

import re
from typing import Final

from kgtools.errors import shorten
from kgtools.model.prefixes import WELL_KNOWN

__all__ = ["with_advice"]

_NO_PREFIX: Final = re.compile(r"The prefix (\S*): has not been declared")
_NOT_VALID: Final = re.compile(r"(.*) is not a valid (subject or graph name|predicate|RDF object)", re.DOTALL)
_CODE_POINT: Final = re.compile(r"Invalid IRI code point '(.*)'", re.DOTALL)
_ESCAPE: Final = re.compile(r"Unexpected escape character '\\(.*)'", re.DOTALL)
_NO_NAME: Final = re.compile(r"'(.)' is not allowed at the beginning of a prefix name", re.DOTALL)
#: quotation marks of word processors
_QUOTES: Final = frozenset("“”„‟‘’‚‛«»")
#: what is of Notation3 (W3C Team Submission) and not of RDF, by what begins with it or is it
_NOTATION3: Final = (
    ("{", "this is a formula of Notation3, and only graphs in TriG have braces; take it out first"),
    ("?", "this is a variable of SPARQL or Notation3, and data have none; take the statement out first"),
    ("@for", "this is a quantifier of Notation3, and data have none; take it out first"),
    ("@keywords", "this is Notation3; take it out, and write @prefix names or IRIs where it was needed"),
    ("=>", "this is a rule of Notation3, and rules are not read; take it out first"),
    ("=", "this is Notation3; write owl:sameAs"),
    ("!", "this is a path of Notation3; write the statements with a blank node"),
    ("^", "this is a path of Notation3; write the statements with a blank node"),
)
_NOTATION3_WORDS: Final = {
    "is": "in Notation3 it begins an inverse statement; write the statement the other way round",
    "has": "this is a word of Notation3; leave it out",
    "of": "this is a word of Notation3; leave it out",
}
#: what may stand in each place of a statement
_EXPECTED: Final = {
    "subject or graph name": 'a statement begins with an IRI, a blank node, "[" or "("',
    "predicate": "a predicate is expected, which is an IRI or the word a",
    "RDF object": "an object is expected",
}
_WHOLE: Final = {
    "Unexpected end of file": "the string or the IRI that begins here is not closed",
    "Unexpected end": 'the text ends within a statement; close what is open, and write "." at the end',
    "A dot is expected at the end of statements": 'the statement before this has no end; write "." before it, '
    'or ";" or "," where it goes on',
    "No scheme found in an absolute IRI": "this IRI is relative, and there is no base; write the whole IRI",
    "Line jumps are not allowed in string literals, use \\n": "a line break in a string is written \\n",
}


def with_advice(reason: str) -> str:
    """A message of the parser as a sentence without its full stop; one that we do not know stays as it is.

    >>> with_advice("The prefix skos: has not been declared")
    'nothing declares the prefix "skos:"; add the line @prefix skos: <http://www.w3.org/2004/02/skos/core#> .'
    >>> with_advice("True is not a valid RDF object")
    '"True" cannot be read here; write true in small letters'
    """
    match = _NO_PREFIX.fullmatch(reason)
    if match is not None:
        namespace = WELL_KNOWN.get(match[1], "…")
        # the full stop of the line is not that of the sentence
        return f'nothing declares the prefix "{match[1]}:"; add the line @prefix {match[1]}: <{namespace}> .'
    match = _NOT_VALID.fullmatch(reason)
    if match is not None:
        return f'"{shorten(match[1], 40)}" cannot be read here; {_advice(match[1], match[2])}'
    match = _CODE_POINT.fullmatch(reason)
    if match is not None:
        character = match[1]
        character_name = (
            "a space" if character == " " else f'"{character}"' if character.isprintable() else "this character"
        )
        escape = "".join(f"%{byte:02X}" for byte in character.encode(errors="replace")[:4])
        return f"an IRI cannot have {character_name}; write {escape} in its place"
    match = _ESCAPE.fullmatch(reason)
    if match is not None:
        return f'"\\{match[1]}" is not an escape sequence; write two backslashes for a literal backslash'
    match = _NO_NAME.fullmatch(reason)
    if match is not None:
        return _no_name(match[1])
    return _WHOLE.get(reason, reason)


def _no_name(character: str) -> str:
    character_name = f'"{character}"' if character.isprintable() else f"the character U+{ord(character):04X}"
    if character.isspace():
        return f"{character_name} is not white space in RDF; write a plain space"
    advice = "no name begins with it"
    if character in _QUOTES:
        advice = "strings are quoted with \" or '"
    elif character == "/":
        advice = 'in a name with a prefix it is written "\\/"'
    return f"{character_name} cannot be read here; {advice}"


def _advice(text: str, place: str) -> str:
    if place == "RDF object" and text.lower() in ("true", "false"):
        return f"write {text.lower()} in small letters"
    if place == "RDF object" and text.isalpha():
        return "a string needs quotation marks, and a name its prefix"
    if place == "subject or graph name" and text == ".":
        return 'nothing is there to end; a line with PREFIX has no "."'
    return _of_notation3(text, place) or _EXPECTED[place]


def _of_notation3(text: str, place: str) -> str | None:
    """What to do with a token that only Notation3 has in a place; None for others."""
    if place == "subject or graph name" and text.startswith(('"', "'")):
        return "only in Notation3 is a literal a subject; give the statement an IRI or a blank node"
    if place == "predicate" and text in _NOTATION3_WORDS:
        return _NOTATION3_WORDS[text]
    if place != "predicate" and text.startswith(("=", "!", "^")):
        return None
    return next((advice for begins, advice in _NOTATION3 if text.startswith(begins)), None)
