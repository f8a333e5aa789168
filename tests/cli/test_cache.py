"""kgtools query and validate with kept columns, and kgtools cache."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command_line import kgtools
from tests.table.cache.data import QUERIES, large

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix v: <http://example.org/v#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
v:Shape sh:targetSubjectsOf v:age ;
  sh:property [ sh:path v:age ; sh:maxInclusive 88 ; sh:datatype xsd:integer ] ;
  sh:property [ sh:path v:name ; sh:uniqueLang true ; sh:languageIn ( "id" "en" ) ;
                sh:pattern "[^7][0-9][0-9] of|[0-9] of" ; sh:severity sh:Info ] ;
  sh:property [ sh:path ( v:knows v:age ) ; sh:maxInclusive 88 ; sh:nodeKind sh:Literal ; sh:severity sh:Warning ] ;
  sh:property [ sh:path [ sh:inversePath v:knows ] ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path v:near ; sh:nodeKind sh:BlankNode ; sh:maxCount 1 ] .
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large(tmp_path_factory.mktemp("kept") / "data.nt")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_the_second_answer_is_that_of_the_first(data: Path, cache: Path) -> None:
    query = ("query", "--data", data, "-q", QUERIES[2], "-f", "json")
    expected = kgtools(*query, "--no-cache")
    assert expected.returncode == 0
    for _ in range(2):
        done = kgtools(*query, "--cache", cache)
        assert (done.stdout, done.stderr, done.returncode) == (expected.stdout, "", 0)
    assert len(list(cache.glob("*.columns"))) == 1


def test_the_environment_names_the_folder(data: Path, cache: Path) -> None:
    done = kgtools("query", "--data", data, "-q", "ASK { ?s ?p ?o }", KGTOOLS_CACHE=str(cache))
    assert (done.stdout, done.stderr) == ("true\n", "")
    assert list(cache.glob("*.columns"))


@pytest.mark.parametrize("options", [["--no-cache"], []], ids=["--no-cache", "KGTOOLS_CACHE=off"])
def test_nothing_is_kept_where_that_is_said(data: Path, tmp_path: Path, options: list[str]) -> None:
    word = {} if options else {"KGTOOLS_CACHE": "off"}
    kgtools("query", "--data", data, "-q", "ASK { ?s ?p ?o }", *options, **{"XDG_CACHE_HOME": str(tmp_path), **word})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of Linux")
def test_the_folder_of_the_user_is_the_default(data: Path, tmp_path: Path) -> None:
    done = kgtools("query", "--data", data, "-q", "ASK {}", KGTOOLS_CACHE="", XDG_CACHE_HOME=str(tmp_path))
    assert done.stderr == ""
    assert len(list((tmp_path / "kgtools").glob("*.columns"))) == 1


def test_small_files_are_not_kept(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://e/a> <http://e/b> 1 .")
    kgtools("query", "--data", tmp_path / "a.ttl", "-q", "ASK {}", "--cache", cache)
    assert not cache.exists()


@pytest.mark.parametrize("format", ["text", "json", "turtle"], ids=str)
def test_reports_are_the_same_with_and_without_a_cache(data: Path, tmp_path: Path, cache: Path, format: str) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES)
    command = ("validate", data, "-s", shapes, "-f", format, "--explain")
    expected = kgtools(*command, "--no-cache")
    assert expected.returncode == 1, expected.stderr
    for _ in range(2):
        done = kgtools(*command, "--cache", cache)
        assert done.stdout == expected.stdout
        assert (done.stderr, done.returncode) == (expected.stderr, 1)
    # a query finds what a validation has kept
    before = next(cache.glob("*.columns")).stat().st_ino
    kgtools("query", "--data", data, "-q", "ASK {}", "--cache", cache)
    assert [path.stat().st_ino for path in cache.glob("*.columns")] == [before]


def test_a_folder_that_cannot_be_used_is_a_remark(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = kgtools("query", "--data", data, "-q", "ASK {}", "--cache", tmp_path / "file")
    assert (done.stdout, done.returncode) == ("true\n", 0)
    assert done.stderr.startswith("remark: ")
    assert "Traceback" not in done.stderr
    assert kgtools("--quiet", "query", "--data", data, "-q", "ASK {}", "--cache", tmp_path / "file").stderr == ""


def test_the_answer_is_out_before_the_columns_are_written(data: Path, cache: Path) -> None:
    script = (
        "import sys, time\n"
        "import kgtools.table.cache.file as file\n"
        "file.write_sections = lambda *_, **__: time.sleep(60)\n"
        "from kgtools.__main__ import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", script, "query", "--data", str(data), "-q", "ASK {}", "--cache", str(cache)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        # to its end: whoever reads the answer need not wait for the process
        assert process.stdout.read() == b"true\n"
        assert process.poll() is None
        time.sleep(0.2)
        process.send_signal(2)
        assert process.wait(timeout=10) == 130
    assert list(cache.glob("*.columns")) == []


def test_the_list_names_what_is_kept(data: Path, cache: Path) -> None:
    kgtools("query", "--data", data, "-q", "ASK {}", "--cache", cache)
    listed = kgtools("cache", "--cache", cache)
    assert listed.stdout.startswith(f"{cache}: 1 file, ")
    assert str(data) in listed.stdout
    found = json.loads(kgtools("cache", "list", "--cache", cache, "-f", "json").stdout)
    assert [file["inputs"] for file in found["files"]] == [[str(data)]]
    assert kgtools("cache", "path", "--cache", cache).stdout == f"{cache}\n"
    cleared = kgtools("cache", "clear", "--cache", cache)
    assert cleared.stdout.startswith("1 file, ")
    assert not cache.exists()
    assert kgtools("cache", "--cache", cache).stdout == f"{cache}: 0 files, 0 B of 10.0 GiB at most\n"


@pytest.mark.parametrize(
    ("arguments", "environ", "sentence"),
    [
        (["cache"], {"KGTOOLS_CACHE": "off"}, "KGTOOLS_CACHE is off"),
        (["cache"], {"KGTOOLS_CACHE": "/tmp/x", "KGTOOLS_CACHE_SIZE": "much"}, "KGTOOLS_CACHE_SIZE"),
        (["query", "-q", "ASK {}", "--cache", "x", "--no-cache"], {}, "--cache and --no-cache"),
    ],
    ids=["off", "no size", "both options"],
)
def test_wrong_use_is_one_sentence(arguments: list[str], environ: dict[str, str], sentence: str) -> None:
    done = kgtools(*arguments, **environ)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
