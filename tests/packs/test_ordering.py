"""The columns of the order say what SPARQL's ``<`` says, wherever the two literals come from."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.model.datatypes import DATATYPES, parse_value
from kgtools.model.terms import Literal, NamedNode
from kgtools.model.vocab import XSD
from kgtools.packs.ordering import OrderKey, order_key
from kgtools.packs.values import GROUP_NAMES, object_values
from kgtools.reading import Tags
from kgtools.table import Terms
from kgtools.table.kernels.text import term_text
from kgtools.table.ordering import INCOMPARABLE, Ordering

ZONE = st.sampled_from(["", "Z", "+05:30", "-14:00"])
YEARS = st.integers(-3000, 12000).map(lambda year: f"-{-year:04d}" if year < 0 else f"{year:04d}")
DIGITS = st.text("0123456789", min_size=1, max_size=24)
DECIMALS = st.tuples(st.sampled_from(["", "-", "+"]), DIGITS, st.sampled_from(["", "."]), DIGITS).map(
    lambda parts: "".join(parts) if parts[2] else "".join(parts[:2])
)


def written(number: float) -> str:
    """A double as XSD has it."""
    if math.isnan(number):
        return "NaN"
    return repr(number).replace("inf", "INF")


FORMS = {
    "integer": st.tuples(st.sampled_from(["", "-", "+"]), DIGITS).map("".join),
    "decimal": DECIMALS,
    "double": st.floats().map(written),
    "float": st.floats(width=32, allow_nan=False, allow_infinity=False).map(repr),
    "boolean": st.sampled_from(["true", "0", "1", "TRUE"]),
    "string": st.text(max_size=4),
    "date": st.builds("{}-{:02d}-{:02d}{}".format, YEARS, st.integers(1, 12), st.integers(1, 31), ZONE),
    "gYear": st.builds("{}{}".format, YEARS, ZONE),
    "dateTime": st.builds(
        "{}-01-{:02d}T{:02d}:00:00{}{}".format,
        YEARS,
        st.integers(1, 31),
        st.integers(0, 24),
        st.sampled_from(["", ".5", ".50", ".25"]),
        ZONE,
    ),
}
LITERALS = st.one_of(
    *(form.map(lambda text, kind=kind: Literal(text, datatype=NamedNode(XSD + kind))) for kind, form in FORMS.items())
)


def compared(left: OrderKey, right: OrderKey, texts: tuple[str, str]) -> int:
    """What the columns say, as SQL does it: -1, 0, 1, or 2 for what cannot be compared."""
    if left.group is None or left.group != right.group:
        return INCOMPARABLE
    if left.width or right.width:
        assert left.double is not None
        assert right.double is not None
        x, y = left.double, right.double
        if max(left.width or 0, right.width or 0) == 1:
            with np.errstate(over="ignore"):
                x, y = float(np.float32(x)), float(np.float32(y))
        return -1 if x < y else 1 if x > y else 0 if x == y else INCOMPARABLE
    assert left.rank is not None
    assert right.rank is not None
    one = (left.rank, texts[0] if left.rest is None else left.rest)
    other = (right.rank, texts[1] if right.rest is None else right.rest)
    if left.zoned is not None and left.zoned != right.zoned:
        shift = 14 * 3600
        spread = [
            ((rank - by, rest), (rank + by, rest))
            for (rank, rest), by in ((one, 0 if left.zoned else shift), (other, 0 if right.zoned else shift))
        ]
        return -1 if spread[0][1] < spread[1][0] else 1 if spread[0][0] > spread[1][1] else INCOMPARABLE
    return (one > other) - (one < other)


@given(LITERALS, LITERALS)
def test_two_places_compare_as_their_literals(left: Literal, right: Literal) -> None:
    values = [parse_value(one.datatype.value, one.value) for one in (left, right)]
    expected = Ordering(np.array([0, 1]), values).compare(np.array([0]), np.array([1]))[0]
    keys = [order_key(value) for value in values]
    if any(key.group is not None and key.rank is None and not key.width for key in keys):
        return
    assert compared(keys[0], keys[1], (left.value, right.value)) == expected


@given(st.lists(LITERALS, min_size=1, max_size=30, unique=True))
def test_whole_columns_give_the_place_that_one_literal_gives(literals: list[Literal]) -> None:
    texts = list(dict.fromkeys(map(term_text, literals)))
    terms = Terms(pa.array(texts, pa.large_string()))
    found = object_values(terms, np.arange(len(texts), dtype=np.int32), Tags())
    for at, literal in enumerate(terms.terms(np.arange(len(texts)))):
        assert isinstance(literal, Literal)
        key = order_key(parse_value(literal.datatype.value, literal.value))
        assert (GROUP_NAMES[found.group[at]] if found.group[at] >= 0 else None) == key.group
        assert (int(found.rank[at]) if found.ranked[at] else None) == key.rank
        assert (found.rests[found.rest[at]] if found.rest[at] >= 0 else None) == key.rest
        double = float(found.double[at]) if found.width[at] >= 0 else None
        assert double == key.double or (math.isnan(double or 0) and math.isnan(key.double or 0))
        assert (int(found.width[at]) if found.width[at] >= 0 else None) == key.width
        assert bool(found.zoned[at]) == bool(key.zoned)
        assert bool(found.well[at]) == DATATYPES[literal.datatype.value](literal.value)


@pytest.mark.parametrize("form", ["P1M", "PT5S"])
def test_a_duration_has_a_group_and_no_rank(form: str) -> None:
    assert order_key(parse_value(XSD + "duration", form)) == OrderKey("duration")
