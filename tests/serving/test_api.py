"""Stored queries as a web API."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pyarrow
import pytest

from kgtools.query.results.write import write_answer
from kgtools.serving.service import Service
from kgtools.serving.stored.rows import ROWS_SCHEMA
from tests.serving.asking import ask

VESSELS = "/api/queries/vessels"
ID = "https://fleet.example/id/"


def rows(fleet: Service, target: str, **headers: str) -> dict[str, Any]:
    response = ask(fleet, target, **headers)
    assert response.status == 200, response.body
    document: dict[str, Any] = json.loads(response.body)
    jsonschema.validate(document, ROWS_SCHEMA)
    return document


def names(document: dict[str, Any]) -> list[str]:
    return [row["vessel"].removeprefix(ID + "vessel/") for row in document["rows"]]


def detail(fleet: Service, target: str, **headers: str) -> str:
    response = ask(fleet, target, **headers)
    assert (response.status, response.media_type) == (400, "application/problem+json"), response.body
    return str(json.loads(response.body)["detail"])


def test_rows_are_objects_with_the_values_of_json(fleet: Service) -> None:
    document = rows(fleet, VESSELS + ".json")
    assert document["query"] == "vessels"
    assert document["columns"][0] == {"name": "vessel", "description": "the vessel"}
    assert document["total"] == len(document["rows"]) == 6
    assert document["rows"][0] == {
        "vessel": ID + "vessel/aurora",
        "vesselLabel": "Northern Aurora",
        "home": ID + "port/bergen",
        "homeLabel": "Bergen",
        "launched": "1998-05-04",
        "tonnage": 4100,
    }
    assert document["rows"][-2]["home"] is None


def test_a_number_that_json_would_round_stays_text(fleet: Service) -> None:
    document = rows(fleet, f"{VESSELS}?_limit=99999999999999999999&port=haifa&offset=1")
    assert document["rows"][0]["tonnage"] == "12345678901234567890"


@pytest.mark.parametrize(
    "port", ["haifa", "port:haifa", "%3Chttps://fleet.example/id/port/haifa%3E", "%D7%97%D7%99%D7%A4%D7%94"]
)
def test_a_thing_is_named_as_on_the_command_line(port: str, fleet: Service) -> None:
    assert names(rows(fleet, f"{VESSELS}?port={port}")) == ["carmel", "twin-2"]


def test_a_list_is_given_by_commas_or_by_repeating(fleet: Service) -> None:
    assert names(rows(fleet, f"{VESSELS}?kinds=ferry")) == ["aurora", "carmel"]
    assert rows(fleet, f"{VESSELS}?kinds=ferry,vessel") == rows(fleet, f"{VESSELS}?kinds=ferry&kinds=vessel")


def test_a_parameter_with_a_name_of_the_api_is_written_with_a_mark(fleet: Service) -> None:
    assert names(rows(fleet, f"{VESSELS}?_limit=900")) == ["carmel", "hostile", "twin-1", "twin-2"]
    assert names(rows(fleet, f"{VESSELS}?limit=1&_limit=900")) == ["carmel"]


def test_empty_fields_of_a_form_are_no_values(fleet: Service) -> None:
    assert rows(fleet, f"{VESSELS}?port=&kinds=&limit=&why=&lang=") == rows(fleet, VESSELS)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("_limit=many", 'the parameter "limit" cannot be "many": write a whole number'),
        ("port=haifa&port=bergen", "it takes one value"),
        ("kinds=raft", "it is one of vessel, ferry"),
        ("colour=red", 'the parameter "colour" cannot be "red": the parameters here are port, _limit, kinds, lang'),
        ("limit=-1", "write a whole number"),
        ("limit=1&limit=2", 'several values for "limit"'),
        ("why=perhaps", "write true or false"),
        ("facet=age", 'the parameter "facet" cannot be "age": the columns are vessel'),
        ("facet=launched:week", "by year or by month"),
        ("port=haifa%FF", "not UTF-8"),
        ("format=csv&facet=home", "plain JSON"),
    ],
)
def test_what_does_not_fit_is_told_in_one_sentence(query: str, sentence: str, fleet: Service) -> None:
    assert sentence in detail(fleet, f"{VESSELS}?{query}")


@pytest.mark.parametrize(
    ("target", "status", "nearest"),
    [
        ("/api/queries/vesels", 404, ["vessels"]),
        ("/api/queries/vessels.xlsx", 400, []),
        (f"{VESSELS}?port=borgen", 400, ["port:bergen"]),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(
    target: str, status: int, nearest: list[str], fleet: Service
) -> None:
    response = ask(fleet, target)
    assert response.status == status, response.body
    assert json.loads(response.body).get("nearest", []) == nearest


def test_some_rows_are_the_middle_of_all(fleet: Service) -> None:
    whole = rows(fleet, VESSELS)
    part = rows(fleet, f"{VESSELS}?offset=3&limit=2")
    assert part["rows"] == whole["rows"][3:5]
    assert (part["total"], part["offset"]) == (6, 3)
    assert rows(fleet, f"{VESSELS}?offset=99")["rows"] == []
    lines = ask(fleet, f"{VESSELS}.csv?offset=3&limit=2").body.splitlines()
    assert lines[1:] == ask(fleet, f"{VESSELS}.csv").body.splitlines()[4:6]


def test_why_comes_with_the_rows_that_are_shown(fleet: Service) -> None:
    whole = rows(fleet, f"{VESSELS}?why=true")
    part = rows(fleet, f"{VESSELS}?why=true&offset=1&limit=1")
    assert len(whole["why"]) == len(whole["rows"])
    assert all(whole["why"])
    assert part["why"] == whole["why"][1:2]


def test_facets_count_all_rows_whatever_is_shown(fleet: Service) -> None:
    found = rows(fleet, f"{VESSELS}?limit=1&facet=home&facet=vessel")["facets"]
    assert found["home"] == [
        {"value": ID + "port/bergen", "count": 2, "label": "Bergen"},
        {"value": ID + "port/haifa", "count": 2, "label": "Haifa"},
        {"value": None, "count": 2},
    ]
    assert [one["count"] for one in found["vessel"]] == [1] * 6


def test_facets_of_dates_are_in_order_of_time_whatever_they_are_precise_to(fleet: Service) -> None:
    found = rows(fleet, f"{VESSELS}?facet=launched:year&facet=launched:month")["facets"]
    assert found["launched:year"] == [
        {"value": "1998", "count": 2},
        {"value": "2004", "count": 1},
        {"value": None, "count": 3},
    ]
    assert [one["value"] for one in found["launched:month"]] == ["1998-05", "1998-11", "2004", None]


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        ("json", "application/json"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("srj", "application/sparql-results+json"),
        ("srx", "application/sparql-results+xml"),
        ("md", "text/markdown"),
        ("arrow", "application/vnd.apache.arrow.stream"),
        ("parquet", "application/vnd.apache.parquet"),
    ],
)
def test_each_ending_has_its_format_whatever_accept_says(ending: str, media_type: str, fleet: Service) -> None:
    response = ask(fleet, f"{VESSELS}.{ending}", accept="text/html")
    assert (response.status, response.media_type) == (200, media_type)
    if ending == "arrow":
        assert pyarrow.ipc.open_stream(response.body).read_all().num_rows == 6


def test_triples_and_truth_have_formats_of_their_own(fleet: Service) -> None:
    assert b"rdfs:label" in ask(fleet, "/api/queries/ports.ttl").body
    assert ask(fleet, "/api/queries/ports").media_type == "text/turtle"
    assert ask(fleet, "/api/queries/ports.csv").status == 406
    assert json.loads(ask(fleet, "/api/queries/any-ferry").body) == {
        "version": 1,
        "query": "any-ferry",
        "boolean": True,
    }
    assert json.loads(ask(fleet, "/api/queries/any-ferry.srj").body) == {"head": {}, "boolean": True}


def test_alternates_name_each_format_once(fleet: Service) -> None:
    link = ask(fleet, f"{VESSELS}?port=haifa").headers["Link"]
    assert '</api/queries/vessels.srx?port=haifa>; rel="alternate"; type="application/sparql-results+xml"' in link
    assert '</queries/vessels?port=haifa>; rel="alternate"; type="text/html"' in link


def test_labels_are_in_the_languages_of_the_reader(fleet: Service) -> None:
    hebrew = rows(fleet, f"{VESSELS}?lang=he&port=haifa")
    assert hebrew["rows"] == rows(fleet, f"{VESSELS}?port=haifa", accept_language="he, en;q=0.5")["rows"]
    assert hebrew["rows"][0]["homeLabel"] == "חיפה"


def test_an_empty_answer_says_why(fleet: Service) -> None:
    document = rows(fleet, f"{VESSELS}?_limit=0")
    assert document["rows"] == []
    [reason] = document["whyNot"]
    assert reason["message"].startswith("FILTER(?tonnage <= ?_limit) is true for none of the 7 rows before it")
    # the file by its name: where the server has it is not told
    assert (reason["source"], reason["line"]) == ("vessels.rq", 42)


def test_what_the_clock_answers_is_not_kept(fleet: Service) -> None:
    assert not ask(fleet, "/api/queries/now").is_kept
    assert not ask(fleet, "/queries/now", accept="text/html").is_kept
    assert ask(fleet, VESSELS).is_kept
    assert ask(fleet, "/queries/vessels", accept="text/html").is_kept


def test_hostile_labels_stay_text(fleet: Service) -> None:
    page = ask(fleet, "/queries/vessels", accept="text/html").body.decode()
    assert "<img" not in page
    assert "\u202e" not in page
    header = ask(fleet, f"{VESSELS}?port=%0d%0aSet-Cookie:x=y").headers
    assert all("\r" not in value and "\n" not in value for value in header.values())


def test_every_stored_query_gives_over_http_what_the_facade_gives(service: Service) -> None:
    tried = 0
    for stored in service.stored.values():
        values = {p.name: p.example for p in stored.parameters if p.is_required}
        if any(value is None for value in values.values()) or stored.form != "select":
            continue
        given = "&".join(f"_{k}={v if isinstance(v, str) else ','.join(v)}" for k, v in values.items())
        response = ask(service, f"/api/queries/{stored.name}.srj?{given.replace(' ', '+')}")
        answer = service.graph.query(stored.name, params=values, languages=service.graph.project.languages)
        assert (response.status, response.body) == (200, write_answer(answer, format="json")), stored.name
        tried += 1
    assert tried >= 10


def test_the_list_names_each_query_with_its_address(fleet: Service) -> None:
    listed = json.loads(ask(fleet, "/api/queries", accept_language="he").body)["queries"]
    assert [one["name"] for one in listed] == list(fleet.stored)
    assert all(one["href"].endswith(f"/api/queries/{one['name']}") for one in listed)
    assert "כלי השיט של נמל" in [one["title"] for one in listed]


def test_a_parameter_that_names_nothing_is_a_wrong_request_whatever_it_may_name(service: Service) -> None:
    for target in ("/api/queries/mentions?thing=nobody-at-all", "/api/queries/career?person=nobody-at-all"):
        response = ask(service, target)
        assert response.status == 400, response.body
        assert "nobody-at-all" in json.loads(response.body)["detail"]
