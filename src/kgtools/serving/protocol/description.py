"""What the endpoint says of itself (SPARQL 1.1 Service Description), and of its data (VoID)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.model.terms import BlankNode, Literal, NamedNode, Subject, Term, Triple
from kgtools.model.vocab import RDF, XSD
from kgtools.query.results.answers import Solutions, Triples
from kgtools.reading.formats import FORMATS
from kgtools.serving.messages import HttpRequest, HttpResponse
from kgtools.serving.protocol.formats import OF_TRIPLES, chosen_format

if TYPE_CHECKING:
    from kgtools.serving.service import Service

__all__ = ["service_description", "void_description"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_DCTERMS = "http://purl.org/dc/terms/"
_RESULTS = "http://www.w3.org/ns/formats/SPARQL_Results_"
_PREFIXES = {"sd": _SD, "void": _VOID, "dcterms": _DCTERMS, "formats": "http://www.w3.org/ns/formats/"}
#: the most named graphs that are listed; of more, only their number is given
_MAX_GRAPHS = 1_000
#: classes and properties that are listed with their counts
_MAX_PARTS = 500


class _Statements:
    """Triples that are being collected."""

    def __init__(self) -> None:
        self.triples: list[Triple] = []
        self._blank = 0

    def add(self, subject: Subject, predicate: str, *objects: Term) -> None:
        self.triples += [Triple(subject, NamedNode(predicate), value) for value in objects]

    def blank(self) -> BlankNode:
        self._blank += 1
        return BlankNode(f"b{self._blank}")


def service_description(service: Service, request: HttpRequest) -> HttpResponse:
    """The description of the endpoint, in a format of RDF; for clients that accept HTML the page of the editor."""
    format = chosen_format(request.headers.get("accept", ""), _description_format(request), OF_TRIPLES, html=True)
    if format.name == "html":
        from kgtools.serving.pages import page

        return page(service, request)
    statements = _Statements()
    endpoint = NamedNode(request.origin + "/sparql")
    statements.add(endpoint, RDF + "type", NamedNode(_SD + "Service"))
    statements.add(endpoint, _SD + "endpoint", endpoint)
    statements.add(endpoint, _SD + "supportedLanguage", NamedNode(_SD + "SPARQL11Query"))
    statements.add(
        endpoint, _SD + "resultFormat", *(NamedNode(_RESULTS + name) for name in ("JSON", "XML", "CSV", "TSV"))
    )
    statements.add(endpoint, _SD + "resultFormat", *(NamedNode(rdf_format.iri) for rdf_format in FORMATS))
    dataset, default = statements.blank(), statements.blank()
    statements.add(endpoint, _SD + "defaultDataset", dataset)
    statements.add(dataset, RDF + "type", NamedNode(_SD + "Dataset"))
    statements.add(dataset, _SD + "defaultGraph", default)
    statements.add(default, RDF + "type", NamedNode(_SD + "Graph"))
    statements.add(default, _VOID + "triples", _number(_count(service, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")))
    names = service.graph.store.graph_names()
    for name in names if len(names) <= _MAX_GRAPHS else ():
        graph = statements.blank()
        statements.add(dataset, _SD + "namedGraph", graph)
        statements.add(graph, RDF + "type", NamedNode(_SD + "NamedGraph"))
        statements.add(graph, _SD + "name", NamedNode(name))
    return _response(statements, format.name, format.media_type)


def void_description(service: Service, request: HttpRequest) -> HttpResponse:
    """What the graph holds: triples, things, classes and properties with their counts, and the address of the
    endpoint."""
    format = chosen_format(request.headers.get("accept", ""), _description_format(request), OF_TRIPLES)
    statements = _Statements()
    project = service.graph.project
    dataset = NamedNode(request.origin + "/.well-known/void#dataset")
    statements.add(dataset, RDF + "type", NamedNode(_VOID + "Dataset"))
    statements.add(dataset, _DCTERMS + "title", Literal(service.contents.title))
    statements.add(dataset, _VOID + "sparqlEndpoint", NamedNode(request.origin + "/sparql"))
    statements.add(dataset, _VOID + "uriSpace", Literal(project.base))
    statements.add(dataset, _VOID + "feature", *(NamedNode(rdf_format.iri) for rdf_format in FORMATS))
    for name, variable, pattern in (
        ("triples", "*", "?s ?p ?o"),
        ("distinctSubjects", "DISTINCT ?s", "?s ?p ?o"),
        ("distinctObjects", "DISTINCT ?o", "?s ?p ?o"),
        ("properties", "DISTINCT ?p", "?s ?p ?o"),
        ("classes", "DISTINCT ?c", "?s a ?c"),
        ("entities", "DISTINCT ?s", f"?s ?p ?o FILTER(STRSTARTS(STR(?s), {Literal(project.base)}))"),
    ):
        statements.add(
            dataset, _VOID + name, _number(_count(service, f"SELECT (COUNT({variable}) AS ?n) {{ {pattern} }}"))
        )
    for link, key, count, pattern in (
        ("classPartition", "class", "entities", "?s a ?key"),
        ("propertyPartition", "property", "triples", "?s ?key ?o"),
    ):
        for iri, number in _counts(service, pattern):
            part = statements.blank()
            statements.add(dataset, _VOID + link, part)
            statements.add(part, _VOID + key, iri)
            statements.add(part, _VOID + count, _number(number))
    return _response(statements, format.name, format.media_type)


def _response(statements: _Statements, format: str, media_type: str) -> HttpResponse:
    from kgtools.query.results.write import write_answer

    body = write_answer(Triples(statements.triples, _PREFIXES), format=format)
    return HttpResponse(body=body, media_type=media_type, headers={"Vary": "Accept"}, is_kept=True)


def _description_format(request: HttpRequest) -> str:
    return next((value for name, value in request.pairs() if name == "format"), "")


def _number(count: int) -> Literal:
    return Literal(str(count), datatype=NamedNode(XSD + "integer"))


def _count(service: Service, text: str) -> int:
    answer = service.graph.query(text=text, timeout=service.limits.timeout)
    assert isinstance(answer, Solutions)
    (term,) = next(answer.rows())
    assert isinstance(term, Literal)
    return int(term.value)


def _counts(service: Service, pattern: str) -> list[tuple[NamedNode, int]]:
    """The keys of a pattern with how many there are, the most frequent first."""
    text = (
        f"SELECT ?key (COUNT(*) AS ?n) {{ {pattern} FILTER(ISIRI(?key)) }} GROUP BY ?key "
        f"ORDER BY DESC(?n) ?key LIMIT {_MAX_PARTS}"
    )
    answer = service.graph.query(text=text, timeout=service.limits.timeout)
    assert isinstance(answer, Solutions)
    counts = []
    for key, number in answer.rows():
        assert isinstance(key, NamedNode)
        assert isinstance(number, Literal)
        counts.append((key, int(number.value)))
    return counts
