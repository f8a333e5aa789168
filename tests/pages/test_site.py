"""A graph as files: the same bytes twice, no link that leads nowhere, nothing lost."""

from __future__ import annotations

import html as entities
import json
import posixpath
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from click.testing import CliRunner

from kgtools import init_project
from kgtools.cli import kgtools
from kgtools.errors import UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.pages import Contents, build_site, check_site
from kgtools.project import GraphProject
from kgtools.serving.service import Service
from tests.pages.conftest import OBSERVATORY
from tests.pages.reading import Read
from tests.serving.asking import ask


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sites") / "site"
    build_site(KnowledgeGraph.at(OBSERVATORY), folder, base_url="https://example.org/sky")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_link_leads_to_a_file_and_every_fragment_to_an_element(site: Path) -> None:
    there = files(site)
    ids = {
        name: set(re.findall(r' id="([^"]+)"', data.decode())) for name, data in there.items() if name.endswith("html")
    }
    dead = []
    for name in ids:
        if name == "404.html":
            continue
        for link in re.findall(r'(?:href|src)="([^"]*)"', there[name].decode()):
            target, fragment = urldefrag(entities.unescape(link))
            if target.startswith(("https://", "http://")):
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target))) if target else name
            if path not in there or (fragment and unquote(fragment) not in ids[path]):
                dead.append((name, link))
    assert dead == []


def test_every_page_is_well_formed(site: Path) -> None:
    pages = {name: data.decode() for name, data in files(site).items() if name.endswith(".html")}
    # what is not found has whole addresses of the site itself
    wrong = {name: list(Read(text).wrong()) for name, text in pages.items() if name != "404.html"}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_each_language_has_a_tree_and_names_the_others(site: Path) -> None:
    page = (site / "id" / "doc" / "north-dome.html").read_text(encoding="utf-8")
    assert '<html lang="id" dir="ltr"' in page
    assert '<link rel="alternate" hreflang="en" href="../../doc/north-dome.html">' in page
    assert '<link rel="alternate" hreflang="cs" href="../../cs/doc/north-dome.html">' in page
    assert 'href="../../doc/north-dome.ttl"' in page


def test_a_site_has_what_hosts_crawlers_and_redirectors_look_for(site: Path) -> None:
    there = files(site)
    assert {".nojekyll", "404.html", "robots.txt", "search.json", "sitemap.xml", "void.ttl", "w3id/.htaccess"} <= set(
        there
    )
    assert b'void:uriSpace "https://observatory.example/"' in there["void.ttl"]
    assert "https://example.org/sky/doc/north-dome.html" in there["sitemap.xml"].decode()
    import xml.etree.ElementTree as ElementTree

    assert len(ElementTree.fromstring(there["sitemap.xml"])) > 50
    assert 'href="https://example.org/sky/assets/style.css"' in there["404.html"].decode()
    names = {name for thing in json.loads(there["search.json"])["things"] for name in thing["names"]}
    assert {"Severní kopule", "North dome"} <= names


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "doc/north-dome.html"),
        ("text/turtle", "doc/north-dome.ttl"),
        ("application/ld+json", "doc/north-dome.jsonld"),
        ("application/n-triples", "doc/north-dome.nt"),
        ("*/*", "doc/north-dome.ttl"),
    ],
)
def test_the_redirector_sends_people_to_pages_and_programs_to_data(site: Path, accept: str, target: str) -> None:
    rules = (site / "w3id" / ".htaccess").read_text(encoding="utf-8")
    assert redirected(rules, "id/north-dome", accept) == f"https://example.org/sky/{target}"
    assert (site / target).is_file()


def redirected(rules: str, path: str, accept: str) -> str | None:
    """Where Apache's rewrite rules lead: the first rule whose conditions and pattern fit."""
    conditions: list[str] = []
    for line in rules.splitlines():
        if line.startswith("RewriteCond %{HTTP_ACCEPT} "):
            conditions.append(line.split(" ", 2)[2])
        elif line.startswith("RewriteRule "):
            _, pattern, target, _ = line.split(" ")
            found = re.search(pattern, path)
            if found and all(re.search(condition, accept) for condition in conditions):
                return target.replace("$1", found[1])
            conditions = []
    return None


def test_a_second_site_has_the_same_bytes_and_takes_the_place_of_the_first(site: Path, tmp_path: Path) -> None:
    graph = KnowledgeGraph.at(OBSERVATORY)
    folder = tmp_path / "site"
    build_site(graph, folder, base_url="https://example.org/sky/")
    assert files(folder) == files(site)
    (folder / "left-over.html").write_text("old")
    build_site(graph, folder, base_url="https://example.org/sky/")
    assert files(folder) == files(site)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_where_a_project_lies_does_not_show(tmp_path: Path) -> None:
    sites: list[dict[str, bytes]] = []
    for place in ("here", "over/there"):
        init_project(tmp_path / place / "fleet")
        build_site(KnowledgeGraph.at(tmp_path / place / "fleet"), tmp_path / f"site-{len(sites)}")
        sites.append(files(tmp_path / f"site-{len(sites)}"))
    assert sites[0] == sites[1]
    # the query has no row, and the reason names a line of its file
    assert b"things.rq:12:16: " in sites[0]["queries/things.html"]


