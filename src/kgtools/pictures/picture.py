"""What all pictures have in common: how they are shown in notebooks, and their table."""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kgtools.text.interface import InterfaceWords
from kgtools.text.markup import Html, bdi, element, joined, web_address

__all__ = ["Look", "Picture"]


@dataclass(frozen=True)
class Look:
    """How a picture is drawn: the words on it, where a click on a thing leads, and what its identifiers begin with."""

    words: InterfaceWords = field(default_factory=lambda: InterfaceWords("en"))
    href: Callable[[str], str | None] = web_address
    key: str = "picture"

    @property
    def is_mirrored(self) -> bool:
        """Whether the picture runs from right to left."""
        return self.words.direction == "rtl"


class Picture(ABC):
    """A picture: drawn by :meth:`svg`, and as a table by :meth:`rows`."""

    @property
    @abstractmethod
    def columns(self) -> Sequence[str]:
        """The names of the columns of its table."""

    @property
    @abstractmethod
    def rows(self) -> Sequence[Sequence[str]]:
        """The rows of its table; all that the picture shows, and what it cannot show."""

    @abstractmethod
    def svg(self, look: Look | None = None) -> Html:
        """The picture as an SVG element; nothing where there is nothing to draw."""

    def csv(self) -> bytes:
        """The table as CSV (RFC 4180)."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return stream.getvalue().encode()

    def _repr_svg_(self) -> str | None:
        """The picture, for notebooks; its texts are escaped, and only addresses of the web are linked."""
        return str(self.svg()) or None

    def _repr_html_(self) -> str:
        """The picture and its table, for notebooks."""
        head = element("tr", *(element("th", name) for name in self.columns))
        body = (element("tr", *(element("td", bdi(cell)) for cell in row)) for row in self.rows)
        table = element("table", element("thead", head), element("tbody", *body))
        details = element("details", element("summary", f"{len(self.rows):,}"), table)
        return str(joined(self.svg(), details))
