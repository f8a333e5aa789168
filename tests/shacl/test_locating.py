"""Places: file, line and column of the object of the offending triple, or of the subject, and of the shape."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.errors import LimitError, ParseError
from kgtools.reading import parse
from kgtools.reading.places import locate_rows
from kgtools.reading.places.lines import Lines
from kgtools.reading.places.turtle import scan
from kgtools.shacl import ValidationReport, validate
from kgtools.shacl.places import locating
from kgtools.table import load
from tests.examples import share

PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .\n"


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def run(shape: str, data: str, *, name: str = "data.ttl", **options: object) -> ValidationReport:
        Path(name).write_text(data, encoding="utf-8", newline="")
        Path("shapes.ttl").write_text(PREFIXES + shape, encoding="utf-8")
        return validate(name, "shapes.ttl", **options)

    return run


ON_A = "e:S a sh:PropertyShape ; sh:targetNode e:a ; sh:path "


@pytest.mark.parametrize(
    ("shape", "data", "place"),
    [
        pytest.param(ON_A + "e:p ; sh:datatype e:d .", "e:a e:p 1 ;\n  e:q 2 .", "2:9", id="the object of the triple"),
        pytest.param(
            ON_A + "e:r ; sh:minCount 1 .", "e:b e:r 1 .\n  e:a e:p 1 .", "3:3", id="the subject of what is missing"
        ),
        pytest.param(ON_A + "e:p ; sh:maxCount 1 .", "e:a e:p 1 ,\n 2 ,\n 3 .", "4:2", id="the last of too many"),
        pytest.param(
            ON_A + "[ sh:inversePath e:p ] ; sh:nodeKind sh:Literal .", "e:b e:p\n e:a .", "3:2", id="an inverse path"
        ),
        pytest.param(
            ON_A + "( e:p e:q ) ; sh:nodeKind sh:IRI .",
            "e:c e:q 1 .\ne:b e:q 1 .\ne:a e:p e:b .",
            "3:9",
            id="the last step",
        ),
        pytest.param(
            ON_A + "( e:p e:q ) ; sh:minCount 1 .", "e:a e:p e:b .", "2:1", id="a sequence that leads nowhere"
        ),
        pytest.param(
            ON_A + "[ sh:zeroOrMorePath e:p ] ; sh:not [ sh:in ( 1 ) ] .",
            "e:a e:p e:b .\ne:b e:p 1 .",
            "3:9",
            id="a step of a closure",
        ),
        pytest.param(
            ON_A + "e:p ; sh:equals e:q .", "e:a e:p 1 .\ne:a e:q 1 , 2 .", "3:13", id="a value of the other property"
        ),
        pytest.param(
            ON_A + "e:p ; sh:uniqueLang true .",
            "e:a e:p 'x'@en ,\n 'y'@EN ,\n 'z'@id .\ne:a e:p 'x'@en .",
            "3:2",
            id="the last of too many in a language",
        ),
        pytest.param(
            ON_A + "( e:p [ sh:alternativePath ( e:q e:r ) ] ) ; sh:nodeKind sh:IRI .",
            "e:c e:q 1 .\ne:b e:r 1 .\ne:b e:q 1 .\ne:a e:p e:b .",
            "3:9",
            id="the first of two last steps",
        ),
        pytest.param(
            "e:S sh:targetNode e:a ; sh:nodeKind sh:Literal .", "e:b e:p e:a .\ne:a e:p 1 .", "3:1", id="a node shape"
        ),
        pytest.param(
            "e:S sh:targetObjectsOf e:p ; sh:nodeKind sh:IRI .", "e:b e:p\n 'é' .", "3:2", id="a literal focus node"
        ),
        pytest.param(
            "e:S sh:targetNode e:a ; sh:closed true .", "e:a e:p 1 ; e:q [ e:r 2 ] .", "2:9", id="a property too many"
        ),
        pytest.param(
            ON_A + "e:p ; sh:closed true .",
            "e:a e:q 1 ; e:p\n  [ e:q 1 ] .",
            "3:9",
            id="a property of a value too many",
        ),
        pytest.param(
            ON_A + "( e:p [ sh:inversePath e:r ] ) ; sh:closed true ; sh:ignoredProperties ( e:r ) .",
            "e:x e:q 1 .\ne:b e:q 1 ; e:r e:c .\ne:a e:p e:c .",
            "3:9",
            id="a property of a value of a longer path too many",
        ),
        pytest.param(
            ON_A + "e:p ; sh:class e:C .", 'e:a e:p """x\n y""" , [ e:q \'\U0001f600\' ] .', "2:9", id="many lines"
        ),
        pytest.param(ON_A + "e:p ; sh:maxLength 1 .", "e:a e:q '\U0001f600' ; e:p 'ab' .", "2:19", id="beyond the BMP"),
        pytest.param(ON_A + "e:p ; sh:minCount 1 .", "# e:a\ne:b e:q e:a .", "3:9", id="a node that is an object only"),
    ],
)
def test_a_result_points_to_what_is_wrong(check, shape: str, data: str, place: str) -> None:
    result = check(shape, PREFIXES + data).results[0]
    assert str(result.place) == f"data.ttl:{place}"
    line = (PREFIXES + data).splitlines()[result.place.line - 1]
    assert result.place.excerpt == line


def test_alike_triples_of_several_value_nodes_have_a_place_each(check) -> None:
    data = PREFIXES + "e:a e:p [ e:q 1 ] ,\n [ e:q 1 ; e:r 2 ] ,\n [ e:q 1 ] , e:b .\ne:b e:q 1 .\ne:b e:q 1 ."
    report = check(ON_A + "e:p ; sh:closed true ; sh:ignoredProperties ( e:r ) .", data)
    assert [str(result.place) for result in report] == [f"data.ttl:{at}" for at in ("2:15", "3:8", "4:8", "5:9")]


def test_a_shape_has_its_place_as_well(check) -> None:
    shape = "e:S a sh:NodeShape ; sh:targetNode e:a ;\n  sh:property [ sh:path e:p ; sh:minCount 1 ] ."
    (result,) = check(shape, PREFIXES + "e:a e:q 1 .")
    assert str(result.shape_place) == "shapes.ttl:3:15"


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        ("data.nt", "# no triple\n<http://example.org/a> <http://example.org/p> <http://example.org/b> .\n", "2:47"),
        ("data.nq", "\n<http://example.org/a> <http://example.org/p> _:b <http://example.org/g> .\n", "2:47"),
        ("data.trig", PREFIXES + "e:g { e:c e:p 1 .\n e:a e:p e:b }", "3:10"),
        (
            "data.rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">\n'
            '  <rdf:Description rdf:about="http://example.org/a">\n    <e:p rdf:resource="http://example.org/b"/>\n'
            "  </rdf:Description>\n</rdf:RDF>",
            "3:5",
        ),
    ],
)
def test_every_syntax_has_places(check, name: str, data: str, place: str) -> None:
    (result,) = check(ON_A + "e:p ; sh:nodeKind sh:Literal .", data, name=name)
    assert str(result.place) == f"{name}:{place}"


def test_in_jsonld_places_are_those_of_values_and_nodes(check) -> None:
    data = '{\n "@id": "http://example.org/a",\n "http://example.org/p": {"@id": "http://example.org/b"}\n}'
    (result,) = check(ON_A + "e:p ; sh:nodeKind sh:Literal .", data, name="data.jsonld")
    assert str(result.place) == "data.jsonld:3:34"
    (result,) = check(ON_A + "e:q ; sh:minCount 1 .", data, name="data.jsonld")
    assert str(result.place) == "data.jsonld:2:9"


def test_only_files_with_offenders_are_scanned_and_each_once(check, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        value = "'x'" if number % 2 else "e:b"
        Path(f"d{number}.ttl").write_text(f"{PREFIXES}e:a e:p {value} , [ e:p 'y' ] .")
    check("e:S sh:targetObjectsOf e:p ; sh:nodeKind sh:BlankNodeOrIRI .", "")
    asked: list[str] = []
    real = locating.locate_rows
    monkeypatch.setattr(locating, "locate_rows", lambda path, *a, **k: asked.append(str(path)) or real(path, *a, **k))
    report = validate([f"d{number}.ttl" for number in range(4)], "shapes.ttl")
    assert [str(result.place) for result in report] == ["d1.ttl:2:9", "d0.ttl:2:21"]
    assert asked == ["shapes.ttl", "d0.ttl", "d1.ttl"]
    asked.clear()
    assert not validate([f"d{number}.ttl" for number in range(4)], "shapes.ttl", positions=False).results[0].place
    assert asked == []


def test_blank_nodes_of_several_files_have_their_own_places(check) -> None:
    check("e:S sh:targetSubjectsOf e:q ; sh:property [ sh:path e:q ; sh:maxInclusive 1 ] .", "")
    Path("one.ttl").write_text(PREFIXES + "e:a e:p [ e:q 1 ] , [ e:q 2 ] .\n_:b0 e:q 3 .")
    Path("two.ttl").write_text(PREFIXES + "_:b0 e:q 4 .\n[] e:q 5 .")
    found = {str(r.value.value): str(r.place) for r in validate(["one.ttl", "two.ttl"], "shapes.ttl")}
    assert found == {"2": "one.ttl:2:27", "3": "one.ttl:3:10", "4": "two.ttl:2:10", "5": "two.ttl:3:8"}


def test_a_graph_that_is_not_validated_holds_no_place(check) -> None:
    data = PREFIXES + "e:g { e:a e:p 1 }\ne:h { e:a e:p 1 }"
    report = check(ON_A + "e:p ; sh:nodeKind sh:IRI .", data, name="data.trig", data_graphs=["http://example.org/h"])
    assert [str(result.place) for result in report] == ["data.trig:3:15"]


def test_the_same_triple_twice_is_told_at_its_first_place(check) -> None:
    report = check(ON_A + "e:p ; sh:nodeKind sh:IRI .", PREFIXES + "e:a e:p 1 .\ne:a e:p 1 .")
    assert [str(result.place) for result in report] == ["data.ttl:2:9"]


def test_shapes_in_the_data_have_places_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("both.ttl").write_text(PREFIXES + "e:a e:p 1 .\n" + ON_A + "e:p ; sh:nodeKind sh:IRI .")
    (result,) = validate("both.ttl")
    assert (str(result.place), str(result.shape_place)) == ("both.ttl:2:9", "both.ttl:3:1")


def test_a_file_that_changed_while_it_was_read_gets_no_place_but_a_note(check, monkeypatch: pytest.MonkeyPatch) -> None:
    real = locating.locate_rows

    def changed(path: object, *arguments: object, **options: object) -> object:
        if str(path) == "data.ttl":
            Path("data.ttl").write_text(PREFIXES + "e:a e:p 1 , 2 .")
        return real(path, *arguments, **options)

    monkeypatch.setattr(locating, "locate_rows", changed)
    report = check(ON_A + "e:p ; sh:nodeKind sh:IRI .", PREFIXES + "e:a e:p 1 .")
    assert report.results[0].place is None
    assert any("data.ttl" in note for note in report.notes)


def test_rows_that_are_not_there_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_text("<http://e/s> <http://e/p> <http://e/o> .\n")
    with pytest.raises(ParseError, match=r"x\.nt"):
        locate_rows(path, [1])
    assert locate_rows(path, []) == {}


def test_of_a_long_line_only_what_is_around_the_place_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_text(f'<http://e/{"s" * 5000}> <http://e/p> "{"o" * 5000}" .\n')
    place = locate_rows(path, [0])[0].object
    assert len(place.excerpt) <= 600
    assert place.excerpt[place.column - place.begins] == '"'


def _nested(count: int) -> str:
    return f"{PREFIXES}e:a " + "e:s [ " * count + "e:t 1" + " ]" * count + " ."


NESTED = "e:S sh:targetNode e:a ; sh:property [ sh:path [ sh:oneOrMorePath e:s ] ; sh:nodeKind sh:Literal ] ."


def test_nested_nodes_are_located_by_whole_columns(check, monkeypatch: pytest.MonkeyPatch) -> None:
    real = locating.Locator._at_the_end
    steps: list[int] = []

    def counted(*arguments: object) -> object:
        def look(frame: object, event: str, argument: object) -> None:
            steps[-1] += event == "c_call" and isinstance(getattr(argument, "__self__", None), np.ndarray)

        steps.append(0)
        sys.setprofile(look)
        try:
            return real(*arguments)
        finally:
            sys.setprofile(None)

    monkeypatch.setattr(locating.Locator, "_at_the_end", counted)
    for count in (1_000, 4_000):
        results = check(NESTED, _nested(count)).results
        assert len({str(result.place) for result in results}) == count
    few, many = steps
    # work on columns, not on a column for each result
    assert few <= many <= few + 50


def test_only_results_that_are_listed_are_located(check, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = locating.Locator.results

    def counted(self: locating.Locator, results: list[object], *more: object) -> object:
        asked.append(len(results))
        return real(self, results, *more)

    monkeypatch.setattr(locating.Locator, "results", counted)
    report = check(NESTED, _nested(50), max_results=3)
    assert asked == [3]
    assert all(result.place is not None for result in report)


def test_when_the_time_is_over_there_are_results_without_places(check) -> None:
    report = check(NESTED, _nested(5), positions=False)

    def over() -> None:
        raise LimitError("the time is over.")

    dataset = load(["data.ttl"])
    locator = locating.Locator(dataset, None, None, check=over)
    assert locator.results(report.results, dataset.columns()) == [None] * 5
    assert locator.notes == ["the positions of the results are not known: the time is over."]


def test_every_language_with_too_many_values_has_its_place(check) -> None:
    data = "e:a e:p 'x'@en , 'y'@id ,\n 'z'@en ,\n 'w'@id , 'v'@he ."
    report = check(ON_A + "e:p ; sh:uniqueLang true .", PREFIXES + data)
    assert sorted(str(result.place) for result in report) == ["data.ttl:3:2", "data.ttl:4:2"]


# law: the row of a dataset is the triple at that place, in whatever syntax and layout
@st.composite
def documents(draw: st.DrawFn) -> str:
    nodes = st.sampled_from(["e:a", "e:b", "<http://example.org/c>", "_:x", "[]", "( 1 e:d )", "[ e:p 2 ; e:q e:e ]"])
    objects = st.one_of(
        nodes, st.sampled_from(["1", "-2.5", "true", "'x'", '"""y\nz"""@en', "'1'^^e:t", "'é\U0001f600'"])
    )
    space = st.sampled_from([" ", "\n", "  # a comment . ; ,\n", "\t"])
    lines = [PREFIXES]
    for _ in range(draw(st.integers(1, 5))):
        pairs = draw(
            st.lists(
                st.tuples(st.sampled_from(["e:p", "a", "<http://example.org/q>"]), objects), min_size=1, max_size=3
            )
        )
        body = f" ;{draw(space)}".join(f"{p}{draw(space)}{o}" for p, o in pairs)
        lines.append(f"{draw(nodes)} {body}{draw(space)}.{draw(space)}")
    return "".join(lines)


@settings(max_examples=share(60), deadline=None)
@given(documents())
def test_the_rows_of_a_dataset_are_the_triples_at_those_places(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("rows") / "x.ttl"
    path.write_text(text, encoding="utf-8", newline="")
    lines = Lines(text)
    expected = [(lines.position(subject), lines.position(object_)) for subject, object_ in scan(text)]
    dataset = load([path])
    assert (dataset.sources, dataset.ends) == ((str(path),), (len(expected),))
    found = locate_rows(path, range(len(expected)), count=len(expected))
    assert [found[n].positions for n in range(len(expected))] == expected
    parsed = [q.predicate for q in parse(path)]
    assert dataset.terms.terms(dataset.p) == parsed


def test_a_place_that_people_write_goes_before_one_that_was_built(check) -> None:
    check("e:S sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:nodeKind sh:IRI ] .", "")
    Path("built.ttl").write_text(PREFIXES + "e:a e:p 1 .\ne:b e:p 2 .")
    Path("source.trig").write_text(PREFIXES + "\n\ne:claim { e:a e:p 1 }")
    options = {"data_graphs": ["default"], "generated": {"built.ttl": "data/graph/built.ttl"}}
    report = validate(["built.ttl", "source.trig"], "shapes.ttl", **options)
    # the graph of the claim is not validated, but that is where the built triple can be changed
    assert [str(result.place) for result in report] == ["source.trig:4:19", "data/graph/built.ttl:3:9"]
    assert report.files == ("source.trig",)
