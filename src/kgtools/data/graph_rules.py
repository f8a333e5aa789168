"""Why a triple is in a graph with what the rules of shapes infer: the triple as people name it, and the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kgtools.errors import UsageError
from kgtools.model.prefixes import PrefixTable
from kgtools.model.terms import NamedNode, Term, Triple, triple_of
from kgtools.model.vocab import RDF
from kgtools.ontology.naming import find_term
from kgtools.reading import Source, parse_bytes

if TYPE_CHECKING:
    from kgtools.data.graph_data import GraphData
    from kgtools.shacl import RuleExplanation
    from kgtools.shacl.options import OptionKeywords

__all__ = ["explain_by_rules"]

#: a literal as Turtle writes it
_LITERAL = re.compile(r"""["']|[+-]?[.0-9]|(true|false)$""")


def explain_by_rules(
    data: GraphData, words: tuple[str, str, str], shapes: Sequence[Source] | None, options: OptionKeywords
) -> RuleExplanation:
    """Why the triple that three texts name is in the graph; see :meth:`kgtools.shacl.RuleInference.explain`.

    Raises :class:`UnknownNameError`, :class:`AmbiguousNameError`, :class:`ParseError` for an object that is no literal
    in Turtle, and what :func:`kgtools.shacl.infer` raises.
    """
    inference = data.run_rules(shapes, options)
    triples = [quad.triple for quad in inference.inputs.columns.quads()] + list(inference.triples)
    prefixes = inference.prefixes | data.prefixes
    predicate = find_term(words[1], triples, prefixes, role="property")
    subject = find_term(_name(words[0]), triples, prefixes, role="subject")
    what = "class" if predicate == NamedNode(RDF + "type") else "object"
    literal = _LITERAL.match(words[2])
    value = _literal(words[2], prefixes) if literal else find_term(_name(words[2]), triples, prefixes, role=what)
    return inference.explain(triple_of(subject, predicate, value))


def _name(text: str) -> str:
    """A text as it is looked up: ``a`` is rdf:type as a predicate only, and labels and ends of IRIs have no case."""
    return text.upper() if text.strip() == "a" else text


def _literal(text: str, prefixes: PrefixTable) -> Term:
    """The literal that a text is in Turtle."""
    head = "".join(f"@prefix {prefix}: <{namespace}> . " for prefix, namespace in prefixes.items())
    matches: list[Triple] = [
        quad.triple for quad in parse_bytes(f"{head} [] <urn:x> {text} .".encode(), format="turtle", source=text)
    ]
    if len(matches) != 1:
        raise UsageError(f"{text} is not one literal; write it as Turtle does.")
    return matches[0].object
