"""Small texts, an update of each, and the text behind it: what goes where, and what becomes of comments."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kgtools.data.updating.edits.change import change_text
from kgtools.model.terms import Quad
from kgtools.reading import Tags
from kgtools.store import MemoryStore
from kgtools.store.change import Change
from tests.updating.texts import read

HEAD = "@prefix e: <http://e/> .\n\n"
PREFIXES = {"e": "http://e/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}
LIST = "e:a e:p ( 1 2 3 ) .\n"
COMMENTED = "e:a e:p ( # the list\n    1 # one\n    # above two\n    2 # two\n    3 # three\n    # at the end\n) .\n"
WITHOUT = (
    "DELETE {{ ?b rdf:rest ?c . ?c rdf:first {0} ; rdf:rest ?d }} INSERT {{ ?b rdf:rest ?d }} "
    "WHERE {{ ?b rdf:rest ?c . ?c rdf:first {0} ; rdf:rest ?d }}"
)

#: name: text, update, text behind it; the head stands above both
CASES = {
    "a new object stands behind those of its predicate": (
        "e:a e:p 1 ; e:q 2 .\n",
        "INSERT DATA { e:a e:p 3 }",
        "e:a e:p 1, 3 ; e:q 2 .\n",
    ),
    "a new object stands on a line of its own where the others do": (
        "e:a e:p 1 ,\n        2 .\n",
        "INSERT DATA { e:a e:p 3 }",
        "e:a e:p 1 ,\n        2 ,\n        3 .\n",
    ),
    "a new predicate stands behind what is said last": (
        "e:a e:p 1 .\ne:b e:p 1 .\n",
        "INSERT DATA { e:a e:q 2 }",
        "e:a e:p 1 ;\n    e:q 2 .\ne:b e:p 1 .\n",
    ),
    "a new predicate is indented as those around it": (
        "e:a e:p 1;\n  e:q 2 .\n",
        "INSERT DATA { e:a e:r 3 }",
        "e:a e:p 1;\n  e:q 2;\n  e:r 3 .\n",
    ),
    "a new predicate has a semicolon behind it where all have": (
        "e:a\n    e:p 1 ;\n.\n",
        "INSERT DATA { e:a e:q 2 }",
        "e:a\n    e:p 1 ;\n    e:q 2 ;\n.\n",
    ),
    "a new predicate stands behind the comment of the last one": (
        "e:a e:p 1 ; # one\n    e:q 2 # two\n    .\n",
        "INSERT DATA { e:a e:r 3 }",
        "e:a e:p 1 ; # one\n    e:q 2 ; # two\n    e:r 3\n    .\n",
    ),
    "a subject of single statements gets a single statement": (
        "e:a e:p 1 .\ne:a e:q 2 .\n\ne:b e:p 1 .\n",
        "INSERT DATA { e:a e:r 3 }",
        "e:a e:p 1 .\ne:a e:q 2 .\ne:a e:r 3 .\n\ne:b e:p 1 .\n",
    ),
    "a new subject stands at the end, laid out as the last one": (
        "e:a a e:T ;\n  e:p 1 .\n",
        "INSERT DATA { e:b e:p 1 ; a e:T }",
        "e:a a e:T ;\n  e:p 1 .\n\ne:b a e:T ;\n  e:p 1 .\n",
    ),
    "a new subject is parted from a comment at the end": (
        "e:a e:p 1 .\n# the end",
        "INSERT DATA { e:b e:p 1 }",
        "e:a e:p 1 .\n# the end\n\ne:b e:p 1 .",
    ),
    "an IRI that no prefix of the file fits stands in full": (
        "e:a e:p 1 .\n",
        "PREFIX x: <http://x/> INSERT DATA { e:a e:p x:y }",
        "e:a e:p 1, <http://x/y> .\n",
    ),
    "a language tag is written as the update has it": (
        "e:a e:p 1 .\n",
        "INSERT DATA { e:a e:p 'x'@en-GB }",
        'e:a e:p 1, "x"@en-GB .\n',
    ),
    "new blank nodes stand in brackets, and lists in parentheses": (
        "e:a e:p 1 .\n",
        "INSERT DATA { e:a e:q [ e:r 2 ; e:s (3 4) ] }",
        "e:a e:p 1 ;\n    e:q [ e:r 2 ; e:s ( 3 4 ) ] .\n",
    ),
    "an object that goes takes its comma with it": (
        "e:a e:p 1, 2, 3 .\n",
        "DELETE DATA { e:a e:p 2 }",
        "e:a e:p 1, 3 .\n",
    ),
    "the last object that goes takes the comma before it": (
        "e:a e:p 1, 2 ; e:q 3 .\n",
        "DELETE DATA { e:a e:p 2 }",
        "e:a e:p 1 ; e:q 3 .\n",
    ),
    "a predicate goes with its last object, and the comment beside it": (
        "e:a e:p 1 ; # one\n    e:q 2 ; # two\n    e:r 3 .\n",
        "DELETE DATA { e:a e:q 2 }",
        "e:a e:p 1 ; # one\n    e:r 3 .\n",
    ),
    "a comment on a line of its own within a statement stays": (
        "e:a e:p 1 ;\n    # about q\n    e:q 2 ;\n.\n",
        "DELETE DATA { e:a e:q 2 }",
        "e:a e:p 1 ;\n    # about q\n.\n",
    ),
    "nothing comes to stand in a comment that stays": (
        "e:a e:p 1 ; # one\n    e:q 2 . # two\n",
        "DELETE DATA { e:a e:q 2 }",
        "e:a e:p 1 # one\n    . # two\n",
    ),
    "a subject goes with its last predicate, and the comment right above it": (
        "e:a e:p 1 .\n\n# about b\ne:b e:p 1 .\n\n# about c\ne:c e:p 1 .\n",
        "DELETE DATA { e:b e:p 1 }",
        "e:a e:p 1 .\n\n# about c\ne:c e:p 1 .\n",
    ),
    "a comment that an empty line parts from the subject stays": (
        "e:a e:p 1 .\n\n# the rest\n\ne:b e:p 1 .\n",
        "DELETE DATA { e:b e:p 1 }",
        "e:a e:p 1 .\n\n# the rest\n",
    ),
    "a value is replaced where it stands": (
        "e:a e:p 1 ; # one\n    e:q 2 .\n",
        "DELETE { ?s e:p 1 } INSERT { ?s e:p 9 } WHERE { ?s e:p 1 }",
        "e:a e:p 9 ; # one\n    e:q 2 .\n",
    ),
    "a predicate is renamed where it stands, whatever its objects are": (
        "e:a e:p [ e:x 1 # one\n  ], ( 2 ) ; e:q 2 .\n",
        "DELETE { ?s e:p ?o } INSERT { ?s e:new ?o } WHERE { ?s e:p ?o }",
        "e:a e:new [ e:x 1 # one\n  ], ( 2 ) ; e:q 2 .\n",
    ),
    "a predicate is renamed within brackets and around them": (
        "e:a e:p [ e:p [ e:p 1 ] ; e:q 2 # two\n  ] .\n",
        "DELETE { ?s e:p ?o } INSERT { ?s e:new ?o } WHERE { ?s e:p ?o }",
        "e:a e:new [ e:new [ e:new 1 ] ; e:q 2 # two\n  ] .\n",
    ),
    "a subject is renamed where it stands": (
        "# about it\ne:a e:p [ e:x 1 ] ; # one\n    e:q 2 .\n",
        "DELETE { e:a ?p ?o } INSERT { e:new ?p ?o } WHERE { e:a ?p ?o }",
        "# about it\ne:new e:p [ e:x 1 ] ; # one\n    e:q 2 .\n",
    ),
    "a triple within brackets goes": (
        "e:a e:p [ e:x 1 ; e:y 2 ] .\n",
        "DELETE { ?b e:y 2 } WHERE { ?b e:y 2 }",
        "e:a e:p [ e:x 1 ] .\n",
    ),
    "brackets that nothing is left in stay empty": (
        "e:a e:p [ e:x 1 ] .\n",
        "DELETE { ?b e:x 1 } WHERE { ?b e:x 1 }",
        "e:a e:p [] .\n",
    ),
    "a triple comes into brackets": (
        "e:a e:p [\n    e:x 1 ;\n  ], [] .\n",
        "INSERT { ?b e:y 2 } WHERE { ?b e:x 1 }",
        "e:a e:p [\n    e:x 1 ;\n    e:y 2 ;\n  ], [] .\n",
    ),
    "brackets go with what refers to them": (
        "e:a e:p [ e:x 1 ], 2 .\n",
        "DELETE WHERE { ?s e:p ?b . ?b e:x ?v }",
        "e:a e:p 2 .\n",
    ),
    "what brackets say stays when what refers to them goes": (
        "e:a e:p [ e:x 1 ], 2 .\n",
        "DELETE { ?s e:p ?b } WHERE { ?s e:p ?b . ?b e:x ?v }",
        "e:a e:p 2 .\n\n[] e:x 1 .\n",
    ),
    "brackets move to who refers to them now": (
        "e:a e:p [ e:x 1 ], 2 .\n\ne:b e:q 1 .\n",
        "DELETE { ?s e:p ?b } INSERT { e:b e:p ?b } WHERE { ?s e:p ?b . ?b e:x ?v }",
        "e:a e:p 2 .\n\ne:b e:q 1 ;\n    e:p [ e:x 1 ] .\n",
    ),
    "brackets that two refer to get a label": (
        "e:a e:p [ e:x 1 ] .\n",
        "INSERT { e:b e:p ?b } WHERE { ?b e:x ?v }",
        "e:a e:p _:b0 .\n\n_:b0 e:x 1 .\n\ne:b e:p _:b0 .\n",
    ),
    "an item of a list is replaced": (
        LIST,
        "DELETE { ?c rdf:first 2 } INSERT { ?c rdf:first 9 } WHERE { ?c rdf:first 2 }",
        "e:a e:p ( 1 9 3 ) .\n",
    ),
    "an item goes out of a list": (LIST, WITHOUT.format(2), "e:a e:p ( 1 3 ) .\n"),
    "an item of a list with comments is replaced": (
        COMMENTED,
        "DELETE { ?c rdf:first 2 } INSERT { ?c rdf:first 9 } WHERE { ?c rdf:first 2 }",
        COMMENTED.replace("2", "9"),
    ),
    "an item goes with the comment on its line": (
        COMMENTED,
        WITHOUT.format(2),
        COMMENTED.replace("    2 # two\n", ""),
    ),
    "the last item of a list with comments goes": (
        COMMENTED,
        WITHOUT.format(3),
        COMMENTED.replace("    3 # three\n", ""),
    ),
    "an item comes to the end of a list with comments": (
        COMMENTED,
        "DELETE { ?c rdf:rest () } INSERT { ?c rdf:rest (4) } WHERE { ?c rdf:rest () }",
        COMMENTED.replace("# three\n", "# three\n    4\n"),
    ),
    "nothing comes to stand in a comment of a list": (
        "e:a e:p ( 1 # one\n    2 3 ) .\n",
        WITHOUT.format(2),
        "e:a e:p ( 1 # one\n3 ) .\n",
    ),
    "a cell of a list of which another graph speaks gets a label": (
        LIST,
        "INSERT { GRAPH e:g { ?c e:seen 1 } } WHERE { ?c rdf:first 2 }",
        "e:a e:p [ <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:b0 ] .\n\n"
        "_:b0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 2 ;\n"
        "    <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> ( 3 ) .\n\n"
        "e:g {\n    _:b0 e:seen 1 .\n}\n",
    ),
    "an item comes to the end of a list": (
        LIST,
        "DELETE { ?c rdf:rest () } INSERT { ?c rdf:rest (4) } WHERE { ?c rdf:rest () }",
        "e:a e:p ( 1 2 3 4 ) .\n",
    ),
    "a list goes with all of its cells": (
        "e:a e:p ( 1 2 ) ; e:q 1 .\n",
        "DELETE { ?s e:p ?l . ?c rdf:first ?f ; rdf:rest ?r } "
        "WHERE { ?s e:p ?l . ?l rdf:rest* ?c . ?c rdf:first ?f ; rdf:rest ?r }",
        "e:a e:q 1 .\n",
    ),
    "a list that is none any more is written out": (
        "e:a e:p ( 1 2 ) .\n",
        "DELETE { ?c rdf:first 2 } WHERE { ?c rdf:first 2 }",
        "e:a e:p [ <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> "
        "[ <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> () ] ] .\n",
    ),
    "an annotation goes with its triple": (
        "e:a e:p 1 {| e:by e:b |}, 2 .\n",
        "DELETE WHERE { e:a e:p 1 . ?r e:by ?b ; rdf:reifies ?t }",
        "e:a e:p 2 .\n",
    ),
    "an annotation that nothing is left in is a reifier": (
        "e:a e:p 1 {| e:by e:b |} .\n",
        "DELETE WHERE { ?r e:by e:b }",
        "e:a e:p 1 ~ .\n",
    ),
    "a statement about an annotation is written into it": (
        "e:a e:p 1 {| e:by e:b |} .\n",
        "INSERT { ?r e:on 2 } WHERE { ?r e:by e:b }",
        "e:a e:p 1 {| e:by e:b ; e:on 2 |} .\n",
    ),
    "an annotation whose triple goes is written out": (
        "e:a e:p 1 {| e:by e:b |} .\n",
        "DELETE DATA { e:a e:p 1 }",
        "[] e:by e:b ;\n    <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( e:a e:p 1 )>> .\n",
    ),
    "a statement about a reifier with a label stands with its label": (
        "e:a e:p 1 ~ _:r {| e:by e:b |} .\n",
        "INSERT { ?r e:on 2 } WHERE { ?r e:by e:b }",
        "e:a e:p 1 ~ _:r {| e:by e:b |} .\n\n_:r e:on 2 .\n",
    ),
    "a list that begins a statement stays when nothing is said of it any more": (
        "( 1 ) e:p 2 .\n\ne:a e:p 1 .\n",
        "DELETE { ?l e:p 2 } WHERE { ?l e:p 2 }",
        "e:a e:p 1 .\n\n[] <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ;\n"
        "    <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> () .\n",
    ),
    "a triple goes wherever it is said": (
        "e:a e:p 1 .\ne:b e:p 1 .\ne:a e:p 1 .\n",
        "DELETE DATA { e:a e:p 1 }",
        "e:b e:p 1 .\n",
    ),
    "a new subject of a graph stands at its end": (
        "e:g {\n    e:a e:p 1 .\n}\n",
        "INSERT DATA { GRAPH e:g { e:b e:p 1 } }",
        "e:g {\n    e:a e:p 1 .\n    e:b e:p 1 .\n}\n",
    ),
    "a graph without a dot at its end keeps none": (
        "e:g { e:a e:p 1 }\n",
        "INSERT DATA { GRAPH e:g { e:b e:p 1 } }",
        "e:g { e:a e:p 1 . e:b e:p 1 }\n",
    ),
    "a new graph stands at the end": (
        "e:g { e:a e:p 1 }\n",
        "INSERT DATA { GRAPH e:h { e:a e:p 1 } }",
        "e:g { e:a e:p 1 }\n\ne:h {\n    e:a e:p 1 .\n}\n",
    ),
    "a graph goes with its last subject": (
        "# about g\ne:g { e:a e:p 1 }\n\ne:h { e:a e:p 1 }\n",
        "DROP GRAPH e:g",
        "e:h { e:a e:p 1 }\n",
    ),
    "carriage returns stay, and come": (
        "e:a e:p 1 ;\r\n  e:q 2 .\r\n",
        "INSERT DATA { e:a e:r 3 . e:b e:p 1 }",
        "e:a e:p 1 ;\r\n  e:q 2 ;\r\n  e:r 3 .\r\n\r\ne:b e:p 1 .\r\n",
    ),
    "what looks like a comment in a string is none": (
        'e:a e:p """\n# no comment\n""" .\n\ne:b e:p 1 .\n',
        "DELETE DATA { e:b e:p 1 }",
        'e:a e:p """\n# no comment\n""" .\n',
    ),
}


