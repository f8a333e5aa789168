"""Any request to what the OpenAPI document describes is answered as it says: tried with values of all kinds."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtools.serving.service import Service
from tests.examples import share
from tests.serving.asking import ask

#: what a parameter may be given: often what it takes, often what it does not
VALUES = st.one_of(
    st.sampled_from(
        ["", "1", "-1", "1e9", "true", "haifa", "ferry", "2022-06", "*", "json", "csv", "he,en", "\x00", "a" * 300]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
)
NAMES = st.sampled_from(
    [
        "port",
        "_limit",
        "limit",
        "kinds",
        "lang",
        "why",
        "offset",
        "facet",
        "format",
        "query",
        "default-graph-uri",
        "q",
        "iri",
        "x",
    ]
)
PATHS = st.sampled_from(
    [
        "/",
        "/.well-known/void",
        "/about",
        "/api/queries",
        "/api/queries/any-ferry",
        "/api/queries/ports",
        "/api/queries/vessels",
        "/api/queries/vessels.csv",
        "/doc/vessel/aurora",
        "/id/vessel/aurora",
        "/ontology.ttl",
        "/openapi.json",
        "/queries/vessels",
        "/reconcile",
        "/reconcile/properties",
        "/reconcile/suggest/entity",
        "/search",
        "/sparql",
    ]
)
ACCEPT = st.one_of(
    st.sampled_from(["*/*", "text/html", "text/csv", "application/json"]), st.text("atext/*;q=0.19,", max_size=20)
)


@settings(max_examples=share(400), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=PATHS, pairs=st.lists(st.tuples(NAMES, VALUES), max_size=4), accept=ACCEPT)
def test_every_answer_is_a_documented_one(fleet: Service, path: str, pairs: list[tuple[str, str]], accept: str) -> None:
    response = ask(fleet, f"{path}?{urlencode(pairs)}", accept=accept)
    assert response.status in (200, 303, 400, 403, 404, 406, 503)
    assert all(c.isprintable() and c.isascii() for value in response.all_headers().values() for c in value)
    if response.media_type == "application/problem+json":
        schema = json.loads(ask(fleet, "/openapi.json").body)["components"]["schemas"]["Problem"]
        problem: dict[str, Any] = json.loads(response.body)
        jsonschema.validate(problem, schema)
        assert problem["status"] == response.status
        assert problem["detail"].endswith((".", "?")), problem["detail"]


@settings(max_examples=share(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=80),
    media_type=st.sampled_from(["text/turtle", "application/ld+json", "application/rdf+xml"]),
)
def test_any_body_is_judged_or_refused(fleet: Service, body: bytes, media_type: str) -> None:
    response = ask(fleet, "/api/validate", method="POST", body=body, content_type=media_type)
    assert response.status in (200, 400), response.body
