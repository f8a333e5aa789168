"""The results of findings, in the order of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, pairwise, repeat
from operator import itemgetter
from typing import TypeAlias

import numpy as np

from kgtools.formats import Tags
from kgtools.model.terms import NamedNode, Term
from kgtools.shacl.clock import Clock
from kgtools.shacl.components.sparql import SparqlConstraint
from kgtools.shacl.engine import Evaluation, Finding
from kgtools.shacl.path import Path, Predicate, to_sparql
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.wording import Found, Wording
from kgtools.store.small import paused_collection

__all__ = ["results_in_order"]

#: value nodes of one focus node that are looked at for a message
_MOST_VALUES = 200
#: what a result is ordered by before its messages (:attr:`ValidationResult.sort_key`)
Key: TypeAlias = tuple[str, ...]


def results_in_order(
    findings: Iterable[Finding], evaluation: Evaluation, language: str, tags: Tags, clock: Clock
) -> tuple[ValidationResult, ...]:
    """The results of all findings, ordered by :attr:`ValidationResult.sort_key`."""
    keyed: list[tuple[Key, ValidationResult]] = []
    with paused_collection():
        for finding in findings:
            clock.check()
            keyed += _results(finding, evaluation, language, tags)
        keyed.sort(key=_KEY)
    if all(one[0] != other[0] for one, other in pairwise(keyed)):
        return tuple(result for _, result in keyed)
    # of those that differ in nothing else, their messages are compared
    return tuple(
        result
        for _, alike in groupby(keyed, _KEY)
        for result in sorted((result for _, result in alike), key=_message_texts)
    )


_KEY = itemgetter(0)


def _message_texts(result: ValidationResult) -> tuple[str, ...]:
    return tuple(map(str, result.messages))


def _results(finding: Finding, evaluation: Evaluation, language: str, tags: Tags) -> list[tuple[Key, ValidationResult]]:
    """The results of a finding (section 3.6.2), as often as they are reported, with their keys."""
    shape, constraint, violations = finding.shape, finding.constraint, finding.violations
    index = np.flatnonzero(finding.times)
    terms = evaluation.data.terms
    focus_nodes = terms.terms(violations.focus[index])
    values: Iterable[Term | None]
    values = repeat(None, len(index)) if violations.values is None else terms.terms(violations.values[index])
    predicates = None if violations.paths is None else terms.terms(violations.paths[index])
    component = NamedNode(constraint.component_iri)
    source = constraint.node if isinstance(constraint, SparqlConstraint) else None
    after_path = component.value
    after_value = (str(shape.node), "" if source is None else str(source))
    # what was found is looked up only where no message is given
    counts = None if shape.messages else _counts(finding, evaluation)
    about = _values(finding, evaluation)
    wording = Wording(constraint, language, tags)
    severity, node, details = shape.severity, shape.node, violations.details
    written: Path | None = None
    path_text = ""
    made: list[tuple[Key, ValidationResult]] = []
    rows = zip(index.tolist(), finding.times[index].tolist(), focus_nodes, values, strict=True)
    for i, (row, times, focus, value) in enumerate(rows):
        path, messages = shape.path, shape.messages
        if predicates is not None:
            predicate = predicates[i]
            assert isinstance(predicate, NamedNode)
            path = Predicate(predicate.value)
        if details is not None:
            detail = details[row]
            value = detail.value
            path = detail.path or path
            messages = detail.messages or messages
        if not messages:
            count = None if counts is None else counts[row]
            messages = (wording.message(Found(focus, value, path, count, tuple(about(row)))),)
        if path is not written:
            written, path_text = path, "" if path is None else to_sparql(path)
        result = ValidationResult(
            focus, path, value, node, component, source, severity, messages, constraint=constraint
        )
        key = (str(focus), path_text, after_path, "" if value is None else str(value), *after_value)
        made += [(key, result)] * times
    return made


def _counts(finding: Finding, evaluation: Evaluation) -> list[int] | None:
    """For each violation how many values there are that the constraint counts, or None where it counts nothing."""
    values = evaluation.value_nodes(finding.shape)
    counts = finding.constraint.counts(values, evaluation.at(finding.shape))
    if counts is None:
        return None
    found: list[int] = counts[np.searchsorted(values.focus, finding.violations.focus)].tolist()
    return found


def _values(finding: Finding, evaluation: Evaluation) -> Callable[[int], Sequence[Term]]:
    """What gives the value nodes of the focus node of a violation, where the message is about them."""
    if not finding.constraint.tells_values:
        return lambda row: ()
    pairs = evaluation.value_nodes(finding.shape).pairs
    terms = evaluation.data.terms
    focus = finding.violations.focus
    low, high = np.searchsorted(pairs.s, focus, "left"), np.searchsorted(pairs.s, focus, "right")

    def found(row: int) -> Sequence[Term]:
        return sorted(terms.terms(pairs.o[low[row] : min(high[row], low[row] + _MOST_VALUES)]), key=str)

    return found
