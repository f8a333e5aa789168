"""HermiT in a process of its own: what it finds, its limits, and ontologies that mean harm."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgtools.errors import ReasoningError, UsageError
from kgtools.ontology.imports import Library, follow_stated, with_imports
from kgtools.ontology.prepare import prepare
from kgtools.reading import parse_bytes
from kgtools.reasoning import infer
from kgtools.reasoning.dl.hermit import first_inconsistent, realise
from tests.reasoning.graphs import graph, in_one_java, needs_java, said

KNOWN = """
:Person a owl:Class . :Parent a owl:Class ; owl:equivalentClass
    [ a owl:Restriction ; owl:onProperty :child ; owl:someValuesFrom :Person ] .
:child a owl:ObjectProperty ; owl:inverseOf :parent . :parent a owl:ObjectProperty .
:ada a :Person ; :child :bob . :bob a :Person .
"""


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A server on the loopback that remembers who came."""
    heard: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            heard.append("somebody")
            connection.close()

    threading.Thread(target=listen, daemon=True).start()
    yield server.getsockname()[1], heard
    server.close()


@needs_java
def test_hermit_infers_types_and_inverses() -> None:
    outcome = infer(graph(KNOWN), profile="owl-dl")
    assert outcome.consistent
    assert {":ada a :Parent", ":bob :parent :ada"} <= said(outcome.triples)
    assert not any("Thing" in t for t in said(outcome.triples))


@needs_java
@in_one_java
def test_what_was_stated_is_not_among_what_is_inferred() -> None:
    outcome = infer(graph(KNOWN), profile="owl-dl")
    assert not said(outcome.triples) & said(q.triple for q in graph(KNOWN))


@needs_java
def test_an_inconsistent_graph_is_said_to_be_so() -> None:
    outcome = infer(graph(KNOWN + ":Person owl:disjointWith :Parent ."), profile="owl-dl")
    assert not outcome.consistent
    assert outcome.triples == ()
    assert outcome.clashes


@needs_java
@in_one_java
def test_a_class_that_can_have_no_member_is_named() -> None:
    text = KNOWN + ":Odd a owl:Class ; rdfs:subClassOf :Person , [ a owl:Class ; owl:complementOf :Person ] ."
    assert infer(graph(text), profile="owl-dl").unsatisfiable == ("http://e/Odd",)


@needs_java
def test_of_several_ontologies_the_first_inconsistent_one_is_found() -> None:
    good = prepare(graph(KNOWN)).triples
    bad = prepare(graph(KNOWN + ":Person owl:disjointWith :Parent .")).triples
    assert first_inconsistent([good, bad, good]) == 1
    assert first_inconsistent([good, good]) is None


@needs_java
def test_a_limit_on_time_ends_the_reasoner_and_leaves_nothing_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the folder of the run tells its processes from those of other tests
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    # a pigeonhole: more pigeons than holes, with nothing said of which
    n = 10
    pigeons = " ".join(f":p{i}" for i in range(n + 1))
    holes = " ".join(f":h{i}" for i in range(n))
    text = ":in a owl:ObjectProperty . :P a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :in ;"
    text += f" owl:someValuesFrom [ a owl:Class ; owl:oneOf ( {holes} ) ] ] . :has a owl:ObjectProperty ;"
    text += " a owl:FunctionalProperty ; owl:inverseOf :in ."
    text += f"[] a owl:AllDifferent ; owl:distinctMembers ( {pigeons} {holes} ) ."
    text += " ".join(f":p{i} a :P ." for i in range(n + 1))
    began = time.monotonic()
    with pytest.raises(ReasoningError, match="within 2 seconds") as caught:
        realise(prepare(graph(text)), timeout=2)
    assert time.monotonic() - began < 10
    assert caught.value.exit_code == 3
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in running


