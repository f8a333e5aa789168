"""Where single triples of a file are, told by their number: the first triple that the parser gives is number 0."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kgtools.errors import ParseError
from kgtools.model.place import Place
from kgtools.reading import Format, QuadReader, Source, check_source, format_by_name, guess_format, parse
from kgtools.reading.compression import read_file
from kgtools.reading.places.lines import Lines, scan_lines
from kgtools.reading.places.strings import place_in_string
from kgtools.reading.places.turtle import scan

__all__ = ["Row", "locate_rows"]

#: characters on either side of a place that are shown of a long line
AROUND = 300

_SCANNERS = {"turtle": scan, "trig": scan, "nt": scan_lines, "nq": scan_lines}


@dataclass(frozen=True, slots=True)
class Row:
    """The places of one triple's subject and object, with the text around them."""

    _file: str
    _text: str
    _lines: Lines
    _offsets: tuple[int, int]
    #: whether the offsets are those of the terms, and not of their lines
    _exact: bool = True

    @property
    def subject(self) -> Place:
        return self._place(self._offsets[0])

    @property
    def object(self) -> Place:
        return self._place(self._offsets[1])

    @property
    def positions(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Line and column of the subject and of the object, for callers of whole files who want no text; 0 and 0 where
        they are not known.
        """
        subject, object_ = (self._lines.position(at) if at >= 0 else (0, 0) for at in self._offsets)
        return subject, object_

    def within(self, offset: int) -> Place | None:
        """The place of a character of the string that the object is; None where that is not known."""
        # in JSON-LD a node stands for a value whose place is not known
        is_known = self._exact and self._offsets[0] != self._offsets[1] >= 0
        place = place_in_string(self._text, self._offsets[1], offset) if is_known else None
        return None if place is None else self._place(place)

    def _place(self, offset: int) -> Place:
        if offset < 0:
            return Place(self._file)
        line, column = self._lines.position(offset)
        start = offset - column + 1
        begin = max(start, offset - AROUND)
        end = self._text.find("\n", offset, offset + AROUND)
        excerpt = self._text[begin : offset + AROUND if end < 0 else end].rstrip("\r")
        return Place(self._file, line, column, excerpt, begin - start + 1)


def locate_rows(
    path: Source,
    numbers: Collection[int],
    *,
    count: int | None = None,
    format: str | Format | None = None,
    base: str | None = None,
    display_name: str | None = None,
) -> dict[int, Row]:
    """The places of the triples with these numbers, in one scan of the file.

    Turtle, TriG, N-Triples and N-Quads are scanned and not parsed again, so the file must be one that the parser has
    accepted; in RDF/XML a place is that of an element, in JSON-LD that of a value or of a node. `count` is how many
    triples the file has, if that is known; `display_name` is the name of the file in the places where that is another
    than its path.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "ages.ttl")
    ...     _ = path.write_text("@prefix e: <http://e/> .\\ne:ada e:age 36 ;\\n    e:born 1815 .\\n")
    ...     row = locate_rows(path, [1], display_name="ages.ttl")[1]
    >>> str(row.subject), str(row.object)
    ('ages.ttl:2:1', 'ages.ttl:3:12')

    Raises :class:`ParseError` where the file has another structure or another number of triples than before, and what
    :func:`kgtools.reading.parse` raises.
    """
    if not numbers:
        return {}
    locate = (
        guess_format(str(path)) if format is None else format_by_name(format) if isinstance(format, str) else format
    )
    text = _decoded(read_file(check_source(path)), locate)
    lines = Lines(text)
    scanner = _SCANNERS.get(locate.name)
    numbers_left = set(numbers)
    places: dict[int, tuple[int, int]] = {}
    number = -1
    if scanner is None:
        reader = parse(path, format=locate, base=base, places=True)
        for number, _ in enumerate(reader):
            if number in numbers_left:
                places[number] = _offsets(reader, lines)
    else:
        for number, place in enumerate(scanner(text)):
            if number in numbers_left:
                places[number] = place
    if len(places) < len(numbers_left) or (count is not None and count != number + 1):
        raise ParseError(
            "the positions of its triples are not known, because it changed while it was read.", source=str(path)
        )
    name, exact = display_name or str(path), scanner is not None or locate.reads == "JSON_LD"
    return {number: Row(name, text, lines, place, exact) for number, place in places.items()}


def _offsets(reader: QuadReader, lines: Lines) -> tuple[int, int]:
    """Where the last quad of a reader is."""
    assert reader.places is not None
    subject, object = reader.places
    return lines.offset(*subject), lines.offset(*object)


def _decoded(data: bytes, format: Format) -> str:
    """The text of a file: in UTF-8, and of XML in the encoding that it has."""
    encoding = "utf-8-sig"
    if format.reads == "RDF_XML":
        from kgtools.reading.rdfxml import xml_encoding

        encoding = xml_encoding(data)
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return data.decode("utf-8-sig", "replace")
