"""The cases of the shapes and checks: files that people can read, and what each must give.

`bad/NAME.ttl` is a data graph as it is validated; `bad/NAME.trig` is a dataset with claims, from which that data graph
and the dataset of the queries are made as the project makes them. `bad/NAME.toml` lists every result and every row that
must come, and no other may. The files in `good/` must give none.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import DefaultGraph, Literal, NamedNode, Quad, Term, Triple
from kgtools.reading import parse
from kgtools.reading.prefixes import read_prefixes

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
BASE = "https://w3id.org/talent-graph/"
SHAPES = BASE + "shapes#"
SH = "http://www.w3.org/ns/shacl#"
#: the graphs that make up the default graph of queries
DEFAULT = (BASE + "graph/accepted", BASE + "graph/derived")


@dataclass(frozen=True, order=True)
class Found:
    """One result: the shape, the constraint component and the focus node, shortened as in the case files."""

    shape: str
    component: str
    focus: str


def shorten(term: Term) -> str:
    """A term as it is written in a case file."""
    if isinstance(term, NamedNode):
        for start, prefix in ((SHAPES, "shape:"), (SH, "sh:")):
            if term.value.startswith(start):
                return prefix + term.value.removeprefix(start)
        return read_table().shorten(term.value) or term.value
    return term.value if isinstance(term, Literal) else str(term)


@cache
def read_table() -> PrefixTable:
    """The prefix table of the project."""
    return read_prefixes(ROOT / "ontology" / "prefixes.ttl")


def case_files(kind: str) -> list[Path]:
    """The data files of the bad or the good cases, by name."""
    return sorted(p for p in (HERE / kind).iterdir() if p.suffix in (".ttl", ".trig"))


def expected(case: Path) -> dict[str, Any]:
    """What the case must give."""
    with case.with_suffix(".toml").open("rb") as file:
        return tomllib.load(file)


def validated(quads: list[Quad]) -> list[Triple]:
    """The data graph that is validated: all but what the claims say of the world; see ontology/shapes/prefixes.ttl."""
    chosen: dict[Triple, None] = {}
    for quad in quads:
        name = quad.graph_name
        of_a_claim = isinstance(name, NamedNode) and name.value.startswith(BASE + "claim/")
        if not of_a_claim or quad.subject == name:
            chosen[quad.triple] = None
    return list(chosen)


def queried(quads: list[Quad]) -> list[Quad]:
    """The dataset that queries see: accepted and derived as the default graph as well."""
    extra = [
        Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
        for quad in quads
        if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value in DEFAULT
    ]
    return [*quads, *extra]


def read(case: Path) -> list[Quad]:
    return list(parse(case))


@cache
def project_quads() -> tuple[Quad, ...]:
    """The data of the project as they are kept, each built graph under its name."""
    sources = [*sorted((ROOT / "data" / "articles").glob("*.trig")), *sorted((ROOT / "data").glob("*.trig"))]
    quads = [quad for path in sources for quad in parse(path, rename_blank_nodes=True)]
    for built in ("accepted", "derived", "derivations"):
        graph = NamedNode(f"{BASE}graph/{built}")
        path = ROOT / "data" / "graph" / f"{built}.ttl"
        quads += [
            Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parse(path, rename_blank_nodes=True)
        ]
    return tuple(quads)


def shape_files() -> list[Path]:
    return sorted((ROOT / "ontology" / "shapes").glob("*.ttl"))


def check_files() -> list[Path]:
    """The checks of the data; those of the ontology have their own tests."""
    return [path for path in sorted((ROOT / "queries" / "checks").glob("*.rq")) if "ontology" not in path.stem]


def check_constraint(check: Path) -> str:
    """The constraint that a check query stands for, from its header."""
    lines = check.read_text(encoding="utf-8").splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.startswith("#+ constraint:"))
