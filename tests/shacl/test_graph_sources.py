"""What a caller may give as data and shapes, and how long and how much it may take."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import rdflib

from kgtools.errors import LimitError, UnknownNameError, UsageError
from kgtools.shacl import ValidationReport, validate
from kgtools.table import load_bytes

HEAD = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> .\n"
SHAPES = HEAD + "e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:maxCount 1 ] ."
DATA = HEAD + "e:a e:p 01 , 1 ."


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "data.ttl").write_text(DATA)
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    return tmp_path / "data.ttl", tmp_path / "shapes.ttl"


def text_of(report: ValidationReport) -> list[str]:
    return [f"{result.focus_node} {result.message().value}" for result in report.results]


def test_files_datasets_and_rdflib_graphs_give_the_same_report(files: tuple[Path, Path]) -> None:
    data, shapes = files
    expected = text_of(validate(data, shapes))
    assert expected == ["<http://e/a> Number of values: expected at most 1, found 2."]
    of_data = [
        str(data),
        [data],
        (str(data),),
        load_bytes(DATA.encode(), format="turtle"),
        rdflib.Graph().parse(data=DATA.replace("01", "2"), format="turtle"),
        rdflib.Dataset().parse(data=DATA.replace("01", "2"), format="turtle"),
    ]
    of_shapes = [str(shapes), [shapes], load_bytes(SHAPES.encode(), format="turtle"), rdflib.Graph().parse(shapes)]
    for one in of_data:
        for other in of_shapes:
            assert text_of(validate(one, other)) == expected


def test_a_blank_node_of_the_shapes_is_no_node_of_the_data() -> None:
    shapes = load_bytes((SHAPES + " e:T sh:targetSubjectsOf e:q ; sh:not [] . _:x e:q 1 .").encode(), format="turtle")
    data = load_bytes((DATA + " _:x e:q 1 .").encode(), format="turtle")
    assert len(validate(data, shapes).results) == 2


def test_one_dataset_may_be_data_and_shapes() -> None:
    both = load_bytes((DATA + SHAPES).encode(), format="turtle")
    assert text_of(validate(both, both)) == text_of(validate(both))


@pytest.mark.parametrize("thing", [b"<s> <p> <o> .", None, 7, {1: 2}, [b"data.ttl"], [None], object()])
def test_what_is_none_of_these_is_wrong_use(files: tuple[Path, Path], thing: object) -> None:
    data, shapes = files
    with pytest.raises(UsageError, match="name a file, or give a dataset"):
        validate(thing, shapes)
    if thing is not None:
        with pytest.raises(UsageError, match="the shapes"):
            validate(data, thing)


@pytest.mark.parametrize("text", [DATA, "@prefix e: <http://e/> .", "<http://e/a> <http://e/p> 1 .", "a\nb"])
def test_text_is_not_taken_for_the_name_of_a_file(files: tuple[Path, Path], text: str) -> None:
    data, shapes = files
    with pytest.raises(UsageError, match="the data are RDF text"):
        validate(text, shapes)
    with pytest.raises(UsageError, match="the shapes are RDF text"):
        validate(data, text)


def test_the_other_engine_reads_files_only(files: tuple[Path, Path]) -> None:
    data, _ = files
    with pytest.raises(UsageError, match="reads files"):
        validate(data, load_bytes(SHAPES.encode(), format="turtle"), engine="both")


def test_one_graph_may_be_named_as_text() -> None:
    data = load_bytes((HEAD + "e:g { e:a e:p 1 , 2 } e:h { e:a e:p 3 }").encode(), format="trig")
    shapes = load_bytes(SHAPES.encode(), format="turtle")
    assert len(validate(data, shapes, data_graphs="http://e/g").results) == 1
    assert validate(data, shapes, data_graphs="http://e/h").conforms
    with pytest.raises(UnknownNameError, match='there is no graph "g"'):
        validate(data, shapes, data_graphs="g")


# --- time


def run(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kgtools", "validate", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **more)


@pytest.mark.parametrize("ending", ["nt", "ttl"])
def test_reading_counts_towards_the_time_limit(files: tuple[Path, Path], tmp_path: Path, ending: str) -> None:
    data = tmp_path / f"many.{ending}"
    data.write_text("".join(f"<http://e/s{i}> <http://e/p> <http://e/o{i % 100}> .\n" for i in range(300_000)))
    with pytest.raises(LimitError, match="time limit"):
        validate(data, files[1], timeout=0.02)
    assert validate(data, files[1], timeout=60).conforms


def test_parsing_shapes_counts_towards_the_time_limit(files: tuple[Path, Path], tmp_path: Path) -> None:
    nested = "sh:node [ " * 20_000 + "sh:nodeKind sh:IRI" + " ]" * 20_000
    (tmp_path / "deep.ttl").write_text(f"{HEAD} e:S a sh:NodeShape ; {nested} .")
    began = time.monotonic()
    with pytest.raises(LimitError, match="time limit"):
        validate(files[0], tmp_path / "deep.ttl", timeout=0.3)
    assert time.monotonic() - began < 3


def test_a_long_path_is_ended_at_the_time_limit(tmp_path: Path) -> None:
    (tmp_path / "chain.nt").write_text(
        "".join(f"<http://e/{i}> <http://e/n> <http://e/{i + 1}> .\n" for i in range(20_000))
    )
    (tmp_path / "s.ttl").write_text(
        HEAD
        + "e:S a sh:PropertyShape ; sh:targetSubjectsOf e:n ; sh:path [ sh:zeroOrMorePath e:n ] ; sh:nodeKind sh:IRI ."
    )
    began = time.monotonic()
    with pytest.raises(LimitError, match="time limit"):
        validate(tmp_path / "chain.nt", tmp_path / "s.ttl", timeout=2)
    assert time.monotonic() - began < 6


# --- memory


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="only Linux tells the address space in use")
def test_too_little_address_space_is_a_limit_and_no_fault(files: tuple[Path, Path], tmp_path: Path) -> None:
    import resource

    data = tmp_path / "many.nt"
    with data.open("w") as stream:
        for i in range(600_000):
            stream.write(f'<http://e/subject/{i}> <http://e/p> "a literal of its own, number {i}" .\n')
    full = 1 << 30

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (full, full))

    done = run(data, "-s", files[1], preexec_fn=limited, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    assert done.returncode in (0, 3), done.stderr
    assert "fault" not in done.stderr


def test_memory_that_does_not_suffice_is_one_sentence(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow as pa

    from kgtools.shacl import running

    for error in (MemoryError(), pa.lib.ArrowMemoryError("malloc of size 8 failed")):

        def fails(*_: object, raised: BaseException = error, **__: object) -> None:
            raise raised

        monkeypatch.setattr(running, "run", fails)
        with pytest.raises(LimitError, match="there is not enough memory"):
            validate(*files)
