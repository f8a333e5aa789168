"""What a shapes graph says in words of the SHACL namespace that play no part here. None is passed over in silence."""

from __future__ import annotations

from functools import cache

from kgtools.errors import ShapesError, ShapesFault, ValidationFailure, nearest
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, RDFS, SH
from kgtools.shacl.advanced.reading import RULES
from kgtools.shacl.components import COMPONENTS
from kgtools.shacl.shapes.words import (
    ADVANCED_DECIDING,
    DRAFT_CONSTRAINTS,
    DRAFT_TARGETS,
    KNOWN_PROPERTIES,
    KNOWN_THINGS,
    SHAPE_WORDS,
    is_known,
)
from kgtools.shacl.shapes_graph.faults import Faults
from kgtools.shacl.shapes_graph.graph import ShapesGraph, name, node_name, term_name
from kgtools.shacl.shapes_graph.note import in_note
from kgtools.shacl.shapes_graph.remarks import Remarks

__all__ = ["check_entailment", "check_evaluable", "check_vocabulary", "named_by_data"]

#: properties whose values are used as shapes, paths, queries or parameters, and those whose values are lists of such
_SPOKEN_OF = ["path", "sparql", "validator", "nodeValidator", "propertyValidator", "parameter"]
_SPOKEN_OF += [component.parameters[0] for component in COMPONENTS if component.expects == "shapes"]
_LISTING = [component.parameters[0] for component in COMPONENTS if component.expects == "lists of shapes"]
_DECIDING = (*ADVANCED_DECIDING, *DRAFT_CONSTRAINTS, *DRAFT_TARGETS)
_TARGETS = ("target", *DRAFT_TARGETS)
#: values that properties of the recommendation have in SHACL 1.2 only; as a severity it allows any IRI (section 2.1.4)
_DRAFT_VALUES = {
    (SH + "severity", SH + "Debug"): "sh:Debug of SHACL 1.2 (a draft) counts as a violation here.",
    (SH + "severity", SH + "Trace"): "sh:Trace of SHACL 1.2 (a draft) counts as a violation here.",
    (SH + "closed", SH + "ByTypes"): "sh:ByTypes of SHACL 1.2 (a draft) is not evaluated.",
    (SH + "nodeKind", SH + "TripleTerm"): "sh:TripleTerm of SHACL 1.2 (a draft) is not evaluated.",
}
#: the types of targets that are queries themselves
_SPARQL_TARGETS = {NamedNode(SH + "SPARQLTarget"), NamedNode(SH + "Target")}
#: parameters that say nothing where their value is false
_SWITCHES = ("reificationRequired", "singleLine", "uniqueMembers")


def check_vocabulary(graph: ShapesGraph, faults: Faults, remarks: Remarks, *, strict: bool) -> None:
    """Remarks on what is in the shapes graph and plays no part here.

    No syntax rule of the recommendation forbids a word that it does not have (section 1.2): it means nothing. Where
    the check is `strict`, such a word is a fault where it is said of what describes shapes.
    """
    speaking = _speaking(graph) if strict else set()
    # a word that is misspelt once is often misspelt everywhere
    hint_for = cache(_hint)
    for s, p, o in graph.triples():
        for term, is_property in ((NamedNode(p), True), (o, False)):
            if not isinstance(term, NamedNode) or not term.value.startswith(SH):
                continue
            word = term.value[len(SH) :]
            if is_known(word):
                continue
            hint = hint_for(word, is_property)
            if s in speaking:
                message = f"SHACL has no sh:{word} (section 1.2), which {node_name(graph, s)} uses{hint}"
                faults.add(ShapesError(message, shape=name(s), section="1.2", triple=(s, p, o)), node=s)
            else:
                effect = ", so it has no effect" if is_property else ""
                remarks.add(f"SHACL has no sh:{word}{effect} (section 1.2){hint}", (s, p, o))
        if isinstance(o, NamedNode) and (p, o.value) in _DRAFT_VALUES:
            remarks.add(_DRAFT_VALUES[p, o.value], (s, p, o))
        if p == SH + "values":
            remarks.add("the values that sh:values computes are not added to the data.", (s, p, o))


def _hint(word: str, is_property: bool) -> str:
    names = KNOWN_PROPERTIES if is_property else KNOWN_THINGS
    guesses = nearest(word, names, max_names=1) or nearest(word, KNOWN_PROPERTIES | KNOWN_THINGS, max_names=1)
    return f"; did you mean sh:{guesses[0]}?" if guesses else "."


