"""Language tags as they were written: the parser gives them in lower case, as they are compared (RDF 1.1, section 3.3).

How a tag is spelled is looked up in the text itself, when it is first asked for. A text that spells each tag in one
way is searched and not read; where it does not (``"a"@en-GB``, ``"b"@EN-gb``), each literal is looked for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from kgtools.errors import UsageError
from kgtools.model.terms import BlankNode, GraphName, Literal, Term, Triple
from kgtools.possessive import compile_pattern
from kgtools.reading.compression import open_file
from kgtools.reading.format import Format
from kgtools.reading.formats import formats_given, guess_format
from kgtools.text.languages import language_tag

__all__ = ["Tags"]

_TAG = rb"([A-Za-z]+(?:-[A-Za-z0-9]+)*)"
# what precedes the sign is not looked at: two searches, for each kind of quotation mark, take twice as long
# patterns are compiled (and kept by `re`) when they are first used: tags are looked up where RDF is written
_SIGNED = b"@" + _TAG
#: where a format holds tags: what is found there and is no tag does no harm, as no literal has it
_PLACES = {
    **dict.fromkeys(("turtle", "trig", "nt", "nq"), _SIGNED),
    "jsonld": rb'"@language"\s*:\s*"' + _TAG + b'"',
    "rdfxml": rb"\bxml:lang\s*=\s*[\"']" + _TAG + b"[\"']",
}
#: strings with the tag behind them, and whatever could hold a quotation mark that begins no string
_STRING = (
    r'(?s)(?:"""(?P<a>(?:[^"\\]|\\.|"(?!""))*+)"""'
    r"|'''(?P<b>(?:[^'\\]|\\.|'(?!''))*+)'''"
    r'|"(?P<c>(?:[^"\\\r\n]|\\.)*+)"'
    r"|'(?P<d>(?:[^'\\\r\n]|\\.)*+)')"
    r"(?:@(?P<tag>[A-Za-z]+(?:-[A-Za-z0-9]+)*))?"
    r'|<[^<>"{}|^`\s]*+>|\#[^\r\n]*+|\\.'
)
_ESCAPE = r"(?s)\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))"
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
#: bytes of a file that are searched at a time
_PIECE = 8 << 20
Text = tuple[bytes, str]


class _Spellings(NamedTuple):
    """How each tag (in lower case) is spelled, and for a tag with several spellings, each literal by its text."""

    of_tag: Mapping[str, str]
    of_literal: Mapping[tuple[str, str], str]
    several: frozenset[str]


class Tags:
    """How the language tags of some files are spelled, or of some texts (bytes and the name of their format).

    A tag that they do not hold has the case that RFC 5646 recommends. Where one literal is spelled in two ways, it is
    one literal all the same: the recommended spelling counts, else the first in the order of code points.

    >>> tags = Tags(texts=[(b'<a> <b> "x"@EN-gb, "y"@en-us, "z"@EN-us .', "turtle")])
    >>> [tags.of(Literal(text, language=tag)) for text, tag in [("x", "en-gb"), ("z", "en-us"), ("x", "zh-hant")]]
    ['EN-gb', 'EN-us', 'zh-Hant']
    """

    def __init__(
        self,
        sources: Iterable[str | os.PathLike[str]] = (),
        *,
        format: str | Format | None = None,
        texts: Sequence[Text] = (),
        known_sources: Sequence[str | os.PathLike[str]] = (),
        tags_of_known: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._sources = tuple(sources)
        self._format = format
        # those of the block that the files are read in: tags are looked up later
        self._formats = formats_given()
        self._texts = texts
        # files whose tags are known, and what gives these as they are spelled: they need no search
        self._candidates = tuple(known_sources)
        self._tags_of_known = tags_of_known

    def __getstate__(self) -> dict[str, object]:
        # what was found is kept, and not where: the files of this process may be gone in another
        nothing = dict.fromkeys(("_sources", "_texts", "_candidates"), ())
        return {
            **nothing,
            "_format": None,
            "_formats": {},
            "_tags_of_known": tuple,
            "_spellings_by_tag": self._spellings_by_tag,
            "_spellings": self._spellings,
        }

    def and_of(self, other: Tags) -> Tags:
        """These, and those of other files."""
        if other is self:
            return self
        return Tags(
            (*self._sources, *other._sources),
            format=self._format,
            texts=(*self._texts, *other._texts),
            known_sources=(*self._candidates, *other._candidates),
            tags_of_known=lambda: (*self._tags_of_known(), *other._tags_of_known()),
        )

    def of(self, literal: Literal) -> str:
        """The tag of a literal as it was written; nothing for a literal without one."""
        tag = literal.language
        if tag is None:
            return ""
        spelling = self.spelled(tag)
        if spelling is None:
            spelling = self._spellings.of_literal.get((literal.value, tag.lower()))
        return language_tag(tag) if spelling is None else spelling

    def literal(self, literal: Literal) -> str:
        """A literal as N-Triples has it.

        >>> Tags().literal(Literal("x", language="en-gb"))
        '"x"@en-GB'
        """
        text = str(literal)
        if literal.language is None:
            return text
        start = text.rindex('"') + 2
        return text[:start] + self.of(literal) + text[start + len(literal.language) :]

    def term(self, term: Term | GraphName, labels: Mapping[str, str] | None = None) -> str:
        """A term as N-Triples has it; `labels` are those of blank nodes, where they have others than their own.

        >>> from kgtools.model.terms import NamedNode
        >>> Tags().term(Triple(BlankNode("a"), NamedNode("http://e/p"), Literal("x", language="en-gb")), {"a": "b"})
        '<<( _:b <http://e/p> "x"@en-GB )>>'
        """
        if isinstance(term, Triple):
            return f"<<( {self.term(term.subject, labels)} {term.predicate} {self.term(term.object, labels)} )>>"
        if isinstance(term, BlankNode) and labels is not None:
            return f"_:{labels.get(term.value, term.value)}"
        return self.literal(term) if isinstance(term, Literal) else str(term)

    def spelled(self, tag: str) -> str | None:
        """The one spelling of a tag; None where it depends on the literal."""
        key = tag.lower()
        if key in self._spellings.several:
            return None
        return self._spellings.of_tag.get(key) or language_tag(tag)

    def _pieces(self, sources: Iterable[str | os.PathLike[str]], size: int = -1) -> Iterator[Text]:
        """The texts, those of files in pieces of whole lines and about `size` bytes; each with its format's name."""
        yield from self._texts
        for source in sources:
            try:
                syntax = self._format or self._formats.get(os.path.abspath(source)) or guess_format(os.fspath(source))
                # what cannot be read (any more) spells no tag: whoever reads the triples tells
                with open_file(source) as stream:
                    while piece := stream.read(size):
                        yield piece + stream.readline(), syntax if isinstance(syntax, str) else syntax.name
            except (OSError, ValueError, UsageError):
                continue

    def spellings(self) -> list[str]:
        """All tags as they are spelled somewhere, in order.

        >>> Tags(texts=[(b'<a> <b> "x"@EN-gb, "y"@en-us, "z"@EN-us .', "turtle")]).spellings()
        ['EN-gb', 'EN-us', 'en-us']
        """
        return sorted(tag for spellings in self._spellings_by_tag.values() for tag in spellings)

    @cached_property
    def _spellings_by_tag(self) -> dict[str, set[str]]:
        """The spellings of each tag."""
        by_tag: dict[str, set[str]] = {}
        if self._candidates:
            for tag in self._tags_of_known():
                by_tag.setdefault(tag.lower(), set()).add(tag)
        for data, format in self._pieces(self._sources, _PIECE):
            for spelling in set(compile_pattern(_PLACES[format]).findall(data)) if format in _PLACES else ():
                tag = spelling.decode()
                by_tag.setdefault(tag.lower(), set()).add(tag)
        return by_tag

    @cached_property
    def _spellings(self) -> _Spellings:
        by_tag = self._spellings_by_tag
        several = frozenset(tag for tag, spellings in by_tag.items() if len(spellings) > 1)
        return _Spellings(
            {tag: min(spellings) for tag, spellings in by_tag.items()},
            self._literals(several) if several else {},
            several,
        )

    def _literals(self, literals: frozenset[str]) -> dict[tuple[str, str], str]:
        tags: dict[tuple[str, str], str] = {}
        for data, format in self._pieces((*self._sources, *self._candidates)):
            if _PLACES.get(format) != _SIGNED:
                continue
            for match in compile_pattern(_STRING).finditer(data.decode("utf-8", "replace")):
                tag = match["tag"]
                if tag is None or tag.lower() not in literals:
                    continue
                value = next(text for text in match.group("a", "b", "c", "d") if text is not None)
                key = re.sub(_ESCAPE, _unescaped, value), tag.lower()
                tags[key] = min(tag, tags.get(key, tag), key=lambda t: (t != language_tag(t), t))
        return tags


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else match[0]
    return _ESCAPED.get(match[3], match[3])
