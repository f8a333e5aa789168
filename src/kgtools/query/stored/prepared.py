"""Stored queries that are asked again and again: prepared once for any values, then filled with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kgtools.errors import KgtoolsError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.query.labels.label_variables import LabelPlan, plan_labels
from kgtools.query.stored.stored_query import StoredQuery
from kgtools.query.stored.template import parse_filled
from kgtools.sparql.expressions import FunctionCall
from kgtools.sparql.syntax import Query, calls_in
from kgtools.sparql.templates import Template, is_open, placeholder

if TYPE_CHECKING:
    from kgtools.sparql import algebra
    from kgtools.sparql.engine import PreparedQuery

__all__ = ["Ready", "ready"]

Terms = Mapping[str, Term | tuple[Term, ...] | None]
#: ways to give values, and tables of prefixes, for which a query stays prepared
_MAX_FORMS_KEPT = 16


class Ready(NamedTuple):
    """A stored query with its values: its tree and how its labels are made, with placeholders for the values; the
    functions that it calls; its plan; and what gives the tree that is evaluated, with the values.
    """

    tree: Query
    labels: LabelPlan | None
    calls: tuple[FunctionCall, ...]
    plan: PreparedQuery
    evaluated: Callable[[], Query]


class _Form(NamedTuple):
    """A stored query with placeholders for its values."""

    tree: Query
    labels: LabelPlan | None
    evaluated: Template[Query]
    calls: tuple[FunctionCall, ...]
    plan: Template[algebra.Query]


def ready(query: StoredQuery, terms: Terms, *, prefixes: Mapping[str, str], check: Callable[[], None]) -> Ready | None:
    """The stored query with these terms, where it has been asked before in the same way; else None.

    None, too, where another value may make it another query: lists, paths, numbers of rows, and conditions about
    values alone. `check` is called on the way, and may raise.
    """
    if any(term is not None and not isinstance(term, NamedNode | Literal) for term in terms.values()):
        return None
    shape = tuple((name, None if term is None else isinstance(term, NamedNode)) for name, term in terms.items())
    key = (shape, tuple(prefixes.items()))
    if key not in query.forms:
        # one that is asked once is not worth it
        if len(query.forms) >= _MAX_FORMS_KEPT:
            query.forms.clear()
        query.forms[key] = _UNPREPARED
        return None
    form = query.forms[key]
    open_terms = _open_terms(terms)
    if form is _UNPREPARED:
        form = query.forms[key] = _prepared(query, open_terms, prefixes, check)
    if not isinstance(form, _Form):
        return None
    from kgtools.sparql.engine import PreparedQuery

    filling = {open_terms[name]: term for name, term in terms.items() if isinstance(term, NamedNode | Literal)}
    evaluated = form.evaluated
    plan = PreparedQuery(evaluated.tree, source=str(query.path), plan=form.plan.filled(filling), recalls=True)
    return Ready(form.tree, form.labels, form.calls, plan, partial(evaluated.filled, filling))


#: what is known of a query that has been asked once
_UNPREPARED = "not prepared yet"


def _open_terms(terms: Terms) -> dict[str, Term]:
    return {
        name: placeholder(number, term)
        for number, (name, term) in enumerate(terms.items())
        if isinstance(term, NamedNode | Literal)
    }


def _prepared(
    query: StoredQuery, terms: Mapping[str, Term], prefixes: Mapping[str, str], check: Callable[[], None]
) -> _Form | None:
    from kgtools.sparql.rewrite import rewrite
    from kgtools.sparql.translate import translate

    try:
        tree = parse_filled(query.text, terms, source=str(query.path), prefixes=prefixes)
        labels = plan_labels(tree) if tree.form == "select" else None
        source = tree if labels is None else labels.tree
        template = translate(source, check=check)
        values = frozenset(terms.values())
        if not is_open(template, values):
            return None
        plan = rewrite(template, check=check)
        return _Form(tree, labels, Template(source, values), tuple(calls_in(tree)), Template(plan, values))
    except (KgtoolsError, RecursionError):
        # what is wrong is told where the query is read with its values; time that is over is noticed again, too
        return None
