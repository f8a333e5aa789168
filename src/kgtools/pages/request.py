"""The request for a page, and the page that answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kgtools.pages.addresses import Links
from kgtools.text.interface import InterfaceWords, interface_language

__all__ = ["Alternate", "Document", "QueryLimits", "Request", "reader_languages"]


@dataclass(frozen=True)
class QueryLimits:
    """What each query of a page may take: seconds, and bytes of memory; None for no limit."""

    timeout: float | None = None
    memory: int | None = None


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request for a page: which page, with which arguments, in which languages.

    `arguments` are those of the path and of the query string, each with its last value; `lists` has all values of the
    query string. `languages` are the reader's, in order, as :func:`reader_languages` gives them. `base_url` is where
    the pages are published, if that is known, `trees` the languages of a static site with their folders, and `limits`
    those of each query that the page asks.
    """

    page: str
    links: Links
    arguments: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    base_url: str = ""
    trees: tuple[tuple[str, str], ...] = ()
    limits: QueryLimits = QueryLimits()

    @property
    def is_static(self) -> bool:
        return self.links.is_static

    @property
    def language(self) -> str:
        """The language of the interface: ``en``, ``id`` or ``he``."""
        return interface_language(self.languages)

    @property
    def words(self) -> InterfaceWords:
        """The words of the interface in that language."""
        return InterfaceWords(self.language)

    def from_address(self, here: str) -> Request:
        """The same request with links that start from another address, without its first slash."""
        return replace(self, links=replace(self.links, here=here))

    @property
    def at(self) -> str:
        """The month or day of the request (``?at=2031-06``), if there is one."""
        return self.arguments.get("at", "").strip()


@dataclass(frozen=True)
class Alternate:
    """The same in another form: a media type, a link relative to the page, and a name for people."""

    media_type: str
    href: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """A page as it is sent or written: its HTML, its status, its other forms, or where to go instead."""

    html: str
    status: int = 200
    alternates: tuple[Alternate, ...] = ()
    location: str = ""
    #: whether a stored query was answered, and found something
    has_answer: bool = False
    #: what is wrong with the stored query itself, which was not answered for that: with its file, line and column
    fault: str = ""
    #: the content security policy that the page needs, where it is another one than that of all pages
    policy: str = ""


def reader_languages(language: str, header: str, project: Sequence[str]) -> tuple[str, ...]:
    """The languages of a reader: those of ``?lang``, then those of Accept-Language by quality, then the project's.

    What is not a language tag is left out, and each language is given once.

    >>> reader_languages("", "id;q=0.5, he-IL, *;q=0.1, fr;q=0", ["en", "id"])
    ('he-IL', 'id', 'en')
    >>> reader_languages("he,en", "id", ["en"])
    ('he', 'en', 'id')
    """
    return _languages_in_order(language, header, tuple(project))


@lru_cache(maxsize=64)
def _languages_in_order(language: str, header: str, project: tuple[str, ...]) -> tuple[str, ...]:
    # a browser sends the same header with every request
    from kgtools.errors import ParameterError
    from kgtools.text.languages import check_languages

    weighed = []
    for place, part in enumerate(header.split(",")[:50]):
        tag, _, parameters = part.partition(";")
        weighed.append((-_quality(parameters), place, tag.strip()))
    tags = [tag.strip() for tag in language.split(",")[:50]]
    tags += [tag for quality, _, tag in sorted(weighed) if quality < 0]
    languages: list[str] = []
    for tag in (*tags, *project):
        try:
            languages += check_languages([tag])
        except ParameterError:
            continue
    return tuple(dict.fromkeys(languages)) or ("en",)


def _quality(parameters: str) -> float:
    """The weight of an accepted language (RFC 9110, section 12.4.2); what cannot be read is not wanted."""
    text = parameters.strip().replace(" ", "")
    if not text.startswith("q="):
        return 1.0
    try:
        value = float(text[2:])
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
