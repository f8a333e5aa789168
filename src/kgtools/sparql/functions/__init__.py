"""Expressions, functions, aggregates and orders over columns of terms (sections 17, 11 and 15.1)."""

from kgtools.sparql.functions.aggregates import aggregate
from kgtools.sparql.functions.evaluation import evaluate_expression
from kgtools.sparql.functions.order.ordering import order_ranks

__all__ = ["aggregate", "evaluate_expression", "order_ranks"]
