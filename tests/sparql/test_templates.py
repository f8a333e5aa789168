"""Templates: what tells the parts of filled trees apart."""

from __future__ import annotations

from kgtools.model.terms import NamedNode
from kgtools.sparql import algebra
from kgtools.sparql.expressions import Comparison, Constant, Variable
from kgtools.sparql.parse import parse_query
from kgtools.sparql.syntax import Query
from kgtools.sparql.templates import Template, identity, placeholder

_ADA, _BOB = NamedNode("http://e/ada"), NamedNode("http://e/bob")
_OPEN = NamedNode(placeholder(0, _ADA).value)


def _template(text: str) -> Template[Query]:
    return Template(parse_query(text, parameters={"_x": _OPEN}), [_OPEN])


def test_a_part_that_is_filled_alike_is_the_same_object_and_another_is_told_from_it() -> None:
    template = _template("SELECT * { ?s <http://e/knows> ?_x OPTIONAL { ?s ?p ?o } }")
    one, again, other = (template.filled({_OPEN: term}) for term in (_ADA, _ADA, _BOB))
    assert one is again
    assert one != other
    assert identity(one) == identity(again) != identity(other)


def test_parts_of_two_templates_are_told_apart_although_they_are_filled_with_the_same_term() -> None:
    first, second = (_template(f"ASK {{ ?s <http://e/{name}> ?_x }}") for name in ("knows", "likes"))
    assert identity(first.filled({_OPEN: _ADA})) != identity(second.filled({_OPEN: _ADA}))


def test_what_is_changed_in_a_filled_part_has_another_identity() -> None:
    filled = _template("ASK { ?s ?p ?_x }").filled({_OPEN: _ADA})
    changed = filled.replace(form="select")
    assert identity(changed) is changed


def test_what_has_no_placeholder_is_shared_by_all_that_is_filled() -> None:
    template = _template("SELECT * { ?s ?p ?_x OPTIONAL { ?s ?q ?o } }")
    one, other = (template.filled({_OPEN: term}) for term in (_ADA, _BOB))
    assert one.where is not None
    assert other.where is not None
    assert one.where.elements[0] != other.where.elements[0]
    assert one.where.elements[1] is other.where.elements[1]


def test_a_part_that_is_in_two_places_is_one_part_and_no_other_is_taken_for_it() -> None:
    def tree(term: NamedNode) -> algebra.Operator:
        shared = Comparison("=", Variable("s"), Constant(term))
        return algebra.Join(algebra.Filter(algebra.BGP(), shared), algebra.Filter(algebra.BGP(), shared))

    assert Template(tree(_OPEN), [_OPEN]).filled({_OPEN: _ADA}) == tree(_ADA)
