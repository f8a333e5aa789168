"""The head of a text in our style: the version, the base, the prefixes, and the comments about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kgtools.writing.style.source import Comment

__all__ = ["Head", "with_head"]


@dataclass(slots=True)
class Head:
    """The directives of a text by what they are about (``@base``, ``@version``, a prefix with its colon), in order."""

    lines: list[tuple[str, str]]
    _behind: dict[str, str] = field(default_factory=dict)
    _above: dict[str, list[str]] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """How many bytes the directives have without comments."""
        return sum(len(line.encode()) + 1 for _, line in self.lines)

    @property
    def names(self) -> frozenset[str]:
        """What the directives are about."""
        return frozenset(name for name, _ in self.lines)

    def add(self, comments: Iterable[tuple[str, bool, Comment]]) -> list[Comment]:
        """Add comments about directives; those that would be above all directives are given back."""
        top: list[Comment] = []
        first = self.lines[0][0] if self.lines else ""
        for name, behind, comment in comments:
            if behind and name not in self._behind:
                self._behind[name] = comment.text
            elif name == first:
                top.append(comment)
            else:
                self._above.setdefault(name, []).append(comment.text)
        return top

    def text(self) -> str:
        """The lines of the directives with their comments."""
        lines: list[str] = []
        names: set[str] = set()
        for name, line in self.lines:
            if name not in names:
                lines += [f"{comment}\n" for comment in self._above.get(name, ())]
                behind = self._behind.get(name)
                line = line if behind is None else f"{line} {behind}"
                names.add(name)
            lines.append(f"{line}\n")
        return "".join(lines)


def with_head(body: bytes, *, base: str | None, versions: Sequence[str], as_sparql: bool) -> tuple[Head, bytes]:
    """The head of what a writer gave, and all of it with a base and versions, spelled as in SPARQL where that is kept.

    >>> head, text = with_head(b"@prefix e: <http://e/> .\\n\\ne:a\\n", base="http://e/x", versions=(), as_sparql=True)
    >>> print(text.decode(), end="")
    BASE <http://e/x>
    PREFIX e: <http://e/>
    <BLANKLINE>
    e:a
    >>> sorted(head.names)
    ['@base', 'e:']
    """
    end = 0
    while body.startswith(b"@prefix ", end):
        end = body.index(b"\n", end) + 1
    directives = [("@version", f'version "{version}"') for version in versions]
    directives += [] if base is None else [("@base", f"base <{base}>")]
    for line in body[:end].decode().splitlines():
        _, name, iri, _ = line.split(" ")
        directives.append((name, f"prefix {name} {iri}"))
    lines: list[tuple[str, str]] = []
    for name, directive in directives:
        word, _, rest = directive.partition(" ")
        lines.append((name, f"{word.upper()} {rest}" if as_sparql else f"@{directive} ."))
    head = Head(lines)
    text = head.text().encode()
    if body.startswith(text) and len(text) == end:
        return head, body
    gap = b"\n" if lines and not end and body else b""
    return head, b"".join([text, gap, body[end:]])
