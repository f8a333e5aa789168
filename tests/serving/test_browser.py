"""The server's pages in a real browser, under the policy that the server sends with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.pages.browser import Watched, chromium
from tests.serving.conftest import FLEET
from tests.serving.running import Server, running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def fleet_server() -> Iterator[Server]:
    with running("--project", str(FLEET), "--workers", "2") as server:
        yield server


def opened(browser: Any, **options: object) -> Watched:
    """A page, and what its policy has stopped among its faults."""
    watched = Watched(browser, **options)
    watched.page.on("console", lambda m: watched.faults.append(m.text) if "Content Security Policy" in m.text else None)
    return watched


@pytest.fixture(scope="module")
def pages(browser: Any) -> dict[bool, Watched]:
    """A page that runs scripts, and one that does not; what one holds is gone when it goes elsewhere."""
    return {scripts: opened(browser, java_script_enabled=scripts) for scripts in (True, False)}


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/doc/vessel/aurora",
        "/doc/vessel/hostile?lang=he",
        "/queries/vessels?port=haifa",
        "/sparql?query=" + quote("SELECT * { ?s rdfs:label ?l }"),
        "/reconcile/preview?id=" + quote("https://fleet.example/id/vessel/hostile"),
        "/nowhere",
    ],
)
@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_a_page_asks_nothing_of_elsewhere_and_breaks_no_policy(
    target: str, scripts: bool, pages: dict[bool, Watched], fleet_server: Server
) -> None:
    watched = pages[scripts]
    watched.faults.clear()
    # without scripts nothing is asked for once a page is loaded
    watched.page.goto(fleet_server.address + target, wait_until="networkidle" if scripts else "load")
    assert watched.page.locator("body").inner_text().strip()
    assert watched.faults == []


def test_the_editor_asks_the_endpoint(browser: Any, fleet_server: Server) -> None:
    watched = opened(browser)
    page = watched.page
    page.goto(f"{fleet_server.address}/sparql")
    page.wait_for_selector(".yasqe_queryButton")
    page.click(".yasqe_queryButton")
    page.wait_for_selector(".yasr table td")
    assert "Ferry" in page.locator(".yasr").inner_text()
    assert watched.faults == []
    watched.context.close()


def test_a_form_without_script_has_its_answer_at_its_address(browser: Any, fleet_server: Server) -> None:
    watched = opened(browser, java_script_enabled=False)
    page = watched.page
    page.goto(f"{fleet_server.address}/sparql?query=" + quote("ASK {}"))
    page.fill("textarea[name=query]", "SELECT ?s { ?s a f:Ferry } ORDER BY ?s")
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    assert "query=SELECT" in page.url
    assert "Northern Aurora" in page.locator("main").inner_text()
    assert watched.faults == []
    watched.context.close()
