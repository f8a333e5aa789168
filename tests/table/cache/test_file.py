from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.table.cache.faults import DamagedFileError
from kgtools.table.cache.file import BLOCK_BYTES, SectionFile, write_sections
from tests.examples import share

COLUMNS: Mapping[str, Any] = {
    "numbers": np.arange(3 * BLOCK_BYTES // 8 + 5, dtype=np.int64),
    "bytes": np.frombuffer(b"abc", np.uint8),
    "nothing": np.empty(0, np.int32),
    "more": np.arange(7000, dtype=np.int32),
}


def _written(path: Path) -> Path:
    with path.open("wb") as stream:
        write_sections(stream, COLUMNS.items(), lambda: {"word": "é"})
    path.chmod(0o600)
    return path


def _no(*_: object) -> Mapping[str, Any]:
    raise AssertionError("nothing is damaged")


def test_what_was_written_is_read(tmp_path: Path) -> None:
    file = SectionFile(_written(tmp_path / "a"), rebuild=_no)
    assert file.facts == {"word": "é"}
    for name, column in COLUMNS.items():
        found = file.checked(name, column.dtype.type)
        assert found.dtype == column.dtype
        assert found.tolist() == column.tolist()
        assert file.count(name) == len(column)
    assert "numbers" in file
    assert "other" not in file


@given(st.integers(0, 7000), st.integers(0, 7000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=share(30))
def test_a_part_is_read_by_itself(tmp_path: Path, start: int, stop: int) -> None:
    file = SectionFile(_written(tmp_path / "a"), rebuild=_no)
    assert file.checked("more", np.int32, start, stop).tolist() == COLUMNS["more"][start:stop].tolist()


def test_what_was_read_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        SectionFile(_written(tmp_path / "a"), rebuild=_no).checked("more", np.int32)[0] = 1


def _offsets() -> list[int]:
    """Places in every part of the file: its beginning, its sections, its checksums, its header, its end."""
    size = sum(len(column) * column.dtype.itemsize for column in COLUMNS.values())
    return [*range(80), *range(80, size, 997), *range(size, size + 900, 13)]


@pytest.mark.parametrize("bit", [1, 128], ids=["lowest bit", "highest bit"])
def test_a_byte_that_was_changed_is_never_believed(tmp_path: Path, bit: int) -> None:
    good = _written(tmp_path / "good").read_bytes()
    noticed = 0
    for offset in (place for place in _offsets() if place < len(good)):
        path = tmp_path / "bad"
        path.write_bytes(good[:offset] + bytes([good[offset] ^ bit]) + good[offset + 1 :])
        path.chmod(0o600)
        made: list[bool] = []

        def anew(made: list[bool] = made) -> Mapping[str, Any]:
            made.append(True)
            return COLUMNS

        try:
            file = SectionFile(path, rebuild=anew)
        except DamagedFileError:
            noticed += 1
            continue
        for name, column in COLUMNS.items():
            assert file.checked(name, column.dtype.type).tolist() == column.tolist(), offset
        noticed += bool(made)
    # what lies between two sections is nobody's; all else was noticed
    assert noticed > 0.98 * len(_offsets()) - 70


def test_what_is_not_touched_is_not_checked(tmp_path: Path) -> None:
    path = _written(tmp_path / "a")
    data = bytearray(path.read_bytes())
    data[64 + 2 * BLOCK_BYTES] ^= 1
    path.write_bytes(data)
    file = SectionFile(path, rebuild=lambda: COLUMNS)
    assert file.checked("numbers", np.int64, 0, 5).tolist() == [0, 1, 2, 3, 4]
    file.check_ranges("numbers", np.array([7, 9]), np.array([9, 9]))
    assert file.unchecked("numbers", np.int64) is not COLUMNS["numbers"]
    file.check_ranges("numbers", np.array([BLOCK_BYTES // 8 * 2]), np.array([BLOCK_BYTES // 8 * 2 + 1]))
    assert file.unchecked("numbers", np.int64) is COLUMNS["numbers"]


@pytest.mark.parametrize("length", [0, 1, 63, 64, 200, BLOCK_BYTES + 100, -1], ids=str)
def test_a_file_that_is_not_whole_is_damaged(tmp_path: Path, length: int) -> None:
    path = _written(tmp_path / "a")
    os.truncate(path, length % path.stat().st_size)
    with pytest.raises(DamagedFileError):
        SectionFile(path, rebuild=_no)


@pytest.mark.parametrize(
    "text", [b"x" * 1000, b"kgtools columns\n" * 64, b"\x80\x04N." * 40], ids=["x", "magic", "pickle"]
)
def test_another_file_is_none_of_ours(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(text)
    path.chmod(0o600)
    with pytest.raises(DamagedFileError):
        SectionFile(path, rebuild=_no)


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666], ids=oct)
def test_a_file_that_others_may_write_is_not_believed(tmp_path: Path, mode: int) -> None:
    path = _written(tmp_path / "a")
    path.chmod(mode)
    with pytest.raises(DamagedFileError, match="other users"):
        SectionFile(path, rebuild=_no)


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(_written(tmp_path / "a"))
    with pytest.raises(OSError, match="symbolic"):
        SectionFile(tmp_path / "link", rebuild=_no)


def test_what_ends_the_writing_is_passed_on(tmp_path: Path) -> None:
    calls: list[int] = []

    def check() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt

    with (tmp_path / "a").open("wb") as stream, pytest.raises(KeyboardInterrupt):
        write_sections(stream, COLUMNS.items(), dict, check=check)


def test_a_section_of_other_values_is_damage(tmp_path: Path) -> None:
    file = SectionFile(_written(tmp_path / "a"), rebuild=_no)
    with pytest.raises(DamagedFileError, match="its section more has values of type int32"):
        file.checked("more", np.int64)
