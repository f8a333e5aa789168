"""Citations: what they name, in each format, and nanopublications of claims."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import click
import pytest
import yaml

from kgtools import __version__
from kgtools.cli import run
from kgtools.cli.cite import cite as cite_command
from kgtools.data.articles.citing import CITATION_FORMATS
from kgtools.errors import UnknownNameError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import DefaultGraph, NamedNode, Quad
from kgtools.project import GraphProject
from kgtools.query.citations.bibtex import as_bibtex
from kgtools.query.citations.records import ArticleRef, Citation, ClaimRef, GraphRef
from kgtools.reading import parse_bytes
from kgtools.shacl import validate
from tests.shipped_graph import shipped_graph

ROOT = Path(__file__).parent.parent.parent
SHAPES = ROOT / "docs" / "nanopub-shapes.ttl"
NP = "http://www.nanopub.org/nschema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

DATA = """
@prefix o: <https://e.org/onto#> . @prefix id: <https://e.org/id/> . @prefix c: <https://e.org/claim/> .
@prefix g: <https://e.org/graph/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dcterms: <http://purl.org/dc/terms/> .
c:007-0001 { id:wren o:berth id:quay . }
c:007-0002 { id:wren rdfs:label "Wren & Son_1"@en . }
g:prov {
  c:007-0001 a o:Claim ; prov:wasDerivedFrom id:s1 ; o:about id:wren ; o:certainty o:Reported ;
    o:attributedTo id:ada ; o:gist "Wren lies at the quay"@en .
  c:007-0002 a o:Claim ; prov:wasDerivedFrom id:s2 ; o:certainty o:Asserted ;
    o:gist "The boat is named Wren & Son_1"@en .
  id:s1 oa:hasSource id:a7 ; oa:hasSelector [ oa:start 10 ; oa:end 24 ] .
  id:s2 oa:hasSource id:a7 ; oa:hasSelector [ oa:start 3 ; oa:end 9 ] .
  id:a7 o:articleNumber "007" ; o:sha256 "00ff" ; o:charLength 40 ; o:language "en" ; dcterms:title "Boats of the bay" ;
    dcterms:publisher "The Harbour Post" ; dcterms:issued "2031-06" .
  id:ada rdfs:label "Ada"@en .
}
g:decisions { c:007-0001 o:decidedBy id:yes . c:007-0002 o:decidedBy id:yes . id:yes o:outcome o:Accepted . }
"""
ONTOLOGY = """
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://e.org/onto> a owl:Ontology ; owl:versionInfo "2.1" ; dcterms:publisher "Harbour office" ;
  dcterms:modified "2031-07-01"^^xsd:date ; dcterms:license <https://e.org/licence> .
"""
PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://e.org/prefixes> sh:declare
  [ sh:prefix "claim" ; sh:namespace "https://e.org/claim/"^^xsd:anyURI ] ,
  [ sh:prefix "id" ; sh:namespace "https://e.org/id/"^^xsd:anyURI ] .
"""


