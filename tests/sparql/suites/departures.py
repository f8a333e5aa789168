"""The tests of the suites from which our engine differs, each with the sentence of the recommendation that decides.

A test that is listed and passes fails the build.
"""

from __future__ import annotations

__all__ = ["BY_VALUE", "DEPARTURES"]

#: IRI of a test -> why the answer is another one than the test has
DEPARTURES: dict[str, str] = {}

#: IRI of a test -> why numbers in all its columns are compared by their values
BY_VALUE: dict[str, str] = {
    "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/cast/manifest#cast-decimal": "the file of results has "
    "0.0 where the data has 0E1",
}
