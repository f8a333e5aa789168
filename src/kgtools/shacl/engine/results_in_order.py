"""The results of findings, in the order of a report: columns of numbers, whose texts are compared once each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.reading import Tags
from kgtools.shacl.engine.clock import Clock
from kgtools.shacl.engine.evaluation import ConstraintOutcome, Evaluation
from kgtools.shacl.result_columns import Messages, ResultColumns, ResultKind, ResultTerms
from kgtools.shacl.shapes_graph.path import Path, Predicate, to_sparql
from kgtools.shacl.sparql.query import message_text
from kgtools.shacl.wording.blank_words import blank_words
from kgtools.shacl.wording.wording import MessageValues, Wording
from kgtools.table.kernels.text import parse_term
from kgtools.table.kinds import BLANK
from kgtools.table.relations import Ids, distinct
from kgtools.text.terms import term_text

__all__ = ["Reader", "results_in_order"]

#: value nodes of one focus node that are looked at for a message
_MAX_VALUE_NODES = 200


@dataclass(frozen=True, slots=True)
class Reader:
    """Who messages are for: the language of default messages, how language tags are spelled, what shapes are called."""

    language: str
    tags: Tags
    shape_name: Callable[[Term], str]


def results_in_order(
    findings: Iterable[ConstraintOutcome], evaluation: Evaluation, reader: Reader, clock: Clock
) -> ResultColumns:
    """The results of all findings, ordered by :attr:`ValidationResult.sort_key`; `reader` is the language of their
    messages."""
    findings = list(findings)
    names = _Names(findings, evaluation, reader.tags)
    result_columns = _Columns(evaluation)
    for finding in findings:
        clock.check()
        result_columns.add(finding, _kind(finding, evaluation, reader, names))
    clock.check()
    return replace(result_columns.in_order(), blank_words=names.blank)


class _Names:
    """What messages call the terms of findings, looked up when a message is read."""

    def __init__(self, findings: Sequence[ConstraintOutcome], evaluation: Evaluation, tags: Tags) -> None:
        self._findings = findings
        self._evaluation = evaluation
        self._tags = tags

    def blank(self) -> Mapping[BlankNode, str]:
        """The blank nodes among them."""
        return self._blank

    @cached_property
    def _blank(self) -> dict[BlankNode, str]:
        data = self._evaluation.data
        numbers = [np.empty(0, np.int32)]
        for finding in self._findings:
            for column in self._message_terms(finding):
                of_data = column[(column >= 0) & (column < data.size)]
                numbers.append(of_data[data.terms.kinds[of_data] == BLANK])
        return blank_words(data, distinct(np.concatenate(numbers), data.size), self._tags)

    def _message_terms(self, finding: ConstraintOutcome) -> Iterator[Ids]:
        """The terms that messages of a finding may name."""
        yield finding.violations.focus
        details = finding.violations.details
        values = finding.violations.values if details is None else details.values
        if values is not None:
            yield values
        if finding.constraint.tells_values:
            focus = distinct(finding.violations.focus, self._evaluation.data.size)
            yield self._evaluation.value_nodes(finding.shape).pairs.restrict(focus).o

    def of(self, term: Term) -> str:
        """A term as Turtle has it; a blank node by its triples."""
        return (self._blank.get(term) if isinstance(term, BlankNode) else None) or term_text(term, self._tags)

    def within(self, term: Term) -> str:
        """A term as it is written in the message of a query (section 5.3.2)."""
        return self.of(term) if isinstance(term, BlankNode) else message_text(term)


class _Columns:
    """The columns of results while they are gathered, in the order of the findings."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._data = evaluation.data
        self._kinds: list[ResultKind] = []
        self._paths: dict[Path, int] = {}
        #: texts of terms that the data do not have; their numbers go on from those of the data
        self._created: list[str] = []
        none = np.empty(0, np.int32)
        self._parts: list[tuple[Ids, Ids, Ids, Ids, npt.NDArray[np.int64]]] = [
            (none, none, none, none, np.empty(0, int))
        ]

    def add(self, finding: ConstraintOutcome, kind: ResultKind) -> None:
        """The results of a finding (section 3.6.2), as often as they are reported."""
        index = np.flatnonzero(finding.times)
        rows = np.repeat(index, finding.times[index])
        violations, details = finding.violations, finding.violations.details
        path = np.full(len(rows), self._place(finding.shape.path), np.int32)
        values = violations.values
        if details is not None:
            values = details.values
        value = np.full(len(rows), -1, np.int32) if values is None else values[rows]
        if details is not None:
            value = self._local_numbers(value, details.texts)
        if violations.paths is not None:
            path = self._predicates(violations.paths[rows], self._data.terms.texts_of, path)
        if details is not None and details.paths is not None:
            path = self._predicates(details.paths[rows], details.texts, path)
        number = np.full(len(rows), len(self._kinds), np.int32)
        self._kinds.append(kind)
        self._parts.append((number, violations.focus[rows], value, path, rows))

    def _place(self, path: Path | None) -> int:
        return -1 if path is None else self._paths.setdefault(path, len(self._paths))

    def _local_numbers(self, numbers: Ids, texts: Callable[[Ids], list[str]]) -> Ids:
        """The numbers of a query's terms here."""
        created = numbers >= self._data.size
        if not created.any():
            return numbers
        distinct_numbers, which = np.unique(numbers[created], return_inverse=True)
        start = self._data.size + len(self._created)
        self._created += texts(distinct_numbers)
        own = numbers.copy()
        own[created] = start + which
        return own

    def _predicates(self, numbers: Ids, texts: Callable[[Ids], list[str]], otherwise: Ids) -> Ids:
        """The places of the paths that are these predicates; `otherwise` those of what is not an IRI."""
        distinct_numbers, which = np.unique(numbers, return_inverse=True)
        bound = distinct_numbers[distinct_numbers >= 0]
        terms: list[Term | None] = [*[None] * (len(distinct_numbers) - len(bound)), *map(parse_term, texts(bound))]
        places = [self._place(Predicate(term.value)) if isinstance(term, NamedNode) else -1 for term in terms]
        path = np.array(places, np.int32)[which]
        return np.where(path >= 0, path, otherwise)

    def in_order(self) -> ResultColumns:
        kind, focus, value, path, row = (np.concatenate(parts) for parts in zip(*self._parts, strict=True))
        terms, ranks = self._terms(np.concatenate([focus, value[value >= 0]]))
        # the last place is that of no value
        focus, value = ranks[focus], ranks[value]
        results = ResultColumns(self._kinds, terms, tuple(self._paths), kind, focus, value, path, row)
        kinds = self._kinds
        # the parts of the sort key, the last ones first
        keys = [
            _ranks(["" if k.source_constraint is None else str(k.source_constraint) for k in kinds])[kind],
            _ranks([str(k.source_shape) for k in kinds])[kind],
            value,
            _ranks([k.source_constraint_component.value for k in kinds])[kind],
            _ranks([*map(to_sparql, self._paths), ""])[path],
            focus,
        ]
        return results.take(_by_messages(results, np.lexsort(keys), keys))

    def _terms(self, numbers: Ids) -> tuple[ResultTerms, Ids]:
        """The terms with these numbers in the order of their texts, and the place of each number among them."""
        in_use = distinct(numbers, self._data.size + len(self._created))
        inside = in_use[: np.searchsorted(in_use, self._data.size)]
        texts = [
            *self._data.terms.texts_of(inside),
            *(self._created[at - self._data.size] for at in in_use[len(inside) :]),
        ]
        # two queries may have made the same term
        in_order = sorted(dict.fromkeys(texts))
        places = dict(zip(in_order, range(len(in_order)), strict=True))
        rank = np.fromiter(map(places.__getitem__, texts), np.int32, len(texts))
        ranks = np.full(self._data.size + len(self._created) + 1, -1, np.int32)
        ranks[in_use] = rank
        of_data = np.full(len(in_order), -1, np.int64)
        of_data[rank[: len(inside)]] = inside
        return ResultTerms(in_order, of_data), ranks


