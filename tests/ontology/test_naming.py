"""Names that stand nowhere are told as such, and never taken for a term that nothing follows about."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.errors import UnknownNameError
from kgtools.model.terms import NamedNode
from kgtools.model.vocab import OWL
from kgtools.ontology.naming import find_term
from kgtools.project import GraphProject
from kgtools.reasoning.subject import Subject
from tests.reasoning.graphs import PREFIXES, graph

TRIPLES = [q.triple for q in graph(':tom a :Cat ; rdfs:label "Tom: the cat"@en . <urn:x:1> :likes :tom .')]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        (":tomm", ":tom"),
        (":likse", ":likes"),
        ("<http://e/tomm>", "<http://e/tom>"),
        ("owl:Nothin", "owl:Nothing"),
        ("http://e/tomm", ""),
    ],
)
def test_a_name_that_stands_nowhere_is_an_error_with_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError, match="does not occur") as caught:
        find_term(name, TRIPLES, PREFIXES, role="subject")
    assert not nearest or f'did you mean "{nearest}"' in str(caught.value)


def test_an_unknown_prefix_is_told_as_such() -> None:
    with pytest.raises(UnknownNameError, match='there is no prefix "tallent"; did you mean "talent"'):
        find_term("tallent:hasAuthorship", TRIPLES, PREFIXES)


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        (":tom", "http://e/tom"),
        ("<http://e/tom>", "http://e/tom"),
        ("http://e/tom", "http://e/tom"),
        ("urn:x:1", "urn:x:1"),
        ("tom: the cat", "http://e/tom"),
        ("tom", "http://e/tom"),
        ("owl:Nothing", OWL + "Nothing"),
        ("owl:sameAs", OWL + "sameAs"),
    ],
)
def test_what_stands_there_is_found_however_it_is_named(name: str, iri: str) -> None:
    assert find_term(name, TRIPLES, PREFIXES) == NamedNode(iri)


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("person:guillaume-lample", "talent:hasAuthorshp", "x"), "talent:hasAuthorship"),
        (("person:guillaume-lampl", "a", "talent:Person"), "person:guillaume-lample"),
    ],
)
def test_a_misspelt_name_of_the_project_has_the_right_one_beside_it(words: tuple[str, str, str], nearest: str) -> None:
    with pytest.raises(UnknownNameError, match=f'did you mean "{nearest}"'):
        Subject(GraphProject.shipped()).conclusion(*words)


def test_a_label_that_is_unknown_has_the_nearest_label(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="Tom: the cat"):
        find_term("Tom the cat", TRIPLES, PREFIXES)
