"""From triple patterns to what is looked for in columns; triple terms with variables inside (SPARQL 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kgtools.columns.text import term_text
from kgtools.model.terms import Triple as TripleValue
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.index import Triples
from kgtools.sparql.evaluate.pool import TRIPLE
from kgtools.sparql.evaluate.scan import Pattern, joined_with
from kgtools.sparql.evaluate.solutions import SolutionTable
from kgtools.sparql.expressions import Constant, Expression, Link, TripleTerm, Variable
from kgtools.sparql.scope import mentioned

if TYPE_CHECKING:
    from kgtools.model.terms import NamedNode, Term
    from kgtools.sparql.algebra import BGP, PathPattern
    from kgtools.sparql.evaluate.evaluator import Evaluator
    from kgtools.sparql.syntax import Triple

__all__ = ["compiled", "constant_term", "excluding", "label", "triple_term_table", "triple_terms"]


def compiled(ev: Evaluator, op: BGP, frame: Frame) -> list[Pattern]:
    """The patterns of a basic graph pattern over the active graph; those within triple terms among them."""
    key = (op, frame.view, frame.graph)
    found = ev.patterns.get(key)
    if found is None:
        found = ev.patterns[key] = []
        for triple in op.triples:
            _compile(ev, triple, frame, found)
    return found


def _compile(ev: Evaluator, triple: Triple, frame: Frame, patterns: list[Pattern]) -> None:
    predicate = triple.predicate.iri if isinstance(triple.predicate, Link) else triple.predicate
    constants: dict[str, int] = {}
    variables: dict[str, str] = {}
    parts = (("s", triple.subject), ("p", predicate), ("o", triple.object))
    for letter, part in parts:
        _place(ev, letter, part, constants, variables, patterns)  # type: ignore[arg-type]  # no path stands here
    if frame.graph is not None:
        variables["g"] = frame.graph
    triples = frame.view.triples(constants.pop("p", None))
    patterns.append(Pattern(triples, constants, variables, label(parts)))


def excluding(ev: Evaluator, op: PathPattern, predicates: tuple[NamedNode, ...], frame: Frame) -> list[Pattern]:
    """The pattern of all triples whose predicate is none of some."""
    patterns: list[Pattern] = []
    constants: dict[str, int] = {}
    variables: dict[str, str] = {"p": f"_:.t{ev.fresh()}"}
    for letter, part in (("s", op.subject), ("o", op.object)):
        _place(ev, letter, part, constants, variables, patterns)
    if frame.graph is not None:
        variables["g"] = frame.graph
    triples = frame.view.excluding(frozenset(map(ev.number, predicates)))
    text = " ".join((label((("s", op.subject),)), "!(…)", label((("o", op.object),))))
    patterns.append(Pattern(triples, constants, variables, text))
    return patterns


def _place(
    ev: Evaluator,
    letter: str,
    part: Expression,
    constants: dict[str, int],
    variables: dict[str, str],
    patterns: list[Pattern],
) -> None:
    """Note what stands in one position; what stands within a triple term becomes a pattern over triple terms."""
    if isinstance(part, Variable):
        variables[letter] = part.name
    elif isinstance(part, TripleTerm) and mentioned(part):
        # a name that no query can spell
        variables[letter] = name = f"_:.t{ev.fresh()}"
        _fold(ev, name, part, patterns)
    else:
        constants[letter] = ev.number(constant_term(part))


def _fold(ev: Evaluator, name: str, term: TripleTerm, patterns: list[Pattern]) -> None:
    """Add the pattern over triple terms that a triple term with variables is, under a name."""
    constants: dict[str, int] = {}
    variables: dict[str, str] = {"t": name}
    inside = (("s", term.subject), ("p", term.predicate), ("o", term.object))
    for letter, part in inside:
        _place(ev, letter, part, constants, variables, patterns)
    patterns.append(Pattern(ev.triple_terms(), constants, variables, label(inside)))


def constant_term(part: object) -> Term:
    """The term of an expression without variables in a pattern."""
    if isinstance(part, Constant):
        return part.term
    if isinstance(part, TripleTerm):
        return TripleValue(*map(constant_term, (part.subject, part.predicate, part.object)))  # type: ignore[arg-type]
    return part  # type: ignore[return-value]  # the IRI of a link


def label(parts: tuple[tuple[str, object], ...]) -> str:
    """A pattern as text."""
    return " ".join(_text(part) for _, part in parts)


def _text(part: object) -> str:
    if isinstance(part, Variable):
        return part.name if part.is_blank else f"?{part.name}"
    if isinstance(part, TripleTerm):
        return f"<<( {_text(part.subject)} {_text(part.predicate)} {_text(part.object)} )>>"
    return term_text(constant_term(part))


def triple_terms(ev: Evaluator) -> Triples:
    """The distinct triple terms of the data (letter t), also those within others, with their parts (s, p, o)."""
    dictionary = ev.pool.dictionary
    outer = dictionary.terms_of(np.flatnonzero(dictionary.kinds == TRIPLE).astype(np.int32))
    terms = [term for term in outer if isinstance(term, TripleValue)]
    found = dict.fromkeys(terms)
    while terms:
        terms = [inner for term in terms if isinstance(inner := term.object, TripleValue) and inner not in found]
        found.update(dict.fromkeys(terms))
    columns = {"t": ev.pool.intern_terms(list(found))}
    for letter, field in (("s", "subject"), ("p", "predicate"), ("o", "object")):
        columns[letter] = ev.pool.intern_terms([getattr(term, field) for term in found])
    return Triples(columns, distinct=True)


def triple_term_table(ev: Evaluator, name: str, term: TripleTerm) -> SolutionTable:
    """The triple terms of the data that match one with variables in it: under a name, with those variables."""
    patterns: list[Pattern] = []
    _fold(ev, name, term, patterns)
    table = SolutionTable.unit()
    # what stands outermost comes last in the list, and is joined first
    for pattern in reversed(patterns):
        joined = joined_with(pattern, table, None, ev.budget, once=False, whole=True)
        assert joined is not None
        table = joined
    return table
