"""A folder with the article files that the spans of the graph point into.

An article is known by the three digits that its file name begins with. Digests are over the bytes of the file, offsets
count Unicode code points of the file decoded as UTF-8, line ends as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kgtools.errors import SourceError
from kgtools.model.numbers import is_digits
from kgtools.model.vocab import Vocabulary
from kgtools.store import MemoryStore

__all__ = ["ArticleFolder", "ArticleRecord", "read_records"]


@dataclass(frozen=True)
class ArticleRecord:
    """What the graph says of an article's file: its number, digest (SHA-256, hexadecimal) and length (code points)."""

    iri: str
    number: str
    sha256: str
    length: int
    language: str


def read_records(store: MemoryStore, vocabulary: Vocabulary) -> dict[str, ArticleRecord]:
    """The articles of a graph by their number, in the order of the numbers.

    >>> store = MemoryStore()
    >>> store.load_bytes(b'''@prefix t: <http://e/onto#> . @prefix e: <http://e/> .
    ... e:g { e:news a t:Article ; t:articleNumber "001" ; t:sha256 "0a9f" ; t:charLength 920 }''', format="trig")
    >>> read_records(store, Vocabulary("http://e/"))
    {'001': ArticleRecord(iri='http://e/news', number='001', sha256='0a9f', length=920, language='')}
    """
    onto = f"{vocabulary.base}onto#"
    rows = store.select(
        f"""
        PREFIX talent: <{onto}>
        SELECT DISTINCT ?article ?number ?sha256 ?length ?language WHERE {{ GRAPH ?g {{
            ?article a talent:Article ; talent:articleNumber ?number ; talent:sha256 ?sha256 ;
                talent:charLength ?length .
            OPTIONAL {{ ?article talent:language ?language }}
        }} }} ORDER BY ?number
        """
    )
    records = {}
    for article, number, digest, length, language in rows:
        records[_value(number)] = ArticleRecord(
            _value(article), _value(number), _value(digest), int(_value(length)), _value(language)
        )
    return records


def _value(term: object) -> str:
    return str(getattr(term, "value", "") or "")


class ArticleFolder:
    """The texts of articles in a folder, read when they are asked for and only where the digest is right.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     written = (Path(name) / "000_news.txt").write_text("Ada left.")
    ...     record = ArticleRecord("", "000", hashlib.sha256(b"Ada left.").hexdigest(), 9, "en")
    ...     ArticleFolder(Path(name), {"000": record}).passage("000", 0, 3)
    'Ada'
    """

    def __init__(self, folder: Path, records: Mapping[str, ArticleRecord]) -> None:
        if not folder.is_dir():
            raise SourceError(str(folder), "there is no such folder of articles")
        self.folder = folder
        self.records = dict(records)
        self._texts: dict[str, str | None] = {}

    def path(self, number: str) -> Path | None:
        """The file of an article, or None; the first by name where several begin with its number."""
        if not number.isalnum():
            return None
        paths = sorted(p for p in self.folder.glob(f"{number}*") if p.is_file() and not is_digits(p.name[len(number)]))
        return paths[0] if paths else None

    def text(self, number: str) -> str | None:
        """The text of an article, or None where its file is missing, is not UTF-8, or is not the one that was read."""
        if number not in self._texts:
            self._texts[number] = self._read(number)
        return self._texts[number]

    def _read(self, number: str) -> str | None:
        path = self.path(number)
        record = self.records.get(number)
        if path is None or record is None:
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            raise SourceError(str(path), f"the file cannot be read ({(error.strerror or '').lower()})") from error
        if hashlib.sha256(data).hexdigest() != record.sha256.lower():
            return None
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def missing(self) -> list[str]:
        """One sentence for each article whose passages cannot be read here, and why."""
        sentences = []
        for number in self.records:
            if self.text(number) is None:
                path = self.path(number)
                why = "differs from the text that was read" if path else f"begins with {number}"
                sentences.append(f"{path or f'no file in {self.folder}'} {why}; passages of {number} are not shown.")
        return sentences

    def passage(self, number: str, start: int, end: int) -> str | None:
        """The passage of a span on one line, or None where the text cannot be had."""
        text = self.text(number)
        return None if text is None else " ".join(text[start:end].split())
