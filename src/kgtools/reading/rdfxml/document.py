"""The XML of a document as events: expat, without anything from outside the file and without entity bombs."""

from __future__ import annotations

import re
from typing import IO, NoReturn, Protocol
from xml.parsers import expat

from kgtools.errors import ParseError
from kgtools.reading.rdfxml.words import SEPARATOR

__all__ = ["Events", "XmlDocument", "xml_encoding"]

#: most characters that the entities of one document may add to it
_MAX_EXPANDED_CHARACTERS = 4 << 20
_PIECE = 1 << 16
#: characters of the shortest element: what an element counts that comes out of an entity
_SHORTEST = len("<a/>")
_EMPTY = "there is no XML element; empty RDF/XML is <rdf:RDF/>."


class Events(Protocol):
    """What takes the events of a document."""

    def start(self, name: str, attributes: list[str]) -> None:
        """An element begins; `attributes` are names and values in turn. Names are as expat gives them."""

    def end(self, name: str) -> None:
        """The element that was begun last and is still open ends."""

    def characters(self, text: str) -> None:
        """Some text of an element, not always all of it."""

    def comment(self, text: str) -> None:
        """A comment."""

    def instruction(self, target: str, data: str) -> None:
        """A processing instruction."""


class XmlDocument:
    """An XML document, read in pieces.

    `namespaces` are those in scope, `prefixes` the first namespace that each prefix was declared for; `place` is the
    line and column (from 1) of the event at hand.
    """

    def __init__(self, stream: IO[bytes], source: str) -> None:
        self._stream = stream
        self._source = source
        self._scopes: dict[str, list[str]] = {}
        self._entities: dict[str, str] = {}
        self._expanded = 0
        self._offset = 0
        self.namespaces: dict[str, str] = {}
        self.prefixes: dict[str, str] = {}
        self._parser = parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartNamespaceDeclHandler = self._declare
        parser.EndNamespaceDeclHandler = self._leave
        parser.EntityDeclHandler = self._entity
        parser.EndDoctypeDeclHandler = self._check_entities
        parser.SkippedEntityHandler = self._skipped

    def take(self, events: Events) -> None:
        """Let `events` take the events from now on."""
        self._events = events
        parser = self._parser
        has_entities = bool(self._entities)
        parser.StartElementHandler = self._counted_start if has_entities else events.start
        parser.EndElementHandler = events.end
        parser.CharacterDataHandler = self._counted_characters if has_entities else events.characters
        parser.CommentHandler = events.comment
        parser.ProcessingInstructionHandler = events.instruction

    def _counted_start(self, name: str, attributes: list[str]) -> None:
        self._count(_SHORTEST + sum(map(len, attributes[1::2])))
        self._events.start(name, attributes)

    def _counted_characters(self, text: str) -> None:
        self._count(len(text))
        self._events.characters(text)

    @property
    def place(self) -> tuple[int, int]:
        return self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1

    def feed(self) -> bool:
        """Read the next piece; whether there was one. Raises :class:`ParseError`."""
        piece = self._stream.read(_PIECE)
        try:
            self._parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            raise self._error(error, piece) from error
        self._offset += len(piece)
        return bool(piece)

    def refuse(self, reason: str, place: tuple[int, int] | None = None) -> NoReturn:
        """Raise :class:`ParseError` for the event at hand, or for another place."""
        line, column = place or self.place
        raise ParseError(reason, source=self._source, line=line, column=column)

    def _error(self, error: expat.ExpatError, piece: bytes) -> ParseError:
        message = expat.errors.messages.get(error.code, "")
        at = self._parser.ErrorByteIndex - self._offset
        reason_text = str(error).split(":")[0]
        reasons = {
            expat.errors.XML_ERROR_NO_ELEMENTS: _EMPTY,
            expat.errors.XML_ERROR_UNBOUND_PREFIX: "the prefix of this name is not declared; add xmlns:… for it.",
            expat.errors.XML_ERROR_UNDEFINED_ENTITY: "this XML entity is not declared; write out its text instead.",
            expat.errors.XML_ERROR_RECURSIVE_ENTITY_REF: "an XML entity refers to itself; write out its text instead.",
            expat.errors.XML_ERROR_UNKNOWN_ENCODING: "the encoding of the file is not known; save it as UTF-8.",
        }
        reason = reasons.get(message, f"this is not well-formed XML: {reason_text}.")
        if message == expat.errors.XML_ERROR_INVALID_TOKEN and 0 <= at < len(piece) and piece[at] >= 0x80:
            reason = "this is not UTF-8 text; save the file as UTF-8, or declare its encoding."
        return ParseError(reason, source=self._source, line=error.lineno, column=error.offset + 1)

    def _declare(self, prefix: str | None, namespace: str | None) -> None:
        name = prefix or ""
        self._scopes.setdefault(name, []).append(namespace or "")
        self.namespaces[name] = namespace or ""
        if namespace:
            self.prefixes.setdefault(name, namespace)

    def _leave(self, prefix: str | None) -> None:
        name = prefix or ""
        outer = self._scopes[name]
        outer.pop()
        self.namespaces[name] = outer[-1] if outer else ""

    def _entity(
        self,
        name: str,
        is_parameter: bool,
        value: str | None,
        base: str | None,
        system: str | None,
        public: str | None,
        notation: str | None,
    ) -> None:
        if value is None or is_parameter:
            self.refuse(
                f"the XML entity {name} lies outside the file; only entities with their text in the file are read."
            )
        self._entities.setdefault(name, value)

    def _skipped(self, name: str, is_parameter: bool) -> None:
        self.refuse(f"the XML entity {name} is not declared in the file; write out its text instead.")

    def _check_entities(self) -> None:
        """Refuse entities that expand without end or limit, before one of them is expanded."""
        sizes: dict[str, int] = {}
        for name in self._entities:
            self._size(name, sizes, ())
        if self._entities:
            self.take(self._events)

    def _size(self, name: str, sizes: dict[str, int], inside: tuple[str, ...]) -> int:
        if name in sizes:
            return sizes[name]
        if name in inside or len(inside) > 100:
            self.refuse("an XML entity refers to itself; write out its text instead.")
        value = self._entities.get(name, "")
        size = len(value)
        for reference in re.findall(r"&([^#;&\s][^;&\s]*+);", value):
            size += self._size(reference, sizes, (*inside, name))
            self._limit(size)
        sizes[name] = size
        return size

    def _count(self, size: int) -> None:
        self._expanded += size
        self._limit(self._expanded - self._parser.CurrentByteIndex)

    def _limit(self, size: int) -> None:
        if size > _MAX_EXPANDED_CHARACTERS:
            limit = _MAX_EXPANDED_CHARACTERS >> 20
            self.refuse(f"the XML entities would expand to more than {limit} MiB; write out their text instead.")


def xml_encoding(data: bytes) -> str:
    """The name of the encoding of an XML document (XML 1.0 appendix F): that of its mark or its declaration.

    >>> xml_encoding(b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>'), xml_encoding(b"<a/>")
    ('ISO-8859-1', 'utf-8-sig')
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if data[:4] in (b"<\0?\0", b"\0<\0?"):
        return "utf-16-le" if data[1] == 0 else "utf-16-be"
    match = re.match(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._\-]*)", data)
    return "utf-8-sig" if match is None or match[1].lower() == b"utf-8" else match[1].decode()
