"""The W3C suite: the same report graph, with exact terms, nothing excused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import ShapesError, ValidationFailure
from kgtools.shacl import validate
from tests.shacl import suite


def check(path: Path) -> None:
    for case in suite.cases(path):
        if case.report is None:
            with pytest.raises((ShapesError, ValidationFailure)) as caught:
                validate(case.data, case.shapes, strict=True)
            assert caught.value.exit_code == 3
            continue
        assert suite.is_expected(case, validate(case.data, case.shapes).to_turtle())


@pytest.mark.parametrize("path", suite.params("core"))
def test_the_core_suite_gives_the_expected_report(path: Path) -> None:
    check(path)


@pytest.mark.parametrize("path", suite.params("sparql"))
def test_the_sparql_suite_gives_the_expected_report(path: Path) -> None:
    check(path)


def test_the_suite_is_complete() -> None:
    if suite.folder() is None:
        pytest.skip("the W3C suite is not there (KGTOOLS_SUITES)")
    counts = [sum(len(list(suite.cases(path))) for path in suite.files(part)) for part in ("core", "sparql")]
    assert counts == [98, 22]


def test_the_file_that_is_in_no_manifest_gives_the_expected_report() -> None:
    root = suite.folder()
    if root is None:
        pytest.skip("the W3C suite is not there (KGTOOLS_SUITES)")
    named = {path for part in ("core", "sparql") for path in suite.files(part)}
    others = [path for path in sorted(root.rglob("*.ttl")) if path not in named and list(suite.cases(path))]
    assert [path.stem for path in others] == ["nodeValidator-001"]
    for path in others:
        check(path)
