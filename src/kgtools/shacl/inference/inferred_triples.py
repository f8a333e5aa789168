"""What rules have inferred: triples as columns, each with the rule, the focus node and the moment of its inference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Triple, triple_of
from kgtools.shacl.advanced.rules.rule import Rule
from kgtools.table import Columns, Dataset
from kgtools.table.kinds import BLANK
from kgtools.table.relations import Ids
from kgtools.table.terms import Terms

__all__ = ["InferredTriples", "is_new"]


@dataclass(frozen=True, eq=False)
class InferredTriples:
    """Triples that rules have inferred, in the order in which they were: none twice, and none that the data has.

    `data` is the data graph with them; `rule` has the place of the rule of each triple among `rules`, `focus` the node
    that it was run on. A rule saw what an earlier `group` of shapes has, and what rules of its own shape have
    inferred in an earlier `stage` of its group. `dropped` is how many triples were no RDF.
    """

    data: Columns
    rules: tuple[Rule, ...]
    s: Ids
    p: Ids
    o: Ids
    rule: Ids
    focus: Ids
    group: Ids
    stage: Ids
    dropped: int = 0
    #: how many triples another pass of the rules would infer, where there was one pass
    pending: int = 0
    #: the terms below this number are those of the data
    known_terms: int = 0

    @classmethod
    def none(cls, data: Columns, rules: tuple[Rule, ...]) -> InferredTriples:
        """Nothing so far."""
        none = np.empty(0, np.int32)
        return cls(data, rules, none, none, none, none, none, none, none, known_terms=data.size)

    def __len__(self) -> int:
        return len(self.s)

    def __iter__(self) -> Iterator[Triple]:
        columns = [self.terms.terms(column) for column in (self.s, self.p, self.o)]
        return (triple_of(s, p, o) for s, p, o in zip(*columns, strict=True))

    @property
    def terms(self) -> Terms:
        """The terms of the triples."""
        return self.data.terms

    def extended(self, data: Columns, additions: InferredTriples) -> InferredTriples:
        """These triples and others behind them; `data` is the graph with all of them."""
        return replace(
            self,
            data=data,
            s=np.concatenate([self.s, additions.s]),
            p=np.concatenate([self.p, additions.p]),
            o=np.concatenate([self.o, additions.o]),
            rule=np.concatenate([self.rule, additions.rule]),
            focus=np.concatenate([self.focus, additions.focus]),
            group=np.concatenate([self.group, additions.group]),
            stage=np.concatenate([self.stage, additions.stage]),
            dropped=self.dropped + additions.dropped,
        )

    def with_left(self, remaining: int) -> InferredTriples:
        """The same, with the number of triples that another pass would infer."""
        return replace(self, pending=remaining)

    def take(self, rows: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> InferredTriples:
        """Some of the triples."""
        return replace(
            self,
            s=self.s[rows],
            p=self.p[rows],
            o=self.o[rows],
            rule=self.rule[rows],
            focus=self.focus[rows],
            group=self.group[rows],
            stage=self.stage[rows],
        )

    @property
    def without_blank_nodes(self) -> InferredTriples:
        """Those that name no blank node of the data: in a file of their own nobody could tell which it is."""
        blank = self.terms.kinds == BLANK
        blank[self.known_terms :] = False
        return self.take(~(blank[self.s] | blank[self.o]))

    def dataset(self) -> Dataset:
        """The triples as a dataset."""
        return Dataset(self.terms, self.s, self.p, self.o)


def is_new(data: Columns, s: Ids, p: Ids, o: Ids) -> npt.NDArray[np.bool_]:
    """Which of the triples a graph does not have; terms that it does not have have larger numbers than its own."""
    new = np.ones(len(s), bool)
    for predicate in np.unique(p[p < data.size]).tolist():
        at = np.flatnonzero(p == predicate)
        there = data.relation(predicate)
        if len(there):
            keys = (s[at].astype(np.int64) << 32) | o[at]
            places = np.searchsorted(there.keys, keys)
            places[places == len(there)] = 0
            new[at] = there.keys[places] != keys
    return new
