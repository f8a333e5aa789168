"""The wheel carries the graph: built, installed in an empty environment, and run from another folder."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_graph_the_types_and_the_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "kgtools/py.typed" in names
    assert "kgtools/shipped/kgtools.toml" in names
    for folder in ("ontology", "data", "queries"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"kgtools/shipped/{path.relative_to(ROOT).as_posix()}" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/LICENSE-DATA") for name in names)


@pytest.mark.slow
def test_the_installed_wheel_answers_the_first_question_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    # the pip that is here installs into the new one, and leaves compiling to those who run more than two commands
    venv.create(environment, with_pip=False)
    install = ["install", "-q", "--no-compile", str(wheel)]
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python")]
    subprocess.run([*pip, *install], check=True, capture_output=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = environment / "bin" / "kgtools"
    answer = subprocess.run(
        [command, "query", "remaining-authors", "-f", "csv"], cwd=elsewhere, capture_output=True, check=True
    )
    lines = answer.stdout.decode().split("\r\n")
    assert [line.split(",")[1:] for line in lines[1:-1]] == [
        ["Faisal Azhar", "technical program lead"],
        ["Hugo Touvron", "research scientist"],
        ["Xavier Martinet", "research engineer"],
    ]
    subprocess.run([command, "validate"], cwd=elsewhere, check=True, capture_output=True)
