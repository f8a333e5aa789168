"""Parquet files of others: their columns are found, or named, and what is no triple is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kgtools.errors import SourceError, UnknownNameError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.packs.foreign import load_tables
from kgtools.views.parquet import TRIPLES
from kgtools.writing.columns import write_dataset

XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
A = "http://e/a"


def written(tmp_path: Path, **columns: list[Any]) -> Path:
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"s": ["<http://e/a>"], "o": ['"x"@en']}, '<http://e/a> <http://e/p> "x"@en'),
        ({"s": [A], "o": ["_:b"]}, "<http://e/a> <http://e/p> _:.*"),
        ({"subject": [A], "object": ["http://e/b c"]}, '<http://e/a> <http://e/p> "http://e/b c"'),
        (
            {"Subject": ["_:a"], "Object": ['say "hi"\n\\'], "kind": ["literal"]},
            '_:.* <http://e/p> "say \\\\"hi\\\\"\\\\n\\\\\\\\"',
        ),
        (
            {"s": [A], "o": ["7"], "datatype": [XSD + "integer"], "lang": [None]},
            f'<http://e/a> <http://e/p> "7"\\^\\^<{XSD}integer>',
        ),
        ({"s": [A], "o": ["http://e/x"], "datatype": [XSD + "string"]}, '<http://e/a> <http://e/p> "http://e/x"'),
        (
            {"s": [A], "o": ["http://e/x"], "datatype": [None], "graph": ["http://e/g"]},
            "<http://e/a> <http://e/p> <http://e/x> <http://e/g>",
        ),
        ({"s": [A], "o": ["n1"], "kind": ["bnode"], "g": [""]}, "<http://e/a> <http://e/p> _:.*"),
        (
            {"s": ["foaf:me"], "o": ["7"], "datatype": ["xsd:integer"], "g": ["urn:x:g"]},
            f'<http://xmlns.com/foaf/0.1/me> <http://e/p> "7"\\^\\^<{XSD}integer> <urn:x:g>',
        ),
        ({"s": [A], "o": ["xsd:string"], "datatype": ["xsd:string"]}, '<http://e/a> <http://e/p> "xsd:string"'),
        ({"s": ["<b:marea>"], "o": ["skos:Concept"]}, f"<b:marea> <http://e/p> <{SKOS}Concept>"),
        ({"s": [A], "o": ["Note: sold"]}, '<http://e/a> <http://e/p> "Note: sold"'),
        ({"s": [A], "o": ["Note:sold"]}, '<http://e/a> <http://e/p> "Note:sold"'),
        ({"s": [A], "o": ["tel:+1-201"], "kind": ["IRI"]}, r"<http://e/a> <http://e/p> <tel:\+1-201>"),
        ({"s": [A], "o": ["b:x"], "kind": ["literal"]}, '<http://e/a> <http://e/p> "b:x"'),
    ],
    ids=[
        *("n-triples", "plain", "text with a blank", "kind", "datatype", "string", "graph", "no graph"),
        *("prefixes", "a string with a prefix", "an IRI in brackets", "text with a colon", "text that is no name"),
        *("another scheme", "a literal with a prefix"),
    ],
)
def test_terms_are_told_by_what_stands_beside_them(
    tmp_path: Path, columns: dict[str, list[str | None]], expected: str
) -> None:
    found = write_dataset(load_tables([written(tmp_path, p=["http://e/p"], **columns)]), format="nq").decode()
    assert re.fullmatch(expected + r" \.\n", found), found


def test_columns_of_other_names_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, who=["http://e/a"], how=["http://e/p"], what=["http://e/b"])
    mapping = {"subject": "who", "predicate": "how", "object": "what"}
    assert len(KnowledgeGraph.from_tables(path, columns=mapping).quads()) == 1
    with pytest.raises(UsageError, match=r"--column subject=NAME\). There is who, how, what"):
        load_tables([path])
    with pytest.raises(UnknownNameError, match='no column "woh"; did you mean "who"'):
        load_tables([path], {**mapping, "subject": "woh"})
    with pytest.raises(UnknownNameError, match='no role of a column "subjekt"'):
        load_tables([path], {"subjekt": "who"})


TEXT = {"s": [A], "p": ["http://e/p"], "o": ["x"]}
REFUSED = {
    "no object": ({**TEXT, "o": [None]}, "a row has no object"),
    "an IRI that ends early": ({**TEXT, "s": [f"{A}> <x"]}, "row 1: the subject 'http://e/a> <x' is not an IRI"),
    "another triple in an IRI": ({**TEXT, "s": [f'{A}> <http://e/q> "x" .\n<http://e/b']}, "row 1: the subject"),
    "another triple in a predicate": ({**TEXT, "p": ["<http://e/p> 1 .\n<http://e/a> <http://e/p>"]}, "the predicate"),
    "another triple in a term": ({**TEXT, "o": ['"x" .\n<http://e/a> <http://e/q> "y"']}, None),
    "another triple in a tag": ({**TEXT, "lang": ["en .\n<http://e/a> <http://e/p> <http://e/b>"]}, "is not a term"),
    "another triple in a datatype": (
        {**TEXT, "datatype": ["<http://e/d> .\n<http://e/a> <http://e/p> <http://e/b>"]},
        "is not a term",
    ),
    "another triple in a graph": (
        {**TEXT, "g": ["<http://e/g> .\n<http://e/a> <http://e/p> <http://e/b>"]},
        "the graph",
    ),
    "a blank in an IRI": ({"s": [A, f"{A} b"], "p": ["http://e/p"] * 2, "o": ["x"] * 2}, "row 2: the subject"),
    "a relative IRI": ({**TEXT, "s": ["a"]}, "row 1: the subject 'a'"),
    "a literal as subject": ({**TEXT, "s": ['"a"']}, "the subject"),
    "a blank predicate": ({**TEXT, "p": ["_:p"]}, "the predicate '_:p' is not an IRI"),
    "another kind": ({**TEXT, "kind": ["number"]}, "the kind 'number'"),
    "a subject with a prefix": ({**TEXT, "s": ["b:marea"]}, "the subject 'b:marea' begins with a prefix that is not"),
    "a predicate with a prefix": ({**TEXT, "p": ["b:length"]}, "the predicate 'b:length' begins with a prefix"),
    "an object with a prefix": ({**TEXT, "o": ["b:x"], "kind": ["iri"]}, "write the whole IRI, or <b:x> if that is"),
    "a datatype with a prefix": ({**TEXT, "datatype": ["xs:date"]}, "row 1: the datatype 'xs:date' begins with a"),
    "lists": ({**TEXT, "s": [[A]]}, "the column 's' holds list"),
    "numbers": ({**TEXT, "o": [5]}, "the column 'o' holds int64"),
    "bytes": ({**TEXT, "o": [b"\xff"]}, "the column 'o' holds bytes that are not UTF-8"),
}


@pytest.mark.parametrize(("columns", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_triple_is_refused(tmp_path: Path, columns: dict[str, list[Any]], message: str | None) -> None:
    path = written(tmp_path, **columns)
    if message is None:
        # quotation marks that end early are part of a text
        assert len(load_tables([path])) == 1
        return
    with pytest.raises(SourceError, match=re.escape(message)):
        load_tables([path])


@pytest.mark.parametrize(
    "type_", [pa.large_string(), pa.string_view(), pa.binary(), pa.dictionary(pa.int32(), pa.string())], ids=str
)
def test_texts_are_of_any_type_of_arrow(tmp_path: Path, type_: pa.DataType) -> None:
    columns = {name: pa.array(values, pa.string()).cast(type_) for name, values in TEXT.items()}
    pq.write_table(pa.table(columns), tmp_path / "table.parquet")
    assert len(load_tables([tmp_path / "table.parquet"])) == 1


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    columns = [pa.array([text]) for text in (A, "http://e/p", "x", "y")]
    pq.write_table(pa.Table.from_arrays(columns, names=["s", "p", "o", "o"]), tmp_path / "table.parquet")
    with pytest.raises(SourceError, match="several columns are named 'o'"):
        load_tables([tmp_path / "table.parquet"])


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("s,p,o\n")
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        load_tables([tmp_path / "x.parquet"])


def test_the_triples_of_the_view_are_a_table_that_is_read(tmp_path: Path) -> None:
    graph = KnowledgeGraph.from_bytes(b"<http://e/a> <http://e/p> 01, 'x'@en, <http://e/b>, true .", format="turtle")
    graph.export_view_to(tmp_path / "view", "parquet")
    again = KnowledgeGraph.from_tables(tmp_path / "view" / TRIPLES)
    assert again.export(format="nt") == graph.export(format="nt")


def test_triple_terms_of_an_exported_table_come_back(tmp_path: Path) -> None:
    text = b'@prefix e: <http://e/> . e:a e:says <<( e:b e:p <<( e:c e:q "x"@en )>> )>> .'
    KnowledgeGraph.from_bytes(text, format="turtle").export_view_to(tmp_path, "parquet")
    back = KnowledgeGraph.from_tables(tmp_path / TRIPLES)
    asked = "ASK { <http://e/a> ?p <<( ?s ?q <<( <http://e/c> ?r 'x'@en )>> )>> }"
    assert back.query(text=asked) is True
