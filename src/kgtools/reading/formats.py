"""The one table of formats. Command line, file-name guessing and the docs are computed from it.

What writes a format is in :data:`kgtools.writing.writers.WRITERS`: reading knows nothing of writing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import PurePath
from types import MappingProxyType

from kgtools.errors import UnknownNameError, UsageError
from kgtools.model.rdf_files import EXTENSIONS, name_inside
from kgtools.reading.compression import check_uncompressed, read_file
from kgtools.reading.format import Format

__all__ = ["FORMATS", "format_by_name", "formats_given", "guess_format", "in_format"]

_W3C = "http://www.w3.org/ns/formats/"

FORMATS: tuple[Format, ...] = (
    Format(
        name="turtle",
        title="Turtle",
        iri=_W3C + "Turtle",
        media_type="text/turtle",
        extensions=EXTENSIONS["turtle"],
        supports_datasets=False,
        reads="TURTLE",
    ),
    Format(
        name="trig",
        title="TriG",
        iri=_W3C + "TriG",
        media_type="application/trig",
        extensions=EXTENSIONS["trig"],
        supports_datasets=True,
        reads="TRIG",
    ),
    Format(
        name="nt",
        title="N-Triples",
        iri=_W3C + "N-Triples",
        media_type="application/n-triples",
        extensions=EXTENSIONS["nt"],
        supports_datasets=False,
        reads="N_TRIPLES",
    ),
    Format(
        name="nq",
        title="N-Quads",
        iri=_W3C + "N-Quads",
        media_type="application/n-quads",
        extensions=EXTENSIONS["nq"],
        supports_datasets=True,
        reads="N_QUADS",
    ),
    Format(
        name="jsonld",
        title="JSON-LD",
        iri=_W3C + "JSON-LD",
        media_type="application/ld+json",
        extensions=EXTENSIONS["jsonld"],
        supports_datasets=True,
        reads="JSON_LD",
    ),
    Format(
        name="rdfxml",
        title="RDF/XML",
        iri=_W3C + "RDF_XML",
        media_type="application/rdf+xml",
        extensions=EXTENSIONS["rdfxml"],
        supports_datasets=False,
        reads="RDF_XML",
    ),
)

_ALIASES = {"ttl": "turtle", "ntriples": "nt", "nquads": "nq", "json-ld": "jsonld", "xml": "rdfxml", "rdf": "rdfxml"}


def format_by_name(name: str) -> Format:
    """The format with that name, alias, extension or media type.

    >>> format_by_name("text/turtle").name, format_by_name("TTL").name
    ('turtle', 'turtle')

    Raises :class:`UnknownNameError`.
    """
    key = name.strip().casefold().lstrip(".")
    key = _ALIASES.get(key, key)
    for row in FORMATS:
        if key in (row.name, row.media_type, *row.extensions):
            return row
    raise UnknownNameError("format", name, [f.name for f in FORMATS])


#: other extensions whose files are mostly Turtle, which is a part of Notation3
_ALSO = {"n3": "turtle", "shacl": "turtle"}
#: what unpacks a file, by its extension
_UNPACKED_BY = {"bz2": "bunzip2 -k", "xz": "unxz -k", "zst": "unzstd", "zip": "unzip"}
#: formats that are not read, by extension, and what converts them
_NOT_READ = {
    "hdt": ("HDT", "hdt2rdf"),
    "jelly": ("Jelly", "jelly-cli"),
    "obo": ("OBO", "ROBOT"),
    "ofn": ("OWL Functional Syntax", "ROBOT"),
    "omn": ("OWL Manchester Syntax", "ROBOT"),
    "owx": ("OWL/XML", "ROBOT"),
    "rj": ("RDF/JSON", "Apache Jena's riot"),
    "trdf": ("RDF Thrift", "Apache Jena's riot"),
    "trix": ("TriX", "Apache Jena's riot"),
}


#: of files that the block around reads in a format that their names do not show
_GIVEN: ContextVar[Mapping[str, Format]] = ContextVar("formats", default=MappingProxyType({}))


@contextmanager
def in_format(files: Iterable[str | os.PathLike[str]], format: str | Format | None) -> Iterator[None]:
    """Read these files in a format within the block, whatever their names are (``-`` is standard input).

    >>> with in_format(["boats.txt"], "turtle"):
    ...     guess_format("boats.txt").name
    'turtle'

    Without a format it changes nothing. Raises :class:`UnknownNameError`.
    """
    if format is None:
        yield
        return
    syntax = format_by_name(format) if isinstance(format, str) else format
    before = _GIVEN.set({**_GIVEN.get(), **{_place(file): syntax for file in files}})
    try:
        yield
    finally:
        _GIVEN.reset(before)


def formats_given() -> Mapping[str, Format]:
    """The formats that the blocks around give, by the absolute paths of files."""
    return _GIVEN.get()


def _place(file: str | os.PathLike[str]) -> str:
    name = os.fspath(file)
    return name if name == "-" else os.path.abspath(name)


def guess_format(path: str | PurePath, *, writable: bool = False) -> Format:
    """The format that a file name tells by its extension, or the one that a block gives (:func:`in_format`).

    Standard input (``-``) is read as TriG, which includes Turtle. A compressed file (``.nt.gz``) has the format of its
    contents. A name that ends in ``.json`` means JSON-LD where the file has an ``@context`` at its top, or is going to
    be written (`writable`).

    >>> guess_format("data/x.trig").name, guess_format("shapes.shacl").name, guess_format("x.nt.gz").name
    ('trig', 'turtle', 'nt')

    Raises :class:`UsageError` for an unknown extension.
    """
    formats_of_places = {} if writable else _GIVEN.get()
    if formats_of_places and (syntax := formats_of_places.get(_place(path))) is not None:
        return syntax
    if str(path) == "-":
        return format_by_name("trig")
    if writable:
        check_uncompressed(path)
    extension = name_inside(path).suffix.lstrip(".").casefold()
    extension = _ALSO.get(extension, extension)
    for row in FORMATS:
        if extension in row.extensions:
            return row
    if extension == "json":
        return format_by_name("jsonld") if writable else _json_format(path)
    endings = ", ".join("." + e for f in FORMATS for e in f.extensions[:1])
    if extension in _NOT_READ:
        title, tool = _NOT_READ[extension]
        raise UsageError(f"{path}: {title} is not read; convert the file to Turtle first, for example with {tool}.")
    if extension in _UNPACKED_BY:
        tool = _UNPACKED_BY[extension]
        raise UsageError(f"{path}: the file is compressed; unpack it first, for example with `{tool}`.")
    raise UsageError(
        f"{path}: the name does not show the format; use a name that ends with one of {endings}, or give the format "
        "(--input-format, of shapes --shapes-format)."
    )


def _json_format(path: str | PurePath) -> Format:
    """JSON-LD; a file that is there and has no ``@context`` is refused."""
    from kgtools.reading.recognize import HEAD, has_context, instead

    try:
        data = read_file(path)
    except OSError:
        # what cannot be read is told when it is read
        return format_by_name("jsonld")
    if not has_context(data):
        other = instead(data[:HEAD], format_by_name("jsonld"))
        if other is not None:
            raise UsageError(f"{path}: {other}")
        raise UsageError(
            f"{path}: this JSON has no @context at its top, which would make it JSON-LD; add one, or say that it is "
            "JSON-LD all the same (--input-format jsonld)."
        )
    return format_by_name("jsonld")
