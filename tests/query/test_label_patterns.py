"""Label variables in plain SPARQL give what they give here: no row more, no row less, and the same labels."""

from __future__ import annotations

import pytest

from kgtools.model.terms import Literal
from kgtools.model.vocab import RDFS
from kgtools.query import Solutions, run
from kgtools.query.labels.label_patterns import with_label_patterns
from kgtools.reading import parse_bytes
from kgtools.store import MemoryStore

PREFIXES = {"e": "http://e/", "rdfs": RDFS}
STORE = MemoryStore(
    parse_bytes(
        b"""@prefix e: <http://e/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        e:lighthouse e:keeper e:ines ; e:harbour e:dover ; rdfs:label "Light"@en , "Phare"@fr .
        e:buoy e:harbour e:dover ; rdfs:label "Buoy" .
        e:dover rdfs:label "Dover"@en , "Douvres"@fr .
        e:ines rdfs:label "Ines"@en .""",
        format="turtle",
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x ?xLabel { ?x e:harbour ?h }",
        "SELECT ?xLabel ?keeperLabel { ?x e:harbour ?h OPTIONAL { ?x e:keeper ?keeper } }",
        "SELECT ?harbour ?harbourLabel (COUNT(?x) AS ?things) { ?x e:harbour ?harbour } GROUP BY ?harbour",
        "SELECT ?h ?hLabel { SELECT DISTINCT ?h { ?x e:harbour ?h } # of all {\n }",
        "SELECT ?xLabel WHERE { { ?x e:harbour ?h } UNION { ?h e:keeper ?x } } ORDER BY ?xLabel LIMIT 2",
        'SELECT ?xLabel { ?x e:harbour ?h FILTER(STR(?h) != "}") } # }',
    ],
    ids=["bound", "sometimes bound", "grouped", "sub-select", "ordered", "brackets in strings and comments"],
)
def test_an_engine_that_knows_no_label_variables_gives_the_same_labels(text: str) -> None:
    plain = with_label_patterns(text, ["fr", "en"], predicate=RDFS + "label", prefixes=PREFIXES)
    assert plain != text
    assert rows(plain) == rows(text, languages=["fr", "en"])


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { ?x e:harbour ?h }",
        "SELECT ?x ?xLabel { ?x rdfs:label ?xLabel }",
        "ASK { ?x rdfs:label ?xLabel }",
        "SELECT (IRI(?h) AS ?same) ?sameLabel { ?x e:harbour ?h }",
    ],
    ids=["no label", "bound by the query", "no rows", "of what is computed"],
)
def test_a_query_without_labels_to_fill_in_stays_as_it_is(text: str) -> None:
    assert with_label_patterns(text, ["en"], predicate=RDFS + "label", prefixes=PREFIXES) == text


def rows(text: str, languages: list[str] | None = None) -> list[list[str | None]]:
    answer = run(STORE, text, prefixes=PREFIXES, languages=languages)
    assert isinstance(answer, Solutions)
    shown = [[term.value if isinstance(term, Literal) else term and str(term) for term in row] for row in answer.rows()]
    return sorted(shown, key=str)
