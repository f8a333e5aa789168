"""The page of a stored query: its form, its answer, what is wrong with what was given."""

from __future__ import annotations

import re

import pytest

from kgtools.errors import UnknownNameError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import XSD
from kgtools.pages import Contents
from kgtools.pages.answer_facets import AnswerFacets
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


_ANSWER = "/queries/employed-at?organization=Meta&date=2022-06"


def _narrowed(html: str) -> list[tuple[str, int]]:
    """The links that narrow an answer, as addresses, each with its count."""
    links = re.findall(r'<a href="(employed-at\?[^"]*only%3A[^"]*)"[^>]*>.*?class="count">(\d+)<', html)
    return [(f"/queries/{link.replace('&amp;', '&').replace('%3A', ':')}", int(count)) for link, count in links]


@pytest.mark.parametrize("languages", [("en",), ("he", "en"), ("id", "en")], ids=["en", "he", "id"])
def test_an_answer_is_narrowed_by_the_values_that_its_rows_share(languages: tuple[str, ...], shipped: Contents) -> None:
    whole = ask(shipped, _ANSWER, languages=languages).html
    links = _narrowed(whole)
    # the words are translated, the addresses are the same in all languages
    assert [link.rpartition("=")[2] for link, _ in links] == ["certain", "possible"]
    for link, count in links:
        narrowed = ask(shipped, link, languages=languages).html
        assert narrowed.count("<tr>") == count + 1
        assert not list(Read(narrowed).wrong())
        # the other values are still there, and the way back
        assert {other for other, _ in _narrowed(narrowed)} == {other for other, _ in links}
        assert 'aria-current="true"' in narrowed
        assert f'href="employed-at?{_ANSWER.partition("?")[2].replace("&", "&amp;")}"' in narrowed
    assert sum(count for _, count in links) == whole.count("<tr>") - 1


def test_an_answer_stays_narrowed_where_it_is_ordered_or_explained(shipped: Contents) -> None:
    html = ask(shipped, f"{_ANSWER}&only:certainty=possible").html
    assert "only%3Acertainty=possible&amp;order=person" in html
    why = ask(shipped, f"{_ANSWER}&only:certainty=possible&why=1").html
    assert why.count('class="sources"') == html.count("<tr>") - 1
    assert "only%3Acertainty=certain&amp;why=1" in why


def test_a_value_that_no_row_has_leaves_none_and_the_way_back(shipped: Contents) -> None:
    html = ask(shipped, f"{_ANSWER}&only:certainty=never").html
    assert html.count("<tr>") == 1
    assert ask(shipped, f"{_ANSWER}&only:rank=high").status == 400


def _facets(values: list[Term | None], contents: Contents, **choices: str) -> AnswerFacets:
    return AnswerFacets(["value"], [(value,) for value in values], choices, contents)


def _dates(*texts: str) -> list[Term | None]:
    return [Literal(text, datatype=NamedNode(XSD + "date")) for text in texts]


def test_dates_are_counted_by_year_then_by_month(observatory: Contents) -> None:
    days = _dates("2031-02-01", "2031-02-07", "2031-11-30", "2030-01-01", "2030-05-05", "2030-05-06")
    (years,) = _facets(days, observatory).facets()
    assert [(value.argument, value.count) for value in years.values] == [("2030", 3), ("2031", 3)]
    of_year = _facets(days, observatory, value="2031")
    assert of_year.places == [0, 1, 2]
    (months,) = of_year.facets()
    assert [value.argument for value in months.values] == ["2031-02", "2031-11"]
    assert _facets(days, observatory, value="2031-02").places == [0, 1]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([Literal(n) for n in range(9)], id="no value is shared"),
        pytest.param([Literal("a")] * 9, id="all rows have one value"),
        pytest.param([None] * 9, id="nothing is bound"),
        pytest.param([Literal("a"), Literal("a"), Literal("b")], id="few rows"),
        pytest.param([Literal("long " * 40)] * 5 + [Literal("b")] * 5, id="prose"),
    ],
)
def test_what_leads_nowhere_is_no_facet(values: list[Term | None], observatory: Contents) -> None:
    assert _facets(values, observatory).facets() == ()


def test_of_many_values_the_most_frequent_are_shown(observatory: Contents) -> None:
    values: list[Term | None] = [Literal(f"v{n:02}") for n in range(30) for _ in range(n + 2)]
    (facet,) = _facets(values, observatory).facets()
    assert [value.count for value in facet.values] == list(range(31, 11, -1))
    assert facet.left_out == 10
