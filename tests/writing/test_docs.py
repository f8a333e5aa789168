"""The pages about formats say what the code does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from kgtools.model import order
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.reading import parse_bytes
from kgtools.writing import write
from tests.writing.page import PATH, formats_page

STYLE = Path(__file__).parents[2] / "docs" / "turtle-style.md"


def test_the_page_of_formats_is_fresh() -> None:
    assert PATH.read_text(encoding="utf-8") == formats_page(), "run: python -m tests.writing.page"


def test_the_examples_of_the_page_of_formats_run() -> None:
    text = "".join(re.findall(r"```python\n(.*?)```", PATH.read_text(encoding="utf-8"), re.DOTALL))
    test = doctest.DocTestParser().get_doctest(text, {}, "formats.md", None, None)
    assert doctest.DocTestRunner().run(test).failed == 0
    assert test.examples


def test_the_example_of_the_style_is_in_the_style() -> None:
    (text,) = re.findall(r"```turtle\n(.*?)```", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    reader = parse_bytes(text.encode(), format="turtle")
    quads = list(reader)
    assert write(quads, format="turtle", prefixes=reader.prefixes).decode() == text


def test_the_style_names_the_predicates_that_come_first_in_their_order() -> None:
    (paragraph,) = re.findall(r"## Predicates\n\n(.*?)\n\n", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    named = ["rdf:type" if name == "a" else name for name in re.findall(r"`([^`]+)`", paragraph)]
    assert [WELL_KNOWN.expand(name) for name in named] == list(order.FIRST_PREDICATES)
