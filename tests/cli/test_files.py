"""Where commands write: ``-`` is standard output, and no file of that name is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.cli import run


@pytest.mark.parametrize(
    ("arguments", "code", "shown"),
    [
        pytest.param(["diff", "a.ttl", "b.ttl"], 0, "1 triple added", id="diff"),
        pytest.param(["reason", "b.ttl", "--profile", "rdfs", "-f", "nt"], 0, "Animal", id="reason"),
        pytest.param(["validate", "b.ttl", "-s", "s.ttl"], 0, "conform", id="validate"),
        pytest.param(["query", "--data", "b.ttl", "-f", "csv", "-q", "SELECT ?s { ?s a ?c }"], 0, "tom", id="query"),
        pytest.param(["export", "b.ttl", "-f", "nt"], 0, "tom", id="export"),
    ],
)
def test_a_minus_is_standard_output(
    arguments: list[str],
    code: int,
    shown: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    schema = "<http://e/Cat> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e/Animal> .\n"
    Path("a.ttl").write_text(schema, "utf-8")
    Path("b.ttl").write_text(f"{schema}<http://e/tom> a <http://e/Cat> .\n", "utf-8")
    shapes = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e/S> a sh:NodeShape ; sh:targetClass <http://e/Cat> .\n"
    )
    Path("s.ttl").write_text(shapes, "utf-8")
    assert run([*arguments, "-o", "-"]) == code
    assert shown in capfd.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ttl", "b.ttl", "s.ttl"]
