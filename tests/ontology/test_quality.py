"""The checks of ontologies: each finds what it is for, and leaves a sound ontology alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgtools.errors import UnknownNameError
from kgtools.graph import KnowledgeGraph
from kgtools.ontology.checks.finding import Finding
from kgtools.ontology.checks.project import CheckOptions, check_files
from kgtools.ontology.quality import check_ontology, check_shapes, names_of_checks
from kgtools.ontology.vocabularies import read_vocabularies
from kgtools.project import GraphProject
from kgtools.store import MemoryStore
from tests.ontology.shipped import found
from tests.reasoning.graphs import HEAD, PREFIXES

SOUND = """
<http://e/> a owl:Ontology ; owl:versionIRI <http://e/1> ; owl:versionInfo "1" ; dcterms:title "T"@en , "J"@id ;
    dcterms:description "D"@en ; dcterms:creator "c" ; dcterms:created "2026" ; dcterms:modified "2026" ;
    dcterms:license <http://l> ; dcterms:publisher "p" ; dcterms:bibliographicCitation "b" ;
    vann:preferredNamespacePrefix "e" ; vann:preferredNamespaceUri "http://e/" .
:A a owl:Class ; rdfs:label "a"@en , "a"@id ; rdfs:comment "A."@en , "A."@id ; rdfs:isDefinedBy <http://e/> .
:B a owl:Class ; rdfs:label "b"@en , "b"@id ; rdfs:comment "B."@en , "B."@id ; rdfs:isDefinedBy <http://e/> ;
    owl:disjointWith :A .
:hasPart a owl:ObjectProperty ; rdfs:label "p"@en , "p"@id ; rdfs:comment "P."@en , "P."@id ;
    rdfs:isDefinedBy <http://e/> ; rdfs:domain :A ; rdfs:range :B .
:inWhole a owl:ObjectProperty ; rdfs:label "w"@en , "w"@id ; rdfs:comment "W."@en , "W."@id ;
    rdfs:isDefinedBy <http://e/> ; rdfs:domain :B ; rdfs:range :A ; owl:inverseOf :hasPart .
