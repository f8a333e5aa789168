"""The quads of an RDF/XML document, read in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from kgtools.errors import ParseError
from kgtools.model.terms import Quad
from kgtools.reading.rdfxml.document import XmlDocument
from kgtools.reading.rdfxml.frames import Spot
from kgtools.reading.rdfxml.grammar import Grammar

__all__ = ["RdfXmlParser"]


class RdfXmlParser(Iterator[Quad]):
    """The quads of a stream of RDF/XML; `base` is the document's own IRI, `source` the name that errors give.

    With `places` the :attr:`places` of the last quad are known. The quads before an error come before it.

    >>> import io
    >>> text = b'<e:Boat xmlns:e="http://e/" xml:lang="en" e:name="Ann"/>'
    >>> [str(quad.object) for quad in RdfXmlParser(io.BytesIO(text), base=None, source="boats.rdf")]
    ['<http://e/Boat>', '"Ann"@en']

    Raises :class:`ParseError` with line and column for what is not well-formed, is not RDF/XML, or would take memory
    without limit (entities of entities, elements nested thousands deep), and for entities outside the file.
    """

    def __init__(
        self, stream: IO[bytes], *, base: str | None, source: str, rename: bool = False, places: bool = False
    ) -> None:
        self._document = XmlDocument(stream, source)
        self._grammar = Grammar(self._document, base=base, rename=rename, places=places)
        self._document.take(self._grammar)
        self._quads = self._read()
        #: where the elements begin that give the subject and the object of the last quad
        self.places: tuple[Spot, Spot] = ((1, 1), (1, 1))

    def __iter__(self) -> Iterator[Quad]:
        return self._quads

    def __next__(self) -> Quad:
        return next(self._quads)

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that were declared so far, each for its first namespace."""
        return self._document.prefixes

    def _read(self) -> Iterator[Quad]:
        grammar = self._grammar
        more = True
        while more:
            failed: ParseError | None = None
            try:
                more = self._document.feed()
            except ParseError as error:
                failed = error
            if grammar.places is None:
                yield from grammar.quads
            else:
                for quad, self.places in zip(grammar.quads, grammar.places, strict=True):
                    yield quad
                grammar.places.clear()
            grammar.quads.clear()
            if failed is not None:
                raise failed
