"""What the things of a class have in common: how many have each value of a property, and which have chosen ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgtools.errors import ParameterError, UnknownNameError, UsageError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, XSD
from kgtools.pages.contents import Contents

if TYPE_CHECKING:
    from kgtools.pages.request import QueryLimits
    from kgtools.query.results.answers import Solutions
    from kgtools.sparql.answers import SelectAnswer
    from kgtools.table.relations import Ids

__all__ = [
    "LONGEST",
    "MAX_SHOWN",
    "Facet",
    "FacetChoices",
    "FacetValue",
    "chosen_values",
    "facets_of",
    "is_date",
    "is_time",
    "narrowed",
    "value_group",
]

#: the properties that an address names, each with its IRI and the value that is wanted
FacetChoices = Mapping[str, tuple[str, str]]

#: values that a property may have to be a facet, and those of one that are shown
_MAX_VALUES = 500
MAX_SHOWN = 20
#: the most letters of a value; longer ones are prose, and not for a list of choices
LONGEST = 80
_TYPE = RDF + "type"
_DATES = frozenset(XSD + name for name in ("date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth"))
_YEAR, _MONTH = re.compile(r"[0-9]{4}(?![0-9])"), re.compile(r"[0-9]{4}-[0-9]{2}(?![0-9])")
_TIME = re.compile(r"[0-9]{4}(?:-[0-9]{2})?")


@dataclass(frozen=True)
class FacetValue:
    """A value, what addresses say for it, and how many things have it; a date is counted by its year or its month."""

    term: Term
    argument: str
    count: int


@dataclass(frozen=True)
class Facet:
    """A property that things share values of, with the values; `left_out` are not among these."""

    iri: str
    values: tuple[FacetValue, ...]
    left_out: int


def chosen_values(arguments: Mapping[str, str], contents: Contents) -> FacetChoices:
    """The properties with the values that an address asks for, such as ``?ship:port=ship:lisbon``.

    Raises :class:`UnknownNameError` for a prefix that there is not, and :class:`ParameterError` for what is not an IRI.
    """
    choices = {}
    for name, value in arguments.items():
        if ":" in name and value.strip():
            iri = name if "://" in name else contents.graph.query_prefixes.expand(name)
            try:
                choices[name] = NamedNode(iri).value, value.strip()
            except ValueError as error:
                raise ParameterError("property", name, "write an IRI or a prefixed name") from error
    return choices


def narrowed(kind: str, choices: FacetChoices, contents: Contents, limits: QueryLimits) -> tuple[str, ...]:
    """The things of a class that have the chosen values, in the order of their IRIs.

    Raises :class:`UnknownNameError` for a property that no thing of the class has.
    """
    text = f"SELECT DISTINCT ?p {{ {_pattern(kind, {}, contents)} ?thing ?p ?o }}"
    properties = {str(predicate) for (predicate,) in _solutions(text, contents, limits).rows()}
    for name, (iri, _) in choices.items():
        if f"<{iri}>" not in properties:
            raise UnknownNameError("property", name, (contents.short(one[1:-1]) for one in properties))
    things = _solutions(f"SELECT DISTINCT ?thing {{ {_pattern(kind, choices, contents)} }}", contents, limits)
    return tuple(sorted(row[0].value for row in things.rows() if isinstance(row[0], NamedNode)))


def facets_of(kind: str, choices: FacetChoices, contents: Contents, limits: QueryLimits) -> tuple[Facet, ...]:
    """The properties that the things of a class share values of, in the order of their IRIs, with how many have each.

    Only things with the chosen values are counted. Dates are counted by year, and by month where a year is chosen.
    """
    import numpy as np

    text = f"SELECT DISTINCT ?thing ?property ?value {{ {_pattern(kind, choices, contents)} ?thing ?property ?value }}"
    solutions = _solutions(text, contents, limits).columns()
    things, properties, values = (solutions.table.column(name) for name in ("thing", "property", "value"))
    every = np.unique(things).size
    by_month = {iri for iri, value in choices.values() if is_time(value)}
    facets = []
    kinds = np.unique(properties)
    for number, property in zip(kinds, solutions.terms(kinds), strict=True):
        assert isinstance(property, NamedNode)
        rows = properties == number
        counted = _facet_values(things[rows], values[rows], solutions, contents, by_month=property.value in by_month)
        # the class itself is what all of them have
        counted = [one for one in counted if not (property.value == _TYPE and one.term == NamedNode(kind))]
        having = np.unique(things[rows]).size
        is_chosen = any(iri == property.value for iri, _ in choices.values())
        counts = [one.count for one in counted]
        is_shared = len(counts) <= having and max(counts, default=0) > 1 and min(counts, default=every) < every
        if counted and (is_chosen or is_shared):
            # years and months are shown all, since those left out would be the latest
            most = _MAX_VALUES if is_time(counted[0].argument) else MAX_SHOWN
            facets.append(Facet(property.value, tuple(counted[:most]), max(0, len(counted) - most)))
    return tuple(sorted(facets, key=lambda facet: facet.iri))


def _facet_values(
    things: Ids, values: Ids, answer: SelectAnswer, contents: Contents, *, by_month: bool
) -> list[FacetValue]:
    """The values of one property with how many things have each; nothing where there are too many to choose from."""
    import numpy as np

    distinct, places = np.unique(values, return_inverse=True)
    (first,) = answer.terms(distinct[:1])
    if distinct.size > _MAX_VALUES and not is_date(first):
        return []
    groups: dict[tuple[str, Term], int] = {}
    numbers = np.full(distinct.size, -1)
    for at, term in enumerate(answer.terms(distinct)):
        if isinstance(term, Literal) and len(term.value) > LONGEST:
            return []
        group = value_group(term, contents, by_month=by_month)
        if group is not None:
            numbers[at] = groups.setdefault(group, len(groups))
    if len(groups) > _MAX_VALUES:
        return []
    # a thing with two dates in a year has that year once
    pairs = np.unique(np.stack([things, numbers[places]]), axis=1)
    counts = np.bincount(pairs[1][pairs[1] >= 0], minlength=len(groups)).tolist()
    counted = [FacetValue(term, argument, count) for (argument, term), count in zip(groups, counts, strict=True)]
    if is_date(first):
        return sorted(counted, key=lambda one: one.argument)
    return sorted(counted, key=lambda one: (-one.count, one.argument))


def value_group(term: Term | None, contents: Contents, *, by_month: bool) -> tuple[str, Term] | None:
    """What a value is counted as: its name in addresses, and what is shown; nothing for what has no name.

    A date is counted by its year, or by its month.
    """
    if isinstance(term, NamedNode):
        return contents.short(term.value), term
    if not isinstance(term, Literal):
        return None
    time = (_MONTH if by_month else _YEAR).match(term.value) if is_date(term) else None
    return (term.value, term) if time is None else (time[0], Literal(time[0]))


def is_date(term: Term | None) -> bool:
    """Whether a value is a date, a moment, a month or a year."""
    return isinstance(term, Literal) and term.datatype.value in _DATES


def is_time(text: str) -> bool:
    """Whether a value in an address is a year or a month.

    >>> is_time("2031-06"), is_time("Lisbon")
    (True, False)
    """
    return _TIME.fullmatch(text) is not None


def _pattern(kind: str, choices: FacetChoices, contents: Contents) -> str:
    """The things of a class that have the chosen values, as a pattern of SPARQL."""
    parts = [f"?thing a {NamedNode(kind)} ."]
    for number, (iri, value) in enumerate(choices.values()):
        texts = ", ".join(str(Literal(text)) for text in _readings(value, contents))
        condition = f"STR(?v{number}) IN ({texts})"
        if is_time(value):
            dates = ", ".join(f"<{name}>" for name in sorted(_DATES))
            begins = f"STRSTARTS(STR(?v{number}), {Literal(value + '-')})"
            condition += f" || (DATATYPE(?v{number}) IN ({dates}) && {begins})"
        parts.append(f"?thing {NamedNode(iri)} ?v{number} . FILTER({condition})")
    return " ".join(parts)


def _readings(value: str, contents: Contents) -> Sequence[str]:
    """A value as a text, and as an IRI where it is a prefixed name."""
    try:
        return value, contents.graph.query_prefixes.expand(value)
    except UsageError:
        return (value,)


def _solutions(text: str, contents: Contents, limits: QueryLimits) -> Solutions:
    from kgtools.query.results.answers import Solutions

    answer = contents.graph.query(text=text, timeout=limits.timeout, memory=limits.memory)
    assert isinstance(answer, Solutions)
    return answer
