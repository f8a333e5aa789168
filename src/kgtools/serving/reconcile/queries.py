"""Reconciliation queries: for each text the things that it may mean (sections 4.3 to 4.5 of the API)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kgtools.errors import UsageError
from kgtools.model.json import JsonDict

if TYPE_CHECKING:
    from kgtools.serving.reconcile.things import Things

__all__ = ["MAX_CANDIDATES", "batch", "parsed", "single"]

_MAX_QUERIES = 200
MAX_CANDIDATES = 100
_DEFAULT_LIMIT = 10
#: how much of a score the properties of a query are, where it has some
_PROPERTIES_SHARE = 0.3
_STRICT = ("any", "all", "should")


class _Query(NamedTuple):
    text: str
    types: tuple[str, ...]
    strict: str
    limit: int
    #: the property, and the values of which a candidate should have one
    properties: tuple[tuple[str, tuple[str, ...]], ...]


def parsed(text: str, what: str) -> object:
    """A parameter that is JSON. Raises :class:`UsageError`."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{what} is not JSON.") from error


def batch(text: str, things: Things, languages: Sequence[str]) -> JsonDict:
    """The answer to a batch of queries, by their names. Raises :class:`UsageError` for what is not a batch."""
    queries = parsed(text, "queries")
    if not isinstance(queries, dict):
        raise UsageError("queries is a JSON object with a query for each name.")
    if len(queries) > _MAX_QUERIES:
        raise UsageError(f"there are {len(queries)} queries; send at most {_MAX_QUERIES} at a time.")
    return {name: {"result": _candidates(_query(document), things, languages)} for name, document in queries.items()}


def single(text: str, things: Things, languages: Sequence[str]) -> JsonDict:
    """The answer to one query, which is JSON or a text alone. Raises :class:`UsageError`."""
    document = parsed(text, "query") if text.lstrip().startswith("{") else {"query": text}
    return {"result": _candidates(_query(document), things, languages)}


def _query(document: object) -> _Query:
    if not isinstance(document, dict):
        raise UsageError('a query is a JSON object with the member "query".')
    text, limit = document.get("query", ""), document.get("limit", _DEFAULT_LIMIT)
    types = document.get("type", document.get("types", []))
    strict = document.get("type_strict", "any")
    properties = document.get("properties", [])
    if not isinstance(text, str):
        raise UsageError('the member "query" of a query is a text.')
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 1:
        raise UsageError('the member "limit" of a query is a number from 1.')
    type_documents = [types] if isinstance(types, str | dict) else types
    if not isinstance(type_documents, list) or strict not in _STRICT or not isinstance(properties, list):
        raise UsageError('the members "type", "type_strict" and "properties" of a query do not have the right form.')
    return _Query(
        text=text,
        types=tuple(filter(None, map(_identifier, type_documents))),
        strict=strict,
        limit=int(min(limit, MAX_CANDIDATES)),
        properties=tuple(filter(None, map(_property, properties))),
    )


def _identifier(document: object) -> str:
    identifier = document.get("id", "") if isinstance(document, dict) else document
    return identifier if isinstance(identifier, str) else ""


def _property(document: object) -> tuple[str, tuple[str, ...]] | None:
    """A property of a query: its identifier, and texts of values."""
    if not isinstance(document, dict) or not isinstance(document.get("pid"), str):
        return None
    value = document.get("v", "")
    values = value if isinstance(value, list) else [value]
    texts = [str(one.get("id", "")) if isinstance(one, dict) else _text(one) for one in values]
    return document["pid"], tuple(text for text in texts if text)


def _text(value: object) -> str:
    return "" if value is None else json.dumps(value) if isinstance(value, bool | int | float) else str(value)


def _candidates(query: _Query, things: Things, languages: Sequence[str]) -> list[JsonDict]:
    candidates = things.names.find(query.text, among=things.members(query.types, query.strict))
    scored = []
    for one in candidates:
        features = _features(one.iri, query, things)
        score = one.score
        if features:
            share = sum(features.values()) / len(features)
            score = round((1 - _PROPERTIES_SHARE) * one.score + _PROPERTIES_SHARE * 100 * share, 1)
        scored.append((score, one, features))
    scored.sort(key=lambda item: (-item[0], item[1].iri))
    # one thing whose name it is, and to which nothing else comes near
    sure = [one.iri for score, one, _ in scored if score >= 99.9]
    return [
        {
            "id": one.iri,
            "name": things.contents.label(one.iri, languages).value,
            "type": things.type_objects(one.iri, languages),
            "score": score,
            "match": sure == [one.iri],
            "features": [
                {"id": "name", "value": one.score},
                *({"id": iri, "value": value} for iri, value in features.items()),
            ],
        }
        for score, one, features in scored[: query.limit]
    ]


def _features(iri: str, query: _Query, things: Things) -> dict[str, int]:
    """For each property of the query that the graph knows, 1 where the thing has one of the values, else 0."""
    features: dict[str, int] = {}
    for name, values in query.properties:
        property_iri = things.property_iri(name)
        if property_iri is not None and values:
            fits = any(things.has_value(iri, property_iri, value) for value in values)
            features[property_iri] = int(fits)
    return features
