"""Views: what they hold, what they guard against, and that nothing accidental shows in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import SourceError, UnknownNameError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import BlankNode, NamedNode, Quad, Triple
from kgtools.reading import parse_bytes
from kgtools.table import load_quads
from kgtools.views.class_tables import file_names
from kgtools.views.csv_tables import METADATA
from kgtools.views.ordered_columns import has_triple_terms
from kgtools.views.organization_ontology import ORG, to_org
from kgtools.views.parquet import TRIPLES
from kgtools.views.rdf12 import reify_claims
from kgtools.views.registry import VIEWS, View, view_by_name, write_view, write_view_files
from kgtools.views.schema_org import SCHEMA, to_schema_org
from kgtools.views.view import ViewOptions
from tests.examples import share
from tests.shipped_graph import shipped_graph
from tests.writing.same import canonical, shuffled
from tests.writing.strategies import datasets

HEAD = """@prefix : <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . """
OPTIONS = ViewOptions(prefixes={"": "http://e/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}, languages=("en",))


def quads(text: str) -> list[Quad]:
    return list(parse_bytes((HEAD + text).encode(), format="trig"))


def rows(text: str, name: str) -> list[list[str]]:
    data = write_view(quads(text), view="csv", options=OPTIONS)[f"{name}.csv"]
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def parquet(text: str, name: str) -> dict[str, list[object]]:
    data = write_view(quads(text), view="parquet", options=OPTIONS)[f"{name}.parquet"]
    found: dict[str, list[object]] = pq.read_table(io.BytesIO(data)).to_pydict()
    return found


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.name)
def test_the_order_and_the_labels_of_the_input_do_not_show(view: View) -> None:
    @settings(max_examples=share(40), deadline=None)
    @given(datasets(), st.integers())
    def holds(given_quads: list[Quad], seed: int) -> None:
        if view.name == "rdf12" and all(str(q.graph_name) == "DEFAULT" for q in given_quads):
            return
        found = write_view(given_quads, view=view, options=OPTIONS)
        assert found == write_view(shuffled(given_quads, seed), view=view, options=OPTIONS)

    holds()


PEOPLE = """
:ann a :Person , :Author ; rdfs:label "Ann"@en , "אן"@he ; :age 41 ; :knows :bob , :cy ; :note "a, \\"b\\"\\nc" .
:bob a :Person ; rdfs:label "Bob" ; :knows [ :sees :ann ] .
:g { :cy :age "x" . }
"""


def test_csv_has_a_table_a_class_with_labels_beside() -> None:
    files = write_view(quads(PEOPLE), view="csv", options=OPTIONS)
    assert sorted(files) == ["Author.csv", "Person.csv", METADATA, "untyped.csv"]
    table = rows(PEOPLE, "Person")
    assert table[0] == [
        "iri", "label", "rdfs:label", "rdfs:label@en", "rdfs:label@he", ":age", ":knows", ":knows label", ":note",
    ]  # fmt: skip
    ann = ["http://e/ann", "Ann", "", "Ann", "אן", "41", "http://e/bob | http://e/cy", "Bob | ", 'a, "b"\nc']
    assert table[1] == ann
    assert rows(PEOPLE, "Author")[1][:2] == ann[:2]
    assert files["Person.csv"].endswith(b"\r\n")
    described = json.loads(files[METADATA])["tables"][2]
    assert described["url"] == "Person.csv"
    assert [c["titles"] for c in described["tableSchema"]["columns"]] == table[0]
    assert {"lang": "he", "propertyUrl": "http://www.w3.org/2000/01/rdf-schema#label"}.items() <= described[
        "tableSchema"
    ]["columns"][4].items()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("'=HYPERLINK(\"http://evil/\")'", '\'=HYPERLINK("http://evil/")'),
        ("'@SUM(A1)'", "'@SUM(A1)"),
        ("'+1+1'", "'+1+1"),
        ("'\\t=1'", "'\t=1"),
        ("'\\r=1'", "'\r=1"),
        ("'-2+3'", "'-2+3"),
        ("-5", "-5"),
        ("-1.5e3", "-1.5e3"),
        ("'a=1'", "a=1"),
    ],
)
def test_no_cell_is_a_formula(value: str, cell: str) -> None:
    assert rows(f":a a :T ; :p {value} .", "T")[1][2] == cell
    if value.startswith("'"):
        assert rows(f":a a :T ; rdfs:label {value} .", "T")[1][1] == cell


def test_names_of_files_are_safe_and_apart() -> None:
    names = file_names(["../../etc/passwd", "a/b", "A-B", "NUL", "x" * 300, "\u202egnp", ".", "é", "e\u0301"])
    assert len({name.casefold() for name in names}) == len(names)
    assert not any(c in name for name in names for c in "/\\.\u202e")
    assert max(map(len, names)) <= 82


@settings(max_examples=share(60), deadline=None)
@given(datasets())
def test_parquet_from_columns_is_that_from_quads(given_quads: list[Quad]) -> None:
    dataset = load_quads(given_quads)
    found = view_by_name("parquet").write_columns(dataset, OPTIONS)
    assert (found is None) == has_triple_terms(dataset)
    if found is not None:
        assert found == write_view(given_quads, view="parquet", options=OPTIONS)


@pytest.mark.parametrize(
    "ages",
    [
        "41, 007",
        "+3, -4",
        "'x'^^xsd:integer, 4",
        "1e2, 0.5e0",
        "'INF'^^xsd:double",
        "true, '0'^^xsd:boolean",
        "2.50, 1",
    ],
)
def test_parquet_from_columns_has_the_same_types(ages: str) -> None:
    data = quads(
        f":ann a :P ; rdfs:label 'Ann'@en, 'Anna'@id ; :age {ages} . :bob a :P ; :age 1 ; :note 'a'@en . [] :age 1 ."
    )
    options = ViewOptions(prefixes=OPTIONS.prefixes, languages=("id",), ontology=quads(":bob rdfs:label 'Bob'@id ."))
    found = view_by_name("parquet").write_columns(load_quads(data), options)
    assert found == write_view(data, view="parquet", options=options)


def test_a_large_graph_is_exported_from_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "people.ttl").write_text(HEAD + ":ann a :P ; :age 41 . :bob a :P ; :knows :ann .", encoding="utf-8")
    expected = KnowledgeGraph.from_files(tmp_path / "people.ttl").export_view("parquet")
    graph = KnowledgeGraph.from_files(tmp_path / "people.ttl")
    monkeypatch.setattr(type(graph.data), "is_large", True)
    monkeypatch.setattr(type(graph.data), "quads", None)
    assert graph.export_view("parquet") == expected
    assert [path.name for path in graph.export_view_to(tmp_path / "out", "parquet")] == list(expected)


def test_parquet_has_the_triples_as_they_are_and_typed_tables() -> None:
    text = PEOPLE + ':g { :ann :age 041 ; :tall true ; :size 1.5e0 ; :says "hi"@en-GB }'
    triples = parquet(text, TRIPLES.removesuffix(".parquet"))
    found = list(zip(triples["object"], triples["kind"], triples["language"], triples["graph"], strict=True))
    assert ("041", "literal", None, "http://e/g") in found
    assert ("hi", "literal", "en-GB", "http://e/g") in found
    assert ("http://e/bob", "iri", None, None) in found
    author = parquet(text, "Author")
    assert author[":age"] == [[41, 41]]
    assert (author[":tall"], author[":size"], author[":knows"]) == ([True], [1.5], [["http://e/bob", "http://e/cy"]])
    assert parquet(PEOPLE, "Person")[":age"] == [41, None]
    assert parquet(PEOPLE + ":bob :age 'x'^^xsd:integer .", "Person")[":age"] == ["41", "x"]
    assert parquet(PEOPLE + ":bob :age 99999999999999999999 .", "Person")[":age"] == ["41", "99999999999999999999"]


def test_a_class_called_triples_does_not_hide_the_triples() -> None:
    files = write_view(quads(":a a :triples ."), view="parquet", options=OPTIONS)
    assert sorted(files) == ["triples-class.parquet", "triples.parquet"]


NS = "{http://graphml.graphdrawing.org/xmlns}"


def test_graphml_has_things_and_relations_under_their_labels() -> None:
    data = write_view(quads(PEOPLE + ':knows rdfs:label "knows"@en .'), view="graphml", options=OPTIONS)
    root = ElementTree.fromstring(data["graph.graphml"])
    nodes = {n.get("id"): [d.text for d in n] for n in root.iter(f"{NS}node")}
    assert nodes["http://e/ann"] == ["Ann", "Author, Person"]
    assert nodes["http://e/cy"] == ["cy"]
    assert "http://e/Person" not in nodes
    edges = {(e.get("source"), e.get("target"), e[0].text, e[1].text) for e in root.iter(f"{NS}edge")}
    assert ("http://e/ann", "http://e/bob", "knows", "http://e/knows") in edges
    assert len(edges) == 4


def test_classes_are_no_nodes_of_graphml() -> None:
    owl = "@prefix owl: <http://www.w3.org/2002/07/owl#> . "
    text = """:C a owl:Class ; rdfs:label "see" ; rdfs:subClassOf :D , [ a owl:Restriction ; owl:onProperty :p ] .
    :C :about :x . :E a rdfs:Class . :x a :F ; :about :C , :y . :F rdfs:label "eff" . :C2 a :Meta . :y a :C2 .
    :p a owl:ObjectProperty ."""
    (data,) = write_view(quads(owl + text), view="graphml", options=OPTIONS).values()
    root = ElementTree.fromstring(data)
    assert [n.get("id") for n in root.iter(f"{NS}node")] == ["http://e/p", "http://e/x", "http://e/y"]
    assert [(e.get("source"), e.get("target")) for e in root.iter(f"{NS}edge")] == [("http://e/x", "http://e/y")]
    assert '<data key="type">eff</data>' in data.decode()
    # the ontology tells what the data do not say
    declared = ViewOptions(ontology=quads(owl + ":E a owl:Class ."))
    (data,) = write_view(quads(":x :about :E ; :p :y ."), view="graphml", options=declared).values()
    assert b"http://e/E" not in data


def test_graphml_is_xml_whatever_the_labels_hold() -> None:
    text = r':a rdfs:label "\u0000\u001b<b>&\"\uFFFE]]>\r" ; :p <http://e/x?a&b> .'
    (data,) = write_view(quads(text), view="graphml", options=OPTIONS).values()
    labels = [d.text for d in ElementTree.fromstring(data).iter(f"{NS}data") if d.get("key") == "label"]
    assert labels[0] == '\ufffd\ufffd<b>&"\ufffd]]>\r'


SITUATION = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix s: <https://schema.org/> .
:Engineer rdfs:subClassOf :Person . :Person rdfs:subClassOf foaf:Person . :Firm rdfs:subClassOf org:FormalOrganization .
:Job rdfs:subClassOf org:Membership . :who rdfs:subPropertyOf org:member . :where rdfs:subPropertyOf org:organization .
:homepage rdfs:subPropertyOf s:url . :Special rdfs:subClassOf s:Thing2 .
:ann a :Engineer ; skos:prefLabel "Ann"@en ; :homepage <http://ann.example/> ; :secret 1 .
:acme a :Firm ; skos:prefLabel "Acme" ; skos:altLabel "ACME" .
:job a :Job ; :who :ann ; :where :acme ; :start :t ; :end :vague .
:t :edtf "2020-05"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
:vague :edtf "202X"^^<http://id.loc.gov/datatypes/edtf/EDTF> .
:odd a :Special .
"""


