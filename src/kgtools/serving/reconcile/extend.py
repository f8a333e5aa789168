"""Data extension: values of properties for things that were matched (section 7 of the API)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kgtools.errors import UsageError
from kgtools.model.json import JsonDict
from kgtools.serving.reconcile.queries import parsed

if TYPE_CHECKING:
    from kgtools.serving.reconcile.things import Things

__all__ = ["extended", "proposed"]

_MAX_THINGS = 1_000
_MAX_PROPERTIES = 100


def extended(text: str, things: Things, languages: Sequence[str]) -> JsonDict:
    """The values of properties for things. Raises :class:`UsageError` for what is not an extension query."""
    document = parsed(text, "extend")
    ids = document.get("ids") if isinstance(document, dict) else None
    properties = document.get("properties") if isinstance(document, dict) else None
    if not isinstance(ids, list) or not isinstance(properties, list):
        raise UsageError('extend is a JSON object with the members "ids" and "properties".')
    if len(ids) > _MAX_THINGS or len(properties) > _MAX_PROPERTIES:
        raise UsageError(f"ask for at most {_MAX_THINGS} things and {_MAX_PROPERTIES} properties at a time.")
    names = [one["id"] for one in properties if isinstance(one, dict) and isinstance(one.get("id"), str)]
    if len(names) < len(properties) or not all(isinstance(iri, str) for iri in ids):
        raise UsageError('each property is a JSON object with an "id", and each thing the text of its identifier.')
    property_iris = {name: things.property_iri(name) for name in dict.fromkeys(names)}
    rows: JsonDict = {
        iri: {name: [] if of is None else _values(iri, of, things, languages) for name, of in property_iris.items()}
        for iri in ids
    }
    meta: list[JsonDict] = [
        {"id": name, "name": _name(name, of, things, languages)} for name, of in property_iris.items()
    ]
    return {"meta": meta, "rows": rows}


def proposed(types: Sequence[str], limit: int, things: Things, languages: Sequence[str]) -> JsonDict:
    """The properties that things of a type have."""
    iris = things.properties_of(types)[:limit]
    properties = [things.reference(iri, languages) for iri in iris]
    document: JsonDict = {"limit": limit, "properties": properties}
    return {**document, "type": types[0]} if types else document


def _values(iri: str, of: str, things: Things, languages: Sequence[str]) -> list[JsonDict]:
    # one name in two languages is one value
    objects = (things.value_object(term, languages) for term in things.values(iri, of))
    return list({tuple(value.items()): value for value in objects}.values())


def _name(name: str, of: str | None, things: Things, languages: Sequence[str]) -> str:
    return name if of is None else things.contents.label(of, languages).value
