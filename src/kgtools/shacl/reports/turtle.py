"""The report as Turtle: a graph as section 3.6 describes it, the same bytes for the same report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kgtools.model.terms import BlankNode, Literal, NamedNode, Term
from kgtools.model.vocab import RDFS, SH, XSD
from kgtools.reading import Tags
from kgtools.shacl.result import ValidationResult
from kgtools.shacl.shapes.path import Alternative, Inverse, OneOrMore, Path, Predicate, Sequence, ZeroOrMore, ZeroOrOne

if TYPE_CHECKING:
    from kgtools.shacl.report import ValidationReport

__all__ = ["write_turtle"]

_HEAD = f"@prefix sh: <{SH}> .\n@prefix xsd: <{XSD}> .\n\n"
_UNARY = {
    Inverse: "sh:inversePath",
    ZeroOrMore: "sh:zeroOrMorePath",
    OneOrMore: "sh:oneOrMorePath",
    ZeroOrOne: "sh:zeroOrOnePath",
}


def write_turtle(report: ValidationReport) -> str:
    """A report as Turtle.

    >>> from kgtools.shacl import ValidationReport
    >>> print(write_turtle(ValidationReport(())))
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    <BLANKLINE>
    [] a sh:ValidationReport ;
        sh:conforms true .
    <BLANKLINE>
    """
    parts = [_HEAD, "[] a sh:ValidationReport ;\n    sh:conforms ", "true" if report.conforms else "false"]
    if any(entry.is_ill_formed for entry in report.not_evaluated):
        parts.append(" ;\n    sh:shapesGraphWellFormed false")
    if report.not_evaluated:
        # section 3.6 lets a report have more than its own words; what was not evaluated is no result
        parts[0] = f"{_HEAD[:-1]}@prefix rdfs: <{RDFS}> .\n\n"
        parts += [f" ;\n    rdfs:comment {Literal(f'Not evaluated: {entry}')!s}" for entry in report.not_evaluated]
    shapes = {} if report.one_graph else _apart(report)
    for result in report.results:
        parts += [" ;\n    sh:result ", _result(result, "    ", shapes, report.tags)]
    return "".join([*parts, " .\n"])


def _apart(report: ValidationReport) -> dict[Term, Term]:
    """Other labels for the blank nodes of the shapes that have the label of one of the data: they are not one node."""
    of_data: set[str] = set()
    of_shapes: set[str] = set()
    left = list(report.results)
    while left:
        result = left.pop()
        left += result.details
        of_data |= _labels(result.focus_node) | _labels(result.value)
        of_shapes |= _labels(result.source_shape) | _labels(result.source_constraint)
    taken, made = of_data | of_shapes, dict[Term, Term]()
    for label in sorted(of_data & of_shapes):
        number = 1
        while (other := f"{label}_shape{number}") in taken:
            number += 1
        taken.add(other)
        made[BlankNode(label)] = BlankNode(other)
    return made


def _labels(value: Term | None) -> set[str]:
    if isinstance(value, BlankNode):
        return {value.value}
    if value is None or isinstance(value, NamedNode | Literal):
        return set()
    return _labels(value.subject) | _labels(value.object)


def _result(result: ValidationResult, indent: str, shapes: Mapping[Term, Term], tags: Tags) -> str:
    lines = [("sh:focusNode", term(result.focus_node, tags))]
    if result.path is not None:
        lines.append(("sh:resultPath", path_text(result.path)))
    if result.value is not None:
        lines.append(("sh:value", term(result.value, tags)))
    lines += [("sh:resultMessage", term(message, tags)) for message in result.messages]
    lines += [
        ("sh:resultSeverity", term(result.severity)),
        ("sh:sourceConstraintComponent", term(result.source_constraint_component)),
        ("sh:sourceShape", term(shapes.get(result.source_shape, result.source_shape))),
    ]
    if result.source_constraint is not None:
        lines.append(("sh:sourceConstraint", term(shapes.get(result.source_constraint, result.source_constraint))))
    deeper = indent + "    "
    lines += [("sh:detail", _result(detail, deeper, shapes, tags)) for detail in result.details]
    inside = "".join(f" ;\n{deeper}{predicate} {value}" for predicate, value in lines)
    return f"[\n{deeper}a sh:ValidationResult{inside}\n{indent}]"


def path_text(path: Path) -> str:
    """A path as the blank nodes that SHACL writes it with.

    >>> path_text(Sequence((Predicate("http://e/a"), Inverse(Predicate("http://e/b")))))
    '( <http://e/a> [ sh:inversePath <http://e/b> ] )'
    """
    if isinstance(path, Predicate):
        return term(NamedNode(path.iri))
    if isinstance(path, Sequence):
        return f"( {' '.join(map(path_text, path.parts))} )"
    if isinstance(path, Alternative):
        return f"[ sh:alternativePath ( {' '.join(map(path_text, path.parts))} ) ]"
    return f"[ {_UNARY[type(path)]} {path_text(path.path)} ]"


def term(value: Term, tags: Tags | None = None) -> str:
    """A term as Turtle; the words of SHACL and XSD are shortened, `tags` spell its language tag.

    >>> term(NamedNode("http://www.w3.org/ns/shacl#Violation")), term(Literal("01", datatype=NamedNode(XSD + "byte")))
    ('sh:Violation', '"01"^^xsd:byte')
    """
    if isinstance(value, NamedNode):
        return _iri(value)
    if isinstance(value, Literal) and value.language is None and value.datatype.value.startswith(XSD):
        text = str(Literal(value.value))
        return text if value.datatype.value == XSD + "string" else f"{text}^^{_iri(value.datatype)}"
    if isinstance(value, BlankNode | Literal):
        return (tags or Tags()).term(value)
    return f"<<( {term(value.subject, tags)} {term(value.predicate)} {term(value.object, tags)} )>>"


def _iri(value: NamedNode) -> str:
    for prefix, namespace in (("sh", SH), ("xsd", XSD)):
        rest = value.value.removeprefix(namespace)
        if rest != value.value and rest.isascii() and rest.isalpha():
            return f"{prefix}:{rest}"
    return str(value)
