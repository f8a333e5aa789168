"""A query as a constraint has it: text with its prefixes, what is bound beforehand, the messages it may give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kgtools.errors import ShapesError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import OWL, SH, XSD
from kgtools.shacl.graph import ShapesGraph, name

__all__ = ["Origin", "Query", "messages_of", "prologue", "query_text", "substituted"]


@dataclass(frozen=True)
class Origin:
    """Where a query stands: its node, and the shape or (`of_component`) constraint component that it belongs to."""

    graph: ShapesGraph = field(repr=False, compare=False)
    node: Term
    owner: Term
    of_component: bool = False

    @cached_property
    def owner_name(self) -> str:
        """The owner's name; of a blank node that of the nearest node with an IRI that leads to it, if there is one."""
        return name(_named(self.graph, self.owner))

    @cached_property
    def where(self) -> str:
        """The query as errors call it."""
        own = f" {name(self.node)}" if isinstance(self.node, NamedNode) else ""
        if self.of_component:
            return f"the validator{own} of the constraint component {self.owner_name}"
        owner = "the shape" if isinstance(self.owner, NamedNode) else "a shape in"
        return f"the SPARQL constraint{own} of {owner} {self.owner_name}"

    @cached_property
    def prologue(self) -> str:
        """The PREFIX lines before the query (section 5.2.1); raises :class:`ShapesError`."""
        return prologue(self.graph, self.node)

    def error(self, message: str, section: str) -> ShapesError:
        """The error that `message` tells, which goes on from the query's name; it names owner and section."""
        part = "appendix A" if section == "A" else f"section {section}"
        return ShapesError(f"{self.where} {message} ({part}).", shape=self.owner_name, section=section)


def _named(graph: ShapesGraph, node: Term) -> Term:
    seen, queue = {node}, [node]
    while queue:
        below = queue.pop(0)
        if isinstance(below, NamedNode):
            return below
        above = [s for predicate in graph.predicates for s, o in graph.pairs(predicate) if o == below]
        queue += [s for s in dict.fromkeys(above) if s not in seen]
        seen.update(above)
    return node


@dataclass(frozen=True)
class Query:
    """A SPARQL query of a shapes graph, checked.

    `kind` says what it is evaluated for: ``select`` (all solutions are violations) or ``ask`` (each value node for
    which it says no is one). `text` still has ``$PATH`` in it.
    """

    origin: Origin
    kind: str
    text: str
    messages: tuple[Literal, ...] = ()
    bound: Mapping[str, Term] = field(default_factory=dict)
    #: parameters without a value: bound to nothing, but still not to be assigned
    unbound: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The query as errors call it."""
        return self.origin.where

    @property
    def prebound(self) -> set[str]:
        """The names of all variables that may be bound beforehand (section 5.3.1 and 6.3)."""
        always = {"this", "shapesGraph", "currentShape", *self.bound, *self.unbound}
        return always | ({"value"} if self.kind == "ask" else set())


def query_text(origin: Origin, parameter: str, section: str) -> str:
    """The one query of a node (``sh:select`` or ``sh:ask``), with its prefixes; raises :class:`ShapesError`."""
    found = origin.graph.objects(origin.node, SH + parameter)
    if len(found) != 1 or not isinstance(found[0], Literal) or found[0].datatype.value != XSD + "string":
        raise origin.error(f"needs one sh:{parameter}, a string", section)
    return origin.prologue + found[0].value


def messages_of(origin: Origin, section: str) -> tuple[Literal, ...]:
    """The messages of a constraint or validator; raises :class:`ShapesError` where one is no string."""
    found = []
    for value in origin.graph.objects(origin.node, SH + "message"):
        if not isinstance(value, Literal) or (value.language is None and value.datatype.value != XSD + "string"):
            reason = f"has {name(value)} as sh:message; messages are strings, with or without a language tag"
            raise origin.error(reason, section)
        found.append(value)
    return tuple(found)


def prologue(graph: ShapesGraph, executable: Term) -> str:
    """The PREFIX lines for the query of `executable` (section 5.2.1): its sh:prefixes and what they import.

    Raises :class:`ShapesError` for declarations that are ill-formed or contradict each other.
    """
    owners: dict[Term, None] = dict.fromkeys(graph.objects(executable, SH + "prefixes"))
    queue = list(owners)
    while queue:
        for imported in graph.objects(queue.pop(), OWL + "imports"):
            if imported not in owners:
                owners[imported] = None
                queue.append(imported)
    found: dict[str, str] = {}
    for owner in owners:
        for declaration in graph.objects(owner, SH + "declare"):
            prefix, namespace = _declared(graph, owner, declaration)
            if found.setdefault(prefix, namespace) != namespace:
                raise _ill_formed(_named(graph, owner), f'the prefix "{prefix}" has another namespace elsewhere')
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(found.items()))


def _declared(graph: ShapesGraph, owner: Term, declaration: Term) -> tuple[str, str]:
    prefixes, namespaces = (graph.objects(declaration, SH + p) for p in ("prefix", "namespace"))
    if len(prefixes) != 1 or len(namespaces) != 1:
        raise _ill_formed(_named(graph, owner), "one sh:prefix and one sh:namespace are needed")
    prefix, namespace = prefixes[0], namespaces[0]
    if not isinstance(prefix, Literal) or prefix.datatype.value != XSD + "string":
        raise _ill_formed(_named(graph, owner), f"the sh:prefix {name(prefix)} is no xsd:string")
    if not isinstance(namespace, Literal) or namespace.datatype.value != XSD + "anyURI":
        raise _ill_formed(_named(graph, owner), f"the sh:namespace {name(namespace)} is no xsd:anyURI")
    if re.search(r'[\x00-\x20<>"{}|^`\\]', namespace.value):
        raise _ill_formed(_named(graph, owner), f"the sh:namespace {name(namespace)} is no IRI")
    return prefix.value, namespace.value


def _ill_formed(owner: Term, why: str) -> ShapesError:
    return ShapesError(
        f"a prefix declaration (sh:declare) of {name(owner)} is ill-formed: {why} (section 5.2.1).",
        shape=name(owner),
        section="5.2.1",
    )


_PLACE = re.compile(r"\{[?$](\w+)\}")


def substituted(template: Literal, bindings: Mapping[str, Term]) -> Literal:
    """A message with its places filled (section 5.3.2): ``{?name}`` and ``{$name}``.

    >>> substituted(Literal("no {?x}, {$y}", language="en"), {"x": NamedNode("http://e/a")}).value
    'no http://e/a, {$y}'
    """

    def fill(match: re.Match[str]) -> str:
        term = bindings.get(match[1])
        if term is None:
            return match[0]
        return term.value if isinstance(term, NamedNode | Literal) else str(term)

    text = _PLACE.sub(fill, template.value)
    return Literal(text, language=template.language) if template.language is not None else Literal(text)
