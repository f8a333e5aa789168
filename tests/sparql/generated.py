"""Small random datasets, and random queries with every operator and every function, for two engines to agree on.

What is drawn depends on nothing but a :class:`Choices`, which hypothesis or a seeded generator stands behind. Where the
recommendation leaves the answer open (the order of equal keys, which member SAMPLE takes, the spelling of a number that
is computed) nothing is drawn that shows it; and nothing that :data:`tests.sparql.oxigraph.FAULTS` lists.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from hypothesis import strategies as st

from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term
from tests.sparql.expressions import expression

__all__ = [
    "PROLOGUE",
    "Choices",
    "Maker",
    "dataset",
    "datasets_and_exists",
    "datasets_and_queries",
    "datasets_and_selects",
]

T = TypeVar("T")

E = "http://e/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PROLOGUE = f"PREFIX : <{E}> PREFIX xsd: <{XSD}> PREFIX rdf: <{RDF}>\n"

NODES: tuple[NamedNode | BlankNode, ...] = (*(NamedNode(f"{E}s{i}") for i in range(4)), BlankNode("a"), BlankNode("b"))
PREDICATES = tuple(NamedNode(f"{E}p{i}") for i in range(3))
GRAPHS = (NamedNode(E + "g0"), NamedNode(E + "g1"))
#: in the canonical spelling, which is the one that Oxigraph gives back; with values that compare as equal in two types
LITERALS: tuple[Literal, ...] = (
    *(Literal(text, datatype=NamedNode(XSD + "integer")) for text in ("0", "1", "-7", "42", "x")),
    *(Literal(text, datatype=NamedNode(XSD + "decimal")) for text in ("1", "2.5", "-0.5")),
    *(Literal(text, datatype=NamedNode(XSD + "boolean")) for text in ("true", "false", "maybe")),
    *(Literal(text) for text in ("", "a", "b", "abc", "A b", "é", "1", "10", "\U0001f600x")),
    *(Literal(text, language=tag) for text, tag in (("a", "en"), ("a", "fr"), ("abc", "en-gb"), ("", "en"))),
    *(
        Literal(text, datatype=NamedNode(XSD + "dateTime"))
        for text in ("2020-02-29T12:30:15Z", "2020-02-29T13:30:00+01:00", "2021-01-01T00:00:00", "2021-13-01T00:00:00")
    ),
    *(Literal(text, datatype=NamedNode(XSD + "date")) for text in ("2020-02-29", "1999-12-31Z")),
    Literal("a", datatype=NamedNode(E + "type")),
)
VARIABLES = tuple("abcde")


class Choices:
    """Draws, each a number below another one."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self.below = below

    def one(self, of: Sequence[T]) -> T:
        return of[self.below(len(of))]

    def some(self, of: Sequence[T], least: int = 1) -> list[T]:
        """Some of them, in order, `least` or more."""
        chosen = [each for each in of if self.below(2)]
        return chosen if len(chosen) >= least else list(of[:least])

    def chance(self, percent: int) -> bool:
        # the likely thing is what 0 stands for, which hypothesis shrinks to
        return self.below(100) >= 100 - percent


def dataset(choices: Choices) -> list[Quad]:
    """Ten to forty quads in the default graph and two named ones, sometimes with a list."""
    quads = [Quad(NODES[0], PREDICATES[0], NODES[1], graph) for graph in GRAPHS]
    graphs: list[DefaultGraph | NamedNode] = [DefaultGraph(), DefaultGraph(), *GRAPHS]
    for _ in range(10 + choices.below(30)):
        graph = choices.one(graphs)
        object_: Term = choices.one(LITERALS) if choices.below(2) else choices.one(NODES)
        quads.append(Quad(choices.one(NODES), choices.one(PREDICATES), object_, graph))
    if choices.chance(15):
        cells: list[NamedNode | BlankNode] = [BlankNode("l0"), BlankNode("l1"), NamedNode(RDF + "nil")]
        quads.append(Quad(choices.one(NODES), choices.one(PREDICATES), cells[0], DefaultGraph()))
        for cell, rest in pairwise(cells):
            assert isinstance(cell, BlankNode)
            quads.append(Quad(cell, NamedNode(RDF + "first"), choices.one(LITERALS), DefaultGraph()))
            quads.append(Quad(cell, NamedNode(RDF + "rest"), rest, DefaultGraph()))
    return quads