def test_a_folder_with_other_files_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="did not write"):
        build_site(KnowledgeGraph.at(OBSERVATORY), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("address", ["example.org", "javascript:alert(1)", 'https://e.org/"x', "https://e.org/?a"])
def test_a_base_url_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="base URL"):
        build_site(KnowledgeGraph.at(OBSERVATORY), tmp_path / "new", base_url=address)
    assert not (tmp_path / "new").exists()


def test_a_check_names_what_is_changed_missing_or_too_much(tmp_path: Path) -> None:
    graph = KnowledgeGraph.at(OBSERVATORY)
    folder = tmp_path / "site"
    build_site(graph, folder)
    assert check_site(graph, folder) == ()
    (folder / "index.html").write_text("changed")
    (folder / "ontology.html").unlink()
    (folder / "more.html").write_text("more")
    assert check_site(graph, folder) == ("index.html", "more.html", "ontology.html")


def test_the_command_writes_checks_and_says_what_it_wrote(tmp_path: Path) -> None:
    folder = str(tmp_path / "site")
    runner = CliRunner()
    written = runner.invoke(kgtools, ["--project", str(OBSERVATORY), "site", folder], obj={})
    assert written.exit_code == 0, written.output
    assert re.search(r"site: \d+ pages and \d+ other files, [\d.]+ MB, in en, id, cs\.", written.stderr)
    fresh = runner.invoke(kgtools, ["--project", str(OBSERVATORY), "site", folder, "--check"], obj={})
    assert (fresh.exit_code, fresh.stdout) == (0, "")
    (Path(folder) / "index.html").write_text("changed")
    stale = runner.invoke(kgtools, ["--project", str(OBSERVATORY), "site", folder, "--check"], obj={})
    assert (stale.exit_code, stale.stdout) == (1, "index.html\n")


def test_answers_of_queries_are_files_where_they_have_rows(site: Path) -> None:
    there = files(site)
    answers = [name for name in there if name.startswith("queries/allocations-of/") and name.endswith(".html")]
    assert len(answers) == 3
    assert any(name.startswith("queries/allocations-of/") and name.endswith(".csv") for name in there)


def test_a_site_of_a_graph_without_articles_has_no_page_of_them(site: Path) -> None:
    assert not list(site.rglob("articles.html"))


