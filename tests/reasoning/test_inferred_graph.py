"""The inferred graph of a project: what is kept, when it is stale, and what queries see of it."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import pytest

from kgtools.errors import InferenceWarning, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.project import GraphProject
from kgtools.reasoning.inferred_graph import inputs_digest, kept_graph
from tests.shipped_graph import shipped_graph

ROOT = Path(__file__).parent.parent.parent
FORMER = "SELECT ?who { ?who a talent:Author }"


@pytest.fixture
def project(tmp_path: Path) -> GraphProject:
    """A copy of the project that may be changed."""
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "kgtools.toml", tmp_path)
    return GraphProject.at(tmp_path)


def test_the_kept_graph_of_the_repository_is_fresh() -> None:
    project = GraphProject.at(ROOT)
    recorded = (project.built_folder / "inferred.sha256").read_text(encoding="utf-8")
    assert recorded == inputs_digest(project), "run: kgtools build --infer"


def test_a_kept_graph_is_not_taken_after_the_ontology_has_changed(project: GraphProject) -> None:
    assert kept_graph(project) is not None
    with (project.path("ontology") / "talent.ttl").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert kept_graph(project) is None


@pytest.mark.parametrize(("inference", "people"), [("none", 0), ("owl-rl", 14), ("owl-dl", 14)])
def test_a_query_sees_what_follows_only_when_it_asks_for_it(inference: str, people: int) -> None:
    answer = shipped_graph().query(text=FORMER, inference=inference)
    assert len(list(answer)) == people


def test_an_answer_that_rests_on_inference_says_so() -> None:
    answer = shipped_graph().query(text=FORMER, inference="owl-rl", why=True)
    reasons = answer.why[0]
    assert [r["rule"].rsplit("/", 1)[-1] for r in reasons if "rule" in r] == ["owl-rl"]


def test_inference_is_over_a_project_and_not_over_files(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://e/a> a <http://e/B> .")
    graph = KnowledgeGraph.from_files([tmp_path / "a.ttl"])
    with pytest.raises(UsageError, match="kgtools reason FILE"):
        graph.query(text="ASK { ?s ?p ?o }", inference="rdfs")


def test_what_a_query_does_not_see_of_what_follows_is_told(tmp_path: Path) -> None:
    head = "@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    head += "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    for folder in ("ontology", "data/graph", "queries", "lib"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "kgtools.toml").write_text('[project]\nbase = "http://e/"\n')
    onto = tmp_path / "ontology" / "o.ttl"
    onto.write_text(head + "<http://e/o> a owl:Ontology ; owl:imports <http://e/more> .\n:Mug a owl:Class .\n")
    (tmp_path / "lib" / "more.ttl").write_text(head + "<http://e/more> a owl:Ontology . :Mug rdfs:subClassOf :Pot .\n")
    (tmp_path / "data" / "d.ttl").write_text(head + ":m a :Mug .\n")
    graph = KnowledgeGraph.at(tmp_path)
    with pytest.warns(InferenceWarning, match=r"<http://e/more> was not found.*\(ontology/o\.ttl:3:43\)"):
        graph.query(text="ASK { ?s a <http://e/Pot> }", inference="owl-rl")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        offered = KnowledgeGraph.at(tmp_path, imports=[tmp_path / "lib"])
        offered.query(text="ASK { ?s a <http://e/Pot> }", inference="owl-rl")
