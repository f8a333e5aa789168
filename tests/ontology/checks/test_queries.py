"""Check queries of people: what is no check is told with its place, and what their rows say becomes findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import QueryError, SourceError, UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.checks.finding import Finding, Naming
from kgtools.ontology.checks.queries import queries_in, read_check, run_check, shipped_check_files
from kgtools.ontology.words import AxiomWords
from kgtools.store import MemoryStore


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("SELECT ?entity {\n  ?entity a }", (2, 13), "cannot be read"),
        ("SELECT ?entity {\n  ?entity a nobody:Knows }", (2, 13), 'nothing declares the prefix "nobody:"'),
        ("ASK {}", (1, 1), "a check is a SELECT query, and this is ASK"),
        (
            "PREFIX e: <http://e/>\nSELECT * {\n  SERVICE e:s { } }",
            (3, 3),
            "SERVICE would query another endpoint, and a check",
        ),
        ("#+ level: fatal\nSELECT * {}", (1, 11), 'the level "fatal" is not known'),
    ],
)
def test_a_check_that_is_no_query_is_told_with_its_place(
    tmp_path: Path, text: str, place: tuple[int | None, int | None], message: str
) -> None:
    path = tmp_path / "broken.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QueryError, match=message) as caught:
        read_check(path)
    assert (caught.value.source, caught.value.line, caught.value.column) == (str(path), *place)


def found(folder: Path, query: str, data: str) -> list[Finding]:
    path = folder / "look.rq"
    path.write_text(query, encoding="utf-8")
    store = MemoryStore()
    store.load_bytes(data.encode(), format="turtle")
    prefixes = PrefixTable({"e": "http://e/"})
    each = run_check(read_check(path), store, Naming(AxiomWords(Axioms([]), prefixes=prefixes), prefixes))
    return [row.finding for row in each]


def test_the_columns_of_a_check_are_those_of_its_answer(tmp_path: Path) -> None:
    query = 'SELECT ?message (?s AS ?entity) WHERE { { SELECT ?s WHERE { ?s ?p 1 } } BIND("look" AS ?message) }'
    (finding,) = found(tmp_path, query, "<http://e/a> <http://e/p> 1 .")
    assert (finding.entity, finding.entity_name, finding.message) == ("http://e/a", "e:a", "look")


def test_without_an_entity_the_first_column_is_it_and_without_a_message_the_summary(tmp_path: Path) -> None:
    query = "#+ summary: Hives without a queen\n#+ level: info\nSELECT ?hive ?property { ?hive ?property ?o }"
    (finding,) = found(tmp_path, query, "<http://e/hive> <http://e/p> 1 .")
    assert finding.line() == "info: e:hive: Hives without a queen (e:p) [look]"


def test_a_row_without_a_message_says_where_to_look(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "SELECT ?entity { ?entity ?p ?o }", "<http://e/a> <http://e/p> 1 .")
    assert "see the check" in finding.message


def test_a_folder_of_checks_is_looked_through_with_the_folders_below_it(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.rq", "deep/a.rq", "note.txt"):
        (tmp_path / name).write_text("SELECT * {}")
    assert [path.name for path in queries_in(tmp_path)] == ["b.rq", "a.rq"]
    assert queries_in(tmp_path / "b.rq") == (tmp_path / "b.rq",)


def test_a_folder_without_checks_is_an_error_and_not_nothing_found(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no check"):
        queries_in(tmp_path)
    with pytest.raises(SourceError, match="no such folder"):
        queries_in(tmp_path / "nowhere")


@pytest.mark.parametrize("path", shipped_check_files(), ids=lambda path: path.stem)
def test_a_shipped_check_says_what_it_is_for_in_three_languages(path: Path) -> None:
    check = read_check(path)
    assert check.summary
    text = path.read_text(encoding="utf-8")
    assert all(text.count(f"#+   {language}: ") == 2 for language in ("en", "id", "he"))
