"""A constraint as its shape says it: the parameters with their values, and where the recommendation defines them."""

from __future__ import annotations

from collections.abc import Sequence

from kgtools.model.terms import Literal, Term
from kgtools.model.vocab import SH
from kgtools.shacl.components import COMPONENTS
from kgtools.shacl.components.cardinality import MaxCount, MinCount
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.components.logical import And, Or, Xone
from kgtools.shacl.components.other import Closed, HasValue, In
from kgtools.shacl.components.own import OwnConstraint
from kgtools.shacl.components.property_pair import Disjoint, Equals, LessThan
from kgtools.shacl.components.shape_based import QualifiedMaxCount, QualifiedMinCount
from kgtools.shacl.components.sparql import SparqlConstraint
from kgtools.shacl.components.strings import LanguageIn, MaxLength, MinLength, Pattern, UniqueLang
from kgtools.shacl.components.value_range import MaxExclusive, MaxInclusive, MinExclusive, MinInclusive
from kgtools.shacl.components.value_type import Class, Datatype, NodeKind
from kgtools.text.terms import term_text

__all__ = ["parameter_of", "parameters", "section_of"]

#: members of a list that are told
MOST = 1_000

_TR = "https://www.w3.org/TR/shacl/#"
_SECTIONS = {component.iri: component.section for component in COMPONENTS}
_PARAMETERS = {component.iri: component.parameters[0] for component in COMPONENTS}
_BOUNDED = (MinExclusive, MinInclusive, MaxExclusive, MaxInclusive, MinLength, MaxLength, MinCount, MaxCount)


def section_of(component: str) -> tuple[str, str]:
    """The section of the recommendation that defines a component, and its address.

    >>> section_of("http://www.w3.org/ns/shacl#MinCountConstraintComponent")
    ('4.2.1', 'https://www.w3.org/TR/shacl/#MinCountConstraintComponent')
    """
    if component not in _SECTIONS:
        return "6", _TR + "sparql-constraint-components"
    if component == SparqlConstraint.iri:
        return "5", _TR + "sparql-constraints"
    anchor = component.removeprefix(SH)
    if anchor.startswith("Qualified"):
        anchor = "QualifiedValueShapeConstraintComponent"
    return _SECTIONS[component], _TR + anchor


def parameters(constraint: Constraint) -> str:
    """The parameters of a constraint with their values, as Turtle would have them.

    >>> parameters(MinCount(1)), parameters(Pattern("^a", "i"))
    ('sh:minCount 1', 'sh:pattern "^a"; sh:flags "i"')
    """
    match constraint:
        case Class():
            return f"sh:class {term_text(constraint.wanted)}"
        case Datatype():
            return f"sh:datatype {term_text(constraint.datatype)}"
        case NodeKind():
            return f"sh:nodeKind sh:{constraint.kind}"
        case Pattern():
            flags = f"; sh:flags {term_text(Literal(constraint.flags))}" if constraint.flags else ""
            return f"sh:pattern {term_text(Literal(constraint.pattern))}{flags}"
        case LanguageIn():
            return f"sh:languageIn {_list([Literal(tag) for tag in constraint.ranges])}"
        case UniqueLang():
            return "sh:uniqueLang true"
        case Equals() | Disjoint() | LessThan():
            return f"sh:{constraint.parameters[0]} {term_text(constraint.other)}"
        case And() | Or() | Xone():
            return f"sh:{constraint.parameters[0]} {_list(constraint.shapes)}"
        case QualifiedMinCount() | QualifiedMaxCount():
            bound = f"sh:{constraint.parameters[1]} {constraint.bound}"
            return f"sh:qualifiedValueShape {term_text(constraint.shape)}; {bound}"
        case HasValue():
            return f"sh:hasValue {term_text(constraint.value)}"
        case In():
            return f"sh:in {_list(constraint.allowed)}"
        case Closed():
            return "sh:closed true"
        case SparqlConstraint():
            return f"sh:sparql {term_text(constraint.node)}"
        case OwnConstraint():
            bound_to = constraint.query.bound
            given = [
                f"<{p.iri}> {term_text(bound_to[p.variable])}"
                for p in constraint.component.parameters
                if p.variable in bound_to
            ]
            return "; ".join(given)
    name = parameter_of(constraint)
    if isinstance(constraint, _BOUNDED):
        bound_term = constraint.bound
        return f"{name} {term_text(bound_term) if isinstance(bound_term, Literal) else bound_term}"
    return f"{name} {' '.join(term_text(term) for term in constraint.references)}"


def parameter_of(constraint: Constraint) -> str:
    """The parameter that a constraint of SHACL's own components is declared with.

    >>> parameter_of(MinCount(1))
    'sh:minCount'
    """
    return f"sh:{_PARAMETERS[constraint.iri]}"


def _list(terms: Sequence[Term]) -> str:
    shown = [term_text(term) for term in terms[:MOST]]
    if len(terms) > MOST:
        shown.append(f"… ({len(terms)})")
    return " ".join(["(", *shown, ")"])