def test_an_interrupted_build_leaves_neither_files_nor_processes(
    observatory: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import multiprocessing

    from kgtools.pages.site import rendering

    def interrupted(workers: object) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(rendering, "_WORTH", 0)
    monkeypatch.setattr("os.sched_getaffinity", lambda process: {0, 1}, raising=False)
    monkeypatch.setattr(rendering, "_gathered", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build_site(observatory.graph, tmp_path / "site")
    assert list(tmp_path.iterdir()) == []
    assert multiprocessing.active_children() == []


SLOW_BUILD = """
import os, sys, time
from kgtools.cli import run
from kgtools.pages.site import rendering

def slow(plan, item, folder):
    (folder / f"{os.getpid()}.html").write_text("page")
    time.sleep(0.05)
    return rendering.Rendered([], [])

rendering._WORTH, rendering._render_item = 0, slow
os.sched_getaffinity = lambda process: {0, 1}
raise SystemExit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=["term", "int", "kill"])
def test_a_build_that_is_ended_leaves_the_old_site_and_no_process(number: signal.Signals, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / ".kgtools-site").write_text("", encoding="utf-8")
    command = [sys.executable, "-c", SLOW_BUILD, "--project", str(OBSERVATORY), "site", str(folder)]
    # an interrupt is ignored by what a shell has started in the background
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as build:
        signal.signal(signal.SIGINT, ignored)
        wait_until(lambda: len(list(tmp_path.glob(".site*/*.html"))) == 2)
        workers = {int(page.stem) for page in tmp_path.glob(".site*/*.html")}
        build.send_signal(number)
        wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
        assert build.wait(5) == (-signal.SIGKILL if number == signal.SIGKILL else 130)
    assert [path.name for path in folder.iterdir()] == [".kgtools-site"]
    if number != signal.SIGKILL:
        assert [path.name for path in tmp_path.iterdir()] == ["site"]


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_files_have_no_stored_queries_of_a_project_that_lies_around_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boats = tmp_path / "boats.ttl"
    boats.write_text('@prefix e: <http://e/> . e:a a e:Boat ; e:name "A" .', encoding="utf-8")
    monkeypatch.chdir(OBSERVATORY)
    built = build_site(KnowledgeGraph.from_files(boats), tmp_path / "alone")
    assert built.pages
    assert not (tmp_path / "alone" / "queries.html").exists()
    assert "boats.ttl" in (tmp_path / "alone" / "index.html").read_text(encoding="utf-8")


def test_files_opened_with_a_project_have_its_queries_and_those_without_an_answer_have_no_data(tmp_path: Path) -> None:
    boats = tmp_path / "boats.ttl"
    boats.write_text('@prefix e: <http://e/> . e:a a e:Boat ; e:name "A" .', encoding="utf-8")
    build_site(KnowledgeGraph.from_files(boats, project=GraphProject.shipped()), tmp_path / "site")
    page = (tmp_path / "site" / "queries" / "tenure.html").read_text(encoding="utf-8")
    assert "there is no publication" in page.casefold()
    assert not (tmp_path / "site" / "queries" / "tenure.csv").exists()
    assert (tmp_path / "site" / "queries" / "authors.html").exists()


_FAULTS = {
    "undeclared.rq": "#+ summary: Undeclared\nSELECT ?a { ?a vessel:sails ?b }\n",
    "of-one.rq": "#+ summary: Of one\n#+ params:\n#+   of: {type: entity, example: e}\nSELECT ?a { ?a port:of ?_of }\n",
    "uncallable.rq": "#+ summary: Uncallable\nSELECT ?a { ?a ?p ?b FILTER(<http://e/f>(?b)) }\n",
    "unclosed.rq": "#+ summary: Unclosed\nSELECT ?a { ?a ?p ?b\n",
}


def test_queries_that_cannot_be_answered_stop_neither_a_site_nor_a_server(tmp_path: Path) -> None:
    init_project(tmp_path / "fleet")
    for name, text in _FAULTS.items():
        (tmp_path / "fleet" / "queries" / name).write_text(text, encoding="utf-8")
    made = CliRunner().invoke(kgtools, ["--project", str(tmp_path / "fleet"), "site", str(tmp_path / "site")], obj={})
    assert made.exit_code == 3
    remarks = [line.split(str(tmp_path))[-1] for line in made.stderr.splitlines() if line.startswith("remark: not ")]
    assert [re.sub(r": .*", "", line) for line in remarks] == [
        "/fleet/queries/unclosed.rq:2:11",
        "/fleet/queries/of-one.rq:4:16",
        "/fleet/queries/uncallable.rq:2:29",
        "/fleet/queries/undeclared.rq:2:16",
    ]
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "site" / "queries").glob("*.html")}
    assert "undeclared.rq:2:16: nothing declares the prefix &#34;vessel:&#34;" in pages["undeclared"]
    assert "of-one.rq:4:16: nothing declares the prefix &#34;port:&#34;" in pages["of-one"]
    assert "uncallable.rq:2:29: " in pages["uncallable"]
    assert "unclosed" not in pages
    assert "things" in pages
    assert not any(str(tmp_path) in page for page in pages.values())
    service = Service(KnowledgeGraph.at(tmp_path / "fleet"))
    for name in ("undeclared", "uncallable"):
        answered = [ask(service, f"/queries/{name}", accept="text/html"), ask(service, f"/api/queries/{name}.json")]
        assert [one.status for one in answered] == [500, 500]
        assert all(f"{tmp_path!s}".encode() not in one.body for one in answered)
    assert ask(service, "/api/queries/things.json").status == 200


TRAMS = """
@prefix id: <https://trams.example/id/> . @prefix onto: <https://trams.example/onto#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://trams.example/id/line/7> a onto:Thing ;
  rdfs:label "Linie 7"@de , "الخط ٧"@ar--rtl ; onto:said <<( id:a onto:b id:c )>> .
"""


def test_a_site_has_things_without_prefixed_names_and_what_json_ld_does_not_hold(tmp_path: Path) -> None:
    init_project(tmp_path / "trams", base="https://trams.example/")
    (tmp_path / "trams" / "data" / "lines.ttl").write_text(TRAMS, encoding="utf-8")
    (tmp_path / "trams" / "queries" / "of-one.rq").write_text(
        "#+ summary: Of one\n#+ params:\n#+   of: {type: entity, class: onto:Thing}\nSELECT ?p { ?_of ?p ?o }\n"
    )
    made = CliRunner().invoke(kgtools, ["--project", str(tmp_path / "trams"), "site", str(tmp_path / "site")], obj={})
    assert made.exit_code == 0, made.stderr
    (answered,) = (tmp_path / "site" / "queries" / "of-one").glob("*.html")
    assert f'href="of-one/{answered.name}"' in (tmp_path / "site" / "queries" / "of-one.html").read_text("utf-8")
    beside = tmp_path / "site" / "doc" / "line"
    (node,) = json.loads((beside / "7.jsonld").read_bytes())["@graph"]
    assert {"@value": "الخط ٧", "@language": "ar", "@direction": "rtl"} in node["rdfs:label"]
    assert "onto:said" not in node
    assert "onto:said <<( id:a onto:b id:c )>>" in (beside / "7.ttl").read_text("utf-8")
