"""What is said about an empty answer: the reason in the query, or the claims that were not accepted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgtools.errors import LimitError
from kgtools.query.why.claims import Claims
from kgtools.query.why.set_aside import set_aside
from kgtools.sparql.answers import SelectAnswer
from kgtools.sparql.why_not import Remark, why_error, why_not
from kgtools.sparql.why_not.query_text import QueryText
from kgtools.sparql.why_not.reasons.terms import UNKNOWN
from kgtools.sparql.why_not.remark import NOT_STATED

if TYPE_CHECKING:
    from kgtools.query.question import Question
    from kgtools.sparql.engine import Answer as Found
    from kgtools.sparql.engine import Functions
    from kgtools.sparql.syntax import Query

__all__ = ["remarks", "with_meaning"]

#: the longest part of a name that no format of RDF writes with an escape
_PLAIN = re.compile(r"[A-Za-z0-9]+")


def remarks(question: Question, tree: Query, result: Found, functions: Functions) -> tuple[Remark, ...]:
    """Why an answer is empty, or why aggregates have no value in it; nothing of any other answer.

    `tree` is the query as it was evaluated, with the `functions` that it calls. Where the limits of the question do not
    suffice, that is what is said: the answer itself is there.
    """
    data, text, source = question.store.data(), question.text, question.options.source
    prefixes, budget, claims = question.prefixes, question.budget, question.options.claims
    try:
        if isinstance(result, SelectAnswer) and len(result):
            return why_error(
                tree, data, result, text=text, source=source, prefixes=prefixes, functions=functions, budget=budget
            )
        reasons = why_not(
            tree, data, text=text, source=source, prefixes=prefixes, functions=functions, budget=budget, is_empty=True
        )
        if claims is None or not reasons or not _may_be_claimed(reasons, claims):
            return reasons
        query_text = QueryText(text, {**prefixes, **tree.prologue.prefixes}, source=source)
        plan = None if question.ready is None else question.ready.plan.plan(budget.check)
        claimed = set_aside(claims, tree, query_text, functions=functions, budget=budget, plan=plan)
        return tuple(claimed) or reasons
    except LimitError:
        return (Remark("limit", "the reason for the empty answer was not found within the limits.", source=source),)


def with_meaning(reasons: tuple[Remark, ...], meaning: str) -> tuple[Remark, ...]:
    """The remarks for whoever reads a stored query that says what no rows mean: this, and what was not accepted.

    The pattern that leaves nothing stays in the remark, for programs.

    >>> [remark.kind for remark in with_meaning((Remark("join", "…"), Remark("not-accepted", "…")), "Nobody left.")]
    ['not-stated', 'not-accepted']
    """
    if not meaning:
        return reasons
    relevant = tuple(remark for remark in reasons if remark.kind in ("not-accepted", "limit"))
    reason = next((remark for remark in reasons if remark not in relevant), Remark(NOT_STATED, meaning))
    return (reason._replace(kind=NOT_STATED, message=meaning), *relevant)


def _may_be_claimed(reasons: tuple[Remark, ...], claims: Claims) -> bool:
    """Whether the claims are worth to be read: they are not where a term is nowhere in them either."""
    for remark in reasons:
        if remark.kind == "namespace" or (remark.kind == "literal" and remark.nearest):
            return False
        if remark.kind in UNKNOWN:
            words = _PLAIN.findall(remark.pattern.rpartition(":")[2] or remark.pattern)
            if words and not claims.mention(max(words, key=len)):
                return False
    return True
