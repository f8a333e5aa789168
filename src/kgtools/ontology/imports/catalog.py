"""XML catalogs, as Protégé writes them beside an ontology: which IRI is answered by which file.

OASIS XML Catalogs 1.1 (https://www.oasis-open.org/committees/download.php/14809/xml-catalogs.html): ``catalog``,
``group`` and ``xml:base``, and the entries for IRIs (section 7.2.2): ``uri``, ``rewriteURI``, ``uriSuffix``,
``delegateURI`` and ``nextCatalog``. Only files are read, and a declaration of an entity is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.parsers import expat

from kgtools.errors import ParseError, SourceError
from kgtools.reading import check_source

__all__ = ["CATALOG_NAME", "Catalog", "read_catalog"]

#: the name that Protégé gives to the catalog of a folder
CATALOG_NAME = "catalog-v001.xml"

_NAMESPACE = "urn:oasis:names:tc:entity:xmlns:xml:catalog"
_BASE = "http://www.w3.org/XML/1998/namespace base"
#: a catalog is short; what is longer is none
_MAX_BYTES = 16 << 20


#: the attributes of each entry: what is compared with an IRI, and what answers it
_ENTRIES = {
    "uri": ("name", "uri"),
    "rewriteURI": ("uriStartString", "rewritePrefix"),
    "uriSuffix": ("uriSuffix", "uri"),
    "delegateURI": ("uriStartString", "catalog"),
    "nextCatalog": ("", "catalog"),
}


@dataclass
class Catalog:
    """One catalog: for each kind of entry what is compared with an IRI, and the address that answers.

    Of several entries of a kind for one IRI the first counts, or, of those for a part of it, the longest.
    """

    path: Path
    entries: dict[str, dict[str, str]] = field(default_factory=lambda: {kind: {} for kind in _ENTRIES})
    _catalogs: dict[Path, Catalog] = field(default_factory=dict)

    def find(self, iri: str) -> Path | None:
        """The file that answers an IRI (section 7.2.2); None where there is none, or an address on the web.

        Raises what :func:`read_catalog` raises, for the catalogs that this one names.
        """
        return self._find(iri, set())

    def _find(self, iri: str, visited: set[Path]) -> Path | None:
        visited.add(self.path.absolute())
        exact = self.entries["uri"].get(iri)
        if exact is not None:
            return _file_of(exact)
        start = max(filter(iri.startswith, self.entries["rewriteURI"]), key=len, default=None)
        if start is not None:
            return _file_of(self.entries["rewriteURI"][start] + iri[len(start) :])
        suffix = max(filter(iri.endswith, self.entries["uriSuffix"]), key=len, default=None)
        if suffix is not None:
            return _file_of(self.entries["uriSuffix"][suffix])
        delegates = sorted(filter(iri.startswith, self.entries["delegateURI"]), key=len, reverse=True)
        if delegates:
            # then no other catalog is asked
            return self._in_others(iri, [self.entries["delegateURI"][start] for start in delegates], visited)
        return self._in_others(iri, list(self.entries["nextCatalog"].values()), visited)

    def _in_others(self, iri: str, addresses: list[str], visited: set[Path]) -> Path | None:
        for address in addresses:
            path = _file_of(address)
            # a catalog that is not there is passed over (section 8)
            if path is None or path.resolve() in {other.resolve() for other in visited} or not path.is_file():
                continue
            if path not in self._catalogs:
                self._catalogs[path] = read_catalog(path)
            file = self._catalogs[path]._find(iri, visited)
            if file is not None:
                return file
        return None


def read_catalog(path: Path) -> Catalog:
    """Read a catalog; those that it names are read when they are asked.

    Raises :class:`SourceError` where the file cannot be read and :class:`ParseError` where it is no catalog.
    """
    data = check_source(path).read_bytes()
    if len(data) > _MAX_BYTES:
        raise SourceError(str(path), "this is too long for an XML catalog (more than 16 MiB)")
    return _Reader(path).read(data)


class _Reader:
    """Reads one catalog."""

    def __init__(self, path: Path) -> None:
        self._path = path
        #: the base of each element that is open
        self._bases = [path.absolute().as_uri()]
        self._catalog = Catalog(path)
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._entity

    def read(self, data: bytes) -> Catalog:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "") or str(error)
            raise ParseError(
                f"this is not XML: {reason}.", source=str(self._path), line=error.lineno, column=error.offset + 1
            ) from error
        return self._catalog

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
        if namespace != _NAMESPACE or local not in _ENTRIES:
            return
        compared, answer = _ENTRIES[local]
        iri, target = attributes.get(compared), attributes.get(answer)
        if (compared and not iri) or target is None:
            needed = f"the attributes {compared} and {answer}" if compared else f"the attribute {answer}"
            raise self._error(f"the entry {local} of a catalog needs {needed}.")
        address = urljoin(base, target)
        self._catalog.entries[local].setdefault(iri or address, address)

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
