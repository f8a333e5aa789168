"""The W3C tests of the SPARQL 1.1 Protocol and of service descriptions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving.running import Server, running
from tests.serving.suite.manifest import ProtocolCase, cases
from tests.serving.suite.verdict import DESCRIPTIONS, dataset_file, described, verdict

pytestmark = pytest.mark.skipif(not cases(), reason="the W3C suites are not there (KGTOOLS_SUITES)")

READING = [case for case in cases() if not case.updates]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running("--data", str(dataset_file(tmp_path_factory.mktemp("protocol")))) as server:
        yield server


@pytest.mark.parametrize("case", READING, ids=lambda case: case.name)
def test_the_protocol_is_kept(case: ProtocolCase, endpoint: Server) -> None:
    assert verdict(case, endpoint) == ""


def test_all_tests_are_run_but_those_that_want_a_change() -> None:
    assert len(READING) == 27
    assert sorted(case.name for case in cases() if case.updates) == [
        "update_base_uri",
        "update_dataset_default_graph",
        "update_dataset_default_graphs",
        "update_dataset_full",
        "update_dataset_named_graphs",
        "update_post_direct",
        "update_post_form",
    ]


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_the_endpoint_describes_itself(name: str, endpoint: Server) -> None:
    assert described(name, endpoint) == ""
