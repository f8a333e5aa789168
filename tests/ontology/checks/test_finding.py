"""A finding on its line, and many of them: laws of any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.place import Place
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import Literal, NamedNode, Triple
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.checks.finding import LEVELS, Finding, Findings, Naming
from kgtools.ontology.words import AxiomWords

TEXT = st.text(max_size=400)


@given(TEXT, TEXT, TEXT, TEXT)
def test_a_finding_is_one_line_of_limited_length_whatever_its_texts(
    message: str, label: str, value: str, statement: str
) -> None:
    tea = NamedNode("http://e/TEA_0000001")
    labelled = [Triple(tea, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal(label))]
    naming = Naming(AxiomWords(Axioms(labelled), labelled), PrefixTable({"e": "http://e/"}))
    for said in ("", statement):
        finding = naming.finding("info", "look", message, tea, tea, Literal(value), statement=said)
        assert finding.value == value
        assert finding.line().splitlines() == [finding.line()]
        assert len(finding.line()) < 1500
        assert finding.line().startswith("info: e:TEA_0000001")
        assert finding.line().endswith(" [look]")


KINDS = st.tuples(st.sampled_from(LEVELS), st.sampled_from("ab"), st.sampled_from("mn"))


@given(st.lists(KINDS, max_size=40), st.integers(1, 6))
def test_of_each_kind_some_are_listed_and_no_finding_is_lost_from_the_count(
    kinds: list[tuple[str, str, str]], most: int
) -> None:
    each = [Finding(level=k[0], check=k[1], message=k[2], entity_name=str(n)) for n, k in enumerate(sorted(kinds))]
    lines = list(Findings(each).lines(max_per_kind=most))
    more = [int(line.split()[2]) for line in lines if line.startswith("… and ")]
    assert len(lines) - len(more) + sum(more) == len(each)
    assert 1 not in more, "a line that says there is one more could as well be that one"
    assert len(lines) <= len(set(kinds)) * (most + 1)
    assert list(Findings(each).lines()) == [finding.line() for finding in each]


def test_only_an_opaque_identifier_stands_with_its_label() -> None:
    place = Place("o.ttl", 3, 1)
    made = Finding(level="info", check="c", message="look", entity_name="e:Tea", entity_label="tea", places=(place,))
    assert made.line() == "o.ttl:3:1: info: e:Tea: look [c]"


def test_what_the_message_says_is_not_said_twice() -> None:
    made = Finding(
        level="info", check="c", message="it has no e:p", entity_name="e:a", property_name="e:p", value_name='"x"'
    )
    assert made.line() == 'info: e:a: it has no e:p ("x") [c]'
