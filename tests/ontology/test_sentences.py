"""The sentence patterns of the ontology: each can be filled, in each language, from what the ontology declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import RDFS, Vocabulary
from kgtools.project import GraphProject
from kgtools.query.portrait.patterns import Pattern, parse_pattern
from kgtools.query.portrait.records import Portrait
from kgtools.reading import parse
from kgtools.text.names import last_part

PROJECT = GraphProject.shipped()
WORDS = Vocabulary(PROJECT.base)
LANGUAGES = ("en", "he", "id")
TRIPLES = [quad.triple for path in PROJECT.ontology_files for quad in parse(path)]
PATTERNS = [t for t in TRIPLES if t.predicate == WORDS.term("sentence")]
SUBJECTS = sorted({str(getattr(t.subject, "value", "")) for t in PATTERNS})


def patterns(subject: str) -> dict[str, list[Pattern]]:
    found: dict[str, list[Pattern]] = {}
    for triple in PATTERNS:
        if triple.subject == NamedNode(subject) and isinstance(triple.object, Literal):
            found.setdefault(triple.object.language or "", []).append(parse_pattern(triple.object.value))
    return found


@pytest.mark.parametrize("subject", SUBJECTS, ids=last_part)
def test_a_pattern_says_the_same_in_each_language_with_declared_properties(subject: str) -> None:
    found = patterns(subject)
    assert tuple(sorted(found)) == LANGUAGES
    used = {frozenset((pattern.needed, pattern.names) for pattern in some) for some in found.values()}
    assert len(used) == 1
    declared = {last_part(t.subject.value) for t in TRIPLES if isinstance(t.subject, NamedNode)}
    assert {name for pattern in found["en"] for name in pattern.names} <= declared | {"subject", "object", "label"}


#: what may have a name in the plural in each language that has one: models, products, topics, sets
ANY_NUMBER = re.compile(r"\{(?:subject|releases|aboutModel|delays|contributionTo)\} (is|was|has|[a-z]+s) ")
#: whose names are one person, one organization, one post or one paper, and a member of a set or a family is one
ONE = {
    "affiliatedWith", "associatedPerson", "authorOf", "basedIn", "competitorOf", "country", "focusesOn", "formerlyAt",
    "foundedBy", "foundedFrom", "integratesAiInto", "leads", "memberOfSet", "partnerOf", "postAt", "statedAge",
    "unitOf", "workedWith", "worksAt", "worksOn",
}  # fmt: skip


@pytest.mark.parametrize("subject", [s for s in SUBJECTS if last_part(s) not in ONE], ids=last_part)
def test_no_verb_of_a_pattern_agrees_with_what_may_have_a_name_in_the_plural(subject: str) -> None:
    about = [t.object for t in PATTERNS if t.subject == NamedNode(subject)]
    english = [text.value for text in about if isinstance(text, Literal) and text.language == "en"]
    assert english
    assert not any(ANY_NUMBER.match(text) for text in english)


def situations() -> Iterator[NamedNode]:
    """The classes of situations that facts of the graph are instances of."""
    above: dict[object, set[NamedNode]] = {}
    for triple in TRIPLES:
        if triple.predicate.value == RDFS + "subClassOf" and isinstance(triple.subject, NamedNode):
            above.setdefault(triple.object, set()).add(triple.subject)
    front = [WORDS.term("Situation")]
    while front:
        below = sorted(above.get(front.pop(), set()), key=lambda node: node.value)
        yield from below
        front += below


def test_every_kind_of_situation_has_a_pattern_or_is_below_one_that_has() -> None:
    direct = {t.subject for t in TRIPLES if t.object == WORDS.term("Situation")}
    assert sorted(last_part(node.value) for node in situations() if node in direct) == sorted(
        last_part(node.value) for node in situations() if node in direct and node.value in SUBJECTS
    )


def test_every_plain_property_of_a_thing_is_said_by_a_pattern(portraits: list[Portrait]) -> None:
    said = {
        s.predicate.iri
        for portrait in portraits
        for key in ("facts", "derived")
        for s in portrait.section(key)
        if s.predicate is not None
    }
    assert said
    assert sorted(said - set(SUBJECTS)) == []


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return KnowledgeGraph(PROJECT)


@pytest.fixture(scope="module")
def portraits(graph: KnowledgeGraph) -> list[Portrait]:
    names = (
        "Meta",
        "Mistral",
        "OpenAI",
        "Yann LeCun",
        "Guillaume Lample",
        "Luke Metz",
        "FAIR",
        "Llama",
        "o1",
        "Scale AI",
    )
    return [graph.show(name) for name in names]


def test_what_a_founding_says_is_no_role_beside_it(portraits: list[Portrait]) -> None:
    lample = next(portrait for portrait in portraits if portrait.label == "Guillaume Lample")
    said = [s.text for s in lample.section("facts")]
    assert "Mistral was founded by Guillaume Lample." in said
    assert [text for text in said if "founder" in text] == []
    founding = next(s for s in lample.section("facts") if s.text.startswith("Mistral was founded"))
    # both words for it are among what the sentence rests on
    assert {"founder", "co-founder"} <= {
        word for source in founding.sources for word in ("founder", "co-founder") if f"called {word} of" in source.gist
    }


def test_no_word_of_a_developer_is_in_a_sentence(portraits: list[Portrait]) -> None:
    for portrait in portraits:
        for statement in portrait.statements:
            text = " ".join(filter(None, [statement.text, statement.period, *(d.text for d in statement.details)]))
            for word in ("P1", "P8Y", "claim:", "XXXX", "[20", "_:", "pref Label", "usd", "  "):
                assert word not in text, (portrait.label, text)


@pytest.mark.parametrize(
    ("language", "headed", "wrote"),
    [
        ("en", "Joelle Pineau was head of FAIR", "Hugo Touvron is an author of the Llama paper."),
        ("id", "Joelle Pineau pernah menjadi kepala FAIR", "Hugo Touvron adalah penulis makalah Llama."),
        ("he", " – לשעבר ראש קבוצת המחקר", "בין מחברי מאמר Llama: הוגו טברון."),
    ],
)
def test_headships_that_have_ended_and_the_paper_are_told_as_people_say_it(
    graph: KnowledgeGraph, language: str, headed: str, wrote: str
) -> None:
    said = [
        [s.text for s in graph.show(name, languages=[language]).statements] for name in ("joelle-pineau", "touvron")
    ]
    assert any(headed in text for text in said[0])
    assert wrote in said[1]
