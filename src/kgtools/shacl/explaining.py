"""Why a result is there, and what would do: value nodes, parameter, nearest valid value, section of the specs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kgtools.columns import Columns
from kgtools.columns.relations import Relation
from kgtools.model.datatypes import is_well_formed
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, XSD
from kgtools.shacl.components.component import Constraint
from kgtools.shacl.components.other import Closed, HasValue, In
from kgtools.shacl.components.strings import LanguageIn
from kgtools.shacl.components.value_range import MaxInclusive, MinInclusive
from kgtools.shacl.components.value_type import Class, Datatype, NodeKind
from kgtools.shacl.parameters import parameters, section_of
from kgtools.shacl.path import Path, Predicate, walk
from kgtools.shacl.report import ValidationResult
from kgtools.text.names import last_part
from kgtools.text.terms import term_text

__all__ = ["Explanation", "explain", "nearest_value"]

#: value nodes that an explanation lists, and instances of a class that are compared by name
MOST = 10
INSTANCES = 5_000


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a result rests on. `nearest` is the valid value nearest to the one found, as Turtle has it, or nothing."""

    parameter: str
    value_nodes: tuple[Term, ...]
    value_count: int
    section: str
    link: str
    nearest: str = ""


def explain(
    results: Sequence[ValidationResult], columns: Columns, paths: dict[Term, Path | None]
) -> tuple[ValidationResult, ...]:
    """The results with their explanations; `paths` are those of the shapes, by node."""
    by_shape: dict[Term, set[Term]] = {}
    for result in results:
        by_shape.setdefault(result.source_shape, set()).add(result.focus_node)
    looked_at = {shape: _values(columns, paths.get(shape), focus) for shape, focus in by_shape.items()}
    hints: dict[tuple[int, Term | None, str], str] = {}
    made = []
    for result in results:
        section, link = section_of(result.source_constraint_component.value)
        values, count = looked_at[result.source_shape](result.focus_node)
        nearest, parameter = "", ""
        if result.constraint is not None:
            parameter = parameters(result.constraint)
            at = result.path.iri if isinstance(result.path, Predicate) else ""
            key = (id(result.constraint), result.value, at)
            if key not in hints:
                hints[key] = nearest_value(result.constraint, result.value, at, columns)
            nearest = hints[key]
        made.append(replace(result, explanation=Explanation(parameter, values, count, section, link, nearest)))
    return tuple(made)


def _values(columns: Columns, path: Path | None, focus: set[Term]) -> Callable[[Term], tuple[tuple[Term, ...], int]]:
    """What gives the value nodes of a focus node: the first ones by their text, and how many there are."""
    terms = sorted(focus, key=str)
    numbers = dict(zip(terms, columns.terms.find(terms).tolist(), strict=True))
    ids = np.array(sorted(number for number in numbers.values() if number >= 0), np.int32)
    pairs = Relation.identity(ids, columns.size) if path is None else walk(path, columns, ids)

    def found(node: Term) -> tuple[tuple[Term, ...], int]:
        number = numbers[node]
        low, high = (int(n) for n in np.searchsorted(pairs.s, [number, number + 1]))
        if number < 0 or high <= low:
            return (), 0
        shown = columns.terms.terms(pairs.o[low : min(high, low + 1000)])
        return tuple(sorted(shown, key=str)[:MOST]), high - low

    return found


def nearest_value(constraint: Constraint, value: Term | None, path: str, columns: Columns) -> str:
    """The valid value that is nearest to `value`, as Turtle has it, or nothing where no value is nearer than others."""
    match constraint:
        case HasValue():
            return term_text(constraint.value)
        case MinInclusive() | MaxInclusive():
            return term_text(constraint.bound)
        case In():
            return _nearest_term(value, constraint.allowed)
        case Closed():
            return _nearest_term(NamedNode(path) if path else None, constraint.allowed)
        case Datatype():
            return _as_datatype(value, constraint.datatype)
        case Class():
            return _nearest_instance(value, constraint.wanted, columns)
        case NodeKind():
            return _as_kind(value, constraint.kind)
        case LanguageIn():
            return _with_language(value, constraint.ranges)
    return ""


