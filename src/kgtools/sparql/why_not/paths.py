"""Property paths without a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgtools.sparql.algebra import BGP, PathPattern
from kgtools.sparql.expressions import Constant, Expression, Link, Variable
from kgtools.sparql.syntax import Triple
from kgtools.sparql.why_not.graphs import other_graphs
from kgtools.sparql.why_not.inquiry import listed
from kgtools.sparql.why_not.remark import Remark
from kgtools.sparql.why_not.terms import unknown_term

if TYPE_CHECKING:
    from kgtools.sparql.why_not.inquiry import Inquiry

__all__ = ["path_remarks"]


def path_remarks(inquiry: Inquiry, operator: PathPattern, graph: Expression | None) -> list[Remark]:
    """Why a path has no row in a graph (None: the default graph)."""
    probe, written = inquiry.probe, inquiry.written
    links = [node for node in operator.path.walk() if isinstance(node, Link)]
    found: list[Remark] = []
    absent = [link for link in links if not probe.occurs(link.iri)]
    if len(absent) == len(links):
        for link in absent:
            found += unknown_term(inquiry, Constant(link.iri, place=link.place), inquiry.predicates())
    ends = [end for end in (operator.subject, operator.object) if isinstance(end, Constant)]
    for end in ends:
        if not probe.occurs(end.term):
            found += unknown_term(inquiry, end)
    if found:
        return found
    elsewhere = other_graphs(inquiry, operator, operator, graph)
    if elsewhere is not None:
        return [elsewhere]
    shown = written.node(operator)
    steps = [link for link in links if inquiry.has_rows(_step(inquiry, link), graph)]
    if links and not steps:
        names = listed(dict.fromkeys(written.node(link) for link in links))
        is_are = "is no predicate" if len(links) == 1 else "are no predicates"
        return [
            written.remark("path", f"the path {shown} has no step: {names} {is_are} of any triple there.", operator)
        ]
    message = f"no path leads along {shown}"
    rows: int | None = None
    told = []
    if ends:
        for name, word in (("object", "end"), ("subject", "start")):
            if isinstance(getattr(operator, name), Variable):
                continue
            relaxed = operator.replace(**{name: probe.fresh()})
            count = inquiry.count(relaxed, graph)
            if count.rows:
                rows = count.exact if rows is None else rows
                told.append(f"with any {word} {count.there}")
    if told:
        return [written.remark("path", f"{message}; {', '.join(told)}.", operator, rows=rows)]
    if absent:
        for link in absent:
            found += unknown_term(inquiry, Constant(link.iri, place=link.place), inquiry.predicates())
        return found
    counts = [f"{written.node(link)} has {inquiry.count(_step(inquiry, link), graph)}" for link in links]
    return [written.remark("path", f"{message}; {listed(counts)}." if counts else f"{message}.", operator)]


def _step(inquiry: Inquiry, link: Link) -> BGP:
    return BGP((Triple(inquiry.probe.fresh(), Constant(link.iri), inquiry.probe.fresh()),))
