"""A pack holds what its dataset holds, in the same bytes every time, and whole or not at all."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from kgtools.errors import ParseError, SourceError
from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import Quad
from kgtools.packs import MANIFEST, is_pack, read_manifest
from kgtools.packs import rows as packed_rows
from kgtools.packs.blocks import pack_in_blocks
from kgtools.packs.layout import COLUMNS
from kgtools.packs.reading import load_pack
from kgtools.packs.writing import write_pack
from kgtools.table import Dataset, load_bytes, load_quads
from kgtools.table.encoding import encoder
from kgtools.writing.columns import write_dataset
from tests.examples import share
from tests.writing.strategies import datasets

BOATS = b"""@prefix b: <http://boats.example/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
b:marea a b:Boat ; b:name "Marea"@it, "Tide"@en-GB ; b:length 12.50 ; b:built "1987-02-30"^^xsd:date ;
  b:note "two\\nlines \\"and\\" a \\\\ \\u00e9" ; b:owner [ b:name "Ada" ] .
b:harbours { b:oslo b:holds b:marea, <<( b:marea b:rents b:ada )>> . b:marea a b:Boat }
"""


def lines(dataset: Dataset) -> bytes:
    return write_dataset(dataset, format="nq")


@pytest.fixture
def boats() -> Dataset:
    return load_bytes(BOATS, format="trig")


def test_a_pack_gives_back_what_was_packed(boats: Dataset, tmp_path: Path) -> None:
    manifest = write_pack(boats, tmp_path / "pack")
    again = load_pack(tmp_path / "pack")
    assert lines(again) == lines(boats)
    assert b'"Tide"@en-GB' in lines(again)
    assert (manifest.triples, manifest.has_graphs) == (len(set(lines(boats).splitlines())), True)
    assert manifest == read_manifest(tmp_path / "pack")
    assert manifest.prefixes["b"] == "http://boats.example/"


def test_a_row_group_of_long_texts_has_fewer_rows_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed_rows, "MAX_GROUP_BYTES", 1000)
    texts = [letter * length for letter, length in zip("abcdefg", [400, 400, 400, 5000, 10, 10, 10], strict=True)]
    dataset = load_bytes(
        "\n".join(f'<http://e/{text[0]}> <http://e/p> "{text}" .' for text in texts).encode(), format="nt"
    )
    write_pack(dataset, tmp_path / "pack")
    file = pq.ParquetFile(tmp_path / "pack" / read_manifest(tmp_path / "pack").parts[0])
    assert [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)] == [2, 1, 1, 3]
    assert lines(load_pack(tmp_path / "pack")) == lines(dataset)


@settings(max_examples=share(40), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(datasets())
def test_any_dataset_comes_back_from_its_pack(tmp_path: Path, quads: list[Quad]) -> None:
    dataset = load_quads(quads)
    write_pack(dataset, tmp_path / "pack")
    assert lines(load_pack(tmp_path / "pack")) == lines(load_bytes(lines(dataset), format="nq"))


def test_the_order_of_the_triples_changes_no_byte(tmp_path: Path) -> None:
    rows = [f'<http://e/{n % 7}> <http://e/p{n % 3}> "{n}" .\n' for n in range(300)]
    found = []
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        write_pack(load_bytes("".join(rows).encode(), format="nt"), tmp_path / f"{seed}")
        found.append([(path.name, path.read_bytes()) for path in sorted((tmp_path / f"{seed}").iterdir())])
    assert found[0] == found[1] == found[2]


def test_the_columns_are_those_of_the_layout_and_tell_of_objects(boats: Dataset, tmp_path: Path) -> None:
    write_pack(boats, tmp_path / "pack")
    table = pq.read_table(tmp_path / "pack" / "triples-00000.parquet")
    assert tuple(table.column_names) == tuple(COLUMNS)
    rows = {(row["p"].rsplit("/")[-1][:-1], row["o"][:6]): row for row in table.to_pylist()}
    built, length, name = rows["built", '"1987-'], rows["length", '"12.50'], rows["name", '"Tide"']
    assert (built["well"], built["order_group"], built["lex"]) == (False, None, "1987-02-30")
    assert (length["order_group"], length["order_rank"], length["order_rest"], length["well"]) == (
        "number",
        12,
        "5",
        True,
    )
    assert (name["lang"], name["o"], name["kind"]) == ("en-GB", '"Tide"@en-gb', "literal")
    assert {row["kind"] for row in table.to_pylist()} == {"iri", "blank", "literal", "triple"}
    assert {row["lex"] for row in table.to_pylist() if row["kind"] in ("blank", "triple")} == {None}


def test_only_the_predicates_that_are_asked_for_are_read(boats: Dataset, tmp_path: Path) -> None:
    write_pack(boats, tmp_path / "pack")
    found = load_pack(tmp_path / "pack", predicates={"http://boats.example/length", "http://boats.example/none"})
    assert [found.terms.text(number) for number in found.o] == ['"12.50"^^<http://www.w3.org/2001/XMLSchema#decimal>']


@pytest.mark.parametrize("ending", ["nt", "ttl"])
def test_blocks_give_the_triples_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    rows = [
        f'<http://e/{n % 50}> <http://e/p> "{n % 90}"@en-GB .\n_:b{n % 40} <http://e/q> _:c .\n' for n in range(400)
    ]
    file = tmp_path / f"data.{ending}"
    file.write_text("".join(rows))
    monkeypatch.setattr(encoder, "BLOCK_BYTES", 2000)
    monkeypatch.setattr("kgtools.packs.blocks._MIN_WORKING_BYTES", 10_000)
    manifest = pack_in_blocks([file], tmp_path / "pack", memory=1)
    assert len(manifest.parts) > 1
    again = load_pack(tmp_path / "pack")
    assert len(again) == manifest.triples
    assert lines(again) == lines(load_bytes("".join(rows).encode(), format="nt"))


def test_blank_nodes_of_two_files_stay_apart_in_blocks(tmp_path: Path) -> None:
    files = [tmp_path / "a.nt", tmp_path / "b.nt"]
    for file in files:
        file.write_text("_:x <http://e/p> <<( _:x <http://e/q> _:y )>> .\n")
    assert pack_in_blocks(files, tmp_path / "pack", memory=1 << 30).triples == 2


def test_a_line_that_is_none_ends_packing_in_blocks_and_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    file.write_text('<http://e/a> <http://e/p> "1" .\n<http://e/a> <http://e/p> "2" \n')
    with pytest.raises(ParseError, match="not plain N-Triples"):
        pack_in_blocks([file], tmp_path / "pack", memory=1 << 30)
    assert [path.name for path in tmp_path.iterdir()] == ["data.nt"]


def test_a_pack_takes_the_place_of_a_pack_and_of_nothing_else(boats: Dataset, tmp_path: Path) -> None:
    write_pack(boats, tmp_path / "pack")
    write_pack(load_bytes(b"<a:> <b:> <c:> .", format="turtle"), tmp_path / "pack")
    assert len(load_pack(tmp_path / "pack")) == 1
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to-ada.txt").write_text("dear Ada")
    for name in ("letters", "letters/to-ada.txt"):
        with pytest.raises(SourceError, match=r"something other|is a file"):
            write_pack(boats, tmp_path / name)
    assert (tmp_path / "letters" / "to-ada.txt").read_text() == "dear Ada"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda pack: (pack / MANIFEST).write_text("{"), "is damaged"),
        (lambda pack: (pack / "triples-00000.parquet").write_bytes(b"PAR1"), "truncated or not Parquet"),
        (lambda pack: (pack / "triples-00000.parquet").unlink(), "which is not in the folder"),
        (lambda pack: changed(pack, version=2), "has layout 2"),
        (lambda pack: changed(pack, parts=["../triples.parquet"]), "which is not in the folder"),
    ],
    ids=["manifest", "file", "absent file", "another version", "a file elsewhere"],
)
def test_what_is_damaged_is_named(boats: Dataset, tmp_path: Path, damage, message: str) -> None:
    write_pack(boats, tmp_path / "pack")
    damage(tmp_path / "pack")
    with pytest.raises(SourceError, match=message):
        load_pack(tmp_path / "pack")


def changed(pack: Path, **values: object) -> None:
    about = json.loads((pack / MANIFEST).read_text())
    (pack / MANIFEST).write_text(json.dumps({**about, **values}))


def test_terms_that_are_none_are_refused(boats: Dataset, tmp_path: Path) -> None:
    write_pack(boats, tmp_path / "pack")
    path = tmp_path / "pack" / "triples-00000.parquet"
    table = pq.read_table(path)
    broken = ["<http://e/a> . <http://e/x>"] * len(table)
    pq.write_table(table.set_column(2, "o", [broken]), path)
    with pytest.raises(ParseError, match="not plain N-Quads"):
        load_pack(tmp_path / "pack")


def test_a_graph_is_packed_and_opened_again(tmp_path: Path) -> None:
    graph = KnowledgeGraph.from_bytes(BOATS, format="trig")
    graph.pack(tmp_path / "pack")
    assert is_pack(tmp_path / "pack")
    again = KnowledgeGraph.from_files(tmp_path / "pack")
    assert again.export(format="nq") == graph.export(format="nq")
    assert again.query(text="PREFIX b: <http://boats.example/> ASK { GRAPH ?g { ?h b:holds b:marea } }") is True
    assert len(again.quads()) == len(graph.quads())


def test_places_in_the_order_do_not_depend_on_what_else_is_packed(tmp_path: Path) -> None:
    texts = ["1.0", "1.5", "1.25", "-0.5", '"+007.2"^^<http://www.w3.org/2001/XMLSchema#decimal>']
    texts += [f'"2001-01-01T00:00:00.{n}Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>' for n in ("125", "5")]

    def places(chosen: list[str]) -> set[tuple[object, ...]]:
        write_pack(load_bytes(f"<a:a> <a:p> {', '.join(chosen)} .".encode(), format="turtle"), tmp_path / "pack")
        columns = pq.read_table(tmp_path / "pack" / "triples-00000.parquet").select(["o", "order_rank", "order_rest"])
        return {tuple(row.values()) for row in columns.to_pylist()}

    assert places(texts) == set().union(*(places([text]) for text in texts))


def test_a_text_of_several_objects_is_in_a_dictionary_once(tmp_path: Path) -> None:
    lines = [f'<a:{n}> <a:p> "{n}" . <a:{n}> <a:p> {n} .' for n in range(2000)]
    write_pack(load_bytes("\n".join(lines).encode(), format="turtle"), tmp_path / "pack")
    about = pq.ParquetFile(tmp_path / "pack" / "triples-00000.parquet").metadata.row_group(0)
    found = {about.column(n).path_in_schema: about.column(n).encodings for n in range(about.num_columns)}
    assert "RLE_DICTIONARY" in found["lex"]