"""
TERM = ' rdfs:label "x"@en , "x"@id ; rdfs:comment "X."@en , "X."@id ; rdfs:isDefinedBy <http://e/> '

# the check; what is added to the sound ontology, or taken out of it; what is found
FAULTS = [
    ("ontology-header", ("-", 'owl:versionInfo "1" ;'), "owl:versionInfo"),
    ("ontology-publication", ("-", 'dcterms:publisher "p" ;'), "dcterms:publisher"),
    ("ontology-duplicate-labels", ("-", '"b"@en'), ":B"),
    ("ontology-licence", ("-", "dcterms:license <http://l> ;"), "dcterms:license"),
    ("ontology-labels", ("-", ', "a"@id ; rdfs:comment'), ":A"),
    ("ontology-labels", ("-", ', "P."@id'), ":hasPart"),
    ("ontology-defined-by", ("+", ":C a owl:Class ; rdfs:subClassOf :A ."), ":C"),
    ("ontology-unconnected", ("+", f":Lone a owl:Class ;{TERM}."), ":Lone"),
    ("ontology-disjointness", ("-", "owl:disjointWith :A"), ": "),
    ("ontology-domain-range", ("-", "; rdfs:range :B"), ":hasPart"),
    ("ontology-several-domains", ("+", ":hasPart rdfs:domain :B ."), ":hasPart"),
    ("ontology-inverses", ("+", f":partOf a owl:ObjectProperty ;{TERM}; rdfs:domain :B ; rdfs:range :A ."), ":hasPart"),
    ("ontology-inverses", ("+", f":part a owl:ObjectProperty ;{TERM}; rdfs:domain :B ; rdfs:range :A ."), ":hasPart"),
    ("ontology-no-inverse", ("+", f":p a owl:ObjectProperty ;{TERM}; rdfs:domain :B ; rdfs:range :A ."), ":p"),
    ("ontology-names", ("+", f":lower a owl:Class ;{TERM}; rdfs:subClassOf :A ."), ":lower"),
    ("ontology-names", ("+", f":has_it a owl:ObjectProperty ;{TERM}; rdfs:domain :B ; rdfs:range :B ."), ":has_it"),
    ("ontology-literals", ("+", ':x :since "2031-02-29"^^xsd:date .'), ":x :since"),
    ("ontology-literals", ("+", ":A rdfs:comment '<b>'^^rdf:XMLLiteral ."), ":A rdfs:comment"),
    ("ontology-undeclared", ("+", ":x :hasPrat :y ."), ":hasPrat"),
    ("ontology-undeclared", ("+", ":x a :Bb ."), ":Bb"),
    ("ontology-circles", ("+", ":A rdfs:subClassOf :C . :C a owl:Class ; rdfs:subClassOf :A ."), ":A"),
]


def test_there_is_a_fault_for_every_check_of_ontologies() -> None:
    elsewhere = {"ontology-deprecated", "ontology-imports"}
    assert {f[0] for f in FAULTS} == {name for name in names_of_checks() if name.startswith("ontology-")} - elsewhere


@pytest.mark.parametrize("check", sorted({f[0] for f in FAULTS}))
def test_a_sound_ontology_passes(check: str) -> None:
    assert found(check, SOUND) == []


@pytest.mark.parametrize(("check", "change", "about"), FAULTS, ids=[f"{f[0]}-{i}" for i, f in enumerate(FAULTS)])
def test_a_fault_is_found(check: str, change: tuple[str, str], about: str) -> None:
    kind, text = change
    instead = {', "a"@id ; rdfs:comment': "; rdfs:comment", '"b"@en': '"a"@EN'}.get(text, "")
    faulty = SOUND + text if kind == "+" else SOUND.replace(text, instead)
    assert faulty != SOUND
    assert any(about in line for line in found(check, faulty)), found(check, faulty)


def test_an_outside_term_that_does_not_exist_is_found_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(
        HEAD
        + ":A a owl:Class ; rdfs:subClassOf foaf:Persn , foaf:Agent ."
        + " foaf:Persn a owl:Class . foaf:Agent a owl:Class .\n"
    )
    (finding,) = check_ontology([path], prefixes=PREFIXES, checks=["outside-terms"])
    assert finding.entity == "http://xmlns.com/foaf/0.1/Persn"
    assert finding.message.endswith("did you mean foaf:Person?")
    assert finding.check == "outside-terms"


def test_an_alignment_across_kinds_is_found_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(
        HEAD + ":p a owl:ObjectProperty .\nfoaf:name a owl:AnnotationProperty .\n:p rdfs:subPropertyOf foaf:name .\n"
    )
    (finding,) = check_ontology([path], prefixes=PREFIXES, checks=["profile-owl-dl"])
    assert "object is put below one of kind annotation" in finding.message
    assert finding.places[0].line == len(HEAD.splitlines()) + 3


def findings(tmp_path: Path, text: str) -> list[Finding]:
    path = tmp_path / "o.ttl"
    path.write_text(HEAD + text)
    checks = [name for name in names_of_checks() if name.startswith("outside") or name == "ontology-undeclared"]
    return check_ontology([path], prefixes=PREFIXES, checks=checks)


VOCABULARIES = """
@prefix bibo: <http://purl.org/ontology/bibo/> . @prefix cito: <http://purl.org/spar/cito/> .
@prefix csvw: <http://www.w3.org/ns/csvw#> . @prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcmitype: <http://purl.org/dc/dcmitype/> .
@prefix doap: <http://usefulinc.com/ns/doap#> . @prefix fabio: <http://purl.org/spar/fabio/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> . @prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix pro: <http://purl.org/spar/pro/> . @prefix prof: <http://www.w3.org/ns/dx/prof/> .
@prefix qb: <http://purl.org/linked-data/cube#> . @prefix schema: <http://schema.org/> .
@prefix schemas: <https://schema.org/> . @prefix sosa: <http://www.w3.org/ns/sosa/> .
@prefix ssn: <http://www.w3.org/ns/ssn/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
"""
# of each vocabulary a class or property that it has, and a misspelt one
TERMS = [
    ("bibo:AcademicArticle", "bibo:AcademicArtikle"),
    ("cito:citesAsEvidence", "cito:citesEvidence"),
    ("csvw:TableGroup", "csvw:TablesGroup"),
    ("dc:creator", "dc:author"),
    ("dcat:DatasetSeries", "dcat:DataSet"),
    ("dcmitype:MovingImage", "dcmitype:Movie"),
    ("doap:Project", "doap:project"),
    ("fabio:JournalArticle", "fabio:JurnalArticle"),
    ("geo:lat", "geo:latitude"),
    ("odrl:permission", "odrl:permitted"),
    ("pro:RoleInTime", "pro:RoleinTime"),
    ("prof:Profile", "prof:Profil"),
    ("qb:Observation", "qb:Observations"),
    ("schema:Organization", "schema:Organisation"),
    ("schemas:worksFor", "schemas:worksAt"),
    ("sosa:Sensor", "sosa:Sensors"),
    ("ssn:Deployment", "ssn:Deploy"),
    ("vcard:hasEmail", "vcard:hasMail"),
]


@pytest.mark.parametrize(("right", "wrong"), TERMS, ids=[t[0].split(":")[0] for t in TERMS])
def test_of_a_well_known_vocabulary_only_what_it_lacks_is_named(right: str, wrong: str, tmp_path: Path) -> None:
    found = findings(tmp_path, f"{VOCABULARIES} :x :sees {right} , {wrong} .")
    assert [f.check for f in found] == ["outside-terms"]
    assert found[0].entity.endswith(wrong.split(":")[1])
    assert found[0].places


def test_every_term_of_our_alignment_is_in_a_known_vocabulary() -> None:
    known = read_vocabularies()
    text = (GraphProject.shipped().root / "ontology" / "alignment.ttl").read_text()
    outside = set(re.findall(r"\b(?:fabio|foaf|oa|org|pro|prov):\w+", text))
    assert len(outside) > 10
    namespaces = {line.split()[1][:-1]: line.split()[2][1:-1] for line in text.splitlines() if line[:7] == "@prefix"}
    for word in outside:
        prefix, local = word.split(":")
        assert known.kind(namespaces[prefix] + local) in ("class", "object"), word


@pytest.mark.parametrize("namespace", sorted(read_vocabularies().by_namespace))
def test_the_list_of_a_vocabulary_is_whole_enough_to_be_used(namespace: str) -> None:
    names = read_vocabularies().by_namespace[namespace]
    assert len(names) > 3
    assert not {name for name in names if not name or set(name) & set(":/#<> ,")}


def test_a_datatype_that_does_not_exist_is_named_where_it_stands(tmp_path: Path) -> None:
    text = ':born a owl:DatatypeProperty .\n:a :born "2020"^^xsd:gYear ;\n'
    text += '  rdfs:comment "x"^^xsd:sting .\n:d a owl:DatatypeProperty ;\n'
    found = findings(tmp_path, text + "  rdfs:range xsd:interger , xsd:integer .\n")
    line = len(HEAD.splitlines()) + 2
    assert {(f.entity_name, f.check, f.places[0].line) for f in found} == {
        ("xsd:interger", "outside-terms", line + 3),
        ("xsd:sting", "outside-terms", line + 1),
    }


def test_terms_of_shapes_are_looked_up_too(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    shape = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n:S a sh:NodeShape ; sh:property [ sh:path foaf:name ;\n"
    path.write_text(HEAD + shape + "  sh:datatype xsd:sting ; sh:or ( [ sh:class foaf:Persn ] ) ] .\n")
    found = check_shapes([path], prefixes=PREFIXES)
    assert [f.entity_name for f in found] == ["xsd:sting", "foaf:Persn"]
    assert all(f.places for f in found)
    path.write_text(path.read_text().replace("sting", "string").replace("Persn", "Person"))
    assert check_shapes([path], prefixes=PREFIXES) == []


def test_documents_and_versions_in_a_namespace_are_no_terms(tmp_path: Path) -> None:
    text = "<http://xmlns.com/foaf/0.1/v2> a owl:Ontology ; owl:priorVersion <http://xmlns.com/foaf/0.1/v1> ."
    assert findings(tmp_path, text + " :a rdfs:seeAlso <http://xmlns.com/foaf/0.1/index.rdf> .") == []


def test_a_literal_outside_of_its_datatype_is_found_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "d.ttl"
    path.write_text(
        HEAD + ':x :since "2031-13"^^xsd:gYearMonth , "2031-12"^^xsd:gYearMonth , "soon"^^:when , "soon"@en .\n'
    )
    (finding,) = check_ontology([path], prefixes=PREFIXES, checks=["ontology-literals"])
    place = finding.places[0]
    assert (finding.level, finding.value, place.line) == ("violation", "2031-13", len(HEAD.splitlines()) + 1)
    assert finding.message == '"2031-13"^^xsd:gYearMonth is not a value of its datatype'


UNDECLARED = [
    (":p a owl:ObjectProperty ; rdfs:domain :Lost .", "class"),
    (":p a owl:ObjectProperty ; rdfs:range :Lost .", "class"),
    (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :q ; owl:someValuesFrom :Lost ] .", "class"),
    (":A owl:equivalentClass [ a owl:Class ; owl:unionOf ( :A :Lost ) ] .", "class"),
    (":A rdfs:subClassOf [ a owl:Class ; owl:complementOf :Lost ] .", "class"),
    ("[] a owl:AllDisjointClasses ; owl:members ( :A :Lost ) .", "class"),
    (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :Lost ; owl:someValuesFrom :A ] .", "property"),
    (":q owl:propertyChainAxiom ( :q :Lost ) .", "property"),
]


@pytest.mark.parametrize(("text", "kind"), UNDECLARED, ids=[str(i) for i in range(len(UNDECLARED))])
def test_what_nothing_declares_is_told_by_name_and_place(text: str, kind: str, tmp_path: Path) -> None:
    base = ":A a owl:Class . :q a owl:ObjectProperty .\n"
    (finding,) = findings(tmp_path, base + text)
    assert (finding.level, finding.check, finding.entity) == ("violation", "ontology-undeclared", "http://e/Lost")
    assert f"declares this {kind}" in finding.message
    assert finding.places[0].line == len(HEAD.splitlines()) + 2
    declared = ":Lost a owl:Class ." if kind == "class" else ":Lost a owl:ObjectProperty ."
    assert findings(tmp_path, base + text + declared) == []
    known = text.replace(":Lost", "foaf:Person" if kind == "class" else "foaf:knows")
    assert findings(tmp_path, base + known) == []


def test_what_a_foreign_namespace_may_declare_is_a_warning(tmp_path: Path) -> None:
    text = ":p a owl:ObjectProperty ; rdfs:range <http://elsewhere.example/Thing> ."
    (finding,) = findings(tmp_path, text)
    assert (finding.level, finding.entity) == ("warning", "http://elsewhere.example/Thing")


MISUSES = [
    (":p a owl:DatatypeProperty ; rdfs:subPropertyOf foaf:knows .", "foaf:knows", "a data property :p"),
    (":p a owl:ObjectProperty ; rdfs:subPropertyOf foaf:name .", "foaf:name", "an object property :p"),
    (":p a owl:AnnotationProperty ; rdfs:subPropertyOf foaf:knows .", "foaf:knows", "an annotation property :p"),
    (":p a owl:AnnotationProperty ; rdfs:subPropertyOf foaf:name .", "foaf:name", "an annotation property :p"),
    (":p a owl:ObjectProperty ; rdfs:subPropertyOf skos:prefLabel .", "skos:prefLabel", "an object property :p"),
    (":p a owl:DatatypeProperty ; owl:equivalentProperty foaf:knows .", "foaf:knows", "a data property :p"),
    ("foaf:name rdfs:subPropertyOf :p . :p a owl:ObjectProperty .", "foaf:name", "an object property :p"),
    (":A a owl:Class ; owl:equivalentClass foaf:knows .", "foaf:knows", "owl:equivalentClass expects a class"),
    (":A a owl:Class ; rdfs:subClassOf foaf:name .", "foaf:name", "rdfs:subClassOf expects a class"),
    (":A a owl:Class . :q a owl:ObjectProperty . :A rdfs:subClassOf :q .", ":q", "rdfs:subClassOf expects a class"),
    (":q a owl:ObjectProperty ; rdfs:range foaf:knows .", "foaf:knows", "rdfs:range expects a class"),
    (":q a owl:ObjectProperty ; rdfs:subPropertyOf foaf:Person .", "foaf:Person", "expects a property"),
    (":q a owl:ObjectProperty ; owl:inverseOf foaf:name .", "foaf:name", "expects an object property"),
    ("foaf:knows a owl:DatatypeProperty .", "foaf:knows", "its vocabulary has an object property"),
    ("foaf:Person a owl:ObjectProperty .", "foaf:Person", "its vocabulary has a class"),
]


@pytest.mark.parametrize(("text", "term", "words"), MISUSES, ids=[m[0] for m in MISUSES])
def test_a_term_that_is_used_as_another_kind_is_named(text: str, term: str, words: str, tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, text)
    assert (finding.level, finding.check, finding.entity_name) == ("violation", "outside-kinds", term)
    assert words in finding.message
    assert finding.places[0].line == len(HEAD.splitlines()) + 1


@pytest.mark.parametrize(
    "text",
    [
        ":p a owl:ObjectProperty ; rdfs:subPropertyOf foaf:knows .",
        ":p a owl:DatatypeProperty ; rdfs:subPropertyOf foaf:name .",
        ":p a owl:DatatypeProperty ; rdfs:subPropertyOf rdfs:label , skos:prefLabel , dcterms:description .",
        ":p a owl:ObjectProperty ; rdfs:subPropertyOf dcterms:creator .",
        ":p a owl:AnnotationProperty ; rdfs:subPropertyOf skos:prefLabel , rdfs:label , dcterms:creator .",
        "dcterms:created a owl:AnnotationProperty . foaf:name a owl:AnnotationProperty .",
        "foaf:mbox_sha1sum a owl:DatatypeProperty , owl:InverseFunctionalProperty .",
        ":A a owl:Class ; owl:equivalentClass foaf:Person ; rdfs:subClassOf skos:Concept .",
        ":A a owl:Class , owl:ObjectProperty . :B a owl:Class ; rdfs:subClassOf :A .",
        ":p a rdf:Property ; rdfs:subPropertyOf foaf:knows ; rdfs:domain rdfs:Resource ; rdfs:range rdfs:Literal .",
    ],
)
def test_a_sound_alignment_is_left_alone(text: str, tmp_path: Path) -> None:
    assert findings(tmp_path, text) == []


def test_our_project_has_no_open_finding() -> None:
    found = KnowledgeGraph.discover().check()
    assert list(found) == []
    assert {"profile-owl-dl", "ontology-labels", "quoted-passages"} <= set(found.checks)
    assert "ontology-no-inverse" not in found.checks, "kgtools.toml leaves it out"
    assert found.triples > 10_000


def test_a_check_that_is_not_there_is_said_to_be_so() -> None:
    with pytest.raises(UnknownNameError, match="ontology-labels"):
        check_files(["ontology"], store=MemoryStore, options=CheckOptions(only=["ontology-label-s"]))


def test_an_import_that_no_file_answers_is_told_and_what_it_may_declare_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    text = "<http://e/> a owl:Ontology ; owl:imports <http://nowhere.invalid/o> .\n"
    text += ":A a owl:Class ; rdfs:subClassOf <http://nowhere.invalid/o#Thing> , :Lost .\n"
    path.write_text(HEAD + text)
    found = check_ontology([path], checks=["ontology-imports", "ontology-undeclared", "profile-owl-dl"])
    assert [(f.level, f.check) for f in found] == [
        ("violation", "ontology-undeclared"),
        ("violation", "profile-owl-dl"),
        ("info", "ontology-imports"),
    ]
    assert found[0].entity == found[1].value == "http://e/Lost"
    assert (found[2].entity, found[2].places[0].line) == ("http://nowhere.invalid/o", len(HEAD.splitlines()) + 1)


NAMELESS = """
<http://e/o> a owl:Ontology .
<http://e/o#Lone> a owl:Class .
<http://e/o#bad_name> a owl:Class ; rdfs:subClassOf foaf:Agent .
<http://e/o#multi> a owl:ObjectProperty ; rdfs:domain <http://e/o#bad_name> , foaf:Agent .
foaf:Agent a owl:Class .
<http://e/o#x> a <http://e/o#Lonne> .
"""
OWN_CHECKS = ["labels", "defined-by", "unconnected", "disjointness", "domain-range", "several-domains", "names"]


@pytest.mark.parametrize("check", [*OWN_CHECKS, "undeclared"])
@pytest.mark.parametrize("ontology", ["<http://e/o>", "<http://e/o#>", "<http://elsewhere/>", ""])
def test_the_own_terms_are_found_without_a_preferred_namespace(check: str, ontology: str) -> None:
    header = f"{ontology} a owl:Ontology ." if ontology else ""
    lines = found(f"ontology-{check}", NAMELESS.replace("<http://e/o> a owl:Ontology .", header))
    assert lines
    of_foaf = [line for line in lines if line.startswith("foaf:")]
    assert not (of_foaf and "http://e/o" in ontology), "what another ontology declares is not its own"


def test_an_ontology_with_an_iri_like_anothers_beginning_is_another() -> None:
    text = "<http://e/o> a owl:Ontology . <http://e/o#A> a owl:Class . <http://e/other#B> a owl:Class ."
    assert {line.split()[0] for line in found("ontology-labels", text)} == {"<http://e/o#A>"}


@pytest.mark.parametrize("name", ["isPartOf", "partOf", "isPart"])
def test_a_property_that_answers_has_part_is_its_inverse(name: str) -> None:
    other = f":{name} a owl:ObjectProperty ;{TERM}; rdfs:domain :B ; rdfs:range :A "
    assert found("ontology-inverses", SOUND + other + ".") == [":hasPart owl:inverseOf"]
    assert found("ontology-inverses", SOUND + other + "; owl:inverseOf :hasPart .") == []


def test_findings_come_as_they_are_in_the_files_those_of_a_kind_together(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    lines = [":z :unheard :a .", ":z a :Lost .", ":b :unheard :c .", ":a a owl:NamedIndividual, :Gone ."]
    path.write_text(HEAD + "".join(f"{line}\n" for line in lines))
    found = check_ontology([path], prefixes=PREFIXES, checks=["profile-owl-dl"])
    after = len(HEAD.splitlines())
    told = [(f.places[0].line - after, f.message.split(": ", 1)[1]) for f in found]
    assert told == [
        (1, "the property :unheard is not declared"),
        (3, "the property :unheard is not declared"),
        (2, "the class :Lost is not declared"),
        (4, "the class :Gone is not declared"),
    ]


def test_declarations_that_exclude_each_other_are_named_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "o.ttl"
    path.write_text(
        HEAD + ":q a owl:ObjectProperty .\n:q a owl:DatatypeProperty .\n:D a owl:Class,\n  rdfs:Datatype .\n"
    )
    first = len(HEAD.splitlines()) + 1
    properties, classes = check_ontology([path], prefixes=PREFIXES, checks=["profile-owl-dl"])
    assert [place.line for place in properties.places] == [first, first + 1]
    assert f":q a owl:DatatypeProperty at {path}:{first + 1}:6" in properties.statement
    assert [place.line for place in classes.places] == [first + 2, first + 3]
    assert "owl:Class" not in properties.statement
