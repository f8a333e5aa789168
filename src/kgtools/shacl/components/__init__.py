"""The constraint components of SHACL, one module a family, all in :data:`COMPONENTS` in the recommendation's order."""

from kgtools.model.vocab import SH
from kgtools.shacl.components.cardinality import MaxCount, MinCount
from kgtools.shacl.components.component import Component
from kgtools.shacl.components.expression import Expression
from kgtools.shacl.components.logical import And, Not, Or, Xone
from kgtools.shacl.components.other import Closed, HasValue, In
from kgtools.shacl.components.property_pair import Disjoint, Equals, LessThan, LessThanOrEquals
from kgtools.shacl.components.shape_based import Node, Property, QualifiedMaxCount, QualifiedMinCount
from kgtools.shacl.components.sparql import SparqlConstraint
from kgtools.shacl.components.strings import LanguageIn, MaxLength, MinLength, Pattern, UniqueLang
from kgtools.shacl.components.value_range import MaxExclusive, MaxInclusive, MinExclusive, MinInclusive
from kgtools.shacl.components.value_type import Class, Datatype, NodeKind

__all__ = ["COMPONENTS", "Component", "section_of"]

_RECOMMENDATION = "https://www.w3.org/TR/shacl/#"

COMPONENTS: tuple[type[Component], ...] = (
    # 4.1 value type
    Class,
    Datatype,
    NodeKind,
    # 4.2 cardinality
    MinCount,
    MaxCount,
    # 4.3 value range
    MinExclusive,
    MinInclusive,
    MaxExclusive,
    MaxInclusive,
    # 4.4 string-based
    MinLength,
    MaxLength,
    Pattern,
    LanguageIn,
    UniqueLang,
    # 4.5 property pair
    Equals,
    Disjoint,
    LessThan,
    LessThanOrEquals,
    # 4.6 logical
    Not,
    And,
    Or,
    Xone,
    # 4.7 shape-based
    Node,
    Property,
    QualifiedMinCount,
    QualifiedMaxCount,
    # 4.8 other
    Closed,
    HasValue,
    In,
    # 5 SPARQL-based constraints
    SparqlConstraint,
    # section 7 of the Advanced Features
    Expression,
)


def section_of(component: str) -> tuple[str, str]:
    """The section of the recommendation that defines a component, and its address.

    >>> section_of("http://www.w3.org/ns/shacl#MinCountConstraintComponent")
    ('4.2.1', 'https://www.w3.org/TR/shacl/#MinCountConstraintComponent')
    """
    for one in COMPONENTS:
        if one.iri == component:
            anchor = one.anchor or component.removeprefix(SH)
            return one.section, anchor if anchor.startswith("https:") else _RECOMMENDATION + anchor
    # what a shapes graph declares itself
    return "6", _RECOMMENDATION + "sparql-constraint-components"
