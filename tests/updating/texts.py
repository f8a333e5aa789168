"""Turtle and TriG texts in many layouts, and changes of what they say: strategies for property-based tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

from kgtools.data.updating.edits.change import change_text
from kgtools.data.updating.turtle.places import Places, all_places
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Subject, Term
from kgtools.reading import Tags, parse_bytes
from kgtools.store import MemoryStore

BASE = "file:///d/a.trig"
HEAD = "@prefix e: <http://e/> .\n@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
_IRIS = ("e:a", "e:b", "e:c", "<http://e/d>", "<#f>")
_LABELS = ("_:x", "_:y")
_VERBS = ("e:p", "e:q", "a", "<http://e/r>")
_LITERALS = ("1", "1.5", '"x"', "'y'@en-GB", '"""a\n# no comment . ;"""', '"1"^^e:t', "true")
_GAPS = (" ", " ", "\n    ", "\n", "  # beside ; , .\n  ", "\n  # own [ line\n  ")
_KINDS = ("iri", "label", "literal", "literal")
_NESTED = ("bracket", "list", "empty", "triple")


@cache
def _one_of(*values: str) -> st.SearchStrategy[str]:
    """One of some texts: the strategy is made once, since hypothesis examines each that is new."""
    return st.sampled_from(values)


@cache
def _several(depth: int, *, annotated: bool) -> st.SearchStrategy[list[str]]:
    return st.lists(objects(depth, annotated=annotated), min_size=1, max_size=3)


@cache
@st.composite
def objects(draw: st.DrawFn, depth: int = 2, *, annotated: bool = True) -> str:
    """An object, with brackets, lists and annotations in it."""
    kind = draw(_one_of(*_KINDS, *(_NESTED if depth else ())))
    gap = draw(_one_of(*_GAPS))
    if kind == "iri":
        text = draw(_one_of(*_IRIS))
    elif kind == "label":
        text = draw(_one_of(*_LABELS))
    elif kind == "literal":
        text = draw(_one_of(*_LITERALS))
    elif kind == "empty":
        text = draw(_one_of("[]", "()"))
    elif kind == "bracket":
        text = f"[{gap}{draw(rows(depth - 1))}{gap}]"
    elif kind == "triple":
        text = f"<<( {draw(_one_of(*_IRIS))} e:p {draw(_one_of(*_LITERALS[:3]))} )>>"
    else:
        items = draw(_several(depth - 1, annotated=False))
        text = f"({gap}{gap.join(items)} )"
    if annotated and draw(st.integers(0, 9)) == 0:
        reifier = draw(_one_of("", "~ ", "~ e:r "))
        text += f" {reifier}{{| {draw(rows(0))} |}}"
    return text


@cache
@st.composite
def rows(draw: st.DrawFn, depth: int = 2) -> str:
    """Predicates with objects, without the dot."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        comma = f"{draw(_one_of('', ' '))},{draw(_one_of(*_GAPS))}"
        found = draw(_several(depth, annotated=True))
        parts.append(f"{draw(_one_of(*_VERBS))} {comma.join(found)}")
    gap = draw(_one_of(*_GAPS))
    tail = draw(_one_of("", " ;", f" ;{draw(_one_of(*_GAPS))}"))
    return f" ;{gap}".join(parts) + tail


@cache
@st.composite
def statements(draw: st.DrawFn) -> str:
    """A statement with its dot, and perhaps comments above it."""
    subject = draw(_one_of(*_IRIS, *_IRIS, *_LABELS, "[]", "[ e:p 1 ]", "( 1 e:a )"))
    above = draw(_one_of("", "", "# about it\n", "# apart\n\n"))
    dot = draw(_one_of(" .", ".\n", "\n.", " . # behind"))
    return f"{above}{subject} {draw(rows())}{' ' if dot == '.' + chr(10) else ''}{dot}\n"


@cache
def _two_statements() -> st.SearchStrategy[list[str]]:
    return st.lists(statements(), max_size=2)


@st.composite
def texts(draw: st.DrawFn, *, graphs: bool = True) -> str:
    """A whole TriG text; without `graphs` Turtle."""
    parts = []
    for _ in range(draw(st.integers(0, 5))):
        if graphs and draw(st.integers(0, 3)) == 0:
            name = draw(_one_of("e:g", "GRAPH e:g", "e:h", "_:x", ""))
            inside = draw(_one_of("\n", " ")).join(draw(_two_statements()))
            last = draw(_one_of("", "e:z e:p 1", "e:z e:p 1 ."))
            parts.append(f"{name} {{\n{inside}{last} }}\n")
        else:
            parts.append(draw(statements()))
    between = draw(_one_of("", "\n", "\n# alone\n\n"))
    text = HEAD + draw(_one_of("", "\n", "# top\n")) + between.join(parts)
    text += draw(_one_of("", "# end", "\n", "\n\n# end\n"))
    text = text.rstrip("\n") if draw(st.integers(0, 5)) == 0 else text
    return text.replace("\n", "\r\n") if draw(st.integers(0, 5)) == 0 and '"""' not in text else text


