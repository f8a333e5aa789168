"""Whether the articles at hand are those that the graph was made from, and what of them no claim speaks of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kgtools.data.articles.folder import ArticleFolder, ArticleRecord
from kgtools.model.vocab import Vocabulary
from kgtools.store import MemoryStore

__all__ = ["ArticleCheck", "Gap", "Span", "check_articles", "read_spans"]


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of an article that a claim rests on: offsets in code points, the end excluded."""

    article: str
    start: int
    end: int
    iri: str


@dataclass(frozen=True)
class Gap:
    """A stretch of text that no span covers: offsets, and the line (from 1) on which it begins."""

    start: int
    end: int
    line: int


@dataclass(frozen=True)
class ArticleCheck:
    """What is found about one article: its problems, and how many of its characters the spans cover.

    `covered` and `length` count letters and digits; without the file both are 0.
    """

    record: ArticleRecord
    file: str
    problems: tuple[str, ...]
    spans: int
    covered: int
    length: int
    gaps: tuple[Gap, ...]


def read_spans(store: MemoryStore, vocabulary: Vocabulary) -> list[Span]:
    """The spans that claims rest on, each once, in order.

    >>> store = MemoryStore()
    >>> store.load_bytes(b'''@prefix t: <http://e/onto#> . @prefix e: <http://e/> .
    ... @prefix oa: <http://www.w3.org/ns/oa#> .
    ... e:g { e:span a t:SourceSpan ; oa:hasSource e:article ; oa:hasSelector e:selector .
    ...       e:selector oa:start 3 ; oa:end 7 . e:article t:articleNumber "001" . }''', format="trig")
    >>> read_spans(store, Vocabulary("http://e/"))
    [Span(article='001', start=3, end=7, iri='http://e/span')]
    """
    rows = store.select(
        f"""
        PREFIX talent: <{vocabulary.base}onto#>
        PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT DISTINCT ?number ?start ?end ?span WHERE {{ GRAPH ?g {{
            ?span a talent:SourceSpan ; oa:hasSource ?article ; oa:hasSelector ?selector .
            ?selector oa:start ?start ; oa:end ?end .
            ?article talent:articleNumber ?number .
        }} }}
        """
    )
    values = [[str(getattr(term, "value", "")) for term in row] for row in rows]
    return sorted(Span(number, int(start), int(end), iri) for number, start, end, iri in values)


def check_articles(
    folder: ArticleFolder, records: Mapping[str, ArticleRecord], spans: Sequence[Span]
) -> list[ArticleCheck]:
    """Check digest, length and every span of each article against its file; what is wrong is in `problems`.

    >>> import tempfile
    >>> from pathlib import Path
    >>> record = ArticleRecord("http://e/a", "000", hashlib.sha256(b"Ada left.").hexdigest(), 9, "en")
    >>> with tempfile.TemporaryDirectory() as name:
    ...     _ = Path(name, "000_news.txt").write_text("Ada left.")
    ...     folder = ArticleFolder(Path(name), {"000": record})
    ...     (check,) = check_articles(folder, {"000": record}, [Span("000", 0, 3, "http://e/span")])
    >>> check.problems, check.covered, check.length, check.gaps
    ((), 3, 7, (Gap(start=4, end=9, line=1),))

    Raises :class:`OSError` for a file that cannot be read.
    """
    by_article: dict[str, list[Span]] = {number: [] for number in records}
    for span in spans:
        by_article.setdefault(span.article, []).append(span)
    return [_check(folder, records[number], by_article[number]) for number in sorted(records)]


def _check(folder: ArticleFolder, record: ArticleRecord, spans: list[Span]) -> ArticleCheck:
    path = folder.path(record.number)
    problems = [
        f"the span {span.iri} has the offsets {span.start}-{span.end}, and the article has {record.length} characters"
        for span in spans
        if not 0 <= span.start < span.end <= record.length
    ]
    if path is None:
        problems.insert(0, f"no file name in the folder begins with {record.number}")
        return ArticleCheck(record, "", tuple(problems), len(spans), 0, 0, ())
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != record.sha256.lower():
        problems.append(f"the file differs from the one that was read: its SHA-256 is {digest}, not {record.sha256}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(f"the file is not UTF-8 text (byte {error.start})")
        return ArticleCheck(record, path.name, tuple(problems), len(spans), 0, 0, ())
    if len(text) != record.length:
        problems.append(f"the file has {len(text)} characters, not {record.length}")
    gaps = _gaps(text, spans)
    length = _visible(text)
    open_length = sum(_visible(text[gap.start : gap.end]) for gap in gaps)
    return ArticleCheck(record, path.name, tuple(problems), len(spans), length - open_length, length, tuple(gaps))


def _gaps(text: str, spans: Iterable[Span]) -> list[Gap]:
    covered = bytearray(len(text))
    for span in spans:
        covered[max(span.start, 0) : span.end] = b"\x01" * len(covered[max(span.start, 0) : span.end])
    gaps = []
    at = 0
    while (start := covered.find(b"\x00", at)) >= 0:
        end = covered.find(b"\x01", start)
        at = len(text) if end < 0 else end
        # a gap is cut at line ends, and what holds neither letter nor digit says nothing
        for line_start, line in _lines(text, start, at):
            if any(c.isalnum() for c in line):
                begin = line_start + len(line) - len(line.lstrip())
                gaps.append(Gap(begin, begin + len(line.strip()), text.count("\n", 0, begin) + 1))
    return gaps


def _lines(text: str, start: int, end: int) -> Iterable[tuple[int, str]]:
    for line in text[start:end].splitlines(keepends=True):
        yield start, line
        start += len(line)


def _visible(text: str) -> int:
    return sum(c.isalnum() for c in text)
