"""Why an expression is an error for a row: the innermost part that is one, while its operands have values."""

from __future__ import annotations

from typing import NamedTuple

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.sparql.algebra import Extend, Operator
from kgtools.sparql.expressions import (
    Aggregate,
    Arithmetic,
    BuiltinCall,
    Comparison,
    Constant,
    Exists,
    Expression,
    FunctionCall,
    Negative,
    Not,
    Positive,
    Variable,
)
from kgtools.sparql.node import Node
from kgtools.sparql.scope import in_scope, is_visible
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.why_not.inquiry import Inquiry, listed
from kgtools.sparql.why_not.steps import steps_of

__all__ = ["Fault", "first_fault", "kind_of_value"]

_NUMERIC = ("integer", "decimal", "float", "double")


class Fault(NamedTuple):
    """What is wrong, as a clause, and the variable that is not bound, where that is it."""

    message: str
    unbound: str | None = None


def first_fault(inquiry: Inquiry, expression: Expression, row: SolutionTable, inner: Operator | None = None) -> Fault:
    """Why the expression is an error in the one row of a table."""
    fault = _innermost(inquiry, expression, row)
    if isinstance(fault, Variable):
        never = inner is not None and fault.name not in in_scope(inner)
        name = f"?{fault.name}" if is_visible(fault.name) else "a value that it needs"
        computed = None if inner is None else _computed(fault.name, inner)
        if computed is not None and row.column(fault.name)[0] < 0:
            why = first_fault(inquiry, computed.expression, row, computed.pattern)
            return Fault(f"{name} is not bound because {why.message}", why.unbound)
        return Fault(f"{name} is {'never bound' if never else 'not bound'}", fault.name)
    operands = [child for child in fault.children() if isinstance(child, Expression)]
    terms = [_value(inquiry, operand, row) for operand in operands]
    values = [inquiry.query_text.term(term) if term is not None else "an error" for term in terms]
    match fault:
        case Comparison(operator=sign):
            if _kinds_differ(terms):
                kinds = listed(kind_of_value(term) for term in terms if term is not None)
                return Fault(f"{values[0]} and {values[1]} cannot be compared ({sign}): they are {kinds}")
            return Fault(f"{values[0]} and {values[1]} cannot be compared ({sign})")
        case Arithmetic(operator=sign):
            wrong = [text for text, term in zip(values, terms, strict=True) if not _is_numeric(term)]
            if wrong:
                return Fault(f"{values[0]} {sign} {values[1]} cannot be computed because {wrong[0]} is not a number")
            return Fault(f"{values[0]} {sign} {values[1]} cannot be computed")
        case Negative() | Positive():
            return Fault(f"{values[0]} is not a number")
        case BuiltinCall(name=name):
            return Fault(f"{name}({', '.join(values)}) is an error{_argument(terms)}")
        case FunctionCall(iri=iri):
            return Fault(f"{inquiry.query_text.term(iri)}({', '.join(values)}) is an error{_argument(terms)}")
        case Not():
            return Fault(f"{values[0]} has no truth value")
    value = _value(inquiry, fault, row)
    if value is not None:
        return Fault(f"{inquiry.query_text.term(value)} has no truth value")
    return Fault(f"{inquiry.query_text.node(fault) or 'it'} is an error")


def _computed(name: str, inner: Operator) -> Extend | None:
    """The BIND that computes a variable."""
    for step in steps_of(inner):
        if isinstance(step.operator, Extend) and step.operator.variable.name == name:
            return step.operator
    return None


def _argument(terms: list[Term | None]) -> str:
    return f" for {kind_of_value(terms[0])}" if terms and terms[0] is not None else ""


def _innermost(inquiry: Inquiry, expression: Expression, row: SolutionTable) -> Expression:
    """The first part of the expression that is an error, while none of its own parts is."""
    current = expression
    while True:
        below = _first_below(inquiry, current, row)
        if below is None:
            return current
        current = below


def _first_below(inquiry: Inquiry, expression: Expression, row: SolutionTable) -> Expression | None:
    if isinstance(expression, Exists | Aggregate | Variable | Constant):
        return None
    for child in expression.children():
        if isinstance(child, Expression) and not isinstance(child, Constant):
            logical = not isinstance(child, Variable) and _is_operand_of_logic(expression)
            numbers = inquiry.probe.values(child, row)
            if logical and numbers.truth()[0] < 0:
                return child
            if not logical and numbers.numbers()[0] < 0:
                return child
    return None


def _is_operand_of_logic(node: Node) -> bool:
    return type(node).__name__ in ("And", "Or", "Not")


def _value(inquiry: Inquiry, expression: Expression, row: SolutionTable) -> Term | None:
    numbers = inquiry.probe.values(expression, row).numbers()
    return inquiry.probe.terms(numbers)[0] if numbers[0] >= 0 else None


def _is_numeric(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype.value.rpartition("#")[2] in _NUMERIC


def _kinds_differ(terms: list[Term | None]) -> bool:
    return len({kind_of_value(term) for term in terms if term is not None}) > 1


def kind_of_value(term: Term) -> str:
    """What a term is, in words: ``a date``, ``an xsd:gYearMonth`` …

    >>> kind_of_value(Literal("a", language="en")), kind_of_value(Literal(1)), kind_of_value(NamedNode("http://e/a"))
    ('a string with a language tag', 'an xsd:integer', 'an IRI')
    """
    if isinstance(term, NamedNode):
        return "an IRI"
    if isinstance(term, BlankNode):
        return "a blank node"
    if not isinstance(term, Literal):
        return "a triple term"
    if term.language is not None:
        return "a string with a language tag"
    namespace, mark, name = term.datatype.value.rpartition("#")
    if namespace.endswith("XMLSchema"):
        return f"an xsd:{name}"
    return f"a literal of the datatype {namespace}{mark}{name}"
