"""The OpenAPI document of the server."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import openapi_spec_validator
import pytest
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError as OpenAPIError

from kgtools.serving.service import Service
from tests.serving.asking import ask


def document(service: Service) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(service, "/openapi.json").body)
    return found


def test_the_document_is_valid(service: Service, fleet: Service) -> None:
    for one in (service, fleet):
        openapi_spec_validator.validate(document(one))


def test_a_document_that_is_wrong_is_found(fleet: Service) -> None:
    wrong = document(fleet)
    wrong["paths"]["/sparql"]["get"]["parameters"][0]["in"] = "nowhere"
    with pytest.raises(OpenAPIError):
        openapi_spec_validator.validate(wrong)


def test_every_stored_query_is_a_path_with_its_parameters(service: Service) -> None:
    paths = document(service)["paths"]
    for stored in service.stored.values():
        operation = paths[f"/api/queries/{stored.name}"]["get"]
        names = [parameter["name"].lstrip("_") for parameter in operation["parameters"]]
        assert names[: len(stored.parameters)] == [p.name for p in stored.parameters]
        assert operation["summary"]


def test_types_defaults_and_choices_are_those_of_the_header(fleet: Service) -> None:
    operation = document(fleet)["paths"]["/api/queries/vessels"]["get"]
    by_name = {parameter["name"]: parameter for parameter in operation["parameters"]}
    assert by_name["_limit"]["schema"] == {"type": "integer", "default": 1000000}
    assert by_name["port"]["required"] is False
    assert "f:Port" in by_name["port"]["description"]
    assert by_name["kinds"]["schema"] == {"type": "array", "items": {"type": "string", "enum": ["vessel", "ferry"]}}
    assert "launched:year" in by_name["facet"]["schema"]["items"]["enum"]


def test_each_operation_is_answered_by_what_it_says(fleet: Service) -> None:
    described = document(fleet)
    for path, operations in described["paths"].items():
        if not path.startswith("/api/queries/"):
            continue
        contents = operations["get"]["responses"]["200"]["content"]
        for media_type in contents:
            assert ask(fleet, path, accept=media_type).media_type == media_type
        if "application/json" in contents and "schema" in contents["application/json"]:
            name = contents["application/json"]["schema"]["$ref"].rpartition("/")[2]
            jsonschema.validate(json.loads(ask(fleet, path).body), described["components"]["schemas"][name])
