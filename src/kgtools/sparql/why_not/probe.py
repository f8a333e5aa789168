"""Parts of a query evaluated by themselves: has it rows, how many, which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from kgtools.errors import LimitError
from kgtools.model.terms import NamedNode, Term
from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.budget import Budget
from kgtools.sparql.columns.dictionary import Ids
from kgtools.sparql.engine import Functions, new_context
from kgtools.sparql.evaluate.evaluator import Evaluator
from kgtools.sparql.evaluate.frame import Frame
from kgtools.sparql.evaluate.queries import active_dataset
from kgtools.sparql.expressions import Expression, Variable
from kgtools.sparql.functions import evaluate_expression
from kgtools.sparql.quads.datasets import ActiveDataset, QuadData
from kgtools.sparql.rewrite import rewrite
from kgtools.sparql.solutions.solution_table import SolutionTable
from kgtools.sparql.terms.values import Values
from kgtools.sparql.why_not.spellings import Spellings
from kgtools.table.kernels.text import parse_terms, term_text
from kgtools.table.relations import distinct

__all__ = ["Count", "Probe"]

#: rows up to which they are counted
MAX_ROWS_COUNTED = 1_000_000
#: terms up to which their texts are sorted
_FEW_TERMS = 1000
#: bytes that a part may take
_MEMORY = 512 << 20
#: under which parts that were rewritten are kept with the data, and how many
_REWRITTEN = "rewritten parts"
_MAX_REWRITTEN_KEPT = 500


class Count(NamedTuple):
    """How many rows there are; `more` where they were not counted to the end."""

    rows: int
    more: bool = False

    def __str__(self) -> str:
        """
        >>> str(Count(1)), str(Count(2000)), str(Count(10, more=True))
        ('1 row', '2,000 rows', 'more than 10 rows')
        """
        if self.more:
            return f"more than {self.rows:,} rows"
        return "1 row" if self.rows == 1 else f"{self.rows:,} rows"

    @property
    def there(self) -> str:
        """The same as the end of a sentence.

        >>> Count(1).there, Count(2).there
        ('there is 1 row', 'there are 2 rows')
        """
        return f"there {'is' if self.rows == 1 and not self.more else 'are'} {self}"

    @property
    def all(self) -> str:
        """All of them.

        >>> Count(1).all, Count(2).all
        ('the 1 row', 'all 2 rows')
        """
        return f"the {self}" if self.rows == 1 or self.more else f"all {self}"

    @property
    def exact(self) -> int | None:
        """The number where it is known."""
        return None if self.more else self.rows


class Probe:
    """Evaluates operators of a query over its data, as often as is asked, within a budget.

    What takes more memory than a remark is worth is given up: a part then counts as one that has rows, many of them.
    """

    def __init__(
        self, data: QuadData, query: algebra.Query, *, functions: Functions | None = None, budget: Budget | None = None
    ) -> None:
        self.data = data
        self.budget = (budget or Budget()).within(_MEMORY)
        self.context = new_context(data, query.prologue, budget=self.budget, functions=functions)
        # what is asked has much in common, also with what is asked of another query that was prepared
        self.context.recalls = True
        self.dataset = active_dataset(query, data, self.context)
        self._answers: dict[Operator, bool] = {}
        self._fresh = 0

    def over(self, dataset: ActiveDataset) -> Probe:
        """A probe of the same query over another dataset of the same data."""
        probe = Probe.__new__(Probe)
        probe.__dict__.update(self.__dict__)
        probe.dataset, probe._answers = dataset, {}
        return probe

    def fresh(self) -> Variable:
        """A variable that is nowhere else."""
        self._fresh += 1
        return Variable(f".why{self._fresh}")

    # rows -------------------------------------------------------------------------------------------------------

    def has_rows(self, operator: Operator) -> bool:
        """Whether an operator has a solution."""
        has_any = self._answers.get(operator)
        if has_any is None:
            has_any = self._answers[operator] = self.gives_rows(self._rewritten(operator))
        return has_any

    def gives_rows(self, query: algebra.Query) -> bool:
        """The same of a whole query that has been rewritten."""
        frame = Frame(self.dataset.default, limit=1, once=True, needed=frozenset())
        try:
            return Evaluator(self.dataset, self.context).evaluate(query.pattern, frame).size > 0
        except LimitError:
            self.budget.check()
            return True

    def _rewritten(self, operator: Operator) -> algebra.Query:
        """Whether an operator has a solution, as a query; kept with the data, as empty answers have much in common."""
        cache: dict[Operator, algebra.Query] = self.data.derived.setdefault(_REWRITTEN, {})
        query = cache.get(operator)
        if query is None:
            if len(cache) >= _MAX_REWRITTEN_KEPT:
                cache.clear()
            query = cache[operator] = rewrite(algebra.Query("ask", operator), check=self.budget.check)
        return query

    def table(self, operator: Operator, names: Iterable[str] = (), *, most: int | None = None) -> SolutionTable | None:
        """The solutions of an operator with some of their variables; None where they are too many to be made."""
        variables = tuple(Variable(name) for name in sorted(names))
        inner: Operator = algebra.Project(operator, variables)
        if most is not None:
            inner = algebra.Slice(inner, 0, most)
        query = rewrite(algebra.Query("select", inner, variables), check=self.budget.check)
        frame = Frame(self.dataset.default, needed=frozenset(name for name in names))
        try:
            return Evaluator(self.dataset, self.context).evaluate(query.pattern, frame)
        except LimitError:
            self.budget.check()
            return None

    def count(self, operator: Operator) -> Count:
        """How many solutions an operator has."""
        solutions = self.table(operator, most=MAX_ROWS_COUNTED + 1)
        if solutions is None or solutions.size > MAX_ROWS_COUNTED:
            return Count(MAX_ROWS_COUNTED, more=True)
        return Count(solutions.size)

    def values(self, expression: Expression, table: SolutionTable) -> Values:
        """The value of an expression for each row of a table."""
        return evaluate_expression(expression, table, self.context)

    # terms ------------------------------------------------------------------------------------------------------

    def number(self, term: Term) -> int:
        """The number that a term has in the dictionary, -1 where it has none."""
        return int(self.data.dictionary.find_texts([term_text(term)])[0])

    def occurs(self, term: Term) -> bool:
        """Whether a term is anywhere in the data; a triple term where its parts do."""
        number = self.number(term)
        if number < 0:
            return False
        data = self.data
        columns = [data.p, data.s, data.o] if isinstance(term, NamedNode) else [data.o, data.s]
        if any((column == number).any() for column in columns):
            return True
        return isinstance(term, NamedNode) and number in data.names

    def terms(self, numbers: Ids) -> list[Term]:
        """The terms with these numbers."""
        return parse_terms(self.context.pool.texts(numbers))

    def distinct(self, numbers: Ids) -> Ids:
        """The distinct numbers of a column, without what is not bound."""
        return distinct(numbers[numbers >= 0], len(self.context.pool))

    def least(self, numbers: Ids, most: int = 1) -> list[Term]:
        """Some of the terms of a column, the first in the order of their texts: the same whatever their numbers are."""
        ids = self.distinct(numbers)
        pool = self.context.pool
        if len(ids) > _FEW_TERMS:
            created = ids[ids >= pool.base][:_FEW_TERMS]
            first = Spellings.of(self.data.dictionary).first(ids[ids < pool.base].astype(np.int64), most)
            ids = np.concatenate([first.astype(np.int32), created])
        return parse_terms(sorted(pool.texts(ids))[:most])
