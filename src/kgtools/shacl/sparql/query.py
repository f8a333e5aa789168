"""A query as a constraint has it: its algebra, what is bound beforehand, the messages it may give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeGuard

from kgtools.errors import ShapesError
from kgtools.model.terms import Literal, NamedNode, Term, Triple
from kgtools.model.vocab import RDF, SH, XSD
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, named_above
from kgtools.shacl.sparql.prefixes import declared_prefixes
from kgtools.sparql.text.places import place_of
from kgtools.text.terms import triple_term

if TYPE_CHECKING:
    from kgtools.sparql import algebra

__all__ = [
    "Annotation",
    "Origin",
    "Query",
    "is_message",
    "message_text",
    "messages_of",
    "places_in",
    "substituted",
    "with_language",
]

_TYPE = NamedNode(RDF + "type")


@dataclass(frozen=True)
class Origin:
    """The place of a query: its node, and the shape or (`of_component`) constraint component that it belongs to.

    `kind` is ``constraint``, or of the Advanced Features ``target``, ``target type``, ``function``, ``expression`` or
    ``rule``.
    """

    graph: ShapesGraph = field(repr=False, compare=False)
    node: Term
    owner: Term
    of_component: bool = False
    kind: str = "constraint"

    @cached_property
    def owner_name(self) -> str:
        """The owner's name; of a blank node that of the nearest node with an IRI that leads to it, if there is one."""
        return name(named_above(self.graph, self.owner))

    @cached_property
    def description(self) -> str:
        """The query as errors call it."""
        own = f" {name(self.node)}" if isinstance(self.node, NamedNode) else ""
        if self.kind in ("function", "target type"):
            return f"the SPARQL {self.kind} {self.owner_name}"
        if self.of_component:
            return f"the validator{own} of the constraint component {self.owner_name}"
        owner = "the shape" if isinstance(self.owner, NamedNode) else "a shape in"
        return f"the SPARQL {self.kind}{own} of {owner} {self.owner_name}"

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """What the query need not declare itself (section 5.2.1); raises :class:`ShapesError`."""
        return declared_prefixes(self.graph, self.node)

    def error(
        self, message: str, section: str, *, parameter: str = "", value: Term | None = None, at: int | None = None
    ) -> ShapesError:
        """The error with `message`, which continues after the query's name; it names owner and section.

        `parameter` and `value` are the statement of the query's node that is wrong, `at` is an offset in the value.
        """
        part = "appendix A" if section == "A" else f"section {section}"
        if section.startswith("AF "):
            part = f"section {section[3:]} of the SHACL Advanced Features"
        within = None
        if at is not None and isinstance(value, Literal):
            within = (at, *place_of(value.value, at))
        # what is missing has no place but that of the node, which may have no triple of its own
        triple: tuple[Term | str | None, ...] = (self.node, None, None)
        if parameter:
            triple = (self.node, SH + parameter, value)
        elif not self.graph.properties(self.node):
            properties = self.graph.properties(self.owner)
            triple = (self.owner, next((p for p in properties if self.node in properties[p]), None), self.node)
        return ShapesError(
            f"{self.description} {message} ({part}).",
            shape=self.owner_name,
            section=section,
            triple=triple,
            within=within,
        )


@dataclass(frozen=True)
class Annotation:
    """A property that results get (section 4 of the Advanced Features): what a variable is bound to, or defaults."""

    property: NamedNode
    variable: str
    defaults: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Query:
    """A SPARQL query of a shapes graph, checked.

    `kind` says what it is evaluated for: ``select`` (all solutions are violations), ``ask`` (each value node for which
    it says no is one), or of a rule ``construct``. `algebra` is what section 18.2 of SPARQL makes of it; the path of
    the shape replaces ``$PATH`` in the text.
    """

    origin: Origin
    kind: str
    algebra: algebra.Query = field(repr=False)
    messages: tuple[Literal, ...] = ()
    bindings: Mapping[str, Term] = field(default_factory=dict)
    annotations: tuple[Annotation, ...] = ()

    @property
    def description(self) -> str:
        """The query as errors call it."""
        return self.origin.description

    @cached_property
    def constants(self) -> tuple[Term, ...]:
        """The predicates and classes that the query looks up in the data, in order."""
        from kgtools.sparql.expressions import Constant, Link, NegatedSet
        from kgtools.sparql.syntax import Triple

        iris: dict[NamedNode, None] = {}
        for node in self.algebra.walk():
            if isinstance(node, Triple) and isinstance(node.predicate, Constant):
                parts = (node.predicate, node.object) if node.predicate.term == _TYPE else (node.predicate,)
                terms = [part.term for part in parts if isinstance(part, Constant)]
                iris.update((term, None) for term in terms if isinstance(term, NamedNode))
            elif isinstance(node, Link):
                iris[node.iri] = None
            elif isinstance(node, NegatedSet):
                iris.update(dict.fromkeys((*node.forward, *node.backward)))
        return tuple(sorted(iris, key=str))


def messages_of(graph: ShapesGraph, node: Term) -> tuple[Literal, ...]:
    """The messages of a constraint or validator; what is not a message is a fault that is found elsewhere."""
    return tuple(value for value in graph.objects(node, SH + "message") if is_message(value))


def is_message(value: Term) -> TypeGuard[Literal]:
    """Whether a term can be a message (sections 2.1.5, 5.2.1): a string, with or without a language tag.

    >>> is_message(Literal("no", language="en")), is_message(Literal("5", datatype=NamedNode(XSD + "integer")))
    (True, False)
    """
    return isinstance(value, Literal) and (value.language is not None or value.datatype.value == XSD + "string")


_PLACE = re.compile(r"\{[?$](\w+)\}")


def substituted(template: Literal, bindings: Mapping[str, Term]) -> Literal:
    """A message with its places filled (section 5.3.2): ``{?name}`` and ``{$name}``.

    >>> substituted(Literal("no {?x}, {$y}", language="en"), {"x": NamedNode("http://e/a")}).value
    'no http://e/a, {$y}'
    """

    filled = []
    for part in places_in(template):
        if isinstance(part, str):
            filled.append(part)
        else:
            term = bindings.get(part[0])
            filled.append(part[1] if term is None else message_text(term))
    return with_language("".join(filled), template)


def places_in(template: Literal) -> list[str | tuple[str, str]]:
    """A message in parts: texts, and for each place the name of the variable and the place as it is written.

    >>> places_in(Literal("no {?x}!"))
    ['no ', ('x', '{?x}'), '!']
    """
    parts: list[str | tuple[str, str]] = []
    end = 0
    for match in _PLACE.finditer(template.value):
        parts += (template.value[end : match.start()], (match[1], match[0]))
        end = match.end()
    return [*parts, template.value[end:]]


def message_text(term: Term) -> str:
    """A term as it is written in a message."""
    if isinstance(term, Triple):
        return triple_term(term)
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def with_language(text: str, template: Literal) -> Literal:
    """A text in the language of a message."""
    return Literal(text, language=template.language) if template.language is not None else Literal(text)
