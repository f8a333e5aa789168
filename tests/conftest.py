"""What all tests have in common."""

from __future__ import annotations

import contextlib
import gc
import importlib
import linecache
import os
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.case_names import case_name
from tests.examples import register_profiles

if TYPE_CHECKING:
    from xdist.scheduler import WorkStealingScheduling

    from tests.reasoning.one_java import OneJava

_TESTS = Path(__file__).parent

register_profiles()


def pytest_configure() -> None:
    """While tests are collected, objects come and none go: a quarter of that time went into looking for garbage."""
    gc.disable()
    # a process that may not keep what it compiles compiles the package: the workers and commands here are a hundred
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def pytest_sessionstart(session: pytest.Session) -> None:
    """Each process compiles the tests that are its part first, and finds those of the others compiled.

    In a new checkout all of them would compile all tests at the same time.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args != session.config.getini("testpaths"):
        return
    number, count = int(worker["workerid"].removeprefix("gw")), worker["workercount"]
    for path in sorted(_TESTS.rglob("test_*.py"))[number::count]:
        # what is wrong with a module, or has it skipped, is told when it is collected
        with contextlib.suppress(Exception, pytest.skip.Exception):
            importlib.import_module(".".join(path.relative_to(_TESTS.parent).with_suffix("").parts))


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Tests have no examples in their docstrings, nor has every other module; to look for them is dear."""
    collectors = yield
    if not file_path.name.startswith("test_") and b">>>" in file_path.read_bytes():
        return collectors
    return [collector for collector in collectors if isinstance(collector, pytest.Module)]


def pytest_collection_finish() -> None:
    """The many objects of the tests themselves stay to the end: no collection of garbage need look at them."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 50)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Cases are named by what they are about, not by their number."""
    return case_name(val)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """An example of a docstring asks the disk whether each file has changed of which a line was ever looked up."""
    if isinstance(item, pytest.DoctestItem):
        linecache.clearcache()


@pytest.hookimpl(optionalhook=True, wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """`-n auto` is one process more than there are processors: tests wait for servers, browsers and limits of time."""
    processors = yield
    return processors if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else processors + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Callable[..., None]) -> WorkStealingScheduling | None:
    """Neighbours are run by one process, which makes what they share once; who is ready takes from the others."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


@pytest.fixture(autouse=True, scope="session")
def _nothing_is_kept() -> Iterator[None]:
    """The user's cache is neither read nor written by tests; those of the cache name a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KGTOOLS_CACHE", "off")
        yield


@pytest.fixture(scope="session")
def _java() -> Iterator[OneJava]:
    from tests.reasoning.one_java import OneJava

    java = OneJava()
    yield java
    java.close()


@pytest.fixture
def one_java(_java: OneJava, monkeypatch: pytest.MonkeyPatch) -> None:
    """HermiT is asked in one process of Java, with others of the tests that name this."""
    monkeypatch.setattr("kgtools.reasoning.dl.hermit._run", _java.run)
