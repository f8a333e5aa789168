"""What a row rests on, as people read it: claims, rules with their premises, triples and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import BlankNode, NamedNode, Term, Triple
from kgtools.query.why.reason import Reason
from kgtools.text.characters import isolated, visible
from kgtools.text.terms import term_text
from kgtools.text.width import cut

if TYPE_CHECKING:
    from kgtools.sparql.results.blank_nodes import BlankNodeNames

__all__ = ["has_blank_nodes", "relabelled", "why_lines"]

#: triples that are shown under a row; the others are counted
_MAX_TRIPLES = 20


def why_lines(reasons: Sequence[Reason], prefixes: PrefixTable, width: int | None) -> list[str]:
    """What a row rests on, one line each: the span, the certainty, the gist; a rule with its premises below it; a
    triple and its place.

    >>> triple = Triple(NamedNode("http://e/a"), NamedNode("http://e/p"), BlankNode("b"))
    >>> reasons = [{"triple": triple, "file": "a.ttl", "line": 2, "column": 7}, {"more": 8}]
    >>> why_lines(reasons, PrefixTable({"e": "http://e/"}), None)
    ['  e:a e:p _:b  a.ttl:2:7', '  … and 8 more']
    """
    lines: list[str] = []
    triples = more = 0
    for reason in reasons:
        more += reason.get("more", 0)
        triples += "triple" in reason
        if "more" in reason or triples > _MAX_TRIPLES:
            continue
        if "triple" in reason:
            lines.append("  " + _triple_line(reason, prefixes))
        elif "rule" in reason:
            rule = visible(prefixes.shorten(reason["rule"]) or reason["rule"])
            lines.append(f"  derived by {rule} from" if reason["premises"] else f"  derived by {rule}")
            lines += ["  " + line for line in why_lines(reason["premises"], prefixes, None)]
        elif "fact" in reason:
            lines.append(f"  {visible(reason['fact'])}")
        elif "axiom" in reason:
            lines.append("  " + "  ".join(visible(reason[key]) for key in ("place", "axiom") if key in reason))
        else:
            where = f"{reason.get('article', '?')}:{reason.get('start', '?')}-{reason.get('end', '?')}"
            gist = visible(str(reason.get("gist", "")))
            lines.append(f"  {where} {reason.get('certainty', '')}  {isolated(gist)}".rstrip())
            if "passage" in reason:
                lines.append(f"      {isolated(visible(str(reason['passage'])))}")
    more += max(0, triples - _MAX_TRIPLES)
    if more:
        lines.append(f"  … and {more:,} more")
    return lines if width is None else [cut(line, width) for line in lines]


def _triple_line(reason: Reason, prefixes: PrefixTable) -> str:
    triple = reason["triple"]
    text = " ".join(_term(part, prefixes) for part in (triple.subject, triple.predicate, triple.object))
    if "graph" in reason:
        text += f" in {_term(reason['graph'], prefixes)}"
    return f"{text}  {visible(reason['file'])}:{reason['line']}:{reason['column']}" if "file" in reason else text


def _term(term: Term, prefixes: PrefixTable) -> str:
    if isinstance(term, NamedNode):
        short = prefixes.shorten(term.value)
        return visible(short) if short else term_text(term)
    if isinstance(term, Triple):
        return f"<<( {' '.join(_term(part, prefixes) for part in (term.subject, term.predicate, term.object))} )>>"
    return isolated(term_text(term))


def has_blank_nodes(reasons: Sequence[Reason]) -> bool:
    """Whether a blank node or a triple term is in what a row rests on."""
    return any(
        isinstance(term, BlankNode | Triple)
        for reason in reasons
        if "triple" in reason
        for term in (reason["triple"].subject, reason["triple"].object, reason.get("graph"))
    )


def relabelled(reason: Reason, names: BlankNodeNames) -> Reason:
    """What a row rests on with its blank nodes under other labels."""
    if "triple" not in reason:
        return reason
    copy_of = reason.copy()
    copy_of["triple"] = names.triple(reason["triple"])
    if "graph" in reason and isinstance(reason["graph"], BlankNode):
        copy_of["graph"] = names.blank_node(reason["graph"])
    return copy_of
