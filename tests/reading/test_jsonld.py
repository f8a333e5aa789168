"""JSON-LD 1.1 to the letter of its algorithms: the W3C's suite, what is left out and told, contexts that are files."""
# ruff: noqa: E501  tables of cases, a line each

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from kgtools.errors import KgtoolsError, LeftOutWarning, ParseError, SourceError
from kgtools.model.terms import Quad
from kgtools.reading import parse, parse_bytes
from kgtools.reading.jsonld import Contexts
from kgtools.reading.jsonld.active import JsonLdFault
from kgtools.table import load
from tests.examples import share
from tests.reading import suites
from tests.writing.same import canonical

BASE = "http://boats.example/log"
SUITE = "https://w3c.github.io/json-ld-api/tests/"

# case of the suite -> why its result is another one; a case that passes must leave the list
_DIRECTION = "the form of a direction in RDF is not normative (JSON-LD 1.1 API, section 8.2.2): it is left out and told"
DEPARTURES = {
    "#tdi09": _DIRECTION,
    "#tdi10": _DIRECTION,
    "#tdi11": _DIRECTION,
    "#tdi12": _DIRECTION,
    "#te077": "there is no context beside the document (expandContext, JSON-LD 1.1 API, section 9.3)",
}


def read(document: object, *, base: str | None = BASE) -> list[Quad]:
    return list(parse_bytes(json.dumps(document).encode(), format="jsonld", base=base, source="log.jsonld"))


