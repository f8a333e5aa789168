"""Every export is opened, triple for triple, by tools that nobody here wrote; those not installed are skipped."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Quad
from kgtools.reading import parse, parse_bytes
from kgtools.table import load_quads
from kgtools.views.rdf12 import reify_claims
from kgtools.views.registry import write_view, write_view_files
from kgtools.views.view import ViewOptions
from kgtools.writing import write
from kgtools.writing.columns import write_dataset
from tests.writing.same import canonical

ROOT = Path(__file__).parents[2]
ODD = """@prefix : <http://e/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:s :p 01 , +5 , 1.50 , 1.0E0 , true , "2020-01-01+05:00"^^xsd:date , "a\\"b\\\\c\\n\\td" ,
  "x"@en-gb , "e\\u0301" , "\\u00e9" ;
  :q ( 1 [ :r ( ) ] "two" ) , [ :r [ :r _:shared ] ] , _:shared ; a :T ; <http://e/odd(1)/a.> :a\\(b\\) .
_:shared :r :s ."""


def rdf() -> list[Quad]:
    """The accepted graph of this project, and what is odd."""
    return [*parse(ROOT / "data" / "graph" / "accepted.ttl"), *parse_bytes(ODD.encode(), format="turtle")]


def dataset() -> list[Quad]:
    return list(parse(ROOT / "data" / "articles" / "004.trig"))


def prefixes() -> dict[str, str]:
    return dict(KnowledgeGraph.discover(ROOT).prefixes)


def written(name: str) -> tuple[list[Quad], bytes]:
    quads = dataset() if name in ("trig", "nq", "jsonld") else rdf()
    return quads, write(quads, format=name, prefixes=prefixes())


@pytest.mark.parametrize("name", ["turtle", "trig", "nt", "nq", "rdfxml"])
def test_oxigraph_reads_the_views(name: str) -> None:
    quads, data = written(name)
    store, theirs = pyoxigraph.Store(), pyoxigraph.Store()
    formats = {"turtle": "TURTLE", "trig": "TRIG", "nt": "N_TRIPLES", "nq": "N_QUADS", "rdfxml": "RDF_XML"}
    store.load(data, format=getattr(pyoxigraph.RdfFormat, formats[name]))
    theirs.extend(quads)
    assert canonical(store) == canonical(theirs)


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper is not installed (Debian: raptor2-utils)")
@pytest.mark.parametrize(
    ("name", "theirs"), [("turtle", "turtle"), ("nt", "ntriples"), ("nq", "nquads"), ("rdfxml", "rdfxml")]
)
def test_rapper_reads_the_views(name: str, theirs: str) -> None:
    quads, data = written(name)
    output = "nquads" if name == "nq" else "ntriples"
    command = ["rapper", "-q", "-i", theirs, "-o", output, "-", "http://base.example/"]
    ran = subprocess.run(command, input=data, capture_output=True, check=True)
    assert canonical(parse_bytes(ran.stdout, format="nq")) == canonical(quads)


RIOT = os.environ.get("KGTOOLS_RIOT", "")


@pytest.mark.skipif(not RIOT, reason="KGTOOLS_RIOT names no command that runs Jena's riot")
@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("turtle", "turtle"),
        ("trig", "trig"),
        ("nt", "ntriples"),
        ("nq", "nquads"),
        ("jsonld", "jsonld"),
        ("rdfxml", "rdfxml"),
    ],
)
def test_riot_reads_the_views(name: str, theirs: str) -> None:
    quads, data = written(name)
    command = [*shlex.split(RIOT), f"--syntax={theirs}", "--output=nquads", "-"]
    ran = subprocess.run(command, input=data, capture_output=True, check=True)
    assert canonical(parse_bytes(ran.stdout, format="nq")) == canonical(quads)


@pytest.mark.skipif(not RIOT, reason="KGTOOLS_RIOT names no command that runs Jena's riot")
def test_riot_reads_the_claims_in_rdf_1_2() -> None:
    (data,) = write_view(dataset(), view="rdf12", options=ViewOptions(prefixes=prefixes())).values()
    command = [*shlex.split(RIOT), "--syntax=turtle", "--output=ntriples", "-"]
    ran = subprocess.run(command, input=data, capture_output=True, check=True)
    assert canonical(parse_bytes(ran.stdout, format="nt")) == canonical(reify_claims(dataset()))


def test_pyld_reads_the_json_ld() -> None:
    pyld = pytest.importorskip("pyld.jsonld")
    import json

    quads, data = written("jsonld")
    found = pyld.to_rdf(json.loads(data), {"format": "application/n-quads"})
    assert canonical(parse_bytes(found.encode(), format="nq")) == canonical(quads)


@pytest.mark.parametrize("name", ["nt", "rdfxml"])
def test_owlready_reads_lines_and_xml(name: str) -> None:
    owlready2: Any = pytest.importorskip("owlready2")
    # without blank nodes, which owlready2 numbers, and without lists
    quads = list(parse(ROOT / "data" / "graph" / "accepted.ttl"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        world = owlready2.World()
        ontology = world.get_ontology("http://e/onto#")
        ontology.load(fileobj=io.BytesIO(write(quads, format=name, prefixes=prefixes())))
        kept = io.BytesIO()
        world.save(file=kept, format="ntriples")
    # owlready2 keeps numbers and booleans as values of Python
    theirs = list(parse_bytes(kept.getvalue(), format="nt"))
    # what it says of the ontology that the data were loaded into is its own
    own = [quad for quad in theirs if quad.subject in (NamedNode("http://e/onto"), NamedNode("http://anonymous"))]
    assert len(theirs) - len(own) == len(quads)
    assert _without_literals(quad for quad in theirs if quad not in own) == _without_literals(quads)


def _without_literals(quads: Any) -> set[str]:
    return {f"{q.subject} {q.predicate} {'' if isinstance(q.object, Literal) else q.object}" for q in quads}


def test_networkx_reads_the_graphml() -> None:
    networkx = pytest.importorskip("networkx")
    (data,) = write_view(rdf(), view="graphml").values()
    graph = networkx.parse_graphml(data.decode(), force_multigraph=True)
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    relations = [q for q in rdf() if q.predicate.value != kind and not isinstance(q.object, Literal)]
    assert graph.number_of_edges() == len(relations)
    plain = {(q.subject.value, q.object.value) for q in relations if {type(q.subject), type(q.object)} == {NamedNode}}
    assert plain <= set(graph.edges())
    person = "https://w3id.org/talent-graph/id/person/timothee-lacroix"
    assert "erson" in graph.nodes[person]["type"]


def test_duckdb_reads_the_parquet(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    write_view_files(tmp_path, dataset(), view="parquet", options=ViewOptions(prefixes=prefixes()))
    rows = duckdb.sql(
        f"SELECT subject, predicate, object, kind, datatype, language, graph FROM '{tmp_path}/triples.parquet'"
    ).fetchall()
    assert canonical(_quad(*row) for row in rows) == canonical(dataset())
    ((count,),) = duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/SourceSpan.parquet'").fetchall()
    spans = {q.subject for q in dataset() if q.object == NamedNode("https://w3id.org/talent-graph/onto#SourceSpan")}
    assert count == len(spans) > 0


def _quad(s: str, p: str, o: str, kind: str, datatype: str | None, language: str | None, graph: str | None) -> Quad:
    value = (
        NamedNode(o)
        if kind == "iri"
        else Literal(o, language=language)
        if language
        else Literal(o, datatype=NamedNode(str(datatype)))
    )
    return Quad(NamedNode(s), NamedNode(p), value, NamedNode(graph) if graph else DefaultGraph())


def test_duckdb_reads_the_csv(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    write_view_files(tmp_path, rdf(), view="csv", options=ViewOptions(prefixes=prefixes()))
    ((count,),) = duckdb.sql(f"SELECT count(*) FROM read_csv('{tmp_path}/Employment.csv', header=true)").fetchall()
    assert count == sum(str(q.object).endswith("#Employment>") for q in rdf())


def test_the_writer_on_columns_is_read_by_the_others_too() -> None:
    rdflib = pytest.importorskip("rdflib")
    data = write_dataset(load_quads(rdf()), prefixes=prefixes())
    graph = rdflib.Graph().parse(data=data, format="turtle")
    assert len(graph) == len(set(rdf()))
