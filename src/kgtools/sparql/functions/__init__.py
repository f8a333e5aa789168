"""Expressions, functions, aggregates and orders over columns of terms (sections 17, 11 and 15.1)."""

from kgtools.sparql.functions.aggregates import aggregate
from kgtools.sparql.functions.evaluation import evaluate_expression
from kgtools.sparql.functions.order.ordering import order_ranks
from kgtools.sparql.functions.values import Values

__all__ = ["Values", "aggregate", "evaluate_expression", "order_ranks"]