def test_schema_org_says_it_in_its_words_by_way_of_the_alignment() -> None:
    found = {" ".join(map(str, (q.subject, q.predicate, q.object))) for q in to_schema_org(quads(SITUATION))}
    short = {
        line.replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "")
        .replace("http://e/", "")
        .replace("https://schema.org/", "s:")
        for line in found
    }
    assert short == {
        "<ann> <type> <s:Person>",
        '<ann> <s:name> "Ann"@en',
        "<ann> <s:url> <http://ann.example/>",
        "<ann> <s:memberOf> <job>",
        "<acme> <type> <s:Organization>",
        '<acme> <s:name> "Acme"',
        '<acme> <s:alternateName> "ACME"',
        "<job> <type> <s:OrganizationRole>",
        "<job> <s:memberOf> <acme>",
        '<job> <s:startDate> "2020-05"',
        "<odd> <type> <s:Thing2>",
    }


def test_schema_org_is_json_ld_with_its_own_context() -> None:
    (data,) = write_view(quads(SITUATION), view="schema.org", options=OPTIONS).values()
    assert json.loads(data)["@context"] == {"schema": "https://schema.org/"}
    assert canonical(parse_bytes(data, format="jsonld")) == canonical(to_schema_org(quads(SITUATION)))


BACKWARDS = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix s: <https://schema.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:Person rdfs:subClassOf foaf:Person . :Book rdfs:subClassOf s:Book . :Held rdfs:subClassOf org:Membership .
:wrote rdfs:subPropertyOf [ owl:inverseOf s:author ] , foaf:made . :heads rdfs:subPropertyOf org:headOf .
:holds rdfs:subPropertyOf org:holds . :as rdfs:subPropertyOf org:role . :Seat rdfs:subClassOf org:Post .
:who rdfs:subPropertyOf org:member . :writtenBy owl:inverseOf :wrote .
:ann a :Person ; :wrote :novel ; :heads :club ; :holds :chair ; :age 9 . :novel a :Book ; rdfs:label "Novel" .
:essay a :Book ; :writtenBy :ann . :held a :Held ; :who :ann ; :as :boss .
:boss skos:prefLabel "boss"@en , "kepala"@id .
:chair a :Seat ; rdfs:label "Chair" .
"""


def said(found: Iterable[Quad]) -> set[str]:
    """The triples of things of the examples, short."""
    return {
        f"{q.subject.value} {q.predicate.value} {q.object.value}".replace("http://e/", "").replace(SCHEMA, "s:")
        for q in found
        if isinstance(q.subject, NamedNode) and not isinstance(q.object, BlankNode | Triple)
    }


def test_a_property_below_an_inverse_is_read_backwards() -> None:
    found = said(to_schema_org(quads(BACKWARDS)))
    assert {"novel s:author ann", "essay s:author ann", "novel s:name Novel", "ann s:memberOf held"} <= found
    assert not any(line.startswith("ann s:author") for line in found)


def test_the_role_of_a_membership_is_text_in_each_language() -> None:
    assert {"held s:roleName boss", "held s:roleName kepala"} <= said(to_schema_org(quads(BACKWARDS)))


def test_organizations_are_told_in_the_words_of_org_with_the_names_of_things() -> None:
    found = {
        line.replace(ORG, "org:").replace("http://xmlns.com/foaf/0.1/", "foaf:")
        for line in said(to_org(quads(BACKWARDS)))
    }
    assert {"ann org:headOf club", "ann org:holds chair", "held org:member ann", "held org:role boss"} <= found
    assert {"ann foaf:made novel", "ann foaf:made essay"} <= found
    assert any(line.startswith("chair ") and line.endswith(" org:Post") for line in found)
    assert any(line.startswith("chair ") and line.endswith(" Chair") for line in found)
    assert not any("age" in line or "schema.org" in line for line in found)


def test_the_shipped_graph_has_authors_founders_roles_and_posts_for_other_tools() -> None:
    graph = shipped_graph()
    nodes = json.loads(graph.export_view("schema.org")["schema.jsonld"])["@graph"]
    things = {node["@id"].rsplit("/id/")[-1]: node for node in nodes}
    assert len(things["publication/llama-paper"]["schema:author"]) == 14
    founders = {node["@id"].rsplit("/")[-1] for node in things["organization/mistral"]["schema:founder"]}
    assert founders == {"guillaume-lample", "timothee-lacroix"}
    assert "schema:roleName" in things["holding/mark-zuckerberg--meta--chief-executive-officer"]
    # a former chief executive is none
    assert "schema:roleName" not in things["holding/alexandr-wang--scale-ai--chief-executive-officer"]
    told = {str(q) for q in parse_bytes(graph.export_view("org")["org.ttl"], format="turtle")}
    for holds in (f"person/robert-fergus> <{ORG}holds> <", f"post/head-of-fair> <{ORG}postIn> <"):
        assert any(holds in line for line in told), holds


CLAIMS = """:claim-1 { :a :b 01 . :a :c [ :d :e ] } :claim-2 { :a :b 2 }
:prov { :claim-1 :from :span ; rdfs:label "one" } :x :y :z ."""


def test_claims_are_reified_and_not_asserted() -> None:
    (data,) = write_view(quads(CLAIMS), view="rdf12", options=ViewOptions(claims="http://e/claim-")).values()
    found = {str(q) for q in parse_bytes(data, format="turtle")}
    assert canonical(parse_bytes(data, format="turtle")) == canonical(
        reify_claims(quads(CLAIMS), claims="http://e/claim-")
    )
    assert sum("#reifies>" in line for line in found) == 4
    assert not any(line.startswith("<http://e/a> ") for line in found)
    assert any(line.startswith("<http://e/claim-1> <http://e/from>") for line in found)
    assert b"<<( e:a e:b 01 )>>" in data


def test_every_graph_of_files_is_a_claim_unless_some_are_called_claims() -> None:
    anything = ViewOptions(claims="https://elsewhere.example/claim/", any_graph=True)
    (data,) = write_view(
        quads(":c1 { :a :b 01 } _:c { :a :b 2 } :c1 :by :ann ."), view="rdf12", options=anything
    ).values()
    expected = ":c1 :by :ann ; rdf:reifies <<( :a :b 01 )>> . [] rdf:reifies <<( :a :b 2 )>> ."
    rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . "
    assert canonical(parse_bytes(data, format="turtle")) == canonical(quads(rdf + expected))
    named = ViewOptions(claims="http://e/claim-", any_graph=True)
    (data,) = write_view(quads(CLAIMS), view="rdf12", options=named).values()
    assert canonical(parse_bytes(data, format="turtle")) == canonical(
        reify_claims(quads(CLAIMS), claims="http://e/claim-")
    )
    with pytest.raises(UsageError, match="no claim graphs"):
        write_view(quads(":a :b :c ."), view="rdf12", options=anything)
    # a project without claims has none, whatever its graphs are
    with pytest.raises(UsageError, match="no claim graphs"):
        write_view(quads(CLAIMS), view="rdf12", options=ViewOptions(claims="https://elsewhere.example/claim/"))


def test_the_graphs_and_the_prefixes_of_files_are_theirs(tmp_path: Path) -> None:
    file = tmp_path / "x.trig"
    file.write_text(
        "@prefix ex: <http://x.example/> . ex:c1 { ex:a ex:b 01 } ex:a a ex:T ; ex:says 1 .", encoding="utf-8"
    )
    graph = KnowledgeGraph.from_files(file)
    text = graph.export_view("rdf12")["claims.ttl"].decode()
    assert "ex:c1\n    rdf:reifies <<( ex:a ex:b 01 )>> ;\n" in text
    assert graph.export_view("csv")["T.csv"].decode().splitlines()[0] == "iri,label,ex:b,ex:says"
    table = pq.read_table(io.BytesIO(graph.export_view("parquet")["T.parquet"]))
    assert table.column_names == ["iri", "label", "ex:b", "ex:says"]


@pytest.mark.parametrize(("labels", "label"), [('"", "A"', "A"), ('" ", "B"@he', "B"), ('""', ""), ('""@en, "C"', "C")])
def test_an_empty_label_is_no_label(labels: str, label: str) -> None:
    text = f":a a :T ; rdfs:label {labels} ."
    assert rows(text, "T")[1][1] == label
    assert parquet(text, "T")["label"] == [label or None]
    assert f'<data key="label">{label or "a"}</data>' in write_view(quads(text), view="graphml", options=OPTIONS)[
        "graph.graphml"
    ].decode("utf-8")


def test_without_claims_there_is_no_view_of_claims() -> None:
    with pytest.raises(UsageError, match="no claim graphs"):
        write_view(quads(":a :b :c ."), view="rdf12")


def test_views_are_written_to_a_file_or_a_folder(tmp_path: Path) -> None:
    made = write_view_files(tmp_path / "tables" / "csv", quads(PEOPLE), view="csv", options=OPTIONS)
    assert sorted(path.name for path in made) == sorted(p.name for p in (tmp_path / "tables" / "csv").iterdir())
    assert write_view_files(tmp_path / "g.graphml", quads(PEOPLE), view="graphml") == [tmp_path / "g.graphml"]
    with pytest.raises(SourceError, match="name a folder"):
        write_view_files(tmp_path / "g.graphml", quads(PEOPLE), view="csv")
    with pytest.raises(UnknownNameError, match='did you mean "parquet"'):
        view_by_name("parket")


def test_an_empty_graph_has_every_view_but_that_of_claims() -> None:
    for view in VIEWS:
        if view.name != "rdf12":
            assert write_view([], view=view)


def test_a_triple_term_is_written_in_its_brackets() -> None:
    text = ":a :says <<( :b :p <<( :c :q 1 )>> )>> ."
    inner = '<<( <http://e/c> <http://e/q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> )>>'
    term = f"<<( <http://e/b> <http://e/p> {inner} )>>"
    assert rows(text, "untyped")[1][-1] == term
    assert parquet(text, "triples")["object"] == [term]
