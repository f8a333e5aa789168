"""HTML and SVG as text: elements whose contents are escaped, so that nothing from data can become markup."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from kgtools.text.characters import visible
from kgtools.text.direction import text_direction

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Html", "bdi", "element", "joined", "web_address"]

#: elements without contents (HTML, section 13.1.2)
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
#: the characters that are escaped
_SPECIAL = re.compile("[&<>\"']")


class Html(str):
    """Text that is markup already; template engines do not escape it."""

    __slots__ = ()

    def __html__(self) -> Self:
        return self


def element(name: str, /, *contents: object, **attributes: object) -> Html:
    """An element: contents and values of attributes are escaped, unless a content is :class:`Html`.

    An attribute is left out where it is None or False, and stands alone where it is True. An underscore in its name is
    a hyphen, and one at the end is dropped.

    >>> element("a", "x < y", href="?a=1&b=2", class_="out")
    '<a href="?a=1&amp;b=2" class="out">x &lt; y</a>'
    >>> element("p", element("br"), hidden=True)
    '<p hidden><br></p>'
    """
    start = "<" + name
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        attribute = key.rstrip("_").replace("_", "-") if "_" in key else key
        start += f" {attribute}" if value is True else f' {attribute}="{_escaped(value)}"'
    return Html(start + ">" if name in _VOID else f"{start}>{_join(contents)}</{name}>")


def joined(*contents: object, separator: str = "") -> Html:
    """Contents one after the other, each escaped unless it is :class:`Html`; None is nothing.

    >>> joined("a & b", Html("<hr>"))
    'a &amp; b<hr>'
    """
    return Html(_join(contents, escape(separator)))


def _join(contents: tuple[object, ...], between: str = "") -> str:
    return between.join([c if type(c) is Html else _escaped(c) for c in contents if c is not None])


def _escaped(content: object) -> str:
    text = content if type(content) is str else str(content)
    return escape(text) if _SPECIAL.search(text) else text


def bdi(text: str, language: str | None = None, *, reader: str | None = None) -> Html:
    r"""A text from data as the element ``bdi``: in its own direction, and characters that turn a line are visible.

    `reader` is the reader's language, in which a text without a language probably is.

    >>> bdi("\u202eevil", "en")
    '<bdi lang="en">\\u202Eevil</bdi>'
    >>> bdi("Wang עזב", reader="he")
    '<bdi dir="rtl">Wang עזב</bdi>'
    """
    escaped = _escaped(visible(text))
    direction = text_direction(text, language or reader)
    attributes = (f' lang="{_escaped(language)}"' if language else "") + (
        "" if direction == "auto" else f' dir="{direction}"'
    )
    return Html(f"<bdi{attributes}>{escaped}</bdi>")


def web_address(iri: str) -> str | None:
    """An IRI that may be followed by a click; None for any other (``javascript:``, ``data:``, ``file:`` …).

    >>> web_address("https://example.org/"), web_address("javascript:alert(1)"), web_address("http://a@b/")
    ('https://example.org/', None, None)
    """
    scheme, _, rest = iri.partition("://")
    if scheme.casefold() not in ("http", "https") or not rest:
        return None
    # a name before the host makes one address look like another
    return None if "@" in rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0] else iri