def _ranks(texts: Sequence[str]) -> Ids:
    """The place of each text among the distinct ones in order."""
    places = {text: place for place, text in enumerate(sorted(set(texts)))}
    return np.array([places[text] for text in texts], np.int32)


def _by_messages(results: ResultColumns, order: npt.NDArray[np.intp], keys: Sequence[Ids]) -> npt.NDArray[np.intp]:
    """The order in which those that differ in nothing else are ordered by their messages."""
    same = np.ones(max(len(order) - 1, 0), bool)
    for key in keys:
        same &= key[order[1:]] == key[order[:-1]]
    if not same.any():
        return order
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
    order = order.copy()
    for begin, end in zip(edges[::2].tolist(), (edges[1::2] + 1).tolist(), strict=True):
        alike = order[begin:end].tolist()
        # what is reported several times has the same messages
        if len({(int(results.kind[at]), int(results.row[at])) for at in alike}) > 1:
            order[begin:end] = sorted(alike, key=lambda at: tuple(map(str, results.messages(at))))
    return order


def _kind(finding: ConstraintOutcome, evaluation: Evaluation, reader: Reader, names: _Names) -> ResultKind:
    shape, constraint = finding.shape, finding.constraint
    return ResultKind(
        shape.node,
        NamedNode(constraint.component_iri),
        constraint.source,
        shape.severity,
        constraint,
        _messages(finding, evaluation, reader, names),
        None if finding.violations.details is None else finding.violations.details.annotations,
    )


