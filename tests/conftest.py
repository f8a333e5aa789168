"""What all tests have in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.examples import register_profiles

register_profiles()


@pytest.fixture(autouse=True, scope="session")
def _nothing_is_kept() -> Iterator[None]:
    """The user's cache is neither read nor written by tests; those of the cache name a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KGTOOLS_CACHE", "off")
        yield
