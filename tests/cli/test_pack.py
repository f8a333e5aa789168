"""`kgtools pack`, and packs where files are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.cli import run

DATA = "@prefix b: <http://boats.example/> .\nb:marea a b:Boat ; b:length 12 .\nb:tide a b:Boat .\n"
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix b: <http://boats.example/> .
b:BoatShape a sh:NodeShape ; sh:targetClass b:Boat ; sh:property [ sh:path b:length ; sh:minCount 1 ] .
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("boats.ttl").write_text(DATA)
    Path("shapes.ttl").write_text(SHAPES)


def test_a_pack_is_validated_queried_and_exported_as_its_file_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "boats.ttl", "-o", "boats.pack"]) == 0
    assert capsys.readouterr().err == "boats.pack: 3 triples.\n"
    for command in (
        ["validate", "-s", "shapes.ttl", "-f", "csv", "--no-positions", "--data"],
        ["query", "-q", "SELECT ?b { ?b a <http://boats.example/Boat> } ORDER BY ?b", "--data"],
    ):
        codes, texts = [], []
        for source in ("boats.ttl", "boats.pack"):
            codes.append(run([*command, source]))
            texts.append(capsys.readouterr().out)
        assert codes[0] == codes[1]
        assert texts[0] == texts[1]
        assert "tide" in texts[0]
    assert run(["export", "boats.pack", "-f", "turtle"]) == 0
    assert "b:marea" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pack", "boats.ttl"], "Missing option '-o'"),
        (["pack", "boats.ttl", "x.parquet", "-o", "p"], "Parquet files and RDF files cannot be packed together"),
        (["pack", "boats.ttl", "--column", "subject=s", "-o", "p"], "--column is for Parquet files"),
        (["pack", "x.parquet", "--column", "subject", "-o", "p"], "write ROLE=NAME"),
        (["pack", "boats.ttl", "-o", "."], "the folder holds something other than a pack"),
        (["pack", "boats.ttl", "-o", "shapes.ttl"], "this is a file, and a pack is a folder"),
    ],
    ids=["no output", "two kinds", "a column of no table", "half a mapping", "another folder", "a file"],
)
def test_a_wrong_call_is_told(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert message in capsys.readouterr().err


def test_a_pack_is_read_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "boats.ttl", "-o", "boats.pack", "--quiet"]) == 0
    assert run(["validate", "boats.pack", "boats.ttl", "-s", "shapes.ttl"]) == 2
    assert "boats.pack is a pack, which cannot be combined with other files" in capsys.readouterr().err
