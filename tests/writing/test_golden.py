"""Golden files: what each format looks like. ``python -m tests.writing.test_golden`` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.reading import FORMATS, Format, parse
from kgtools.writing import write
from tests.writing.same import shuffled

FOLDER = Path(__file__).parent / "golden"
INPUTS = ("ontology.ttl", "claims.trig")
CASES = [(name, known) for name in INPUTS for known in FORMATS]


def expected_path(name: str, known: Format) -> Path:
    return FOLDER / f"{Path(name).stem}.expected.{known.extension}"


def written(name: str, known: Format, seed: int) -> bytes:
    reader = parse(FOLDER / name)
    quads = shuffled(reader, seed)
    return write(quads, format=known, prefixes=reader.prefixes, merge_graphs=True)


@pytest.mark.parametrize(("name", "known"), CASES, ids=lambda v: v if isinstance(v, str) else v.name)
def test_each_format_is_written_as_the_golden_file_shows(name: str, known: Format) -> None:
    expected = expected_path(name, known).read_bytes()
    assert written(name, known, 1) == expected
    assert written(name, known, 2) == expected


@pytest.mark.parametrize(("name", "known"), CASES, ids=lambda v: v if isinstance(v, str) else v.name)
def test_what_is_read_from_a_golden_file_is_written_as_it_again(name: str, known: Format) -> None:
    path = expected_path(name, known)
    prefixes = parse(FOLDER / name)
    list(prefixes)
    assert write(parse(path, format=known), format=known, prefixes=prefixes.prefixes) == path.read_bytes()


if __name__ == "__main__":
    for case in CASES:
        expected_path(*case).write_bytes(written(*case, 0))
