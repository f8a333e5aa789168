"""A query as a constraint has it: text with its prefixes, what is bound beforehand, the messages it may give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kgtools.errors import ShapesError
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import OWL, SH, XSD
from kgtools.shacl.graph import ShapesGraph, name

__all__ = ["Query", "prologue", "substituted"]


@dataclass(frozen=True)
class Query:
    """A SPARQL query of a shapes graph, checked.

    `kind` says what it is evaluated for: ``select`` (all solutions are violations) or ``ask`` (each value node for
    which it says no is one). `text` still has ``$PATH`` in it.
    """

    where: str
    kind: str
    text: str
    messages: tuple[Literal, ...] = ()
    bound: Mapping[str, Term] = field(default_factory=dict)
    #: parameters without a value: bound to nothing, but still not to be assigned
    unbound: tuple[str, ...] = ()

    @property
    def prebound(self) -> set[str]:
        """The names of all variables that may be bound beforehand (section 5.3.1 and 6.3)."""
        always = {"this", "shapesGraph", "currentShape", *self.bound, *self.unbound}
        return always | ({"value"} if self.kind == "ask" else set())


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
            prefixes, namespaces = (graph.objects(declaration, SH + p) for p in ("prefix", "namespace"))
            if len(prefixes) != 1 or len(namespaces) != 1:
                raise _ill_formed(declaration, "one sh:prefix and one sh:namespace are needed")
            prefix, namespace = prefixes[0], namespaces[0]
            if not isinstance(prefix, Literal) or not isinstance(namespace, Literal):
                raise _ill_formed(declaration, "its values are literals")
            if namespace.datatype.value not in (XSD + "anyURI", XSD + "string"):
                raise _ill_formed(declaration, "its sh:namespace is an xsd:anyURI")
            if found.setdefault(prefix.value, namespace.value) != namespace.value:
                raise _ill_formed(declaration, f'the prefix "{prefix.value}" has another namespace elsewhere')
            if re.search(r'[\x00-\x20<>"{}|^`\\]', namespace.value):
                raise _ill_formed(declaration, "its sh:namespace is no IRI")
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(found.items()))


def _ill_formed(declaration: Term, why: str) -> ShapesError:
    return ShapesError(
        f"the prefix declaration {name(declaration)} is ill-formed: {why} (section 5.2.1).",
        shape=name(declaration),
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
