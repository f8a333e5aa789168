"""What NumPy is told about the processor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kgtools.processor import avoid_slow_sorts

DESCRIPTION = "processor\t: 0\nvendor_id\t: {vendor}\ncpu family\t: {family}\nflags\t\t: fpu sse2 avx2 {flag}\n\n"


def told(folder: Path, *, vendor: str = "AuthenticAMD", family: str = "25", flag: str = "avx512f") -> dict[str, str]:
    file = folder / "cpuinfo"
    file.write_text(DESCRIPTION.format(vendor=vendor, family=family, flag=flag))
    environment: dict[str, str] = {}
    avoid_slow_sorts(environment, str(file))
    return environment


def test_zen_4_sorts_without_avx_512(tmp_path: Path) -> None:
    assert told(tmp_path) == {"NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_SKX"}


@pytest.mark.parametrize(
    "other", [{"vendor": "GenuineIntel"}, {"family": "26"}, {"family": "23"}, {"flag": ""}, {"flag": "avx512fp16"}]
)
def test_other_processors_are_left_alone(tmp_path: Path, other: dict[str, str]) -> None:
    assert told(tmp_path, **other) == {}


def test_what_the_environment_says_stays(tmp_path: Path) -> None:
    told(tmp_path)
    environment = {"NPY_DISABLE_CPU_FEATURES": ""}
    avoid_slow_sorts(environment, str(tmp_path / "cpuinfo"))
    assert environment == {"NPY_DISABLE_CPU_FEATURES": ""}


def test_without_a_description_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(b"\xff:\x00 no processor\n")
    for name in ("none", "odd"):
        environment: dict[str, str] = {}
        avoid_slow_sorts(environment, str(tmp_path / name))
        assert environment == {}


def test_numpy_starts_with_it_where_every_warning_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(DESCRIPTION.format(vendor="AuthenticAMD", family="25", flag="avx512f"))
    program = f"""if True:
        import os
        os.environ.pop("NPY_DISABLE_CPU_FEATURES", None)
        from kgtools.processor import avoid_slow_sorts
        avoid_slow_sorts(os.environ, {str(file)!r})
        import numpy
        print(numpy.sort([2, 1]))
    """
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[1 2]\n", "")
