"""Servers that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.elsewhere import spark as spark_server
from tests.elsewhere.servers import shared, shared_folder


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Spark Connect server."""
    reason = spark_server.missing()
    if reason is not None:
        pytest.skip(reason)
    with shared("spark", shared_folder(tmp_path_factory), spark_server.start) as port:
        yield f"sc://127.0.0.1:{port}"
