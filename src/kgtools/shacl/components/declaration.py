"""What a shapes graph says of one shape: what constraint components are built from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from kgtools.errors import ShapesError, ShapesFault, ValidationFailure
from kgtools.model.numbers import is_digits
from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import SH, XSD
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, shape_name, term_name
from kgtools.shacl.shapes_graph.path import Path

__all__ = ["Declaration"]

Made = TypeVar("Made")
#: parameters whose values are IRIs or literals, and what else they may be in the drafts of SHACL 1.2
_OF_THE_DRAFT = frozenset(
    {(parameter, "a list") for parameter in ("class", "datatype", "nodeKind", "equals", "disjoint")}
    | {("closed", SH + "ByTypes"), ("deactivated", "a blank node")}
)


@dataclass(frozen=True)
class Declaration:
    """What the shapes graph says of one shape: the parameters that components are built from.

    Every method raises :class:`ShapesError`, with the section of the recommendation, where a syntax rule is broken.
    """

    graph: ShapesGraph
    node: Term
    path: Path | None

    def error(self, message: str, section: str, *, parameter: str = "", value: Term | None = None) -> ShapesError:
        """The error for a broken syntax rule; `message` goes on from "the shape X".

        `parameter` and `value` tell which triple of the shape is wrong.
        """
        text = f"{shape_name(self.graph, self.node)} {message} (section {section})."
        return ShapesError(text, shape=name(self.node), section=section, triple=self._triple(parameter, value))

    def failure(self, message: str, section: str, *, parameter: str) -> ValidationFailure:
        """The failure for what is well-formed and cannot be evaluated; as :meth:`error`."""
        text = f"{shape_name(self.graph, self.node)} {message} (section {section})."
        return ValidationFailure(text, shape=name(self.node), section=section, triple=self._triple(parameter, None))

    def _triple(self, parameter: str, value: Term | None) -> tuple[Term | str | None, ...]:
        return (self.node, SH + parameter, value) if parameter else ()

    def term_name(self, value: Term) -> str:
        """A value as errors name it."""
        return term_name(self.graph, value)

    def _newer(self, parameter: str, value: Term) -> str:
        """That SHACL 1.2 has such values, where it has."""
        if (parameter, term_name(self.graph, value)) not in _OF_THE_DRAFT:
            return ""
        return f"; {term_name(self.graph, value)} is a value of SHACL 1.2 (a draft)"

    def all(self, parameter: str) -> list[Term]:
        """All values of a parameter of the SHACL vocabulary."""
        return self.graph.objects(self.node, SH + parameter)

    def single_value(self, parameter: str, section: str) -> Term | None:
        """The value of a parameter that may have one at most."""
        values = self.all(parameter)
        if len(values) > 1:
            raise self.error(
                f"has {len(values)} values of sh:{parameter}; it can have one",
                section,
                parameter=parameter,
                value=values[1],
            )
        return values[0] if values else None

    def parsed_values(self, parameter: str, parse: Callable[[Term], Made]) -> Iterator[Made]:
        """What `parse` makes of each value of a parameter that may have several. One that it refuses hides no other:
        what it raises is raised at the end, all at once.
        """
        faults: list[ShapesFault] = []
        for value in self.all(parameter):
            try:
                constraint = parse(value)
            except ShapesFault as error:
                faults += error.faults
                continue
            yield constraint
        if faults:
            faults[0].faults = tuple(faults)
            raise faults[0]

    def iris(self, parameter: str, section: str) -> Iterator[NamedNode]:
        """The values of a parameter that may have several, all IRIs."""
        return self.parsed_values(parameter, lambda value: self._iri(value, parameter, section))

    def iri(self, parameter: str, section: str) -> NamedNode | None:
        """The one value of a parameter that is an IRI."""
        term = self.single_value(parameter, section)
        return None if term is None else self._iri(term, parameter, section)

    def _iri(self, value: Term, parameter: str, section: str) -> NamedNode:
        if not isinstance(value, NamedNode):
            raise self.error(
                f"has {self.term_name(value)} as sh:{parameter}; its values are IRIs{self._newer(parameter, value)}",
                section,
                parameter=parameter,
                value=value,
            )
        return value

    def literal(self, parameter: str, section: str) -> Literal | None:
        """The one value of a parameter that is a literal."""
        term = self.single_value(parameter, section)
        if term is not None and not isinstance(term, Literal):
            raise self.error(
                f"has {self.term_name(term)} as sh:{parameter}; its value is a literal{self._newer(parameter, term)}",
                section,
                parameter=parameter,
                value=term,
            )
        return term

    def integer(self, parameter: str, section: str) -> int | None:
        """The one value of a parameter that is an ``xsd:integer``."""
        value = self.literal(parameter, section)
        if value is None:
            return None
        text = value.value
        digits = text[1:] if text[:1] in ("+", "-") else text
        if value.datatype.value != XSD + "integer" or not is_digits(digits):
            raise self.error(
                f"has {value} as sh:{parameter}; its value is an xsd:integer", section, parameter=parameter, value=value
            )
        # larger than any count that can occur is as good as any other such number
        return int(text) if len(digits) < 18 else (-(10**18) if text[0] == "-" else 10**18)

    def boolean(self, parameter: str, section: str) -> bool | None:
        """The one value of a parameter that is an ``xsd:boolean``: True for the term ``true`` and no other."""
        value = self.literal(parameter, section)
        if value is None:
            return None
        if value.datatype.value != XSD + "boolean" or value.value not in ("true", "false", "0", "1"):
            raise self.error(
                f"has {value} as sh:{parameter}; its value is true or false", section, parameter=parameter, value=value
            )
        return value.value == "true"

    def text(self, parameter: str, section: str) -> str | None:
        """The one value of a parameter that is an ``xsd:string``."""
        value = self.literal(parameter, section)
        if value is None:
            return None
        if value.datatype.value != XSD + "string":
            raise self.error(
                f"has {value} as sh:{parameter}; its value is an xsd:string", section, parameter=parameter, value=value
            )
        return value.value

    def lists(self, parameter: str, section: str) -> Iterator[list[Term]]:
        """The members of each value of a parameter whose values are lists."""
        return self.parsed_values(parameter, lambda head: self.members(head, parameter, section))

    def members(self, head: Term, parameter: str, section: str) -> list[Term]:
        """The members of the list that is a value of a parameter."""
        return self.graph.members(head, shape=self.node, parameter=parameter, section=section)

    def shape(self, value: Term, parameter: str, section: str) -> Term:
        """`value` if it can be a shape."""
        if not isinstance(value, NamedNode | BlankNode):
            raise self.error(
                f"has {self.term_name(value)} as sh:{parameter}; a shape is an IRI or a blank node",
                section,
                parameter=parameter,
                value=value,
            )
        return value

    def property_only(self, parameter: str, section: str) -> None:
        """Refuse the parameter in a node shape."""
        if self.path is None and self.all(parameter):
            raise self.error(
                f"is a node shape and has sh:{parameter}, which only property shapes can have",
                section,
                parameter=parameter,
            )
