"""Documents about things, and what the server says of itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote, urljoin
from xml.etree import ElementTree

import pyoxigraph
import pytest

from kgtools.data.starter import init_project
from kgtools.graph import KnowledgeGraph
from kgtools.serving.service import Service
from tests.serving.asking import ask

AURORA = "/doc/vessel/aurora"


@pytest.mark.parametrize(
    ("ending", "format"),
    [
        ("ttl", pyoxigraph.RdfFormat.TURTLE),
        ("nt", pyoxigraph.RdfFormat.N_TRIPLES),
        ("jsonld", pyoxigraph.RdfFormat.JSON_LD),
        ("rdf", pyoxigraph.RdfFormat.RDF_XML),
    ],
)
def test_a_document_says_the_same_in_every_format(ending: str, format: pyoxigraph.RdfFormat, fleet: Service) -> None:
    response = ask(fleet, f"{AURORA}.{ending}", accept="image/png")
    found = {str(quad.triple) for quad in pyoxigraph.parse(response.body, format=format)}
    plain = ask(fleet, f"{AURORA}.nt").body
    assert found == {str(quad.triple) for quad in pyoxigraph.parse(plain, format=pyoxigraph.RdfFormat.N_TRIPLES)}
    assert any("Northern Aurora" in triple for triple in found)
    assert f'<{AURORA}>; rel="alternate"; type="text/html"' in response.headers["Link"]


def test_a_page_names_its_data(fleet: Service) -> None:
    page = ask(fleet, AURORA, accept="text/html")
    assert 'type="text/turtle"' in page.headers["Link"]
    assert page.headers["Content-Language"] == "en"
    assert ask(fleet, AURORA + "?lang=he", accept="text/html").headers["Content-Language"] == "he"


def test_a_portrait_is_json(fleet: Service) -> None:
    document = json.loads(ask(fleet, AURORA + ".json").body)
    assert document["iri"] == "https://fleet.example/id/vessel/aurora"
    assert ask(fleet, AURORA + ".json?at=yesterday").status == 400


@pytest.mark.parametrize(
    ("accept", "media_type", "ending"),
    [
        ("text/html", "text/html", ""),
        ("*/*", "text/turtle", ".ttl"),
        ("application/json", "application/json", ".json"),
        ("application/ld+json", "application/ld+json", ".jsonld"),
        ("application/n-quads", "application/n-quads", ""),
        ("application/trig", "application/trig", ""),
    ],
)
def test_the_iri_of_a_thing_leads_to_the_format_that_was_asked_for(
    accept: str, media_type: str, ending: str, fleet: Service
) -> None:
    led = ask(fleet, "/id/vessel/aurora", accept=accept)
    assert (led.status, led.headers["Location"]) == (303, AURORA + ending)
    assert ask(fleet, led.headers["Location"], accept=accept).media_type.startswith(media_type)
    assert ask(fleet, "/onto", accept="application/trig").headers["Location"] == "/ontology"


def test_any_iri_has_json_as_well(fleet: Service) -> None:
    iri = "https://fleet.example/id/vessel/aurora"
    answer = ask(fleet, f"/about?iri={quote(iri, safe='')}", accept="application/json")
    assert json.loads(answer.body)["iri"] == iri
    page = ask(fleet, f"/about?iri={quote(iri, safe='')}", accept="text/html").body.decode()
    (link,) = re.findall(r'<a href="([^"]*)" type="text/turtle"', page)
    assert ask(fleet, "/" + link.removeprefix("./").replace("&amp;", "&")).media_type == "text/turtle"


def test_what_is_not_there_is_told_with_the_nearest(fleet: Service) -> None:
    problem = json.loads(ask(fleet, "/doc/vessel/arora").body)
    assert (problem["status"], problem["nearest"][0]) == (404, AURORA)
    page = ask(fleet, "/id/vessel/arora", accept="text/html")
    assert (page.status, b"Northern Aurora" in page.body) == (404, True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/kinds/none", 404),
        ("/queries/none", 404),
        ("/api/queries/none", 404),
        ("/claims/none", 404),
        ("/articles/none", 404),
        ("/about?iri=http://example.org/none", 404),
        ("/views/conflicts?kind=none", 400),
        ("/views/timeline?of=none", 400),
        ("/views/network?of=none", 400),
        ("/about?iri=http://example.org/none&format=none", 406),
    ],
)
def test_an_address_that_leads_nowhere_is_404_and_another_name_that_is_not_there_400(
    address: str, status: int, fleet: Service
) -> None:
    assert ask(fleet, address, accept="text/html").status == status


def test_a_query_with_an_error_is_answered_by_a_page_for_a_browser(fleet: Service) -> None:
    page = ask(fleet, "/sparql?query=SELECT%20nonsense", accept="text/html")
    assert (page.status, page.media_type) == (400, "text/html")
    assert b"Line 1, column 8" in page.body
    assert ask(fleet, "/sparql?query=SELECT%20nonsense").media_type == "application/problem+json"


@pytest.mark.parametrize("address", ["/nothing", "/doc/vessel/none.zip", "/no/such/place/", "//no//such"])
def test_the_links_of_an_error_page_start_from_the_address_that_was_asked_for(address: str, fleet: Service) -> None:
    page = ask(fleet, address, accept="text/html")
    links = re.findall(r'(?:href|src)="([^"#]*)"', page.body.decode())
    resolved = {urljoin(f"http://here/{address[1:]}", link) for link in links}
    assert page.status == 404
    assert {"http://here/assets/style.css", "http://here/assets/script.js", "http://here/queries"} <= resolved


@pytest.mark.parametrize(
    ("accept", "location"),
    [("text/html", "/ontology"), ("text/turtle", "/ontology.ttl"), ("application/ld+json", "/ontology.jsonld")],
)
def test_the_iri_of_the_ontology_leads_to_it(accept: str, location: str, fleet: Service) -> None:
    response = ask(fleet, "/onto", accept=accept)
    assert (response.status, response.headers["Location"]) == (303, location)
    assert ask(fleet, location, accept=accept).status == 200


def test_the_ontology_is_given_as_it_stands(fleet: Service) -> None:
    body = ask(fleet, "/ontology.nt").body
    assert b"<https://fleet.example/onto#Ferry> <http://www.w3.org/2000/01/rdf-schema#subClassOf>" in body
    assert ask(fleet, "/ontology.xlsx").status == 200 or ask(fleet, "/ontology.xlsx").status == 404


def test_void_counts_what_is_there(fleet: Service) -> None:
    store = pyoxigraph.Store()
    response = ask(fleet, "/.well-known/void")
    store.load(response.body, format=pyoxigraph.RdfFormat.TURTLE, base_iri="http://localhost/")
    prefix = "PREFIX void: <http://rdfs.org/ns/void#> PREFIX f: <https://fleet.example/onto#> "
    ferries = "ASK { ?d void:classPartition [ void:class f:Ferry ; void:entities 2 ] }"
    tons = "ASK { ?d void:propertyPartition [ void:property f:tonnage ; void:triples 7 ] ; void:triples ?n }"
    assert store.query(prefix + ferries)
    assert store.query(prefix + tons)


def test_the_sitemap_lists_pages_that_are_there(fleet: Service) -> None:
    root = ElementTree.fromstring(ask(fleet, "/sitemap.xml").body)
    addresses = [loc.text or "" for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert "http://localhost/doc/vessel/aurora" in addresses
    for address in addresses:
        assert ask(fleet, address.removeprefix("http://localhost"), accept="text/html").status == 200, address
    assert b"Sitemap: http://localhost/sitemap.xml" in ask(fleet, "/robots.txt").body


def test_the_web_api_has_a_page(fleet: Service) -> None:
    page = ask(fleet, "/api", accept="text/html")
    assert b'href="api/queries/vessels"' in page.body
    assert ask(fleet, "/api", accept="*/*").media_type == "application/json"


def test_pages_with_a_picture_have_their_table(fleet: Service, service: Service) -> None:
    response = ask(service, "/views/flow.csv")
    assert (response.status, response.media_type) == (200, "text/csv")
    assert response.body.count(b"\n") > 1
    # the ending decides, whatever is accepted
    assert ask(service, "/views/flow.csv", accept="text/html").media_type == "text/csv"


def test_the_form_of_the_endpoint_works_without_script(fleet: Service) -> None:
    assert b"<textarea" in ask(fleet, "/sparql", accept="text/html").body
    page = ask(fleet, "/sparql?query=SELECT+*+%7B+%3Fs+a+f%3AFerry+%7D", accept="text/html")
    assert b"Northern Aurora" in page.body
    hostile = ask(
        fleet, "/sparql?query=SELECT+%28%27%3C%2Ftextarea%3E%3Cscript%3E%27+AS+%3Fx%29+%7B%7D", accept="text/html"
    )
    assert b"<script>" not in hostile.body


def test_iris_that_differ_in_case_alone_lead_to_pages_of_their_own(tmp_path: Path) -> None:
    base = "https://twins.example/"
    init_project(tmp_path / "twins", base=base)
    data = "".join(f'<{base}id/{name}> <{base}onto#note> "{name}" .\n' for name in ("Ada", "ada"))
    (tmp_path / "twins" / "data" / "twins.ttl").write_text(data, encoding="utf-8")
    service = Service(KnowledgeGraph.at(tmp_path / "twins"))
    locations = [ask(service, f"/id/{name}", accept="text/html").headers["Location"] for name in ("Ada", "ada")]
    assert locations == ["/doc/Ada", "/about?iri=https%3A%2F%2Ftwins.example%2Fid%2Fada"]
    assert b"<h1><bdi>ada" in ask(service, locations[1], accept="text/html").body
    assert b'"ada"' in ask(service, locations[1], accept="text/turtle").body


def test_json_ld_of_a_thing_and_of_the_ontology_has_the_directions_of_texts(tmp_path: Path) -> None:
    base = "https://trams.example/"
    init_project(tmp_path / "trams", base=base)
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    for folder, name in (("data", "id/t1"), ("ontology", "onto#Tram")):
        text = f'<{base}{name}> a <{base}onto#Thing> ; {label} "ترام"@ar--rtl .\n'
        (tmp_path / "trams" / folder / "trams.ttl").write_text(text, encoding="utf-8")
    service = Service(KnowledgeGraph.at(tmp_path / "trams"))
    for address in ("/doc/t1.jsonld", "/ontology.jsonld"):
        answer = ask(service, address)
        assert answer.status == 200
        assert b'"@direction": "rtl"' in answer.body


def test_what_a_format_cannot_hold_is_had_in_others(tmp_path: Path) -> None:
    base = "https://trams.example/"
    init_project(tmp_path / "trams", base=base)
    text = f'<{base}id/t1> <http://www.w3.org/2000/01/rdf-schema#label> "ترام"@ar--rtl .\n'
    (tmp_path / "trams" / "data" / "trams.ttl").write_text(text, encoding="utf-8")
    service = Service(KnowledgeGraph.at(tmp_path / "trams"))
    assert ask(service, "/doc/t1.rdf").status == 406
    query = quote("CONSTRUCT { <urn:a> <urn:b> 'x'@en--ltr } {}")
    for address in ("/doc/t1", f"/sparql?query={query}"):
        answer = ask(service, address, accept="application/rdf+xml")
        assert (answer.status, answer.media_type) == (406, "application/problem+json")
        problem = json.loads(answer.body)
        assert "no direction of a text" in problem["detail"]
        for media_type in problem["available"]:
            other = ask(service, address, accept=media_type)
            assert (other.status, other.media_type.partition(";")[0]) == (200, media_type)
            assert b"--" in other.body
