"""The order of the IRIs of a large dictionary: found once, and then comparing them is comparing numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from kgtools.sparql.columns.dictionary import IRI, UNBOUND
from kgtools.sparql.terms.pool import Pool
from kgtools.sparql.terms.values import Values
from kgtools.table.kernels.gathering import gather

if TYPE_CHECKING:
    from kgtools.table.terms import Terms

__all__ = ["NameOrder", "names_compared"]

_KEPT = "order of names"
Ranks = npt.NDArray[np.int32]


class NameOrder:
    """The rank of each IRI by the code points of its name, kept with the dictionary.

    To put all names in order pays once they have been asked for as often as there are some; until then there is none.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._rows_to_come = int((terms.kinds == IRI).sum())
        self._ranks: Ranks | None = None

    @classmethod
    def of(cls, pool: Pool) -> NameOrder | None:
        """That of the dictionary of a pool; None where it is a small one."""
        if not hasattr(pool.dictionary, "literals"):
            return None
        terms = cast("Terms", pool.dictionary)
        result: NameOrder | None = terms.derived.get(_KEPT)
        if result is None:
            result = terms.derived[_KEPT] = cls(terms)
        return result

    def ranks(self, ids: npt.NDArray[np.integer]) -> Ranks | None:
        """The ranks of IRIs of the dictionary, the same for the same IRI; None where they do not pay so far."""
        self._rows_to_come -= len(ids)
        if self._ranks is None:
            if self._rows_to_come > 0:
                return None
            self._ranks = self._all()
        return gather(self._ranks, ids)

    def _all(self) -> Ranks:
        from kgtools.table.kernels.arrow import call, functions, integers, take

        ids = np.flatnonzero(self._terms.kinds == IRI)
        # the bracket behind an IRI is not part of its name
        names = call("ascii_rtrim", take(self._terms.texts, ids), options=functions.TrimOptions(">"))
        order = integers(call("array_sort_indices", names))
        ranks = np.full(len(self._terms), -1, np.int32)
        ranks[ids[order]] = np.arange(len(ids), dtype=np.int32)
        return ranks


def names_compared(operator: str, left: Values, right: Values) -> npt.NDArray[np.bool_] | None:
    """Strings compared that are the names of IRIs of the data, one or more a side; None where there are others.

    Each of the two columns has the IRIs, and not their names.
    """
    one, other = left.ids, right.ids
    order = NameOrder.of(left.pool)
    if order is None or one is None or other is None or not len(one):
        return None
    kinds = left.pool.dictionary.kinds
    for ids in (one, other):
        if int(ids.min()) <= UNBOUND or int(ids.max()) >= left.pool.base or not (gather(kinds, ids) == IRI).all():
            return None
    if operator in ("=", "!="):
        same: npt.NDArray[np.bool_] = one == other
        return ~same if operator == "!=" else same
    ranks = order.ranks(one), order.ranks(other)
    if ranks[0] is None or ranks[1] is None:
        return None
    result: npt.NDArray[np.bool_] = _COMPARED[operator](*ranks)
    return result


_COMPARED: dict[str, np.ufunc] = {
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
}
