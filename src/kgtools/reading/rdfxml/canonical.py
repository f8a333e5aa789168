"""The text of an ``rdf:parseType="Literal"``: Exclusive XML Canonicalization 1.0 with comments, as it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kgtools.reading.rdfxml.words import XMLNS, Name

__all__ = ["CanonicalXml"]

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_VALUE = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"})


class CanonicalXml:
    """The content of one element as it is met, event by event.

    >>> made = CanonicalXml()
    >>> made.start(Name("http://e/", "b", "e", "http://e/b"), [], {"e": "http://e/"})
    >>> made.characters("1 < 2")
    >>> made.end()
    >>> made.text
    '<e:b xmlns:e="http://e/">1 &lt; 2</e:b>'
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        #: how many characters there are so far
        self.length = 0
        # of each open element its name, and the namespaces that are declared where its content is
        self._open: list[tuple[str, Mapping[str, str]]] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def start(self, name: Name, attributes: Sequence[tuple[Name, str]], scope: Mapping[str, str]) -> None:
        """An element begins; `scope` has the namespaces in scope, by their prefixes."""
        namespaces = self._open[-1][1] if self._open else {}
        # section 3 of the recommendation: a namespace is declared where it is visibly utilized first
        prefixes = {name.prefix, *(a.prefix for a, _ in attributes if a.namespace)}
        fresh = {
            prefix: scope.get(prefix, "")
            for prefix in prefixes
            if prefix != "xml" and namespaces.get(prefix, "") != scope.get(prefix, "")
        }
        parts = [f"<{name.qualified_name}"]
        for prefix in sorted(fresh):
            parts.append(f' xmlns{":" if prefix else ""}{prefix}="{fresh[prefix].translate(_VALUE)}"')
        for attribute, value in sorted(attributes, key=lambda pair: (pair[0].namespace, pair[0].local)):
            qualified_name = f"xml:{attribute.local}" if attribute.namespace == XMLNS else attribute.qualified_name
            parts.append(f' {qualified_name}="{value.translate(_VALUE)}"')
        self._add("".join((*parts, ">")))
        self._open.append((name.qualified_name, {**namespaces, **fresh} if fresh else namespaces))

    def end(self) -> None:
        self._add(f"</{self._open.pop()[0]}>")

    def characters(self, text: str) -> None:
        self._add(text.translate(_TEXT))

    def comment(self, text: str) -> None:
        self._add(f"<!--{text}-->")

    def instruction(self, target: str, data: str) -> None:
        self._add(f"<?{target} {data}?>" if data else f"<?{target}?>")

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)
