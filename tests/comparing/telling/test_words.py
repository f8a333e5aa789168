"""A difference in words: what things are called in it."""

from __future__ import annotations

import pytest

from kgtools.comparing import project_labels
from kgtools.project import GraphProject
from tests.comparing.reporting import report

EMPLOYED = """:tl rdfs:label "Timothée Lacroix"@en . :meta a :Organization ; rdfs:label "Meta"@en .
:Employment rdfs:label "employment"@en . :end rdfs:label "end"@en .
:job a :Employment ; :employee :tl ; :employer :meta """


def test_words_name_people_and_situations_as_people_do() -> None:
    text = report("text", EMPLOYED + ".", EMPLOYED + '; :end "2023-06" .')
    assert text == 'Timothée Lacroix: end of employment at Meta added: "2023-06"\n1 triple added, 0 triples removed\n'


def test_words_for_changes_removals_new_things_and_graphs() -> None:
    left = ':a rdfs:label "A"@en, "Aleph"@he ; :age 1 ; :knows :b . :gone a :Thing ; :x 1 .'
    right = ':a rdfs:label "A2"@en, "Aleph"@he ; :age 2 . :g { :new a :Thing ; rdfs:label "New"@en ; :x 1, 2 }'
    assert report("text", left, right).splitlines() == [
        'A: label changed: "A" (en) → "A2" (en)',
        "A: age changed: 1 → 2",
        "A: knows removed: b",
        "gone (Thing) removed",
        "  x: 1",
        "in g:",
        "  New (Thing) added",
        '    label: "New" (en)',
        "    x: 1, 2",
        "6 triples added, 5 triples removed",
    ]
    assert "Aleph: age changed" in report("text", left, right, languages=("he",))


def test_a_nameless_node_is_told_by_what_leads_to_it() -> None:
    left = ":a rdfs:label 'A'@en ; :p [ a :T ; :q [ :n 1 ] ] . _:x :n 1 ; :loop _:x ."
    assert "A: p (T): q: n changed: 1 → 2" in report("text", left, left.replace(":q [ :n 1", ":q [ :n 2"))
    assert "loop: n changed: 1 → 2" in report("text", left, left.replace("_:x :n 1", "_:x :n 2"))
    many = " ".join(map(str, range(3000)))
    assert "changed: 2998 → 7" in report("text", f":s :p ( {many} ) .", f":s :p ( {many} ) .".replace(" 2998 ", " 7 "))


def test_no_control_character_reaches_a_terminal() -> None:
    assert "\x1b" not in report("text", "", ':a rdfs:label "\\u001b[2Jx" ; :p "\\u001b[0m" .')


def test_the_words_of_a_project_are_its_labels() -> None:
    labels = project_labels(GraphProject.shipped())
    assert labels
    assert all("abel" in quad.predicate.value or "title" in quad.predicate.value for quad in labels)


def test_what_has_no_label_has_the_prefixed_name_that_the_files_give_it() -> None:
    left, right = ":leo a :Lion ; :legs 3 .", ":leo a :Lion ; :legs 4 . <http://f/x#ann> :likes :leo ."
    assert report("text", left, right, prefixes={"e": "http://e/"}).splitlines()[:2] == [
        "e:leo: e:legs changed: 3 → 4",
        "ann added",
    ]
    assert report("text", left, right).startswith("leo: legs changed")
    labelled = ':leo rdfs:label "Leo" . '
    assert report("text", labelled + left, labelled + right, prefixes={"e": "http://e/"}).startswith("Leo: e:legs")


def test_a_prefixed_class_keeps_its_case_within_a_sentence() -> None:
    left = ':a rdfs:label "Ann" . :b rdfs:label "Bo" . :job a :Job ; :x :a ; :y :b .'
    text = report("text", left, left + ":job :end 1 .", prefixes={"E": "http://e/"})
    assert text.startswith("Ann: E:end of E:Job with Bo added: 1")


def test_things_that_share_a_last_part_are_told_apart() -> None:
    text = report("text", "", "<http://a/x> :p <http://b/x>, <http://b/y> . :labelled :p 1 .")
    assert "http://a/x added\n  p: http://b/x, y\n" in text
    # one with a label or a prefixed name is told apart already
    text = report("text", "", '<http://a/x> :p :x . <http://b/x> rdfs:label "X" .', prefixes={"e": "http://e/"})
    assert "x added\n  e:p: e:x\n" in text


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        ('"x"@en--ltr', '"x"@en--rtl', '"x" (en, left to right) → "x" (en, right to left)'),
        ('"x"@en', '"x"@en--rtl', '"x" (en) → "x" (en, right to left)'),
        ('"x"@en', '"y"@en', '"x" (en) → "y" (en)'),
        ('"01"^^:t', '"01"', '"01" (http://e/t) → "01" (string)'),
        ("1", "1.0", "1 → 1.0"),
        ("true", "false", "true → false"),
        ('"1"^^rdfs:integer', "1", "1 (http://www.w3.org/2000/01/rdf-schema#integer) → 1 (integer)"),
    ],
)
def test_a_change_shows_what_changed(left: str, right: str, told: str) -> None:
    assert f"a: p changed: {told}\n" in report("text", f":a :p {left} .", f":a :p {right} .")


def test_two_things_of_one_name_are_told_with_their_iris() -> None:
    names = ':x rdfs:label "Ann" . :y rdfs:label "Ann" . '
    text = report("text", names + ":a :p :x .", names + ":a :p :y .")
    assert "a: p changed: Ann (<http://e/x>) → Ann (<http://e/y>)" in text


def test_an_empty_label_is_none() -> None:
    assert report("text", ':a rdfs:label "", "A"@en .', ':a rdfs:label "", "A"@en ; :p 1 .').startswith("A: p added")
    assert report("text", ':a rdfs:label " " .', ':a rdfs:label " " ; :p 1 .').startswith("a: p added")