def test_what_the_guard_started_ends_when_nobody_holds_its_input_any_more(tmp_path: Path) -> None:
    import os
    import sys

    from kgtools.reasoning.dl import hermit

    program = tmp_path / "program.py"
    program.write_text("import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(60)\n")
    command = [sys.executable, "-I", "-S", "-c", hermit._GUARD, sys.executable, str(program)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as guard:
        assert guard.stdout is not None
        assert guard.stdin is not None
        started = int(guard.stdout.readline())
        os.kill(started, 0)
        # as when the process that holds the other end is killed
        guard.stdin.close()
        assert guard.wait(timeout=10) != 0
        # the output ends when the last process that could write to it is gone
        assert guard.stdout.read() == ""


def test_without_java_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from kgtools.reasoning.dl import java

    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(java, "_bundled", list)
    with pytest.raises(UsageError, match=r"kgtools-ld\[java\]") as caught:
        infer(graph(KNOWN), profile="owl-dl")
    assert caught.value.exit_code == 2


def test_another_reasoner_is_refused() -> None:
    with pytest.raises(UsageError, match="hermit or pellet"):
        realise(prepare(graph(KNOWN)), engine="elk")


@pytest.mark.parametrize("datatype", ["date", "gYear", "gYearMonth", "duration"])
def test_a_datatype_that_the_reasoner_does_not_know_is_set_aside(datatype: str) -> None:
    for text in (
        f":born a owl:DatatypeProperty . :ada :born 'x'^^xsd:{datatype} ; a :Person .",
        f":born a owl:DatatypeProperty ; rdfs:range xsd:{datatype} . :ada a :Person .",
    ):
        prepared = prepare(graph(text))
        assert [kind.reason for kind in prepared.aside] == [
            f"HermiT and Pellet do not support the datatype xsd:{datatype}"
        ]
        assert not any(datatype in str(t) for t in prepared.triples)
        assert ":ada a :Person" in said(prepared.triples)


def test_dates_on_annotation_properties_do_no_harm() -> None:
    prepared = prepare(graph(":born a owl:AnnotationProperty . :ada :born '1815-12-10'^^xsd:date ; a :Person ."))
    assert not any("1815" in str(t) for t in prepared.triples)


# -- ontologies that mean harm ----------------------------------------------------------------------------------------

EVIL = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="http://www.w3.org/2002/07/owl#"
  xmlns:orr="http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#">
<owl:Ontology rdf:about="http://e/o"><orr:python_module>evilmod</orr:python_module></owl:Ontology>
<owl:Class rdf:about="http://e/C"/><rdf:Description rdf:about="http://e/a"><rdf:type rdf:resource="http://e/C"/>
</rdf:Description></rdf:RDF>"""


@needs_java
def test_no_python_module_that_an_ontology_names_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canary = tmp_path / "canary"
    (tmp_path / "evilmod.py").write_text(f"open({str(canary)!r}, 'w').write('ran')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    outcome = infer(parse_bytes(EVIL.encode(), format="rdfxml"), profile="owl-dl")
    assert outcome.consistent
    assert not canary.exists()


def test_the_orders_to_owlready2_are_not_among_what_it_is_given() -> None:
    prepared = prepare(parse_bytes(EVIL.encode(), format="rdfxml"))
    assert not any("lesfleursdunormal" in str(t) for t in prepared.triples)


def test_an_import_from_the_network_is_missing_and_nothing_is_fetched(listener: tuple[int, list[str]]) -> None:
    port, heard = listener
    found = infer(graph(f"<http://e/o> a owl:Ontology ; owl:imports <http://127.0.0.1:{port}/o> ."))
    assert [f"http://127.0.0.1:{port}/o" in remark for remark in found.remarks] == [True]
    assert heard == []


@needs_java
def test_iris_of_an_ontology_are_not_looked_up(listener: tuple[int, list[str]]) -> None:
    port, heard = listener
    text = f"<http://127.0.0.1:{port}/o> a owl:Ontology ; owl:versionIRI <http://127.0.0.1:{port}/o/1> ."
    text += f"<http://127.0.0.1:{port}/C> a owl:Class . :a a <http://127.0.0.1:{port}/C> ."
    assert infer(graph(text), profile="owl-dl").consistent
    assert heard == []


def test_an_import_of_a_file_that_nobody_offered_is_missing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://e/secret> <http://e/is> <http://e/told> .")
    imports = follow_stated(graph(f"<http://e/o> a owl:Ontology ; owl:imports <{secret.as_uri()}> ."), Library())
    assert [missing.iri for missing in imports.missing] == [secret.as_uri()]
    assert imports.files == ()


def test_an_import_is_answered_by_a_file_that_is_offered(tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <http://e/other> a owl:Ontology ; owl:imports <http://e/o> ."
        "<http://e/A> a owl:Class ."
    )
    stated = graph("<http://e/o> a owl:Ontology ; owl:imports <http://e/other> .")
    imports = follow_stated(stated, Library([other]))
    assert imports.missing == ()
    assert ":A a owl:Class" in said(with_imports(stated, imports))


@pytest.mark.parametrize(
    "text",
    [
        "_:u a owl:Class ; owl:unionOf ( :A _:u ) . :B owl:equivalentClass _:u .",
        "_:u a owl:Class ; owl:complementOf _:v . _:v a owl:Class ; owl:complementOf _:u . :B rdfs:subClassOf _:u .",
        "_:l rdf:first :A ; rdf:rest _:l . :B owl:unionOf _:l .",
        "_:r a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom _:r . :B rdfs:subClassOf _:r .",
    ],
)
def test_an_expression_that_contains_itself_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="contains itself"):
        infer(graph(text), profile="owl-dl")


@needs_java
@in_one_java
def test_a_cardinality_of_a_property_that_is_not_simple_is_set_aside() -> None:
    text = ":p a owl:ObjectProperty , owl:TransitiveProperty . :C a owl:Class ; rdfs:subClassOf :D ,"
    text += " [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality '2'^^xsd:nonNegativeInteger ] . :a a :C ."
    found = infer(graph(text), profile="owl-dl")
    assert ":a a :D" in said(found.triples)
    assert found.remarks == (
        "1 statement was left out, as owl:maxCardinality is used with a property that has a chain or is transitive",
    )
