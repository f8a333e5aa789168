"""Articles at hand are checked against digests, lengths and offsets; what no span covers is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kgtools.data.articles import ArticleFolder, ArticleRecord, Span, check_articles
from kgtools.errors import SourceError

TEXT = "Ada left the lab in June.\r\nשרה נשארה במעבדה.\n\nNobody said why.\n"


def record(text: str = TEXT, number: str = "000") -> ArticleRecord:
    return ArticleRecord("https://e.org/article", number, hashlib.sha256(text.encode()).hexdigest(), len(text), "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "000_news.txt").write_bytes(TEXT.encode())
    return tmp_path


def span(start: int, end: int) -> Span:
    return Span("000", start, end, f"https://e.org/span/{start}-{end}")


def check(folder: Path, spans: list[Span], **said: object):
    stated = record(**said) if said else record()
    (result,) = check_articles(ArticleFolder(folder, {"000": stated}), {"000": stated}, spans)
    return result


def test_offsets_count_code_points_of_the_file_with_its_line_ends(folder: Path) -> None:
    start = TEXT.index("שרה")
    opened = ArticleFolder(folder, {"000": record()})
    assert opened.passage("000", start, start + 3) == "שרה"


def test_all_is_well_where_the_spans_cover_the_text(folder: Path) -> None:
    result = check(folder, [span(0, len(TEXT))])
    assert result.problems == ()
    assert result.covered == result.length
    assert result.gaps == ()


def test_what_no_span_covers_is_told_by_line_and_offsets(folder: Path) -> None:
    last = TEXT.index("Nobody")
    result = check(folder, [span(0, last)])
    assert [(g.start, g.end, g.line) for g in result.gaps] == [(last, last + len("Nobody said why."), 4)]


def test_a_file_changed_by_one_byte_does_not_fit_and_gives_no_passages(folder: Path) -> None:
    (folder / "000_news.txt").write_bytes(TEXT.replace("June", "July").encode())
    result = check(folder, [span(0, 3)])
    assert "differs from the one that was read" in result.problems[0]
    assert ArticleFolder(folder, {"000": record()}).passage("000", 0, 3) is None


@pytest.mark.parametrize(
    "offsets", [(5, 5), (6, 5), (0, len(TEXT) + 1), (-1, 4)], ids=["empty", "backwards", "past", "minus"]
)
def test_a_span_outside_the_article_does_not_fit(folder: Path, offsets: tuple[int, int]) -> None:
    result = check(folder, [span(*offsets)])
    assert f"{offsets[0]}-{offsets[1]}" in result.problems[0]


def test_a_missing_file_is_a_problem_and_a_file_of_another_article_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "0001_other.txt").write_text(TEXT)
    result = check(tmp_path, [])
    assert result.problems == ("no file name in the folder begins with 000",)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such folder"):
        ArticleFolder(tmp_path / "nowhere", {})
