"""What people call the shapes, components and focus nodes of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kgtools.errors import AmbiguousNameError, UnknownNameError
from kgtools.model.terms import BlankNode, NamedNode, Term
from kgtools.text.names import last_part

__all__ = ["bare", "find_name", "find_node"]


def bare(text: str) -> str:
    """An IRI without the brackets around it.

    >>> bare("<http://e/a>"), bare("e:a")
    ('http://e/a', 'e:a')
    """
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


def find_name(role: str, text: str, names: set[str], ending: Callable[[str], str]) -> str:
    """The name that is this text, or whose end is.

    Raises :class:`UnknownNameError` and :class:`AmbiguousNameError`.
    """
    name = bare(text)
    if name in names:
        return name
    fitting = sorted(name for name in names if ending(name) == bare(text).rpartition(":")[2])
    if len(fitting) > 1:
        raise AmbiguousNameError(role, text, fitting)
    if not fitting:
        raise UnknownNameError(role, text, {*names, *map(ending, names)})
    return fitting[0]


def find_node(text: str, nodes: Iterable[Term], prefixes: Mapping[str, str]) -> Term:
    """The node that this text is the IRI, the prefixed name or the label (``_:b``) of.

    >>> nodes = [NamedNode("http://e/a"), BlankNode("b")]
    >>> find_node("e:a", nodes, {"e": "http://e/"}), find_node("_:b", nodes, {})
    (<NamedNode value=http://e/a>, <BlankNode value=b>)

    Raises :class:`UnknownNameError`, and :class:`AmbiguousNameError` where it is an IRI and a prefixed name.
    """
    names = {node.value if isinstance(node, NamedNode) else str(node): node for node in nodes}
    name = bare(text)
    prefix, _, local = name.partition(":")
    fitting = dict.fromkeys([name, *([prefixes[prefix] + local] if prefix in prefixes else [])])
    matches = [one for one in fitting if one in names]
    if len(matches) > 1:
        raise AmbiguousNameError("focus node", text, matches)
    if not matches:
        iris = [one for one, node in names.items() if not isinstance(node, BlankNode)]
        raise UnknownNameError("focus node", text, {*iris, *map(last_part, iris)}, hint="No result is about it.")
    return names[matches[0]]
