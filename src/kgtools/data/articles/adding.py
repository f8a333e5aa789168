"""Sets up a new article in a project: what identifies its text, and a file for its claims."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from kgtools.data.articles.folder import ArticleRecord
from kgtools.data.articles.language import guessed_language
from kgtools.errors import ParameterError, SourceError, UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Quad, Term
from kgtools.model.vocab import RDF, XSD, Vocabulary
from kgtools.project import GraphProject
from kgtools.text.languages import check_languages, language_tag
from kgtools.writing import write, write_bytes

__all__ = ["ArticleDetails", "ArticleKeywords", "add_article"]

_DCTERMS = "http://purl.org/dc/terms/"
_NUMBER = re.compile(r"[0-9]{3}")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
#: bytes of the text of an article: what has more is no article but a collection, or some other file
_MAX_BYTES = 5_000_000
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


class ArticleKeywords(TypedDict, total=False):
    """The fields of :class:`ArticleDetails` as keywords of a call."""

    language: str | None
    title: str | None
    publisher: str | None
    creator: str | None
    issued: str | None
    url: str | None


@dataclass(frozen=True, kw_only=True)
class ArticleDetails:
    """What is known of an article beside its text; all of it may stay unknown.

    Without a language the one is taken that the text clearly is in, of English, Indonesian and Hebrew, else ``und``.
    """

    #: its language tag
    language: str | None = None
    title: str | None = None
    publisher: str | None = None
    creator: str | None = None
    #: a year, a month or a day, as 2031-06-15
    issued: str | None = None
    #: its address
    url: str | None = None


def add_article(
    project: GraphProject,
    file: str | os.PathLike[str],
    *,
    number: str,
    details: ArticleDetails,
    records: dict[str, ArticleRecord],
    prefixes: PrefixTable,
) -> Path:
    """Write the claims file of a new article, with its source and no claim yet; the path of the file.

    `records` are the articles that the graph has. Nothing is overwritten, and nothing is written where something is
    wrong: raises :class:`UsageError` for a number that is ill-formed or taken, :class:`ParameterError` for a detail,
    and :class:`SourceError` for a text that cannot be read.
    """
    if _NUMBER.fullmatch(number) is None:
        raise UsageError(f'the id of an article is three digits such as 005, not "{number}".')
    target = project.path("data") / "articles" / f"{number}.trig"
    if number in records or target.exists():
        raise UsageError(f"there is an article {number} already; choose the next free number.")
    data, text = _read(Path(file))
    digest = hashlib.sha256(data).hexdigest()
    same = next((record for record in records.values() if record.sha256.lower() == digest), None)
    if same is not None:
        raise UsageError(f"{os.fspath(file)} is article {same.number} already: the digests are equal.")
    vocabulary = Vocabulary(project.base)
    language = details.language if details.language is not None else guessed_language(text)
    quads = _quads(vocabulary, number, digest, len(text), details, language=language)
    names = {**_own_prefixes(vocabulary), **prefixes}
    comment = _comment(number, vocabulary)
    contents = comment.encode() + write(quads, format="trig", prefixes=names)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(
            str(target.parent), f"the folder cannot be made ({(error.strerror or '').lower()})"
        ) from error
    write_bytes(target, contents)
    return target


def _read(path: Path) -> tuple[bytes, str]:
    if not path.is_file():
        raise SourceError(str(path), "there is no such file" if not path.exists() else "this is not a file")
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(str(path), f"the file cannot be read ({(error.strerror or '').lower()})") from error
    if len(data) > _MAX_BYTES:
        raise SourceError(
            str(path), f"the file has more than {_MAX_BYTES // 1_000_000} MB, the limit for one article; split it"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            str(path), f"this is not UTF-8 text (byte {error.start}); save the article as UTF-8"
        ) from error
    if "\0" in text:
        raise SourceError(str(path), "this is not text: it has NUL characters")
    if not any(character.isalnum() for character in text):
        raise SourceError(str(path), "there is no text in the file")
    return data, text


def _quads(
    vocabulary: Vocabulary, number: str, digest: str, length: int, details: ArticleDetails, *, language: str
) -> list[Quad]:
    article = NamedNode(f"{vocabulary.base}id/article/{number}")
    (language,) = check_languages([language], parameter="language", advice="use one tag such as en or he")
    properties: list[tuple[NamedNode, Term]] = [
        (NamedNode(RDF + "type"), vocabulary.term("Article")),
        (vocabulary.term("articleNumber"), Literal(number)),
        (vocabulary.term("charLength"), Literal(str(length), datatype=NamedNode(XSD + "integer"))),
        (vocabulary.term("language"), Literal(language_tag(language))),
        (vocabulary.term("sha256"), Literal(digest)),
    ]
    for name, value in (("title", details.title), ("publisher", details.publisher), ("creator", details.creator)):
        if value is not None:
            if not value.strip() or not value.isprintable():
                raise ParameterError(name, value, "it is one line of text")
            properties.append((NamedNode(_DCTERMS + name), Literal(value.strip())))
    if details.issued is not None:
        properties.append((NamedNode(_DCTERMS + "issued"), _date(details.issued)))
    if details.url is not None:
        properties.append((NamedNode(_DCTERMS + "source"), _address(details.url)))
    return [Quad(article, predicate, value, vocabulary.graph("prov")) for predicate, value in properties]


def _date(text: str) -> Literal:
    from kgtools.model.dates import parse_edtf

    wrong = ParameterError("date", text, "write a year, a month or a day, as in 2031-06-15")
    if _DATE.fullmatch(text) is None:
        raise wrong
    try:
        parse_edtf(text)
    except UsageError as error:
        raise wrong from error
    return Literal(text, datatype=NamedNode(XSD + _DATE_TYPES[len(text)]))


def _address(text: str) -> NamedNode:
    if re.fullmatch(r"https?://[^\s<>\"{}|^`\\]+", text) is None:
        raise ParameterError("url", text, "write an address that begins with https:// or http://")
    return NamedNode(text)


def _own_prefixes(vocabulary: Vocabulary) -> dict[str, str]:
    base = vocabulary.base
    return {
        "article": f"{base}id/article/",
        "claim": vocabulary.claims,
        "graph": f"{base}graph/",
        "onto": f"{base}onto#",
    }


def _comment(number: str, vocabulary: Vocabulary) -> str:
    lines = (
        f"The claims of article {number}. A claim is a named graph, <{vocabulary.claims}{number}-0001> and so on, with",
        "what the article says. What is said about a claim (its kind, its span, its certainty, and a line in your own",
        f"words) is in <{vocabulary.graph('prov').value}>,",
        f"and whether it is accepted in <{vocabulary.graph('decisions').value}>.",
    )
    return "".join(f"# {line}\n" for line in lines) + "\n"
