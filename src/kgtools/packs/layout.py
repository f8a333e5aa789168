"""The layout of a pack: a folder with a manifest and Parquet files whose rows are triples.

A row has the terms as canonical N-Triples text (``s``, ``p``, ``o``, and ``graph``, null for the default graph), and
what is known of the object: its ``kind``, its text without quotation marks (``lex``), ``datatype``, ``lang``, whether
it is ``well`` formed, and its place in the order of SPARQL's ``<`` (:mod:`kgtools.packs.ordering`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kgtools.errors import SourceError

__all__ = [
    "COLUMNS",
    "KINDS",
    "MANIFEST",
    "VERSION",
    "Manifest",
    "Stamp",
    "is_pack",
    "parse_manifest",
    "part_name",
    "read_manifest",
]

MANIFEST = "kgtools-pack.json"
#: another number where the columns are others, or hold something else
VERSION = 1
#: what the object of a triple is
KINDS = ("iri", "blank", "literal", "triple")
#: the columns and what each holds, in order
COLUMNS: Mapping[str, str] = {
    "s": "the subject as canonical N-Triples text",
    "p": "the predicate, likewise",
    "o": "the object, likewise; its language tag in lower case, as tags are compared",
    "graph": "the name of the graph, likewise; null for the default graph",
    "kind": "what the object is: iri, blank, literal or triple",
    "lex": "STR() of the object: the IRI, or the lexical form; null for blank nodes and triple terms",
    "datatype": "the IRI of the datatype of a literal",
    "lang": "the language tag as it is written",
    "well": "whether the lexical form of a literal is in the lexical space of its datatype",
    "order_group": "literals of one group can be compared: number, string, boolean, dateTime, date …",
    "order_rank": "the place in the group: whole numbers, or seconds; null where only kgtools can compare",
    "order_rest": "what decides between equal ranks, as text; null for strings, where lex decides",
    "order_double": "the number as a double, for comparisons with a float or a double",
    "order_width": "of numbers: 0 exact, 1 xsd:float, 2 xsd:double",
    "order_zoned": "of dates and times: whether there is a time zone",
}


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a pack says of itself, in :data:`MANIFEST`.

    `parts` are the Parquet files, and `size` is about how many bytes of N-Quads the triples are. `has_graphs` says
    whether there are named graphs: then several rows may have the same triple.
    """

    triples: int
    size: int
    parts: tuple[str, ...]
    has_graphs: bool
    prefixes: Mapping[str, str] = field(default_factory=dict)
    version: int = VERSION

    def text(self) -> str:
        """The manifest as JSON."""
        about = {"format": "kgtools pack", **asdict(self), "columns": dict(COLUMNS)}
        return json.dumps(about, indent=2, ensure_ascii=False) + "\n"


def is_pack(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder is a pack.

    >>> is_pack("no-such-folder")
    False
    """
    try:
        return Path(folder, MANIFEST).is_file()
    except (OSError, ValueError):
        return False


def read_manifest(folder: str | os.PathLike[str]) -> Manifest:
    """What a pack says of itself. Raises :class:`SourceError` where the folder is no pack, or one of another version.

    >>> read_manifest("no-such-pack")
    Traceback (most recent call last):
    kgtools.errors.SourceError: no-such-pack: this is not a pack; make one with `kgtools pack FILE… -o DIR`.
    """
    name = os.fspath(folder)
    if not is_pack(folder):
        raise SourceError(name, "this is not a pack; make one with `kgtools pack FILE… -o DIR`")
    try:
        text = Path(folder, MANIFEST).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SourceError(name, f"{MANIFEST} is damaged; pack again") from error
    manifest = parse_manifest(text, name)
    for part in manifest.parts:
        if not Path(folder, part).is_file():
            raise SourceError(name, f"{MANIFEST} names the file {part!r}, which is not in the folder; pack again")
        if not _is_whole(Path(folder, part)):
            raise SourceError(str(Path(folder, part)), "the file is truncated or not Parquet; pack again")
    return manifest


class Stamp:
    """The files of a pack as they are now: a pack that is replaced while it is read would be read by halves."""

    def __init__(self, folder: str | os.PathLike[str], manifest: Manifest) -> None:
        self._folder = os.fspath(folder)
        self._files = [Path(folder, name) for name in (MANIFEST, *manifest.parts)]
        self._identities = self._current_identities()

    def require_same(self) -> None:
        """Raise :class:`SourceError` unless the files are those that they were."""
        if self._current_identities() != self._identities:
            raise SourceError(self._folder, "the pack was replaced while it was read; run the command again")

    def _current_identities(self) -> list[tuple[int, int, int] | None]:
        return [_identity(file) for file in self._files]


def _identity(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _is_whole(path: Path) -> bool:
    """Whether a file begins and ends as Parquet does."""
    try:
        with path.open("rb") as stream:
            begin = stream.read(4)
            length = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, length - 4))
            return length >= 12 and begin == stream.read() == b"PAR1"
    except OSError:
        return False


def parse_manifest(text: str, name: str) -> Manifest:
    """What the text of a manifest says; raises :class:`SourceError` where it is not a manifest of this version.

    >>> parse_manifest("[]", "boats.pack")
    Traceback (most recent call last):
    kgtools.errors.SourceError: boats.pack: kgtools-pack.json is damaged; pack again.
    """
    try:
        fields = json.loads(text)
        if fields["version"] != VERSION:
            raise SourceError(
                name, f"the pack has layout {fields['version']}, and this kgtools reads {VERSION}; pack again"
            )
        manifest = Manifest(
            triples=int(fields["triples"]),
            size=int(fields["size"]),
            parts=tuple(map(str, fields["parts"])),
            has_graphs=bool(fields["has_graphs"]),
            prefixes={str(prefix): str(iri) for prefix, iri in fields["prefixes"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(name, f"{MANIFEST} is damaged; pack again") from error
    for part in manifest.parts:
        # a manifest may come from anywhere: it names files of its own folder
        if part != os.path.basename(part):
            raise SourceError(name, f"{MANIFEST} names the file {part!r}, which is not in the folder; pack again")
    return manifest


def part_name(number: int) -> str:
    """The name of a Parquet file of a pack.

    >>> part_name(3)
    'triples-00003.parquet'
    """
    return f"triples-{number:05d}.parquet"
