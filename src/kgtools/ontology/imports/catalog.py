"""XML catalogs, as Protégé writes them beside an ontology: which IRI is answered by which file.

OASIS XML Catalogs 1.1 (https://www.oasis-open.org/committees/download.php/14809/xml-catalogs.html): ``catalog``,
``group``, ``uri`` and ``xml:base``. Nothing outside of the file is read, and a declaration of an entity is refused.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.parsers import expat

from kgtools.errors import ParseError, SourceError
from kgtools.reading import check_source

__all__ = ["CATALOG_NAME", "read_catalog"]

#: the name that Protégé gives to the catalog of a folder
CATALOG_NAME = "catalog-v001.xml"

_NAMESPACE = "urn:oasis:names:tc:entity:xmlns:xml:catalog"
_BASE = "http://www.w3.org/XML/1998/namespace base"
#: a catalog is short; what is longer is none
_MOST_BYTES = 16 << 20


def read_catalog(path: Path) -> dict[str, Path]:
    """The files of a catalog by the IRI that each answers; of two entries for one IRI the first counts (section 7.2.2).

    An entry that names no file, such as one with an address on the web, is passed over. Raises :class:`SourceError`
    where the file cannot be read and :class:`ParseError` where it is no catalog.
    """
    data = check_source(path).read_bytes()
    if len(data) > _MOST_BYTES:
        raise SourceError(str(path), "this is too long for an XML catalog (more than 16 MiB)")
    return _Reader(path).read(data)


class _Reader:
    """Reads one catalog."""

    def __init__(self, path: Path) -> None:
        self._path = path
        #: the base of each element that is open
        self._bases = [path.absolute().as_uri()]
        self._found: dict[str, Path] = {}
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._entity

    def read(self, data: bytes) -> dict[str, Path]:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            said = expat.errors.messages.get(error.code, "") or str(error)
            raise ParseError(
                f"this is not XML: {said}.", source=str(self._path), line=error.lineno, column=error.offset + 1
            ) from error
        return self._found

    def _error(self, message: str) -> ParseError:
        parser = self._parser
        return ParseError(
            message, source=str(self._path), line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if len(self._bases) == 1 and (namespace, local) != (_NAMESPACE, "catalog"):
            raise self._error(f"this is not an XML catalog; it begins with the element {local}.")
        base = urljoin(self._bases[-1], attributes.get(_BASE, ""))
        self._bases.append(base)
        if (namespace, local) == (_NAMESPACE, "uri"):
            iri, target = attributes.get("name"), attributes.get("uri")
            if not iri or target is None:
                raise self._error("an entry of a catalog needs the attributes name and uri.")
            file = _file_of(urljoin(base, target))
            if file is not None:
                self._found.setdefault(iri, file)

    def _end(self, _: str) -> None:
        self._bases.pop()

    def _entity(self, name: str, *_: object) -> None:
        raise self._error(f'the catalog declares the entity "{name}", which is refused; write out its text instead.')


def _file_of(address: str) -> Path | None:
    """The file that a ``file:`` address on this machine names, or None for any other."""
    parts = urlsplit(address)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    return Path(unquote(parts.path))