def _speaking(graph: ShapesGraph) -> set[Term]:
    """What speaks of shapes: a word that is unknown there would have been meant to decide something.

    That is what has a property or type of SHACL, and whatever is used as a shape, a path, a query or a parameter.
    """
    nodes = {s for s, p, _ in graph.triples() if p in SHAPE_WORDS}
    nodes |= {s for s, o in graph.pairs(RDF + "type") if isinstance(o, NamedNode) and o.value in SHAPE_WORDS}
    for word in _SPOKEN_OF:
        nodes |= {o for _, o in graph.pairs(SH + word)}
    for word in _LISTING:
        for _, node in graph.pairs(SH + word):
            # an ill-formed list is reported elsewhere: here it is followed as far as possible
            nodes.update(graph.members_so_far(node))
    return nodes


def check_evaluable(graph: ShapesGraph, faults: Faults) -> None:
    """What this engine does not evaluate though a verdict may depend on it goes to `faults` as
    :class:`ValidationFailure`: words of the Advanced Features and of the drafts of SHACL 1.2.
    """
    for word in _DECIDING:
        for s, o in graph.pairs(SH + word):
            if word == "target" and (graph.objects(o, SH + "select") or _is_of_target_type(graph, o)):
                # a SPARQL-based target is evaluated
                continue
            if word in _SWITCHES and isinstance(o, Literal) and o.value in ("false", "0"):
                continue
            # a node of the data may have sh:shape; what it says is about the shape
            node = o if word == "shape" else s
            faults.add(_unevaluated(graph, s, word, o), node=node, part="target" if word in _TARGETS else "constraint")
    for s, o in graph.pairs(RDF + "type"):
        whole = (SH + "NodeShape", RDFS + "Class")
        if o == NamedNode(SH + "ShapeClass") and not all(graph.is_instance(s, kind) for kind in whole):
            reason = (
                f"{name(s)} is a sh:ShapeClass of SHACL 1.2, which is not part of the recommendation (section 1.2), so "
                "its instances are not validated; add the types rdfs:Class and sh:NodeShape."
            )
            fault = ValidationFailure(reason, shape=name(s), section="1.2", triple=(s, RDF + "type", o))
            faults.add(fault, node=s, part="target")


def _is_of_target_type(graph: ShapesGraph, target: Term) -> bool:
    types = graph.objects(target, RDF + "type")
    return any(graph.is_instance(kind, SH + "SPARQLTargetType") for kind in types)


def _unevaluated(graph: ShapesGraph, s: Term, word: str, o: Term) -> ShapesFault:
    who = node_name(graph, s)
    if word == "target" and _SPARQL_TARGETS.issuperset(graph.objects(o, RDF + "type")):
        why = "which has no sh:select" if graph.properties(o) else "which the shapes graph does not describe"
        reason = f"{who} has {term_name(graph, o)} as sh:target, {why} {in_note('3.1')}."
        return ShapesError(reason, shape=name(s), section="3.1", triple=(s, SH + word, o))
    if word in ADVANCED_DECIDING:
        reason = (
            f"{who} uses sh:{word} of the SHACL Advanced Features, which is not part of the recommendation "
            "(section 1.2) and is not evaluated by this engine; use the engine pyshacl."
        )
    else:
        reason = (
            f"{who} uses sh:{word} of SHACL 1.2 (a draft), which is not part of the recommendation (section 1.2) "
            "and is not evaluated by this engine."
        )
    return ValidationFailure(reason, shape=name(s), section="1.2", triple=(s, SH + word, o))


def check_entailment(graph: ShapesGraph, faults: Faults) -> None:
    """An entailment regime (section 1.5) but that of rules goes to `faults`: any result may depend on it."""
    for s, o in graph.pairs(SH + "entailment"):
        if o == RULES:
            continue
        reason = f"{name(s)} asks for the entailment regime {name(o)}, which is not supported (section 1.5)."
        fault = ValidationFailure(reason, shape=name(s), section="1.5", triple=(s, SH + "entailment", o))
        faults.add(fault, node=s, part="graph")


def named_by_data(shape: Term, nodes: int, first: Term) -> ValidationFailure:
    """That nodes of a data graph name a shape with ``sh:shape``, the first of them being `first`."""
    count = "1 node" if nodes == 1 else f"{nodes:,} nodes"
    others = " and others" if nodes > 1 else ""
    reason = (
        f"{count} of the data ({name(first)}{others}) should conform to the shape {name(shape)} by sh:shape of SHACL "
        "1.2 (a draft), which is not part of the recommendation (section 1.2) and is not evaluated by this engine."
    )
    return ValidationFailure(reason, shape=name(shape), section="1.2", triple=(first, SH + "shape", shape))
