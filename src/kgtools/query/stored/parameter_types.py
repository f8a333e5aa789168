"""The types of the parameters of stored queries: how a text becomes a term, and what is said where it does not fit.

One record a type, in one tuple: headers, grlc's names, values that people give and the page of the docs go by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kgtools.errors import ParameterError, UnknownNameError, UsageError
from kgtools.model.prefixes import WELL_KNOWN
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import XSD

if TYPE_CHECKING:
    from kgtools.query.labels.entities import EntityFinder
    from kgtools.query.stored.header import Parameter

__all__ = [
    "CHOICE",
    "ITEM_TYPES",
    "LIST",
    "PARAMETER_TYPES",
    "TEXT",
    "TYPES",
    "Division",
    "ParameterType",
    "integer",
    "is_monthly",
    "parameter_type",
    "types_with",
]

#: the type of a value that says nothing about itself
TEXT = "string"
#: the type of what may take only certain values
CHOICE = "enum"
#: several values of one of the types
LIST = "list"

_SAMPLE = Literal("sample")
_INTEGER = NamedNode(XSD + "integer")
_LANGUAGE = r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"


class Division(Enum):
    """How one text for a list is divided at its commas."""

    #: a comma is part of the value
    NEVER = "never"
    #: only where the whole text is no value itself
    WHOLE_FIRST = "whole first"
    #: only where each part is a value
    ALL_FIT = "all fit"
    ALWAYS = "always"


#: makes a term of a text; None where it does not fit
Reader: TypeAlias = "Callable[[str, Parameter, EntityFinder], Term | None]"


class ParameterType(NamedTuple):
    """One type.

    `read` makes a term of a text for a parameter, and gives None where the text does not fit; then `advice` is told, in
    which ``{values}`` are those that the parameter may take. `example` and `becomes` are for the docs: a text, and what
    it becomes. `sample` is a term of the type, by which a query is checked before it has values.
    """

    name: str
    read: Reader
    advice: str
    example: str
    becomes: str
    sample: Term = _SAMPLE
    divided: Division = Division.ALWAYS
    #: white space around a value is not part of it
    trimmed: bool = False
    #: the key of a header that only such a type has (``class`` or ``values``), and whether it must have it
    key: str = ""
    needs_key: bool = False
    #: it gives the variable ``?_x_month``, too
    monthly: bool = False
    #: how the name of a variable says it by grlc's conventions
    suffixes: tuple[str, ...] = ()

    @property
    def with_article(self) -> str:
        """Its name as a sentence has it."""
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name}"

    def term(self, text: str, parameter: Parameter, finder: EntityFinder) -> Term:
        """The term that a text stands for.

        Raises :class:`ParameterError` for what does not fit, and what :meth:`EntityFinder.find` raises.
        """
        text = text.strip() if self.trimmed else text
        term = self.read(text, parameter, finder)
        if term is None:
            raise ParameterError(parameter.name, text, self.advice.format(values=", ".join(parameter.values)))
        return term

    def members(self, text: str, parameter: Parameter, finder: EntityFinder) -> tuple[Term, ...]:
        """The terms that one text for a list stands for; raises what :meth:`term` raises."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if self.divided is Division.NEVER:
            parts = [text]
        elif len(parts) > 1 and self.divided is Division.ALL_FIT:
            if not all(self.read(part, parameter, finder) for part in parts):
                parts = [text]
        elif len(parts) > 1 and self.divided is Division.WHOLE_FIRST:
            try:
                return (self.term(text, parameter, finder),)
            except (UnknownNameError, ParameterError):
                pass
        return tuple(self.term(part, parameter, finder) for part in parts)


def integer(number: int) -> Literal:
    """The literal of a whole number."""
    return Literal(str(number), datatype=_INTEGER)


def _entity(text: str, parameter: Parameter, finder: EntityFinder) -> Term:
    of = finder.class_iri(parameter.of)
    if of is None and parameter.of is not None:
        raise ParameterError(
            parameter.name, text, f"its class {parameter.of} has a prefix that the project does not have"
        )
    return finder.find(text, of=of)


def _iri(text: str, parameter: Parameter, finder: EntityFinder) -> Term | None:
    return finder.iri(text)


def _string(text: str, parameter: Parameter, finder: EntityFinder) -> Term:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ParameterError(
            parameter.name, text.encode("utf-8", "replace").decode(), "it is not valid Unicode text"
        ) from error
    if parameter.language is not None:
        return Literal(text, language=parameter.language)
    if parameter.datatype is None:
        return Literal(text)
    from kgtools.model.datatypes import is_well_formed

    if is_well_formed(parameter.datatype, text) is False:
        name = WELL_KNOWN.shorten(parameter.datatype)
        raise ParameterError(parameter.name, text, f"it is not a value of {name}")
    return Literal(text, datatype=NamedNode(parameter.datatype))


def _integer(text: str, parameter: Parameter, finder: EntityFinder) -> Term | None:
    return integer(int(text)) if re.fullmatch(r"[+-]?[0-9]{1,30}", text) else None


