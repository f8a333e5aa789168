"""Every error has its heading on the page of errors, and every heading its error."""

from __future__ import annotations

import re
from pathlib import Path

from kgtools import errors

PAGE = Path(__file__).parent.parent.parent / "docs" / "errors.md"


def test_every_error_has_its_heading_on_the_page() -> None:
    headings = set(re.findall(r"^## (\w+)$", PAGE.read_text(encoding="utf-8"), flags=re.M))
    assert headings == set(errors.__all__) - {"KgtoolsError"}
