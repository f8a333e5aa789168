"""One server for all tests that only ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving.running import Server, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of the shipped graph."""
    with running("--workers", "3") as started:
        yield started
