"""Where pages are: the address of a page on a server, the file of it in a static site, and links between them.

Links are relative, so that pages work below any path of any host, and from `file:`.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

__all__ = ["Links", "filled", "page_file", "relative"]

_PLACE = re.compile(r"\{(\w+)(?::path)?\}")
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.~-]{0,99}")
#: names that Windows has for devices, with any ending
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def filled(pattern: str, arguments: Mapping[str, str]) -> str:
    """The address of a page: its pattern with the arguments in their places, and the others as a query string.

    >>> filled("/doc/{thing:path}", {"thing": "person/ada", "at": "2031-06"})
    '/doc/person/ada?at=2031-06'
    """
    path = _PLACE.sub(lambda place: _in_path(arguments[place[1]]), pattern)
    rest = _beside(pattern, arguments)
    return path + ("?" + urlencode(rest) if rest else "")


def _in_path(text: str) -> str:
    # many a proxy and library makes one slash of two, and an IRI has two
    return quote(text, safe="" if "//" in text else "/")


def page_file(pattern: str, arguments: Mapping[str, str]) -> str:
    """The file of a page in a static site; arguments that are not part of its path are folders of their own.

    >>> page_file("/", {}), page_file("/doc/{thing:path}", {"thing": "person/ada"})
    ('index.html', 'doc/person/ada.html')
    >>> page_file("/queries/{name}", {"name": "born", "in": "../x"})
    'queries/born/in-x-1846c454.html'
    """
    return _page_file(pattern, tuple(arguments.items()))


@functools.lru_cache(maxsize=1 << 15)
def _page_file(pattern: str, pairs: tuple[tuple[str, str], ...]) -> str:
    arguments = dict(pairs)
    if not arguments and "{" not in pattern:
        return f"{pattern[1:] or 'index'}.html"
    path = _PLACE.sub(lambda place: "/".join(map(_file_name, arguments[place[1]].split("/"))), pattern.strip("/"))
    return "/".join([path, *(_file_name(f"{key}-{value}") for key, value in _beside(pattern, arguments))]) + ".html"


def relative(source: str, target: str) -> str:
    """The link from one address or file to another, both without a slash at the start.

    >>> relative("doc/person/ada", "queries"), relative("", "doc/a"), relative("doc/a", "doc/b"), relative("a", "")
    ('../../queries', 'doc/a', 'b', './')
    """
    here, there = source.split("/")[:-1], target.split("/")
    common = 0
    while common < len(here) and common < len(there) - 1 and here[common] == there[common]:
        common += 1
    link = "../" * (len(here) - common) + "/".join(there[common:])
    # a colon in the first part would make a scheme of it, and nothing would be this page (RFC 3986, section 4.2)
    return link if link and ":" not in link.split("/", 1)[0] and not link.startswith("?") else f"./{link}"


@dataclass(frozen=True, kw_only=True)
class Links:
    """The links of one page to others.

    `routes` are the patterns of pages by name. `here` is the address of the page, without its first slash. On a server
    `language` is what the reader has chosen by ``?lang``, which links keep. In a static site (`is_static`) it is the
    folder of the language (empty for the first one), and `files` are those that there are: nothing else is linked.
    """

    routes: Mapping[str, str]
    here: str
    language: str = ""
    is_static: bool = False
    files: frozenset[str] = frozenset()
    #: what links begin with where the page is given at any address (that of what is not found); else they are relative
    root: str = ""

    @property
    def common(self) -> tuple[str, str, bool, str]:
        """What the links of two pages have in common where they are the same."""
        return (self.here.rpartition("/")[0], self.language, self.is_static, self.root)

    def to(self, name: str, /, *, fragment: str = "", **arguments: str) -> str | None:
        """The link to a page; None where a static site does not have it."""
        behind = "#" + quote(fragment) if fragment else ""
        if not self.is_static:
            return self._served(name, arguments) + behind
        file = page_file(self.routes[name], arguments)
        if file not in self.files:
            return None
        return self._from_here(f"{self.language}/{file}" if self.language else file) + behind

    def to_file(self, path: str, /, **parameters: str) -> str | None:
        """The link to a file that all languages share (data, style, script); its path is below the root."""
        if self.is_static:
            return self._from_here(path) if path in self.files and not parameters else None
        return relative(self.here, quote(path) + ("?" + urlencode(parameters) if parameters else ""))

    def root_of(self, path: str) -> str:
        """The link to a path below the root, whether it is a file or not."""
        return self._from_here(path)

    def to_answer(self, query: str, ending: str, **arguments: str) -> str | None:
        """The link to the answer to a stored query in a format for programs."""
        if not self.is_static:
            return self.to_file(f"api/queries/{quote(query, safe='')}.{ending}", **arguments)
        page = page_file(self.routes["query"], {"name": query, **arguments})
        return self.to_file(page.removesuffix("html") + ending)

    def to_table(self, name: str, /, **arguments: str) -> str | None:
        """The link to what a page shows as CSV."""
        if not self.is_static:
            address = filled(self.routes[name], arguments)
            path, mark, query = address.partition("?")
            return relative(self.here, f"{path[1:]}.csv{mark}{query}")
        return self.to_file(page_file(self.routes[name], arguments).removesuffix("html") + "csv")

    def in_language(self, name: str, language: str, folder: str, /, **arguments: str) -> str:
        """The link to a page in another language; in a static site it lies in the folder of that language."""
        if not self.is_static:
            return relative(self.here, filled(self.routes[name], {**arguments, "lang": language})[1:])
        file = page_file(self.routes[name], arguments)
        return self._from_here(f"{folder}/{file}" if folder else file)

    def _from_here(self, path: str) -> str:
        return self.root + path if self.root else relative(self.here, path)

    def _served(self, name: str, arguments: Mapping[str, str]) -> str:
        query = {**arguments, "lang": self.language} if self.language else arguments
        return relative(self.here, filled(self.routes[name], query)[1:])


def _beside(pattern: str, arguments: Mapping[str, str]) -> list[tuple[str, str]]:
    inside = set(_PLACE.findall(pattern))
    return [(key, value) for key, value in arguments.items() if key not in inside]


def _file_name(text: str) -> str:
    """A name that every file system takes: the text itself where it is one, else a readable part and a hash."""
    if _SAFE.fullmatch(text) and not _DEVICES.fullmatch(text) and not text.endswith("."):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    readable = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:40]
    return f"{readable}-{digest}" if readable else digest
