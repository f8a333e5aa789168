"""The words of the SHACL namespace: known, known but not evaluated here, unknown. None is passed over in silence."""

from __future__ import annotations

from kgtools.errors import ShapesError, ValidationFailure, nearest
from kgtools.model.terms import NamedNode, Term
from kgtools.model.vocab import OWL, RDF, SH
from kgtools.shacl.components import COMPONENTS
from kgtools.shacl.shapes.faults import Faults
from kgtools.shacl.shapes.graph import ShapesGraph, name

__all__ = ["check_evaluable", "check_vocabulary"]


def _words(text: str) -> list[str]:
    return text.split()


#: classes and individuals of the recommendation, with the components
_THINGS = _words(
    """
    AbstractResult BlankNode BlankNodeOrIRI BlankNodeOrLiteral ConstraintComponent IRI IRIOrLiteral Info Literal
    NodeKind NodeShape Parameter Parameterizable PrefixDeclaration PropertyGroup PropertyShape ResultAnnotation
    SPARQLAskExecutable SPARQLAskValidator SPARQLConstraint SPARQLConstructExecutable SPARQLExecutable
    SPARQLSelectExecutable SPARQLSelectValidator SPARQLUpdateExecutable Severity Shape ValidationReport
    ValidationResult Validator Violation Warning
    """
)
_THINGS += [component.iri.removeprefix(SH) for component in COMPONENTS]
#: properties of the recommendation, with the parameters of the components
_PROPERTIES = _words(
    """
    alternativePath annotationProperty annotationValue annotationVarName ask conforms construct deactivated declare
    defaultValue description detail entailment focusNode group inversePath labelTemplate message name namespace
    nodeValidator oneOrMorePath optional order parameter path prefix prefixes propertyValidator result
    resultAnnotation resultMessage resultPath resultSeverity select severity shapesGraph shapesGraphWellFormed
    sourceConstraint sourceConstraintComponent sourceShape suggestedShapesGraph targetClass targetNode
    targetObjectsOf targetSubjectsOf update validator value zeroOrMorePath zeroOrOnePath
    """
)
_PROPERTIES += [parameter for component in COMPONENTS for parameter in component.parameters]
#: SHACL Advanced Features: without them a verdict would be another one, so they are refused
_DECIDING = ["expression", "js", "target"]
#: SHACL Advanced Features that add triples or functions: they are named and left alone
_ADDING = _words(
    """
    Function JSConstraint JSExecutable JSFunction JSLibrary JSRule JSTarget JSTargetType JSValidator Rule
    SPARQLFunction SPARQLRule SPARQLTarget SPARQLTargetType Target TargetType TripleRule condition intersection
    filterShape jsFunctionName jsLibrary jsLibraryURL nodes object predicate returnType rule subject this union values
    """
)
_SPEAKING = {SH + word for word in _PROPERTIES if word not in ("value", "result", "conforms", "detail", "shapesGraph")}
_SPEAKING |= {
    SH + word for word in ("NodeShape", "PropertyShape", "ConstraintComponent", "Parameter", "SPARQLConstraint")
}
#: properties whose values are used as shapes, paths, queries or parameters, and those whose values are lists of such
_SPOKEN_OF = _words("path sparql validator nodeValidator propertyValidator parameter")
_SPOKEN_OF += [component.parameters[0] for component in COMPONENTS if component.expects == "shapes"]
_LISTING = [component.parameters[0] for component in COMPONENTS if component.expects == "lists of shapes"]
_KNOWN_PROPERTIES = {*_PROPERTIES, *_DECIDING, *(word for word in _ADDING if word[0].islower())}
_KNOWN_THINGS = {*_THINGS, *(word for word in _ADDING if word[0].isupper())}
_KNOWN = {*_KNOWN_PROPERTIES, *_KNOWN_THINGS, *_ADDING, ""}


def check_vocabulary(graph: ShapesGraph, faults: Faults) -> tuple[str, ...]:
    """Notes on what is in the shapes graph and plays no part here; a word that SHACL does not have goes to `faults`.

    It is a note where it is said of what describes no shape.
    """
    notes: dict[str, None] = {}
    speaking = _speaking(graph)
    for s, p, o in graph.triples():
        for term, known in ((NamedNode(p), _KNOWN_PROPERTIES), (o, _KNOWN_THINGS)):
            if not isinstance(term, NamedNode) or not term.value.startswith(SH):
                continue
            word = term.value[len(SH) :]
            if word in _KNOWN or word.split("-")[0] in _THINGS:
                continue
            guesses = nearest(word, known, most=1) or nearest(word, _KNOWN, most=1)
            hint = f"; did you mean sh:{guesses[0]}?" if guesses else "."
            message = f"SHACL has no sh:{word} (section 1.2), which {name(s)} uses{hint}"
            if s in speaking:
                faults.add(ShapesError(message, shape=name(s), section="1.2", triple=(s, p, o)))
            else:
                notes[message] = None
        word = p[len(SH) :] if p.startswith(SH) else ""
        if word == "rule":
            notes["the rules (sh:rule) are not executed; the engine pyshacl executes them."] = None
        if word == "values":
            notes["the values that sh:values computes are not added to the data."] = None
        if p == OWL + "imports":
            notes[f"owl:imports {name(o)} is not followed; name the file among the shapes."] = None
    return tuple(notes)


def _speaking(graph: ShapesGraph) -> set[Term]:
    """What speaks of shapes: a word that is unknown there would have been meant to decide something.

    That is what has a property or type of SHACL, and whatever is used as a shape, a path, a query or a parameter.
    """
    found = {s for s, p, _ in graph.triples() if p in _SPEAKING}
    found |= {s for s, o in graph.pairs(RDF + "type") if isinstance(o, NamedNode) and o.value in _SPEAKING}
    for word in _SPOKEN_OF:
        found |= {o for _, o in graph.pairs(SH + word)}
    for word in _LISTING:
        for _, node in graph.pairs(SH + word):
            seen: set[Term] = set()
            # a list that is ill-formed is told elsewhere: here it is followed as far as it goes
            while node not in seen:
                seen.add(node)
                found.update(graph.objects(node, RDF + "first"))
                node = next(iter(graph.objects(node, RDF + "rest")), node)
    return found


def check_evaluable(graph: ShapesGraph, faults: Faults) -> None:
    """What this engine does not evaluate though another one may goes to `faults` as :class:`ValidationFailure`.

    That is a word that decides and belongs to the Advanced Features, and an entailment regime (section 1.5).
    """
    for word in _DECIDING:
        for s, o in graph.pairs(SH + word):
            if word == "target" and graph.objects(o, SH + "select"):
                # a SPARQL-based target is evaluated
                continue
            reason = (
                f"{name(s)} uses sh:{word} of the SHACL Advanced Features, which the recommendation (section 1.2) does "
                "not have and this engine does not evaluate; use the engine pyshacl."
            )
            faults.add(ValidationFailure(reason, shape=name(s), section="1.2", triple=(s, SH + word, o)))
    for s, o in graph.pairs(SH + "entailment"):
        reason = f"{name(s)} asks for the entailment regime {name(o)}, which is not supported (section 1.5)."
        faults.add(ValidationFailure(reason, shape=name(s), section="1.5", triple=(s, SH + "entailment", o)))
