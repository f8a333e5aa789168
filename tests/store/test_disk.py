"""A store on disk is read and never changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

from kgtools.errors import SourceError
from kgtools.store import read_store


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    made = pyoxigraph.Store(str(folder))
    made.load(
        b"<http://e/a> <http://e/b> 01 . <http://e/a> <http://e/c> <http://e/d> .", format=pyoxigraph.RdfFormat.TURTLE
    )
    made.flush()
    del made
    return folder


def test_what_a_store_holds_is_read(store: Path) -> None:
    assert {str(quad.predicate) for quad in read_store(store)} == {"<http://e/b>", "<http://e/c>"}


def test_a_folder_that_is_no_store_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine")
    with pytest.raises(SourceError, match="no Oxigraph store"):
        read_store(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_an_export_from_a_store_says_that_its_literals_are_canonical(store: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kgtools", "export", "--store", str(store), "-f", "nt"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0
    assert '"1"^^<http://www.w3.org/2001/XMLSchema#integer>' in ran.stdout
    assert "canonical spelling" in ran.stderr
    again = subprocess.run([*command, "file.ttl"], cwd=tmp_path, capture_output=True, text=True)
    assert again.returncode == 2
