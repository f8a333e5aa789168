"""The places of results in the files: the object of the offending triple, or the subject where something is missing.

The triple that a result speaks of is looked up among the rows of the dataset, which are in the order of the files; only
the files that hold such a row are scanned, each once, and no triple is compared by its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kgtools.errors import KgtoolsError, LimitError
from kgtools.model.place import Place, shown_path
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.reading.places.rows import Row, locate_rows
from kgtools.shacl.components import COMPONENTS
from kgtools.shacl.components.component import PointsAt
from kgtools.shacl.places.rows import Numbers, Rows, one_each
from kgtools.shacl.shapes_graph.path import Inverse, OneOrMore, Predicate, ZeroOrMore, predicates, walk
from kgtools.shacl.shapes_graph.path import Path as PropertyPath
from kgtools.shacl.shapes_graph.path import Sequence as Steps
from kgtools.table import Columns, Dataset
from kgtools.table.limits import Check, no_check
from kgtools.table.relations import Relation, distinct, members

if TYPE_CHECKING:
    from kgtools.shacl.result import ValidationResult

__all__ = ["Locator"]

#: which triple the results of a component point at, where they have no value
_POINTS_AT = {component.iri: component.points_at for component in COMPONENTS}
_LAST_VALUES = (PointsAt.LAST_VALUE, PointsAt.LAST_VALUE_OF_LANGUAGE)
#: pairs that are looked at between two looks at the clock
_SLICE = 1_000_000
_NO_ROW = np.iinfo(np.int64).max
#: subject, predicate and object, as far as they are known
TripleNeeds = tuple[Term, str | None, Term | None]


def _points_at(result: ValidationResult) -> PointsAt:
    return _POINTS_AT.get(result.source_constraint_component.value, PointsAt.SUBJECT)


def _subject_or_object(row: Row, is_object: int) -> Place:
    return row.object if is_object else row.subject


@dataclass
class Locator:
    """Finds the places of terms and results of a dataset, or of some of its graphs; `notes` say what was not found.

    `generated` are files that were built from the others, and the names that are shown for them: a place in another
    file goes before one in these, whatever graph it is in, as that is where something can be changed. `check` raises
    :class:`LimitError` where the time is over: from then on nothing is located.
    """

    dataset: Dataset
    data_graphs: Sequence[str] | None
    base: str | None
    generated: Mapping[str, str] = field(default_factory=dict)
    check: Check = no_check

    def __post_init__(self) -> None:
        self.notes: list[str] = []

    def subjects(self, nodes: Iterable[Term]) -> dict[Term, Place]:
        """The places where these nodes are subjects for the first time."""
        terms = list(nodes)
        numbers = self.dataset.terms.find(terms)
        rows = self._rows(numbers, np.empty(0, np.int64))
        row_numbers = rows.find(s=numbers)
        places = self._places({(int(row), False) for row in row_numbers.tolist() if row >= 0})
        return {
            term: places[row, False]
            for term, row in zip(terms, row_numbers.tolist(), strict=True)
            if (row, False) in places
        }

    def triples(self, questions: Sequence[TripleNeeds]) -> list[Place | None]:
        """For each triple the place of its object; without an object that of the first one of the predicate, without
        a predicate, or where there is no such triple, the first place of the subject.
        """
        pairs = self._pairs(questions)
        places = self._places({pair for pair in pairs if pair[0] >= 0})
        return [places.get(pair) for pair in pairs]

    def within(self, questions: Sequence[tuple[TripleNeeds, int]]) -> list[Place | None]:
        """For each triple whose object is a string, the place of the character at an offset in it; None where that is
        not known, as in RDF/XML and JSON-LD.
        """
        pairs = self._pairs([triple for triple, _ in questions])
        whole_objects = {
            (row, offset) for (row, is_object), (_, offset) in zip(pairs, questions, strict=True) if is_object
        }
        places = self._places({pair for pair in whole_objects if pair[0] >= 0}, Row.within)
        return [places.get((row, offset)) for (row, _), (_, offset) in zip(pairs, questions, strict=True)]

    def _pairs(self, questions: Sequence[TripleNeeds]) -> list[tuple[int, bool]]:
        """The row of each triple, and whether it is its object that is meant."""
        nodes = [subject for subject, _, _ in questions]
        subject = self.dataset.terms.find(nodes)
        predicate = self._numbers_of([None if iri is None else NamedNode(iri) for _, iri, _ in questions])
        value = self._numbers_of([term for _, _, term in questions])
        rows = self._rows(subject, np.empty(0, np.int64))
        whole, starts, first = (
            rows.find(s=subject, p=predicate, o=value),
            rows.find(s=subject, p=predicate),
            rows.find(s=subject),
        )
        row = np.where(whole >= 0, whole, np.where((starts >= 0) & (value < 0), starts, first))
        at_object = (whole >= 0) | ((starts >= 0) & (value < 0))
        return list(zip(row.tolist(), at_object.tolist(), strict=True))

    def _numbers_of(self, terms: Sequence[Term | None]) -> Numbers:
        numbers = np.full(len(terms), -1, np.int64)
        with_term = [i for i, term in enumerate(terms) if term is not None]
        numbers[with_term] = self.dataset.terms.find([term for term in terms if term is not None])
        return numbers

    def results(
        self,
        results: Sequence[ValidationResult],
        columns: Columns,
        paths: Mapping[Term, PropertyPath | None] | None = None,
    ) -> list[Place | None]:
        """The place of each result, if it is in the files. `columns` are those of the dataset, `paths` those
        of the shapes.
        """
        if not results or not self.dataset.sources:
            return [None] * len(results)
        try:
            return self._results(results, columns, paths or {})
        except LimitError as error:
            # the results are known: a report without their places is better than none
            self.notes.append(f"the positions of the results are not known: {error}")
            return [None] * len(results)

    def _results(
        self, results: Sequence[ValidationResult], columns: Columns, paths: Mapping[Term, PropertyPath | None]
    ) -> list[Place | None]:
        self.check()
        focus = self._numbers([result.focus_node for result in results], columns)
        value = self._numbers([result.value for result in results], columns)
        path = self._numbers([_predicate(result.path) for result in results], columns)
        back = self._numbers([_inverse(result.path) for result in results], columns)
        rows = self._rows(np.concatenate([focus, value]), focus)
        in_text = self._of_files(np.concatenate([focus, value]), focus) if self.generated else None
        place = np.full(len(results), -1, np.int64)
        at_object = np.ones(len(results), bool)

        def settle(rows: Numbers, usable: npt.NDArray[np.bool_], *, is_object: bool = True) -> None:
            selection = (place < 0) & usable & (rows >= 0)
            place[selection] = rows[selection]
            at_object[selection] = is_object

        def look(
            usable: npt.NDArray[np.bool_], *, is_object: bool = True, last: bool = False, **numbers: Numbers
        ) -> None:
            for among in (rows,) if in_text is None else (in_text, rows):
                settle(among.find(last=last, **numbers), usable, is_object=is_object)

        has_value = value >= 0
        settle(self._of_value_nodes(results, focus, path, value, columns, paths), has_value & (path >= 0))
        look(has_value & (path >= 0), s=focus, p=path, o=value)
        look(has_value & (back >= 0), s=value, p=back, o=focus)
        settle(self._at_the_end(results, focus, value, columns), has_value & (path < 0) & (back < 0))
        look(has_value, s=focus, o=value)
        self.check()
        settle(self._last_of_language(results, focus, path, columns), path >= 0)
        many = np.array([_points_at(result) in _LAST_VALUES for result in results])
        look(many & (path >= 0), last=True, s=focus, p=path)
        look(focus >= 0, is_object=False, s=focus)
        look(focus >= 0, o=focus)
        pairs = list(zip(place.tolist(), at_object.tolist(), strict=True))
        places = self._places({pair for pair in pairs if pair[0] >= 0})
        return [places.get(pair) for pair in pairs]

    def _numbers(self, terms: Sequence[Term | None], columns: Columns) -> Numbers:
        different = list(dict.fromkeys(term for term in terms if term is not None))
        numbers = dict(zip(different, columns.terms.find(different).tolist(), strict=True))
        return np.array([-1 if term is None else numbers[term] for term in terms], np.int64)

    def _rows(self, subjects: Numbers, objects: Numbers) -> Rows:
        """The rows of the graphs that have one of these subjects or objects, in order."""
        selection = self.dataset.rows_in(self.data_graphs)
        return self._rows_among(selection, subjects, objects)

    def _of_files(self, subjects: Numbers, objects: Numbers) -> Rows:
        """Those rows, in whatever graph, of the files that were not built from others."""
        names, ends = self.dataset.sources, self.dataset.ends
        lengths = np.diff(np.array([0, *ends]))
        return self._rows_among(np.repeat([name not in self.generated for name in names], lengths), subjects, objects)

    def _rows_among(self, among: npt.NDArray[np.bool_] | None, subjects: Numbers, objects: Numbers) -> Rows:
        data, size = self.dataset, len(self.dataset.terms)
        bounds = [distinct(n[(n >= 0) & (n < size)], size) for n in (subjects, objects)]
        keep = members(data.s, bounds[0], size)
        if len(bounds[1]):
            keep |= members(data.o, bounds[1], size)
        if among is not None:
            keep &= among
        index = np.flatnonzero(keep)
        return Rows(index, data.s[index], data.p[index], data.o[index])

    def _at_the_end(
        self, results: Sequence[ValidationResult], focus: Numbers, value: Numbers, columns: Columns
    ) -> Numbers:
        """For paths of several steps: the row of a last step that leads to the value."""
        last_rows = np.full(len(results), -1, np.int64)
        by_path: dict[PropertyPath, list[int]] = {}
        for number, result in enumerate(results):
            if result.path is not None and value[number] >= 0 and not isinstance(result.path, Predicate):
                by_path.setdefault(result.path, []).append(number)
        for path, which in by_path.items():
            self.check()
            nodes = distinct(focus[which], columns.size)
            before = _before(path, columns, nodes, self.check)
            last = columns.terms.find([NamedNode(iri) for iri in sorted(_last(path))])
            rows = self._rows(before.objects.astype(np.int64), np.empty(0, np.int64))
            rows = rows.where(np.isin(rows.p, last) & np.isin(rows.o, value[which]))
            last_rows[which] = self._first(before, rows, (focus[which] << 32) | value[which])
        return last_rows

    def _of_value_nodes(
        self,
        results: Sequence[ValidationResult],
        focus: Numbers,
        path: Numbers,
        value: Numbers,
        columns: Columns,
        paths: Mapping[Term, PropertyPath | None],
    ) -> Numbers:
        """For ``sh:closed`` in a property shape (section 4.8.1): the row of the triple of a value node. Where several
        value nodes have that triple, each result of them has a row of its own.
        """
        rows_of = np.full(len(results), -1, np.int64)
        by_path: dict[PropertyPath, list[int]] = {}
        for number, result in enumerate(results):
            way = paths.get(result.source_shape)
            if way is not None and _points_at(result) is PointsAt.TRIPLE_OF_VALUE_NODE:
                by_path.setdefault(way, []).append(number)
        for way, which in by_path.items():
            self.check()
            nodes = distinct(focus[which][focus[which] >= 0], columns.size)
            before = walk(way, columns, nodes, check=self.check)
            rows = self._rows(before.objects.astype(np.int64), np.empty(0, np.int64))
            rows = rows.where(np.isin(rows.p, path[which]) & np.isin(rows.o, value[which]))
            # a triple that is written twice is one triple, at its first place
            rows = rows.once()
            keys = np.column_stack([focus[which], path[which], value[which]])
            rows_of[which] = one_each(before, rows, keys)
        return rows_of

    def _last_of_language(
        self, results: Sequence[ValidationResult], focus: Numbers, path: Numbers, columns: Columns
    ) -> Numbers:
        """For ``sh:uniqueLang``: the row of the last value with a tag that several have; of each tag one result."""
        rows_of = np.full(len(results), -1, np.int64)
        of_pair: dict[tuple[int, int], dict[Term, list[int]]] = {}
        for number, result in enumerate(results):
            if _points_at(result) is PointsAt.LAST_VALUE_OF_LANGUAGE and focus[number] >= 0 <= path[number]:
                same = of_pair.setdefault((int(focus[number]), int(path[number])), {})
                same.setdefault(result.source_shape, []).append(number)
        if not of_pair:
            return rows_of
        pairs = np.array(list(of_pair), np.int64)
        rows = self._rows(pairs[:, 0], np.empty(0, np.int64))
        rows = rows.where(np.isin(rows.p, pairs[:, 1]))
        tagged: dict[tuple[int, int], dict[str, dict[int, int]]] = {}
        terms = columns.terms.terms(rows.o)
        for row, s, p, o, term in zip(
            rows.index.tolist(), rows.s.tolist(), rows.p.tolist(), rows.o.tolist(), terms, strict=True
        ):
            if isinstance(term, Literal) and term.language is not None:
                by_tag = tagged.setdefault((s, p), {})
                # a triple that is written twice is one value, at its first place
                by_tag.setdefault(term.language.lower(), {}).setdefault(o, row)
        for pair, by_shape in of_pair.items():
            ends = [max(values.values()) for values in tagged.get(pair, {}).values() if len(values) > 1]
            for numbers in by_shape.values():
                for index, number in enumerate(numbers if ends else ()):
                    rows_of[number] = ends[index % len(ends)]
        return rows_of

    def _first(self, before: Relation, rows: Rows, numbers: Numbers) -> Numbers:
        """For each focus node and value (one number) the first row that leads to the value from what is before it."""
        distinct_numbers = np.unique(numbers)
        first = np.full(len(distinct_numbers), _NO_ROW, np.int64)
        steps = Relation.of(rows.s, rows.o, size=before.size)
        # several predicates may lead from a node to a value: the first row of each pair will do
        row_of = rows.find(s=steps.s.astype(np.int64), o=steps.o.astype(np.int64))
        before = before.restrict_objects(steps.subjects)
        for start in range(0, len(before), _SLICE):
            self.check()
            part = Relation(before.s[start : start + _SLICE], before.o[start : start + _SLICE], before.size)
            nodes, values, which = part.join(steps)
            keys = (nodes.astype(np.int64) << 32) | values
            at = np.minimum(np.searchsorted(distinct_numbers, keys), len(distinct_numbers) - 1)
            hit = distinct_numbers[at] == keys
            pair = (part.o[which[hit]].astype(np.int64) << 32) | values[hit]
            np.minimum.at(first, at[hit], row_of[np.searchsorted(steps.keys, pair)])
        rows_found = first[np.searchsorted(distinct_numbers, numbers)]
        return np.where(rows_found == _NO_ROW, -1, rows_found)

    def _places(
        self, rows: set[tuple[int, int]], place_of: Callable[[Row, int], Place | None] = _subject_or_object
    ) -> dict[tuple[int, int], Place]:
        """The places of the subject (False) or object (True) of these rows, or what else `place_of` makes of the second
        number; each file is scanned once.
        """
        places: dict[tuple[int, int], Place] = {}
        ends = np.array(self.dataset.ends, np.int64)
        by_file: dict[int, list[tuple[int, int]]] = {}
        in_order = sorted(rows)
        of_file = np.searchsorted(ends, [row for row, _ in in_order], side="right")
        for file, pair in zip(of_file.tolist(), in_order, strict=True):
            if file < len(ends):
                by_file.setdefault(file, []).append(pair)
        for file, inside in by_file.items():
            source = self.dataset.sources[file]
            start = int(ends[file - 1]) if file else 0
            if source == "-":
                continue
            self.check()
            try:
                count = int(ends[file]) - start
                label = shown_path(self.generated.get(source, source))
                numbers = {row - start for row, _ in inside}
                located = locate_rows(source, numbers, count=count, base=self.base, display_name=label)
            except KgtoolsError as error:
                self.notes.append(f"no positions in {source}: {error}")
                continue
            for row, part in inside:
                place = place_of(located[row - start], part)
                if place is not None and place.line:
                    places[row, part] = place
        return places


def _predicate(path: PropertyPath | None) -> NamedNode | None:
    return NamedNode(path.iri) if isinstance(path, Predicate) else None


def _inverse(path: PropertyPath | None) -> NamedNode | None:
    return NamedNode(path.path.iri) if isinstance(path, Inverse) and isinstance(path.path, Predicate) else None


def _before(path: PropertyPath, columns: Columns, nodes: npt.NDArray[np.int32], check: Check) -> Relation:
    """The pairs of each focus node and the nodes from which a last step of the path may start."""
    start = Relation.identity(nodes, columns.size)
    if isinstance(path, Steps):
        *steps, last = path.parts
        before = Steps(tuple(steps)) if len(steps) > 1 else steps[0]
        relation = walk(before, columns, nodes, check=check)
        if isinstance(last, Predicate):
            return relation
        return relation.union(relation.compose(walk(last, columns, relation.objects, check=check)))
    if isinstance(path, ZeroOrMore | OneOrMore):
        return start.union(walk(path, columns, nodes, check=check))
    return start


def _last(path: PropertyPath) -> set[str]:
    """The predicates that the last step may have."""
    return set(predicates(path.parts[-1] if isinstance(path, Steps) else path))
