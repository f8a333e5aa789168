"""Relative IRIs: read under a base that cannot occur, and written again as they were."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from kgtools.errors import UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import NamedNode
from kgtools.possessive import compile_pattern
from kgtools.reading import parse_bytes
from kgtools.writing.style.source import SourceText

__all__ = ["STAND_IN", "RelativeTable", "as_written", "kept_iris"]

_ROOT = "x-kgtools-relative://x/"
_FOLDERS = [str(number) for number in range(32)]
#: the base for a text without one: a document of its own in folders so deep that "../" leads nowhere else
STAND_IN = f"{_ROOT}{'/'.join(_FOLDERS)}/this~document"
_ABSOLUTE = compile_pattern(r"[A-Za-z][A-Za-z0-9+.\-]*:")
#: up to the next IRI of a text in our style
_TO_IRI = compile_pattern(
    rb'(?:[^"<\\]++|"""(?:[^"\\]++|\\.|"(?!""))*+"""|"(?:[^"\\\r\n]++|\\.)*+"|\\.|<(?![^<>\x00-\x20]*+>))*+<(?P<iri>[^<>\x00-\x20]*+)>',
    re.DOTALL,
)


class RelativeTable(PrefixTable):
    """A table that leaves some IRIs as they are: those that the text writes relative to its base."""

    relative_iris: Mapping[str, str]

    @property
    def in_full(self) -> Collection[str]:
        return self.relative_iris.keys()

    def __init__(self, prefixes: Mapping[str, str], spellings: Mapping[str, str]) -> None:
        super().__init__(prefixes)
        object.__setattr__(self, "relative_iris", spellings)

    def split(self, iri: str) -> tuple[str, str] | None:
        return None if iri in self.relative_iris else super().split(iri)

    def lacks(self, iri: str) -> bool:
        return iri not in self.relative_iris and not iri.startswith(_ROOT) and super().lacks(iri)

    def replaced(self, prefixes: Mapping[str, str]) -> PrefixTable:
        return RelativeTable(prefixes, self.relative_iris)


def kept_iris(text: SourceText, data: bytes, source: str) -> dict[str, str]:
    """The IRIs that a text writes relative to its base, each as it is written.

    Where several ways of writing lead to one IRI, the shortest is taken, then the first in the alphabet. A text with
    several bases has its IRIs written in full.

    Raises :class:`UsageError` where that cannot be done, as some are relative to the place of the file.
    """
    base_places = {base.start for base in text.bases}
    relative = [iri for iri in text.relative if iri.start not in base_places]
    if not relative:
        return {}
    first = min(base_places, default=-1)
    if text.bases and all(iri.start < first for iri in relative):
        # a base that nothing is relative to says nothing
        text.bases, first = [], -1
    if len(text.bases) > 1 or any(iri.start < first for iri in relative):
        if not _ABSOLUTE.match(text.bases[0].text) or any(iri.start < first for iri in relative):
            line = data.count(b"\n", 0, max(first, text.bases[0].start)) + 1
            raise UsageError(
                f"{source or 'the text'}, line {line}: some IRIs are relative to the location of the file and "
                "others to @base; write one @base above all of them, or none."
            )
        return {}
    texts = sorted({iri.text for iri in relative}, key=lambda iri: (len(iri), iri))
    base = f"@base <{text.bases[0].text}> .\n" if text.bases else ""
    lines = "".join(f"<s:> <p:> <{iri}> .\n" for iri in texts)
    quads = parse_bytes((base + lines).encode(), format="turtle", base=STAND_IN, source=source)
    spellings: dict[str, str] = {}
    for quad, as_text in zip(quads, texts, strict=True):
        assert isinstance(quad.object, NamedNode)
        spellings.setdefault(quad.object.value, as_text)
    return spellings


def as_written(data: bytes, spellings: Mapping[str, str]) -> bytes:
    """A text of our own style with the IRIs as they were written; what lies under the stand-in is made relative."""
    if not spellings and _ROOT.encode() not in data:
        return data
    parts: list[bytes] = []
    position = end = 0
    while (match := _TO_IRI.match(data, position)) is not None:
        position = match.end()
        iri = match["iri"].decode()
        spelling = spellings.get(iri)
        if spelling is None and iri.startswith(_ROOT):
            spelling = _relative(iri)
        if spelling is not None:
            parts += [data[end : match.start("iri")], spelling.encode()]
            end = match.end("iri")
    return b"".join([*parts, data[end:]])


def _relative(iri: str) -> str:
    """An IRI under the stand-in as a reference that leads to it from there (RFC 3986, section 4.2).

    >>> [_relative(STAND_IN + end) for end in ("", "#a", "?b")]
    ['', '#a', '?b']
    >>> folder = STAND_IN.rpartition("/")[0]
    >>> [_relative(folder + end) for end in ("/", "/a/b", "/a:b", "-b/c")]
    ['./', 'a/b', './a:b', '../31-b/c']
    """
    if iri.startswith(STAND_IN) and iri[len(STAND_IN) : len(STAND_IN) + 1] in ("", "#", "?"):
        return iri[len(STAND_IN) :]
    path = re.split("[?#]", iri[len(_ROOT) :], maxsplit=1)[0].split("/")[:-1]
    same = 0
    while same < min(len(path), len(_FOLDERS)) and path[same] == _FOLDERS[same]:
        same += 1
    rest = iri[len(_ROOT) + sum(len(folder) + 1 for folder in path[:same]) :]
    up = "../" * (len(_FOLDERS) - same)
    plain = rest and ":" not in rest.partition("/")[0] and not rest.startswith(("/", "?", "#"))
    return up + rest if up or plain else f"./{rest}"
