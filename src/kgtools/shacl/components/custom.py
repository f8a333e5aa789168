"""SPARQL-based constraint components (section 6): those that a shapes graph defines itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import ClassVar

from kgtools.errors import ShapesError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import SH
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.components.messages import OWN
from kgtools.shacl.components.phrases import Phrase
from kgtools.shacl.shapes_graph.faults import Faults
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, term_name
from kgtools.shacl.shapes_graph.remarks import Remarks
from kgtools.shacl.sparql.annotations import annotations_of
from kgtools.shacl.sparql.parameters import Parameter, read_parameter
from kgtools.shacl.sparql.query import Origin, Query, is_message, messages_of, substituted
from kgtools.shacl.values import Context, ValueNodes, Violations
from kgtools.text.languages import choose
from kgtools.text.terms import TagSpelling, term_text

__all__ = ["CustomComponent", "CustomComponents", "CustomConstraint", "custom_components"]


@dataclass(frozen=True)
class CustomComponent:
    """A constraint component as a shapes graph declares it."""

    node: NamedNode
    parameters: tuple[Parameter, ...]
    labels: tuple[Literal, ...]

    def constraints(self, shape: Declaration, remarks: Remarks) -> Iterator[CustomConstraint]:
        """The constraints of this component in a shape: where all parameters that it needs have a value."""
        values = [shape.graph.objects(shape.node, parameter.iri) for parameter in self.parameters]
        if not any(values) or any(
            not terms and not parameter.optional for parameter, terms in zip(self.parameters, values, strict=True)
        ):
            return
        if len(self.parameters) > 1 and any(len(terms) > 1 for terms in values):
            raise shape.error(
                f"has several values for a parameter of {name(self.node)}, which has several parameters", "6.2.1"
            )
        validator = self._validator(shape)
        if validator is None:
            remarks.add(
                f"{name(self.node)} has no validator for {'property' if shape.path else 'node'} shapes, and is not "
                "applied to those that use it (section 6.2.3).",
                (shape.node, None, None),
            )
            return
        node, kind = validator
        origin = Origin(shape.graph, node, self.node, of_component=True)
        # most shapes have no query, and need no parser of queries
        from kgtools.shacl.sparql.reading import read_query

        names = {parameter.variable for parameter in self.parameters}
        algebra = read_query(origin, kind, "6.2.3", path=shape.path, parameters=names)
        messages, annotations = messages_of(shape.graph, node), annotations_of(origin)
        choices: list[list[Term | None]] = [[*terms] if terms else [None] for terms in values]
        for values_of in product(*choices):
            bound = {p.variable: v for p, v in zip(self.parameters, values_of, strict=True) if v is not None}
            yield CustomConstraint(self, Query(origin, kind, algebra, messages, bound, annotations))

    def _validator(self, shape: Declaration) -> tuple[Term, str] | None:
        """Which validator a shape of that kind is judged by (section 6.2.3), and of which form its query is."""
        graph = shape.graph
        special = "propertyValidator" if shape.path is not None else "nodeValidator"
        for parameter, kind in ((special, "select"), ("validator", "ask")):
            validators = graph.objects(self.node, SH + parameter)
            usable = [node for node in validators if graph.objects(node, SH + kind)]
            if usable:
                return usable[0], kind
            if validators:
                raise ShapesError(
                    f"the sh:{parameter} of {name(self.node)} has no sh:{kind} (section 6.2.3).",
                    shape=name(self.node),
                    section="6.2.3",
                )
        return None


@dataclass(frozen=True)
class CustomConstraint(Constraint):
    """One constraint of a component that a shapes graph declares."""

    has_queries: ClassVar[bool] = True
    component: CustomComponent
    query: Query

    @property
    def component_iri(self) -> str:
        return self.component.node.value

    @property
    def parameter(self) -> str:
        return f"<{self.component.parameters[0].iri}>"

    @property
    def speaker(self) -> tuple[Term, str]:
        return self.query.origin.node, "6.2.3"

    @property
    def constants(self) -> tuple[Term, ...]:
        return self.query.constants

    def to_turtle(self) -> str:
        bound = self.query.bindings
        parameters = [p for p in self.component.parameters if p.variable in bound]
        return "; ".join(f"<{p.iri}> {term_text(bound[p.variable])}" for p in parameters)

    def phrase(self, language: str, tags: TagSpelling | None = None) -> Phrase:
        """The component's own label, if it has one (section 6.2.2)."""
        label = choose(self.component.labels, [language])
        if label is None:
            return Phrase(OWN[language], {"component": term_text(self.component.node)}, language)
        text = substituted(label, self.query.bindings).value.rstrip(".")
        template = f"{text[:1].upper()}{text[1:]}.".replace("{", "{{").replace("}", "}}")
        return Phrase(template, {}, label.language or "")

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation for each solution of a SELECT, and for each value node that an ASK says no to."""
        return context.select(self.query, values)


@dataclass(frozen=True)
class CustomComponents:
    """The constraint components that a shapes graph declares, and the parameters of those that are ill-formed."""

    usable: tuple[CustomComponent, ...]
    unusable: Mapping[str, Term]


def custom_components(graph: ShapesGraph, faults: Faults) -> CustomComponents:
    """The constraint components that the shapes graph declares; what is wrong with one goes to `faults`."""
    components: list[CustomComponent] = []
    unusable: dict[str, Term] = {}
    for node in graph.instances(SH + "ConstraintComponent"):
        if isinstance(node, NamedNode) and node.value.startswith(SH):
            continue
        before = len(components)
        with faults.collecting(node, "6"):
            components.append(_component(graph, node, faults))
        if len(components) == before:
            unusable.update((iri, node) for iri in _paths_of_parameters(graph, node))
    return CustomComponents(tuple(components), unusable)


def _paths_of_parameters(graph: ShapesGraph, component: Term) -> Iterator[str]:
    for parameter in graph.objects(component, SH + "parameter"):
        for path in graph.objects(parameter, SH + "path"):
            if isinstance(path, NamedNode):
                yield path.value


def _component(graph: ShapesGraph, node: Term, faults: Faults) -> CustomComponent:
    if not isinstance(node, NamedNode):
        raise ShapesError(
            f"the constraint component {name(node)} has no IRI (section 6.1).", shape=name(node), section="6.1"
        )
    parameters = tuple(
        read_parameter(graph, p, lambda why: _ill_formed(node, why)) for p in graph.objects(node, SH + "parameter")
    )
    if not any(not parameter.optional for parameter in parameters):
        raise _ill_formed(node, "all of its parameters are optional")
    if len({parameter.variable for parameter in parameters}) != len(parameters):
        raise _ill_formed(node, "two of its parameters have the same name")
    labels: list[Literal] = []
    for value in graph.objects(node, SH + "labelTemplate"):
        with faults.collecting(node, "6.2.2", part="message"):
            labels.append(_label(graph, node, value))
    return CustomComponent(node, tuple(sorted(parameters, key=lambda p: p.iri)), tuple(labels))


def _label(graph: ShapesGraph, component: Term, value: Term) -> Literal:
    if is_message(value):
        return value
    raise ShapesError(
        f"the constraint component {name(component)} has {term_name(graph, value)} as sh:labelTemplate, which must be "
        "a string, with or without a language tag (section 6.2.2).",
        shape=name(component),
        section="6.2.2",
        triple=(component, SH + "labelTemplate", value),
    )


def _ill_formed(component: Term, reason: str, section: str = "6.2.1") -> ShapesError:
    return ShapesError(
        f"the constraint component {name(component)} is ill-formed: {reason} (section {section}).",
        shape=name(component),
        section=section,
    )
