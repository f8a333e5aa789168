"""The Reconciliation Service API 0.2: what clients such as OpenRefine ask, and the forms of the answers."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.serving.reconcile.candidates import NameIndex, similarity
from kgtools.serving.service import Service
from tests.examples import share
from tests.serving.asking import ask

VESSEL = "https://fleet.example/id/vessel/"
PORT = "https://fleet.example/id/port/"
ONTO = "https://fleet.example/onto#"
FORM = "application/x-www-form-urlencoded"

NAMED = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "description": {"type": "string"}},
}
PLACE = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "properties": {
        "service_url": {"type": "string", "pattern": "^https?://"},
        "service_path": {"type": "string", "pattern": "^/"},
        "flyout_service_path": {"type": "string", "pattern": r"^/.*\$\{id\}"},
    },
}
#: the forms of the specification, sections 2.3 (manifest), 4.4 (candidates), 5 (suggest) and 7 (extension)
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": {"type": "string"},
        "identifierSpace": {"type": "string", "format": "uri"},
        "schemaSpace": {"type": "string", "format": "uri"},
        "defaultTypes": {"type": "array", "items": NAMED},
        "view": {
            "type": "object",
            "required": ["url"],
            "properties": {"url": {"type": "string", "pattern": r"\{\{id\}\}"}},
        },
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {
                "url": {"type": "string", "pattern": r"\{\{id\}\}"},
                "width": {"type": "integer"},
                "height": {"type": "integer"},
            },
        },
        "suggest": {
            "type": "object",
            "properties": {"entity": PLACE, "type": PLACE, "property": PLACE},
            "additionalProperties": False,
        },
        "extend": {"type": "object", "properties": {"propose_properties": PLACE}},
    },
}
CANDIDATES = {
    "type": "object",
    "required": ["result"],
    "properties": {
        "result": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "name", "score"],
                "properties": {
                    "id": {"type": "string"},
                    "name": {"type": "string"},
                    "type": {"type": "array", "items": NAMED},
                    "score": {"type": "number"},
                    "match": {"type": "boolean"},
                    "features": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["id", "value"],
                            "properties": {"id": {"type": "string"}, "value": {"type": ["number", "boolean"]}},
                        },
                    },
                },
            },
        }
    },
}
BATCH = {"type": "object", "patternProperties": {"^.*$": CANDIDATES}}
SUGGESTED = {
    "type": "object",
    "required": ["result"],
    "properties": {
        "result": {
            "type": "array",
            "items": {**NAMED, "properties": {**NAMED["properties"], "notable": {"type": "array", "items": NAMED}}},
        }
    },
}
VALUE = {
    "oneOf": [
        {
            "type": "object",
            "required": ["id", "name"],
            "additionalProperties": False,
            "properties": NAMED["properties"],
        },
        *(
            {"type": "object", "required": [name], "additionalProperties": False, "properties": {name: {"type": kind}}}
            for name, kind in (
                ("str", "string"),
                ("int", "integer"),
                ("float", "number"),
                ("bool", "boolean"),
                ("date", "string"),
            )
        ),
    ]
}
EXTENDED = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": NAMED},
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "array", "items": VALUE}},
        },
    },
}
PROPOSED = {
    "type": "object",
    "required": ["properties"],
    "properties": {"properties": {"type": "array", "items": NAMED}, "type": {"type": "string"}, "limit": {}},
}


def got(fleet: Service, target: str, schema: dict[str, Any], **headers: str) -> Any:
    response = ask(fleet, target, **headers)
    assert response.status == 200, response.body
    document = json.loads(response.body)
    jsonschema.validate(document, schema)
    return document


def posted(fleet: Service, schema: dict[str, Any], **fields: Any) -> Any:
    body = urlencode({name: json.dumps(value) for name, value in fields.items()}).encode()
    response = ask(fleet, "/reconcile", method="POST", body=body, content_type=FORM)
    assert response.status == 200, response.body
    document = json.loads(response.body)
    jsonschema.validate(document, schema)
    return document


def found(fleet: Service, **query: Any) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = posted(fleet, BATCH, queries={"q": query})["q"]["result"]
    return result


def short(candidates: list[dict[str, Any]]) -> list[str]:
    return [one["id"].rpartition("/")[2] for one in candidates]


def test_the_manifest_has_the_form_of_the_specification(fleet: Service) -> None:
    manifest = got(fleet, "/reconcile", MANIFEST)
    assert manifest["name"] == "A small fleet"
    assert {"id": ONTO + "Ferry", "name": "ferry"} in manifest["defaultTypes"]
    assert {"id": ONTO + "Vessel", "name": "כלי שיט"} in got(fleet, "/reconcile?lang=he", MANIFEST)["defaultTypes"]


@pytest.mark.parametrize(
    ("text", "name", "sure"),
    [
        ("Borealis", "borealis", True),
        ("BOREALIS", "borealis", True),
        ("the borealis", "borealis", True),
        ("Aurora, Northern", "aurora", False),
        ("Nothern Aurora", "aurora", False),
        ("כרמל", "carmel", True),
        ("Khaifa", "haifa", True),
    ],
)
def test_a_thing_is_found_by_any_of_its_names_and_near_ones(text: str, name: str, sure: bool, fleet: Service) -> None:
    candidates = found(fleet, query=text)
    assert short(candidates)[0] == name
    assert candidates[0]["match"] is sure
    assert candidates[0]["score"] == 100 if sure else 60 < candidates[0]["score"] < 100


def test_two_things_of_one_name_are_no_match(fleet: Service) -> None:
    candidates = found(fleet, query="Gemini")
    assert short(candidates) == ["twin-1", "twin-2"]
    assert [one["match"] for one in candidates] == [False, False]


def test_a_property_tells_them_apart(fleet: Service) -> None:
    for value in ("Haifa", {"id": PORT + "haifa"}, ["nowhere", "חיפה"]):
        candidates = found(fleet, query="Gemini", properties=[{"pid": "f:home", "v": value}])
        assert short(candidates) == ["twin-2", "twin-1"]
        assert candidates[0]["match"] is True
        assert {"id": ONTO + "home", "value": 1} in candidates[0]["features"]
    for number in (10, "10", "10.0", "1e1"):
        by_number = found(fleet, query="Gemini", properties=[{"pid": ONTO + "tonnage", "v": number}])
        assert short(by_number)[0] == "twin-1"
        assert {"id": ONTO + "tonnage", "value": 1} in by_number[0]["features"]


def test_a_property_that_the_graph_does_not_have_says_nothing(fleet: Service) -> None:
    assert found(fleet, query="Gemini", properties=[{"pid": "f:colour", "v": "red"}]) == found(fleet, query="Gemini")


def test_types_narrow_and_have_subclasses(fleet: Service) -> None:
    assert short(found(fleet, query="Carmel", type="f:Ferry")) == ["carmel"]
    assert short(found(fleet, query="Carmel", type=[ONTO + "Vessel"])) == ["carmel"]
    assert found(fleet, query="Carmel", type="f:Port") == []
    assert found(fleet, query="Carmel", type=["f:Port", "f:Vessel"], type_strict="all") == []
    assert short(found(fleet, query="Carmel", type=["f:Port"], type_strict="should"))[0] == "carmel"
    assert found(fleet, query="Carmel", type="javascript:alert(1)") == []


def test_a_batch_answers_each_query_by_its_name(fleet: Service) -> None:
    queries = {"a": {"query": "Dolphin"}, "b": {"query": "xyzzy"}, "c": {"query": ""}}
    document = posted(fleet, BATCH, queries=queries)
    assert {name: short(answer["result"]) for name, answer in document.items()} == {"a": ["dolphin"], "b": [], "c": []}
    asked = got(fleet, "/reconcile?queries=" + quote(json.dumps(queries)), BATCH)
    assert asked == document


def test_a_single_query_is_a_text_or_an_object(fleet: Service) -> None:
    assert short(got(fleet, "/reconcile?query=Dolphin", CANDIDATES)["result"]) == ["dolphin"]
    asked = quote(json.dumps({"query": "Gemini", "limit": 1}))
    assert len(got(fleet, f"/reconcile?query={asked}", CANDIDATES)["result"]) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"queries": "[]"},
        {"queries": "{"},
        {"queries": '{"a": 1}'},
        {"queries": '{"a": {"query": 1}}'},
        {"queries": '{"a": {"query": "x", "limit": "many"}}'},
        {"queries": '{"a": {"query": "x", "limit": 0}}'},
        {"queries": '{"a": {"query": "x", "limit": true}}'},
        {"queries": '{"a": {"query": "x", "type_strict": "perhaps"}}'},
        {"queries": '{"a": {"query": "x", "properties": 1}}'},
        {"queries": json.dumps({str(n): {"query": "x"} for n in range(300)})},
        {"queries": "[" * 5000},
        {"query": "{"},
        {"extend": "1"},
        {"extend": '{"ids": [1], "properties": []}'},
        {"extend": '{"ids": ["x"], "properties": ["x"]}'},
        {"extend": json.dumps({"ids": ["x"] * 2000, "properties": []})},
        {},
    ],
    ids=lambda fields: next(iter(fields.values()), "nothing")[:40],
)
def test_what_is_no_query_is_a_problem(fields: dict[str, str], fleet: Service) -> None:
    response = ask(fleet, "/reconcile", method="POST", body=urlencode(fields).encode(), content_type=FORM)
    assert (response.status, response.media_type) == (400, "application/problem+json"), response.body


def test_classes_and_properties_are_suggested_by_what_their_names_begin_with() -> None:
    index = NameIndex(
        {
            "e:person": [("person", "person"), ("orang", "orang")],
            "e:organization": [("organization", "organization")],
            "e:aid": [("aid organization", "aid organization")],
        }
    )
    assert [iri for iri, _ in index.starting("Org")] == ["e:organization", "e:aid"]
    assert [iri for iri, _ in index.starting("or")] == ["e:person", "e:organization", "e:aid"]
    assert index.starting("") == index.starting("rgan") == []


def test_the_suggested_types_of_the_shipped_graph_have_the_prefix_in_a_name(service: Service) -> None:
    found = got(service, "/reconcile/suggest/type?prefix=org", SUGGESTED)["result"]
    assert found[0]["name"] == "organization"
    assert "person" not in {one["name"] for one in found}


def test_suggestions_continue_at_a_cursor(fleet: Service) -> None:
    whole = got(fleet, "/reconcile/suggest/entity?prefix=e", SUGGESTED)["result"]
    assert got(fleet, "/reconcile/suggest/entity?prefix=e&cursor=2", SUGGESTED)["result"] == whole[2:]
    first = got(fleet, "/reconcile/suggest/entity?prefix=bor", SUGGESTED)["result"][0]
    assert first["id"] == VESSEL + "borealis"
    assert first["notable"] == [{"id": ONTO + "Vessel", "name": "vessel"}]
    assert short(got(fleet, "/reconcile/suggest/type?prefix=ferr", SUGGESTED)["result"])[0] == "onto#Ferry"
    properties = got(fleet, "/reconcile/suggest/property?prefix=home%20port", SUGGESTED)["result"]
    assert properties[0] == {"id": ONTO + "home", "name": "home port", "description": "f:home"}
    assert ask(fleet, "/reconcile/suggest/entity?prefix=a&cursor=x").status == 400
    assert ask(fleet, "/reconcile/suggest/colour?prefix=a").status == 404


def test_values_come_with_their_types(fleet: Service) -> None:
    asked = {
        "ids": [VESSEL + "aurora", VESSEL + "carmel", "nothing known", VESSEL + "dolphin"],
        "properties": [{"id": "f:home"}, {"id": ONTO + "launched"}, {"id": "f:tonnage"}, {"id": "nope"}],
    }
    document = posted(fleet, EXTENDED, extend=asked)
    assert document["meta"][0] == {"id": "f:home", "name": "home port"}
    assert document["rows"][VESSEL + "aurora"] == {
        "f:home": [{"id": PORT + "bergen", "name": "Bergen"}],
        ONTO + "launched": [{"date": "1998-05-04"}],
        "f:tonnage": [{"int": 4100}],
        "nope": [],
    }
    assert document["rows"][VESSEL + "carmel"][ONTO + "launched"] == [{"str": "2004"}]
    assert document["rows"]["nothing known"]["f:home"] == []
    assert document["rows"][VESSEL + "dolphin"]["f:tonnage"] == [{"str": "12345678901234567890"}]


def test_properties_are_proposed_for_a_type(fleet: Service) -> None:
    document = got(fleet, "/reconcile/properties?type=f:Port&limit=1", PROPOSED)
    assert document["type"] == "f:Port"
    assert [one["name"] for one in document["properties"]] == ["label"]
    assert {one["id"] for one in got(fleet, "/reconcile/properties", PROPOSED)["properties"]} >= {ONTO + "home"}


def test_hostile_labels_are_text_in_previews_and_flyouts(fleet: Service) -> None:
    asked = f"?id={quote(VESSEL)}hostile"
    page = ask(fleet, f"/reconcile/preview{asked}")
    assert (page.status, page.media_type) == (200, "text/html")
    flyout = json.loads(ask(fleet, f"/reconcile/flyout{asked}").body)
    for html in (page.body.decode(), flyout["html"]):
        assert "<img" not in html
        assert "</script>" not in html
        assert "\u202e" not in html
        assert "&lt;img" in html
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert ask(fleet, "/reconcile/preview?id=%22%3E%3Cscript%3E").status == 404


@settings(max_examples=share(60), deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    index = NameIndex({"e:a": [("ada lovelace", "Ada Lovelace")], "e:b": [("bob", "Bob")]})
    scores = [one.score for one in index.find(text)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)


@settings(max_examples=share(60), deadline=None)
@given(st.text(alphabet="abc ", max_size=12), st.text(alphabet="abc ", max_size=12))
def test_likeness_is_the_same_both_ways_at_its_ends(one: str, other: str) -> None:
    assert (similarity(one, other) == 100) == (one == other)


@pytest.mark.parametrize("kind", ["http://[", "http://e/ x", "nonsense", "a:b", "<>"])
def test_a_type_that_is_no_iri_has_no_properties_and_no_candidates(kind: str, fleet: Service) -> None:
    from urllib.parse import quote

    told = ask(fleet, f"/reconcile/properties?type={quote(kind, safe='')}")
    assert told.status in (200, 400, 404), told.body
    asked = quote(json.dumps({"q": {"query": "ferry", "type": kind}}))
    assert ask(fleet, f"/reconcile?queries={asked}").status in (200, 400)
