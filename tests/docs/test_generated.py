"""Generated pages are fresh."""

from __future__ import annotations

import pytest

from tests import generated


@pytest.mark.parametrize("page", generated.PAGES)
def test_a_generated_page_is_what_the_code_says_now(page: str) -> None:
    assert (generated.ROOT / page).read_text(encoding="utf-8") == generated.text(page), "run: python -m tests.generated"
