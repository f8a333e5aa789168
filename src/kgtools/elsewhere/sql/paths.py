"""Property paths as SQL: the beginning and the end of each walk, as columns ``a`` and ``b``, each pair once."""

from __future__ import annotations

from sqlglot import exp

from kgtools.elsewhere.sql.names import TRIPLES, column, literal, table
from kgtools.errors import RefusedQueryError
from kgtools.model.terms import NamedNode
from kgtools.sparql.expressions import (
    Alternative,
    Inverse,
    Link,
    NegatedSet,
    OneOrMore,
    Path,
    Sequence,
    ZeroOrMore,
    ZeroOrOne,
)

__all__ = ["WALKS", "path_pairs"]

#: the table of a recursion
WALKS = "walks"


def path_pairs(path: Path, starts: exp.Query | None = None) -> exp.Query:
    """The pairs of a path; `starts` has the nodes (column ``a``) that walks of any number of steps begin at.

    Without them these begin at every node of the graph. Raises :class:`RefusedQueryError` for a path that is not
    written.
    """
    match path:
        case Link(iri=iri):
            return _triples(iri, "s", "o")
        case Inverse(path=Link(iri=iri)):
            return _triples(iri, "o", "s")
        case Inverse(path=inner):
            return _pairs(path_pairs(inner), "b", "a")
        case Alternative(parts=parts):
            return _union(*(path_pairs(part, starts) for part in parts))
        case Sequence(parts=parts):
            first, *rest = parts
            pairs = path_pairs(first, starts)
            for part in rest:
                ends = exp.select(exp.alias_(column("b", "r"), "a")).distinct().from_(_as(pairs, "r"))
                following = path_pairs(part, ends if _is_closure(part) else None)
                pairs = _composed(pairs, following)
            return pairs
        case ZeroOrOne(path=inner):
            return _union(_themselves(starts), path_pairs(inner, starts))
        case ZeroOrMore(path=inner):
            return _closure(_themselves(starts), inner)
        case OneOrMore(path=inner):
            begin = path_pairs(inner, starts)
            if starts is not None:
                begin = _pairs(begin, "a", "b").join(
                    starts.copy().subquery("n", copy=False), on=column("a", "x").eq(column("a", "n")), join_type="semi"
                )
            return _closure(begin, inner)
        case NegatedSet(forward=forward, backward=backward):
            branches = [_outside(iris, *ends) for iris, ends in ((forward, ("s", "o")), (backward, ("o", "s"))) if iris]
            return _union(*branches)
    raise RefusedQueryError(f"the path {type(path).__name__} is not written as SQL.")


def _is_closure(path: Path) -> bool:
    """Whether a walk may have no step, or any number of them: then it matters where it begins."""
    return any(isinstance(node, ZeroOrMore | OneOrMore | ZeroOrOne) for node in path.walk())


def _triples(iri: NamedNode, first: str, second: str) -> exp.Select:
    query = exp.select(exp.alias_(column(first, "t"), "a"), exp.alias_(column(second, "t"), "b"))
    return query.distinct().from_(table(TRIPLES, "t")).where(column("p", "t").eq(literal(str(iri))))


def _outside(iris: tuple[NamedNode, ...], first: str, second: str) -> exp.Select:
    query = exp.select(exp.alias_(column(first, "t"), "a"), exp.alias_(column(second, "t"), "b"))
    allowed = exp.not_(column("p", "t").isin(*(literal(str(iri)) for iri in iris)))
    return query.distinct().from_(table(TRIPLES, "t")).where(allowed)


def _pairs(query: exp.Query, first: str, second: str) -> exp.Select:
    return exp.select(exp.alias_(column(first, "x"), "a"), exp.alias_(column(second, "x"), "b")).from_(_as(query, "x"))


def _as(query: exp.Query, name: str) -> exp.Subquery:
    return query.copy().subquery(name, copy=False)


def _union(*branches: exp.Query) -> exp.Query:
    if len(branches) == 1:
        return branches[0]
    # a recursion is no branch of a union, but a table is
    first, *rest = (_pairs(branch, "a", "b") if branch.ctes else branch for branch in branches)
    for branch in rest:
        first = exp.union(first, branch, distinct=True, copy=False)
    return first


def _composed(left: exp.Query, right: exp.Query) -> exp.Select:
    query = exp.select(exp.alias_(column("a", "l"), "a"), exp.alias_(column("b", "r"), "b")).distinct()
    return query.from_(_as(left, "l")).join(_as(right, "r"), on=column("b", "l").eq(column("a", "r")))


def _themselves(starts: exp.Query | None) -> exp.Query:
    """Each node with itself."""
    if starts is None:
        ends = [exp.select(exp.alias_(column(end, "t"), "a")).from_(table(TRIPLES, "t")) for end in ("s", "o")]
        starts = exp.union(*ends, distinct=True)
    return (
        exp.select(exp.alias_(column("a", "n"), "a"), exp.alias_(column("a", "n"), "b"))
        .distinct()
        .from_(_as(starts, "n"))
    )


def _closure(begin: exp.Query, inner: Path) -> exp.Select:
    """What is reached from the ends of some pairs in any number of steps; the set of pairs ends the recursion."""
    step = exp.select(exp.alias_(column("a", "c"), "a"), exp.alias_(column("b", "s"), "b")).from_(table(WALKS, "c"))
    step = step.join(_as(path_pairs(inner), "s"), on=column("b", "c").eq(column("a", "s")))
    walks = exp.union(begin, step, distinct=True, copy=False)
    query = exp.select(exp.alias_(column("a", "w"), "a"), exp.alias_(column("b", "w"), "b")).from_(table(WALKS, "w"))
    return query.with_(WALKS, as_=walks, recursive=True)
