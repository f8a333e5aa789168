"""Validation of what is posted; nothing of it is kept."""

from __future__ import annotations

import json

import pytest

from kgtools.serving.messages import HttpResponse
from kgtools.serving.service import Service
from tests.serving.asking import ask

HEAD = "@prefix f: <https://fleet.example/onto#> . @prefix v: <https://fleet.example/id/vessel/> .\n"
FINE = HEAD + "v:new a f:Ferry ; f:tonnage 3 ."
WRONG = HEAD + "v:new a f:Ferry ; f:tonnage 'heavy' ."


def post(service: Service, body: str | bytes, *, target: str = "/api/validate", **headers: str) -> HttpResponse:
    data = body.encode() if isinstance(body, str) else body
    return ask(service, target, method="POST", body=data, **{"content_type": "text/turtle", **headers})


def test_data_is_judged_by_the_shapes_of_the_project(fleet: Service) -> None:
    fine, wrong = (json.loads(post(fleet, body).body) for body in (FINE, WRONG))
    assert fine["conforms"] is True
    assert wrong["conforms"] is False
    (result,) = wrong["results"]
    assert result["focusNode"]["value"] == "https://fleet.example/id/vessel/new"


def test_the_graph_is_the_same_afterwards(fleet: Service) -> None:
    before = len(fleet.graph.store)
    post(fleet, FINE)
    assert len(fleet.graph.store) == before
    assert ask(fleet, "/doc/vessel/new").status == 404


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("text/turtle", "text/turtle"),
        ("text/plain", "text/plain"),
        ("text/csv", "text/csv"),
    ],
)
def test_the_report_has_the_format_that_is_wanted(accept: str, media_type: str, fleet: Service) -> None:
    response = post(fleet, WRONG, accept=accept)
    assert (response.status, response.media_type) == (200, media_type)


def test_a_report_is_in_the_language_of_the_reader(fleet: Service) -> None:
    reports = [post(fleet, WRONG, accept="text/plain", accept_language=language).body for language in ("he", "en")]
    assert any("\u05d0" <= character <= "\u05ea" for character in reports[0].decode())
    assert not any("\u05d0" <= character <= "\u05ea" for character in reports[1].decode())


@pytest.mark.parametrize(
    ("body", "headers", "status", "sentence"),
    [
        (HEAD + "v:new a f:Ferry", {}, 400, ""),
        (b"\xff\xfe", {}, 400, ""),
        (FINE, {"content_type": "image/png"}, 415, "text/turtle"),
        (FINE, {"content_type": ""}, 415, "text/turtle"),
        (FINE, {"accept": "image/png"}, 406, "application/json"),
        ("{", {"content_type": "application/ld+json"}, 400, ""),
        ('{"@context": "http://127.0.0.1:9/c"}', {"content_type": "application/ld+json"}, 400, "context"),
    ],
    ids=["cut off", "not UTF-8", "no RDF", "no type", "no such report", "no JSON", "a context of the web"],
)
def test_what_cannot_be_judged_is_a_problem(
    body: str | bytes, headers: dict[str, str], status: int, sentence: str, fleet: Service
) -> None:
    response = post(fleet, body, **headers)
    assert (response.status, response.media_type) == (status, "application/problem+json"), response.body
    assert sentence in json.loads(response.body)["detail"]


def test_a_syntax_error_has_line_and_column(fleet: Service) -> None:
    problem = json.loads(post(fleet, HEAD + "v:new a f:Ferry ;; f:tonnage 3 . v:x v:y .").body)
    assert problem["line"] == 2
    assert problem["column"] > 1


def test_a_parameter_that_is_not_there_is_told(fleet: Service) -> None:
    response = post(fleet, FINE, target="/api/validate?shapes=mine")
    assert (response.status, b"shapes" in response.body) == (400, True)
