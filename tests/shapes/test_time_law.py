"""The bounds that the shapes recompute from EDTF text are those that kgtools.model.dates gives."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kgtools.errors import UsageError
from kgtools.model.dates import PartialDate, parse_edtf
from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Quad, Term
from kgtools.model.vocab import RDF, XSD
from tests.shapes.cases import BASE
from tests.shapes.engines import run_validator

EDTF = NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")

years = st.integers(1900, 2100).map("{:04}".format)
months = st.tuples(years, st.integers(1, 12)).map(lambda d: f"{d[0]}-{d[1]:02}")
days = st.tuples(months, st.integers(1, 28)).map(lambda d: f"{d[0]}-{d[1]:02}")
dates = st.tuples(st.one_of(years, months, days), st.sampled_from(["", "", "~", "?", "%"])).map("".join)
ends = st.one_of(dates, st.just(".."))
texts = st.one_of(
    dates,
    st.integers(190, 209).map("{}X".format),
    st.integers(1, 12).map("XXXX-{:02}".format),
    st.tuples(dates, dates).map("[{0[0]}..{0[1]}]".format),
    st.lists(months, min_size=1, max_size=3).map(lambda several: "[" + ",".join(sorted(several)) + "]"),
    dates.map("[..{}]".format),
    dates.map("[{}..]".format),
    st.tuples(ends, ends).map("/".join),
)


def read(text: str) -> PartialDate | None:
    """What kgtools makes of a text; None for what it refuses, such as an end before its start."""
    try:
        return parse_edtf(text)
    except UsageError:
        return None


def time_point(number: int, date: PartialDate, *, shift: int = 0) -> list[Quad]:
    """A time point with that text and those bounds, the known ones shifted by some months."""
    node = NamedNode(f"{BASE}id/time/point-{number}")
    found: list[tuple[NamedNode, Term]] = [(NamedNode(RDF + "type"), NamedNode(BASE + "onto#TimePoint"))]
    values: list[tuple[str, Literal]] = [("edtf", Literal(date.text, datatype=EDTF))]
    integer = NamedNode(XSD + "integer")
    for name, bound in (("earliestMonth", date.earliest), ("latestMonth", date.latest)):
        if bound is not None:
            values.append((name, Literal(str(bound + shift), datatype=integer)))
    if date.month_of_year is not None:
        values.append(("monthOfYear", Literal(str(date.month_of_year), datatype=integer)))
    pairs: list[tuple[NamedNode, Term]] = [
        *found,
        *((NamedNode(f"{BASE}onto#{name}"), value) for name, value in values),
    ]
    return [Quad(node, predicate, value, DefaultGraph()) for predicate, value in pairs]


# an example takes two validations: a smaller counterexample is not worth hundreds of them
@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(st.lists(texts, min_size=15, max_size=30))
def test_time_points_with_the_bounds_of_their_text_conform_and_shifted_ones_do_not(several: list[str]) -> None:
    found = [date for date in map(read, several) if date is not None]
    right = [quad for number, date in enumerate(found) for quad in time_point(number, date)]
    assert not run_validator("columns", right).messages
    shifted = [quad for number, date in enumerate(found) for quad in time_point(number, date, shift=1)]
    caught = {result.focus for result in run_validator("columns", shifted).messages}
    dated = {n for n, date in enumerate(found) if date.earliest is not None or date.latest is not None}
    assert caught == {f"time:point-{n}" for n in dated}
