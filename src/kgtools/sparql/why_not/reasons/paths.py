"""Property paths without a step."""

from __future__ import annotations

from collections.abc import Sequence

from kgtools.model.terms import Literal
from kgtools.sparql.algebra import BGP, PathPattern
from kgtools.sparql.expressions import Alternative, Constant, Expression, Inverse, Link, OneOrMore, Path
from kgtools.sparql.expressions import Sequence as PathSequence
from kgtools.sparql.syntax import Triple
from kgtools.sparql.why_not.inquiry import Inquiry, listed
from kgtools.sparql.why_not.reasons.graphs import other_graphs
from kgtools.sparql.why_not.reasons.terms import unknown_term
from kgtools.sparql.why_not.remark import Remark

__all__ = ["path_remarks"]


def path_remarks(inquiry: Inquiry, operator: PathPattern, graph: Expression | None) -> list[Remark]:
    """Why a path has no row in a graph (None: the default graph)."""
    probe, query_text = inquiry.probe, inquiry.query_text
    links = [node for node in operator.path.walk() if isinstance(node, Link)]
    remarks: list[Remark] = []
    absent = [link for link in links if not probe.occurs(link.iri)]
    for link in _required_links(operator.path, absent):
        remarks += unknown_term(inquiry, Constant(link.iri, place=link.place), inquiry.predicates())
    ends = [end for end in (operator.subject, operator.object) if isinstance(end, Constant)]
    for end in ends:
        if not probe.occurs(end.term):
            remarks += unknown_term(inquiry, end)
    if remarks:
        return remarks
    elsewhere = other_graphs(inquiry, operator, operator, graph)
    if elsewhere is not None:
        return [elsewhere]
    path_text = query_text.node(operator)
    steps = [link for link in links if inquiry.has_rows(_step(inquiry, link), graph)]
    if links and not steps:
        names = listed(dict.fromkeys(query_text.node(link) for link in links))
        return [
            query_text.remark(
                "path", f"the path {path_text} has no step: no triple has the predicate {names}.", operator
            )
        ]
    back = PathPattern(operator.object, operator.path, operator.subject)
    if ends and not any(isinstance(end.term, Literal) for end in ends) and inquiry.has_rows(back, graph):
        way = query_text.node(back)
        message = f"no path follows {path_text}; the other way round, {way}, there are rows."
        return [query_text.remark("direction", message, operator, nearest=(way,))]
    message = f"no path follows {path_text}"
    rows: int | None = None
    parts = []
    if len(ends) == 2:
        for name, word in (("object", "end"), ("subject", "start")):
            count = inquiry.count(operator.replace(**{name: probe.fresh()}), graph)
            if count.rows:
                rows = count.exact if rows is None else rows
                parts.append(f"with any {word} {count.there}")
    if not parts:
        parts = [f"{query_text.node(link)} has {inquiry.count(_step(inquiry, link), graph)}" for link in steps]
    return [query_text.remark("path", f"{message}; {listed(parts)}." if parts else f"{message}.", operator, rows=rows)]


def _required_links(path: Path, absent: Sequence[Link]) -> list[Link]:
    """Those of the predicates that occur nowhere without which the path has no step."""
    match path:
        case Link():
            return [link for link in absent if link is path]
        case Inverse(path=inner) | OneOrMore(path=inner):
            return _required_links(inner, absent)
        case PathSequence(parts=parts):
            return [link for part in parts for link in _required_links(part, absent)]
        case Alternative(parts=parts):
            link_sets = [_required_links(part, absent) for part in parts]
            return [link for links in link_sets for link in links] if all(link_sets) else []
    return []


def _step(inquiry: Inquiry, link: Link) -> BGP:
    return BGP((Triple(inquiry.probe.fresh(), Constant(link.iri), inquiry.probe.fresh()),))
