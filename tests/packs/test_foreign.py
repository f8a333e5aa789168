"""Parquet files of others: their columns are found, or named, and what is no triple is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kgtools.errors import KgtoolsError, ParseError, SourceError, UnknownNameError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.packs.foreign import load_tables
from kgtools.views.parquet import TRIPLES
from kgtools.writing.columns import write_dataset

XSD = "http://www.w3.org/2001/XMLSchema#"
A = "http://e/a"


def written(tmp_path: Path, **columns: list[str | None]) -> Path:
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
    ],
    ids=["n-triples", "plain", "text with a blank", "kind", "datatype", "string", "graph", "no graph"],
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


@pytest.mark.parametrize(
    ("columns", "error"),
    [
        ({"s": ["http://e/a"], "p": ["http://e/p"], "o": [None]}, SourceError),
        ({"s": ["http://e/a> <x"], "p": ["http://e/p"], "o": ["x"]}, ParseError),
        ({"s": ["http://e/a"], "p": ["_:p"], "o": ["x"]}, ParseError),
        ({"s": ["http://e/a"], "p": ["http://e/p"], "o": ["x"], "kind": ["number"]}, SourceError),
        ({"s": [["http://e/a"]], "p": ["http://e/p"], "o": ["x"]}, SourceError),
    ],
    ids=["no object", "an IRI that ends early", "a blank predicate", "another kind", "lists"],
)
def test_what_is_no_triple_is_refused(tmp_path: Path, columns, error: type[KgtoolsError]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error):
        load_tables([written(tmp_path, **columns)])


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("s,p,o\n")
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        load_tables([tmp_path / "x.parquet"])


def test_the_triples_of_the_view_are_a_table_that_is_read(tmp_path: Path) -> None:
    graph = KnowledgeGraph.from_bytes(b"<http://e/a> <http://e/p> 01, 'x'@en, <http://e/b>, true .", format="turtle")
    graph.export_view_to(tmp_path / "view", "parquet")
    again = KnowledgeGraph.from_tables(tmp_path / "view" / TRIPLES)
    assert again.export(format="nt") == graph.export(format="nt")
