"""String-based constraint components (section 4.4). A blank node has no string: it violates each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from kgtools.errors import ValidationFailure, shorten
from kgtools.model.terms import Literal, Term
from kgtools.model.vocab import SH, XSD
from kgtools.model.xpath.regex import PatternError, UnsupportedPatternError, to_re2
from kgtools.shacl.components.component import PointsAt, Standard, ValueTest
from kgtools.shacl.components.declaration import Declaration
from kgtools.shacl.components.nearest import with_language
from kgtools.shacl.components.phrases import Phrase, written_list
from kgtools.shacl.plans.plan import COUNT, THIS, VALUE, Plan, PlanContext, focus_of, number
from kgtools.shacl.values import Context, ValueNodes, Violations
from kgtools.sparql.algebra import Extend, Filter, Group
from kgtools.sparql.expressions import Aggregate, BuiltinCall, Comparison, Constant, Variable
from kgtools.table import Columns
from kgtools.table.relations import Ids
from kgtools.text.terms import TagSpelling, term_text

__all__ = ["LanguageIn", "MaxLength", "MinLength", "Pattern", "UniqueLang"]


#: the language tag of a value node
_TAG = Variable("tag")


@dataclass(frozen=True)
class _Length(ValueTest):
    bound: int

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        bound = shape.integer(cls.parameters[0], cls.section)
        if bound is not None:
            yield cls(bound)

    def to_turtle(self) -> str:
        return f"{self.parameter} {self.bound}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"bound": str(self.bound)}


class MinLength(_Length):
    """The string of each value node has at least so many characters (section 4.4.1)."""

    iri: ClassVar[str] = SH + "MinLengthConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("minLength",)
    section: ClassVar[str] = "4.4.1"

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        lengths = context.data.terms.literals.lengths(nodes)
        return (lengths >= self.bound) & (lengths >= 0)


class MaxLength(_Length):
    """The string of each value node has at most so many characters (section 4.4.2)."""

    iri: ClassVar[str] = SH + "MaxLengthConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("maxLength",)
    section: ClassVar[str] = "4.4.2"

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        lengths = context.data.terms.literals.lengths(nodes)
        return (lengths <= self.bound) & (lengths >= 0)


@dataclass(frozen=True)
class Pattern(ValueTest):
    """The string of each value node matches the regular expression (section 4.4.3)."""

    iri: ClassVar[str] = SH + "PatternConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("pattern", "flags")
    section: ClassVar[str] = "4.4.3"
    pattern: str
    flags: str

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        flags = shape.text("flags", cls.section) or ""
        pattern = shape.text("pattern", cls.section)
        if pattern is None:
            return
        constraint = cls(pattern, flags)
        try:
            constraint.compiled()
        except PatternError as error:
            raise shape.error(
                f'has the sh:pattern "{shorten(pattern)}", which is not a regular expression: {error}',
                cls.section,
                parameter="pattern",
            ) from error
        except ValidationFailure as error:
            raise shape.failure(
                f'has the sh:pattern "{shorten(pattern)}", which cannot be evaluated: {error.reason}',
                cls.section,
                parameter="pattern",
            ) from error
        yield constraint

    def compiled(self) -> str:
        """The expression in RE2's words; raises :class:`PatternError` and :class:`ValidationFailure`."""
        import pyarrow as pa

        from kgtools.table.kernels.arrow import matching, text_array

        try:
            expression = to_re2(self.pattern, self.flags)
            matching(text_array([""]), expression)
        except UnsupportedPatternError as error:
            raise ValidationFailure(str(error)) from error
        except pa.ArrowInvalid as error:
            raise ValidationFailure("it is too large or uses a feature that RE2 lacks") from error
        return expression

    def to_turtle(self) -> str:
        flags = f"; sh:flags {term_text(Literal(self.flags))}" if self.flags else ""
        return f"sh:pattern {term_text(Literal(self.pattern))}{flags}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        flags = f" ({self.flags})" if self.flags else ""
        return {"pattern": term_text(Literal(self.pattern)) + flags}

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return context.data.terms.literals.matches(nodes, self.compiled())


@dataclass(frozen=True)
class LanguageIn(ValueTest):
    """Each value node has a language tag that matches one of the language ranges (section 4.4.4)."""

    iri: ClassVar[str] = SH + "LanguageInConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("languageIn",)
    section: ClassVar[str] = "4.4.4"
    ranges: tuple[str, ...]

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        shape.single_value("languageIn", cls.section)
        for members in shape.lists("languageIn", cls.section):
            for member in members:
                if not isinstance(member, Literal) or member.datatype.value != XSD + "string":
                    raise shape.error(
                        f"has {member} in sh:languageIn; its members are strings", cls.section, parameter="languageIn"
                    )
            yield cls(tuple(member.value for member in members if isinstance(member, Literal)))

    def to_turtle(self) -> str:
        return f"sh:languageIn {written_list([Literal(tag) for tag in self.ranges])}"

    def words(self, language: str, tags: TagSpelling | None) -> Mapping[str, str]:
        return {"ranges": ", ".join(self.ranges)}

    def phrase(self, language: str, tags: TagSpelling | None = None) -> Phrase:
        return super().phrase(language, tags) if self.ranges else self.nothing_allowed(language)

    def nearest_value(self, value: Term | None, path: str, columns: Columns) -> str:
        return with_language(value, self.ranges)

    def accepts(self, nodes: Ids, context: Context) -> npt.NDArray[np.bool_]:
        return context.data.terms.literals.has_language(nodes, list(self.ranges))


@dataclass(frozen=True)
class UniqueLang(Standard):
    """No two value nodes have the same language tag (section 4.4.5)."""

    iri: ClassVar[str] = SH + "UniqueLangConstraintComponent"
    parameters: ClassVar[tuple[str, ...]] = ("uniqueLang",)
    section: ClassVar[str] = "4.4.5"
    tells_values: ClassVar[bool] = True
    points_at: ClassVar[PointsAt] = PointsAt.LAST_VALUE_OF_LANGUAGE

    @classmethod
    def from_shape(cls, shape: Declaration) -> Iterator[Self]:
        shape.property_only("uniqueLang", cls.section)
        if shape.boolean("uniqueLang", cls.section):
            yield cls()

    def to_turtle(self) -> str:
        return "sh:uniqueLang true"

    def predicates_read(self) -> tuple[str, ...] | None:
        return ()

    def plan(self, at: PlanContext) -> Plan:
        tag = BuiltinCall("LCASE", (BuiltinCall("LANG", (VALUE,)),))
        tagged = Filter(Comparison("!=", _TAG, Constant(Literal(""))), Extend(at.pairs, _TAG, tag))
        keys = ((THIS, THIS), (_TAG, _TAG))
        several = Filter(Comparison(">", COUNT, number(1)), Group(tagged, keys, ((COUNT, Aggregate("COUNT", None)),)))
        return Plan(focus_of(several))

    def violations(self, values: ValueNodes, context: Context) -> Violations:
        """One violation for each focus node and each tag that several of its values have; without a value."""
        languages, numbers_of_tags = context.data.terms.literals.languages(values.pairs.o)
        tagged = languages >= 0
        if not numbers_of_tags or not tagged.any():
            return Violations.none()
        keys = (values.pairs.s[tagged].astype(np.int64) << 32) | languages[tagged]
        distinct_keys, counts = np.unique(keys, return_counts=True)
        return Violations((distinct_keys[counts > 1] >> 32).astype(np.int32))