def _number(text: str, parameter: Parameter, finder: EntityFinder) -> Term | None:
    for pattern, datatype in (
        (r"[+-]?[0-9]{1,30}", "integer"),
        (r"[+-]?[0-9]{0,30}\.[0-9]{1,30}", "decimal"),
        (r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+", "double"),
    ):
        if re.fullmatch(pattern, text):
            return Literal(text, datatype=NamedNode(XSD + datatype))
    return None


def _date(text: str, parameter: Parameter, finder: EntityFinder) -> Term | None:
    from kgtools.model.dates import NoSuchDayError, parse_user_date

    try:
        parse_user_date(text)
    except NoSuchDayError as error:
        raise ParameterError(parameter.name, text, str(error)) from error
    except UsageError:
        return None
    return Literal(text, datatype=NamedNode(XSD + ("date" if len(text) == 10 else "gYearMonth")))


def _month(text: str, parameter: Parameter, finder: EntityFinder) -> Term | None:
    return _date(text, parameter, finder) if len(text) <= 7 else None


def _value_of(datatype: str) -> Reader:
    """What reads the values of one datatype of XML Schema."""

    def read(text: str, parameter: Parameter, finder: EntityFinder) -> Term | None:
        from kgtools.model.datatypes import is_well_formed

        return Literal(text, datatype=NamedNode(XSD + datatype)) if is_well_formed(XSD + datatype, text) else None

    return read


def _language(text: str, parameter: Parameter, finder: EntityFinder) -> Term | None:
    # as LANG() gives the tags of the data
    return Literal(text.lower()) if re.fullmatch(_LANGUAGE, text) else None


def _choice(text: str, parameter: Parameter, finder: EntityFinder) -> Term | None:
    return _string(text, parameter, finder) if text in parameter.values else None


_NODE = NamedNode("urn:x-kgtools:sample")

TYPES = (
    ParameterType(
        name="entity",
        read=_entity,
        advice="write an IRI, a prefixed name or a label",
        example="an IRI, a prefixed name, the last part of an IRI, or a label in any language",
        becomes="the IRI",
        sample=_NODE,
        divided=Division.WHOLE_FIRST,
        key="class",
    ),
    ParameterType(
        name="iri",
        read=_iri,
        advice="write an IRI such as http://example.org/a or a prefixed name",
        example="an IRI or a prefixed name",
        becomes="the IRI",
        sample=_NODE,
        # a comma may be in an IRI
        divided=Division.ALL_FIT,
        suffixes=("iri",),
    ),
    ParameterType(
        name=TEXT,
        read=_string,
        advice="write a text",
        example="anything",
        becomes="a string",
        divided=Division.NEVER,
        suffixes=("literal", "string"),
    ),
    ParameterType(
        name="integer",
        read=_integer,
        advice="write a whole number such as 12",
        example="a whole number",
        becomes="an `xsd:integer`; bare digits after LIMIT and OFFSET",
        sample=integer(1),
        trimmed=True,
        suffixes=("integer",),
    ),
    ParameterType(
        name="number",
        read=_number,
        advice="write a number such as 12 or 1.5",
        example="a number",
        becomes="an `xsd:integer`, `xsd:decimal` or `xsd:double`",
        sample=integer(1),
        trimmed=True,
        suffixes=("number",),
    ),
    ParameterType(
        name="boolean",
        read=_value_of("boolean"),
        advice="write true or false",
        example="`true` or `false`",
        becomes="an `xsd:boolean`",
        sample=Literal("true", datatype=NamedNode(XSD + "boolean")),
        trimmed=True,
    ),
    ParameterType(
        name="year",
        read=_value_of("gYear"),
        advice="write a year such as 2023",
        example="`2023`",
        becomes="an `xsd:gYear`",
        trimmed=True,
    ),
    ParameterType(
        name="date",
        read=_date,
        advice="write a day such as 2023-06-30, or a month such as 2023-06",
        example="`2023-06-30` or `2023-06`",
        becomes="an `xsd:date` or `xsd:gYearMonth`, and `?_x_month`",
        trimmed=True,
        monthly=True,
    ),
    ParameterType(
        name="month",
        read=_month,
        advice="write a month such as 2023-06",
        example="`2023-06`",
        becomes="an `xsd:gYearMonth`, and `?_x_month`",
        trimmed=True,
        monthly=True,
    ),
    ParameterType(
        name="dateTime",
        read=_value_of("dateTime"),
        advice="write a date with a time such as 2023-06-30T12:00:00Z",
        example="`2023-06-30T12:00:00Z`",
        becomes="an `xsd:dateTime`",
        trimmed=True,
    ),
    ParameterType(
        name="language",
        read=_language,
        advice="write a language tag such as en or he",
        example="`en`",
        becomes="a string",
        trimmed=True,
    ),
    ParameterType(
        name=CHOICE,
        read=_choice,
        advice="it is one of {values}",
        example="one of `values`",
        becomes="a string",
        divided=Division.WHOLE_FIRST,
        key="values",
        needs_key=True,
    ),
)

#: the names that a header may give to a type, without and with that of several values
ITEM_TYPES = tuple(kind.name for kind in TYPES)
PARAMETER_TYPES = (*ITEM_TYPES, LIST)


def parameter_type(parameter: Parameter) -> ParameterType:
    """The type of a parameter, or of the members of a list."""
    return next(kind for kind in TYPES if kind.name == parameter.item_type)


def is_monthly(parameter: Parameter) -> bool:
    """Whether a parameter gives the number of its month, too; a list does not."""
    return parameter.type != LIST and parameter_type(parameter).monthly


def types_with(key: str) -> str:
    """The names of the types that have a key of the header, as a sentence has them.

    >>> types_with("values")
    'enum'
    """
    return " or ".join(kind.name for kind in TYPES if kind.key == key)
