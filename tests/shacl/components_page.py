"""The page of what is supported, made from the table of components and so never out of date."""

from __future__ import annotations

from kgtools.model.vocab import SH
from kgtools.shacl.components import COMPONENTS

__all__ = ["components_page"]

_FAMILIES = {
    "4.1": "Value type",
    "4.2": "Cardinality",
    "4.3": "Value range",
    "4.4": "String-based",
    "4.5": "Property pair",
    "4.6": "Logical",
    "4.7": "Shape-based",
    "4.8": "Other",
    "5": "SPARQL-based constraints",
    "AF 7": "Expression constraints (SHACL Advanced Features)",
}
_REST = """
## 2. Shapes, targets, paths

- [x] Node targets, class-based targets with subclasses, implicit class targets, subjects-of and objects-of (2.1.3)
- [x] Severities (2.1.4), messages (2.1.5), deactivated shapes (2.1.6)
- [x] Predicate, sequence, alternative, inverse, zero-or-more, one-or-more and zero-or-one paths (2.3.1)
- [x] Syntax rules are checked before anything is evaluated; what is ill-formed or recursive (3.4.3) is left out and
  listed, or refused (`--strict`)
- [ ] Entailment regimes (1.5) except `sh:Rules`: shapes that ask for one are refused
- [ ] `owl:imports` is followed to files only (`--imports`, `[imports]` in `kgtools.toml`); what is absent is a remark

## 6. SPARQL-based constraint components

- [x] Own components with parameters, optional ones included (6.2.1), and label templates (6.2.2)
- [x] ASK validators, and SELECT validators for node shapes and for property shapes (6.2.3)
- [x] Pre-bound variables and the failures that appendix A demands; `$shapesGraph` and `$currentShape`

## SHACL Advanced Features (W3C Note of 8 June 2017)

- [x] SPARQL-based targets, `sh:target` with `sh:select` (3.1), and target types with parameters (3.2)
- [x] Annotation properties, `sh:resultAnnotation` (4)
- [x] SPARQL-based functions, `sh:SPARQLFunction` (5), in expressions, and in the queries of constraints, targets, rules
  and other functions
- [x] Node expressions (6): focus node, constant, `sh:filterShape`, function, `sh:path`, `sh:intersection`, `sh:union`
- [x] Those of the draft that continues the Note: `sh:exists`, `sh:if`, `sh:minus`, `sh:distinct`, `sh:count`,
  `sh:sum`, `sh:min`, `sh:max`, `sh:groupConcat`, `sh:orderBy`, `sh:limit`, `sh:offset`, `sh:ask`, `sh:select`
- [x] Triple rules and SPARQL rules with `sh:condition`, `sh:order` and `sh:deactivated`, and `sh:entailment sh:Rules`
  (8)
- [ ] SHACL JavaScript Extensions: listed as not evaluated
- [ ] SHACL 1.2 (a draft): its annotations are known, its constraints and targets are listed as not evaluated
"""


def components_page() -> str:
    """The page ``docs/components.md``."""
    lines = [
        "# Supported parts of SHACL",
        "",
        "SHACL (W3C Recommendation of 20 July 2017), section by section. This page is made from the table of",
        "components (`kgtools.shacl.components.COMPONENTS`) by `python -m tests.generated`; do not edit.",
    ]
    family = ""
    for component in COMPONENTS:
        section = ".".join(component.section.split(".")[:2])
        if section != family:
            family = section
            lines += ["", f"## {section} {_FAMILIES[section]}", ""]
        parameters = ", ".join(f"`sh:{parameter}`" for parameter in component.parameters)
        summary = (component.__doc__ or "").strip().splitlines()[0].rsplit(" (section", 1)[0].rstrip(".")
        name = component.iri.removeprefix(SH).removesuffix("ConstraintComponent")
        lines.append(f"- [x] **{name}** ({component.section}): {parameters}. {summary}.")
    return "\n".join(lines) + "\n" + _REST