def told(text: str, *, base: str | None = BASE) -> list[str]:
    """What is left out of a document, with its places."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        list(parse_bytes(text.encode(), format="jsonld", base=base, source="log.jsonld"))
    assert all(issubclass(warning.category, LeftOutWarning) for warning in caught)
    return [str(warning.message) for warning in caught]


class _Suite(Contexts):
    """The files of the suite stand for its IRIs."""

    def file(self, iri: str) -> Path | None:
        path = suites.ROOT / "jsonld" / iri.partition("#")[0].removeprefix(SUITE)
        return path if iri.startswith(SUITE) and path.is_file() else None


def _entries() -> list[dict[str, Any]]:
    manifest = suites.ROOT / "jsonld" / "toRdf-manifest.jsonld"
    if not manifest.is_file():
        return []
    found: list[dict[str, Any]] = json.loads(manifest.read_bytes())["sequence"]
    of_10 = ("specVersion", "processingMode")
    return [e for e in found if not any(e.get("option", {}).get(key) == "json-ld-1.0" for key in of_10)]


def _read_case(entry: dict[str, Any]) -> list[Quad]:
    data = (suites.ROOT / "jsonld" / entry["input"]).read_bytes()
    base = entry.get("option", {}).get("base", SUITE + entry["input"])
    with _Suite().in_force():
        return list(parse_bytes(data, format="jsonld", base=base, source=entry["input"]))


@pytest.mark.filterwarnings("ignore::kgtools.errors.LeftOutWarning")
def test_every_case_of_the_suite_has_its_result() -> None:
    suites.require()
    entries = _entries()
    assert len(entries) == 448
    for entry in entries:
        if "jld:NegativeEvaluationTest" in entry["@type"]:
            with pytest.raises(ParseError) as caught:
                _read_case(entry)
            assert isinstance(caught.value.__cause__, JsonLdFault), entry["@id"]
            assert caught.value.__cause__.code == entry["expectErrorCode"], entry["@id"]
            assert caught.value.line is not None, entry["@id"]
            continue
        quads = _read_case(entry)
        if "expect" in entry:
            expected = canonical(parse(suites.ROOT / "jsonld" / entry["expect"]))
            assert (canonical(quads) == expected) is (entry["@id"] not in DEPARTURES), entry["@id"]


def test_a_map_by_type_gives_each_node_its_type_whatever_comes_first() -> None:
    context = {
        "crew": {"@id": "http://boats.example/crew", "@container": "@type"},
        "Mate": "http://boats.example/Mate",
        "name": "http://boats.example/name",
    }
    ann: dict[str, str] = {"@id": "http://boats.example/ann", "name": "Ann"}
    expected = [
        "<http://boats.example/m> <http://boats.example/crew> <http://boats.example/ann>",
        "<http://boats.example/ann> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://boats.example/Mate>",
        '<http://boats.example/ann> <http://boats.example/name> "Ann"',
    ]
    for mates in ([ann], ann, [dict(reversed(ann.items()))]):
        document = {"@context": context, "@id": "http://boats.example/m", "crew": {"Mate": mates}}
        assert sorted(map(str, read(document))) == sorted(expected)


LEFT_OUT = {
    "a node": ('{"@id": "http://b.example/a b", "http://b.example/p": 1}', "1:9", "this node and its properties are"),
    "a type": ('{"@id": "http://b.example/a",\n "@type": ["http://b.example/T", "http://b.example/U V"]}', "2:34", "this type is"),
    "an object": ('{"@id": "http://b.example/a",\n "http://b.example/p": {"@id": "x:{}"}}', "2:32", "is not an IRI"),
    "a property": ('{"@id": "http://b.example/a",\n "http://b.example/p q": 1}', "2:26", "the values of this property are"),
    "a coerced value": (
        '{"@context": {"p": {"@id": "http://b.example/p", "@type": "@id"}},\n "@id": "http://b.example/a", "p": "http://b.example/<b>"}',
        "2:36",
        "is not an IRI",
    ),
    "a datatype of a term": (
        '{"@context": {"p": {"@id": "http://b.example/p", "@type": "http://b.example/a b"}},\n "@id": "http://b.example/a", "p": "x"}',
        "2:36",
        "this value is left out",
    ),
    "a language": ('{"http://b.example/p":\n {"@value": "x", "@language": "no tag"}}', "2:31", "is not a language tag"),
    "a direction": ('{"http://b.example/p":\n {"@value": "x", "@direction": "rtl"}}', "2:13", 'the direction "rtl"'),
    "the name of a graph": ('{"@id": "http://b.example/a b",\n "@graph": [{"http://b.example/p": 1}]}', "1:9", "is not an IRI"),
    "a blank node as property": ('{"_:p":\n 1}', "2:2", "a property cannot be a blank node"),
    "a document that is a string": (' \n "boats"', "2:2", '"boats" is left out: a JSON-LD document is an object'),
    "a document that is null": ("null", "1:1", "null is left out"),
    "an item that is no node": ('[{"http://b.example/p": [1, "x"]},\n 7]', "2:2", "7 is left out"),
    "all of it": ('{"@id": "http://b.example/a",\n "name": "Meeuw"}', "2:10", "this document has no triples"),
    "behind a mark of byte order": ('\ufeff{"@id": "http://b.example/a b", "http://b.example/p": 1}', "1:9", "this node"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_not_well_formed_is_left_out_and_told_with_its_place(name: str) -> None:
    text, place, said = LEFT_OUT[name]
    (found,) = told(text)
    assert found.startswith(f"log.jsonld:{place}: ")
    assert said in found


def test_a_relative_iri_without_a_base_is_told() -> None:
    assert "it is relative" in told('{"@id": "a", "http://b.example/p": 1}', base=None)[0]
    assert told('{"@id": "a", "http://b.example/p": 1}') == []


def test_well_formed_documents_and_keys_without_meaning_are_silent() -> None:
    assert told('{"@id": "http://b.example/a", "note": "x", "http://b.example/p": {"@id": "_:b"}}') == []


@pytest.mark.parametrize("text", ["{}", "[]", "[[], {}]", '{"@id": "http://b.example/a"}', '{"@graph": []}'])
def test_documents_that_have_nothing_are_silent(text: str) -> None:
    assert told(text) == []


def test_many_of_them_are_told_in_short() -> None:
    nodes = [{"@id": f"http://b.example/{number} x", "http://b.example/p": 1} for number in range(50)]
    found = told(json.dumps(nodes))
    assert len(found) == 21
    assert found[-1] == "log.jsonld: 30 more are left out."


def test_it_is_told_by_whoever_reads_columns_too(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonld"
    path.write_text('{"@id": "http://b.example/a b", "http://b.example/p": 1}')
    with pytest.warns(LeftOutWarning, match="is not an IRI"):
        assert len(load([path])) == 0


REFUSED = {
    "no JSON": ('{"a": 1\n"b": 2}', 2, "not JSON"),
    "a key twice": ('{\n "x": {"a": 1, "a": 2}}', 2, 'the key "a" twice'),
    "NaN": ('{"a": NaN}', None, "NaN is not a value"),
    "too deep": ('{"a":\n' + "[" * 300 + "]" * 300 + "}", 2, "nested deeper"),
    "an @id": ('{"@graph": [\n {"@id": 5}]}', 2, "an @id is a string"),
    "an ill-formed datatype": ('{"http://b.example/p":\n {"@value": "x", "@type": "a b"}}', 2, "the @type of a value"),
    "a term": ('{"@context": {"@version": 1.1,\n "name": 5}}', 2, "a term is an IRI"),
    "a context outside": ('{"a": 1,\n "@context": "http://b.example/context"}', 2, "--context IRI=FILE"),
    "half a character": ('{"http://b.example/p": "\\ud800"}', 1, "surrogate"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_json_ld_is_refused_with_its_place(name: str) -> None:
    text, line, said = REFUSED[name]
    with pytest.raises(ParseError) as caught:
        list(parse_bytes(text.encode(), format="jsonld", base=BASE))
    assert said in str(caught.value)
    assert caught.value.line == line


def test_contexts_of_the_web_are_files(tmp_path: Path) -> None:
    folder = tmp_path / "contexts"
    (folder / "boats.example" / "v1").mkdir(parents=True)
    (folder / "boats.example" / "v1" / "boats.jsonld").write_text('{"@context": {"name": "http://boats.example/name"}}')
    (folder / "ports.json").write_text('{"@context": ["boats", {"port": "http://ports.example/port"}]}')
    (folder / "boats").write_text('{"@context": {"crew": "http://boats.example/crew"}}')
    document = {"@context": ["https://boats.example/v1/boats", "https://ports.example/x/ports"], "name": "M", "port": 1, "crew": 2}  # fmt: skip
    with pytest.raises(ParseError, match="nothing is fetched"):
        read(document)
    with Contexts(folders=[folder]).in_force():
        assert sorted(quad.predicate.value for quad in read(document)) == [
            "http://boats.example/crew",
            "http://boats.example/name",
            "http://ports.example/port",
        ]
    named = Contexts(
        {"https://boats.example/v1/boats": folder / "boats", "https://ports.example/x/ports": folder / "boats"}
    )
    with named.in_force():
        assert [quad.predicate.value for quad in read(document)] == ["http://boats.example/crew"]
    with pytest.raises(ParseError, match="nothing is fetched"):
        read(document)


@pytest.mark.parametrize("iri", ["https://b.example/../../secret", "https://b.example/a/../b", "secret", "https://"])
def test_no_iri_leads_out_of_the_folder(tmp_path: Path, iri: str) -> None:
    (tmp_path / "secret").write_text('{"@context": {}}')
    (tmp_path / "contexts").mkdir()
    assert Contexts(folders=[tmp_path / "contexts"]).file(iri) is None


def test_a_file_that_is_no_context_is_told(tmp_path: Path) -> None:
    path = tmp_path / "context.jsonld"
    path.write_text('{"name": "http://boats.example/name"}')
    with (
        Contexts({"http://b.example/c": path}).in_force(),
        pytest.raises(ParseError, match="cannot be used"),
    ):
        read({"@context": "http://b.example/c"})
    with Contexts({"http://b.example/c": tmp_path / "absent"}).in_force(), pytest.raises(SourceError):
        read({"@context": "http://b.example/c"})


def test_a_node_has_one_index_in_a_graph() -> None:
    context = {"log": {"@id": "http://boats.example/log", "@container": "@index"}}
    a = {"@id": "http://boats.example/a"}
    assert len(read({"@context": context, "@id": "http://boats.example/b", "log": {"1": a}})) == 1
    with pytest.raises(ParseError, match="this node has another @index at another place"):
        read({"@context": context, "@id": "http://boats.example/b", "log": {"1": a, "2": a}})


_TERMS = {
    "name": {"@id": "e:name"},
    "names": {"@id": "e:names", "@container": "@language"},
    "mates": {"@id": "e:mates", "@container": "@type"},
    "parts": {"@id": "e:parts", "@container": "@id"},
    "log": {"@id": "e:log", "@container": "@index"},
    "route": {"@id": "e:route", "@container": "@list", "@type": "@id"},
    "raw": {"@id": "e:raw", "@type": "@json"},
    "owned": {"@reverse": "e:owns"},
    "when": {"@id": "e:when", "@type": "e:date"},
    "views": {"@id": "e:views", "@container": ["@graph", "@id"]},
    "more": "@nest",
    "all": "@included",
    "Mate": "e:Mate",
}
_NODE = st.deferred(
    lambda: st.fixed_dictionaries(
        {},
        optional={
            "@id": st.sampled_from(["e:a", "b", "_:c", "#d"]),
            "@type": st.sampled_from(["Mate", "e:Boat", ["Mate", "e:B"]]),
            "name": _SCALAR | st.lists(_SCALAR, max_size=2),
            "names": st.dictionaries(st.sampled_from(["en", "nl", "@none"]), st.text("ab", max_size=2), max_size=2),
            "mates": st.dictionaries(st.sampled_from(["Mate", "e:Cook"]), _NODE, max_size=1),
            "parts": st.dictionaries(st.sampled_from(["e:p", "e:q"]), _NODE, max_size=2),
            "log": st.dictionaries(st.sampled_from(["1", "2"]), _NODE | _SCALAR, max_size=2),
            "route": st.lists(st.sampled_from(["e:x", "y"]), max_size=3),
            "raw": st.recursive(_SCALAR, lambda inner: st.lists(inner, max_size=2), max_leaves=4),
            "owned": _NODE,
            "when": st.text("01-", min_size=1, max_size=3),
            "views": st.dictionaries(st.sampled_from(["e:v", "e:w"]), _NODE, max_size=2),
            "more": st.fixed_dictionaries({}, optional={"name": _SCALAR}),
            "unknown": _SCALAR,
        },
    )
)
_SCALAR = st.integers(-9, 9) | st.booleans() | st.text("ab", max_size=3) | st.sampled_from([0.5, 1e30, -2.25])


@settings(max_examples=share(200), deadline=None)
@given(st.lists(_NODE, max_size=2))
@pytest.mark.filterwarnings("ignore::kgtools.errors.LeftOutWarning")
def test_any_document_is_read_as_another_processor_reads_it(nodes: list[dict[str, Any]]) -> None:
    document = {"@context": {"@version": 1.1, "e": "http://boats.example/", **_TERMS}, "@graph": nodes}
    try:
        expected = jsonld.to_rdf(document, {"base": BASE, "format": "application/n-quads"})
    except jsonld.JsonLdError:
        with pytest.raises(KgtoolsError):
            read(document)
        return
    except TypeError:
        # pyld itself fails on a node that has the same @index at two places
        read(document)
        return
    assert canonical(read(document)) == canonical(parse_bytes(expected.encode(), format="nq"))


@pytest.mark.parametrize("key", ["@language", "@direction"])
def test_null_takes_the_language_and_the_direction_of_the_context_from_a_value(key: str) -> None:
    context = {"@vocab": "http://boats.example/", "@language": "fr"}
    (bare,) = read({"@context": context, "@id": BASE, "name": {"@value": "Mouette", key: None}})
    assert str(bare.object) == '"Mouette"'
