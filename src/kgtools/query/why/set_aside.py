"""An empty answer whose facts are claimed, but not accepted: which claims, and what was decided about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgtools.errors import shorten
from kgtools.model.terms import BlankNode, DefaultGraph, Literal, NamedNode, Term, Triple
from kgtools.model.vocab import Vocabulary
from kgtools.query.why.claims import Claims
from kgtools.sparql import algebra
from kgtools.sparql.algebra import BGP, Operator
from kgtools.sparql.expressions import Constant, Link, Variable
from kgtools.sparql.scope import in_scope
from kgtools.sparql.syntax import OrderCondition
from kgtools.sparql.why_not.remark import Remark

if TYPE_CHECKING:
    from kgtools.sparql import syntax
    from kgtools.sparql.budget import Budget
    from kgtools.sparql.engine import Functions
    from kgtools.sparql.why_not.probe import Probe
    from kgtools.sparql.why_not.query_text import QueryText
    from kgtools.store import MemoryStore

__all__ = ["set_aside"]

_DEFAULT = DefaultGraph()
#: claims that are told at most
_MAX_CLAIMS = 3


def set_aside(
    claims: Claims,
    tree: syntax.Query,
    query_text: QueryText,
    *,
    functions: Functions | None = None,
    budget: Budget | None = None,
    plan: algebra.Query | None = None,
) -> list[Remark]:
    """The remarks on claims with which the query has rows, though none of them is accepted; else nothing.

    `plan` is what the query was translated to and rewritten, where that is known.
    """
    from kgtools.sparql.quads.datasets import ActiveDataset
    from kgtools.sparql.translate import translate
    from kgtools.sparql.why_not.probe import Probe

    if tree.dataset:
        return []
    store = claims.store()
    data = store.data()
    probe = Probe(data, plan or translate(tree), functions=functions, budget=budget)
    names = data.names
    prefix = claims.vocabulary.claims
    texts = data.dictionary.texts_of(names)
    claim_graphs = [number for number, text in zip(names.tolist(), texts, strict=True) if text.startswith(f"<{prefix}")]
    if not claim_graphs:
        return []
    merged = probe.over(ActiveDataset(data, data.merged([-1, *claim_graphs]), None))
    if plan is not None and not merged.gives_rows(plan):
        return []
    query = translate(tree)
    if plan is None and not merged.has_rows(query.pattern):
        return []
    remarks: list[Remark] = []
    for node, triple in _missing(store, merged, query.pattern):
        remarks += _remarks(store, claims.vocabulary, query_text, node, triple)
    return list(dict.fromkeys(remarks))[:_MAX_CLAIMS]


def _missing(store: MemoryStore, probe: Probe, pattern: Operator) -> Iterator[tuple[syntax.Triple, Triple]]:
    """The triples of the first solution that the default graph does not have, with their patterns."""
    from kgtools.sparql.why_not.steps import JOIN, rebuilt, steps_of

    while isinstance(
        pattern,
        algebra.Project | algebra.Distinct | algebra.Reduced | algebra.Slice | algebra.OrderBy | algebra.Group,
    ):
        pattern = pattern.pattern
    steps = steps_of(pattern)
    whole = rebuilt(steps)
    variables = sorted(in_scope(whole))
    ordered = algebra.OrderBy(whole, tuple(OrderCondition(Variable(name)) for name in variables))
    table = probe.table(algebra.Slice(ordered, 0, 1), variables)
    if table is None or not table.size:
        return
    bindings: dict[str, Term] = {}
    for name in variables:
        column = table.column(name)
        if column[0] >= 0:
            (bindings[name],) = probe.terms(column[:1])
    for step in steps:
        if step.kind == JOIN and isinstance(step.operator, BGP):
            for node in step.operator.triples:
                parts = [_term(part, bindings) for part in (node.subject, node.predicate, node.object)]
                if None in parts:
                    continue
                triple = Triple(*parts)  # type: ignore[arg-type]  # a triple that was found in the data
                if not any(True for _ in store.match(triple.subject, triple.predicate, triple.object, _DEFAULT)):
                    yield node, triple


def _term(part: object, terms: dict[str, Term]) -> Term | None:
    if isinstance(part, Variable):
        return terms.get(part.name)
    if isinstance(part, Constant):
        return part.term
    return part.iri if isinstance(part, Link) else None


def _remarks(
    store: MemoryStore, vocabulary: Vocabulary, query_text: QueryText, node: syntax.Triple, triple: Triple
) -> Iterator[Remark]:
    """What is said of the claims of one triple."""
    quads = store.match(triple.subject, triple.predicate, triple.object)
    names = {quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)}
    claims = sorted((name for name in names if name.value.startswith(vocabulary.claims)), key=lambda one: one.value)
    statement = " ".join(query_text.term(part) for part in (triple.subject, triple.predicate, triple.object))
    for claim in claims[:_MAX_CLAIMS]:
        decided = _decided(store, vocabulary, query_text, claim)
        message = f"{statement} is claimed ({query_text.term(claim)}) but not accepted: {decided}"
        yield query_text.remark("not-accepted", message, node, nearest=(query_text.term(claim),))


def _decided(store: MemoryStore, vocabulary: Vocabulary, query_text: QueryText, claim: NamedNode) -> str:
    """What was decided about a claim, as the end of a sentence."""
    decisions = [quad.object for quad in store.match(claim, vocabulary.decidedBy)]
    named = sorted((one for one in decisions if isinstance(one, NamedNode | BlankNode)), key=str)
    phrases = []
    for decision in named:
        outcomes = sorted(query_text.term(quad.object) for quad in store.match(decision, vocabulary.outcome))
        reasons = sorted(
            quad.object.value
            for quad in store.match(decision, vocabulary.term("reason"))
            if isinstance(quad.object, Literal)
        )
        because = f" ({shorten(reasons[0])})" if reasons else ""
        phrases.append(f"{query_text.term(decision)} says {', '.join(outcomes) or 'nothing'}{because}")
    return f"{'; '.join(phrases)}." if phrases else "no decision has been made about it."
