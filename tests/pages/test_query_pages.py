"""The page of a stored query: its form, its answer, what is wrong with what was given."""

from __future__ import annotations

import re

import pytest

from kgtools.errors import UnknownNameError
from kgtools.pages import Contents
from tests.pages.reading import Read, ask


def test_a_form_has_a_field_for_each_parameter_with_what_it_is(shipped: Contents) -> None:
    read = Read(ask(shipped, "/queries/employed-at").html)
    fields = {given["name"]: given for tag, given in read.elements if tag == "input" and "name" in given}
    stored = shipped.queries["employed-at"]
    assert {parameter.name for parameter in stored.parameters} <= set(fields)
    assert "required" in fields["organization"]
    options = [given["value"] for tag, given in read.elements if tag == "option"]
    assert "Meta" in options


def test_an_answer_has_the_rows_of_the_command_line(shipped: Contents) -> None:
    html = ask(shipped, "/queries/employed-at?organization=Meta&date=2022-06").html
    rows = shipped.graph.query("employed-at", params={"organization": "Meta", "date": "2022-06"})
    assert html.count("<tr>") == len(rows) + 1
    assert 'href="../api/queries/employed-at.csv?organization=Meta&amp;date=2022-06"' in html


@pytest.mark.parametrize(
    "name", ["מטא", "meta", "organization:meta", "<https://w3id.org/talent-graph/id/organization/meta>"]
)
def test_an_entity_is_found_as_one_types_it(name: str, shipped: Contents) -> None:
    from urllib.parse import quote

    html = ask(shipped, f"/queries/employed-at?organization={quote(name)}&date=2022-06").html
    assert "Hugo Touvron" in html


def test_what_cannot_be_is_said_beside_its_field(shipped: Contents) -> None:
    document = ask(shipped, "/queries/employed-at?organization=Metta&date=2022-06")
    assert document.status == 400
    assert re.search(r'aria-invalid="true"', document.html)
    assert re.search(r'id="d-organization"><strong class="error"[^>]*>[^<]*Metta', document.html)
    wrong = ask(shipped, "/queries/employed-at?organization=Meta&date=soon")
    assert wrong.status == 400
    assert 'id="d-date"><strong class="error"' in wrong.html


def test_each_row_says_what_it_rests_on_where_that_is_asked(shipped: Contents) -> None:
    plain = ask(shipped, "/queries/moves").html
    why = ask(shipped, "/queries/moves?why=1").html
    assert 'class="sources"' not in plain
    assert re.search(r'href="\.\./claims/\d{3}-\d{4}"', why)


def test_an_empty_answer_says_why(observatory: Contents) -> None:
    html = ask(observatory, "/queries/allocations-of?telescope=South+dome").html
    assert "Ring Nebula" in html
    empty = ask(observatory, "/queries/allocations-of?telescope=North+dome&why=1")
    assert empty.status == 200


def test_a_query_that_is_not_there_is_an_error(shipped: Contents) -> None:
    with pytest.raises(UnknownNameError):
        ask(shipped, "/queries/no-such-query")


def test_columns_are_called_as_the_header_says_in_the_language_of_the_reader(shipped: Contents) -> None:
    html = ask(shipped, "/queries/moves", languages=("id", "en")).html
    assert ">meninggalkan<" in html


def test_rows_are_put_in_the_order_of_a_column_without_a_script(shipped: Contents) -> None:
    def counts(address: str) -> list[int]:
        return [int(n) for n in re.findall(r'<td class="number"><bdi>(\d+)</bdi>', ask(shipped, address).html)]

    up, down = counts("/queries/moves?order=people"), counts("/queries/moves?order=-people")
    assert up == sorted(up)
    assert down == up[::-1]
    assert 'href="moves?order=-people"' in ask(shipped, "/queries/moves?order=people").html
    assert counts("/queries/moves?order=nothing") == counts("/queries/moves")
