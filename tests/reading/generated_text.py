"""Turtle and TriG texts with everything that the grammars allow, for hypothesis."""

from __future__ import annotations

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


@st.composite
def _joined(draw: st.DrawFn, *parts: st.SearchStrategy[str] | str) -> str:
    return "".join(
        (part if isinstance(part, str) else draw(part)) + draw(_SPACES)
        for part in parts
        if not isinstance(part, str) or part
    )


def _objects(depth: int) -> st.SearchStrategy[str]:
    plain = _IRIS | _LABELS | _LITERALS | _LITERALS | _ANON
    if depth == 0:
        return plain
    return plain | _properties(depth - 1) | _lists(depth - 1) | _reified(depth - 1) | _triple_terms(depth - 1)


def _properties(depth: int) -> st.SearchStrategy[str]:
    return _joined("[", _predicates(depth), "]")


@st.composite
def _lists(draw: st.DrawFn, depth: int) -> str:
    items = draw(st.lists(_objects(depth), max_size=3))
    return draw(_joined("(", *items, ")"))


# the parser does not read "~ []", nor strings in three quotes within a triple
_SIMPLE_OBJECTS = (
    _IRIS | _LABELS | st.sampled_from([*_BARE, *(s for s in _STRINGS + _TAGGED if s[:3] not in ('"""', "'''"))]) | _ANON
)


@st.composite
def _reified(draw: st.DrawFn, depth: int) -> str:
    subject = draw(_IRIS | _LABELS | _ANON | (_reified(depth - 1) if depth else _IRIS))
    object_ = draw(_SIMPLE_OBJECTS | (_reified(depth - 1) | _triple_terms(depth - 1) if depth else _IRIS))
    reifier = draw(st.sampled_from(["", "", "~", "~ :r", "~ _:r"]))
    return draw(_joined("<<", subject, _IRIS, object_, reifier, ">>"))


@st.composite
def _triple_terms(draw: st.DrawFn, depth: int) -> str:
    object_ = draw(_SIMPLE_OBJECTS | (_triple_terms(depth - 1) if depth else _IRIS))
    return draw(_joined("<<(", _IRIS | _LABELS | _ANON, _IRIS | st.just("a"), object_, ")>>"))


@st.composite
def _annotated(draw: st.DrawFn, depth: int) -> str:
    text = draw(_objects(depth))
    for _ in range(draw(st.sampled_from([0, 0, 0, 0, 1, 2]))):
        annotation = draw(st.sampled_from(["~", "~ :r", "~ _:r", "{|"]))
        if annotation == "{|":
            annotation = draw(_joined("{|", _predicates(max(depth - 1, 0)), "|}"))
        text += draw(_SPACES) + annotation
    return text


@st.composite
def _predicates(draw: st.DrawFn, depth: int) -> str:
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        objects = draw(st.lists(_annotated(depth), min_size=1, max_size=3))
        lines.append(draw(_IRIS | st.just("a")) + draw(_SPACES) + draw(_SPACES).join([f"{o} ," for o in objects])[:-1])
    end = draw(st.sampled_from(["", " ;", " ; ;"]))
    return f"{draw(_SPACES)};{draw(_SPACES)}".join(lines) + end


@st.composite
def _statement(draw: st.DrawFn) -> str:
    kind = draw(st.integers(0, 7))
    if kind == 0:
        return draw(_properties(2) | _reified(2))
    subject = draw(_IRIS | _LABELS | _ANON | _properties(1) | _lists(1) | _reified(1) if kind > 2 else _IRIS)
    return draw(_joined(subject, _predicates(2)))


#: texts of Turtle
TURTLE = st.lists(_statement(), max_size=4).map(lambda statements: PREFIXES + "".join(f"{s} .\n" for s in statements))


@st.composite
def _graph(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(["", ":g", "GRAPH :g", "graph <h>", "_:g", "[]", "GRAPH _:g"]))
    inside = " .\n".join(draw(st.lists(_statement(), max_size=3)))
    # "<< … >>" alone is a statement only before a dot
    return draw(_joined(name, "{", inside, "." if inside else "", "}"))


#: texts of TriG
TRIG = st.lists(_graph() | _statement().map(lambda s: f"{s} ."), max_size=3).map(lambda s: PREFIXES + "\n".join(s))
