"""Labels, IRIs and texts that would do harm: they are shown, and nothing more."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtools.data.starter import init_project
from kgtools.graph import KnowledgeGraph
from kgtools.pages import Contents, build_site
from tests.pages.reading import Read, addresses, ask

BASE = "https://example.org/hostile/"
LABELS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe",
    "</script><script>alert(1)//",
    "a\x07b\x1b]0;owned",
    "]]> <!-- --> &lt;b&gt;",
    "x" * 10_000,
]
IRIS = [
    "javascript:alert(1)",
    "data:text/html,<b>x".replace("<", "%3C").replace(">", "%3E"),
    "file:///etc/passwd",
    "http://user@evil.example/",
    BASE + "id/../../escape",
    BASE + "id/.git/config",
    BASE + "id/con",
    BASE + "id/a%2Fb",
    BASE + "id/A",
    BASE + "id/a",
    BASE + "id/" + "long" * 100,
    BASE + "id/שלום",
    # not a claim, though it is called like one
    BASE + "claim/1",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    folder = tmp_path_factory.mktemp("hostile") / "graph"
    init_project(folder, base=BASE)
    lines = ["@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .", f"@prefix onto: <{BASE}onto#> ."]
    for at, iri in enumerate(IRIS):
        label = LABELS[at % len(LABELS)]
        text = "".join(f"\\U{ord(c):08X}" if not c.isalnum() else c for c in label)
        lines.append(f'<{iri}> a onto:Thing ; rdfs:label "{text}"@en ; onto:near <{IRIS[at - 1]}> .')
    (folder / "data" / "things.ttl").write_text("\n".join(lines), encoding="utf-8")
    return Contents(KnowledgeGraph.at(folder))


@pytest.mark.parametrize("language", ["en", "he"])
def test_nothing_of_the_data_becomes_markup_or_a_link_that_runs(language: str, hostile: Contents) -> None:
    seen = 0
    for address in addresses(hostile, most=50):
        document = ask(hostile, address, languages=(language,))
        assert list(Read(document.html).wrong()) == [], address
        assert "<script>alert" not in document.html
        assert "\u202e" not in document.html
        assert "\x1b" not in document.html
        seen += 1
    assert seen > 15


def test_the_files_of_a_site_stay_in_its_folder_whatever_the_iris_are(hostile: Contents, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    build_site(hostile.graph, inside / "site")
    assert {path.name for path in inside.iterdir()} == {"site"}
    files = [path.relative_to(inside / "site").as_posix() for path in (inside / "site").rglob("*")]
    assert len({file.casefold() for file in files}) == len(files), "a file system may take two cases for one"
    assert all(
        len(part) < 120 and part.split(".")[0].casefold() not in ("con", "nul") for f in files for part in f.split("/")
    )
    index = (inside / "site" / "search.html").read_text(encoding="utf-8")
    assert index.count("</script>") == 2


def test_a_label_that_looks_like_a_template_is_shown_as_it_is(hostile: Contents) -> None:
    assert "{{ 7 * 7 }}{% raw %}" in "".join(Read(ask(hostile, "/a-z").html).text)


def test_an_error_shows_what_was_asked_as_text(hostile: Contents) -> None:
    from kgtools.pages import error_page

    html = error_page(hostile, None, 'there is no "<img src=x onerror=alert(1)>".', status=404).html
    assert "<img" not in html
    assert list(Read(html).wrong()) == []


def test_the_data_beside_a_page_is_linked_as_its_address_is_encoded(hostile: Contents) -> None:
    document = ask(hostile, "/doc/a%252Fb")
    assert [alternate.href for alternate in document.alternates] == [
        f"a%252Fb.{end}" for end in ("ttl", "jsonld", "nt")
    ]


def test_a_thing_that_is_called_like_a_claim_has_its_own_page(hostile: Contents) -> None:
    links = Read(ask(hostile, "/a-z").html).values("href")
    assert "./doc/claim/1" in links or "doc/claim/1" in links
    assert not any(link.startswith(("claims/", "./claims/")) for link in links)
