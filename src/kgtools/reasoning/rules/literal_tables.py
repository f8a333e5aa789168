"""The relations of the rules that no triple states: literals in and outside data ranges, and literals of one value.

A literal has its value whether the data or only an axiom names it; so all that the rules can reach are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from kgtools.model.order import term_key
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import OWL, RDF, XSD
from kgtools.ontology.axioms import Axioms
from kgtools.ontology.values import STRINGS, is_ill_formed, value_key
from kgtools.reasoning.rules.compile import THING, Compiler
from kgtools.reasoning.rules.engine import EMPTY, MASK, Ints, Table, pack, unpack
from kgtools.reasoning.rules.numbers import Numbers
from kgtools.reasoning.rules.ranges import holds
from kgtools.reasoning.rules.rule import Atom, Key, Rule
from kgtools.table import Columns
from kgtools.table.kernels.arrow import matching

__all__ = ["LiteralTables"]

_EQUAL: Key = ("equal", 0)
_ILL: Key = ("ill", 0)


class LiteralTables:
    """Makes the tables that rules ask for, beside those of the facts in `tables`."""

    def __init__(
        self, tables: dict[Key, Table], columns: Columns, numbers: Numbers, literals: npt.NDArray[np.bool_]
    ) -> None:
        self.tables = tables
        self.columns = columns
        self.numbers = numbers
        self.literals = literals
        self._valueless = EMPTY

    def add(self, compiler: Compiler, rules: Sequence[Rule]) -> None:
        """The tables of data ranges, of literals, of things as values, and of all things, as far as `rules` ask."""
        in_use = {atom.key for rule in rules for atom in _atoms(rule)}
        objects = self._reachable_values(rules, in_use)
        is_literal = self.literals[objects]
        literals, things = objects[is_literal], objects[~is_literal]
        if ("literal", 0) in in_use:
            self._state(("literal", 0), literals)
        if ("thing", 0) in in_use:
            self._state(("thing", 0), things)
        for node in sorted(compiler.ranges, key=term_key):
            inside = self._inside(compiler.axioms, node, literals)
            number = self.numbers(node)
            self._state(("in", number), literals[inside])
            # what has no value is told once, by the rule for that
            self._state(("out", number), literals[~inside & ~np.isin(literals, self._valueless)])
        every = compiler.cls(THING)
        if every in in_use:
            self._state(every, self._universe(rules))

    def ill_formed(self, compiler: Compiler, rules: Sequence[Rule]) -> list[Rule]:
        """The rules that find literals without a value, for the properties that have some; called before :meth:`add`.

        What an annotation says is no fact (OWL 2 Direct Semantics), and may be written as one likes.
        """
        annotations = {self.numbers(NamedNode(iri)) for iri in compiler.axioms.annotation_properties}
        by_datatype: dict[Key, list[Ints]] = {}
        for key, table in self.tables.items():
            if key[0] == "property" and key[1] not in annotations:
                by_datatype.setdefault(key, []).append(np.unique(table.keys & MASK))
        for rule in rules:
            if rule.head is not None and rule.head.key[0] == "property" and isinstance(rule.head.places[1], int):
                by_datatype.setdefault(rule.head.key, []).append(np.array([rule.head.places[1]], np.int64))
        objects = (
            np.unique(np.concatenate([part for parts in by_datatype.values() for part in parts]))
            if by_datatype
            else EMPTY
        )
        ill = self._ill(objects[self.literals[objects]])
        if not len(ill):
            return []
        self._valueless = ill
        self._state(_ILL, ill)
        having = [key for key, parts in by_datatype.items() if any(np.isin(part, ill).any() for part in parts)]
        return [Rule("x-ill-formed", (Atom(key, ("x", "y")), Atom(_ILL, ("y",)))) for key in sorted(having)]

    def equal(self, rules: Sequence[Rule]) -> list[Rule]:
        """The rules that what is said of a literal is said of its value (dt-eq with eq-rep-o).

        They are made only where a rule compares values, and some value is written in two ways.
        """
        comparing = [rule for rule in rules if self._compares(rule)]
        if not comparing:
            return []
        in_use = {atom.key for rule in rules for atom in _atoms(rule)}
        objects = self._reachable_values(rules, in_use)
        classes = self._classes(objects[self.literals[objects]])
        constants = {p for rule in comparing for atom in rule.body for p in atom.places if isinstance(p, int)}
        pairs: list[tuple[int, int]] = []
        for members in classes:
            first, *others = sorted(members)
            pairs += [(other, first) for other in others]
            pairs += [(first, other) for other in others if other in constants]
        if not pairs:
            return []
        s, o = np.array(pairs, np.int64).T
        self._state(_EQUAL, np.sort(pack(s, o)))
        equal = Atom(_EQUAL, ("x", "y"))
        return [
            Rule("dt-eq", (Atom(key, ("z", "x")), equal), Atom(key, ("z", "y")))
            for key in sorted(in_use)
            if key[0] == "property"
        ]

    def _state(self, key: Key, keys: Ints) -> None:
        self.tables[key] = Table(keys, [(0, -1, keys)])

    def _reachable_values(self, rules: Sequence[Rule], in_use: set[Key]) -> Ints:
        """The values that are in the properties of the rules, or in the rules themselves."""
        values = [self.tables[key].keys & MASK for key in sorted(in_use) if key[0] == "property" and key in self.tables]
        constants = [p for rule in rules for atom in _atoms(rule) for p in atom.places if isinstance(p, int)]
        return np.unique(np.concatenate([*values, np.array(constants, np.int64)]))

    def _universe(self, rules: Sequence[Rule]) -> Ints:
        """All that there is: what has a class or a property, is a value, or is in a rule."""
        parts = [np.array([p for r in rules for a in _atoms(r) for p in a.places if isinstance(p, int)], np.int64)]
        for key, table in self.tables.items():
            if key[0] == "class":
                parts.append(table.keys)
            elif key[0] == "property":
                parts.extend(unpack(table.keys))
        things = np.unique(np.concatenate(parts))
        return things[~self.literals[things]]

    def _inside(self, axioms: Axioms, node: Term, rows: Ints) -> npt.NDArray[np.bool_]:
        inside = np.zeros(len(rows), bool)
        of_data = rows < self.columns.size
        if isinstance(node, NamedNode) and axioms.value(node, OWL + "equivalentClass") is None:
            # the common case over whole columns: literals of this very datatype
            ids = rows[of_data].astype(np.int32)
            own = self.columns.terms.literals
            typed = own.has_datatype(ids, node.value)
            inside[np.flatnonzero(of_data)[typed]] = own.well_formed(ids[typed], node.value)
        outside = np.flatnonzero(~inside)
        decided = [isinstance(t, Literal) and holds(axioms, node, t) for t in self.numbers.terms(rows[outside])]
        inside[outside] = decided
        return inside

    def _ill(self, rows: Ints) -> Ints:
        """The ill-formed ones of some literals."""
        of_data = rows[rows < self.columns.size].astype(np.int32)
        own = self.columns.terms.literals
        suspects = [rows[rows >= self.columns.size]]
        for datatype in sorted(set(own._datatypes)):
            if datatype not in (XSD + "string", RDF + "langString"):
                ids = of_data[own.has_datatype(of_data, datatype)]
                good = own.well_formed(ids, datatype) & (datatype != OWL + "rational")
                suspects.append(ids[~good].astype(np.int64))
        candidates = np.unique(np.concatenate(suspects))
        return candidates[[isinstance(t, Literal) and is_ill_formed(t) for t in self.numbers.terms(candidates)]]

    def _compares(self, rule: Rule) -> bool:
        """Whether a body holds only where two values are one: a literal in it, or a value that two atoms share."""
        datatypes: set[str] = set()
        for atom in rule.single or rule.body:
            if atom.key[0] == "property":
                value = atom.places[1]
                if value in datatypes or value in rule.group or (isinstance(value, int) and self.literals[value]):
                    return True
                if isinstance(value, str):
                    datatypes.add(value)
        return False

    def _classes(self, rows: Ints) -> Iterator[list[int]]:
        """The literals of one value, where there are several."""
        plain = np.zeros(len(rows), bool)
        of_data = np.flatnonzero(rows < self.columns.size)
        ids = rows[of_data].astype(np.int32)
        own = self.columns.terms.literals
        whole = np.flatnonzero(own.has_datatype(ids, XSD + "integer"))
        if len(whole):
            # whole numbers as they are most often written are compared by their text, and not one by one
            plain[of_data[whole]] = matching(own.strings(ids[whole]), r"\A(0|-?[1-9][0-9]*)\z")
        if not STRINGS & set(own._datatypes) - {XSD + "string"}:
            plain[of_data] |= own.has_datatype(ids, XSD + "string")
        typed, sorted_plain = rows[~plain], rows[plain]
        classes: dict[object, list[int]] = {}
        for number, term in zip(typed.tolist(), self.numbers.terms(typed), strict=True):
            if isinstance(term, Literal):
                classes.setdefault(value_key(term), []).append(number)
        usual_spellings = {key: _usual(key) for key in classes}
        usual = [(key, term) for key, term in usual_spellings.items() if term is not None]
        for (key, _), number in zip(usual, self.columns.terms.find([t for _, t in usual]).tolist(), strict=True):
            at = int(np.searchsorted(sorted_plain, number))
            if at < len(sorted_plain) and sorted_plain[at] == number:
                classes[key].append(number)
        return (members for members in classes.values() if len(members) > 1)


def _usual(key: object) -> Literal | None:
    """How a value is most often written, where it is a whole number."""
    value = key[1] if isinstance(key, tuple) and key[0] == "real" else None
    if isinstance(value, Decimal) and value == value.to_integral_value():
        text = format(value.copy_abs(), "f").split(".")[0]
    elif isinstance(value, Fraction) and value.denominator == 1:
        text = str(abs(value.numerator))
    else:
        return None
    return Literal(("-" if value < 0 else "") + text, datatype=NamedNode(XSD + "integer"))


def _atoms(rule: Rule) -> tuple[Atom, ...]:
    return (*rule.body, *((rule.head,) if rule.head is not None else ()))
