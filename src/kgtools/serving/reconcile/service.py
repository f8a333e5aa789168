"""The routes of the Reconciliation Service API: manifest, queries, suggestions, previews and extension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kgtools.errors import NotFoundError, UsageError
from kgtools.model.json import JsonDict
from kgtools.model.numbers import whole_number
from kgtools.pages import reader_languages
from kgtools.serving.accept import HTML
from kgtools.serving.messages import HttpRequest, HttpResponse, json_body
from kgtools.serving.problems import StatusError
from kgtools.serving.protocol.endpoint import FORM
from kgtools.serving.reconcile.extend import extended, proposed
from kgtools.serving.reconcile.queries import MAX_CANDIDATES, batch, single
from kgtools.text.characters import visible
from kgtools.text.direction import direction_of
from kgtools.text.markup import bdi, element, joined

if TYPE_CHECKING:
    from kgtools.serving.reconcile.candidates import NameIndex
    from kgtools.serving.reconcile.things import Things
    from kgtools.serving.service import Service

__all__ = ["flyout", "preview", "properties", "reconcile", "suggest"]

#: a preview is shown within the page of a client, and does nothing
_PREVIEW_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
_WIDTH, _HEIGHT = 430, 200
_MAX_SUGGESTIONS = 20
_MAX_DEFAULT_TYPES = 20
_VARY = {"Vary": "Accept-Language"}


def reconcile(service: Service, request: HttpRequest) -> HttpResponse:
    """The manifest; with ``queries``, ``query`` or ``extend`` the answer to these."""
    parameters = dict(request.pairs())
    if request.method == "POST":
        if request.media_type != FORM:
            raise StatusError(415, f"queries are sent as {FORM}.", headers={"Accept-Post": FORM})
        parameters |= dict(request.form())
    languages = _languages(service, request, parameters)
    things = service.reconciled
    if "queries" in parameters:
        return _json(batch(parameters["queries"], things, languages))
    if "query" in parameters:
        return _json(single(parameters["query"], things, languages))
    if "extend" in parameters:
        return _json(extended(parameters["extend"], things, languages))
    if request.method == "POST":
        raise UsageError('there is no query; send the parameter "queries" or "extend".')
    return _json(_manifest(service, request, languages))


def suggest(service: Service, request: HttpRequest) -> HttpResponse:
    """Things, classes or properties with a name that a text begins."""
    parameters = dict(request.pairs())
    languages = _languages(service, request, parameters)
    kind = request.arguments["kind"]
    things = service.reconciled
    indexes: Mapping[str, NameIndex] = {"entity": things.names, "type": things.types, "property": things.properties}
    if kind not in indexes:
        raise NotFoundError("page", kind, indexes)
    prefix = parameters.get("prefix", "")
    cursor = _whole("cursor", parameters, 0)
    suggestions = _suggested(prefix, things) if kind == "entity" else indexes[kind].starting(prefix)
    # what is written otherwise than any name begins
    suggestions = suggestions or [(suggestion.iri, suggestion.name) for suggestion in indexes[kind].find(prefix)]
    results = []
    for iri, _ in suggestions[cursor : cursor + _MAX_SUGGESTIONS]:
        suggestion: JsonDict = things.reference(iri, languages)
        if kind == "entity":
            types = things.type_objects(iri, languages)
            suggestion |= {"notable": types, "description": ", ".join(str(kind["name"]) for kind in types)}
        else:
            suggestion["description"] = things.contents.short(iri)
        results.append(suggestion)
    return _json({"result": results})


def preview(service: Service, request: HttpRequest) -> HttpResponse:
    """A small page about a thing, for the frame of a client."""
    parameters = dict(request.pairs())
    iri, languages = parameters.get("id", ""), _languages(service, request, parameters)
    if iri not in service.contents.things:
        raise NotFoundError("entity", iri, ())
    label = service.contents.label(iri, languages)
    body = _about(service, iri, languages)
    head = element("head", element("meta", charset="utf-8"), element("title", visible(label.value)))
    page = "<!DOCTYPE html>" + element(
        "html", head, element("body", element("main", body)), lang=languages[0], dir=direction_of(languages[0])
    )
    headers = {**_VARY, "Content-Security-Policy": _PREVIEW_POLICY}
    return HttpResponse(body=page.encode("utf-8", "replace"), media_type=HTML, headers=headers, is_kept=True)


def flyout(service: Service, request: HttpRequest) -> HttpResponse:
    """The same as a piece of HTML in JSON, for what is shown beside suggestions."""
    parameters = dict(request.pairs())
    iri, languages = parameters.get("id", ""), _languages(service, request, parameters)
    is_known = iri in service.contents.things or iri in service.contents.names
    if not is_known:
        raise NotFoundError("entity", iri, ())
    return _json({"id": iri, "html": str(_about(service, iri, languages))})


def properties(service: Service, request: HttpRequest) -> HttpResponse:
    """The properties that things of a type have, to extend data with."""
    parameters = dict(request.pairs())
    types = [parameters["type"]] if parameters.get("type") else []
    limit = min(_whole("limit", parameters, MAX_CANDIDATES), MAX_CANDIDATES)
    return _json(proposed(types, limit, service.reconciled, _languages(service, request, parameters)))


def _manifest(service: Service, request: HttpRequest, languages: Sequence[str]) -> JsonDict:
    address = f"{request.origin}/reconcile"
    contents = service.contents
    return {
        "versions": ["0.2"],
        "name": contents.title,
        "identifierSpace": contents.base,
        "schemaSpace": contents.project.iri("onto#"),
        "documentation": f"{request.origin}/",
        "defaultTypes": [
            service.reconciled.reference(kind.iri, languages) for kind in contents.kinds[:_MAX_DEFAULT_TYPES]
        ],
        "view": {"url": f"{request.origin}/about?iri={{{{id}}}}"},
        "preview": {"url": f"{address}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": {
            kind: {
                "service_url": address,
                "service_path": f"/suggest/{kind}",
                "flyout_service_path": "/flyout?id=${id}",
            }
            for kind in ("entity", "type", "property")
        },
        "extend": {"propose_properties": {"service_url": address, "service_path": "/properties"}},
    }


def _suggested(prefix: str, things: Things) -> list[tuple[str, str]]:
    """The things with the prefix in a name, as the search of the pages finds them."""
    from kgtools.pages.kinds.lists import matching_things

    return matching_things(things.contents, prefix[:200])


def _about(service: Service, iri: str, languages: Sequence[str]) -> object:
    contents = service.contents
    label = contents.label(iri, languages)
    kinds = [bdi(contents.label(kind, languages).value) for kind in contents.kinds_of(iri)]
    names = {name.value: name for _, name in contents.names.get(iri, ()) if name.value != label.value}
    others = list(names.values())[:10]
    return joined(
        element("p", element("b", bdi(label.value, label.language))),
        element("p", joined(*kinds, separator=", ")) if kinds else None,
        element("p", joined(*(bdi(name.value, name.language) for name in others), separator=" · ")) if others else None,
        element("p", bdi(iri)),
    )


def _languages(service: Service, request: HttpRequest, arguments: Mapping[str, str]) -> tuple[str, ...]:
    accepted = request.headers.get("accept-language", "")
    return reader_languages(arguments.get("lang", ""), accepted, service.graph.project.languages)


def _whole(name: str, arguments: Mapping[str, str], default: int) -> int:
    text = arguments.get(name, "").strip()
    if not text:
        return default
    number = whole_number(text, most_digits=7)
    if number is None:
        raise UsageError(f'the parameter "{name}" is a whole number.')
    return number


def _json(document: object) -> HttpResponse:
    body = json_body(document)
    return HttpResponse(body=body, media_type="application/json", headers=_VARY, is_kept=True)
