"""What stands in the data where a constraint is violated, for the default messages; a finding at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kgtools.columns.terms import Terms
from kgtools.model.terms import Term
from kgtools.shacl.components.cardinality import MaxCount, MinCount
from kgtools.shacl.components.other import HasValue
from kgtools.shacl.components.shape_based import QualifiedMaxCount, QualifiedMinCount
from kgtools.shacl.components.strings import UniqueLang
from kgtools.shacl.engine import Evaluation, Finding

__all__ = ["counts_of", "values_of"]

#: value nodes of one focus node that are looked at for a message
MOST = 200


def counts_of(finding: Finding, evaluation: Evaluation) -> list[int] | None:
    """For each violation how many values there are that the constraint counts, or None where it counts nothing."""
    constraint, focus = finding.constraint, finding.violations.focus
    values = evaluation.value_nodes(finding.shape)
    if isinstance(constraint, MinCount | MaxCount):
        counts = values.counts
    elif isinstance(constraint, QualifiedMinCount | QualifiedMaxCount):
        counts = constraint.counts(values, evaluation.at(finding.shape))
    else:
        return None
    found: list[int] = counts[np.searchsorted(values.focus, focus)].tolist()
    return found


def values_of(finding: Finding, evaluation: Evaluation) -> Callable[[int], Sequence[Term]]:
    """What gives the value nodes of the focus node of a violation, where the message is about them."""
    if not isinstance(finding.constraint, HasValue | UniqueLang):
        return _nothing
    pairs = evaluation.value_nodes(finding.shape).pairs
    terms: Terms = evaluation.data.terms
    focus = finding.violations.focus
    low, high = np.searchsorted(pairs.s, focus, "left"), np.searchsorted(pairs.s, focus, "right")

    def found(row: int) -> Sequence[Term]:
        return sorted(terms.terms(pairs.o[low[row] : min(high[row], low[row] + MOST)]), key=str)

    return found


def _nothing(row: int) -> Sequence[Term]:
    return ()
