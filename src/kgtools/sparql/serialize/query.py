"""Queries of the algebra as SPARQL 1.1."""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.sparql import algebra, syntax
from kgtools.sparql.expressions import BuiltinCall, Path, Variable
from kgtools.sparql.scope import is_visible, mentioned
from kgtools.sparql.serialize.patterns import PatternWriter
from kgtools.sparql.serialize.terms import path_text

__all__ = ["to_text"]


def to_text(query: algebra.Query) -> str:
    """The query as text that any engine of SPARQL 1.1 takes, and that means the same.

    Triple terms are those of SPARQL 1.2. Every IRI is written in full. Blank nodes of patterns and variables that
    translation made become variables with names that the query does not have. Where no variable at all is projected,
    one is that is never bound.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.translate import translate
    >>> text = "PREFIX : <http://e/> SELECT ?s (COUNT(*) AS ?n) { ?s :p [ :q ?v ] FILTER(?v > 1) } GROUP BY ?s"
    >>> print(to_text(translate(parse_query(text))))
    SELECT ?s (COUNT(*) AS ?n) WHERE {
      ?s <http://e/p> ?_b0 .
      ?_b0 <http://e/q> ?v .
      FILTER(?v > 1)
    }
    GROUP BY ?s
    """
    names = mentioned(query.pattern).union(*map(mentioned, (*query.template, *query.described)))
    writer = PatternWriter(_spellable(names))
    lines = []
    if query.prologue.base is not None and _resolves(query.pattern):
        lines.append(f"BASE <{query.prologue.base}>")
    dataset = [f"FROM {'NAMED ' if clause.named else ''}{clause.iri}" for clause in query.dataset]
    if query.form == "select":
        return "\n".join([*lines, *writer.select(query.pattern, query.variables, dataset)]) + "\n"
    match query.form:
        case "ask":
            lines.append("ASK")
        case "construct":
            lines += ["CONSTRUCT {", *(f"  {_template_triple(writer, triple)} ." for triple in query.template), "}"]
        case "describe":
            lines.append(f"DESCRIBE {' '.join(map(writer.expression, query.described)) or '*'}")
    return "\n".join([*lines, *dataset, "WHERE {", *("  " + line for line in writer.group(query.pattern)), "}"]) + "\n"


def _spellable(names: Iterable[str]) -> dict[str, str]:
    """A name of its own for each variable that cannot be written."""
    taken = set(names)
    found = {}
    for name in sorted(name for name in taken if not is_visible(name)):
        made = "_" + "".join(c if c.isalnum() and c.isascii() else "_" for c in name.lstrip("_:."))
        while made in taken:
            made += "_"
        taken.add(made)
        found[name] = made
    return found


def _resolves(pattern: algebra.Operator) -> bool:
    """Whether the base matters: IRI() resolves against it."""
    return any(isinstance(node, BuiltinCall) and node.name in ("IRI", "URI") for node in pattern.walk())


def _template_triple(writer: PatternWriter, triple: syntax.Triple) -> str:
    """A triple of a template, whose blank nodes are new for each solution."""
    parts = (triple.subject, triple.predicate, triple.object)
    return " ".join(
        part.name if isinstance(part, Variable) and part.is_blank
        else path_text(part) if isinstance(part, Path)
        else writer.expression(part)
        for part in parts
    )  # fmt: skip