class Maker:
    """Writes one query. Every method gives text; patterns come with the variables in scope (section 18.2.1).

    `alone`: for no engine but ours, so also sub-selects within EXISTS and MINUS within EXISTS and OPTIONAL.
    """

    def __init__(self, choices: Choices, *, size: int = 12, alone: bool = False) -> None:
        self.choices = choices
        self.alone = alone
        self.left = size
        self.fresh = 0
        #: the variables of the group that an EXISTS stands in, and those that one sees from within it
        self.around: set[str] = set()
        self.outside: set[str] = set()
        #: how many EXISTS and OPTIONAL stand around
        self.within = 0
        #: how many EXISTS
        self.within_exists = 0

    # --- queries

    def query(self) -> str:
        """A SELECT, an ASK or a CONSTRUCT."""
        form = self.choices.below(20)
        if form == 19:
            return f"{PROLOGUE}ASK {self.group(3)[0]}"
        if form == 18:
            pattern, scope = self.group(3)
            return f"{PROLOGUE}CONSTRUCT {{ {self.template(scope)} }} WHERE {pattern}"
        if form == 17:
            return PROLOGUE + self.ordered()
        return PROLOGUE + self.select(3)[0]

    def exists_query(self) -> str:
        """A SELECT of a group and the one condition that something exists, or does not."""
        pattern, scope = self.group(2)
        self.around = scope
        self.left = 12
        test = self.choices.one(["EXISTS", "NOT EXISTS"])
        return f"{PROLOGUE}SELECT * {{ {pattern} FILTER {test} {self.exists(depth=2)} }}"

    def select_with(self, name: str) -> str:
        """A SELECT in which a variable has a value everywhere, and gets no other one."""
        self.outside, self.within_exists = {name}, 1
        return PROLOGUE + self.select(2)[0]

    def ordered(self) -> str:
        """A SELECT whose keys are all that it shows, so that the order of equal keys does not show."""
        pattern, scope = self.group(2)
        key = expression(self.choices, "string", sorted(scope), 2)
        descending = self.choices.one(["?key", "DESC(?key)"])
        return f"SELECT ?key {{ {pattern} BIND(STR({key}) AS ?key) }} ORDER BY {descending} {self.slice()}"

    def slice(self) -> str:
        return self.choices.one(["", "LIMIT 3", "LIMIT 2 OFFSET 1", "OFFSET 2", "LIMIT 0"])

    def template(self, scope: set[str]) -> str:
        nodes = [f"?{name}" for name in sorted(scope)] + [":s0", "_:made"]
        return f"{self.choices.one(nodes)} :p0 {self.choices.one(nodes)} . :s1 :p1 {self.choices.one(nodes)}"

    def select(self, depth: int) -> tuple[str, set[str]]:
        """A SELECT and the variables that it shows."""
        pattern, scope = self.group(depth)
        kind = self.choices.below(10)
        if kind < 3 and scope:
            return f"SELECT * {pattern}", scope
        if kind < 6 or not scope:
            return self.projection(pattern, scope)
        if kind == 6:
            key = expression(self.choices, "string", sorted(scope), 1)
            inner = f"{{ {pattern} BIND(STR({key}) AS ?{(name := self.name())}) }}"
            return f"SELECT ?{name} {inner} ORDER BY ?{name} {self.slice()}", {name}
        return self.grouped(pattern, scope)

    def seen(self, scope: set[str]) -> list[str]:
        """The variables that have a value where those in scope do."""
        return sorted(scope | self.outside if self.within_exists else scope)

    def projection(self, pattern: str, scope: set[str]) -> tuple[str, set[str]]:
        shown = set(self.choices.some(sorted(scope), least=0))
        columns = [f"?{name}" for name in sorted(shown)]
        if not columns or self.choices.chance(30):
            name = self.name()
            columns.append(f"({expression(self.choices, 'any', self.seen(scope), 2, exists=self.exists)} AS ?{name})")
            shown.add(name)
        distinct = self.choices.one(["", "", "DISTINCT "])
        return f"SELECT {distinct}{' '.join(columns)} {pattern}", shown

    def grouped(self, pattern: str, scope: set[str]) -> tuple[str, set[str]]:
        keys = self.choices.some(sorted(scope), least=0)[:2]
        by = [f"?{key}" for key in keys]
        whole = "[" not in pattern and "/" not in pattern
        shown = set(keys)
        if self.choices.chance(20):
            name = self.name()
            by.append(f"(COALESCE({expression(self.choices, 'any', self.seen(scope), 1)}) AS ?{name})")
            shown.add(name)
        columns = [f"?{key}" for key in sorted(shown)]
        for _ in range(1 + self.choices.below(2)):
            name = self.name()
            columns.append(f"({self.aggregate(self.seen(scope), whole=whole)} AS ?{name})")
            shown.add(name)
        group_by = f" GROUP BY {' '.join(by)}" if by else ""
        having = f" HAVING ({self.aggregate(self.seen(scope), whole=whole)} > 0)" if self.choices.chance(20) else ""
        return f"SELECT {' '.join(columns)} {pattern}{group_by}{having}", shown

    def aggregate(self, scope: Sequence[str], *, whole: bool) -> str:
        """An aggregate whose value does not depend on the order of a group.

        `whole`: the solutions have no more than the variables, so that both engines tell the same ones apart.
        """
        distinct = self.choices.one(["", "", "DISTINCT "])
        kind = self.choices.below(9)
        if kind == 0:
            return f"COUNT({distinct if whole else ''}*)"
        if kind == 1:
            return f"COUNT({distinct}COALESCE({expression(self.choices, 'any', scope, 1)}, 'none'))"
        if kind == 2 and scope:
            return f"COUNT({distinct}?{self.choices.one(scope)})"
        if kind < 4:
            word = self.choices.one(["SUM", "AVG"])
            of = self.choices.one(["number", "number", "double"])
            return f"xsd:decimal({word}({distinct}{expression(self.choices, of, scope, 1)}))"
        if kind == 4:
            # one type: of values that are equal in two types either may be the least
            word = self.choices.one(["MIN", "MAX"])
            cast = self.choices.one(["integer", "decimal", "double"])
            return f"xsd:decimal({word}({distinct}xsd:{cast}({expression(self.choices, 'number', scope, 1)})))"
        if kind == 5:
            word = self.choices.one(["MIN", "MAX"])
            return f"{word}({distinct}STR({expression(self.choices, 'string', scope, 1)}))"
        if kind == 6:
            separator = self.choices.one(["", "; SEPARATOR=''", "; SEPARATOR=', '"])
            text = expression(self.choices, "string", scope, 1)
            return f"STRLEN(GROUP_CONCAT({distinct}STR({text}){separator}))"
        if kind == 7:
            return f"isLITERAL(SAMPLE(STR({expression(self.choices, 'string', scope, 1)})))"
        return f"SUM({distinct}IF({expression(self.choices, 'boolean', scope, 1)}, 1, 0))"

    # --- patterns

    def name(self) -> str:
        """A variable that is nowhere else."""
        self.fresh += 1
        return f"v{self.fresh}"

    def exists(self, *, depth: int = 1) -> str:
        """The pattern of an EXISTS, whose expressions see what is bound outside."""
        before, self.outside = self.outside, self.outside | self.around
        self.within += 1
        self.within_exists += 1
        pattern = self.group(depth)[0]
        self.within_exists -= 1
        self.within -= 1
        self.outside = before
        return pattern

    def group(self, depth: int, *, named: bool = False) -> tuple[str, set[str]]:
        """A group graph pattern; `named` within GRAPH with a variable or of no graph, where Oxigraph has faults."""
        parts: list[str] = []
        scope: set[str] = set()
        filters: list[str] = []
        for number in range(self.choices.one([1, 2, 2, 3])):
            self.left -= 1
            kind = self.choices.below(18) if depth > 0 and self.left > 0 else 0
            if named and number == 0:
                kind = 0
            text, more = self.element(kind, depth, scope, named=named)
            if kind in (6, 7, 8):
                filters.append(text)
            else:
                parts.append(text)
            scope |= more
        return f"{{ {' '.join(parts + filters)} }}", scope

    def element(self, kind: int, depth: int, scope: set[str], *, named: bool) -> tuple[str, set[str]]:
        """One element of a group, and the variables that it adds."""
        c = self.choices
        known = self.seen(scope)
        if kind in (4, 5):
            return self.path_pattern(named=named)
        if kind in (6, 7, 8):
            before, self.around = self.around, scope | self.outside
            seen = sorted(self.around)
            text = f"FILTER({expression(c, 'boolean', seen, 3, exists=None if named else self.exists)})"
            self.around = before
            return text, set()
        if kind in (9, 10):
            self.within += 1
            text, more = self.group(depth - 1, named=named)
            self.within -= 1
            return f"OPTIONAL {text}", more
        if kind == 11:
            (left, more), (right, further) = self.group(depth - 1, named=named), self.group(depth - 1, named=named)
            return f"{left} UNION {right}", more | further
        if kind == 12 and not named and (self.alone or not self.within):
            return f"MINUS {self.group(depth - 1, named=named)[0]}", set()
        if kind == 13:
            name = self.name()
            exists = None if named else self.exists
            return f"BIND({expression(c, 'any', known, 3, exists=exists)} AS ?{name})", {name}
        if kind == 14 and not named:
            return self.values()
        if kind == 15 and not named:
            return self.graph(depth)
        if kind in (16, 17) and not named and (self.alone or not self.within_exists):
            before = self.outside
            self.outside = before if self.within_exists else set()
            text, more = self.select(depth - 1)
            self.outside = before
            return f"{{ {text} }}", more
        return self.triples()

    def triples(self) -> tuple[str, set[str]]:
        parts, scope = [], set()
        for _ in range(self.choices.one([1, 1, 2])):
            subject, object_ = self.position(False), self.position(True)
            predicate = "?p" if self.choices.chance(12) else self.choices.one([":p0", ":p1", ":p2"])
            parts.append(f"{subject} {predicate} {object_} .")
            scope |= _variables(subject, predicate, object_)
        return " ".join(parts), scope

    def position(self, literal: bool, *, term: bool = True) -> str:
        """A variable mostly, else a term."""
        if term and self.choices.chance(15):
            if literal and self.choices.below(2):
                return str(self.choices.one(LITERALS))
            return self.choices.one([":s0", ":s1", "[]"])
        # subjects and objects often have other variables, so that there is something to find
        return "?" + self.choices.one(VARIABLES[2:] if literal else VARIABLES[:3])

    def path_pattern(self, *, named: bool) -> tuple[str, set[str]]:
        path = self.path(2)
        several = "|" in path or "!" in path
        if named and several:
            path, several = ":p1/:p0", False
        zero = "*" in path or "?" in path
        # what a path of length zero begins with may be a literal: no expression looks at it
        subject, object_ = "?z" if zero else self.position(False), self.position(True, term=not zero)
        if subject == object_ and "/" in path:
            # from a node to itself: Oxigraph gives each once
            object_ = "?d"
        text, scope = f"{subject} {path} {object_} .", _variables(subject, object_) - {"z"}
        # how often alternatives and negated sets give a solution is where Oxigraph has faults
        return (f"{{ SELECT DISTINCT * {{ {text} }} }}" if several else text), scope

    def path(self, depth: int) -> str:
        c = self.choices
        kind = c.below(9) if depth else 0
        if kind == 0:
            return c.one([":p0", ":p1", ":p2", "^:p0", "!:p1", "!(:p0|^:p1)", "!^:p2"])
        if kind == 1:
            return f"({self.path(depth - 1)}/{self.path(depth - 1)})"
        if kind == 2:
            return f"({self.path(depth - 1)}|{self.path(depth - 1)})"
        if kind == 3:
            return f"^({self.path(depth - 1)})"
        return f"({self.path(depth - 1)}){c.one(['*', '+', '?'])}"

    def values(self) -> tuple[str, set[str]]:
        names = self.choices.some(VARIABLES)[:2]
        terms = ["UNDEF", *map(str, LITERALS), ":s0", ":s1", ":g0"]
        rows = " ".join(f"({' '.join(self.choices.one(terms) for _ in names)})" for _ in range(self.choices.below(4)))
        return f"VALUES ({' '.join('?' + name for name in names)}) {{ {rows} }}", set(names)

    def graph(self, depth: int) -> tuple[str, set[str]]:
        if self.choices.below(2):
            name = self.choices.one([":g0", ":g1", ":absent"])
            text, more = self.group(depth - 1, named=name == ":absent")
            return f"GRAPH {name} {text}", more
        text, more = self.group(depth - 1, named=True)
        return f"GRAPH ?g {text}", more | {"g"}


def _variables(*texts: str) -> set[str]:
    return {text[1:] for text in texts if text.startswith("?")}


@st.composite
def datasets_and_queries(draw: st.DrawFn) -> tuple[list[Quad], str]:
    """A dataset and a query over it."""
    choices = Choices(lambda count: draw(st.integers(0, count - 1)))
    return dataset(choices), Maker(choices).query()


@st.composite
def datasets_and_exists(draw: st.DrawFn) -> tuple[list[Quad], str]:
    """A dataset and a query of a pattern with one EXISTS, in which what is bound outside stands everywhere."""
    choices = Choices(lambda count: draw(st.integers(0, count - 1)))
    return dataset(choices), Maker(choices, alone=True).exists_query()


@st.composite
def datasets_and_selects(draw: st.DrawFn) -> tuple[list[Quad], str]:
    """A dataset and a SELECT in which `?a` is to be bound before."""
    choices = Choices(lambda count: draw(st.integers(0, count - 1)))
    return dataset(choices), Maker(choices, alone=True).select_with("a")
