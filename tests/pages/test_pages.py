"""Every kind of page, in every language of the interface."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from kgtools.errors import ParameterError, UnknownNameError, UsageError
from kgtools.graph import KnowledgeGraph
from kgtools.pages import PAGES, Contents, build_site, entity_data, error_page, find_page, reader_languages
from kgtools.pages.addresses import Links, filled
from kgtools.pages.contents.labels import Labels
from kgtools.pages.kinds.conflicts import conflicts_table
from kgtools.pages.request import Request
from kgtools.pages.table import routes
from kgtools.pages.tables import reason_html
from kgtools.query import Solutions
from tests.pages.conftest import OBSERVATORY
from tests.pages.reading import Read, addresses, ask

HARBOUR = OBSERVATORY.parent / "harbour"


@pytest.mark.parametrize("language", ["en", "id", "he"])
@pytest.mark.parametrize("graph", ["shipped", "observatory"])
def test_pages_of_every_kind_are_well_formed_and_hold_no_code(
    graph: str, language: str, request: pytest.FixtureRequest
) -> None:
    contents: Contents = request.getfixturevalue(graph)
    wrong = {}
    for address in addresses(contents, most=3):
        document = ask(contents, address, languages=(language, "en"))
        read = Read(document.html)
        assert document.status == 200
        found = list(read.wrong())
        if found:
            wrong[address] = found
        html = dict(read.elements)["html"]
        assert (html["lang"], html["dir"]) == (language, "rtl" if language == "he" else "ltr")
    assert wrong == {}


def test_every_link_of_a_server_leads_to_a_page(shipped: Contents) -> None:
    from urllib.parse import parse_qs, urljoin, urlsplit

    dead = set()
    for address in addresses(shipped, most=2):
        for link in Read(ask(shipped, address).html).values("href"):
            target = urlsplit(urljoin(f"http://here{address}", link))
            if target.netloc != "here" or target.path.startswith(("/assets/", "/api")):
                continue
            path = re.sub(r"\.(csv|ttl|jsonld|nt)$", "", target.path)
            if find_page(path, parse_qs(target.query)) is None:
                dead.add(link)
    assert dead == set()


def test_a_page_of_a_person_says_what_is_known_in_order_of_time_with_places(shipped: Contents) -> None:
    html = ask(shipped, "/doc/person/timothee-lacroix").html
    text = "".join(Read(html).text)
    assert "Timothée Lacroix worked at" in text
    assert re.search(r'href="\.\./\.\./claims/001-\d{4}"><span class="place" dir="ltr">001:\d+-\d+', html)
    assert '<link rel="alternate" type="text/turtle" href="timothee-lacroix.ttl">' in html
    assert "<svg" in html


def test_a_sentence_says_its_dates_once(shipped: Contents) -> None:
    portrait = shipped.graph.show("timothee-lacroix", languages=["en"])
    text = "".join(Read(ask(shipped, "/doc/person/timothee-lacroix").html).text)
    dated = [one for section in portrait.sections for one in section.statements if one.period]
    assert dated
    assert all(one.text in text for one in dated)
    assert not any(f"{one.period} {one.text}" in text for one in dated)


def test_a_page_on_a_date_leaves_out_what_did_not_hold(shipped: Contents) -> None:
    before = "".join(Read(ask(shipped, "/doc/person/timothee-lacroix?at=2016-01").html).text)
    after = "".join(Read(ask(shipped, "/doc/person/timothee-lacroix?at=2024-06").html).text)
    assert "worked at Meta" in before
    assert "worked at Meta" not in after
    with pytest.raises(ParameterError):
        ask(shipped, "/doc/person/timothee-lacroix?at=2016")


def test_what_is_not_there_is_an_error_that_names_what_is_near(shipped: Contents) -> None:
    with pytest.raises(UnknownNameError) as raised:
        ask(shipped, "/doc/person/timothee-lacroi")
    assert "person/timothee-lacroix" in raised.value.nearest
    shown = error_page(shipped, None, str(raised.value), status=404)
    assert shown.status == 404
    assert not list(Read(shown.html).wrong())


def test_names_are_shown_in_the_language_of_the_reader_and_the_others_are_told(shipped: Contents) -> None:
    html = ask(shipped, "/doc/organization/meta", languages=("he",)).html
    assert "<h1><bdi>מטא</bdi></h1>" in html
    assert '<bdi lang="en">Meta</bdi>' in html


def test_the_kinds_of_things_that_stored_queries_ask_for_are_the_first_ones_of_the_first_page(
    shipped: Contents, ships: Contents
) -> None:
    html = ask(shipped, "/").html
    kinds = re.findall(r'href="kinds/talent-([^"]+)"', html)
    assert kinds[:2] == ["Organization", "Person"]
    assert set(kinds[2:]) > {"TimePoint", "Employment"}
    assert 'href="kinds/s-Ship"' in ask(ships, "/").html


def test_a_hebrew_sentence_that_begins_with_a_latin_name_runs_from_right_to_left(shipped: Contents) -> None:
    html = ask(shipped, "/doc/person/yann-lecun", languages=("he",)).html
    texts = re.findall(r'<(?:span class="says"|bdi) dir="rtl">([^<]*)<', html)
    assert any(text.startswith("LeCun ") for text in texts)
    assert not re.search(r"<bdi>[A-Z][^<]*[\u05d0-\u05ea]", html)


def test_properties_of_a_graph_without_claims_are_in_the_order_of_its_shapes(observatory: Contents) -> None:
    html = ask(observatory, "/doc/north-dome").html
    assert "How it is built" in html
    assert html.index("aperture (cm)") < html.index("kind of mount")
    assert re.search(r"<bdi>fork</bdi> <code[^>]*>data/telescopes.ttl:24</code>", html)
    # what the shapes do not name in that language is called by the ontology
    assert "průměr (cm)" in ask(observatory, "/doc/north-dome", languages=("cs",)).html


def test_a_project_of_ones_own_has_the_languages_of_its_labels(observatory: Contents) -> None:
    html = ask(observatory, "/doc/north-dome", languages=("cs", "en")).html
    assert '<bdi lang="cs">Severní kopule</bdi>' in html
    assert '<html lang="en"' in html


@pytest.mark.parametrize(
    ("languages", "current"),
    [(("cs", "en"), "čeština"), (("id",), "Bahasa Indonesia"), (("tlh", "he"), "עברית"), ((), "English")],
    ids=lambda value: value if isinstance(value, str) else ",".join(value),
)
def test_a_reader_sees_each_language_by_its_own_name_and_which_is_chosen(
    languages: tuple[str, ...], current: str, observatory: Contents
) -> None:
    html = ask(observatory, "/doc/north-dome", languages=languages).html
    assert re.findall(r'aria-current="true">([^<]+)</a></li>\n', html.partition("<footer>")[2]) == [current]


def test_an_address_on_the_web_without_a_label_is_shown_as_such(tmp_path: Path) -> None:
    data = tmp_path / "data.ttl"
    data.write_text("<http://e/a> <http://e/seeAlso> <https://e.org/papers/list.html?of=1> .", encoding="utf-8")
    html = ask(Contents(KnowledgeGraph.from_files([data])), "/about?iri=http://e/a").html
    assert ">e.org/papers/list.html?of=1<" in re.sub("</?bdi[^>]*>", "", html)
    assert ">see also<" in re.sub("</?bdi[^>]*>", "", html)


def test_a_menu_names_only_pages_that_have_something_to_show(observatory: Contents, shipped: Contents) -> None:
    menus = ["".join(Read(ask(c, "/").html).text) for c in (observatory, shipped)]
    assert ["Conflicts" in menu for menu in menus] == [False, True]


def test_articles_list_their_claims_in_order_of_place(shipped: Contents) -> None:
    html = ask(shipped, "/articles/001").html
    starts = [int(start) for start in re.findall(r">001:(\d+)-\d+<", html)]
    assert len(starts) > 100
    assert starts == sorted(starts)


def test_passages_are_shown_only_to_who_has_the_articles(tmp_path: Path) -> None:
    texts = HARBOUR / "texts"
    graph = KnowledgeGraph.at(HARBOUR)
    without, reader = Contents(graph), Contents(graph, articles=graph.articles(texts))
    claim = without.claims.of_article("001")[0]
    passage = " ".join((texts / "001_ferry.txt").read_text(encoding="utf-8")[claim.start : claim.end].split())
    assert passage
    for address in ("/articles/001", f"/claims/{claim.number}"):
        assert passage in "".join(Read(ask(reader, address).html).text)
        assert passage not in "".join(Read(ask(without, address).html).text)
    assert "not part of the graph" in ask(without, "/articles/001").html
    build_site(graph, tmp_path / "site")
    assert not any(passage in file.read_text(encoding="utf-8") for file in (tmp_path / "site").rglob("*.html"))


@pytest.mark.parametrize("language", ["id", "he"])
@pytest.mark.parametrize(
    "address",
    ["/articles/002", "/claims/002-0008", "/views/conflicts", "/views/comparison?of=organization/mistral"],
)
def test_lines_of_claims_notes_and_reasons_are_in_the_language_of_the_page(
    shipped: Contents, address: str, language: str
) -> None:
    html = ask(shipped, address, languages=(language, "en")).html
    claims = [claim for claim in shipped.claims.by_number.values() if claim.place in html]
    assert claims
    english = {claim.gist.value for claim in claims if claim.gist is not None}
    english |= {reason.text.value for claim in claims for reason in claim.reasons}
    english |= {conflict.note.value for conflict in shipped.claims.conflicts if conflict.note is not None}
    text = "".join(Read(html).text)
    assert [words for words in english if " " in words and words in text] == []
    in_english = "".join(Read(ask(shipped, address, languages=("en",)).html).text)
    assert any(words in in_english for words in english)


def test_what_rows_rest_on_and_tables_of_pictures_are_in_the_language_of_the_reader(shipped: Contents) -> None:
    claim = next(claim for claim in shipped.claims.by_number.values() if claim.gist is not None)
    assert claim.gist is not None
    request = Request(page="conflicts", links=Links(routes=routes(), here="views/conflicts"), languages=("he", "en"))
    said = reason_html({"claim": claim.iri, "gist": claim.gist.value, "article": claim.article}, shipped, request)
    assert claim.gist.value not in said
    assert re.search("[א-ת]", said)
    assert re.search("[א-ת]", conflicts_table(shipped, request).decode())


@pytest.mark.parametrize("address", ["/", "/queries"])
def test_the_topics_of_questions_are_in_the_language_of_the_page(
    shipped: Contents, observatory: Contents, address: str
) -> None:
    for language, word in (("en", "Organizations"), ("id", "Organisasi"), ("he", "ארגונים")):
        assert f"<bdi>{word}</bdi></h" in ask(shipped, address, languages=(language,)).html
    assert "<bdi>nights</bdi></h" in ask(observatory, address, languages=("id",)).html


def test_a_search_finds_names_in_any_script(shipped: Contents) -> None:
    for words in ("touvron", "TOUVRON", "טברון"):
        assert "person/hugo-touvron" in ask(shipped, f"/search?q={words}").html
    assert "No name has these words" in ask(shipped, "/search?q=nobodysname").html


def test_conflicts_stand_side_by_side_and_can_be_narrowed(shipped: Contents) -> None:
    every = Read(ask(shipped, "/views/conflicts").html)
    tensions = Read(ask(shipped, "/views/conflicts?kind=talent:Tension").html)
    count = [sum(given.get("class") == "conflict" for _, given in read.elements) for read in (every, tensions)]
    assert 0 < count[1] < count[0]


def test_the_data_beside_a_page_is_what_the_graph_says(shipped: Contents) -> None:
    from kgtools.reading import parse_bytes

    iri = "https://w3id.org/talent-graph/id/person/hugo-touvron"
    read = {
        format: {quad.triple for quad in parse_bytes(entity_data(shipped, iri, format), format=format)}
        for format in ("ttl", "nt", "jsonld")
    }
    assert read["ttl"] == read["nt"] == read["jsonld"] == set(shipped.triples_about(iri))


@pytest.mark.parametrize("page", [page for page in PAGES if page.table is not None], ids=lambda page: page.name)
def test_a_picture_has_its_table_as_csv(page, shipped: Contents) -> None:
    import csv
    import io
    from urllib.parse import parse_qs

    arguments = next(iter(page.enumerate(shipped)))
    path, _, query = filled(page.pattern, arguments).partition("?")
    found = find_page(path, parse_qs(query))
    assert found is not None
    assert page.table is not None
    rows = list(csv.reader(io.StringIO(page.table(shipped, found[1]).decode())))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


def test_languages_of_a_reader_are_the_chosen_then_the_accepted_then_those_of_the_project() -> None:
    assert reader_languages("he", "id;q=0.2,fr", ["en"]) == ("he", "fr", "id", "en")
    assert reader_languages("", "", ["id", "en"]) == ("id", "en")
    assert reader_languages("<script>", "*, ;q=x, en;q=2", []) == ("en",)


def test_the_same_page_is_the_same_text(shipped: Contents) -> None:
    for address in ("/views/network", "/doc/organization/meta", "/queries/moves"):
        assert ask(shipped, address).html == ask(shipped, address).html


def test_search_engines_read_a_thing_in_the_words_of_schema_org(shipped: Contents) -> None:
    import json

    html = ask(shipped, "/doc/person/hugo-touvron").html
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    assert "schema:Person" in json.dumps(json.loads(block[1]))


def test_without_jinja2_a_sentence_says_what_to_install(observatory: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from kgtools.errors import ExtraMissingError
    from kgtools.pages import templates

    monkeypatch.setitem(sys.modules, "jinja2", None)
    templates._environment.cache_clear()
    with pytest.raises(ExtraMissingError, match=r'pip install "kgtools-ld\[server\]"'):
        ask(observatory, "/")
    monkeypatch.undo()
    templates._environment.cache_clear()


def test_the_people_behind_each_stripe_are_a_click_away(shipped: Contents) -> None:
    html = ask(shipped, "/views/flow").html
    targets = set(re.findall(r'<a href="#(flow-\d+)"', html))
    assert targets
    assert targets <= set(Read(html).values("id"))
    assert 'href="../doc/person/guillaume-lample"' in html


def test_the_editor_says_which_policy_it_needs_and_works_without_a_script(shipped: Contents) -> None:
    document = ask(shipped, "/sparql")
    assert "script-src 'self';" in document.policy
    read = Read(document.html)
    form = next(given for tag, given in read.elements if tag == "form" and given.get("id") == "plain-editor")
    assert form["action"] == "sparql"
    assert "#+ summary" not in document.html
    assert ask(shipped, "/").policy == ""


def test_an_example_of_the_editor_gives_the_rows_of_its_stored_query_wherever_it_is_asked(shipped: Contents) -> None:
    html = ask(shipped, "/sparql", languages=("he",)).html
    examples = re.findall(r'data-example="([^"]+)">.*?<code>(.*?)</code>', html, re.DOTALL)
    assert {"remaining-authors", "models", "departures-by-year"} <= {name for name, _ in examples}
    for name, text in examples:
        answer = shipped.graph.query(text=unescape(text))
        assert isinstance(answer, Solutions), name
        assert len(answer) == len(shipped.graph.query(name, languages=["he"])), name


def test_articles_are_compared_side_by_side(shipped: Contents) -> None:
    every = Read(ask(shipped, "/views/comparison").html)
    assert any(href.startswith("comparison?of=") for href in every.values("href"))
    one = ask(shipped, "/views/comparison?of=organization/meta").html
    assert one.count('<section aria-labelledby="article-') > 1


def test_the_comparison_of_a_thing_as_csv_has_each_claim_with_its_article(shipped: Contents) -> None:
    import csv
    import io

    found = find_page("/views/comparison", {"of": ["organization/meta"]})
    assert found is not None
    page, request = found
    assert page.table is not None
    rows = list(csv.DictReader(io.StringIO(page.table(shipped, request).decode())))
    assert len({row["article"] for row in rows}) > 1
    assert all(row["place"].startswith(f"{row['article']}:") and row["gist"] for row in rows)
    assert 'href="comparison.csv?of=organization%2Fmeta"' in ask(shipped, "/views/comparison?of=organization/meta").html


def test_the_title_of_files_is_their_names_and_not_that_of_the_project(tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.ttl" for name in "abcd"]
    for file in files:
        file.write_text(f"<http://e/{file.stem}> a <http://e/Thing> .", encoding="utf-8")
    assert "<h1><bdi>a.ttl, b.ttl</bdi></h1>" in ask(Contents(KnowledgeGraph.from_files(files[:2])), "/").html
    assert Contents(KnowledgeGraph.from_files(files)).title == "a.ttl, b.ttl, c.ttl …"


@pytest.mark.parametrize("languages", [("en",), ("he", "en"), ("cs",), ()], ids=",".join)
def test_a_label_is_the_same_whether_the_names_of_everything_are_known_or_not(
    observatory: Contents, languages: tuple[str, ...]
) -> None:
    one_by_one, at_once = Labels(observatory.store), Labels(observatory.store)
    assert at_once.names
    shown = [*observatory.things, *(kind.iri for kind in observatory.kinds), "https://e.org/nothing", "no IRI"]
    assert [one_by_one.label(iri, languages) for iri in shown] == [at_once.label(iri, languages) for iri in shown]
    assert "names" not in vars(one_by_one)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("/views/conflicts?kind=nonsense", "there is no kind of conflict"),
        ("/views/conflicts?article=nonsense", "there is no article with conflicts"),
        ("/validation?severity=nonsense", '"violation"'),
        ("/validation?shape=nonsense", "there is no shape with results"),
    ],
    ids=["kind", "article", "severity", "shape"],
)
def test_a_page_narrowed_by_what_is_not_there_says_what_there_is(address: str, known: str, shipped: Contents) -> None:
    with pytest.raises(UnknownNameError, match=re.escape(known)):
        ask(shipped, address)


FLEET_OF_SHIPS = b"""@prefix s: <http://ships.example/> . @prefix x: <http://www.w3.org/2001/XMLSchema#> .
@prefix l: <http://www.w3.org/2000/01/rdf-schema#> .
s:ada a s:Ship ; l:label "Ada" ; s:port s:lisbon ; s:built "1921-05-01"^^x:date, "1921-08-01"^^x:date ; s:flag "red" .
s:bea a s:Ship ; l:label "Bea" ; s:port s:lisbon, s:porto ; s:built "1921-11"^^x:gYearMonth ; s:flag "red" .
s:cleo a s:Ship ; l:label "Cleo" ; s:port s:porto ; s:built "1930-01-02T00:00:00Z"^^x:dateTime ; s:flag 'a "blue" one' .
s:dora a s:Ship ; l:label "Dora" ; s:built [] ; s:flag "red" .
s:lisbon l:label "Lisbon" .
"""


@pytest.fixture(scope="module")
def ships(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    path = tmp_path_factory.mktemp("ships") / "ships.ttl"
    path.write_bytes(FLEET_OF_SHIPS)
    return Contents(KnowledgeGraph.from_files(path))


def links_of(html: str) -> dict[str, str]:
    """The texts of links with what stands behind each, which is a count where it has one."""
    found = re.findall(
        r'<li><a href="([^"]*)"[^>]*>(?:<bdi[^>]*>)?([^<]*)(?:</bdi>)?</a> <span class="count">(\d+)', html
    )
    return {text: count for _, text, count in found}


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ("", {"Lisbon": "2", "porto": "2", "1921": "2", "1930": "1", "red": "3", "a &quot;blue&quot; one": "1"}),
        ("?s:port=s:lisbon", {"Lisbon": "2", "porto": "1"}),
        ("?s:built=1921", {"1921-05": "1", "1921-08": "1", "1921-11": "1", "Lisbon": "2", "porto": "1"}),
        ("?s:flag=a+%22blue%22+one", {"a &quot;blue&quot; one": "1"}),
    ],
    ids=["all", "a-thing", "a-year", "a-text"],
)
def test_the_things_of_a_class_are_counted_by_what_they_share_and_narrowed_by_it(
    asked: str, counts: dict[str, str], ships: Contents
) -> None:
    assert links_of(ask(ships, f"/kinds/s-Ship{asked}").html) == counts


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["Ada", "Bea", "Cleo", "Dora"]),
        ("?s:port=s:lisbon", ["Ada", "Bea"]),
        ("?s:port=s:lisbon&s:port=s:porto", ["Bea", "Cleo"]),
        ("?s:built=1921-08", ["Ada"]),
        ("?s:built=1921&s:port=s:porto", ["Bea"]),
        ("?s:flag=%22+.+%3Fx+%3Fy+%3Fz", []),
        ("?utm_source=mail", ["Ada", "Bea", "Cleo", "Dora"]),
    ],
    ids=["all", "a-thing", "last-value", "a-month", "two", "hostile", "of-others"],
)
def test_a_narrowed_class_is_the_same_as_csv(asked: str, names: list[str], ships: Contents) -> None:
    found = find_page("/kinds/s-Ship", parse_qs(asked[1:]))
    assert found is not None
    page, request = found
    assert page.table is not None
    rows = page.table(ships, request).decode().splitlines()[1:]
    assert [row.rpartition(",")[2] for row in rows] == names


@pytest.mark.parametrize("asked", ["s:mast=1", "nonsense:x=1", "http://a b=1"], ids=["property", "prefix", "no-iri"])
def test_a_class_is_not_narrowed_by_what_no_thing_has(asked: str, ships: Contents) -> None:
    with pytest.raises(UsageError):
        ask(ships, f"/kinds/s-Ship?{asked}")


def test_the_menu_of_a_graph_with_one_thing_has_no_network() -> None:
    alone = Contents(KnowledgeGraph.from_bytes(b"<http://e/a> <http://e/p> 1 .", format="turtle"))
    assert "network" in alone.empty_pages
    assert "RDF graph" in ask(alone, "/").html
