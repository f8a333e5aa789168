"""The page of the stored queries says what their headers say."""

from __future__ import annotations

from pathlib import Path

from tests.query.pages import page

FILE = Path(__file__).parents[2] / "docs" / "queries.md"


def test_the_page_is_what_the_headers_say_now() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "write tests.query.pages.page() to docs/queries.md"


def test_every_query_has_its_heading_and_a_line_that_runs_it() -> None:
    text = page()
    assert "\n### remaining-authors\n" in text
    assert "kgtools query employed-at -p organization=" in text