def _messages(finding: ConstraintOutcome, evaluation: Evaluation, reader: Reader, names: _Names) -> Messages:
    """What gives the messages of a violation: those of the query, else those of the shape, else a default one."""
    templates, details = finding.constraint.messages or finding.shape.messages, finding.violations.details

    @cache
    def own() -> Sequence[tuple[Literal, ...]]:
        return () if details is None else details.messages(names.within)

    if templates:
        if details is None:
            return lambda row, focus, value, path: templates
        return lambda row, focus, value, path: own()[row] or templates
    # what was found is looked up only where no message is given
    counts, about = _counts(finding, evaluation), _values(finding, evaluation)
    wording = Wording(finding.constraint, reader.language, reader.tags, reader.shape_name, names.of)

    def message_of(row: int, focus: Term, value: Term | None, path: Path | None) -> tuple[Literal, ...]:
        texts = () if details is None else own()[row]
        if texts:
            return texts
        count = None if counts is None else counts[row]
        return (wording.message(MessageValues(focus, value, path, count, tuple(about(row)))),)

    return message_of


def _counts(finding: ConstraintOutcome, evaluation: Evaluation) -> list[int] | None:
    """For each violation how many values there are that the constraint counts, or None where it counts nothing."""
    values = evaluation.value_nodes(finding.shape)
    counts = finding.constraint.counts(values, evaluation.at(finding.shape))
    if counts is None:
        return None
    counts_of: list[int] = counts[np.searchsorted(values.focus, finding.violations.focus)].tolist()
    return counts_of


def _values(finding: ConstraintOutcome, evaluation: Evaluation) -> Callable[[int], Sequence[Term]]:
    """What gives the value nodes of the focus node of a violation, where the message is about them."""
    if not finding.constraint.tells_values:
        return lambda row: ()
    pairs = evaluation.value_nodes(finding.shape).pairs
    terms = evaluation.data.terms
    focus = finding.violations.focus
    low, high = np.searchsorted(pairs.s, focus, "left"), np.searchsorted(pairs.s, focus, "right")

    def value_terms(row: int) -> Sequence[Term]:
        return sorted(terms.terms(pairs.o[low[row] : min(high[row], low[row] + _MAX_VALUE_NODES)]), key=str)

    return value_terms
