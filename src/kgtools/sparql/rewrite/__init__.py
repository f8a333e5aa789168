"""Passes over the algebra, one a file: the answer stays, the way to it becomes shorter.

The order of joins is none of them: the evaluation puts the smallest first, and knows by then how large each is.
"""

from __future__ import annotations

from collections.abc import Callable

from kgtools.sparql import algebra
from kgtools.sparql.rewrite.bindings import equate_expressions
from kgtools.sparql.rewrite.constants import fold_constants
from kgtools.sparql.rewrite.distinct import drop_distinct
from kgtools.sparql.rewrite.equality import bind_equal
from kgtools.sparql.rewrite.exists import join_exists
from kgtools.sparql.rewrite.filters import push_filters
from kgtools.sparql.rewrite.joins import merge_joins
from kgtools.sparql.rewrite.optional import require_optional
from kgtools.sparql.rewrite.paths import open_paths
from kgtools.sparql.rewrite.unused import drop_unused
from kgtools.table.limits import Check, no_check

__all__ = ["PASSES", "rewrite"]

#: in their order: patterns are merged before filters look for their place, and have theirs before they become joins
PASSES: tuple[Callable[[algebra.Query], algebra.Query], ...] = (
    fold_constants,
    open_paths,
    require_optional,
    merge_joins,
    push_filters,
    equate_expressions,
    join_exists,
    bind_equal,
    drop_unused,
    drop_distinct,
)


def rewrite(query: algebra.Query, *, check: Check = no_check) -> algebra.Query:
    """A query with the same answer over any data, made to be evaluated with less work.

    `check` is called between the passes; what it raises ends them.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> text = "SELECT ?s { ?s <e:p> ?o OPTIONAL { ?s <e:q> ?v } FILTER(?v > 1 && ?o = <e:a>) }"
    >>> print(to_sexpr(rewrite(translate(parse_query(text))).pattern, width=60))
    (project (?s)
      (filter (> ?v 1)
        (bgp (triple ?s <e:p> <e:a>) (triple ?s <e:q> ?v))))
    """
    for change in PASSES:
        check()
        query = change(query)
    return query
