"""Casts (SPARQL 1.1, section 17.5) and the canonical forms of what they give."""

from __future__ import annotations

import pytest

from kgtools.sparql.functions.numbers import casts
from kgtools.sparql.functions.strings.text_columns import MANY
from tests.sparql.functions.evaluating import evaluated, value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('xsd:integer("007")', "7"),
        ('xsd:integer("-0")', "0"),
        ('xsd:integer("1.5")', None),
        ('xsd:integer("a")', None),
        ('xsd:integer(" 1 ")', "1"),
        ("xsd:integer(-1.9)", "-1"),
        ("xsd:integer(1e30)", "1000000000000000019884624838656"),
        ('xsd:integer("INF"^^xsd:double)', None),
        ('xsd:integer("NaN"^^xsd:double)', None),
        ("xsd:integer(true)", "1"),
        ("xsd:integer(:a)", None),
        ('xsd:integer("1"@en)', None),
        ('xsd:byte("127")', '"127"^^xsd:byte'),
        ('xsd:byte("128")', None),
        ("xsd:byte(127.9)", '"127"^^xsd:byte'),
        ("xsd:unsignedInt(-1)", None),
        ("xsd:byte(100) + xsd:byte(100)", "200"),
        ('xsd:decimal("1.50")', '"1.5"^^xsd:decimal'),
        ('xsd:decimal("1e0")', None),
        ("xsd:decimal(0.1e0)", '"0.1"^^xsd:decimal'),
        ("xsd:decimal(1e-20)", '"0.00000000000000000001"^^xsd:decimal'),
        ('xsd:decimal("-INF"^^xsd:double)', None),
        ("xsd:decimal(false)", '"0"^^xsd:decimal'),
        ('xsd:double("-10.2E3")', '"-1.02E4"^^xsd:double'),
        ('xsd:double("INF")', '"INF"^^xsd:double'),
        ('xsd:double("inf")', None),
        ("xsd:double(1)", '"1.0E0"^^xsd:double'),
        ("xsd:double(123456789012345678901234567890)", '"1.2345678901234568E29"^^xsd:double'),
        ('xsd:double("0.1"^^xsd:float)', '"1.0000000149011612E-1"^^xsd:double'),
        ("xsd:float(0.1e0)", '"1.0E-1"^^xsd:float'),
        ("xsd:float(1e300)", '"INF"^^xsd:float'),
        ('xsd:boolean("1")', "true"),
        ('xsd:boolean("TRUE")', None),
        ("xsd:boolean(0.0)", "false"),
        ("xsd:boolean(2.5)", "true"),
        ('xsd:boolean("NaN"^^xsd:double)', "false"),
        ("xsd:string(01)", '"1"'),
        ("xsd:string(2.0)", '"2"'),
        ("xsd:string(1e0)", '"1"'),
        ("xsd:string(1e6)", '"1.0E6"'),
        ("xsd:string(999999.5e0)", '"999999.5"'),
        ("xsd:string(1e-6)", '"0.000001"'),
        ("xsd:string(1e-7)", '"1.0E-7"'),
        ("xsd:string(-0.0e0)", '"-0"'),
        ('xsd:string("0"^^xsd:boolean)', '"false"'),
        ("xsd:string(:a)", '"http://e/a"'),
        ('xsd:string("a"@en)', '"a"'),
        ('xsd:string("a"^^:t)', '"a"'),
        ("xsd:string(1/0)", None),
        ('xsd:dateTime("2020-02-30T00:00:00")', None),
        ('xsd:dateTime("2020-01-01T24:00:00")', '"2020-01-02T00:00:00"^^xsd:dateTime'),
        ('xsd:dateTime("2020-01-01Z"^^xsd:date)', '"2020-01-01T00:00:00Z"^^xsd:dateTime'),
        ('xsd:date("2020-01-01T23:00:00-05:00"^^xsd:dateTime)', '"2020-01-01-05:00"^^xsd:date'),
        ('xsd:time("2020-01-01T10:00:00.5Z"^^xsd:dateTime)', '"10:00:00.5Z"^^xsd:time'),
        ('xsd:gYear("2020-02-29"^^xsd:date)', '"2020"^^xsd:gYear'),
        ('xsd:gYearMonth("-0004-02-29"^^xsd:date)', '"-0004-02"^^xsd:gYearMonth'),
        ('xsd:gMonthDay("2020-02-29"^^xsd:date) = "--02-29"^^xsd:gMonthDay', "true"),
        ('xsd:gMonth("2020-02-29"^^xsd:date) = "--02"^^xsd:gMonth', "true"),
        ('xsd:gDay("2020-02-29"^^xsd:date) = "---29"^^xsd:gDay', "true"),
        ('xsd:gYear("2020-02-29"^^xsd:date) = "2020"^^xsd:gYear', "true"),
        ('xsd:time("2020-01-01"^^xsd:date)', None),
        ("xsd:date(1)", None),
        ('xsd:duration("PT36H")', '"P1DT12H"^^xsd:duration'),
        ('xsd:yearMonthDuration("P1Y2M3D"^^xsd:duration)', '"P1Y2M"^^xsd:yearMonthDuration'),
        ('xsd:dayTimeDuration("P1Y2M3D"^^xsd:duration)', '"P3D"^^xsd:dayTimeDuration'),
        ('xsd:dayTimeDuration("P1Y"^^xsd:duration)', '"PT0S"^^xsd:dayTimeDuration'),
        ('xsd:string("-PT90S"^^xsd:dayTimeDuration)', '"-PT1M30S"'),
    ],
)
def test_a_cast_has_the_value_that_xpath_gives_it(expression: str, expected: str | None) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize("datatype", ["dateTime", "date", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"])
@pytest.mark.parametrize("clock", ["", "T23:59:58.25", "T00:00:00"], ids=["dates", "fractions", "midnight"])
def test_many_moments_are_cast_as_one_is(datatype: str, clock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    zones = ("", "Z", "+14:00", "-05:30")
    kind = "dateTime" if clock else "date"
    moments = [
        f'"{1890 + number}-{number % 12 + 1:02}-{number % 28 + 1:02}{clock}{zones[number % 4]}"^^xsd:{kind}'
        for number in range(MANY + 4)
    ]
    # no word has room for these with a fraction of a second
    moments += [f'"0044-03-15{clock}Z"^^xsd:{kind}', f'"9999-12-31{clock}"^^xsd:{kind}']
    by_columns = evaluated(f"xsd:{datatype}(?x)", x=moments)
    monkeypatch.setattr(casts, "MANY", len(moments) + 1)
    assert by_columns == evaluated(f"xsd:{datatype}(?x)", x=moments)
