"""Every stored query has a case of its own: small invented data, values for its parameters, and the rows expected.

A case folder `tests/queries/<topic>/<name>/` holds `data.ttl` or `data.trig` (the dataset that the query sees), and
one or more pairs: `expected.csv` with `params.json` if it needs any, `expected-<what>.csv` with `params-<what>.json`.
In the tables entities stand as prefixed names. The key ``--lang`` among the parameters is the list of languages.
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import NamedNode, Term
from kgtools.query.results.answers import Solutions
from kgtools.query.run import run_stored
from kgtools.query.stored.stored_query import StoredQuery, read_stored
from kgtools.reading.prefixes import read_prefixes
from kgtools.store import MemoryStore

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent
#: folders of `queries/` that hold no stored queries: rules construct, checks find what is wrong
APART = ("rules", "checks")
QUERIES = {path.stem: path for path in sorted((ROOT / "queries").glob("*/*.rq")) if path.parent.name not in APART}
#: the queries that the project promises, with their columns; more columns may follow them
PROMISED = {
    "authors": "person personLabel",
    "remaining-authors": "person personLabel roleLabel",
    "departed-authors": "person personLabel destination destinationLabel roleLabel left tenureMonths comparator",
    "destinations": "organization organizationLabel people",
    "departures-by-year": "year people",
    "tenure": "person personLabel tenureMonths comparator",
    "tenure-statistics": "people totalMonths meanMonths medianMonths minMonths maxMonths",
    "employed-at": "person personLabel certainty",
    "together-at": "from until certainty",
    "moves": "from fromLabel to toLabel people names",
    "joined": "person personLabel from fromLabel roleLabel joined status",
    "departures": "person personLabel roleLabel left tenureMonths comparator destination destinationLabel",
    "staff": "person personLabel roleLabel start end status articles",
    "movements-by-year": "year joined left joinedNames leftNames",
    "competitors": "organization organizationLabel competitor competitorLabel article",
    "contributors": "person personLabel kindLabel article",
    "chronology": "date subject subjectLabel kind object objectLabel after articles",
    "comparison": "about aboutLabel property propertyLabel value valueLabel says differs silent difference",
    "statements": "speaker speakerLabel kind gist article start end decision claim",
    "reasons": "departure departureLabel reason speaker speakerLabel article start end decision claim",
    "founded-from": "organization organizationLabel from fromLabel names",
    "ages": "person personLabel age article asOf",
    "career": "organization organizationLabel roleLabel start end status",
    "colleagues": "colleague colleagueLabel organization organizationLabel from until certainty",
    "founders": "person personLabel wording article",
    "leaders": "person personLabel start end",
    "successions": "predecessor predecessorLabel successor successorLabel postLabel",
    "reporting-lines": "subordinate subordinateLabel superior superiorLabel article",
    "models": "developer developerLabel model modelLabel openness article",
    "money": "amount currency meaning article",
    "claim-checks": "article claim claimed derived verdict",
    "conflicts": "kind about articleA startA endA articleB startB endB note",
    "sources": "claim article start end certainty",
    "mentions": "entity entityLabel type article",
    "unknowns": "about aboutLabel question article",
    "names": "name language kind",
}


@cache
def prefixes() -> PrefixTable:
    return read_prefixes(ROOT / "ontology" / "prefixes.ttl")


@cache
def stored(name: str) -> StoredQuery:
    return read_stored(QUERIES[name])


@cache
def store(folder: Path) -> MemoryStore:
    loaded = MemoryStore()
    for path in sorted(folder.glob("data.*")):
        loaded.load(path)
    return loaded


def cases() -> list[tuple[str, str]]:
    """Every query with the ending of each of its tables; a query without a case stands once, to fail."""
    found = []
    for name, path in QUERIES.items():
        tables = sorted((CASES / path.parent.name / name).glob("expected*.csv"))
        found += [(name, table.stem.removeprefix("expected")) for table in tables] or [(name, "")]
    return found


def cell(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return prefixes().shorten(term.value) or term.value
    return str(getattr(term, "value", term))


def rows(name: str, folder: Path, ending: str) -> list[list[str]]:
    """The answer as a table with its columns on top."""
    params = folder / f"params{ending}.json"
    values = json.loads(params.read_text(encoding="utf-8")) if params.is_file() else {}
    languages = values.pop("--lang", "en").split(",")
    answer = run_stored(store(folder), stored(name), values, prefixes=prefixes(), languages=languages)
    assert isinstance(answer, Solutions)
    return [list(answer.variables), *([cell(term) for term in row] for row in answer.rows())]


@pytest.mark.parametrize(("name", "ending"), cases(), ids=lambda part: part or "-")
def test_a_stored_query_gives_the_rows_expected_in_their_order(name: str, ending: str) -> None:
    folder = CASES / QUERIES[name].parent.name / name
    table = folder / f"expected{ending}.csv"
    assert table.is_file(), f"{name} has no case; add {folder.relative_to(ROOT)}/ with data.ttl and expected.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        expected = list(csv.reader(lines))
    assert rows(name, folder, ending) == expected


@pytest.mark.parametrize("name", QUERIES)
def test_a_stored_query_is_described_in_english_indonesian_and_hebrew(name: str) -> None:
    header = stored(name).header
    texts = [header.titles, header.descriptions, *(c.descriptions for c in header.columns)]
    texts += [p.descriptions for p in header.parameters]
    # an answer of numbers is never empty
    texts += [header.empty] if name != "tenure-statistics" else []
    for text in texts:
        assert {"en", "id", "he"} <= set(text)
    assert header.tags


@pytest.mark.parametrize("name", QUERIES)
def test_the_words_of_a_column_are_translated(name: str) -> None:
    for column in stored(name).columns:
        for translations in column.words.values():
            assert {"id", "he"} <= set(translations)


@pytest.mark.parametrize("name", QUERIES)
def test_the_words_that_a_query_gives_have_translations(name: str) -> None:
    # what is bound as a text in the query itself, in a column of its answer
    bound = re.findall(r'BIND\("([^"]+)" AS \?(\w+)\)', stored(name).text)
    columns = {column.name: column for column in stored(name).columns}
    assert [(word, of) for word, of in bound if of in columns and word not in columns[of].words] == []


@pytest.mark.parametrize("name", QUERIES)
def test_a_parameter_has_a_default_or_an_example(name: str) -> None:
    for parameter in stored(name).parameters:
        assert parameter.default is not None or parameter.example is not None


@pytest.mark.parametrize("name", QUERIES)
def test_a_stored_query_says_in_which_order_its_rows_come(name: str) -> None:
    # one row needs no order
    assert name == "tenure-statistics" or stored(name).tree.order_by


def test_the_queries_promised_are_there_with_their_columns() -> None:
    missing = set(PROMISED) - set(QUERIES)
    assert not missing
    for name, columns in PROMISED.items():
        promised = columns.split()
        assert [column.name for column in stored(name).columns][: len(promised)] == promised


def test_no_query_compares_date_literals() -> None:
    # dates compare by month numbers only: an EDTF text is for people
    for name in QUERIES:
        for line in stored(name).text.splitlines():
            code = line.partition("#")[0]
            assert not ("edtf" in code.lower() and ("<" in code.replace("<http", "") and "FILTER" in code)), name


def test_no_case_folder_is_left_without_its_query() -> None:
    folders = {p.parent.relative_to(CASES).as_posix() for p in CASES.glob("*/*/expected*.csv")}
    assert folders == {f"{path.parent.name}/{name}" for name, path in QUERIES.items()}


@pytest.mark.parametrize("name", QUERIES)
def test_where_an_organization_is_meant_the_parameter_is_called_so(name: str) -> None:
    meant = [p for p in stored(name).parameters if p.type == "entity" and p.of in (None, "talent:Organization")]
    names = {name for parameter in meant for name in (parameter.name, *parameter.aliases)}
    # nobody asks which organization is a model
    assert not meant or "organization" in names or name == "contributors"