def _nearest_term(value: Term | None, allowed: Sequence[Term]) -> str:
    if value is None or not allowed:
        return ""
    said = _said(value)
    scored = ((_likeness(said, _said(term)), term) for term in allowed)
    best, term = max(scored, key=lambda pair: (pair[0], _reversed(str(pair[1]))))
    return term_text(term) if best >= 0.6 else ""


def _said(term: Term) -> str:
    """What people would compare: the last part of an IRI, the text of a literal."""
    if isinstance(term, NamedNode):
        return last_part(term.value).casefold()
    return term.value.strip().casefold() if isinstance(term, Literal) else term_text(term)


def _likeness(left: str, right: str) -> float:
    return 1.0 if left == right else difflib.SequenceMatcher(None, left[:200], right[:200]).ratio()


def _reversed(text: str) -> tuple[int, ...]:
    # of two that are equally near, the first in order
    return tuple(-ord(character) for character in text)


def _as_datatype(value: Term | None, datatype: NamedNode) -> str:
    if value is None or not isinstance(value, Literal | NamedNode):
        return ""
    if datatype.value == RDF + "langString":
        return ""
    for text in _spellings(value.value, datatype.value):
        if is_well_formed(datatype.value, text):
            return term_text(Literal(text, datatype=datatype))
    return ""


def _spellings(text: str, datatype: str) -> Iterable[str]:
    """The text, and ways in which people mean a value of that datatype."""
    plain = text.strip()
    yield text
    yield plain
    if datatype == XSD + "boolean":
        yield {"yes": "true", "no": "false"}.get(plain.casefold(), plain.casefold())
    elif datatype in (XSD + "date", XSD + "gYear", XSD + "gYearMonth"):
        day = re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", plain)
        month = re.match(r"(\d{4})[-/.](\d{1,2})(?!\d)", plain)
        if datatype == XSD + "date" and day:
            yield f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
        if datatype == XSD + "gYearMonth" and month:
            yield f"{month[1]}-{int(month[2]):02}"
        if datatype == XSD + "gYear":
            yield plain[:4]
    elif datatype == XSD + "dateTime":
        yield plain.replace(" ", "T", 1)
        yield f"{plain}T00:00:00"
    else:
        grouped = re.fullmatch(r"([+-]?\d{1,3}(?:,\d{3})+)((?:\.\d+)?)", plain)
        if grouped:
            yield grouped[1].replace(",", "") + grouped[2]
        whole = re.fullmatch(r"([+-]?\d+)\.0*", plain)
        if whole:
            yield whole[1]


def _nearest_instance(value: Term | None, wanted: NamedNode, columns: Columns) -> str:
    if value is None:
        return ""
    instances = columns.instances(wanted)[:INSTANCES]
    terms = [term for term in columns.terms.terms(instances) if isinstance(term, NamedNode)]
    by_name: dict[str, Term] = {}
    for term in sorted(terms, key=str):
        by_name.setdefault(_said(term), term)
    near = difflib.get_close_matches(_said(value)[:200], list(by_name), n=1, cutoff=0.6)
    return term_text(by_name[near[0]]) if near else ""


def _as_kind(value: Term | None, kind: str) -> str:
    if (
        isinstance(value, Literal)
        and "IRI" in kind
        and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+", value.value)
    ):
        return term_text(NamedNode(value.value))
    if isinstance(value, NamedNode) and "Literal" in kind:
        return term_text(Literal(value.value))
    return ""


def _with_language(value: Term | None, ranges: Sequence[str]) -> str:
    if not isinstance(value, Literal) or not ranges:
        return ""
    tag = (value.language or "").replace("_", "-").casefold()
    fitting = [r for r in ranges if tag and r.casefold().partition("-")[0] == tag.partition("-")[0]]
    if not fitting and len(ranges) > 1:
        return ""
    return term_text(Literal(value.value, language=(fitting or list(ranges))[0]))
