"""Files compressed with gzip: read in every format by the name without .gz, and told in one sentence where damaged."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtools.errors import KgtoolsError, ParseError, SourceError, UsageError
from kgtools.reading import expand_sources, parse
from kgtools.reading.compression import unpacked_size
from kgtools.reading.places import locate_rows
from kgtools.table import load
from tests.command_line import kgtools

HARBOUR = "@prefix h: <http://harbour.example/> .\nh:tug h:draught 3.20 ;\n    h:name 'Tilde'@nl-BE .\n"
TEXTS = {
    "a.ttl": HARBOUR,
    "a.trig": f"{HARBOUR} h:g {{ h:tug h:at h:quay . }}",
    "a.nt": "<http://harbour.example/tug> <http://harbour.example/draught> '3'@nl-BE .\n".replace("'", '"'),
    "a.nq": "<http://harbour.example/tug> <http://harbour.example/at> <http://harbour.example/q> <x:g> .\n",
    "a.jsonld": '{"@id": "http://harbour.example/tug", "http://harbour.example/name": "Tilde"}',
    "a.json": '{"@context": {"name": "http://harbour.example/name"}, "name": "Tilde"}',
    "a.rdf": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:h="http://harbour.example/">'
    '<r:Description r:about="http://harbour.example/tug" h:name="Tilde"/></r:RDF>',
}


def pack(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / f"{name}.gz"
    path.write_bytes(gzip.compress(text.encode() if isinstance(text, str) else text, mtime=0))
    return path


@pytest.mark.parametrize("name", TEXTS)
def test_a_compressed_file_has_the_quads_of_what_is_in_it(tmp_path: Path, name: str) -> None:
    plain = tmp_path / name
    plain.write_text(TEXTS[name])
    packed = pack(tmp_path, name, TEXTS[name])
    base = "http://harbour.example/base"
    wanted = [(str(q.predicate), str(q.object), str(q.graph_name)) for q in parse(plain, base=base)]
    assert [(str(q.predicate), str(q.object), str(q.graph_name)) for q in parse(packed, base=base)] == wanted
    assert len(load([packed])) == len(wanted) > 0


def test_the_extension_may_be_in_capitals_and_the_file_in_several_members(tmp_path: Path) -> None:
    path = tmp_path / "A.NT.GZ"
    path.write_bytes(gzip.compress(b"<x:a> <x:b> <x:c> .\n") + gzip.compress(b"<x:a> <x:b> <x:d> .\n"))
    assert len(list(parse(path))) == 2


def test_errors_and_places_are_those_of_the_text_inside(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match=r"a\.ttl\.gz:2:7: "):
        list(parse(pack(tmp_path, "a.ttl", "@prefix h: <http://harbour.example/> .\nh:tug draught 3 .\n")))
    path = pack(tmp_path, "b.ttl", HARBOUR)
    assert locate_rows(path, [1])[1].positions[1] == (3, 12)


def test_a_compressed_file_of_another_format_is_told_as_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="looks like JSON-LD and not Turtle"):
        list(parse(pack(tmp_path, "a.ttl", TEXTS["a.jsonld"])))
    path = tmp_path / "b.ttl"
    path.write_bytes(gzip.compress(HARBOUR.encode()))
    with pytest.raises(ParseError, match=r"compressed with gzip and not Turtle; end its name with \.gz"):
        list(parse(path))


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.rdf", "a.jsonld"])
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: b"", "the gzip file is empty"),
        (lambda data: b"h:a h:b h:c .", "this is not a gzip file"),
        (lambda data: data[: len(data) // 2], "damaged or cut short"),
        (lambda data: data[:-8] + bytes(8), "the gzip file is damaged"),
        (lambda data: data + b"more", "the gzip file is damaged"),
        (lambda data: data[:12] + bytes(byte ^ 0xFF for byte in data[12:24]) + data[24:], "damaged"),
    ],
    ids=["empty", "no gzip", "cut short", "checksum", "something behind it", "bits"],
)
def test_a_damaged_file_is_one_sentence(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes], words: str
) -> None:
    path = pack(tmp_path, name, TEXTS[name])
    path.write_bytes(damage(path.read_bytes()))
    for read in (lambda: list(parse(path)), lambda: load([path])):
        with pytest.raises(KgtoolsError, match=words) as caught:
            read()
        assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize("name", ["bomb.nt", "bomb.ttl"])
def test_what_unpacks_to_far_more_than_data_do_is_refused(tmp_path: Path, name: str) -> None:
    line = b"<x:a> <x:b> <x:c> .\n"
    # members of 1.3 MB: 84 MB of lines from a third of a megabyte
    member = gzip.compress(line * (1 << 16), 9)
    path = tmp_path / f"{name}.gz"
    path.write_bytes(member * 64)
    with pytest.raises(SourceError, match=r"more than 200 times its size.*`gunzip -k`"):
        load([path])


def test_the_size_is_the_one_that_the_file_tells_within_bounds(tmp_path: Path) -> None:
    path = pack(tmp_path, "a.ttl", HARBOUR * 100)
    assert unpacked_size(path) == len(HARBOUR) * 100
    path.write_bytes(path.read_bytes()[:-4] + struct.pack("<I", 4_000_000_000))
    assert unpacked_size(path) == 64 << 20


def test_of_a_file_and_its_compressed_copy_a_folder_has_one(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(HARBOUR)
    pack(tmp_path, "a.ttl", HARBOUR)
    pack(tmp_path, "b.nt", TEXTS["a.nt"])
    pack(tmp_path, "notes.txt", "no data")
    assert [Path(name).name for name in expand_sources([tmp_path])] == ["a.ttl", "b.nt.gz"]


def test_commands_read_compressed_files_and_write_none(tmp_path: Path) -> None:
    path = str(pack(tmp_path, "a.ttl", HARBOUR))
    assert "Tilde" in kgtools("query", "-q", "SELECT ?n { ?s <http://harbour.example/name> ?n }", "--data", path).stdout
    shapes = tmp_path / "s.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix h: <http://harbour.example/> .\n"
        "h:S sh:targetSubjectsOf h:draught ; sh:property [ sh:path h:draught ; sh:maxInclusive 3 ] ."
    )
    validated = kgtools("validate", path, "--shapes", str(pack(tmp_path, "s.ttl", shapes.read_text())))
    assert (validated.returncode, "a.ttl.gz:2:17: violation" in validated.stdout) == (1, True)
    for arguments in (
        ("format", path),
        ("update", path, "-q", "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"),
        ("export", path, "-o", str(tmp_path / "out.ttl.gz")),
    ):
        refused = kgtools(*arguments)
        assert refused.returncode == 2
        assert "compressed files are only read" in refused.stderr
    assert not (tmp_path / "out.ttl.gz").exists()
    # where another file changes, a compressed one is only read
    (tmp_path / "b.ttl").write_text("<http://harbour.example/b> a <http://harbour.example/Boat> .\n")
    text = "INSERT { <http://harbour.example/b> ?p ?o } WHERE { ?s ?p ?o FILTER(STRLEN(?o) > 0) }"
    assert kgtools("update", path, str(tmp_path / "b.ttl"), "-q", text, "--quiet").returncode == 0
    assert "Tilde" in (tmp_path / "b.ttl").read_text()
    with pytest.raises(UsageError, match="does not show the format"):
        list(parse(pack(tmp_path, "data", "x")))
