"""Relative IRIs: read under a base that cannot occur, and written again as they were."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kgtools.errors import UsageError
from kgtools.formats import parse_bytes
from kgtools.formatting.source import Written
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import NamedNode

__all__ = ["STAND_IN", "KeptTable", "as_written", "kept_iris"]

#: the base for a text without one; deep, so that "../" leads nowhere else, and of a scheme of its own
STAND_IN = "r://r/1/2/3/4/5/6/7/8/9/"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_IN_TEXT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\r\n]|\\.)*+"|<(?P<iri>[^<>"{}|^`\s]*+)>|\#[^\r\n]*+|\\.', re.DOTALL
)


class KeptTable(PrefixTable):
    """A table that leaves some IRIs as they are: those that the text writes relative to its base."""

    kept: Mapping[str, str]

    def __init__(self, prefixes: Mapping[str, str], kept: Mapping[str, str]) -> None:
        super().__init__(prefixes)
        object.__setattr__(self, "kept", kept)

    def split(self, iri: str) -> tuple[str, str] | None:
        return None if iri in self.kept else super().split(iri)

    def lacks(self, iri: str) -> bool:
        return iri not in self.kept and not iri.startswith(STAND_IN) and super().lacks(iri)

    def replaced(self, prefixes: Mapping[str, str]) -> PrefixTable:
        return KeptTable(prefixes, self.kept)


def kept_iris(written: Written, source: str) -> dict[str, str]:
    """The IRIs that a text writes relative to its base, each as it is written.

    Where several ways of writing lead to one IRI, the shortest is taken, then the first in the alphabet. A text with
    several bases has its IRIs written in full.

    Raises :class:`UsageError` where that cannot be done, as some are relative to the place of the file.
    """
    base_places = {base.start for base in written.bases}
    relative = [iri for iri in written.iris if not _ABSOLUTE.match(iri.text) and iri.start not in base_places]
    if not relative:
        return {}
    first = min(base_places, default=-1)
    if len(written.bases) > 1 or any(iri.start < first for iri in relative):
        if not _ABSOLUTE.match(written.bases[0].text) or any(iri.start < first for iri in relative):
            raise UsageError(
                f"{source or 'the text'}: some IRIs are relative to the place of the file and others to a @base; "
                "write one @base above all of them, or none."
            )
        return {}
    texts = sorted({iri.text for iri in relative}, key=lambda text: (len(text), text))
    base = f"@base <{written.bases[0].text}> .\n" if written.bases else ""
    lines = "".join(f"<s:> <p:> <{text}> .\n" for text in texts)
    quads = parse_bytes((base + lines).encode(), format="turtle", base=STAND_IN, source=source)
    found: dict[str, str] = {}
    for quad, text in zip(quads, texts, strict=True):
        assert isinstance(quad.object, NamedNode)
        found.setdefault(quad.object.value, text)
    return found


def as_written(text: str, kept: Mapping[str, str]) -> str:
    """A text of our own style with the IRIs as they were written; what lies under the stand-in is made relative."""

    def again(match: re.Match[str]) -> str:
        iri = match["iri"]
        if iri is None:
            return match[0]
        found = kept.get(iri)
        if found is None and iri.startswith(STAND_IN):
            found = iri[len(STAND_IN) :]
        return match[0] if found is None else f"<{found}>"

    return _IN_TEXT.sub(again, text)