@pytest.fixture
def graph(tmp_path: Path) -> KnowledgeGraph:
    files = {
        "kgtools.toml": '[project]\ntitle = "The harbour"\nbase = "https://e.org/"\n',
        "ontology/harbour.ttl": ONTOLOGY,
        "ontology/prefixes.ttl": PREFIXES,
        "data/harbour.trig": DATA,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return KnowledgeGraph(GraphProject.at(tmp_path))


@pytest.mark.parametrize("name", ["claim:007-0001", "007-0001", "https://e.org/claim/007-0001"])
def test_a_claim_is_cited_with_article_publisher_offsets_digest_and_version(graph: KnowledgeGraph, name: str) -> None:
    citation = graph.citation(name)
    (claim,) = citation.claims
    assert (citation.is_claim, claim.start, claim.end, claim.speaker) == (True, 10, 24, "Ada")
    text = graph.cite(name)
    for said in (
        "Wren lies at the quay",
        "The harbour, version 2.1",
        "Harbour office",
        "The Harbour Post",
        "10–24",
        "00ff",
    ):
        assert said in text
    assert "reported (says Ada)" in text


@pytest.mark.parametrize("offset", ["²", "9" * 5000], ids=["a digit of no number", "more digits than int takes"])
def test_an_offset_that_is_no_number_is_as_none(graph: KnowledgeGraph, offset: str) -> None:
    text = DATA.replace("oa:start 10", f'oa:start "{offset}"').replace("charLength 40", f'charLength "{offset}"')
    graph.project.source_files[0].write_text(text, encoding="utf-8")
    assert graph.show("id:wren").sections
    assert list(graph.query(text="SELECT * { ?s <https://e.org/onto#berth> ?o }", why=True))
    with pytest.raises(UsageError, match="has no span of an article"):
        graph.cite("claim:007-0001")


def test_a_thing_is_cited_with_every_passage_that_its_facts_rest_on(graph: KnowledgeGraph) -> None:
    citation = graph.citation("id:wren")
    assert [(c.name, c.start, c.end) for c in citation.claims] == [("claim:007-0002", 3, 9), ("claim:007-0001", 10, 24)]
    assert [article.number for article in citation.articles] == ["007"]
    assert "characters 3–9, 10–24" in graph.cite("id:wren")


def test_the_digest_is_that_of_the_data(graph: KnowledgeGraph) -> None:
    before = graph.citation("id:wren").graph.sha256
    assert re.fullmatch("[0-9a-f]{64}", before)
    assert KnowledgeGraph(graph.project).citation("id:wren").graph.sha256 == before
    (graph.project.root / "data/harbour.trig").write_text(DATA + "# more\n", encoding="utf-8")
    assert KnowledgeGraph(graph.project).citation("id:wren").graph.sha256 != before


def test_a_thing_of_files_is_cited_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "boats.ttl"
    path.write_text(
        "@prefix e: <http://e.org/> .\n"
        'e:wren <http://www.w3.org/2000/01/rdf-schema#label> "Wren" ;\n  e:berth e:quay .\n',
        encoding="utf-8",
    )
    citation = KnowledgeGraph.from_files([path]).citation("Wren")
    assert [place.rsplit(":", 1)[1] for place in citation.places] == ["2", "3"]
    assert citation.graph.title == "boats.ttl"


def test_bibtex_escapes_what_latex_would_read(graph: KnowledgeGraph) -> None:
    text = graph.cite("id:wren", format="bibtex")
    assert r"title = {{Wren \& Son\_1}}" in text
    assert "@misc{wren," in text
    assert "@misc{article-a7," in text
    assert "publisher = {The Harbour Post}" in text
    assert "year = {2031}" in text
    # braces are balanced in every entry
    for entry in text.split("\n\n"):
        assert entry.count("{") == entry.count("}")


@pytest.mark.parametrize(
    "title", ["a { b", "a } b", "}{", "trailing \\", "\\}", "@misc{x, title = {y}}", '" , a = {b}', "a and b"]
)
def test_no_text_ends_a_field_of_bibtex(title: str) -> None:
    source = ArticleRef(iri="https://e.org/a", number="001", title=title, creator=title, url="https://e.org/{a\\b c}")
    claim = ClaimRef(
        iri="https://e.org/c", name="c", gist="g", certainty="asserted", speaker="", start=1, end=2, article=source
    )
    about = GraphRef(iri="https://e.org/", title=title, publisher=title)
    written = as_bibtex(Citation(iri="https://e.org/wren", label=title, is_claim=False, graph=about, claims=(claim,)))
    # BibTeX counts braces whatever stands before them
    depth, ends = 0, 0
    for sign in written:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
        ends += sign == "}" and depth == 0
    assert (depth, ends) == (0, 2)
    assert "url = {https://e.org/%7Ba%5Cb%20c%7D}" in written


def test_csl_json_has_items_of_the_schema(graph: KnowledgeGraph) -> None:
    claim, article = json.loads(graph.cite("claim:007-0001", format="csl-json"))
    assert claim["type"] == "entry"
    assert claim["container-title"] == "The harbour"
    assert claim["version"] == "2.1"
    assert article["issued"] == {"date-parts": [[2031, 6]]}
    assert article["publisher"] == "The Harbour Post"
    # the variables of csl-data.json that are used here; it allows no others
    known = {
        "id",
        "type",
        "title",
        "container-title",
        "version",
        "publisher",
        "issued",
        "URL",
        "note",
        "language",
        "author",
    }
    assert set(claim) | set(article) <= known


def by_graph(quads: list[Quad]) -> dict[str, list[Quad]]:
    found: dict[str, list[Quad]] = {}
    for quad in quads:
        assert isinstance(quad.graph_name, NamedNode), "every triple is in a graph with an IRI"
        found.setdefault(quad.graph_name.value, []).append(quad)
    return found


def assert_well_formed(quads: list[Quad]) -> dict[str, str]:
    """The rules of the guidelines that speak of named graphs; the IRIs of the four graphs, by their part."""
    graphs = by_graph(quads)
    ((head, this),) = [
        (q.graph_name, q.subject)
        for q in quads
        if q.predicate.value == RDF_TYPE and q.object == NamedNode(NP + "Nanopublication")
    ]
    assert isinstance(head, NamedNode)
    parts = {"Head": head.value}
    for part in ("Assertion", "Provenance", "PublicationInfo"):
        ((subject, value, where),) = [
            (q.subject, q.object, q.graph_name) for q in quads if q.predicate.value == f"{NP}has{part}"
        ]
        assert subject == this
        assert where == head
        assert isinstance(value, NamedNode)
        parts[part] = value.value
    assert len(set(parts.values())) == 4
    assert set(graphs) == set(parts.values()), "no part is empty, and nothing is outside of them"
    assert len(graphs[parts["Head"]]) == 4
    assertion = NamedNode(parts["Assertion"])
    assert any(assertion in (q.subject, q.object) for q in graphs[parts["Provenance"]])
    assert any(this in (q.subject, q.object) for q in graphs[parts["PublicationInfo"]])
    return parts


def test_a_nanopublication_is_well_formed_and_gives_the_claim_again(graph: KnowledgeGraph) -> None:
    text = graph.cite("claim:007-0001", format="nanopub")
    quads = list(parse_bytes(text.encode(), format="trig"))
    parts = assert_well_formed(quads)
    content = {q.triple for q in graph.store.match(None, None, None, NamedNode("https://e.org/claim/007-0001"))}
    assert {q.triple for q in by_graph(quads)[parts["Assertion"]]} == content
    provenance = {(q.predicate.value.rsplit("#", 1)[-1], str(q.object)) for q in by_graph(quads)[parts["Provenance"]]}
    assert ("wasAttributedTo", "<https://e.org/id/ada>") in provenance
    assert ("end", '"24"^^<http://www.w3.org/2001/XMLSchema#integer>') in provenance
    assert text == graph.cite("claim:007-0001", format="nanopub")


def test_nanopublications_conform_to_the_shapes_and_broken_ones_do_not(graph: KnowledgeGraph, tmp_path: Path) -> None:
    text = graph.cite("claim:007-0001", format="nanopub")

    def conforms(name: str, trig: str) -> bool:
        path = tmp_path / f"{name}.trig"
        path.write_text(trig, encoding="utf-8")
        return validate([path], [SHAPES]).conforms

    assert conforms("whole", text)
    for name, broken in {
        "no assertion": text.replace("np:hasAssertion sub:assertion ;", ""),
        "two provenances": text.replace(
            "np:hasProvenance sub:provenance ;", "np:hasProvenance sub:provenance, sub:more ;"
        ),
        "one graph for two parts": text.replace(
            "np:hasPublicationInfo sub:pubinfo", "np:hasPublicationInfo sub:provenance"
        ),
        "no time": re.sub(r"dcterms:created [^;]*;", "", text),
        "no type": text.replace("a np:Nanopublication ;", ""),
        "no origin": re.sub(r"prov:was(DerivedFrom|AttributedTo)", "prov:wasInfluencedBy", text),
    }.items():
        assert broken != text, name
        assert not conforms(name, broken), name


@cache
def claims_that_ship() -> list[str]:
    return sorted({q.graph_name.value for q in shipped_graph().quads("claims") if is_claim(q)})


@pytest.mark.parametrize("place", range(0, 1000, 90))
def test_the_claims_of_the_talent_graph_are_well_formed_nanopublications(place: int) -> None:
    claims = claims_that_ship()
    text = shipped_graph().cite(claims[place % len(claims)], format="nanopub")
    assert_well_formed(list(parse_bytes(text.encode(), format="trig")))


def is_claim(quad: Quad) -> bool:
    return isinstance(quad.graph_name, NamedNode) and "/claim/" in quad.graph_name.value


@pytest.mark.parametrize(
    ("name", "format", "message"),
    [
        ("id:wren", "nanopub", 'a nanopublication holds one claim, and "id:wren" is not a claim'),
        ("claim:007-0009", "text", 'there is no entity "claim:007-0009"'),
        ("id:wren", "ris", 'there is no format "ris"'),
    ],
    ids=["thing as nanopublication", "unknown claim", "unknown format"],
)
def test_what_cannot_be_cited_is_told(graph: KnowledgeGraph, name: str, format: str, message: str) -> None:
    with pytest.raises((UsageError, UnknownNameError), match=re.escape(message)):
        graph.cite(name, format=format)


def test_the_command_prints_or_writes_a_citation(
    graph: KnowledgeGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = ["--project", str(graph.project.root)]
    assert run([*project, "cite", "claim:007-0001"]) == 0
    assert capsys.readouterr().out == graph.cite("claim:007-0001")
    target = tmp_path / "wren.bib"
    assert run([*project, "cite", "id:wren", "-f", "bibtex", "-o", str(target)]) == 0
    assert target.read_text(encoding="utf-8") == graph.cite("id:wren", format="bibtex")
    assert run([*project, "cite", "id:wren", "-f", "nanopub"]) == 2


def test_the_citation_file_has_what_its_format_wants() -> None:
    # CFF 1.2.0: https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema.json
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"authors", "cff-version", "message", "title"} <= set(found)
    assert found["cff-version"] == "1.2.0"
    assert found["type"] in ("software", "dataset")
    assert found["version"] == __version__
    for work in (found, *found["references"]):
        assert all(set(author) == {"name"} for author in work["authors"])
        assert work["title"]
    assert [work["type"] for work in found["references"]] == ["data"]


def test_a_quad_outside_of_named_graphs_is_noticed() -> None:
    quad = Quad(NamedNode("http://e/a"), NamedNode("http://e/b"), NamedNode("http://e/c"), DefaultGraph())
    with pytest.raises(AssertionError, match="every triple"):
        by_graph([quad])


def test_the_command_offers_the_formats_that_there_are() -> None:
    (formats,) = [option.type for option in cite_command.params if option.name == "format_name"]
    assert isinstance(formats, click.Choice)
    assert list(formats.choices) == list(CITATION_FORMATS)
