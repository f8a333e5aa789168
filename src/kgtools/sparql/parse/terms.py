"""Prologue, IRIs, literals, variables and blank nodes (rules 4 to 7 and 125 to 138 of section 19.8)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final

from pyoxigraph import BaseDirection

from kgtools.errors import ParameterError, shorten
from kgtools.model.numbers import whole_number
from kgtools.model.terms import Literal, NamedNode, Term
from kgtools.model.vocab import RDF, XSD
from kgtools.sparql.expressions import Constant, Variable
from kgtools.sparql.parse.cursor import Cursor, Parameters
from kgtools.sparql.syntax import Prologue
from kgtools.text.iris import has_scheme, resolve

__all__ = ["TermParser"]

_INTEGER, _DECIMAL, _DOUBLE, _BOOLEAN = (NamedNode(XSD + name) for name in ("integer", "decimal", "double", "boolean"))
_TYPE = NamedNode(RDF + "type")
#: digits of a number that counts rows; no machine has more
_MAX_DIGITS = 18
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", "\\": "\\", '"': '"', "'": "'"}


class TermParser(Cursor):
    """Reads the prologue, and what is one term."""

    def __init__(
        self,
        text: str,
        *,
        source: str,
        base: str | None,
        prefixes: Mapping[str, str],
        parameters: Parameters | None = None,
    ) -> None:
        self._base = base
        self._known_prefixes: Final = prefixes
        self._prefixes: dict[str, str] = {}
        self._version: str | None = None
        self._undeclared: dict[str, int] = {}
        self._iris: dict[str, NamedNode] = {}
        self._fresh = 0
        super().__init__(text, source=source, parameters=parameters)

    # the prologue

    def prologue(self) -> None:
        """``BASE``, ``PREFIX`` and ``VERSION`` in any order."""
        while True:
            if self.key == "PREFIX":
                self.advance()
                if self.key != "pname" or not self.token.endswith(":") or self.token.count(":") > 1:
                    self.unexpected('a prefix with its colon, such as "e:",')
                prefix = self.token[:-1]
                self.advance()
                self._prefixes[prefix] = self._iri_reference()
            elif self.key == "BASE":
                self.advance()
                self._base = self._iri_reference()
            elif self.key == "VERSION":
                self.advance()
                if self.key != "string" or self.is_value or self.token[:3] in ('"""', "'''"):
                    self.unexpected('a version in single quotation marks, such as "1.2",')
                self._version = self.string()
                continue
            else:
                return
            self._iris.clear()

    def prologue_so_far(self) -> Prologue:
        """The prologue as it is in force here, with the prefixes from outside that were used."""
        return Prologue(self._base, dict(self._prefixes), self._version, place=0)

    def check_prefixes(self) -> None:
        """Raise for all prefixes that nothing declares, at the place of the first."""
        if self._undeclared:
            raise self.report.undeclared(self._undeclared, sorted({*self._known_prefixes, *self._prefixes}))

    # IRIs

    def iri(self, expected: str = "an IRI") -> NamedNode:
        """An IRI, whole or with a prefix."""
        token = self.token
        result = self._iris.get(token)
        if result is None:
            if self.key == "pname":
                result = self._prefixed(token)
            elif self.is_value and self.key == "iri":
                value = self.value()
                assert isinstance(value, NamedNode)
                result = value
            elif self.key == "iri":
                result = self._named_node(self._resolved(token), self.start)
            else:
                self.unexpected(expected)
            self._iris[token] = result
        elif self.key != "pname" and self.key != "iri":
            self.unexpected(expected)
        self.advance()
        return result

    def _prefixed(self, text: str) -> NamedNode:
        prefix, _, local = text.partition(":")
        namespace = self._prefixes.get(prefix)
        if namespace is None:
            namespace = self._known_prefixes.get(prefix)
            if namespace is None:
                self._undeclared.setdefault(prefix, self.start)
                namespace = "urn:undeclared:"
            else:
                self._prefixes[prefix] = namespace
        if "\\" in local:
            local = re.sub(r"\\(.)", r"\1", local)
        return self._named_node(namespace + local, self.start)

    def _named_node(self, iri: str, place: int) -> NamedNode:
        try:
            return NamedNode(iri)
        except ValueError as error:
            reason = str(error)
            self.fail(f"<{shorten(iri)}> is not an IRI: {reason[:1].lower()}{reason[1:].rstrip('.')}.", place)

    def _iri_reference(self) -> str:
        if self.key != "iri" or self.is_value:
            self.unexpected("an IRI between < and >")
        iri = self._resolved(self.token)
        self.advance()
        return iri

    def _resolved(self, text: str) -> str:
        iri = text[1:-1]
        if "\\" in iri:
            iri = self._unescaped(iri, self.start + 1)
        if self._base is not None:
            return resolve(self._base, iri)
        if not has_scheme(iri):
            self.fail(
                f"the IRI <{shorten(iri)}> is relative and cannot be read without a base; write the whole IRI, "
                "or a BASE.",
                self.start,
            )
        return iri

    # literals

    def literal(self) -> Literal:
        """A literal: a string with its language or datatype, a number with its sign, or a truth value."""
        key = self.key
        if key == "string":
            return self._string_literal()
        if key == "number":
            return self.number("")
        if key in ("+", "-"):
            sign, place = key, self.start
            self.advance()
            if self.key != "number" or self.start != place + 1:
                self.unexpected(f'a number directly after "{sign}"')
            return self.number(sign)
        if key not in ("TRUE", "FALSE"):
            self.unexpected("a literal")
        # the keywords have any case, the values are small
        self.advance()
        return Literal(key.lower(), datatype=_BOOLEAN)

    def number(self, sign: str) -> Literal:
        """The number that is here, behind its sign, exactly as it is written."""
        token = self.token
        self.advance()
        return _number(sign + token)

    def string(self) -> str:
        """The value of the string that is here."""
        token, place = self.token, self.start
        if self.key != "string":
            self.unexpected("a string")
        if self.is_value:
            constant = self._literal_value()
            if constant.datatype.value != XSD + "string":
                self.unexpected("a string")
            self.advance()
            return constant.value
        quotes = 3 if token[:3] in ('"""', "'''") else 1
        value = token[quotes:-quotes]
        if "\\" in value:
            value = self._unescaped(value, place + quotes)
        self.advance()
        return value

    def plain_term(self, match: re.Match[str]) -> Term:
        """What :func:`kgtools.sparql.parse.plain_cells.find_members` found, as the tokens would have been read.

        Raises ValueError for what those shall be read for, as they know what is wrong where.
        """
        iri, name, double, single, language, datatype, number, truth = match.groups()
        if iri or name:
            return self._plain_iri(iri or name, match.start())
        if number:
            return _number(number)
        if truth:
            return Literal(truth, datatype=_BOOLEAN)
        value = single if double is None else double
        if language:
            return Literal(value, language=language)
        if datatype:
            return Literal(value, datatype=self._plain_iri(datatype, match.start(6)))
        return Literal(value)

    def _plain_iri(self, token: str, place: int) -> NamedNode:
        result = self._iris.get(token)
        if result is None:
            if token[0] == "<":
                result = NamedNode(self._resolved(token))
            else:
                self.start = place
                result = self._prefixed(token)
            self._iris[token] = result
        return result

    def _literal_value(self) -> Literal:
        value = self.value()
        assert isinstance(value, Literal)
        return value

    def count(self, word: str) -> int:
        """The number of rows that the parameter behind LIMIT or OFFSET gives."""
        name, value = self.token, self.value()
        if not isinstance(value, Literal) or value.datatype != _INTEGER:
            self.refuse_value(f"is used after {word}, so its type must be integer.")
        digits = str(getattr(value, "value", value))
        number = whole_number(digits, most_digits=_MAX_DIGITS)
        if number is None:
            raise ParameterError(name[1:].removeprefix("_"), digits, "it counts rows; write a whole number, 0 or more")
        self.advance()
        return number

    def _string_literal(self) -> Literal:
        if self.is_value:
            constant = self._literal_value()
            self.advance()
            return constant
        value = self.string()
        if self.key == "language":
            tag, place = self.token[1:], self.start
            language, _, direction = tag.partition("--")
            if direction not in ("", "ltr", "rtl"):
                self.fail(f'"--{shorten(direction)}" is not a text direction; write --ltr or --rtl.', place)
            self.advance()
            try:
                if not direction:
                    return Literal(value, language=language)
                towards = BaseDirection.LTR if direction == "ltr" else BaseDirection.RTL
                return Literal(value, language=language, direction=towards)
            except ValueError as error:
                self.fail(f'"@{shorten(language)}" is not a language tag: {str(error).lower().rstrip(".")}.', place)
        if self.key == "^^":
            self.advance()
            return Literal(value, datatype=self.iri("the IRI of a datatype"))
        return Literal(value)

    def _unescaped(self, value: str, place: int) -> str:
        """The text with its escapes resolved (sections 19.2 and 19.7)."""

        def character(match: re.Match[str]) -> str:
            digits = match[1] or match[2]
            if digits is not None:
                code = int(digits, 16)
                if 0xD800 <= code < 0xE000:
                    self.fail(
                        f"{match[0]} is half of a surrogate pair; write the whole character as \\UXXXXXXXX.",
                        place + match.start(),
                    )
                if code > 0x10FFFF:
                    self.fail(f"{match[0]} is beyond the last character, U+10FFFF.", place + match.start())
                return chr(code)
            escape = _ESCAPES.get(match[3])
            if escape is None and match[3] in "uU":
                self.fail("four hexadecimal digits follow \\u, and eight follow \\U.", place + match.start())
            if escape is None:
                self.fail(
                    f'"\\{shorten(match[3])}" is not an escape sequence; write two backslashes for a literal '
                    "backslash.",
                    place + match.start(),
                )
            return escape

        return _escapes().sub(character, value)

    # variables and blank nodes

    def variable(self, expected: str = "a variable") -> Variable:
        """A variable."""
        if self.key != "variable":
            self.refuse_value("is a value and cannot be bound by AS; choose another variable.")
            hint = f'a variable begins with "?" (write ?{self.token})' if self.token.isidentifier() else ""
            self.unexpected(expected, hint=hint)
        result = Variable(self.token[1:], place=self.start)
        self.advance()
        return result

    def fresh_blank(self, place: int) -> Variable:
        """A blank node that has no label."""
        self._fresh += 1
        return Variable(f"_:.{self._fresh}", place=place)

    def type_or_iri(self, expected: str) -> Constant:
        """A predicate that is an IRI or ``a``."""
        place = self.start
        if self.key == "a":
            self.advance()
            return Constant(_TYPE, place=place)
        return Constant(self.iri(expected), place=place)


def _number(text: str) -> Literal:
    """A number as it is written: with an exponent a double, with a point a decimal."""
    kind = _DOUBLE if "e" in text or "E" in text else _DECIMAL if "." in text else _INTEGER
    return Literal(text, datatype=kind)


@functools.cache
def _escapes() -> re.Pattern[str]:
    return re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))")
