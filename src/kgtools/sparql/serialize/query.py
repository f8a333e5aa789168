"""Queries of the algebra as SPARQL 1.1."""

from __future__ import annotations

from collections.abc import Iterable

from kgtools.sparql import algebra, syntax
from kgtools.sparql.expressions import BuiltinCall, Expression, Variable
from kgtools.sparql.scope import is_visible, mentioned
from kgtools.sparql.serialize.patterns import PatternWriter

__all__ = ["to_text"]


def to_text(query: algebra.Query) -> str:
    """The query as text that any engine of SPARQL 1.1 takes, and that means the same.

    Triple terms are those of SPARQL 1.2. Every IRI is written in full. Blank nodes of patterns and variables that
    translation made become variables with names that the query does not have. Where nothing is projected of a
    pattern that has variables, one is that is never bound.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.translate import translate
    >>> text = "PREFIX : <http://e/> SELECT ?s (COUNT(*) AS ?n) { ?s :p [ :q ?v ] FILTER(?v > 1) } GROUP BY ?s"
    >>> print(to_text(translate(parse_query(text))))
    SELECT ?s (COUNT(*) AS ?n) WHERE {
      ?_1 <http://e/q> ?v .
      ?s <http://e/p> ?_1 .
      FILTER(?v > 1)
    }
    GROUP BY ?s
    """
    names = mentioned(query.pattern).union(*map(mentioned, (*query.template, *query.described)))
    spellings = _spellable(names)
    writer = PatternWriter(spellings, names)
    lines = []
    if query.prologue.base is not None and _resolves(query.pattern):
        lines.append(f"BASE <{query.prologue.base}>")
    dataset = [f"FROM {'NAMED ' if clause.named else ''}{clause.iri}" for clause in query.dataset]
    if query.form == "select":
        return "\n".join([*lines, *writer.select(query.pattern, query.variables, dataset)])
    match query.form:
        case "ask":
            lines.append("ASK")
        case "construct":
            labels = _spellable(name for triple in query.template for name in mentioned(triple))
            template = _TemplateWriter({**spellings, **labels}, names)
            lines += ["CONSTRUCT {", *("  " + template.triple(triple) for triple in query.template), "}"]
        case "describe":
            lines.append(f"DESCRIBE {' '.join(map(writer.expression, query.described)) or '*'}")
    return "\n".join([*lines, *dataset, "WHERE {", *("  " + line for line in writer.group(query.pattern)), "}"])


def _spellable(names: Iterable[str]) -> dict[str, str]:
    """A name of its own for each variable that cannot be written."""
    used = set(names)
    result = {}
    for name in sorted(name for name in used if not is_visible(name)):
        spelling = "_" + "".join(c if c.isalnum() and c.isascii() else "_" for c in name.lstrip("_:."))
        while spelling in used:
            spelling += "_"
        used.add(spelling)
        result[name] = spelling
    return result


def _resolves(pattern: algebra.Operator) -> bool:
    """Whether the base matters: IRI() resolves against it."""
    return any(isinstance(node, BuiltinCall) and node.name in ("IRI", "URI") for node in pattern.walk())


class _TemplateWriter(PatternWriter):
    """Writes the terms of a template: its blank nodes stay what they are, for they are new for each solution."""

    def variable(self, variable: Variable) -> str:
        return f"_:{self._names[variable.name]}" if variable.is_blank else super().variable(variable)

    def triple(self, triple: syntax.Triple) -> str:
        return " ".join(self.expression(part) for part in triple.children() if isinstance(part, Expression)) + " ."
