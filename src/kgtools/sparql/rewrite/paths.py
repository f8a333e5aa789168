"""Paths of fixed length as triples and unions (section 18.2.2.4)."""

from __future__ import annotations

from kgtools.sparql import algebra
from kgtools.sparql.algebra import Operator
from kgtools.sparql.expressions import Alternative, Inverse, Link, Path, Sequence, Variable
from kgtools.sparql.rewrite.traversal import each_operator
from kgtools.sparql.syntax import Triple
from kgtools.sparql.translate.triples import TripleTranslator

__all__ = ["open_paths"]


def open_paths(query: algebra.Query) -> algebra.Query:
    """Alternatives among which there are sequences, as the union of their branches.

    Alternatives of predicates stay: one look-up answers them.

    >>> from kgtools.sparql.parse import parse_query
    >>> from kgtools.sparql.serialize import to_sexpr
    >>> from kgtools.sparql.translate import translate
    >>> query = translate(parse_query("SELECT ?s ?o { ?s <e:p>|(<e:q>/<e:r>) ?o }"))
    >>> print(to_sexpr(open_paths(query).pattern, width=60))
    (project (?s ?o)
      (union
        (bgp (triple ?s <e:p> ?o))
        (bgp (triple ?s <e:q> ?.f0) (triple ?.f0 <e:r> ?o))))
    """
    translator = _Translator()

    def opened(operator: Operator) -> Operator:
        if not isinstance(operator, algebra.PathPattern):
            return operator
        path = operator.path
        if isinstance(path, Alternative) and not all(map(_is_predicate, path.parts)):
            branches = (operator.replace(path=part) for part in path.parts)
            return algebra.Union(tuple(map(opened, branches)), place=operator.place)
        if isinstance(path, Link | Inverse | Sequence):
            triple = Triple(operator.subject, path, operator.object, place=operator.place)
            return each_operator(translator.triples((triple,)), opened)
        return operator

    return query.replace(pattern=each_operator(query.pattern, opened))


def _is_predicate(path: Path) -> bool:
    return isinstance(path, Link) or (isinstance(path, Inverse) and isinstance(path.path, Link))


class _Translator(TripleTranslator):
    """Translates paths with variables of another kind than those of the query's own translation."""

    def fresh(self, kind: str) -> Variable:
        return super().fresh("f")
