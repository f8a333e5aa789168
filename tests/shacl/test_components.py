"""A component says all that it knows: it is complete in every table that people see."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import SH
from kgtools.shacl import validate
from kgtools.shacl.components import COMPONENTS, Component, section_of
from kgtools.shacl.components.component import Constraint, Standard
from kgtools.shacl.components.messages import LANGUAGES, MESSAGES
from kgtools.shacl.components.value_type import Datatype
from kgtools.shacl.shapes.words import KNOWN_PROPERTIES, KNOWN_THINGS
from kgtools.table import load_bytes
from tests.shacl.components_page import components_page

COMPONENT = pytest.mark.parametrize("component", COMPONENTS, ids=lambda c: c.__name__)
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> . "


@COMPONENT
def test_a_component_has_its_name_its_section_and_its_parameters(component: type[Component]) -> None:
    assert component.iri.startswith(SH)
    assert component.iri.endswith("ConstraintComponent")
    assert re.fullmatch(r"[45](\.\d){0,2}|AF 7", component.section)
    assert component.parameters
    assert component.section in (component.__doc__ or ""), "the docstring names the section"
    assert section_of(component.iri)[1].startswith(
        ("https://www.w3.org/TR/shacl/#", "https://www.w3.org/TR/shacl-af/#")
    )


@COMPONENT
def test_a_component_has_a_message_in_every_language(component: type[Component]) -> None:
    assert set(MESSAGES[component.iri]) == set(LANGUAGES)


@COMPONENT
def test_a_component_is_known_to_the_vocabulary_and_the_docs(component: type[Component]) -> None:
    assert component.iri.removeprefix(SH) in KNOWN_THINGS
    assert set(component.parameters) <= KNOWN_PROPERTIES
    for parameter in component.parameters:
        assert f"`sh:{parameter}`" in components_page()


@COMPONENT
def test_every_method_of_a_component_is_its_own_or_what_most_say(component: type[Component]) -> None:
    assert issubclass(component, Standard)
    assert not getattr(component, "__abstractmethods__", None), "nothing is left open"


@COMPONENT
def test_no_other_module_asks_which_component_a_constraint_is_of(component: type[Component]) -> None:
    folder = Path(__file__).parents[2] / "src" / "kgtools" / "shacl"
    # what has a query of its own, and what lets other shapes speak, is evaluated in another way
    if component.__name__ in ("SparqlConstraint", "Property"):
        return
    for module in folder.rglob("*.py"):
        if module.parent.name != "components":
            text = module.read_text(encoding="utf-8")
            assert not re.search(rf"\b(case|isinstance)\b[^\n]*\b{component.__name__}\b", text), module


@pytest.mark.parametrize(
    ("shape", "written"),
    [
        ("sh:minCount 1", "sh:minCount 1"),
        ('sh:pattern "^a" ; sh:flags "i"', 'sh:pattern "^a"; sh:flags "i"'),
        ("sh:in ( 1 2 )", "sh:in ( 1 2 )"),
        ("sh:lessThan e:q", "sh:lessThan <http://e/q>"),
        (
            "sh:qualifiedValueShape e:S ; sh:qualifiedMaxCount 1",
            "sh:qualifiedValueShape <http://e/S>; sh:qualifiedMaxCount 1",
        ),
        ("sh:or ( e:S )", "sh:or ( <http://e/S> )"),
        ("sh:nodeKind sh:IRI", "sh:nodeKind sh:IRI"),
    ],
)
def test_a_constraint_is_written_as_turtle_has_it(shape: str, written: str) -> None:
    text = f"{PREFIXES} e:T sh:targetNode e:a ; sh:property [ sh:path e:p ; {shape} ] . e:S a sh:NodeShape ."
    data = load_bytes(b"<http://e/a> <http://e/p> 5, 6 .", format="turtle")
    report = validate(data, load_bytes(text.encode(), format="turtle"))
    assert written in {line for summary in report.summaries.values() for line in summary.constraints}


def test_values_are_counted_by_those_components_that_speak_of_numbers_of_values() -> None:
    counting = {component.__name__ for component in COMPONENTS if component.counts is not Constraint.counts}
    assert counting == {"MinCount", "MaxCount", "QualifiedMinCount", "QualifiedMaxCount"}
    assert all(("{count}" in MESSAGES[c.iri]["en"]) == (c.__name__ in counting) for c in COMPONENTS)


def test_the_nearest_value_is_of_the_component() -> None:
    columns = load_bytes(b"<http://e/a> a <http://e/C> .", format="turtle").columns()
    integer = Datatype(NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    assert integer.nearest_value(Literal("1,000"), "", columns) == "1000"