@pytest.mark.parametrize(("before", "update", "after"), CASES.values(), ids=CASES.keys())
def test_an_update_changes_its_lines_only(before: str, update: str, after: str) -> None:
    head = HEAD.replace("\n", "\r\n") if "\r" in before else HEAD
    # a comment at the very top is about the file
    found = read(head + before)
    change = _change(found.quads, update)
    tags = Tags(texts=[(update.encode(), "turtle")])
    assert change_text(found.places, change.deleted, change.inserted, tags=tags).removeprefix(head.rstrip()) in (
        after if after.startswith("\n") else head[len(head.rstrip()) :] + after,
        after,
    )


def test_a_prefix_that_changes_within_the_text_is_the_one_of_its_place() -> None:
    text = "@prefix p: <http://one/> .\np:a p:p 1 .\n@prefix p: <http://two/> .\np:a p:p 1 .\n"
    found = read(text)
    change = _change(found.quads, "INSERT DATA { <http://one/a> <http://one/q> 2 . <http://two/a> <http://two/q> 3 }")
    assert change_text(found.places, (), change.inserted, tags=Tags()) == (
        "@prefix p: <http://one/> .\np:a p:p 1 ;\n    p:q 2 .\n@prefix p: <http://two/> .\np:a p:p 1 ;\n    p:q 3 .\n"
    )


def test_an_iri_beside_the_file_is_relative_to_it() -> None:
    found = read("<#a> <http://e/p> 1 .\n")
    change = _change(found.quads, "INSERT DATA { <file:///d/a.trig#a> <http://e/q> <file:///d/a.trig#b> }")
    after = change_text(found.places, (), change.inserted, tags=Tags())
    assert after == "<#a> <http://e/p> 1 ;\n    <http://e/q> <#b> .\n"


def _change(quads: Iterable[Quad], update: str) -> Change:
    return MemoryStore(quads).update(update, prefixes=PREFIXES)
