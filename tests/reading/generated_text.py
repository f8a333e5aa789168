"""Turtle and TriG texts with everything that the grammars allow, for hypothesis.

Strategies are made once: hypothesis examines each one that is new, which takes longer than to draw from it.
"""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

PREFIXES = "@prefix : <http://e/> .\nPREFIX ex: <http://e/x#>\n@base <http://e/base/> .\n"

_SPACES = st.sampled_from([" "] * 6 + ["\n", "\t", "\r\n", ' # a comment . ; [ " <<\n', "  \n\n "])
_IRIS = st.sampled_from(
    [":a", "ex:b", ":", "ex:", "<c>", "<http://e/#d>", ":e.f", "ex:g\\,h", ":i%41", ":é", "<\\u00e9>", ":1a", ":a:b"]
)
_LABELS = st.sampled_from(["_:a", "_:b.c", "_:1"])
_STRINGS = ['"x"', "'y'", '""', '"a \\" . b"', '"""one\n"two" \\""""', "'''it's\n; ] '''", '"#"']
_TAGGED = ['"x"@en', "'y'@en-GB", '"5"^^:type', '"""z"""^^<http://e/t>']
_BARE = ["1", "-2.5", "+.5", "1e3", "-1.E-4", "true", "false", "007"]
_LITERALS = st.sampled_from([*_STRINGS, *_TAGGED, *_BARE])
_ANON = st.sampled_from(["[]", "[ ]", "[#\n]"])


_NAMES = _IRIS | _LABELS
_SUBJECTS = _NAMES | _ANON
_PREDICATES = _IRIS | st.just("a")


def _joined(draw: st.DrawFn, *parts: st.SearchStrategy[str] | str) -> str:
    return "".join(
        (part if isinstance(part, str) else draw(part)) + draw(_SPACES)
        for part in parts
        if not isinstance(part, str) or part
    )


@cache
def _objects(depth: int) -> st.SearchStrategy[str]:
    plain = _IRIS | _LABELS | _LITERALS | _LITERALS | _ANON
    if depth == 0:
        return plain
    return plain | _properties(depth - 1) | _lists(depth - 1) | _reified(depth - 1) | _triple_terms(depth - 1)


@cache
@st.composite
def _properties(draw: st.DrawFn, depth: int) -> str:
    return _joined(draw, "[", _predicates(depth), "]")


@cache
def _several(depth: int) -> st.SearchStrategy[list[str]]:
    return st.lists(_objects(depth), max_size=3)


@cache
@st.composite
def _lists(draw: st.DrawFn, depth: int) -> str:
    return _joined(draw, "(", *draw(_several(depth)), ")")


# the parser does not read "~ []", nor strings in three quotes within a triple
_SIMPLE_OBJECTS = (
    _IRIS | _LABELS | st.sampled_from([*_BARE, *(s for s in _STRINGS + _TAGGED if s[:3] not in ('"""', "'''"))]) | _ANON
)


_REIFIERS = st.sampled_from(["", "", "~", "~ :r", "~ _:r"])


@cache
def _parts_of_reified(depth: int) -> tuple[st.SearchStrategy[str], st.SearchStrategy[str]]:
    if depth == 0:
        return _SUBJECTS | _IRIS, _SIMPLE_OBJECTS | _IRIS
    inner = _reified(depth - 1)
    return _SUBJECTS | inner, _SIMPLE_OBJECTS | (inner | _triple_terms(depth - 1))


@cache
@st.composite
def _reified(draw: st.DrawFn, depth: int) -> str:
    subject, object_ = map(draw, _parts_of_reified(depth))
    return _joined(draw, "<<", subject, _IRIS, object_, draw(_REIFIERS), ">>")


@cache
def _objects_of_triple_terms(depth: int) -> st.SearchStrategy[str]:
    return _SIMPLE_OBJECTS | (_triple_terms(depth - 1) if depth else _IRIS)


@cache
@st.composite
def _triple_terms(draw: st.DrawFn, depth: int) -> str:
    object_ = draw(_objects_of_triple_terms(depth))
    return _joined(draw, "<<(", _SUBJECTS, _PREDICATES, object_, ")>>")


_HOW_MANY_ANNOTATIONS = st.sampled_from([0, 0, 0, 0, 1, 2])
_ANNOTATIONS = st.sampled_from(["~", "~ :r", "~ _:r", "{|"])


@cache
@st.composite
def _annotated(draw: st.DrawFn, depth: int) -> str:
    text = draw(_objects(depth))
    for _ in range(draw(_HOW_MANY_ANNOTATIONS)):
        annotation = draw(_ANNOTATIONS)
        if annotation == "{|":
            annotation = _joined(draw, "{|", _predicates(max(depth - 1, 0)), "|}")
        text += draw(_SPACES) + annotation
    return text


_HOW_MANY = st.integers(1, 3)
_ENDS = st.sampled_from(["", " ;", " ; ;"])


@cache
def _objects_of_predicates(depth: int) -> st.SearchStrategy[list[str]]:
    return st.lists(_annotated(depth), min_size=1, max_size=3)


@cache
@st.composite
def _predicates(draw: st.DrawFn, depth: int) -> str:
    lines = []
    for _ in range(draw(_HOW_MANY)):
        objects = draw(_objects_of_predicates(depth))
        lines.append(draw(_PREDICATES) + draw(_SPACES) + draw(_SPACES).join([f"{o} ," for o in objects])[:-1])
    end = draw(_ENDS)
    return f"{draw(_SPACES)};{draw(_SPACES)}".join(lines) + end


_KINDS = st.integers(0, 7)
_ALONE = _properties(2) | _reified(2)
_ANY_SUBJECTS = _SUBJECTS | _properties(1) | _lists(1) | _reified(1)


@cache
@st.composite
def _statement(draw: st.DrawFn) -> str:
    kind = draw(_KINDS)
    if kind == 0:
        return draw(_ALONE)
    return _joined(draw, draw(_ANY_SUBJECTS if kind > 2 else _IRIS), _predicates(2))


#: texts of Turtle
TURTLE = st.lists(_statement(), max_size=4).map(lambda statements: PREFIXES + "".join(f"{s} .\n" for s in statements))


_HEADS = st.sampled_from(["", ":g", "GRAPH :g", "graph <h>", "_:g", "[]", "GRAPH _:g"])
_STATEMENTS = st.lists(_statement(), max_size=3)


@st.composite
def _graph(draw: st.DrawFn) -> str:
    name = draw(_HEADS)
    inside = " .\n".join(draw(_STATEMENTS))
    # "<< … >>" alone is a statement only before a dot
    return _joined(draw, name, "{", inside, "." if inside else "", "}")


#: texts of TriG
TRIG = st.lists(_graph() | _statement().map(lambda s: f"{s} ."), max_size=3).map(lambda s: PREFIXES + "\n".join(s))
