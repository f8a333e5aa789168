"""Property path patterns (sections 9 and 18.4): from the side of which more is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kgtools.sparql.algebra import BGP, Join, Operator, PathPattern, Union
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.columns.packing import first_rows
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.joining.join import has_compatible, join_tables
from kgtools.sparql.evaluate.patterns.bgp import match_patterns, seed_of
from kgtools.sparql.evaluate.patterns.triples import constant_term, excluding, is_pattern, triple_term_table
from kgtools.sparql.evaluate.patterns.walk_triples import WalkTriples
from kgtools.sparql.evaluate.patterns.walks import Space, connected, is_nullable, straight, turned
from kgtools.sparql.expressions import (
    Alternative,
    Constant,
    Expression,
    Inverse,
    Link,
    NegatedSet,
    Sequence,
    Variable,
)
from kgtools.sparql.scope import mentioned
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.solutions.tables import concatenated, is_bound
from kgtools.sparql.syntax import Triple
from kgtools.table.relations import Relation, members

if TYPE_CHECKING:
    from kgtools.sparql.evaluate.evaluator import Evaluator

__all__ = ["path_pattern"]


def path_pattern(ev: Evaluator, op: PathPattern, frame: Frame) -> SolutionTable:
    """The solutions of a path pattern; of sequences and alternatives as often as there are ways (section 9.1)."""
    plain = _plain(ev, op)
    while isinstance(plain, PathPattern) and plain is not op:
        op, plain = plain, _plain(ev, plain)
    if not isinstance(plain, PathPattern):
        return ev.evaluate(plain, frame.replace(limit=None))
    parts = _by_ends(op, frame)
    if parts:
        return concatenated([_in_part(ev, op, frame, part) for part in parts], ev.budget)
    seed = seed_of(ev, op, frame)
    if isinstance(op.path, NegatedSet):
        return match_patterns(ev, excluding(ev, op, op.path.forward, frame), frame, seed)
    inside: list[SolutionTable] = []
    subject, end = (_unfolded(ev, part, inside) for part in (op.subject, op.object))
    table = _walked(ev, op.replace(subject=subject, object=end), seed, frame)
    for terms in inside:
        table = join_tables(table, terms, ev.pool, ev.budget)
    return ev.with_outer(table, mentioned(op), frame)


def _by_ends(op: PathPattern, frame: Frame) -> list[SolutionTable]:
    """The outer solutions by which ends they give terms to, where some do and some do not; else nothing.

    A path of no steps leads from a term to itself wherever it is, and from a variable only within the graph (18.4).
    """
    outer = frame.outer
    if outer is None or not is_nullable(op.path):
        return []
    names = [n for n in mentioned(op) if n in outer.columns and not is_bound(outer, n)]
    bound = sum((outer.columns[name] != UNBOUND).astype(np.int64) << i for i, name in enumerate(names))
    parts = []
    for code in np.unique(bound).tolist() if names else ():
        missing = {name for i, name in enumerate(names) if not code >> i & 1}
        part = outer.take(bound == code).only([name for name in outer.columns if name not in missing])
        parts.append(part)
    return parts


def _in_part(ev: Evaluator, op: PathPattern, frame: Frame, part: SolutionTable) -> SolutionTable:
    table = path_pattern(ev, op, frame.replace(outer=part))
    return join_tables(table, part.only([frame.row]), ev.pool, ev.budget)


def _plain(ev: Evaluator, op: PathPattern) -> Operator:
    """The pattern without what is joins and unions of others."""
    path = straight(op.path)
    match path:
        case Link(iri=iri):
            return BGP((Triple(op.subject, Constant(iri), op.object, place=op.place),))
        case Inverse(path=Link(iri=iri)):
            return BGP((Triple(op.object, Constant(iri), op.subject, place=op.place),))
        case NegatedSet(forward=forward, backward=backward) if backward:
            turned_round = PathPattern(op.object, NegatedSet(backward), op.subject, place=op.place)
            if not forward:
                return turned_round
            return Union((op.replace(path=NegatedSet(forward)), turned_round))
        case Alternative(parts=parts):
            return Union(tuple(op.replace(path=part) for part in parts))
        case Sequence(parts=parts):
            names = [Variable(f"_:.t{ev.fresh()}") for _ in parts[1:]]
            ends = [op.subject, *names, op.object]
            pattern: Operator = PathPattern(ends[0], parts[0], ends[1], place=op.place)
            for i, part in enumerate(parts[1:], 1):
                pattern = Join(pattern, PathPattern(ends[i], part, ends[i + 1], place=op.place))
            return pattern
    return op if path == op.path else op.replace(path=path)


def _walked(ev: Evaluator, op: PathPattern, seed: SolutionTable | None, frame: Frame) -> SolutionTable:
    subject, path, end = op.subject, op.path, op.object
    space = Space.of(frame.view, max(len(ev.pool.dictionary), frame.view.above))
    outer = frame.outer
    seeds = [_end_values(ev, part, seed, outer) for part in (subject, end)]
    # a term first: paths of length zero connect it with itself wherever it is; else the side with fewer values
    backward = (not seeds[0][1], len(seeds[0][0]) if seeds[0][0] is not None else 1 << 40) > (
        not seeds[1][1],
        len(seeds[1][0]) if seeds[1][0] is not None else 1 << 40,
    )
    values, fixed = seeds[backward]
    table = _from_values(ev, space, op.replace(path=turned(path) if backward else path), values, fixed, frame)
    sides = (end, subject) if backward else (subject, end)
    columns: dict[str, Ids] = {}
    same = np.ones(table.size, bool)
    for part, name in zip(sides, ("#from", "#to"), strict=True):
        column = table.columns[name]
        if not isinstance(part, Variable):
            same &= column == ev.number(constant_term(part))
        elif part.name in columns:
            same &= column == columns[part.name]
        else:
            columns[part.name] = column
    if frame.graph is not None:
        columns[frame.graph] = table.columns["#in"]
    result = SolutionTable(table.size, columns, always=columns, lineage=table.lineage)
    return result if same.all() else result.take(same)


def _end_values(
    ev: Evaluator, part: Expression, seed: SolutionTable | None, outer: SolutionTable | None
) -> tuple[Ids | None, bool]:
    """The values that one end may have (None: any), and whether they are terms that are in the pattern."""
    if not isinstance(part, Variable):
        return np.array([ev.number(constant_term(part))], np.int32), True
    if seed is None or part.name not in seed.columns or not is_bound(seed, part.name):
        return None, False
    column = ev.pool.resolved(seed.columns[part.name])
    column = column[first_rows(column)]
    return column, outer is not None and part.name in outer.columns and is_bound(outer, part.name)


def _from_values(
    ev: Evaluator,
    space: Space,
    op: PathPattern,
    values: Ids | None,
    fixed: bool,
    frame: Frame,
) -> SolutionTable:
    """The ends of the walks from some values, or from everywhere: columns #from, #to, and #in for the graph."""
    path = op.path
    starts = None if values is None else space.local(values)
    nullable = values is not None and is_nullable(path)
    if nullable and not fixed and starts is not None:
        # a variable has no other values than nodes of the graph
        starts = starts[members(starts, space.nodes, space.size)]
    pairs = connected(ev, space, path, starts)
    ev.budget.check()
    table = _as_table(space, pairs, frame)
    if ev.lineage:
        table = table.resting_on(WalkTriples(ev, space, path, pairs, fixed=fixed, place=op.place))
    if not nullable or not fixed or values is None:
        return table
    if frame.graph is None:
        missing = values[values >= space.size]
        if not len(missing):
            return table
        alone = SolutionTable(len(missing), {"#from": missing, "#to": missing}, always=("#from", "#to"))
    else:
        # in each graph, also where the term is no node
        one = SolutionTable(len(values), {"#from": values, "#to": values}, always=("#from", "#to"))
        spread = ev.spread(one, (frame.graph,))
        columns = {"#from": spread.columns["#from"], "#to": spread.columns["#to"], "#in": spread.columns[frame.graph]}
        alone = SolutionTable(spread.size, columns, always=columns)
        alone = alone.take(~has_compatible(alone, table, ev.pool))
    return concatenated([table, alone], ev.budget)


def _as_table(space: Space, relation: Relation, frame: Frame) -> SolutionTable:
    columns = {"#from": space.terms(relation.s), "#to": space.terms(relation.o)}
    if frame.graph is not None:
        columns["#in"] = space.graphs(relation.s)
    return SolutionTable(len(relation), columns, always=columns)


def _unfolded(ev: Evaluator, part: Expression, inside: list[SolutionTable]) -> Expression:
    """A variable for a triple term with variables in it, whose values are noted."""
    if not is_pattern(part):
        return part
    variable = Variable(f"_:.t{ev.fresh()}")
    inside.append(triple_term_table(ev, variable.name, part))
    return variable
