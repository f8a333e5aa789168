"""Comments at all places of a text: each is kept once, with what it is about, and the text is in our style."""

from __future__ import annotations

from functools import cache
from unittest import mock

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kgtools.errors import ParseError
from kgtools.reading import parse_bytes
from kgtools.writing.style import format_bytes, formatter
from kgtools.writing.style.relative import STAND_IN
from kgtools.writing.style.settled import is_settled
from kgtools.writing.style.source import read
from tests.examples import share
from tests.writing.same import canonical

_NAMES = st.sampled_from(["e:a", "e:b", "e:c", "f:d", "<http://e/a>", "<x#y>"])
_VERBS = st.sampled_from(["a", "e:p", "e:q", "e:r", "rdf:first", "rdf:rest"])
_NODES = st.sampled_from(["_:x", "_:y", "_:z"])
_LITERALS = st.sampled_from(
    ["1", "2.50", "true", '"# no"', "'x'@en-GB", "'x'@en-gb", '"""two\n# lines\n"""', '"l"^^ e:t', '"' + "w" * 60 + '"']
)


def _flat(parts: list[list[str]], between: str | None = None) -> list[str]:
    found: list[str] = []
    for number, part in enumerate(parts):
        found += [between, *part] if number and between else part
    return found


@cache
def _said(things: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    """Predicates and objects."""
    pairs = st.lists(st.tuples(_VERBS, st.lists(things, min_size=1, max_size=3)), min_size=1, max_size=3)
    return pairs.map(lambda said: _flat([[verb, *_flat(objects, ",")] for verb, objects in said], ";"))


def _within(things: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    brackets = st.one_of(st.just([]), _said(things)).map(lambda inner: ["[", *inner, "]"])
    lists = st.lists(things, max_size=4).map(lambda items: ["(", *_flat(items), ")"])
    return st.one_of(brackets, lists)


_PLAIN = st.one_of(_NAMES, _NODES, _LITERALS).map(lambda token: [token])
_TRIPLES = st.tuples(_NAMES, st.just("e:p"), _NAMES)
_THINGS = st.one_of(
    st.recursive(_PLAIN, _within, max_leaves=8),
    _TRIPLES.map(lambda triple: ["<<(", *triple, ")>>"]),
    _TRIPLES.map(lambda triple: ["<<", *triple, ">>"]),
)
_ANNOTATED = st.one_of(
    _THINGS,
    _THINGS,
    st.tuples(_PLAIN, _said(_THINGS)).map(lambda pair: [*pair[0], "{|", *pair[1], "|}"]),
    st.tuples(_PLAIN, _NAMES).map(lambda pair: [*pair[0], "~", pair[1]]),
)
_SUBJECTS = st.one_of(
    st.one_of(_NAMES, _NODES).map(lambda token: [token]),
    st.just(["[", "]"]),
    _said(_THINGS).map(lambda inner: ["[", *inner, "]"]),
    st.lists(_THINGS, min_size=1, max_size=2).map(lambda items: ["(", *_flat(items), ")"]),
)
_STATEMENTS = st.tuples(_SUBJECTS, _said(_ANNOTATED)).map(lambda pair: [*pair[0], *pair[1], "."])
_DIRECTIVES = st.sampled_from(
    [["@prefix", "f:", "<http://f/>", "."], ["PREFIX", "u:", "<http://unused/>"], ["VERSION", '"1.2"']]
)


_HEADS: st.SearchStrategy[list[str]] = st.sampled_from([[], ["e:g"], ["GRAPH", "e:g"], ["_:x"]])
_GRAPHS = st.tuples(st.lists(_STATEMENTS, max_size=2), _HEADS).map(lambda both: [*both[1], "{", *_flat(both[0]), "}"])
_PARTS = st.lists(st.one_of(_STATEMENTS, _STATEMENTS, _GRAPHS, _DIRECTIVES), max_size=4)
_GAPS = st.sampled_from(["", "", "", "", "\n", " #", "\n#", "\n\n#", "\n#\n"])
_HEAD = [
    ["@prefix", "e:", "<http://e/>", "."],
    ["@prefix", "f:", "<http://e/f#>", "."],
    ["@prefix", "rdf:", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#>", "."],
]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """TriG with comments between any tokens."""
    tokens = _flat([*_HEAD, *draw(_PARTS)])
    made: list[str] = []
    for number, token in enumerate(["", *tokens]):
        made.append(token)
        gap = draw(_GAPS)
        made.append(gap.replace("#", f"# c{number}\n") if "#" in gap else gap or " ")
    return "".join(made)


def comments(text: str) -> list[str]:
    return sorted(comment.text for comment in read(text.encode()).comments)


@settings(max_examples=share(200), deadline=None)
@given(texts())
def test_each_comment_is_kept_once_and_the_graph_is_the_same(text: str) -> None:
    once = format_bytes(text.encode(), format="trig").data.decode()
    assert comments(once) == comments(text)
    left, right = (canonical(parse_bytes(t.encode(), format="trig", base=STAND_IN)) for t in (text, once))
    assert left == right
    twice = format_bytes(once.encode(), format="trig")
    assert not twice.changed, twice.diff()


@settings(max_examples=share(100), deadline=None)
@given(texts())
def test_without_its_comments_a_text_is_what_it_would_be_without_them(text: str) -> None:
    """But for lists, which have a line for each item where there is a comment within."""

    def bare(data: bytes) -> list[str]:
        found = read(data).comments
        parts, position = [], 0
        for comment in found:
            parts.append(data[position : comment.start])
            position = comment.start + len(comment.text.encode())
        return b"".join([*parts, data[position:]]).decode().split()

    plain = text.encode()
    for comment in reversed(read(plain).comments):
        plain = plain[: comment.start] + plain[comment.start + len(comment.text) :]
    assert bare(format_bytes(text.encode(), format="trig").data) == bare(format_bytes(plain, format="trig").data)


@settings(max_examples=share(150), deadline=None)
@given(texts())
def test_the_comments_of_a_text_in_our_style_are_in_their_places(text: str) -> None:
    once = format_bytes(text.encode(), format="trig").data
    with mock.patch.object(formatter, "is_settled", wraps=formatter.is_settled) as asked:
        format_bytes(once, format="trig")
    for call in asked.call_args_list:
        assert is_settled(*call.args)


@settings(max_examples=share(150), deadline=None)
@given(texts(), st.data())
def test_comments_in_their_places_are_left_there_as_if_each_had_been_placed(text: str, data: st.DataObject) -> None:
    once = format_bytes(text.encode(), format="trig").data
    # nearly in our style: a space or a line break more or less
    places = [at for at in range(len(once)) if once[at : at + 1] in (b" ", b"\n")]
    changed = once
    if places and data.draw(st.booleans()):
        at = data.draw(st.sampled_from(places))
        changed = once[:at] + data.draw(st.sampled_from([b"  ", b"\n", b"\n\n", b" \n"])) + once[at + 1 :]
    try:
        made = format_bytes(changed, format="trig").data
    except ParseError:
        # it was a space in a string, or the line break behind a comment
        return
    with mock.patch.object(formatter, "is_settled", return_value=False):
        placed = format_bytes(changed, format="trig").data
        # of nodes that nothing tells apart another one may have the comment each time
        assume(format_bytes(placed, format="trig").data == placed)
    assert placed == made
