"""Expression constraints (section 7 of the SHACL Advanced Features)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
import numpy.typing as npt

from kgtools.model.terms import Literal, Term
from kgtools.model.vocab import SH
from kgtools.shacl.components.component import ValueTest
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.sparql.query import messages_of
from kgtools.shacl.values import Context
from kgtools.table.relations import Ids

if TYPE_CHECKING:
    from kgtools.shacl.advanced.expressions.tree import NodeExpression

__all__ = ["Expression"]


@dataclass(frozen=True)
class Expression(ValueTest):
    """A node expression gives ``true``, and nothing else, for each value node (section AF 7)."""

    iri: ClassVar[str] = SH + "ExpressionConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("expression",)
    section: ClassVar[str] = "AF 7"
    anchor: ClassVar[str] = "https://www.w3.org/TR/shacl-af/#ExpressionConstraintComponent"
    has_queries: ClassVar[bool] = True
    node: Term
    expression: NodeExpression
    own_messages: tuple[Literal, ...] = ()

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        # most shapes have no expression
        from kgtools.shacl.advanced.expressions.reading import read_expression

        graph = shape.graph
        return shape.parsed_values(
            "expression",
            lambda node: cls(node, read_expression(graph, node, shape.node, "expression"), messages_of(graph, node)),
        )

    @property
    def source(self) -> Term:
        return self.node

    @property
    def speaker(self) -> tuple[Term, str]:
        return self.node, "7 of the SHACL Advanced Features"

    @property
    def messages(self) -> tuple[Literal, ...]:
        return self.own_messages

    @property
    def asks(self) -> tuple[Term, ...]:
        return self.expression.shapes

    @property
    def constants(self) -> tuple[Term, ...]:
        return self.expression.constants

    def to_turtle(self) -> str:
        from kgtools.shacl.advanced.expressions.writing import expression_text

        return f"sh:expression {expression_text(self.expression)}"

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return context.holds(self.expression, nodes)
