"""Why a row is an answer: the claims and derivations behind its triples."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kgtools.errors import UsageError
from kgtools.model.vocab import Vocabulary
from kgtools.query import Solutions, run, write_answer
from kgtools.store import MemoryStore
from tests.query.conftest import PREFIXES


def why(store: MemoryStore, vocabulary: Vocabulary, text: str, **options: Any) -> list[list[str]]:
    """For each row the places of its claims; a derivation is its rule and its premises."""
    answer = run(store, text, prefixes=PREFIXES, why=vocabulary, **options)
    assert isinstance(answer, Solutions)
    assert answer.why is not None
    return [[shown(reason) for reason in reasons] for reasons in answer.why]


def shown(reason: Any) -> str:
    """A claim as its place; a derivation as its rule and its premises."""
    if "rule" in reason:
        return f"{reason['rule'].rpartition('/')[2]}({', '.join(map(shown, reason['premises']))})"
    return f"{reason['article']}:{reason['start']}-{reason['end']}"


ADA_AT_TEAM = ["000:10-20", "001:200-220"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "SELECT ?p { ?j o:employee ?p ; o:employer org:team }", [ADA_AT_TEAM], id="two patterns, two claims of one"
        ),
        pytest.param("SELECT ?p { ?p ^o:employee/o:employer org:team }", [ADA_AT_TEAM], id="inverse and sequence"),
        pytest.param("SELECT ?p { [ o:employee ?p ; o:employer org:team ] }", [ADA_AT_TEAM], id="blank node"),
        pytest.param("SELECT ?p { _:j o:employee ?p ; o:employer org:team }", [ADA_AT_TEAM], id="labelled blank node"),
        pytest.param("SELECT ?p { ?j o:employee|o:none ?p ; o:employer org:team }", [ADA_AT_TEAM], id="alternative"),
        pytest.param(
            "SELECT ?p { ?j o:employee ?p ; o:employer/o:unitOf* org:lab } ORDER BY ?p",
            [["000:10-20", "000:30-44", "001:200-220"], ["001:5-9"]],
            id="a closure names the steps that it took",
        ),
        pytest.param(
            "SELECT ?p { ?j o:employee ?p ; o:employer/o:unitOf? org:lab } ORDER BY ?p",
            [["000:10-20", "000:30-44", "001:200-220"], ["001:5-9"]],
            id="an optional step",
        ),
        pytest.param("SELECT ?o { org:team !(o:none|a|skos:prefLabel) ?o }", [["000:30-44"]], id="negated properties"),
        pytest.param(
            "SELECT ?p ?m { ?j o:employee ?p OPTIONAL { ?j o:months ?m } FILTER(?m > 20) }",
            [["001:5-9", "001:100-120"]],
            id="optional part that matched",
        ),
        pytest.param(
            "SELECT ?j { ?j a o:Employment OPTIONAL { ?j o:start ?t } FILTER(BOUND(?t)) }",
            [["rule-start(000:10-20, 001:200-220)"]],
            id="derived triple",
        ),
        pytest.param(
            "SELECT (COUNT(?j) AS ?n) (SUM(?m) AS ?sum) { ?j o:employer org:lab ; o:months ?m }",
            [["001:5-9", "001:100-120"]],
            id="all of an aggregate",
        ),
        pytest.param(
            "SELECT ?e (COUNT(?p) AS ?n) { ?j o:employer ?e ; o:employee ?p } GROUP BY ?e HAVING(COUNT(?p) > 0) "
            "ORDER BY ?e LIMIT 3",
            [[], ["001:5-9"], ADA_AT_TEAM],
            id="group by group",
        ),
        pytest.param(
            "SELECT ?p { { SELECT ?j (MAX(?m) AS ?most) { ?j o:months ?m } GROUP BY ?j } "
            "?j o:employee ?p FILTER(?most > 20) }",
            [["001:5-9", "001:100-120"]],
            id="sub-select",
        ),
        pytest.param(
            "SELECT ?p { ?p a o:Person FILTER EXISTS { ?j o:employee ?p ; o:employer org:lab } }",
            [["001:5-9"]],
            id="exists",
        ),
        pytest.param(
            "SELECT ?p { ?p a o:Person FILTER NOT EXISTS { ?j o:employee ?p } }", [[]], id="not exists rests on nothing"
        ),
        pytest.param(
            "SELECT ?p { { ?j o:employee ?p ; o:employer org:lab } UNION { ?j o:employee ?p ; o:employer org:none } }",
            [["001:5-9"]],
            id="union",
        ),
        pytest.param(
            "SELECT ?c ?p { GRAPH ?c { ?j o:employee ?p } FILTER(STRENDS(STR(?c), '001-0003')) }",
            [["001:200-220"]],
            id="a claim graph that is named is the claim",
        ),
        pytest.param("SELECT ?c { GRAPH graph:prov { ?c o:certainty o:Reported } }", [["001:5-9"]], id="about a claim"),
        pytest.param(
            "SELECT (CONCAT(STR(?m), '!') AS ?t) { ?j o:employer org:lab ; o:months ?m }",
            [["001:5-9", "001:100-120"]],
            id="computed column",
        ),
        pytest.param("SELECT ?p { ?p a o:Person VALUES ?p { person:ada } }", [[]], id="a registered identity"),
        pytest.param(
            "SELECT ?p { ?j o:employee ?p ; o:employer org:lab ; o:months 30 }",
            [["001:5-9", "001:100-120"]],
            id="number as constant",
        ),
        pytest.param(
            "SELECT ?p ?pLabel { ?j o:employee ?p ; o:employer org:team } ORDER BY ?pLabel", [ADA_AT_TEAM], id="labels"
        ),
        pytest.param("SELECT ?p ?p { ?j o:employee ?p ; o:employer org:team }", [ADA_AT_TEAM], id="a column twice"),
        pytest.param(
            "SELECT ?j ?m { ?j o:employer org:lab OPTIONAL { ?j o:months ?m FILTER(?m > 99) } }",
            [["001:5-9"]],
            id="a column that is not bound",
        ),
        pytest.param(
            "SELECT ?p { ?p a o:Person MINUS { ?j o:employer org:none } ?job o:employee ?p ; o:employer org:team }",
            [ADA_AT_TEAM],
            id="what is taken away shares no variable yet",
        ),
        pytest.param(
            "SELECT (STR(?p) AS ?name) { ?j o:employee ?p ; o:employer org:lab } LIMIT 1", [["001:5-9"]], id="computed"
        ),
    ],
)
def test_a_row_rests_on_the_claims_of_its_triples(
    store: MemoryStore, vocabulary: Vocabulary, text: str, expected: list[list[str]]
) -> None:
    languages = ["en"] if "Label " in text else None
    assert why(store, vocabulary, text, languages=languages) == expected


def test_sub_selects_do_not_multiply(vocabulary: Vocabulary) -> None:
    store = MemoryStore()
    lines = "".join(f"<http://e/{i}> <http://e/p> {i} .\n" for i in range(800))
    store.load_bytes(lines.encode(), format="turtle")
    part = "{ SELECT (MAX(?v) AS ?m%d) { ?s <http://e/p> ?v } }"
    assert why(store, vocabulary, f"SELECT ?m1 ?m2 ?m3 {{ {part % 1} {part % 2} {part % 3} }}") == [[]]


def test_only_the_rows_that_are_shown_are_looked_into(vocabulary: Vocabulary) -> None:
    store = MemoryStore()
    lines = "".join(f"<http://e/{i}> <http://e/next> <http://e/{i + 1}> .\n" for i in range(3000))
    store.load_bytes(lines.encode(), format="turtle")
    text = "SELECT ?a { ?a <http://e/next>+ <http://e/3000> } ORDER BY DESC(?a) LIMIT 2"
    assert why(store, vocabulary, text, timeout=20) == [[], []]


def test_json_has_why_in_each_binding(store: MemoryStore, vocabulary: Vocabulary) -> None:
    text = "SELECT ?j { ?j o:start ?t }"
    answer = run(store, text, prefixes=PREFIXES, why=vocabulary, timeout=30)
    (binding,) = json.loads(write_answer(answer, format="json"))["results"]["bindings"]
    (reason,) = binding["why"]
    assert reason["rule"] == "https://e.org/id/rule-start"
    assert reason["premises"][0] == {
        "article": "000", "start": 10, "end": 20, "claim": "https://e.org/claim/000-0001",
        "certainty": "asserted", "gist": "Ada is in the team",
    }  # fmt: skip


def test_the_table_has_the_claims_under_each_row(store: MemoryStore, vocabulary: Vocabulary) -> None:
    text = "SELECT ?p { ?j o:employee ?p ; o:start ?t }"
    shown = write_answer(
        run(store, text, prefixes=PREFIXES, why=vocabulary), format="table", prefixes=PREFIXES
    ).decode()
    assert shown.splitlines()[2:] == [
        "person:ada",
        "  000:10-20 asserted  Ada is in the team",
        "  001:200-220 asserted  Ada has the job",
        "  derived by https://e.org/id/rule-start from",
        "    000:10-20 asserted  Ada is in the team",
        "    001:200-220 asserted  Ada has the job",
    ]
    assert "000:10-20" in write_answer(run(store, text, prefixes=PREFIXES, why=vocabulary), format="md").decode()


def test_the_readers_own_passages_stand_below_the_claims(store: MemoryStore, vocabulary: Vocabulary) -> None:
    def passage(article: str, start: int, end: int) -> str | None:
        return f"<{article} {start} {end}>" if article == "001" else None

    answer = run(
        store,
        "SELECT ?p { ?j o:employee ?p ; o:employer org:team }",
        prefixes=PREFIXES,
        why=vocabulary,
        passage=passage,
    )
    assert "      <001 200 220>" in write_answer(answer, format="table").decode()


def test_formats_without_a_place_for_it_and_forms_without_rows_are_refused(
    store: MemoryStore, vocabulary: Vocabulary
) -> None:
    for format in ("csv", "tsv", "xml"):
        answer = run(store, "SELECT ?p { ?j o:employee ?p }", prefixes=PREFIXES, why=vocabulary)
        with pytest.raises(UsageError, match="no place"):
            write_answer(answer, format=format)
    with pytest.raises(UsageError, match="--why"):
        run(store, "DESCRIBE <http://e/a>", why=vocabulary)
    with pytest.raises(UsageError, match="own engine only"):
        run(store, "SELECT * { ?s ?p ?o }", why=vocabulary, engine="oxigraph")


DECIDED = b"""
@prefix o: <https://e.org/onto#> . @prefix c: <https://e.org/claim/> . @prefix g: <https://e.org/graph/> .
@prefix id: <https://e.org/id/> . @prefix prov: <http://www.w3.org/ns/prov#> . @prefix oa: <http://www.w3.org/ns/oa#> .
id:llama o:developer id:meta ; o:openness o:Open .
id:ada o:knows id:bob, id:eve ; o:likes id:bob .
c:000-0001 { id:llama o:developer id:meta } c:000-0002 { id:llama o:openness o:Open }
c:001-0001 { id:llama o:developer id:meta } c:001-0002 { id:llama o:openness o:Open }
c:002-0001 { id:llama o:developer id:meta }
c:000-0001 prov:wasDerivedFrom id:s1 . c:000-0002 prov:wasDerivedFrom id:s2 . id:s1 oa:hasSource id:a0 .
c:001-0001 prov:wasDerivedFrom id:s3 . c:001-0002 prov:wasDerivedFrom id:s4 . id:s2 oa:hasSource id:a0 .
c:002-0001 prov:wasDerivedFrom id:s5 . id:s3 oa:hasSource id:a1 . id:s4 oa:hasSource id:a1 . id:s5 oa:hasSource id:a2 .
id:s1 oa:hasSelector id:x1 . id:x1 oa:start 1 ; oa:end 2 . id:s2 oa:hasSelector id:x2 . id:x2 oa:start 3 ; oa:end 4 .
id:s3 oa:hasSelector id:x1 . id:s4 oa:hasSelector id:x2 . id:s5 oa:hasSelector id:x1 .
id:a0 o:articleNumber "000" . id:a1 o:articleNumber "001" . id:a2 o:articleNumber "002" .
g:decisions {
  c:000-0001 o:decidedBy id:yes . c:000-0002 o:decidedBy id:yes . c:001-0001 o:decidedBy id:yes .
  c:001-0002 o:decidedBy id:yes . c:002-0001 o:decidedBy id:open .
  id:yes o:outcome o:Accepted . id:open o:outcome o:Undecided .
}
g:derivations {
  id:d1 o:rule id:meeting ; o:about id:ada ; o:derivedProperty o:knows ; o:derivedObject id:bob ;
    prov:wasDerivedFrom c:000-0001 .
  id:d2 o:rule id:hearsay ; o:about id:ada ; o:derivedProperty o:knows ; o:derivedObject id:eve ;
    prov:wasDerivedFrom c:001-0001 .
  id:d3 o:rule id:meeting ; o:about id:ada ; o:derivedProperty o:likes ; o:derivedObject id:bob ;
    prov:wasDerivedFrom c:000-0001 .
}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("SELECT ?m { ?m o:developer ?o }", [["000:1-2", "001:1-2"]], id="only accepted claims"),
        pytest.param(
            "SELECT ?m ?article { ?m o:developer ?o ; o:openness ?open . GRAPH ?claim { ?m o:openness ?open } "
            "?claim prov:wasDerivedFrom/oa:hasSource/o:articleNumber ?article } ORDER BY ?article",
            [["000:1-2", "000:3-4"], ["001:1-2", "001:3-4"]],
            id="a row of an article rests on that article",
        ),
        pytest.param(
            "SELECT ?p { ?p o:knows <https://e.org/id/eve> }", [["hearsay(001:1-2)"]], id="the derivation of that value"
        ),
        pytest.param(
            "SELECT ?p { ?p o:knows ?q ; o:likes ?q }", [["meeting(000:1-2)"]], id="one rule with its premises, once"
        ),
    ],
)
def test_a_row_rests_on_what_is_accepted_of_just_its_triples(text: str, expected: list[list[str]]) -> None:
    store = MemoryStore()
    store.load_bytes(DECIDED, format="trig", source="decided.trig")
    prefixes = {
        "o": "https://e.org/onto#", "prov": "http://www.w3.org/ns/prov#", "oa": "http://www.w3.org/ns/oa#",
    }  # fmt: skip
    answer = run(store, text, prefixes=prefixes, why=Vocabulary("https://e.org/"))
    assert isinstance(answer, Solutions)
    assert answer.why is not None
    assert [[shown(reason) for reason in reasons] for reasons in answer.why] == expected


def test_derivations_by_one_rule_stand_in_an_order_that_is_the_same_each_time(vocabulary: Vocabulary) -> None:
    begin = """@prefix o: <https://e.org/onto#> . @prefix id: <https://e.org/id/> .
    @prefix prov: <http://www.w3.org/ns/prov#> . id:a o:p """
    derivations = "".join(
        f" id:d{i} o:rule id:r ; o:about id:a ; o:derivedProperty o:p ; o:derivedObject id:o{i} ;"
        f" prov:wasDerivedFrom id:e{i} . id:e{i} o:rule id:s{i} ."
        for i in range(30)
    )
    store = MemoryStore()
    store.load_bytes(f"{begin}{', '.join(f'id:o{i}' for i in range(30))} .{derivations}".encode(), format="turtle")
    answer = run(store, "SELECT (COUNT(*) AS ?n) { ?s <https://e.org/onto#p> ?o }", why=vocabulary)
    assert isinstance(answer, Solutions)
    assert answer.why is not None
    rules = [reason["premises"][0]["rule"] for reason in answer.why[0]]
    assert len(rules) == 30
    assert rules == sorted(rules)
