"""A site in a real browser: over HTTP and from the disk, with and without scripts, wide and narrow, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kgtools.graph import KnowledgeGraph
from kgtools.pages import build_site
from tests.pages.browser import Watched, chromium, served
from tests.pages.conftest import OBSERVATORY

KINDS = (
    "index.html",
    "doc/north-dome.html",
    "queries.html",
    "queries/telescope-changes.html",
    "views/timelines.html",
    "views/flow.html",
    "views/network.html",
    "ontology.html",
    "validation.html",
    "a-z.html",
    "search.html",
)
#: what axe-core calls its rules that look at colours
COLOUR_RULES = ("color-contrast", "link-in-text-block")
#: where the link leads that has the focus, if it is one of a picture
FOCUSED_IN_PICTURE = "document.activeElement.closest('svg') ? document.activeElement.getAttribute('href') : ''"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def _page(browser: Any) -> Watched:
    return Watched(browser)


@pytest.fixture
def watched(_page: Watched) -> Watched:
    """A page as a browser has it that nobody has set up otherwise; tests use one after the other."""
    _page.page.goto("about:blank")
    _page.faults.clear()
    return _page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browsed") / "site"
    build_site(KnowledgeGraph.at(OBSERVATORY), folder, sparql=True)
    return folder


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_pages_open_from_the_disk_and_ask_nothing_of_elsewhere(browser: Any, site: Path, scripts: bool) -> None:
    watched = Watched(browser, java_script_enabled=scripts)
    for kind in KINDS:
        watched.page.goto((site / kind).as_uri())
        assert watched.page.locator("main h1").inner_text().strip(), kind
        colour = watched.page.evaluate("getComputedStyle(document.querySelector('header')).display") if scripts else ""
        assert colour in ("flex", ""), "the style is there"
    assert watched.faults == []


def test_no_page_scrolls_sideways_on_a_narrow_screen(browser: Any, site: Path) -> None:
    watched = Watched(browser, viewport={"width": 320, "height": 640})
    wide = []
    for kind in KINDS:
        watched.page.goto((site / kind).as_uri())
        over = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide.append((kind, over))
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_printed_page_is_dark_on_white_and_has_no_forms_or_menus(browser: Any, site: Path, scheme: str) -> None:
    watched = Watched(browser, color_scheme=scheme, viewport={"width": 720, "height": 1000})
    watched.page.emulate_media(media="print")
    bright = """() => [...document.querySelectorAll("main *")].filter(one => one.innerText && !one.closest("svg") &&
        getComputedStyle(one).color.match(/\\d+/g).slice(0, 3).every(part => part > 150)).map(one => one.outerHTML)"""
    headed = """() => [...document.querySelectorAll("th")].filter(one => !one.closest("details:not([open])") &&
        !one.innerText.trim()).map(one => one.outerHTML)"""
    for kind in KINDS:
        watched.page.goto((site / kind).as_uri())
        hidden = watched.page.locator("header nav, form, button:not(th button)")
        assert not any(hidden.nth(at).is_visible() for at in range(hidden.count())), kind
        assert watched.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert watched.page.evaluate(bright) == [], kind
        # also where a script has made them buttons
        assert watched.page.evaluate(headed) == [], kind
        over = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, kind


def test_the_search_of_a_site_finds_names_without_a_server(watched: Watched, site: Path) -> None:
    watched.page.goto((site / "index.html").as_uri())
    watched.page.locator("header input[type=search]").fill("kopule")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_selector("#found a")
    assert watched.page.locator("#found a").all_inner_texts() == ["Jižní kopule", "Severní kopule"]
    watched.page.locator("#found a").first.click()
    assert watched.page.locator("h1").inner_text() == "South dome"


def test_the_keyboard_reaches_the_content_and_every_bar_of_a_timeline(watched: Watched, site: Path) -> None:
    watched.page.goto((site / "doc" / "north-dome.html").as_uri())
    watched.page.keyboard.press("Tab")
    assert watched.page.evaluate("document.activeElement.className") == "skip"
    watched.page.keyboard.press("Enter")
    assert watched.page.evaluate("document.activeElement.id") == "content"
    reached = set()
    for _ in range(40):
        watched.page.keyboard.press("Tab")
        reached.add(
            watched.page.evaluate(
                "document.activeElement.closest('svg') ? document.activeElement.getAttribute('href') : ''"
            )
        )
    assert len(reached - {""}) == 2


def test_tables_are_sorted_and_filtered_where_scripts_run(watched: Watched, site: Path) -> None:
    watched.page.goto((site / "queries" / "telescope-changes.html").as_uri())
    head = watched.page.locator("table.rows th button").first
    head.click()
    first = watched.page.locator("table.rows tbody tr td").first.inner_text()
    head.click()
    assert watched.page.locator("table.rows tbody tr td").first.inner_text() != first
    assert watched.page.locator("table.rows th").first.get_attribute("aria-sort") == "descending"


def test_a_network_can_be_dragged_enlarged_and_put_back(watched: Watched, site: Path) -> None:
    page = watched.page
    page.goto((site / "views" / "network.html").as_uri())
    ends = "() => [...document.querySelectorAll('.network line')].map(one => one.outerHTML)"
    wide = "() => document.querySelector('svg.network').getBoundingClientRect().width"
    lines, width = page.evaluate(ends), page.evaluate(wide)
    # whoever has a line at it
    number = page.locator("[data-ends]").first.get_attribute("data-ends").split()[0]
    thing = page.locator(f'[data-thing="{number}"]')
    thing.scroll_into_view_if_needed()
    box = thing.locator("circle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 15, steps=3)
    page.mouse.up()
    assert page.url.endswith("network.html"), "a drag is no click"
    moved = thing.locator("circle").bounding_box()
    assert (round(moved["x"] - box["x"]), round(moved["y"] - box["y"])) == (20, 15)
    changed = sum(now != before for now, before in zip(page.evaluate(ends), lines, strict=True))
    assert changed == page.locator(f'[data-ends^="{number} "], [data-ends$=" {number}"]').count()
    page.locator('[data-does="in"]').click()
    assert page.evaluate(wide) > width
    page.locator(".drawing").press("0")
    assert (page.evaluate(ends), page.evaluate(wide)) == (lines, width)
    with page.expect_navigation():
        thing.locator("circle").click()
    assert not page.url.endswith("network.html")
    assert watched.faults == []


def test_without_scripts_a_network_has_no_buttons_that_do_nothing(browser: Any, site: Path) -> None:
    watched = Watched(browser, java_script_enabled=False)
    watched.page.goto((site / "views" / "network.html").as_uri())
    assert watched.page.locator("svg.network a").count() > 0
    assert not any(button.is_visible() for button in watched.page.locator("main button").all())


def test_a_site_answers_sparql_in_the_browser_of_its_reader(watched: Watched, site: Path) -> None:
    with served(site) as address:
        watched.page.goto(f"{address}/sparql.html")
        watched.page.wait_for_selector("#yasgui[data-ready]")
        assert watched.page.locator(".yasqe textarea[aria-label]").count() == 1
        assert watched.page.locator("input.autocomplete:not([aria-label])").count() == 0
        watched.page.locator("details[data-example] summary").first.click()
        watched.page.locator("details[data-example] button").first.click()
        watched.page.wait_for_selector(".yasr table tbody tr")
        assert watched.page.locator(".yasr table tbody tr").count() == 2
        counted = watched.page.evaluate(
            """async () => {
                const asked = {method: "POST", headers: {accept: "text/csv"},
                    body: new URLSearchParams({query: "SELECT (COUNT(*) AS ?n) { ?s a o:Telescope }"})};
                const answers = [await fetch("sparql", asked), await fetch("sparql?query=nonsense")];
                return [answers[0].status, await answers[0].text(), answers[1].status];
            }"""
        )
        assert counted == [200, "n\r\n3\r\n", 400]
    assert watched.faults == []


def test_a_site_on_the_disk_says_why_it_answers_no_queries(watched: Watched, site: Path) -> None:
    watched.page.goto((site / "sparql.html").as_uri())
    watched.page.wait_for_function("document.getElementById('yasgui').textContent.includes('secure address')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_fault_that_a_machine_can_find(browser: Any, site: Path, scheme: str) -> None:
    watched = Watched(browser, color_scheme=scheme)
    found = {}
    for kind in (*KINDS, "id/doc/north-dome.html", "cs/index.html"):
        watched.page.goto((site / kind).as_uri())
        # what does not depend on colours is the same in both
        told = faults_of(watched.page, *(() if scheme == "light" else COLOUR_RULES))
        if told:
            found[kind] = told
    assert found == {}


def test_the_editor_has_no_fault_that_a_machine_can_find_and_its_tabs_work_by_keyboard(
    watched: Watched, site: Path
) -> None:
    with served(site) as address:
        watched.page.goto(f"{address}/sparql.html")
        watched.page.wait_for_selector("#yasgui[data-ready]")
        watched.page.locator("[role=tab]").first.press("ArrowRight")
        assert watched.page.evaluate("document.activeElement.className") == "addTab"
        watched.page.keyboard.press("Enter")
        assert watched.page.locator("[role=tablist] [role=tab]").count() == 2
        assert faults_of(watched.page) == []
    assert watched.faults == []


def faults_of(page: Any, *rules: str) -> list[tuple[str, str]]:
    """What axe-core finds on a page, by its usual rules or by some; the test is skipped where it is not installed."""
    axe = next((path for path in _axe_files() if path.is_file()), None)
    if axe is None:
        pytest.skip("axe-core is not installed; put axe.min.js where AXE_CORE names it")
    page.evaluate(axe.read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    results = page.evaluate("async options => await axe.run(document, options)", options)
    return [(one["id"], one["nodes"][0]["html"][:120]) for one in results["violations"]]


def _axe_files() -> Iterator[Path]:
    import os

    if os.environ.get("AXE_CORE"):
        yield Path(os.environ["AXE_CORE"])
    yield Path("node_modules/axe-core/axe.min.js")
