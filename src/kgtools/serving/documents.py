"""The things of the graph at their addresses: where an IRI leads, and what is said there, as a page or as RDF."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from kgtools.pages import Alternate, entity_data, reader_languages
from kgtools.pages.data import serialized
from kgtools.serving.accept import HTML, names_html
from kgtools.serving.messages import HttpRequest, HttpResponse, json_body
from kgtools.serving.pages import failed, links_to, missing, rendered
from kgtools.serving.problems import StatusError
from kgtools.serving.protocol.formats import OF_TRIPLES, AnswerFormat, chosen_format

if TYPE_CHECKING:
    from kgtools.serving.service import Service

__all__ = ["about", "document", "ontology", "search", "see_other", "term"]

#: what is known of a thing as JSON: sentences with their times, states and sources
_PORTRAIT = "portrait"
#: the endings of documents, with the names of formats
_ENDINGS = {"json": _PORTRAIT, "ttl": "turtle", "jsonld": "jsonld", "nt": "nt", "rdf": "rdfxml", "html": "html"}
#: the formats of one thing: those that hold no graphs come first, and no format is there twice
_FORMATS = tuple(format for format in OF_TRIPLES if format.media_type != "application/json")
_OF_THINGS = (*_FORMATS, AnswerFormat("application/json", _PORTRAIT))
_MAX_RESULTS = 50


def see_other(service: Service, request: HttpRequest) -> HttpResponse:
    """From the IRI of a thing to the document about it, as a page or as RDF by Accept (303)."""
    local = "id/" + request.arguments["local"]
    thing = service.contents.things.get(service.graph.project.iri(local))
    if thing is None:
        return _unknown(service, request, request.arguments["local"])
    if thing.address is None:
        # its page goes by its IRI: a browser or a file system would take its address for another one
        return _to(f"/about?iri={quote(thing.iri, safe='')}")
    format = chosen_format(request.headers.get("accept", ""), "", _OF_THINGS, html=True)
    return _to(f"/doc/{quote(thing.address)}{_ending_of(format)}")


def term(service: Service, request: HttpRequest) -> HttpResponse:
    """From the IRI of the ontology to its page or its RDF (303); a browser keeps the fragment of a term."""
    format = _requested_format(request)
    return _to(f"/ontology{_ending_of(format)}")


def document(service: Service, request: HttpRequest) -> HttpResponse:
    """What the graph says of a thing: a page, or RDF by the ending of the address or by Accept."""
    address = request.arguments["thing"]
    iri, ending = service.contents.iri_at(address), ""
    if iri is None:
        address, _, ending = address.rpartition(".")
        iri = service.contents.iri_at(address) if ending in _ENDINGS else None
        if iri is None:
            return _unknown(service, request, request.arguments["thing"])
    format = chosen_format(request.headers.get("accept", ""), _ENDINGS.get(ending, ""), _OF_THINGS, html=True)
    if format.name == _PORTRAIT:
        return _portrait(service, request, iri)
    if format.name == "html":
        if ending:
            return _to(f"/doc/{quote(address)}" + (f"?{request.query}" if request.query else ""))
        return rendered(service, request)
    return _rdf(service, iri, format, f"/doc/{quote(address)}")


def about(service: Service, request: HttpRequest) -> HttpResponse:
    """What the graph says of any IRI, which a parameter names."""
    iri = next((value for name, value in request.pairs() if name == "iri"), "")
    format_name = next((value for name, value in request.pairs() if name == "format"), "")
    format = chosen_format(request.headers.get("accept", ""), format_name, _OF_THINGS, html=True)
    if format.name == "html" or iri not in service.contents.things:
        return rendered(service, request)
    if format.name == _PORTRAIT:
        return _portrait(service, request, iri)
    return _rdf(service, iri, format, "")


def ontology(service: Service, request: HttpRequest) -> HttpResponse:
    """The ontology: its page, or its statements as RDF."""
    format = _requested_format(request, _ENDINGS.get(request.arguments.get("ending", ""), ""))
    if format.name == "html":
        return rendered(service, request)
    body = serialized(service.contents.ontology, format.name, prefixes=service.graph.prefixes)
    return HttpResponse(body=body, media_type=format.media_type, headers={"Vary": "Accept"}, is_kept=True)


def search(service: Service, request: HttpRequest) -> HttpResponse:
    """The things that a search finds: a page, or JSON for programs."""
    from kgtools.pages.kinds.lists import matching_things

    accept = request.headers.get("accept", "")
    format = chosen_format(accept, "", [AnswerFormat("application/json", "json")], html=True)
    if format.name == "html":
        return rendered(service, request)
    text = next((value for name, value in request.pairs() if name == "q"), "")[:200]
    results = [
        {"iri": iri, "name": name, "types": list(service.contents.kinds_of(iri))}
        for iri, name in matching_things(service.contents, text)[:_MAX_RESULTS]
    ]
    body = json.dumps({"found": results}, ensure_ascii=False).encode("utf-8", "replace")
    return HttpResponse(body=body, media_type="application/json", headers={"Vary": "Accept"}, is_kept=True)


def _portrait(service: Service, request: HttpRequest, iri: str) -> HttpResponse:
    """What is known of a thing as `kgtools show -f json` has it."""
    from kgtools.query.portrait import portrait_document

    parameters = dict(request.pairs())
    accepted = request.headers.get("accept-language", "")
    languages = reader_languages(parameters.get("lang", ""), accepted, service.graph.project.languages)
    document = portrait_document(service.graph.show(iri, languages=languages, at=parameters.get("at") or None))
    body = json_body(document)
    headers = {"Vary": "Accept, Accept-Language"}
    return HttpResponse(body=body, media_type="application/json", headers=headers, is_kept=True)


def _rdf(service: Service, iri: str, format: AnswerFormat, page: str) -> HttpResponse:
    alternates = []
    if page:
        alternates = [Alternate(HTML, page, "HTML")]
        alternates += [
            Alternate(other.media_type, f"{page}{_ending_of(other)}", other.name)
            for other in _FORMATS
            if other.name != format.name and other.name in _ENDINGS.values()
        ]
    headers = {"Vary": "Accept"} | links_to(alternates)
    body = entity_data(service.contents, iri, format.name)
    return HttpResponse(body=body, media_type=format.media_type, headers=headers, is_kept=True)


def _requested_format(request: HttpRequest, name: str = "") -> AnswerFormat:
    return chosen_format(request.headers.get("accept", ""), name, _FORMATS, html=True)


def _ending_of(format: AnswerFormat) -> str:
    """The ending of an address that names a format; nothing for a page, and where Accept has to say it again."""
    endings = (f".{ending}" for ending, name in _ENDINGS.items() if name == format.name and name != "html")
    return next(endings, "")


def _to(location: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": location, "Vary": "Accept"})


def _unknown(service: Service, request: HttpRequest, name: str) -> HttpResponse:
    """There is no such thing: a page with the nearest, or a problem that names them."""
    from kgtools.errors import nearest

    addresses = [thing.address for thing in service.contents.things.values() if thing.address is not None]
    near = nearest(name, addresses)
    if names_html(request.headers.get("accept", "")):
        return missing(service, request, near=near)
    error = StatusError(404, "the graph has no such thing.", nearest=[f"/doc/{quote(one)}" for one in near])
    return failed(service, request, error, None)