_SPELLINGS = ["e:a", "e:b", "<http://e/a>", "<#f>", "<b>", "e:a\\-c", "<http://e/\\u0061>", "e:a\\,b", "x:a", "e:a.b"]


@st.composite
def plain_texts(draw: st.DrawFn) -> str:
    """A text without blank nodes, in which one IRI is spelled in many ways."""
    parts = [HEAD, "@prefix x: <http://x/> .\n"]
    for _ in range(draw(st.integers(0, 8))):
        said = f"e:p {draw(_one_of(*_SPELLINGS))} , {draw(_one_of(*_LITERALS))}"
        statement = f"{draw(_one_of(*_SPELLINGS[:8]))} {said}"
        parts.append(
            draw(
                st.sampled_from(
                    [
                        f"{statement} .\n",
                        f"# about it\n{statement} .\n\n",
                        f"e:g {{ {statement} }}\n",
                        f"GRAPH <http://e/g> {{\n  {statement} .\n  e:c e:p 1 . }} # behind\n",
                        "PREFIX e: <http://e/a#>\n",
                        "@prefix x: <http://e/> . x:a e:p 1 .\n",
                        "@base <http://e/> .\n",
                    ]
                )
            )
        )
    return "".join(parts)


@dataclass
class Read:
    """A text that was read."""

    text: str
    quads: list[Quad]
    places: Places


def read(text: str) -> Read:
    raw = parse_bytes(text.encode(), format="trig", base=BASE).read()
    quads = MemoryStore().add_apart(raw)
    return Read(text, quads, all_places(text, quads, raw, base=BASE))


def changed(text: str, gone: set[Quad], new: set[Quad]) -> str:
    return change_text(read(text).places, gone, new, tags=Tags(texts=[(b"'y'@en-GB", "turtle")]))


@st.composite
def new_quads(draw: st.DrawFn, quads: list[Quad]) -> set[Quad]:
    """Triples that could come: of terms that are there, and of others."""
    nodes = [node for q in quads for node in (q.subject, q.object) if isinstance(node, BlankNode)]
    subjects: list[Subject] = [NamedNode("http://e/a"), NamedNode("http://e/new"), BlankNode("fresh")]
    subjects += dict.fromkeys(nodes)
    values: list[Term] = [
        *subjects,
        Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        Literal("new"),
    ]
    graphs = [DefaultGraph(), *dict.fromkeys(q.graph_name for q in quads), NamedNode("http://e/new-graph")]
    predicates = [NamedNode("http://e/p"), NamedNode("http://e/new"), *dict.fromkeys(q.predicate for q in quads)]
    made = set()
    for _ in range(draw(st.integers(0, 3))):
        subject, predicate = draw(st.sampled_from(subjects)), draw(st.sampled_from(predicates))
        made.add(Quad(subject, predicate, draw(st.sampled_from(values)), draw(st.sampled_from(graphs))))
    return made
