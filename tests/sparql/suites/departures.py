"""The tests of the suites from which our engine differs, each with the sentence of the recommendation that decides.

A test that is listed and passes fails the build.
"""

from __future__ import annotations

__all__ = ["DEPARTURES"]

#: IRI of a test -> why the answer is another one than the test has
DEPARTURES: dict[str, str] = {}
