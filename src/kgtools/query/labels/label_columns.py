"""Columns of labels beside columns of entities: each distinct entity is looked up once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from kgtools.model.terms import Literal, Term
from kgtools.query.columns import COMPANION, Column
from kgtools.query.labels.label_variables import LabelPlan, Labels
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.columns.dictionary import UNBOUND, Ids
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.table.relations import unique

__all__ = ["with_added", "with_planned", "with_words"]


def with_planned(answer: SelectAnswer, plan: LabelPlan, labels: Labels) -> SelectAnswer:
    """The columns that were asked for."""

    def label(term: Term | None) -> Term | None:
        # a literal is its own label
        return term if isinstance(term, Literal) else labels.label(term)

    columns = {
        name: _mapped(answer, of, label, labels) if name in plan.labelled else answer.table.column(of)
        for name, of in plan.columns
    }
    return _with_columns(answer, columns)


def with_added(answer: SelectAnswer, labels: Labels) -> SelectAnswer:
    """A label column after every column of entities that lacks one."""
    columns: dict[str, Ids] = {}
    for name in answer.variables:
        columns[name] = answer.table.column(name)
        companion = name + COMPANION
        if companion in answer.variables or name.endswith(COMPANION):
            continue
        entities = answer.terms(unique(columns[name]))
        labels.look_up_all(entities)
        if any(labels.stated(entity) is not None for entity in entities):
            columns[companion] = _mapped(answer, name, labels.label, labels)
    return _with_columns(answer, columns)


def with_words(answer: SelectAnswer, columns: Sequence[Column], languages: Sequence[str]) -> SelectAnswer:
    """The words of the columns whose headers translate them, in the first of the languages that has one.

    A word itself is English; what is translated keeps neither language tag nor datatype, as the word had none.
    """
    changed: dict[str, Ids] = {name: answer.table.column(name) for name in answer.variables}
    for column in columns:
        if column.words and column.name in changed:
            label_of = {word: _translated(word, meanings, languages) for word, meanings in column.words.items()}
            numbers = unique(changed[column.name])
            terms = [_word(label_of, term) for term in answer.terms(numbers)]
            changed[column.name] = _changed(answer, column.name, numbers, terms)
    return _with_columns(answer, changed)


def _translated(word: str, meanings: Mapping[str, str], languages: Sequence[str]) -> str:
    for language in languages:
        if language == "en" or language in meanings:
            return meanings.get(language, word)
    return word


def _word(words: Mapping[str, str], term: Term | None) -> Term | None:
    if isinstance(term, Literal) and term.value in words:
        return Literal(words[term.value])
    return term


def _with_columns(answer: SelectAnswer, columns: dict[str, Ids]) -> SelectAnswer:
    return answer.with_table(list(columns), SolutionTable(answer.table.size, columns))


def _mapped(answer: SelectAnswer, name: str, change: Callable[[Term | None], Term | None], labels: Labels) -> Ids:
    """The column of what `change` makes of each distinct term of a column, whose labels it needs."""
    numbers = unique(answer.table.column(name))
    terms = answer.terms(numbers)
    labels.look_up_all(terms)
    return _changed(answer, name, numbers, [change(term) for term in terms])


def _changed(answer: SelectAnswer, name: str, numbers: Ids, replacements: Sequence[Term | None]) -> Ids:
    """The column with other terms in the place of its distinct ones, which `numbers` has in order."""
    column = answer.table.column(name)
    changed = np.full(len(numbers), UNBOUND, np.int32)
    there = [i for i, term in enumerate(replacements) if term is not None]
    changed[there] = answer.pool.intern_terms([term for term in replacements if term is not None])
    result: Ids = changed[np.searchsorted(numbers, column)]
    return result
