"""Conditions of plans as SQL: equality of terms, kinds of terms, counts, language tags."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal as Choice
from typing import TypeAlias

from sqlglot import exp

from kgtools.elsewhere.sql.names import Sql, column, literal, name_of
from kgtools.errors import RefusedQueryError
from kgtools.model.numbers import whole_number
from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import XSD
from kgtools.sparql.expressions import (
    And,
    BuiltinCall,
    Comparison,
    Constant,
    Expression,
    Membership,
    Not,
    Or,
    Variable,
)
from kgtools.table.kernels.text import term_text

__all__ = ["Kind", "condition", "scalar"]

#: what a column holds: canonical texts of terms, whole numbers, or plain texts
Kind: TypeAlias = Choice["term", "number", "text"]
_SIGNS = {"=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
_FIRST_SIGNS = {"ISBLANK": "_", "ISIRI": "<", "ISURI": "<", "ISLITERAL": '"'}
_ONE_TABLE: Mapping[str, str] = MappingProxyType({})
#: the tag of a canonical text; a direction behind it is not part of it
_TAG = '"@([A-Za-z0-9-]+?)(--(ltr|rtl))?$'


def scalar(
    expression: Expression, kinds: Mapping[str, Kind], tables: Mapping[str, str] = _ONE_TABLE
) -> tuple[Sql, Kind]:
    """A value as SQL, and what it is; `tables` says which table has a variable, where there are several.

    Raises :class:`RefusedQueryError` for what is not written.
    """
    match expression:
        case Variable(name=name):
            if name not in kinds:
                raise RefusedQueryError(f"the variable ?{name} is not bound where SQL would need it.")
            return column(name_of(name), tables.get(name)), kinds[name]
        case Constant(term=Literal() as term) if term.datatype.value == XSD + "integer" and _is_small(term.value):
            return exp.Literal.number(int(term.value)), "number"
        case Constant(term=Literal() as term) if term.datatype.value == XSD + "string":
            return literal(term.value), "text"
        case Constant(term=NamedNode() as term):
            return literal(str(term)), "term"
        case BuiltinCall(name="LANG", arguments=(inner,)):
            value, kind = scalar(inner, kinds, tables)
            if kind == "term":
                # empty for a literal without a tag, and null for what is not a literal
                tag = exp.RegexpExtract(this=value, expression=literal(_TAG), group=exp.Literal.number(1))
                return exp.Case(ifs=[exp.If(this=_begins(value, '"'), true=tag)]), "text"
        case BuiltinCall(name="LCASE", arguments=(inner,)):
            value, kind = scalar(inner, kinds, tables)
            if kind == "text":
                return exp.Lower(this=value), "text"
    raise RefusedQueryError(f"{_expression_name(expression)} is not written as SQL.")


def condition(expression: Expression, kinds: Mapping[str, Kind], tables: Mapping[str, str] = _ONE_TABLE) -> Sql:
    """A condition as SQL, null where it is an error; see :func:`scalar`.

    >>> boat = Constant(NamedNode("http://e/boat"))
    >>> condition(Comparison("=", Variable("thing"), boat), {"thing": "term"}).sql()
    '"v_thing" = \\'<http://e/boat>\\''
    """
    match expression:
        case And(operands=operands):
            return exp.and_(*(condition(one, kinds, tables) for one in operands))
        case Or(operands=operands):
            return exp.or_(*(condition(one, kinds, tables) for one in operands))
        case Not(operand=operand):
            return exp.not_(condition(operand, kinds, tables))
        case BuiltinCall(name="BOUND", arguments=(Variable() as variable,)):
            return exp.not_(scalar(variable, kinds, tables)[0].is_(exp.null()))
        case BuiltinCall(name="SAMETERM", arguments=(left, right)):
            one, other = _term(left, kinds, tables), _term(right, kinds, tables)
            return one.eq(other)
        case BuiltinCall(name=name, arguments=(inner,)) if name in _FIRST_SIGNS:
            value, kind = scalar(inner, kinds, tables)
            if kind == "term":
                begins = _begins(value, _FIRST_SIGNS[name])
                # a triple term begins as an IRI does, twice
                return exp.and_(begins, exp.not_(_begins(value, "<<"))) if _FIRST_SIGNS[name] == "<" else begins
        case Membership(operand=operand, members=members, negated=negated) if all(
            isinstance(member, Constant) and isinstance(member.term, NamedNode) for member in members
        ):
            value, kind = scalar(operand, kinds, tables)
            if kind == "term":
                is_member = value.isin(*(scalar(member, kinds, tables)[0] for member in members))
                return exp.not_(is_member) if negated else is_member
        case Comparison(operator=sign, left=left, right=right):
            (one, kind), (other, second) = scalar(left, kinds, tables), scalar(right, kinds, tables)
            if kind == second and (kind != "term" or sign in ("=", "!=")):
                return _SIGNS[sign](this=one, expression=other)
    raise RefusedQueryError(f"{_expression_name(expression)} is not written as SQL.")


def _term(expression: Expression, kinds: Mapping[str, Kind], tables: Mapping[str, str]) -> Sql:
    """A term as its canonical text."""
    if isinstance(expression, Constant):
        return literal(term_text(expression.term))
    value, kind = scalar(expression, kinds, tables)
    if kind != "term":
        raise RefusedQueryError("a number that was counted is not compared with a term in SQL.")
    return value


def _begins(value: Sql, signs: str) -> Sql:
    start, length = exp.Literal.number(1), exp.Literal.number(len(signs))
    return exp.Substring(this=value.copy(), start=start, length=length).eq(literal(signs))


def _is_small(text: str) -> bool:
    return whole_number(text[1:] if text[:1] in ("+", "-") else text, most_digits=16) is not None


def _expression_name(expression: Expression) -> str:
    name = getattr(expression, "name", "") if isinstance(expression, BuiltinCall) else ""
    return f"the function {name}" if name else f"the expression {type(expression).__name__}"
