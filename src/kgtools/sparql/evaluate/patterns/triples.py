"""From triple patterns to what is looked for in columns; triple terms with variables inside (SPARQL 1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeGuard

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Literal
from kgtools.model.terms import Triple as TripleValue
from kgtools.sparql.columns.dictionary import TRIPLE, Ids
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.patterns.scan import Pattern, joined_with
from kgtools.sparql.expressions import Constant, Expression, Link, NegatedSet, Path, TripleTerm, Variable
from kgtools.sparql.quads.index import Triples
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.lineage import Source
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.templates import identity
from kgtools.table.kernels.text import term_text

if TYPE_CHECKING:
    from kgtools.model.terms import NamedNode, Term
    from kgtools.sparql.algebra import BGP, PathPattern
    from kgtools.sparql.evaluate.evaluator import Evaluator
    from kgtools.sparql.syntax import Triple

__all__ = ["compiled", "constant_term", "excluding", "is_pattern", "label", "triple_term_table", "triple_terms"]

#: under which the parts of triple terms are kept with a dictionary
_PARTS = "parts of triple terms"
#: under which patterns are kept with the triples that they were made for, and how many
_COMPILED = "patterns"
_MAX_PATTERNS_KEPT = 256
#: triples of a pattern that is one of them
_MAX_TRIPLES_KEPT = 32
#: triple terms that are taken apart between two looks at the clock
_PIECE_TERMS = 10_000


def compiled(ev: Evaluator, op: BGP, frame: Frame) -> list[Pattern]:
    """The patterns of a basic graph pattern over the active graph; those within triple terms among them."""
    part = identity(op)
    key = (part, frame.view, frame.graph)
    patterns = ev.patterns.get(key)
    if patterns is None:
        cache: dict[object, list[Pattern]] = {} if ev.lineage else frame.view.derived.get(_COMPILED, {})
        patterns = cache.pop((part, frame.graph), None)
        if patterns is None:
            patterns = _make_patterns(ev, op, frame)
        else:
            # under this part, so that it need not be compared with another one that is the same
            cache[part, frame.graph] = patterns
        ev.patterns[key] = patterns
    return patterns


def _make_patterns(ev: Evaluator, op: BGP, frame: Frame) -> list[Pattern]:
    patterns: list[Pattern] = []
    for triple in op.triples:
        _compile(ev, triple, frame, patterns)
    # numbers of terms that the data do not have, and what is within triple terms, belong to one evaluation
    is_kept = not ev.lineage and len(patterns) == len(op.triples) <= _MAX_TRIPLES_KEPT
    if is_kept and all(_is_of_data(pattern, ev.pool.base) for pattern in patterns):
        cache = frame.view.derived.setdefault(_COMPILED, {})
        if len(cache) >= _MAX_PATTERNS_KEPT:
            cache.clear()
        cache[identity(op), frame.graph] = patterns
    return patterns


def _is_of_data(pattern: Pattern, base: int) -> bool:
    # a predicate that the data do not have has no triples
    return pattern.triples.size > 0 and max(pattern.constants.values(), default=0) < base


def _compile(ev: Evaluator, triple: Triple, frame: Frame, patterns: list[Pattern]) -> None:
    predicate = triple.predicate.iri if isinstance(triple.predicate, Link) else triple.predicate
    constants: dict[str, int] = {}
    variables: dict[str, str] = {}
    parts = (("s", triple.subject), ("p", predicate), ("o", triple.object))
    for letter, part in parts:
        _place(ev, letter, part, constants, variables, patterns)  # type: ignore[arg-type]  # no path is here
    if frame.graph is not None:
        variables["g"] = frame.graph
    number = constants.pop("p", None)
    triples = frame.view.triples(number)
    source = Source(number, frame.view.graphs, triple.place) if ev.lineage else None
    patterns.append(Pattern(triples, constants, variables, (triple.subject, predicate, triple.object), source))


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
    excluded = NegatedSet(predicates)
    source = Source(None, frame.view.graphs, op.place) if ev.lineage else None
    patterns.append(Pattern(triples, constants, variables, (op.subject, excluded, op.object), source))
    return patterns


def _place(
    ev: Evaluator,
    letter: str,
    part: Expression,
    constants: dict[str, int],
    variables: dict[str, str],
    patterns: list[Pattern],
) -> None:
    """Note what is in one position; what is within a triple term becomes a pattern over triple terms."""
    if isinstance(part, Variable):
        variables[letter] = part.name
    elif is_pattern(part):
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
    patterns.append(Pattern(ev.triple_terms(), constants, variables, (term.subject, term.predicate, term.object)))


def is_pattern(part: Expression) -> TypeGuard[TripleTerm]:
    """Whether it is a triple term that must be matched part by part: one with variables, or one that no data can have.

    The grammar lets a literal or a triple term be a subject; RDF does not (RDF 1.2 Concepts, section 3.1).
    """
    return isinstance(part, TripleTerm) and (bool(mentioned(part)) or not _is_term(part))


def _is_term(part: Expression) -> bool:
    if not isinstance(part, TripleTerm):
        return True
    subject = part.subject
    return isinstance(subject, Constant) and not isinstance(subject.term, Literal) and _is_term(part.object)


def constant_term(part: object) -> Term:
    """The term of an expression in a pattern that is neither a variable nor a pattern itself."""
    if isinstance(part, Constant):
        return part.term
    if isinstance(part, TripleTerm):
        parts = map(constant_term, (part.subject, part.predicate, part.object))
        return TripleValue(*parts)  # type: ignore[arg-type]  # is_pattern lets only what can be there
    return part  # type: ignore[return-value]  # the IRI of a link


def label(parts: Iterable[object]) -> str:
    """Terms, variables and paths as text."""
    return " ".join(map(_text, parts))


def _text(part: object) -> str:
    if isinstance(part, Variable):
        return part.name if part.is_blank else f"?{part.name}"
    if isinstance(part, TripleTerm):
        return f"<<( {label((part.subject, part.predicate, part.object))} )>>"
    if isinstance(part, Path):
        # only for those who ask what is done
        from kgtools.sparql.serialize.terms import path_text

        return path_text(part)
    return term_text(constant_term(part))


def triple_terms(ev: Evaluator) -> Triples:
    """The distinct triple terms of the data (letter t) with their parts (s, p, o); taken apart once for all queries."""
    dictionary = ev.pool.dictionary
    parts = dictionary.derived.get(_PARTS)
    if parts is None:
        parts = dictionary.derived[_PARTS] = _triple_parts(ev)
    codes, texts, term_numbers = parts
    # a part that is nowhere else has a number for this query alone
    missing = np.flatnonzero(term_numbers < 0)
    numbers = term_numbers.astype(np.int32)
    numbers[missing] = ev.pool.intern([texts[i] for i in missing.tolist()])
    return Triples({letter: numbers[column] for letter, column in codes.items()}, distinct=True)


def _triple_parts(ev: Evaluator) -> tuple[dict[str, Ids], list[str], npt.NDArray[np.int64]]:
    """The triple terms and their parts as places among distinct texts, those, and the numbers that they have (or -1).

    Those that are within others are taken apart as well.
    """
    dictionary = ev.pool.dictionary
    numbers = np.flatnonzero(dictionary.kinds == TRIPLE).astype(np.int32)
    places: dict[str, int] = {}
    codes: dict[str, list[int]] = {"t": [], "s": [], "p": [], "o": []}
    visited: set[int] = set()
    for low in range(0, len(numbers), _PIECE_TERMS):
        ev.budget.check()
        waiting = dictionary.terms_of(numbers[low : low + _PIECE_TERMS])
        while waiting:
            term = waiting.pop()
            place = places.setdefault(term_text(term), len(places))
            if not isinstance(term, TripleValue) or place in visited:
                continue
            visited.add(place)
            codes["t"].append(place)
            for letter, part in (("s", term.subject), ("p", term.predicate), ("o", term.object)):
                codes[letter].append(places.setdefault(term_text(part), len(places)))
            waiting.append(term.object)
    texts = list(places)
    return {letter: np.array(column, np.int32) for letter, column in codes.items()}, texts, dictionary.find_texts(texts)


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
